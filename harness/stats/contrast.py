"""Turns pairs of arms, a family of them at once, into differences or ratios with intervals, p-values and verdicts.

One comparison is one column of scenario-level scores; tests and resampling then run on all columns together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from harness.records import Verdict
from harness.stats import intervals, paired, planner
from harness.stats.intervals import Array
from harness.stats.verdict import ALPHA, FEWEST_INFORMATIVE, Case, decide
from harness.stats.voices import Welch

Kind = Literal["share", "rate", "mean"]
MOST_COLUMNS = 20_000
_RARE = 0.01  # pooled share below which the MOVER interval is used (statistics.md 6.3)
_LEVEL = 0.95
PLANNING_RATE = 0.02
"""The rate at which a ratio margin is turned into a difference when no event was seen at all (statistics.md 6.1)."""


@dataclass(frozen=True)
class Pair:
    """Two arms on the scenarios of a family: events and exposure, NaN where a scenario lacks the arm."""

    kind: Kind
    events_a: Array
    exposure_a: Array
    events_b: Array
    exposure_b: Array
    margin: float | None = None
    planning_rate: float | None = None
    """For rates: lets a margin be excluded when neither arm has any event, as a difference at this rate."""
    voices: Welch | None = None
    """The voice-level test; where given, the voice is the unit and scenarios are not."""
    invalid: str | None = None
    unresolved: str | None = None


@dataclass(frozen=True)
class Contrast:
    """What is known about one pair; bounds and values are ratios if ``ratio``."""

    ratio: bool
    value: float | None
    low: float
    high: float
    eq_low: float
    eq_high: float
    method: str
    p: float
    p_adjusted: float
    scenarios: int
    missing: int
    """Scenarios that have one arm and lack the other."""
    informative: int
    events: tuple[float, float]
    exposure: tuple[float, float]
    levels: tuple[float, float]
    margin: float | None
    verdict: Verdict
    reason: str | None
    smallest: float | None
    more: int | None


@dataclass(frozen=True)
class Column:
    """A pair reduced to the scenarios that have both arms."""

    pair: Pair
    use: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    arms: tuple[Array, Array, Array, Array]
    value: float
    levels: tuple[float, float]
    score: Array
    """Zero-mean when the label changes nothing: what is sign-flipped."""
    spread: Array
    """Mean ``value`` (difference) or 0 (ratio): what is resampled."""
    largest: float

    @property
    def n(self) -> int:
        return len(self.score)

    @property
    def informative(self) -> int:
        return int((np.abs(self.score) > 1e-12).sum())


def reduce_pair(pair: Pair) -> Column:
    """The scores of the scenarios that have both arms."""
    everything = (pair.events_a, pair.exposure_a, pair.events_b, pair.exposure_b)
    use = np.isfinite(np.stack(everything)).all(0)
    if pair.kind == "rate":
        use &= pair.exposure_a + pair.exposure_b > 0
    else:
        use &= (pair.exposure_a > 0) & (pair.exposure_b > 0)
    ea, la, eb, lb = arms = (everything[0][use], everything[1][use], everything[2][use], everything[3][use])
    if pair.kind == "rate":
        a, b = intervals.mh_parts(*arms)
        ratio = a.sum() / b.sum() if b.sum() > 0 else (math.inf if a.sum() > 0 else math.nan)
        levels = (_over(ea.sum(), la.sum()), _over(eb.sum(), lb.sum()))
        spread = a - ratio * b if math.isfinite(ratio) else np.zeros_like(a)
        return Column(pair, use, arms, float(ratio), levels, a - b, spread, math.inf)
    xa, xb = ea / la, eb / lb
    weight = (la + lb) / (la + lb).mean() if pair.kind == "share" and len(la) else np.ones_like(la)
    gap = float((weight * (xa - xb)).mean()) if len(la) else math.nan
    levels = (float((weight * xa).mean()), float((weight * xb).mean())) if len(la) else (math.nan, math.nan)
    values = np.concatenate([xa, xb])
    bounded = pair.kind == "share" or (len(values) > 0 and values.min() >= 0 and values.max() <= 1)
    largest = 1.0 if bounded else float(np.ptp(values)) if len(values) and np.ptp(values) > 0 else math.inf
    score = weight * (xa - xb)
    return Column(pair, use, arms, gap, levels, score, gap + weight * (xa - xb - gap), largest)


def _over(events: float, exposure: float) -> float:
    return float(events / exposure) if exposure > 0 else math.nan


def compare(
    pairs: Sequence[Pair],
    rng: np.random.Generator,
    minimum: int,
    *,
    adjust: Literal["max-t", "fdr"] = "max-t",
    draws: int = intervals.DRAWS,
    alpha: float = ALPHA,
) -> list[Contrast]:
    """Compare all pairs as one family: step-down max-T p-values, simultaneous intervals, verdicts.

    ``minimum`` is the number of scenarios below which nothing is called equivalent. ``adjust="fdr"`` gives
    Benjamini-Hochberg values instead, for leads that cannot decide a grade. ``alpha`` is the level at which adjusted
    p-values say that a difference is there. Pairs with ``voices`` are judged on
    voices, Bonferroni over the family.
    """
    if not pairs:
        return []
    columns = [reduce_pair(pair) for pair in pairs]
    scores = np.full((len(pairs[0].events_a), len(pairs)), np.nan)
    spreads = scores.copy()
    for i, column in enumerate(columns):
        scores[column.use, i] = column.score if column.pair.voices is None else 0.0
        if column.informative >= FEWEST_INFORMATIVE and column.pair.voices is None:
            spreads[column.use, i] = column.spread
    filled = np.isfinite(scores).any(1)  # rows nobody uses would only cost exactness
    test = paired.sign_flip(scores[filled], rng, draws)
    adjusted = test.p_adjusted if adjust == "max-t" else paired.false_discovery(test.p)
    boot = intervals.bootstrap_t(spreads[filled], rng, draws=draws)
    return [
        _contrast(column, i, len(pairs), float(test.p[i]), float(adjusted[i]), boot, minimum, alpha)
        for i, column in enumerate(columns)
    ]


def spoilt(c: Contrast, reason: str | None) -> Contrast:
    """A comparison whose instrument cannot be trusted, whatever its numbers; itself without a reason."""
    return replace(c, verdict=Verdict.INSTRUMENT_INVALID, reason=reason, more=None) if reason else c


def _contrast(
    column: Column,
    index: int,
    family: int,
    p: float,
    adjusted: float,
    boot: intervals.BootstrapT,
    minimum: int,
    alpha: float,
) -> Contrast:
    pair, ratio = column.pair, column.pair.kind == "rate"
    value: float | None = column.value if math.isfinite(column.value) else None
    informative = column.informative
    if pair.voices is not None:
        welch = pair.voices
        (low, high), (eq_low, eq_high) = welch.interval(1 - 0.05 / family), welch.interval(0.90)
        value = welch.value if math.isfinite(welch.value) else None
        if ratio:
            value = math.exp(value) if value is not None else None
            low, high, eq_low, eq_high = (math.exp(min(x, 700.0)) for x in (low, high, eq_low, eq_high))
        p, method = welch.p, "Welch's t over voices"
        adjusted, informative = min(1.0, p * family), column.n
    else:
        low, high, eq_low, eq_high, method = _bounds(column, index, family, boot)
        kind = "exact sign-flip" if column.n <= paired.EXACT_UP_TO else "sign-flip"
        method += f"; {kind}"
    more, smallest = _plan(column, minimum, family) if pair.voices is None else (None, None)
    verdict, reason = decide(
        Case(
            ratio=ratio,
            mean=pair.kind == "mean",
            low=low,
            high=high,
            eq_low=eq_low,
            eq_high=eq_high,
            p_adjusted=adjusted,
            margin=pair.margin,
            scenarios=column.n,
            informative=informative,
            minimum=minimum,
            more=more,
            invalid=pair.invalid,
            unresolved=pair.unresolved,
            alpha=alpha,
        )
    )
    here_a, here_b = np.isfinite(pair.events_a), np.isfinite(pair.events_b)
    ea, la, eb, lb = (float(x.sum()) for x in column.arms)
    return Contrast(
        ratio,
        value,
        low,
        high,
        eq_low,
        eq_high,
        method,
        p,
        adjusted,
        scenarios=column.n,
        missing=int((here_a ^ here_b).sum()),
        informative=informative,
        events=(ea, eb),
        exposure=(la, lb),
        levels=column.levels,
        margin=pair.margin,
        verdict=verdict,
        reason=reason,
        smallest=smallest,
        more=more if verdict is Verdict.INCONCLUSIVE else None,
    )


def _bounds(
    column: Column,
    index: int,
    family: int,
    boot: intervals.BootstrapT,
) -> tuple[float, float, float, float, str]:
    """Simultaneous 95 % interval, equivalence interval, and the method's name."""
    if column.n < 2:
        return (0.0 if column.pair.kind == "rate" else -math.inf), math.inf, *_nothing(column.pair.kind)
    level = 1 - (1 - _LEVEL) / family
    if column.pair.kind == "rate":
        return _ratio_bounds(column, level, boot.simultaneous[_LEVEL] if boot.usable[index] else None)
    if column.informative == 0 or (column.pair.kind == "mean" and column.informative < FEWEST_INFORMATIVE):
        return (
            *intervals.differing_bound(column.score, column.largest, level),
            *intervals.differing_bound(column.score, column.largest, 0.90),
            "exact on scenarios that differ",
        )
    ea, la, eb, lb = column.arms
    rare = column.pair.kind == "share" and (ea.sum() + eb.sum()) / (la.sum() + lb.sum()) < _RARE
    if column.pair.kind == "share" and (rare or not boot.usable[index]):
        return (*intervals.mover(*column.arms, level), *intervals.mover(*column.arms, 0.90), "MOVER on n_eff")
    # Shares use 95 % for equivalence: the 90 % interval is too short when the estimate is luckily low.
    equivalence = boot.interval(index, 0.95 if column.pair.kind == "share" else 0.90)
    low, high = boot.interval(index, _LEVEL, simultaneous=True)
    if column.pair.kind == "share" or column.largest == 1.0:
        low, high = max(low, -1.0), min(high, 1.0)
    return low, high, *equivalence, "bootstrap-t"


def _nothing(kind: Kind) -> tuple[float, float, str]:
    return (0.0 if kind == "rate" else -math.inf), math.inf, "none"


def _ratio_bounds(column: Column, level: float, critical: float | None) -> tuple[float, float, float, float, str]:
    events = int(((column.arms[0] + column.arms[2]) > 0).sum())
    if column.informative == 0 and events:
        return (
            *intervals.same_ratio(events, level),
            *intervals.same_ratio(events, 0.90),
            "exact on scenarios that differ",
        )
    if not events and column.pair.planning_rate:
        gap = intervals.mover(*column.arms, 0.90)[1] / column.pair.planning_rate
        return 0.0, math.inf, 1 / (1 + gap), 1 + gap, f"MOVER on n_eff at a rate of {column.pair.planning_rate:g}"
    wide = intervals.mantel_haenszel(*column.arms, level, critical)
    if wide.method.endswith("events"):  # sparse: the level alone decides
        wide = intervals.mantel_haenszel(*column.arms, level)
    narrow = intervals.mantel_haenszel(*column.arms, 0.90)
    return wide.low, wide.high, narrow.low, narrow.high, wide.method


def _plan(column: Column, minimum: int, family: int) -> tuple[int | None, float | None]:
    """Scenarios still needed to exclude the margin, and the smallest effect these could have revealed."""
    ratio, margin, n = column.pair.kind == "rate", column.pair.margin, column.n
    room = None if margin is None else math.log(margin) if ratio else margin
    if n < 2:
        return (max(minimum - n, 1) if room else None), None
    if ratio:
        if not (column.arms[0].sum() + column.arms[2].sum()):
            return _plan_without_events(column, minimum), None
        variance = _log_ratio_variance(column)
    elif column.informative == 0:
        need = minimum
        if room and math.isfinite(column.largest):
            need = max(need, planner.scenarios_without_difference(room, column.largest))
        return (need - n if need > n else None), None
    else:
        variance = float(column.spread.var(ddof=1))
    smallest = None
    if math.isfinite(variance) and variance > 0:
        smallest = planner.mde(n, variance, 0.0, 1, tests=family)
        smallest = math.exp(min(smallest, 50.0)) if ratio else smallest
    if not room or not math.isfinite(variance):
        return (minimum - n if minimum > n else None), smallest
    alpha = 0.025 if column.pair.kind == "share" else 0.05
    need = max(planner.plan_scenarios(room, variance, 0.0, 1, alpha=alpha, mode="equivalence"), minimum)
    return min(max(need - n, 1), 1_000_000), smallest


def _plan_without_events(column: Column, minimum: int) -> int | None:
    """Scenarios without any event that would bound the difference below the margin at the planning rate."""
    need = minimum
    if column.pair.planning_rate and column.pair.margin:
        need = max(need, planner.scenarios_without_difference((column.pair.margin - 1) * column.pair.planning_rate))
    return need - column.n if need > column.n else None


def _log_ratio_variance(column: Column) -> float:
    """Variance of the log rate ratio from one scenario; by a Poisson guess where an arm has no events."""
    ea, la, eb, lb = column.arms
    if ea.sum() >= intervals.FEWEST_EVENTS and eb.sum() >= intervals.FEWEST_EVENTS:
        a = float(intervals.mh_parts(*column.arms)[0].mean())
        return float(column.spread.var(ddof=1)) / a**2
    exposure = float((la + lb).sum()) / 2
    if exposure <= 0:
        return math.inf
    rate = (float((ea + eb).sum()) / 2 + 0.5) / exposure
    return 2 / (exposure / column.n * rate)
