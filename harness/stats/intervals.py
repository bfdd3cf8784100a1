"""Turns counts by scenario into intervals that know scenarios are clusters, and that repeats are not new evidence.

Every function takes arrays with one entry a scenario (or one row a scenario and one column a comparison).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

FEWEST_EVENTS = 5
"""Below this many events in an arm, a Fieller interval degenerates (statistics.md 6.1)."""
DRAWS = 9999
_DEGENERATE = 0.005  # share of resamples without any spread above which a bootstrap-t says nothing
_BLOCK = 128  # columns resampled at a time, to bound memory


# ------------------------------------------------------------------ shares


def clopper_pearson(events: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Exact two-sided binomial interval, equal tails; fractional counts are allowed.

    Source: Clopper and Pearson (1934), in beta quantiles. Never shorter than it should be.
    """
    tail = 1 - (1 - level) / 2
    return _lower(events, trials, tail), _upper(events, trials, tail)


def _upper(events: float, trials: float, tail: float) -> float:
    from scipy.special import betaincinv

    return 1.0 if events >= trials else float(betaincinv(events + 1, trials - events, tail))


def _lower(events: float, trials: float, tail: float) -> float:
    from scipy.special import betaincinv

    k = min(events, trials)
    return 0.0 if k <= 0 else float(betaincinv(k, trials - k + 1, 1 - tail))


@dataclass(frozen=True)
class Effective:
    """How many independent trials a clustered share is worth."""

    share: float
    trials: float
    design_effect: float
    scenarios: int


def effective_trials(events: Array, exposure: Array, tail: float = 0.95) -> Effective:
    """Korn and Graubard's effective number of trials, n / DEFF, with their adjustment for degrees of freedom.

    DEFF is the cluster variance of the share over its binomial variance, kept between 1 and the trials per
    scenario; with at most one event it cannot be estimated and is set to that maximum, so that repeats of a
    scenario never certify a rare event. Scenarios without exposure are left out. No trial at all: zero trials.
    """
    from scipy.special import stdtrit

    use = np.isfinite(events) & np.isfinite(exposure) & (exposure > 0)
    k, n = events[use], exposure[use]
    scenarios = int(use.sum())
    total = float(n.sum())
    if scenarios == 0:
        return Effective(math.nan, 0.0, 1.0, 0)
    share = float(k.sum()) / total
    if scenarios == 1:
        return Effective(share, min(1.0, total), max(total, 1.0), 1)
    most = max(total / scenarios, 1.0)
    binomial = share * (1 - share) / total
    design = most
    if k.sum() > 1 and binomial > 0:
        cluster = scenarios / (scenarios - 1) * float(((k - share * n) ** 2).sum()) / total**2
        design = min(max(cluster / binomial, 1.0), most)
    adjust = (stdtrit(max(total - 1, 1.0), tail) / stdtrit(scenarios - 1, tail)) ** 2
    return Effective(share, min(total / design * float(adjust), total), design, scenarios)


def share_limits(events: Array, exposure: Array, tail: float = 0.95) -> tuple[float, float]:
    """Lower and upper Clopper-Pearson limits on n_eff, each one-sided at ``tail`` (CP_neff of statistics.md 6.3)."""
    eff = effective_trials(events, exposure, tail)
    if eff.scenarios == 0:
        return 0.0, 1.0
    k = min(eff.share, 1.0) * eff.trials
    return _lower(k, eff.trials, tail), _upper(k, eff.trials, tail)


def scenario_upper(events: Array, exposure: Array, tail: float = 0.95) -> float:
    """One-sided upper limit if each scenario were a single trial: the conservative companion (CP_S_frac)."""
    eff = effective_trials(events, exposure, tail)
    return 1.0 if eff.scenarios == 0 else _upper(min(eff.share, 1.0) * eff.scenarios, eff.scenarios, tail)


def mover(
    events_a: Array,
    exposure_a: Array,
    events_b: Array,
    exposure_b: Array,
    level: float = 0.90,
) -> tuple[float, float]:
    """Interval for a difference of two rare shares from their two CP_neff intervals; works with no events.

    Source: Newcombe's method (1998, method 10) generalised as MOVER (Zou and Donner 2008). It takes the arms as
    independent, which is conservative for paired scenarios.
    """
    if not (exposure_a.sum() and exposure_b.sum()):
        return -1.0, 1.0  # an arm without opportunities excludes nothing
    tail = 1 - (1 - level) / 2
    pa, pb = events_a.sum() / exposure_a.sum(), events_b.sum() / exposure_b.sum()
    la, ua = share_limits(events_a, exposure_a, tail)
    lb, ub = share_limits(events_b, exposure_b, tail)
    gap = float(pa - pb)
    return gap - math.hypot(pa - la, ub - pb), gap + math.hypot(ua - pa, pb - lb)


def differing_bound(differences: Array, largest: float, level: float = 0.90) -> tuple[float, float]:
    """Bound on a mean difference when few scenarios differ: the share that may differ, times the largest difference.

    The mean is at most ``largest`` times the share of scenarios with a positive difference, whose exact one-sided
    upper limit is used; likewise below. With no difference in n scenarios it is largest * (1 - 0.05 ** (1 / n)).
    """
    n, tail = len(differences), 1 - (1 - level) / 2
    if n == 0 or not math.isfinite(largest):
        return -math.inf, math.inf
    above, below = int((differences > 0).sum()), int((differences < 0).sum())
    return -largest * _upper(below, n, tail), largest * _upper(above, n, tail)


# ------------------------------------------------------------------ means and differences


@dataclass(frozen=True)
class BootstrapT:
    """Estimates of K columns with the quantiles that turn their standard errors into intervals."""

    estimate: Array
    error: Array
    marginal: dict[float, Array]
    """By level: for each column, the quantile of |t*|; infinite where the column cannot be resampled."""
    simultaneous: dict[float, float]
    """By level: the quantile of the largest |t*| over the columns that can be resampled."""
    usable: npt.NDArray[np.bool_]

    def interval(self, column: int, level: float, simultaneous: bool = False) -> tuple[float, float]:
        """Symmetric interval of one column; unbounded where the column carries no information on its spread."""
        if not self.usable[column]:
            return -math.inf, math.inf
        q = self.simultaneous[level] if simultaneous else float(self.marginal[level][column])
        half = q * float(self.error[column])
        return float(self.estimate[column]) - half, float(self.estimate[column]) + half


def bootstrap_t(
    columns: Array, rng: np.random.Generator, levels: Sequence[float] = (0.90, 0.95), draws: int = DRAWS
) -> BootstrapT:
    """Symmetric bootstrap-t over scenarios, for each column alone and for all together (max |t|).

    ``columns`` is scenarios x K; NaN is a missing cell. Whole scenarios are resampled, all columns with the same
    draw. Source: Efron and Tibshirani (1993) ch. 12, symmetric form after Hall (1988). Percentile and BCa intervals
    are too short at these sizes. Columns without spread are not usable and never widen the others.
    """
    scenarios, k = columns.shape
    here = np.isfinite(columns)
    n = here.sum(0).astype(float)
    safe = np.maximum(n, 1)
    values = np.where(here, columns, 0.0)
    mean = values.sum(0) / safe
    centred = np.where(here, columns - mean, 0.0)
    scale = np.sqrt((centred**2).sum(0) / safe)
    spread = (scale > 1e-12 * np.maximum(np.abs(mean), 1e-300)) & (n >= 2) & (scale > 0)
    error = np.where(spread, scale / np.sqrt(np.maximum(n - 1, 1)), np.inf)
    centred = (centred / np.where(spread, scale, 1.0)).astype(np.float32)
    weights = (
        rng.multinomial(scenarios, np.full(scenarios, 1 / scenarios), size=draws).astype(np.float32)
        if k and scenarios
        else np.ones((draws, scenarios), np.float32)
    )
    usable = spread.copy()
    marginal = {level: np.full(k, np.inf) for level in levels}
    largest = np.zeros(draws, np.float32)
    ranks = [math.ceil(level * (draws - 1)) for level in levels]  # the quantile at or above
    for start in range(0, k, _BLOCK):
        part = slice(start, min(start + _BLOCK, k))
        t, empty = _resampled_t(weights, centred[:, part], here[:, part])
        usable[part] &= empty.mean(0) <= _DEGENERATE
        for level, row in zip(levels, np.partition(t, ranks, axis=0)[ranks], strict=True):
            marginal[level][part] = row
        good = usable[part]
        if good.any():
            largest = np.maximum(largest, np.where(empty[:, good], 0, t[:, good]).max(1))
    together = {level: float(np.quantile(largest, level, method="higher")) for level in levels}
    return BootstrapT(mean, error, marginal, together, usable)


def _resampled_t(
    weights: npt.NDArray[np.float32],
    centred: npt.NDArray[np.float32],
    here: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """|t| of every resample and column, and where a resample had no spread (|t| infinite there)."""
    n: npt.NDArray[np.float32] | float = float(len(centred)) if here.all() else weights @ here.astype(np.float32)
    n = np.maximum(n, 2)
    mean = weights @ centred / n
    variance = (weights @ centred**2 / n - mean**2) * n / (n - 1)
    empty = variance <= 1e-5
    t = np.abs(mean) / np.sqrt(np.where(empty, 1, variance) / n)
    return np.where(empty, np.float32(np.inf), t).astype(np.float32), empty


# ------------------------------------------------------------------ rates


@dataclass(frozen=True)
class Ratio:
    """A rate ratio with its interval; bounds may be 0 or infinite."""

    value: float
    low: float
    high: float
    method: str


def mh_parts(events_a: Array, exposure_a: Array, events_b: Array, exposure_b: Array) -> tuple[Array, Array]:
    """The Mantel-Haenszel parts of each scenario: A = Ca Lb / (La + Lb) and B = Cb La / (La + Lb)."""
    total = exposure_a + exposure_b
    safe = np.where(total > 0, total, 1.0)
    return events_a * exposure_b / safe, events_b * exposure_a / safe


def mantel_haenszel(
    events_a: Array,
    exposure_a: Array,
    events_b: Array,
    exposure_b: Array,
    level: float = 0.95,
    critical: float | None = None,
) -> Ratio:
    """Rate ratio a / b stratified by scenario, with a robust Fieller-t interval.

    The interval is every ratio r at which the scenario scores A - r B have a mean within ``critical`` (default: t
    quantile of ``level``) standard errors of zero. Source: Greenland and Robins (1985) for the estimator, Fieller
    (1954) for the interval. With fewer than 5 events in an arm it degenerates, and a Clopper-Pearson interval on
    RR / (1 + RR) with one vote a scenario stands in. A denominator not separated from 0 gives an infinite bound.
    """
    a, b = mh_parts(events_a, exposure_a, events_b, exposure_b)
    n, mean_a, mean_b = len(a), float(a.mean()) if len(a) else 0.0, float(b.mean()) if len(b) else 0.0
    if mean_a + mean_b == 0:
        return Ratio(math.nan, 0.0, math.inf, "no events")
    ratio = mean_a / mean_b if mean_b > 0 else math.inf
    if n < 2 or min(events_a.sum(), events_b.sum()) < FEWEST_EVENTS:
        return _sparse_ratio(ratio, mean_a, mean_b, int(((events_a + events_b) > 0).sum()), level)
    if critical is None:
        from scipy.special import stdtrit

        critical = float(stdtrit(n - 1, 1 - (1 - level) / 2))
    t2 = critical**2 / n
    cov = np.cov(a, b)
    qa, qb, qc = mean_b**2 - t2 * cov[1, 1], -2 * (mean_a * mean_b - t2 * cov[0, 1]), mean_a**2 - t2 * cov[0, 0]
    root = math.sqrt(max(qb * qb - 4 * qa * qc, 0.0))
    if qa <= 0:
        lower = max((-qb - root) / (2 * qa), (-qb + root) / (2 * qa)) if qa < 0 else 0.0
        return Ratio(ratio, lower if 0 < lower <= ratio else 0.0, math.inf, "Mantel-Haenszel, Fieller-t")
    return Ratio(ratio, max(0.0, (-qb - root) / (2 * qa)), (-qb + root) / (2 * qa), "Mantel-Haenszel, Fieller-t")


def _sparse_ratio(ratio: float, mean_a: float, mean_b: float, votes: int, level: float) -> Ratio:
    low, high = clopper_pearson(mean_a / (mean_a + mean_b) * votes, votes, level)
    return Ratio(
        ratio,
        low / (1 - low) if low < 1 else math.inf,
        high / (1 - high) if high < 1 else math.inf,
        "Mantel-Haenszel, exact on scenarios with events",
    )


def same_ratio(scenarios_with_events: int, level: float = 0.90) -> tuple[float, float]:
    """Bound on a rate ratio when every scenario with events has the same rate in both arms.

    If at most a share u of scenarios could differ (exact upper limit), and those hold as many events as the rest,
    the ratio is within (1 - u) / (1 + u) and its inverse.
    """
    if scenarios_with_events == 0:
        return 0.0, math.inf
    u = _upper(0, scenarios_with_events, 1 - (1 - level) / 2)
    return (1 - u) / (1 + u), (1 + u) / (1 - u) if u < 1 else math.inf
