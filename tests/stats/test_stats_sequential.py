"""Looks and alarms: bounds computed and not copied, martingales exactly fair, and the table of the specification."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harness.stats.sequential import BETS, alarm, e_process, judge_looks, obrien_fleming

RNG = np.random.default_rng


def test_the_five_bounds_of_the_specification() -> None:
    """statistics.md 6.4; also Jennison and Turnbull (2000), table 2.3: C = 2.040 for five looks at .05."""
    assert [round(b, 2) for b in obrien_fleming(5)] == [4.56, 3.23, 2.63, 2.28, 2.04]


@pytest.mark.parametrize(
    ("looks", "alpha", "constant"),
    [
        (1, 0.05, 1.960),
        (2, 0.05, 1.977),
        (3, 0.05, 2.004),
        (4, 0.05, 2.024),
        (10, 0.05, 2.087),
        (4, 0.01, 2.609),
        (5, 0.01, 2.621),
    ],
)
def test_constants_of_jennison_and_turnbull(looks: int, alpha: float, constant: float) -> None:
    """Group Sequential Methods (2000), table 2.3, C_B(K, alpha)."""
    assert obrien_fleming(looks, alpha)[-1] == pytest.approx(constant, abs=0.0015)


def test_two_looks_against_the_bivariate_normal() -> None:
    first, last = obrien_fleming(2)
    together = stats.multivariate_normal([0, 0], [[1, math.sqrt(0.5)], [math.sqrt(0.5), 1]])
    inside = sum(
        sign * together.cdf([a * first, b * last]) for a, b, sign in ((1, 1, 1), (-1, 1, -1), (1, -1, -1), (-1, -1, 1))
    )
    assert inside == pytest.approx(0.95, abs=2e-4)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 12), st.floats(0.001, 0.2))
def test_bounds_fall_and_stricter_levels_are_further_out(looks: int, alpha: float) -> None:
    bounds = obrien_fleming(looks, alpha)
    assert all(a > b for a, b in itertools.pairwise(bounds))
    assert bounds[-1] >= stats.norm.ppf(1 - alpha / 2) - 1e-4
    assert obrien_fleming(looks, alpha / 2)[-1] > bounds[-1]


@pytest.mark.parametrize(("looks", "alpha"), [(0, 0.05), (51, 0.05), (5, 0.0), (5, 1.0)])
def test_what_is_no_plan_is_refused(looks: int, alpha: float) -> None:
    with pytest.raises(ValueError, match="are not a plan"):
        obrien_fleming(looks, alpha)


def test_looks_are_taken_at_full_batches_and_stop_when_shown() -> None:
    d = RNG(1).normal(1.0, 1.0, 100)
    part = judge_looks(d[:45], 100)
    assert [look.scenarios for look in part.looks] == [20, 40][: len(part.looks)]
    whole = judge_looks(d, 100)
    assert whole.demonstrated
    assert whole.finished
    assert len(whole.looks) < 5
    assert judge_looks(d[:19], 100).looks == ()
    assert not judge_looks(d[:19], 100).finished


def test_the_z_of_a_look_has_the_p_of_its_t_test() -> None:
    d = RNG(2).normal(0.1, 1.0, 100)
    (look, *_) = judge_looks(d, 100).looks
    assert 2 * stats.norm.sf(abs(look.z)) == pytest.approx(stats.ttest_1samp(d[:20], 0).pvalue)


def test_a_fair_run_is_finished_only_at_its_last_look() -> None:
    d = RNG(3).normal(size=60)
    early, late = judge_looks(d[:50], 60), judge_looks(d, 60)
    assert (early.finished, late.finished, late.demonstrated) == (False, True, False)


def test_missing_scenarios_do_not_count_and_unanimous_ones_count_as_the_exact_test_has_them() -> None:
    d = np.r_[np.nan, RNG(4).normal(size=20)]
    assert judge_looks(d, 50).looks == judge_looks(d[1:], 50).looks
    assert not judge_looks(np.zeros(50), 50).demonstrated
    alike = judge_looks(np.full(50, 0.2), 50).looks
    assert [round(look.z, 2) for look in alike] == [
        3.10,
        4.76,
    ]  # two-sided p of 2^-9 and 2^-19, scipy.stats.norm.isf(p / 2)
    with pytest.raises(ValueError, match="2 a batch"):
        judge_looks(d, 9)
    assert judge_looks(d, 50, tests=10).looks[0].bound > judge_looks(d, 50).looks[0].bound


# ------------------------------------------------------------------ the e-process


def test_against_a_loop() -> None:
    d, wealth = [0.3, -0.2, 0.9], []
    for n in (1, 2, 3):
        bets = [
            math.prod(math.exp(s * b / 0.5 * x) / math.cosh(b / 0.5 * x) for x in d[:n]) for b in BETS for s in (1, -1)
        ]
        wealth.append(sum(bets) / len(bets))
    assert e_process(np.array(d), 0.5) == pytest.approx(wealth)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=8), st.floats(0.2, 3))
def test_evidence_is_exactly_fair_under_the_null(sizes: list[float], scale: float) -> None:
    """Over all sign patterns of any differences, evidence averages 1: nothing is won by stopping when one likes."""
    every = [e_process(np.array(sizes) * signs, scale)[-1] for signs in itertools.product((1, -1), repeat=len(sizes))]
    assert np.mean(every) == pytest.approx(1)


def test_columns_are_apart_and_an_alarm_is_counted_in_scenarios() -> None:
    d = RNG(5).normal(size=(30, 2)) + np.array([0, 2])
    both = e_process(d, 1.0)
    assert both[:, 1] == pytest.approx(e_process(d[:, 1], 1.0))
    assert alarm(both[:, 0]) is None
    when = alarm(both[:, 1])
    assert when is not None
    assert both[when - 1, 1] >= 20 > both[: when - 1, 1].max()
    assert np.isfinite(e_process(np.full(5000, 9.0), 0.1)).all()
    for bad, scale in ((d, 0.0), (np.array([np.nan]), 1.0)):
        with pytest.raises(ValueError, match="must be above 0"):
            e_process(bad, scale)


# ------------------------------------------------------------------ simulation

SPECIFIED = {  # statistics.md 6.4: d to (O'Brien-Fleming rejects, mean scenarios, e-process rejects, mean scenarios)
    0.0: (0.048, 99.28, 0.025, 98.4),
    0.3: (0.827, 78.82, 0.574, 73.4),
    0.5: (0.999, 55.09, 0.98, 38.7),
    0.8: (1.0, 40.94, 1.0, 18.9),
}


@pytest.mark.slow
@pytest.mark.parametrize("effect", list(SPECIFIED))
def test_table_of_the_specification(effect: float) -> None:
    rng, audits = RNG(6), 2000
    shown = alarms = 0
    used, watched = [], []
    for _ in range(audits):
        d = rng.normal(effect, 1, 100)
        found = judge_looks(d, 100)
        shown += found.demonstrated
        used.append(found.looks[-1].scenarios)
        when = alarm(e_process(d, 1.0))
        alarms += when is not None
        watched.append(when or 100)
    got = (shown / audits, np.mean(used), alarms / audits, np.mean(watched))
    print(f"\nd = {effect}: OBF {got[0]:.3f} after {got[1]:.1f}, e-process {got[2]:.3f} after {got[3]:.1f}; ", end="")
    print("specification {:.3f} after {:.1f}, {:.3f} after {:.1f}".format(*SPECIFIED[effect]))
    assert got[0] == pytest.approx(SPECIFIED[effect][0], abs=0.025)
    assert got[1] == pytest.approx(SPECIFIED[effect][1], abs=2)
    assert got[2] == pytest.approx(SPECIFIED[effect][2], abs=0.04)
    assert got[3] == pytest.approx(SPECIFIED[effect][3], abs=3)
    if not effect:
        assert got[0] <= 0.06
        assert got[2] <= 0.05
