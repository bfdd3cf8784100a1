"""Intervals against published values, independent code and what they must never do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from harness.stats import intervals as iv


def ones(n: int) -> iv.Array:
    return np.ones(n)


# Newcombe (1998), Statistics in Medicine 17:857-872, Table I, row "Clopper-Pearson".
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_published(k: int, n: int, low: float, high: float) -> None:
    assert iv.clopper_pearson(k, n) == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_clopper_pearson_equals_scipy(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    expected = stats.binomtest(k, n).proportion_ci(0.9, method="exact")
    assert iv.clopper_pearson(k, n, 0.9) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_clopper_pearson_equals_statsmodels() -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    assert iv.clopper_pearson(7, 91) == pytest.approx(proportion.proportion_confint(7, 91, method="beta"), abs=1e-9)


# Zero events certify a rate of p with ln .05 / ln(1 - p) independent trials (Hanley and Lippman-Hand 1983).
@pytest.mark.parametrize(("ceiling", "trials"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598)])
def test_trials_that_certify_a_ceiling(ceiling: float, trials: int) -> None:
    upper = [iv.share_limits(np.zeros(n), ones(n))[1] for n in (trials - 1, trials)]
    assert upper[1] <= ceiling < upper[0]


def test_one_trial_a_scenario_is_clopper_pearson() -> None:
    events = np.r_[np.ones(9), np.zeros(41)]
    low, high = iv.share_limits(events, ones(50), 0.975)
    assert (low, high) == pytest.approx(iv.clopper_pearson(9, 50), abs=1e-9)


def test_repeats_never_certify_a_rare_rate() -> None:
    once = iv.share_limits(np.zeros(30), ones(30))[1]
    thirty_times = iv.share_limits(np.zeros(30), 30 * ones(30))[1]
    assert thirty_times >= once - 1e-9


def test_design_effect_of_identical_repeats_is_their_number() -> None:
    events = np.r_[5 * np.ones(10), np.zeros(30)]
    eff = iv.effective_trials(events, 5 * ones(40))
    assert eff.design_effect == pytest.approx(5, rel=0.03)
    assert eff.trials <= 41


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40))
def test_share_limits_hold_the_share_and_stay_in_range(cells: list[tuple[int, int]]) -> None:
    events = np.array([min(a, b) for a, b in cells], float)
    exposure = np.array([b for _, b in cells], float)
    low, high = iv.share_limits(events, exposure)
    assert 0 <= low <= high <= 1
    if exposure.sum():
        assert low - 1e-9 <= events.sum() / exposure.sum() <= high + 1e-9


def test_scenario_upper_is_the_conservative_companion() -> None:
    events, exposure = np.r_[np.ones(8), np.zeros(52)], 9 * ones(60)
    assert iv.scenario_upper(events, exposure) > iv.share_limits(events, exposure)[1]


def test_mover_is_newcombe_on_the_two_intervals() -> None:
    a, b = np.r_[np.ones(12), np.zeros(58)], np.r_[np.ones(4), np.zeros(66)]
    la, ua = stats.binomtest(12, 70).proportion_ci(0.9, method="exact")
    lb, ub = stats.binomtest(4, 70).proportion_ci(0.9, method="exact")
    pa, pb = 12 / 70, 4 / 70
    expected = (pa - pb - math.hypot(pa - la, ub - pb), pa - pb + math.hypot(ua - pa, pb - lb))
    assert iv.mover(a, ones(70), b, ones(70)) == pytest.approx(expected, abs=1e-9)


def test_mover_works_without_any_event() -> None:
    low, high = iv.mover(np.zeros(60), ones(60), np.zeros(60), ones(60))
    assert high == pytest.approx(1 - 0.05 ** (1 / 60), abs=1e-9)
    assert low == pytest.approx(-high)


def test_differing_bound_without_difference_is_the_rule_of_three() -> None:
    low, high = iv.differing_bound(np.zeros(99), 1.0)
    assert -low == high == pytest.approx(1 - 0.05 ** (1 / 99))
    assert iv.differing_bound(np.zeros(0), 1.0) == (-math.inf, math.inf)


# ------------------------------------------------------------------ bootstrap-t


def plain_bootstrap_t(d: iv.Array, rng: np.random.Generator, draws: int, level: float) -> tuple[float, float]:
    """The textbook loop, one resample at a time."""
    n, mean, se = len(d), d.mean(), d.std(ddof=1) / math.sqrt(len(d))
    t = []
    for _ in range(draws):
        again = rng.choice(d, n)
        t.append(abs(again.mean() - mean) / (again.std(ddof=1) / math.sqrt(n)))
    q = float(np.quantile(t, level))
    return mean - q * se, mean + q * se


def test_bootstrap_t_equals_a_plain_loop() -> None:
    d = np.random.default_rng(3).gamma(2, size=30)
    expected = plain_bootstrap_t(d, np.random.default_rng(4), 20_000, 0.9)
    boot = iv.bootstrap_t(d[:, None], np.random.default_rng(5), draws=20_000)
    assert boot.interval(0, 0.90) == pytest.approx(expected, rel=0.02)


def test_bootstrap_t_of_normal_data_is_near_student() -> None:
    d = np.random.default_rng(1).normal(size=60)
    expected = stats.t.interval(0.95, 59, d.mean(), stats.sem(d))
    assert iv.bootstrap_t(d[:, None], np.random.default_rng(2)).interval(0, 0.95) == pytest.approx(expected, abs=0.03)


def test_simultaneous_is_wider_than_marginal_and_one_column_alone_is_not() -> None:
    d = np.random.default_rng(1).normal(size=(60, 20))
    boot = iv.bootstrap_t(d, np.random.default_rng(2))
    assert boot.simultaneous[0.95] > boot.marginal[0.95].max()
    one = iv.bootstrap_t(d[:, :1], np.random.default_rng(2))
    assert one.simultaneous[0.95] == pytest.approx(one.marginal[0.95][0])


def test_columns_without_spread_are_unbounded_and_leave_the_others_alone() -> None:
    good = np.random.default_rng(1).normal(size=(50, 1))
    both = np.hstack([good, np.full((50, 1), 0.2), np.r_[1.0, np.zeros(49)][:, None], np.full((50, 1), np.nan)])
    alone, together = (iv.bootstrap_t(x, np.random.default_rng(2)) for x in (good, both))
    assert list(together.usable) == [True, False, False, False]
    assert together.interval(1, 0.95) == (-math.inf, math.inf)
    assert together.simultaneous[0.95] == pytest.approx(alone.simultaneous[0.95])


def test_bootstrap_t_leaves_out_missing_cells() -> None:
    d = np.random.default_rng(1).normal(size=40)
    padded = np.r_[d, np.full(20, np.nan)]
    boot = iv.bootstrap_t(padded[:, None], np.random.default_rng(2))
    assert boot.estimate[0] == pytest.approx(d.mean())
    assert boot.error[0] == pytest.approx(stats.sem(d))


@settings(deadline=None, max_examples=25)
@given(st.floats(-5, 5), st.floats(0.1, 10), st.integers(0, 1000))
def test_bootstrap_t_moves_and_scales_with_the_data(shift: float, scale: float, seed: int) -> None:
    d = np.random.default_rng(seed).normal(size=(25, 2))
    one, two = (iv.bootstrap_t(x, np.random.default_rng(7), draws=499) for x in (d, d * scale + shift))
    assert np.array(two.interval(0, 0.95)) == pytest.approx(np.array(one.interval(0, 0.95)) * scale + shift, abs=1e-3)


# ------------------------------------------------------------------ rates


def counts(seed: int, n: int = 60, ratio: float = 1.5) -> tuple[iv.Array, iv.Array, iv.Array, iv.Array]:
    rng = np.random.default_rng(seed)
    base, la, lb = rng.gamma(2, 1, n), rng.integers(20, 60, n).astype(float), rng.integers(20, 60, n).astype(float)
    return rng.poisson(0.05 * base * ratio * la).astype(float), la, rng.poisson(0.05 * base * lb).astype(float), lb


@pytest.mark.parametrize("seed", range(5))
def test_fieller_limits_are_where_the_t_test_just_rejects(seed: int) -> None:
    ea, la, eb, lb = counts(seed)
    a, b = ea * lb / (la + lb), eb * la / (la + lb)

    def excess(r: float) -> float:
        return abs(stats.ttest_1samp(a - r * b, 0).statistic) - stats.t.ppf(0.975, len(a) - 1)

    found = iv.mantel_haenszel(ea, la, eb, lb)
    assert found.value == pytest.approx(a.sum() / b.sum())
    assert found.low == pytest.approx(optimize.brentq(excess, 1e-6, found.value), rel=1e-6)
    assert found.high == pytest.approx(optimize.brentq(excess, found.value, 100), rel=1e-6)


def test_mantel_haenszel_with_one_common_exposure_is_the_ratio_of_totals() -> None:
    ea, _, eb, _ = counts(1)
    assert iv.mantel_haenszel(ea, np.full(60, 9.0), eb, np.full(60, 9.0)).value == pytest.approx(ea.sum() / eb.sum())


@settings(deadline=None)
@given(st.integers(0, 500))
def test_swapping_arms_inverts_the_ratio(seed: int) -> None:
    ea, la, eb, lb = counts(seed)
    one, two = iv.mantel_haenszel(ea, la, eb, lb), iv.mantel_haenszel(eb, lb, ea, la)
    assert (two.value, two.low, two.high) == pytest.approx((1 / one.value, 1 / one.high, 1 / one.low))


def test_sparse_arm_uses_the_exact_interval_and_never_says_zero_to_zero() -> None:
    ea, eb = np.zeros(60), np.r_[np.ones(6), np.zeros(54)]
    found = iv.mantel_haenszel(ea, np.full(60, 20.0), eb, np.full(60, 20.0))
    low, high = stats.binomtest(0, 6).proportion_ci(0.95, method="exact")
    assert (found.value, found.low) == (0, low)
    assert found.high == pytest.approx(high / (1 - high))


def test_no_event_in_the_reference_is_unbounded() -> None:
    found = iv.mantel_haenszel(np.r_[np.ones(6), np.zeros(54)], np.full(60, 20.0), np.zeros(60), np.full(60, 20.0))
    assert found.value == found.high == math.inf
    assert found.low > 0


def test_no_events_at_all() -> None:
    found = iv.mantel_haenszel(np.zeros(5), np.ones(5), np.zeros(5), np.ones(5))
    assert math.isnan(found.value)
    assert (found.low, found.high) == (0, math.inf)


def test_denominator_not_separated_from_zero_is_unbounded() -> None:
    eb = np.r_[40.0, np.zeros(19)]  # one scenario holds every event of the reference
    found = iv.mantel_haenszel(np.full(20, 2.0), np.full(20, 20.0), eb, np.full(20, 20.0))
    assert found.high == math.inf
    assert found.low <= found.value


def test_identical_arms_bound_narrows_with_scenarios() -> None:
    assert iv.same_ratio(0) == (0.0, math.inf)
    low, high = iv.same_ratio(40)
    assert low == pytest.approx(1 / high)
    assert 1 < iv.same_ratio(200)[1] < high < 1.25


def test_an_arm_without_opportunities_excludes_nothing() -> None:
    none, some = np.zeros(3), np.ones(3)
    assert iv.mover(none, none, none, some) == (-1.0, 1.0)
