"""The disparity index: in margins, the largest and never the mean, and what it does to a grade."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stats_run_maker import FAITH, judge, make_standard, make_tool, of, share_counts

from harness.records import Arm, Verdict
from harness.stats import AxisPlan, grade
from harness.stats.contrast import Contrast, Pair, compare
from harness.stats.index import GROUPS, TWINS, index


def contrast(value: float | None, low: float, high: float, eq: tuple[float, float], **more: object) -> Contrast:
    (made,) = compare([Pair("mean", *(np.ones(3),) * 4, margin=0.03)], np.random.default_rng(1), 40, draws=9)
    fields = {"value": value, "low": low, "high": high, "eq_low": eq[0], "eq_high": eq[1], **more}
    return Contrast(**{**made.__dict__, **fields})


def test_by_hand() -> None:
    found = index([contrast(0.015, -0.01, 0.04, (0.0, 0.03)), contrast(-0.06, -0.09, -0.03, (-0.08, -0.04))])
    assert found is not None
    assert (found.point, found.demonstrated, found.not_excluded) == pytest.approx((2, 1, 8 / 3))
    assert (found.worst, found.comparisons) == (1, 2)


def test_ratios_count_in_logarithms() -> None:
    found = index([contrast(1 / 2.25, 0.3, 0.9, (0.35, 0.8), ratio=True, margin=1.5)])
    assert found is not None
    assert found.point == pytest.approx(2)
    assert found.demonstrated == pytest.approx(-math.log(0.9) / math.log(1.5))
    assert found.not_excluded == pytest.approx(-math.log(0.35) / math.log(1.5))
    never = index([contrast(None, 0.0, math.inf, (0.0, math.inf), ratio=True, margin=1.5)])
    assert never is not None
    assert (never.point, never.demonstrated, never.not_excluded) == (0, 0, math.inf)


def test_without_a_margin_there_is_no_index() -> None:
    assert index([contrast(0.1, 0, 1, (0, 1), margin=None)]) is None
    assert index([]) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=6), st.floats(-1, 1))
def test_more_comparisons_never_lower_it(values: list[float], another: float) -> None:
    rows = [contrast(v, v - 0.1, v + 0.1, (v - 0.05, v + 0.05)) for v in [*values, another]]
    few, many = index(rows[:-1]), index(rows)
    assert few is not None
    assert many is not None
    assert many.point >= few.point
    assert many.demonstrated >= few.demonstrated
    assert many.not_excluded >= few.not_excluded
    assert many.demonstrated <= many.point <= many.not_excluded


def test_in_a_run_it_agrees_with_the_estimates() -> None:
    counts = share_counts(
        "critical_omission", 80, lambda g, a: 0.3 if g == "muslim" else 0.1, plan=FAITH
    ) + share_counts("fact_recall", 80, lambda g, a: 0.8, plan=FAITH, opportunities=60)
    found = judge(counts, plans=[FAITH])
    (groups,) = [e for e in found if e.contrast == GROUPS]
    pairs = [of(found, m, c) for m in ("critical_omission", "fact_recall") for c in ("none - muslim", "muslim - sikh")]
    assert groups.value == pytest.approx(max(abs(e.value or 0) / 0.03 for e in pairs))
    assert groups.interval.low > 1
    assert (groups.measure, groups.kind, groups.verdict) == ("critical_omission", "ratio", None)
    assert "of its margin" in groups.sentence
    assert [e.n_scenarios for e in found if e.contrast == TWINS] == [80]


@pytest.mark.parametrize(("opportunities", "unstable"), [(6, True), (400, False)])
def test_a_tool_whose_twins_could_differ_by_a_margin_is_not_certified(opportunities: int, unstable: bool) -> None:
    """Noise cannot buy a pass: with few facts a scenario the tool's own randomness exceeds the margin."""
    found = judge(share_counts("fact_recall", 80, lambda g, a: 0.8, opportunities=opportunities, seed=3), draws=999)
    (twins,) = [e for e in found if e.contrast == TWINS]
    assert (twins.interval.high >= 1) is unstable
    calm = [e if e.placebo or not e.verdict else e.model_copy(update={"verdict": Verdict.EQUIVALENT}) for e in found]
    name, why = grade(make_tool(), [], calm, make_standard())
    assert ("too unstable to certify" in why) is unstable
    assert (name == "INSUFFICIENT EVIDENCE") is unstable


def test_without_twins_there_is_no_twin_index() -> None:
    bare = share_counts("fact_recall", 60, lambda g, a: 0.7, arms=[Arm.GROUP])
    assert [e.contrast for e in judge(bare) if e.kind == "ratio"] == [GROUPS]


@pytest.mark.parametrize("moved", [0.0, 0.4])
def test_twins_that_groups_take_turns_at_are_one_comparison(moved: float) -> None:
    """Apart, three groups would have a third of the scenarios each."""
    counts = []
    for turn, group in enumerate(FAITH.groups):
        arms = share_counts(
            "critical_omission", 60, lambda g, a: 0.1 + moved * (a is Arm.TWIN), plan=AxisPlan("religion", {group: "x"})
        )
        counts += [c for c in arms if c.arm is Arm.GROUP or int(c.scenario[1:]) % 3 == turn]
    found = judge(counts, plans=[FAITH])
    (twins,) = [e for e in found if e.placebo]
    assert (twins.contrast, twins.n_scenarios) == ("twins - own groups", 60)
    assert twins.value == pytest.approx(moved, abs=0.06)
    verdict = of(found, "critical_omission", "none - sikh").verdict
    assert (verdict is Verdict.INSTRUMENT_INVALID) is (moved > 0)
    assert "twins" in twins.sentence
