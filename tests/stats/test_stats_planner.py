"""The planner against the tables it was validated with and against statsmodels."""

from __future__ import annotations

import math

import pytest

from harness.stats import planner


# statistics.md section 8: weighted recall, var_int .0018, var_rep .0036, margin .03, equivalence at power .80 and .99.
@pytest.mark.parametrize(("repeats", "at_80", "at_99"), [(1, 88, 182), (2, 54, 110), (3, 42, 87), (5, 33, 68)])
def test_equivalence_table(repeats: int, at_80: int, at_99: int) -> None:
    plan = [planner.plan_scenarios(0.03, 0.0018, 0.0036, repeats, power=p, mode="equivalence") for p in (0.8, 0.99)]
    assert plan == pytest.approx([at_80, at_99], abs=1)


# statistics.md section 8: scenarios for 80 % power, 3 repeats, 25 claims an output, CV2 .25 and 2.
@pytest.mark.parametrize(
    ("rate", "expected"),
    [(0.005, (1046, 300, 96, 36)), (0.01, (668, 194, 63, 24)), (0.02, (479, 141, 47, 18)), (0.05, (365, 109, 37, 15))],
)
def test_rate_table(rate: float, expected: tuple[int, ...]) -> None:
    assert [planner.plan_rate(r, rate, 25, 3, 0.25, 2) for r in (1.25, 1.5, 2, 3)] == list(expected)


def test_difference_equals_statsmodels() -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    expected = power.TTestPower().solve_power(effect_size=0.4, alpha=0.05, power=0.8)
    assert planner.plan_scenarios(0.4, 1.0, 0.0, 1) == pytest.approx(math.ceil(expected), abs=1)


def test_smallest_detectable_is_the_inverse_of_the_plan() -> None:
    n = planner.plan_scenarios(0.05, 0.01, 0.004, 2, tests=9)
    assert planner.mde(n, 0.01, 0.004, 2, tests=9) == pytest.approx(0.05, rel=0.02)


def test_voices_are_a_floor_that_scenarios_cannot_lower() -> None:
    many = planner.mde(10**6, 0.01, 0.01, 2, var_voice=0.01, voices=5)
    assert many == pytest.approx((1.96 + 0.8416) * math.sqrt(2 * 0.01 / 5), rel=1e-3)


def test_power_reaches_what_was_planned() -> None:
    n = planner.plan_rate(2, 0.01, 25, 3, 0.25, 2)
    assert planner.power_rate(n, 2, 0.01, 25, 3, 0.25, 2) == pytest.approx(0.8, abs=0.01)
    assert planner.power_rate(n - 20, 2, 0.01, 25, 3, 0.25, 2) < 0.75


def test_repeats() -> None:
    assert planner.optimal_reps(1, 1, 0.0018, 0.0036) == 2
    assert planner.optimal_reps(1, 100, 1, 0.001) == 1


def test_more_tests_and_less_room_need_more() -> None:
    base = planner.plan_scenarios(0.05, 0.01, 0.01, 2)
    assert base < planner.plan_scenarios(0.05, 0.01, 0.01, 2, tests=20) < planner.plan_scenarios(0.02, 0.01, 0.01, 2)


def test_nothing_excludes_a_margin_the_truth_reaches() -> None:
    with pytest.raises(ValueError, match="beyond the margin"):
        planner.plan_scenarios(0.03, 0.01, 0.01, 2, mode="equivalence", true_effect=0.03)


@pytest.mark.parametrize(("margin", "needed"), [(0.05, 59), (0.03, 99), (0.01, 299)])
def test_scenarios_without_difference(margin: float, needed: int) -> None:
    assert planner.scenarios_without_difference(margin) == needed
    assert planner.mde(1, 1, 1, 1) == math.inf
