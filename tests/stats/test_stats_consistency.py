"""Excess variance: exact against all deals, blind to what is fair, and awake to what favours nobody."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from stats_run_maker import FAITH, SEX, judge, make_standard, make_tool, share_counts

from harness.records import Arm, Estimate
from harness.stats import grade
from harness.stats.consistency import CONTRAST, excess_variance, holm

RNG = np.random.default_rng


def test_by_hand_and_against_every_deal() -> None:
    """Seven scenarios, one other group, one twin: p is the share of the 128 sign patterns at least as large."""
    base, far, near = np.zeros(7), np.array([3.0, 2, 1, 4, 1, 2, 2]), np.array([1.0, 1, 2, 1, 0, 1, 3])
    found = excess_variance(base, far[:, None], near[:, None], RNG(1), draws=20_000)
    assert found is not None
    x = far**2 - near**2
    assert found.excess == pytest.approx(x.mean())
    assert found.ecv == pytest.approx(x.mean() / (near**2).mean())
    exact = np.mean([np.dot(signs, x) >= x.sum() - 1e-9 for signs in itertools.product((1, -1), repeat=7)])
    assert found.p == pytest.approx(exact, abs=0.01)
    assert found.method == "one-sided sign-flip"


def test_unequal_numbers_of_arms_are_dealt_and_not_flipped() -> None:
    """Two other groups and one twin in six scenarios: p against all 3 ** 6 choices of who is the twin."""
    rng = RNG(5)
    values = rng.normal(size=(6, 3)) ** 2
    found = excess_variance(np.zeros(6), np.sqrt(values[:, 1:]), np.sqrt(values[:, :1]), RNG(2), draws=20_000)
    assert found is not None
    every = [
        sum((values[s].sum() - values[s, i]) / 2 - values[s, i] for s, i in enumerate(deal))
        for deal in itertools.product(range(3), repeat=6)
    ]
    exact = np.mean(np.array(every) >= every[0] - 1e-9)
    assert found.p == pytest.approx(exact, abs=0.012)
    assert "permutation" in found.method


def test_refused_without_twins_or_with_too_few_that_differ() -> None:
    none = np.full((8, 1), np.nan)
    assert excess_variance(np.zeros(8), np.ones((8, 1)), none, RNG(1)) is None
    assert excess_variance(np.zeros(8), np.ones((8, 1)), np.ones((8, 1)), RNG(1)) is None
    assert excess_variance(np.zeros(5), np.ones((5, 1)), np.zeros((5, 1)), RNG(1)) is None
    assert excess_variance(np.array([]), np.empty((0, 1)), np.empty((0, 1)), RNG(1)) is None


def test_missing_arms_are_left_out_of_their_scenario_alone() -> None:
    cross = np.array([[1.0, np.nan]] * 7)
    one = excess_variance(np.zeros(7), cross, np.full((7, 1), 0.5), RNG(1), draws=999)
    two = excess_variance(np.zeros(7), cross[:, :1], np.full((7, 1), 0.5), RNG(1), draws=999)
    assert one == two


@settings(max_examples=40, deadline=None)
@given(st.floats(-50, 50), st.integers(0, 10**6), st.floats(0.1, 10))
def test_shifting_every_arm_changes_nothing_and_scale_only_the_squares(shift: float, seed: int, scale: float) -> None:
    base, cross, placebo = (
        RNG(seed).normal(size=9),
        RNG(seed + 1).normal(size=(9, 2)),
        RNG(seed + 2).normal(size=(9, 1)),
    )
    one = excess_variance(base, cross, placebo, RNG(3), draws=199)
    two = excess_variance((base + shift) * scale, (cross + shift) * scale, (placebo + shift) * scale, RNG(3), draws=199)
    assert one is not None
    assert two is not None
    assert two.excess == pytest.approx(one.excess * scale**2, rel=1e-6, abs=1e-6)
    assert two.ecv == pytest.approx(one.ecv, rel=1e-6, abs=1e-6)
    assert two.p == pytest.approx(one.p, abs=0.011)


def test_holm_is_statsmodels_and_never_below_p() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p = RNG(4).random(9) ** 3
    assert holm(p) == pytest.approx(multitest.multipletests(p, method="holm")[1])
    assert len(holm(np.array([]))) == 0


# ------------------------------------------------------------------ in a run


def uneven(scenarios: int, jump: float, seed: int = 1):  # type: ignore[no-untyped-def]
    """Recall where each group of each scenario is moved up or down at random, and the twin is not."""
    rng = RNG(seed)
    signs = {(f"s{s:03d}", g): rng.choice([-1, 1]) for s in range(scenarios) for g in FAITH.groups}
    counts = share_counts("fact_recall", scenarios, lambda g, a: 0.7, plan=FAITH, opportunities=100, seed=seed)
    return [
        c.model_copy(update={"events": c.events + round(jump * 100 * signs[c.scenario, c.group])})
        if c.group != "none"
        else c
        for c in counts
    ]


def of_axis(estimates: list[Estimate]) -> Estimate:
    (found,) = [e for e in estimates if e.contrast == CONTRAST]
    return found


def test_inconsistency_that_favours_nobody_is_found_and_caps_the_grade() -> None:
    found = judge(uneven(60, 0.12), plans=[FAITH])
    ecv = of_axis(found)
    assert (ecv.kind, ecv.axis, ecv.n_scenarios, ecv.verdict, ecv.placebo) == (
        "difference",
        "religion",
        60,
        None,
        False,
    )
    assert ecv.p_adjusted is not None
    assert ecv.p_adjusted < 0.01
    assert ecv.value == pytest.approx(0.12, abs=0.02)  # the planted jump, in points
    assert ecv.interval.low > 0
    assert ecv.sentence.startswith("Facts kept, weighted by importance: records of the same case differ by 1")
    assert "excess counterfactual variance" in ecv.method
    excluded = [e.model_copy(update={"verdict": None if e.verdict is None else "EQUIVALENT"}) for e in found]
    excluded = [e for e in excluded if "largest" not in e.contrast]
    name, why = grade(make_tool(), [], excluded, make_standard())
    assert (name, "groups are treated inconsistently by religion" in why) == ("CONDITIONAL", True)


def test_a_fair_tool_is_not_called_inconsistent_and_no_twin_gives_no_answer() -> None:
    assert of_axis(judge(uneven(60, 0.0), plans=[FAITH])).p_adjusted > 0.05  # type: ignore[operator]
    bare = share_counts("fact_recall", 60, lambda g, a: 0.7, arms=[Arm.GROUP])
    assert not [e for e in judge(bare, plans=[SEX]) if e.contrast == CONTRAST]


# ------------------------------------------------------------------ simulation


@pytest.mark.slow
@pytest.mark.parametrize(("cross", "skew"), [(1, False), (3, False), (3, True)])
def test_false_alarms(cross: int, skew: bool) -> None:
    """One twin: with three other groups, a sign-flip of x would be wrong, and the deal of roles is not."""
    rng, hits = RNG(11), 0
    for _ in range(1000):
        y = rng.lognormal(size=(30, cross + 2)) if skew else rng.normal(size=(30, cross + 2))
        found = excess_variance(y[:, 0], y[:, 2:], y[:, 1:2], rng, draws=399)
        assert found is not None
        hits += found.p <= 0.05
    print(f"\nECV false alarms, 1 twin, {cross} other groups, skew {skew}: {hits / 1000:.3f}")
    assert 0.033 <= hits / 1000 <= 0.067


@pytest.mark.slow
@pytest.mark.parametrize(("scenarios", "power"), [(20, 0.52), (50, 0.83), (100, 0.98)])
def test_power_is_that_of_the_specification(scenarios: int, power: float) -> None:
    """statistics.md 6.2, 3 cross and 3 placebo arms, ECV near .49: .52, .83 and .98."""
    rng, hits = RNG(12), 0
    for _ in range(400):
        base, near = rng.normal(size=scenarios), rng.normal(size=(scenarios, 3))
        far = rng.normal(scale=np.sqrt(1.98), size=(scenarios, 3))  # (1 + 1.98) / 2 = 1.49 times the placebo's
        found = excess_variance(base, far, near, rng, draws=399)
        assert found is not None
        hits += found.p <= 0.05
    print(f"\nECV power, S = {scenarios}: {hits / 400:.2f} (specification {power})")
    assert hits / 400 == pytest.approx(power, abs=0.14)
    assert stats.binom.cdf(hits, 400, 0.05) > 0.999
