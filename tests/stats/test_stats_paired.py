"""Sign-flips and label permutation against published results, scipy, enumeration and their symmetries."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harness.stats import paired

RNG = np.random.default_rng
small = st.lists(st.integers(-6, 6), min_size=3, max_size=10)


def t_of(d: np.ndarray) -> float:
    return float(stats.ttest_1samp(d, 0).statistic)


def test_darwins_maize_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fisher, The Design of Experiments (1935) section 21: 1,726 of 32,768 sign patterns are at least as extreme."""
    d = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], float)
    monkeypatch.setattr(paired, "EXACT_UP_TO", 15)
    found = paired.sign_flip(d[:, None], RNG(1))
    assert found.exact
    assert found.p[0] == pytest.approx(1726 / 32768)
    assert found.t[0] == pytest.approx(2.148, abs=5e-4)  # Fisher's t for the same data


def test_darwins_maize_by_resampling() -> None:
    d = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], float)
    found = paired.sign_flip(d[:, None], RNG(1), draws=40_000)
    assert not found.exact
    assert found.p[0] == pytest.approx(0.05267, abs=0.005)


@pytest.mark.parametrize("seed", range(4))
def test_exact_p_equals_scipy_permutation_test(seed: int) -> None:
    d = RNG(seed).normal(0.4, 1, 9)
    expected = stats.permutation_test(
        (d,), lambda x, axis: x.mean(axis), permutation_type="samples", n_resamples=np.inf, vectorized=True
    ).pvalue
    assert paired.sign_flip(d[:, None], RNG(1)).p[0] == pytest.approx(expected)


def test_step_down_equals_a_plain_loop() -> None:
    d = RNG(5).normal(0.3, 1, (8, 5)) * [1, 2, 3, 1, 1]
    signs = np.array(list(itertools.product([1, -1], repeat=8)))
    t = np.abs([[t_of(s * d[:, k]) for k in range(5)] for s in signs])
    seen = np.abs([t_of(d[:, k]) for k in range(5)])
    expected, worst = {}, 0.0
    left = sorted(range(5), key=lambda k: -seen[k])
    for i, k in enumerate(list(left)):
        worst = max(worst, float((t[:, left[i:]].max(1) >= seen[k] - 1e-9).mean()))
        expected[k] = worst
    found = paired.sign_flip(d, RNG(1))
    assert found.p_adjusted == pytest.approx([expected[k] for k in range(5)])
    assert found.p == pytest.approx([(t[:, k] >= seen[k] - 1e-9).mean() for k in range(5)])


def test_resampled_p_is_near_exact_p() -> None:
    d = RNG(2).normal(0.5, 1, (14, 3))
    exact = paired.sign_flip(d, RNG(1))
    wide = paired.sign_flip(np.vstack([d, np.zeros((2, 3))]), RNG(1), draws=20_000)
    assert wide.p == pytest.approx(exact.p, abs=0.01)


@settings(deadline=None)
@given(small)
def test_swapping_labels_negates_t_and_keeps_p(values: list[int]) -> None:
    d = np.array(values, float)[:, None]
    one, two = paired.sign_flip(d, RNG(1)), paired.sign_flip(-d, RNG(1))
    assert two.t == pytest.approx(-one.t)
    assert two.p == pytest.approx(one.p)


@settings(deadline=None)
@given(small, st.randoms(use_true_random=False))
def test_order_of_scenarios_changes_nothing(values: list[int], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (paired.sign_flip(np.array(v, float)[:, None], RNG(1)) for v in (values, shuffled))
    assert two.p == pytest.approx(one.p)
    assert two.t == pytest.approx(one.t, rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(small, st.floats(0.01, 100))
def test_units_change_nothing(values: list[int], scale: float) -> None:
    d = np.array(values, float)[:, None]
    assert paired.sign_flip(d * scale, RNG(1)).p == pytest.approx(paired.sign_flip(d, RNG(1)).p)


@settings(deadline=None)
@given(st.integers(0, 300))
def test_adjusted_p_is_never_below_raw_p(seed: int) -> None:
    found = paired.sign_flip(RNG(seed).normal(0.2, 1, (12, 6)), RNG(1))
    assert (found.p_adjusted >= found.p).all()
    one = paired.sign_flip(RNG(seed).normal(0.2, 1, (12, 1)), RNG(1))
    assert one.p_adjusted == pytest.approx(one.p)


def test_no_difference_is_p_one_and_missing_is_left_out() -> None:
    d = RNG(1).normal(1, 1, 10)
    both = np.column_stack([np.r_[d, np.full(3, np.nan)], np.zeros(13)])
    found = paired.sign_flip(both, RNG(1))
    assert found.p[1] == found.p_adjusted[1] == 1
    assert found.t[0] == pytest.approx(t_of(d), rel=1e-5)


def test_p_is_never_zero() -> None:
    found = paired.sign_flip(np.ones((40, 1)), RNG(1), draws=99)
    assert found.p[0] >= 1 / 100


# ------------------------------------------------------------------ label permutation


def test_label_permutation_equals_enumeration() -> None:
    y = RNG(3).normal(size=(4, 3))
    y[:, 0] += 1.2
    orders = list(itertools.permutations(range(3)))
    centred = y - y.mean(1, keepdims=True)
    seen = np.abs(centred.sum(0))
    means = [
        np.abs(sum(centred[s, list(o)] for s, o in enumerate(choice))) for choice in itertools.product(orders, repeat=4)
    ]
    expected = np.mean([m.max() >= seen.max() - 1e-9 for m in means])
    found = paired.label_permutation(y[:, :, None], RNG(1), draws=40_000)
    assert found.p_axis[0] == pytest.approx(expected, abs=0.01)
    assert found.p[0, 0] == pytest.approx(np.mean([m[0] >= seen[0] - 1e-9 for m in means]), abs=0.01)


def test_label_permutation_of_two_groups_is_the_sign_flip() -> None:
    y = RNG(4).normal(size=(12, 2)) + np.array([0.5, 0])
    exact = paired.sign_flip((y[:, 0] - y[:, 1])[:, None], RNG(1)).p[0]
    assert paired.label_permutation(y[:, :, None], RNG(1), draws=40_000).p_axis[0] == pytest.approx(exact, abs=0.01)


def test_label_permutation_ignores_what_a_scenario_shares() -> None:
    y = RNG(4).normal(size=(20, 4, 2))
    one = paired.label_permutation(y, RNG(1), draws=999)
    two = paired.label_permutation(y + RNG(9).normal(0, 5, (20, 1, 1)), RNG(1), draws=999)
    assert two.p_axis == pytest.approx(one.p_axis, abs=2e-3)
    assert two.estimate == pytest.approx(one.estimate)


def test_label_permutation_without_any_spread_is_p_one() -> None:
    assert paired.label_permutation(np.ones((5, 3, 1)), RNG(1), draws=99).p_axis[0] == 1


# ------------------------------------------------------------------ false discovery


def test_benjamini_hochberg_published() -> None:
    """Benjamini and Hochberg (1995) section 3.2: of these 15 p-values, four are rejected at q = .05."""
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1,
        ]
    )
    assert (paired.false_discovery(p) <= 0.05).sum() == 4


def test_benjamini_hochberg_equals_statsmodels() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p = RNG(1).random(40) ** 2
    assert paired.false_discovery(p) == pytest.approx(multitest.multipletests(p, method="fdr_bh")[1])
