"""Turns the counts of a pilot run into the variances that planning needs, and these into scenarios, repeats and cost.

Method of moments of statistics.md section 8; a pilot of 20 scenarios, 2 groups and 3 repeats is enough to start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from harness.stats import planner
from harness.stats.counts import CountTable
from harness.stats.intervals import FEWEST_EVENTS, Array, mh_parts

_UPPER = 0.80


@dataclass(frozen=True)
class Pilot:
    """Variances of a mean or share, in squared units of its values."""

    scenarios: int
    repeats: float
    """Harmonic mean over scenarios and arms."""
    var_interaction: float
    """sigma^2_int: of one scenario's difference between two groups, beyond what repeats would average away."""
    var_interaction_upper: float
    """Its 80 % upper bound: plan with this one, because a pilot's own figure is as often too small as too large."""
    var_repeat: float
    """sigma^2_e: of one repeat of one arm."""


def pilot_variances(table: CountTable, tool: str, measure: str, axis: str, groups: Sequence[str]) -> Pilot:
    """sigma^2_int and sigma^2_e of two groups of a run.

    sigma^2_e is the pooled variance within cells; sigma^2_int is var(d) less what sigma^2_e adds to it, at least 0.
    ValueError without 2 scenarios that have both groups, or if no cell has 2 repeats (nothing tells noise apart).
    """
    events, exposure = table.repeats(tool, measure, axis, _two(groups))
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(exposure > 0, events / exposure, np.nan)
    times = np.isfinite(values).sum(2)
    values, times = values[(times > 0).all(1)], times[(times > 0).all(1)]
    if len(values) < 2:
        raise ValueError(f"{len(values)} scenarios have both groups; a pilot needs 2 at least")
    freedom = float((times - 1).sum())
    if freedom <= 0:
        raise ValueError("no arm was repeated; a pilot needs 2 repeats at least")
    means = np.nanmean(values, axis=2)
    within = float(np.nansum(np.square(values - means[:, :, None])) / freedom)
    gaps = means[:, 0] - means[:, 1]
    noise = within * float((1 / times).sum(1).mean())
    spread = float(gaps.var(ddof=1))
    return Pilot(
        scenarios=len(values),
        repeats=float(times.size / (1 / times).sum()),
        var_interaction=max(0.0, spread - noise),
        var_interaction_upper=max(0.0, spread * (len(gaps) - 1) / _chi2(1 - _UPPER, len(gaps) - 1) - noise),
        var_repeat=within,
    )


@dataclass(frozen=True)
class RatePilot:
    """What planning a rate ratio needs of a run."""

    scenarios: int
    repeats: float
    events: float
    """E0: events of the second group, the reference."""
    rate: float
    """p0: its events a unit of exposure."""
    exposure: float
    """Units of exposure an output has."""
    cv2: float
    """Squared coefficient of variation of the rate that the arms of a scenario do not share, at these repeats."""


def pilot_rate(table: CountTable, tool: str, measure: str, axis: str, groups: Sequence[str]) -> RatePilot:
    """E0, p0 and CV^2 of two groups of a run, the second being the reference.

    CV^2 = S [Var(log RR) - (1 / Ea + 1 / E0)] / 2, at least 0, with the cluster variance of the Mantel-Haenszel
    ratio. ValueError without 2 scenarios that have both groups, or with fewer than 5 events in one of them.
    """
    events, exposure = table.repeats(tool, measure, axis, _two(groups))
    seen = (np.isfinite(events) & (exposure > 0)).any(2)
    whole = np.all(seen, axis=1)
    if whole.sum() < 2:
        raise ValueError(f"{int(whole.sum())} scenarios have both groups; a pilot needs 2 at least")
    outputs = np.isfinite(events[whole]).sum(2)
    e, x = np.nansum(events[whole], axis=2), np.nansum(exposure[whole], axis=2)
    first, reference = (float(total) for total in e.sum(0))
    if min(first, reference) < FEWEST_EVENTS:
        raise ValueError(f"{min(first, reference):g} events in a group; a pilot needs {FEWEST_EVENTS} at least")
    variance = _log_ratio_variance(e[:, 0], x[:, 0], e[:, 1], x[:, 1])
    return RatePilot(
        scenarios=len(e),
        repeats=float(outputs.size / (1 / outputs).sum()),
        events=reference,
        rate=reference / float(x[:, 1].sum()),
        exposure=float(x.sum() / outputs.sum()),
        cv2=max(0.0, len(e) * (variance - 1 / first - 1 / reference) / 2),
    )


def _log_ratio_variance(ea: Array, xa: Array, eb: Array, xb: Array) -> float:
    a, b = mh_parts(ea, xa, eb, xb)
    scores = a - a.sum() / b.sum() * b
    return float(scores.var(ddof=1) / a.mean() ** 2 / len(a))


def _two(groups: Sequence[str]) -> Sequence[str]:
    if len(groups) != 2 or groups[0] == groups[1]:
        raise ValueError("a pilot compares two groups")
    return groups


def _chi2(p: float, df: int) -> float:
    from scipy.special import chdtri

    return float(chdtri(df, 1 - p))


# ------------------------------------------------------------------ scenarios, repeats and cost


@dataclass(frozen=True)
class Need:
    """What one number of repeats would take."""

    repeats: int
    difference: int
    """Scenarios to reveal a difference as large as the margin."""
    equivalence: int
    """Scenarios to exclude it, if there is none."""
    cost: float
    """Of the larger of the two."""


def needs(
    margin: float,
    pilot: Pilot,
    *,
    cost_scenario: float = 0.0,
    cost_call: float = 1.0,
    tests: int = 1,
    power: float = 0.8,
    most: int = 10,
) -> tuple[Need, ...]:
    """Scenarios and cost for 1 to ``most`` repeats, with the pilot's 80 % upper bound of sigma^2_int.

    ``cost_scenario`` is that of one more scenario, ``cost_call`` that of one call for each of its two arms.
    """
    out = []
    for repeats in range(1, most + 1):
        variances = (margin, pilot.var_interaction_upper, pilot.var_repeat, repeats)
        difference = planner.plan_scenarios(*variances, power=power, tests=tests)
        equivalence = planner.plan_scenarios(*variances, power=power, mode="equivalence")
        scenarios = max(difference, equivalence)
        out.append(Need(repeats, difference, equivalence, scenarios * (cost_scenario + repeats * cost_call)))
    return tuple(out)


def cheapest(plans: Sequence[Need]) -> Need:
    """The plan that costs least; of two that cost the same, the one with more scenarios."""
    return min(plans, key=lambda need: (need.cost, need.repeats))


def rate_needs(
    ratio: float, pilot: RatePilot, *, tests: int = 1, power: float = 0.8, repeats: int | None = None
) -> Need:
    """Scenarios to reveal a rate ratio as large as the margin, or to exclude it, at the pilot's repeats.

    More ``repeats`` lower the Poisson part alone: how CV^2 splits between scenario and repeat is not known.
    """
    times = repeats or max(1, round(pilot.repeats))
    figures = (ratio, pilot.rate, pilot.exposure, times, pilot.cv2, 0.0)
    difference = planner.plan_rate(*figures, power=power, tests=tests)
    equivalence = planner.plan_rate(*figures, power=power, mode="equivalence")
    return Need(times, difference, equivalence, float(max(difference, equivalence) * times))
