"""Turns one comparison's numbers into what may be concluded about it, and why: the table of statistics.md section 7."""

from __future__ import annotations

import math
from dataclasses import dataclass

from harness.records import Verdict

ALPHA = 0.05
FEWEST_INFORMATIVE = 6
"""With fewer scenarios that differ, no two-sided sign-flip p can be below .03."""


@dataclass(frozen=True)
class Case:
    """Everything a verdict may look at. Bounds of a ratio are ratios; its margin is a ratio above 1."""

    ratio: bool
    mean: bool
    low: float
    high: float
    """Simultaneous 95 % interval."""
    eq_low: float
    eq_high: float
    """Equivalence interval of the measure's kind."""
    p_adjusted: float
    margin: float | None
    scenarios: int
    informative: int
    minimum: int
    more: int | None = None
    invalid: str | None = None
    """Why the instrument cannot be trusted here."""
    unresolved: str | None = None
    """Why nothing may be concluded whatever the numbers (too few voices, unbalanced)."""
    alpha: float = ALPHA
    """Adjusted p-values up to this say that there is a difference."""


def decide(case: Case) -> tuple[Verdict, str | None]:
    """The first verdict that holds, with a reason wherever the numbers alone do not give it."""
    if case.invalid:
        return Verdict.INSTRUMENT_INVALID, case.invalid
    if case.unresolved or case.scenarios < 2:
        return Verdict.INCONCLUSIVE, case.unresolved or _how_many(case.scenarios)
    small = case.scenarios < case.minimum
    differs = case.p_adjusted <= case.alpha
    within = _within(case) and not small
    if case.informative < FEWEST_INFORMATIVE and not within and (small or not case.mean):
        return Verdict.INCONCLUSIVE, _too_few(case)
    if small:
        if differs:
            return Verdict.DISPARITY, (
                f"the exact test stands, but its size is uncertain with {case.scenarios} "
                f"scenarios (at least {case.minimum} are needed to state it)"
            )
        return Verdict.INCONCLUSIVE, (
            f"{case.scenarios} scenarios are fewer than the {case.minimum} needed" + _more(case)
        )
    if _outside(case):
        return Verdict.DISPARITY_MATERIAL, None
    if differs:
        return (Verdict.SMALL, None) if within else (Verdict.DISPARITY, None)
    if within:
        return Verdict.EQUIVALENT, None
    if case.informative == 0:
        return Verdict.INCONCLUSIVE, _too_few(case)
    if case.margin is None:
        return Verdict.INCONCLUSIVE, "no margin was given, so no difference can be called small enough"
    return Verdict.INCONCLUSIVE, "a difference as large as the margin is not excluded" + _more(case)


def _scaled(case: Case, value: float) -> float:
    """A bound on the scale where the margin is symmetric about 0."""
    if not case.ratio:
        return value
    return -math.inf if value <= 0 else math.log(value)


def _margin(case: Case) -> float:
    if case.margin is None:
        return math.nan  # every comparison with it is false
    return math.log(case.margin) if case.ratio else case.margin


def _within(case: Case) -> bool:
    return -_margin(case) < _scaled(case, case.eq_low) and _scaled(case, case.eq_high) < _margin(case)


def _outside(case: Case) -> bool:
    return _scaled(case, case.low) > _margin(case) or _scaled(case, case.high) < -_margin(case)


def beyond_margin(ratio: bool, value: float | None, margin: float | None) -> bool:
    """Whether a point estimate is as large as the margin."""
    if value is None or margin is None or math.isnan(value):
        return False
    if ratio:
        return value <= 0 or abs(math.log(value)) >= math.log(margin)
    return abs(value) >= margin


def _how_many(scenarios: int) -> str:
    return "no scenario has both groups" if scenarios == 0 else "one scenario cannot show a difference between groups"


def _more(case: Case) -> str:
    return f"; about {case.more} more scenarios are needed" if case.more else ""


def _too_few(case: Case) -> str:
    if case.informative == 0:
        need = f"; need {case.more} more to exclude the margin" if case.more and case.margin else ""
        return f"no difference seen in {case.scenarios} scenarios{need}"
    return f"too few events: only {case.informative} of {case.scenarios} scenarios differ{_more(case)}"
