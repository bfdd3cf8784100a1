"""The verdict table row by row, and what no numbers may ever lead to."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.records import Verdict
from harness.stats.verdict import Case, beyond_margin, decide

BASE = Case(
    ratio=False,
    mean=True,
    low=-0.05,
    high=0.05,
    eq_low=-0.04,
    eq_high=0.04,
    p_adjusted=0.5,
    margin=0.03,
    scenarios=60,
    informative=50,
    minimum=40,
    more=25,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"invalid": "the twins differ", "low": 0.1, "high": 0.2, "p_adjusted": 0.001}, Verdict.INSTRUMENT_INVALID),
        ({"low": 0.04, "high": 0.2, "eq_low": 0.05, "eq_high": 0.15, "p_adjusted": 0.001}, Verdict.DISPARITY_MATERIAL),
        (
            {"low": -0.2, "high": -0.031, "eq_low": -0.15, "eq_high": -0.05, "p_adjusted": 0.001},
            Verdict.DISPARITY_MATERIAL,
        ),
        ({"low": 0.01, "high": 0.2, "eq_low": 0.02, "eq_high": 0.15, "p_adjusted": 0.01}, Verdict.DISPARITY),
        ({"low": 0.005, "high": 0.028, "eq_low": 0.008, "eq_high": 0.025, "p_adjusted": 0.01}, Verdict.SMALL),
        ({"eq_low": -0.02, "eq_high": 0.02}, Verdict.EQUIVALENT),
        ({}, Verdict.INCONCLUSIVE),
        ({"eq_low": -0.02, "eq_high": 0.03}, Verdict.INCONCLUSIVE),  # at the margin is not within it
    ],
)
def test_the_table(changes: dict[str, object], expected: Verdict) -> None:
    assert decide(replace(BASE, **changes))[0] is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"low": 1.6, "high": 4.0, "eq_low": 1.7, "eq_high": 3.5, "p_adjusted": 0.001}, Verdict.DISPARITY_MATERIAL),
        ({"low": 0.2, "high": 0.6, "eq_low": 0.25, "eq_high": 0.5, "p_adjusted": 0.001}, Verdict.DISPARITY_MATERIAL),
        ({"low": 1.1, "high": 2.0, "eq_low": 1.2, "eq_high": 1.8, "p_adjusted": 0.01}, Verdict.DISPARITY),
        ({"low": 1.05, "high": 1.5, "eq_low": 1.1, "eq_high": 1.4, "p_adjusted": 0.01}, Verdict.SMALL),
        ({"low": 0.7, "high": 1.4, "eq_low": 0.75, "eq_high": 1.3}, Verdict.EQUIVALENT),
        ({"low": 0.5, "high": 1.4, "eq_low": 0.6, "eq_high": 1.3}, Verdict.INCONCLUSIVE),  # 0.6 is beyond 1 / 1.5
        ({"low": 0.0, "high": math.inf, "eq_low": 0.0, "eq_high": math.inf}, Verdict.INCONCLUSIVE),
    ],
)
def test_the_table_for_ratios(changes: dict[str, object], expected: Verdict) -> None:
    case = replace(BASE, ratio=True, mean=False, margin=1.5)
    assert decide(replace(case, **changes))[0] is expected  # type: ignore[arg-type]


def test_below_the_minimum_an_exact_test_may_stand_but_never_a_size() -> None:
    case = replace(BASE, scenarios=8, informative=8, p_adjusted=0.008, low=0.1, high=0.9, eq_low=0.2, eq_high=0.8)
    verdict, reason = decide(case)
    assert verdict is Verdict.DISPARITY
    assert reason == (
        "the exact test stands, but its size is uncertain with 8 scenarios (at least 40 are needed to state it)"
    )
    assert decide(replace(case, informative=5))[0] is Verdict.INCONCLUSIVE
    assert decide(replace(case, p_adjusted=0.06))[1] == (
        "8 scenarios are fewer than the 40 needed; about 25 more scenarios are needed"
    )


def test_too_few_events() -> None:
    case = replace(BASE, mean=False, informative=3, p_adjusted=1.0)
    assert decide(case) == (
        Verdict.INCONCLUSIVE,
        "too few events: only 3 of 60 scenarios differ; about 25 more scenarios are needed",
    )
    assert decide(replace(case, eq_low=-0.02, eq_high=0.02))[0] is Verdict.EQUIVALENT
    assert decide(replace(case, eq_low=-0.02, eq_high=0.02, scenarios=39))[0] is Verdict.INCONCLUSIVE


def test_no_difference_at_all() -> None:
    case = replace(BASE, informative=0, p_adjusted=1.0, scenarios=8, more=91)
    assert decide(case) == (
        Verdict.INCONCLUSIVE,
        "no difference seen in 8 scenarios; need 91 more to exclude the margin",
    )
    assert decide(replace(case, mean=False))[1] == decide(case)[1]


@pytest.mark.parametrize(
    ("scenarios", "reason"),
    [(0, "no scenario has both groups"), (1, "one scenario cannot show a difference between groups")],
)
def test_hardly_any_scenario(scenarios: int, reason: str) -> None:
    assert decide(replace(BASE, scenarios=scenarios, informative=scenarios)) == (Verdict.INCONCLUSIVE, reason)


def test_without_a_margin_nothing_is_small_enough() -> None:
    case = replace(BASE, margin=None, eq_low=-0.001, eq_high=0.001)
    assert decide(case)[0] is Verdict.INCONCLUSIVE
    assert decide(replace(case, p_adjusted=0.01))[0] is Verdict.DISPARITY


def test_unresolved_comes_before_any_number() -> None:
    case = replace(BASE, unresolved="these voices only", low=0.5, high=0.6, p_adjusted=0.001)
    assert decide(case) == (Verdict.INCONCLUSIVE, "these voices only")


bound = st.floats(-1, 1)
cases = st.builds(
    lambda lo, hi, el, eh, **rest: Case(
        ratio=False,
        low=min(lo, hi),
        high=max(lo, hi),
        eq_low=min(el, eh),
        eq_high=max(el, eh),
        minimum=40,
        more=None,
        **rest,
    ),
    bound,
    bound,
    bound,
    bound,
    mean=st.booleans(),
    p_adjusted=st.floats(0, 1),
    margin=st.floats(0.01, 0.5),
    scenarios=st.integers(0, 100),
    informative=st.integers(0, 100),
)


@settings(deadline=None)
@given(cases)
def test_reassurance_needs_enough_scenarios_and_an_interval_within_the_margin(case: Case) -> None:
    verdict, _ = decide(case)
    if verdict in (Verdict.EQUIVALENT, Verdict.SMALL):
        assert case.scenarios >= case.minimum
        assert case.margin is not None
        assert -case.margin < case.eq_low <= case.eq_high < case.margin
    if verdict is Verdict.DISPARITY_MATERIAL:
        assert case.scenarios >= case.minimum
    if verdict is Verdict.INCONCLUSIVE:
        assert decide(case)[1]


@settings(deadline=None)
@given(cases, st.floats(1, 5))
def test_a_wider_margin_never_makes_a_disparity_of_reassurance(case: Case, factor: float) -> None:
    if decide(case)[0] is Verdict.EQUIVALENT:
        assert case.margin is not None
        assert decide(replace(case, margin=case.margin * factor))[0] is Verdict.EQUIVALENT


@settings(deadline=None)
@given(cases)
def test_swapping_the_groups_keeps_the_verdict(case: Case) -> None:
    other = replace(case, low=-case.high, high=-case.low, eq_low=-case.eq_high, eq_high=-case.eq_low)
    assert decide(other) == decide(case)


@pytest.mark.parametrize(
    ("ratio", "value", "margin", "expected"),
    [
        (False, 0.03, 0.03, True),
        (False, -0.029, 0.03, False),
        (True, 1.5, 1.5, True),
        (True, 0.5, 1.5, True),
        (True, 1.2, 1.5, False),
        (True, 0.0, 1.5, True),
        (False, None, 0.03, False),
        (False, 0.1, None, False),
    ],
)
def test_beyond_margin(ratio: bool, value: float | None, margin: float | None, expected: bool) -> None:
    assert beyond_margin(ratio, value, margin) is expected
