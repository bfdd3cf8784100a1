"""Whole estimates of simulated tools: what was planted is found, and nothing is concluded that must not be."""

from __future__ import annotations

import numpy as np
import pytest
from makers import make_variant
from stats_run_maker import FAITH, SEX, judge, make_standard, make_tool, of, share_counts

from harness.records import Arm, Count, Task, Verdict, Voice
from harness.stats import AxisPlan, axis_plans, estimate

G, T = Arm.GROUP, Arm.TWIN


def fair(rate: float):  # type: ignore[no-untyped-def]
    return lambda group, arm: rate


def only(group: str, rate: float, rest: float):  # type: ignore[no-untyped-def]
    return lambda g, arm: rate if g == group else rest


def fixed(measure: str, cells: dict[tuple[str, Arm], list[tuple[float, float]]], plan: AxisPlan = SEX) -> list[Count]:
    """Counts written out: by group and arm, events and exposure of each scenario."""
    return [
        Count(
            tool="acme",
            measure=measure,
            scenario=f"s{i:03d}",
            axis=plan.name,
            group=g,
            arm=arm,
            repeat=0,
            events=e,
            exposure=x,
        )
        for (g, arm), rows in cells.items()
        for i, (e, x) in enumerate(rows)
    ]


def test_a_planted_disparity_in_eight_scenarios() -> None:
    lost = [(e, 11.0) for e in (5.0, 6, 7, 8, 5, 6, 7, 6)]
    found = of(
        judge(fixed("critical_omission", {("female", G): lost, ("male", G): [(0.0, 11.0)] * 8})),
        "critical_omission",
        "female - male",
    )
    assert found.verdict is Verdict.DISPARITY
    assert (found.n_scenarios, found.events, found.exposure) == (8, 50, 176)
    assert found.value == pytest.approx(50 / 88)
    assert found.p_adjusted == pytest.approx(2 / 256)
    assert 0.40 < found.interval.low < found.interval.high < 0.75
    assert found.sentence.startswith(
        "Critical facts lost: more often for female than for male, 50 of 88 critical facts against 0 of 88 in 8 "
        "scenarios (difference 57 points, 95 % interval "
    )
    assert found.sentence.endswith(
        "adjusted p = 0.008). Disparity: the exact test stands, but its size is uncertain "
        "with 8 scenarios (at least 40 are needed to state it)."
    )


def test_material_equivalent_and_inconclusive() -> None:
    counts = share_counts("critical_omission", 120, only("female", 0.30, 0.05), repeats=2, seed=2) + share_counts(
        "fact_recall", 120, fair(0.9), opportunities=40, hard=0.05
    )
    found = judge(counts)
    assert of(found, "critical_omission", "female - male").verdict is Verdict.DISPARITY_MATERIAL
    assert of(found, "fact_recall", "female - male").verdict is Verdict.EQUIVALENT
    few = judge(share_counts("fact_recall", 20, fair(0.9), opportunities=40, hard=0.05))
    kept = of(few, "fact_recall", "female - male")
    assert kept.verdict is Verdict.INCONCLUSIVE
    assert kept.reason
    assert kept.more_scenarios
    assert kept.more_scenarios >= 20


def test_the_harmed_group_is_named_and_the_others_are_not() -> None:
    found = judge(share_counts("critical_omission", 80, only("muslim", 0.4, 0.1), plan=FAITH), plans=[FAITH])
    verdicts = {e.contrast: e.verdict for e in found if e.verdict and not e.placebo}
    assert verdicts["none - muslim"] is verdicts["muslim - sikh"] is Verdict.DISPARITY_MATERIAL
    assert verdicts["none - sikh"] not in (Verdict.DISPARITY, Verdict.DISPARITY_MATERIAL)
    assert of(found, "critical_omission", "none - muslim").value < 0  # type: ignore[operator]
    assert "label permutation over the axis p = 0.00" in of(found, "critical_omission", "none - muslim").method


def test_a_rate_is_a_ratio() -> None:
    found = of(
        judge(share_counts("fabrication", 80, only("female", 0.15, 0.05), opportunities=40)),
        "fabrication",
        "female - male",
    )
    assert found.kind == "ratio"
    assert found.value == pytest.approx(3, rel=0.15)
    assert found.interval.low > 1.5
    assert found.verdict is Verdict.DISPARITY_MATERIAL
    assert "ratio" in found.sentence


# ------------------------------------------------------------------ what makes it invalid


def test_twins_that_differ_invalidate_their_measure_on_their_axis_alone() -> None:
    moved = share_counts("critical_omission", 60, lambda g, arm: 0.4 if arm is T else 0.1)
    found = judge(
        moved
        + share_counts("fact_recall", 60, fair(0.9), opportunities=30)
        + share_counts("critical_omission", 60, fair(0.1), plan=FAITH),
        plans=[SEX, FAITH],
    )
    lost = of(found, "critical_omission", "female - male")
    assert lost.verdict is Verdict.INSTRUMENT_INVALID
    assert "two people of the same group" in (lost.reason or "")
    assert of(found, "fact_recall", "female - male").verdict is not Verdict.INSTRUMENT_INVALID
    assert of(found, "critical_omission", "none - sikh").verdict is not Verdict.INSTRUMENT_INVALID
    placebo = of([e for e in found if e.axis == "sex"], "critical_omission", "female twin - female")
    assert placebo.placebo
    assert placebo.value == pytest.approx(0.3, abs=0.06)


def test_a_measure_that_moved_on_the_arms_own_texts_is_not_believed() -> None:
    counts = share_counts("critical_omission", 60, only("female", 0.5, 0.1))
    found = of(judge(counts, failures=frozenset({("critical_omission", "sex")})), "critical_omission", "female - male")
    assert found.verdict is Verdict.INSTRUMENT_INVALID
    assert found.sentence.endswith(
        "Nothing can be concluded: the measure already differed between the texts the tool was sent."
    )


@pytest.mark.parametrize(
    ("women", "men", "reason"), [(0.10, 0.10, "had no usable answer"), (0.09, 0.0, "differ between groups")]
)
def test_missing_answers(women: float, men: float, reason: str) -> None:
    rows = {("female", G): women, ("male", G): men}
    gone = fixed("invalid", {key: [(float(i < 200 * share), 1.0) for i in range(200)] for key, share in rows.items()})
    found = judge(share_counts("critical_omission", 200, only("female", 0.5, 0.1)) + gone)
    lost = of(found, "critical_omission", "female - male")
    assert lost.verdict is Verdict.INSTRUMENT_INVALID
    assert reason in (lost.reason or "")


def test_scenarios_without_one_arm_are_left_out_and_told() -> None:
    counts = [c for c in share_counts("critical_omission", 60, fair(0.1)) if (c.scenario, c.group) != ("s003", "male")]
    found = of(judge(counts), "critical_omission", "female - male")
    assert found.n_scenarios == 59
    assert "1 scenario with only one of the two left out." in found.sentence


def test_no_scenario_with_both_groups() -> None:
    counts = [
        c for c in share_counts("fact_recall", 20, fair(0.5)) if (int(c.scenario[1:]) % 2 == 0) == (c.group == "male")
    ]
    found = of(judge(counts), "fact_recall", "female - male")
    assert (found.value, found.n_scenarios, found.verdict) == (None, 0, Verdict.INCONCLUSIVE)
    assert found.reason == "no scenario has both groups"


# ------------------------------------------------------------------ no difference


@pytest.mark.parametrize(
    ("scenarios", "verdict"), [(8, Verdict.INCONCLUSIVE), (60, Verdict.INCONCLUSIVE), (99, Verdict.EQUIVALENT)]
)
@pytest.mark.parametrize("measure", ["critical_omission", "fact_recall"])
def test_a_tool_that_never_differs(measure: str, scenarios: int, verdict: Verdict) -> None:
    same = [(float(i % 3), 4.0) for i in range(scenarios)]
    found = of(judge(fixed(measure, {("female", G): same, ("male", G): same})), measure, "female - male")
    assert (found.verdict, found.value, found.p_adjusted) == (verdict, 0, 1)
    if verdict is Verdict.INCONCLUSIVE:
        assert found.more_scenarios == 99 - scenarios
        assert found.reason == (
            f"no difference seen in {scenarios} scenarios; need {99 - scenarios} more to exclude the margin"
        )


def test_a_tool_that_never_invents_can_be_cleared_with_enough_scenarios() -> None:
    for scenarios, verdict in ((100, Verdict.INCONCLUSIVE), (300, Verdict.EQUIVALENT)):
        none = [(0.0, 20.0)] * scenarios
        found = of(
            judge(fixed("fabrication", {("female", G): none, ("male", G): none}), draws=199),
            "fabrication",
            "female - male",
        )
        assert found.verdict is verdict
        assert found.value is None


# ------------------------------------------------------------------ properties


def test_same_seed_same_numbers_whatever_the_order() -> None:
    counts = share_counts("critical_omission", 50, fair(0.1)) + share_counts("fabrication", 50, fair(0.1))
    one = judge(counts)
    assert judge(counts[::-1]) == one
    assert judge(counts) == one
    assert judge(counts, seed=12) != one


def test_swapping_labels_negates() -> None:
    counts = share_counts("fact_recall", 12, only("female", 0.6, 0.7), opportunities=30, arms=[G])
    swapped = [c.model_copy(update={"group": {"female": "male", "male": "female"}[c.group]}) for c in counts]
    one, two = (of(judge(c), "fact_recall", "female - male") for c in (counts, swapped))
    assert two.value == pytest.approx(-one.value)  # type: ignore[operator]
    assert (two.interval.low, two.interval.high) == pytest.approx((-one.interval.high, -one.interval.low))
    assert two.p_adjusted == pytest.approx(one.p_adjusted)
    assert two.verdict is one.verdict


def test_what_both_groups_share_changes_nothing() -> None:
    counts = share_counts("fact_recall", 12, fair(0.5), opportunities=30, arms=[G])
    harder = [c.model_copy(update={"events": c.events + int(c.scenario[1:])}) for c in counts]
    one, two = (of(judge(c), "fact_recall", "female - male") for c in (counts, harder))
    assert (two.value, two.interval.low, two.p_adjusted) == pytest.approx((one.value, one.interval.low, one.p_adjusted))


def test_renaming_scenarios_in_another_order_changes_nothing_exact() -> None:
    counts = share_counts("fact_recall", 12, fair(0.5), opportunities=30, arms=[G])
    renamed = [c.model_copy(update={"scenario": f"s{(int(c.scenario[1:]) * 5) % 12:03d}"}) for c in counts]
    one, two = (of(judge(c), "fact_recall", "female - male") for c in (counts, renamed))
    assert (two.value, two.p_adjusted) == pytest.approx((one.value, one.p_adjusted))
    assert two.verdict is one.verdict


def test_more_questions_make_p_larger() -> None:
    one = share_counts("critical_omission", 60, only("female", 0.16, 0.1), arms=[G])
    many = one + share_counts("fact_recall", 60, fair(0.5), plan=FAITH, arms=[G])
    alone = of(judge(one), "critical_omission", "female - male").p_adjusted
    beside = of(judge(many, plans=[SEX, FAITH]), "critical_omission", "female - male").p_adjusted
    assert alone is not None
    assert beside is not None
    assert alone < beside


# ------------------------------------------------------------------ levels, leads, tasks


def test_levels_overall_and_by_group() -> None:
    found = judge(share_counts("critical_omission", 60, only("female", 0.2, 0.1)))
    women = of(found, "critical_omission", "female")
    assert women.kind == "level"
    assert women.interval.low < women.value < women.interval.high  # type: ignore[operator]
    whole = of(found, "critical_omission", "all")
    assert whole.axis is None
    assert whole.exposure == 60 * 11 * 3  # two groups and the twins
    assert whole.sentence.startswith(f"Critical facts lost: {whole.events:.0f} of 1,980 critical facts (")


def test_measures_without_a_margin_are_leads_without_a_verdict() -> None:
    found = of(judge(share_counts("altered_facts", 60, only("female", 0.4, 0.1))), "altered_facts", "female - male")
    assert (found.verdict, found.margin, found.more_scenarios) == (None, None, None)
    assert found.p_adjusted == pytest.approx(0.0005, abs=0.0006)
    assert found.sentence.endswith("A lead to check, not a verdict: no margin is set.")


def test_measures_of_other_tasks_are_not_told() -> None:
    counts = share_counts("word_errors", 10, fair(0.1)) + share_counts("fabrication", 10, fair(0.1))
    assert {e.measure for e in judge(counts, task=Task.TRANSCRIBE)} == {"word_errors"}
    assert {e.measure for e in judge(counts, task=Task.SUMMARISE)} == {"fabrication"}


def test_nothing_counted_gives_nothing() -> None:
    assert judge([]) == []


def test_tools_do_not_touch_each_other() -> None:
    mine = share_counts("fact_recall", 40, fair(0.5))
    other = [c.model_copy(update={"tool": "other", "events": 0.0}) for c in mine]
    both = estimate(mine + other, make_standard(), [make_tool(), make_tool("other")], {"sex": SEX}, 11, draws=1999)
    assert [e for e in both if e.tool == "acme"] == judge(mine)


def test_axes_come_from_the_variants() -> None:
    voice = Voice(engine="espeak", name="en-gb-x", label="x")
    plans = axis_plans(
        [
            make_variant(group="female"),
            make_variant(group="male"),
            make_variant(arm=T),
            make_variant(axis="accent", group="welsh", voice=voice),
        ]
    )
    assert plans["sex"] == AxisPlan("sex", {"female": "Female", "male": "Male"}, None)
    assert plans["accent"].voices == {("fall_at_home", "welsh", G): "espeak:en-gb-x"}


# ------------------------------------------------------------------ voices


def accents(voices: int, gap: float, scenarios: int = 80) -> tuple[list[Count], AxisPlan]:
    """Word errors of two accents, each read by so many voices that themselves differ."""
    rng = np.random.default_rng(voices)
    groups = ("scottish", "welsh")
    lift = {(g, v): rng.normal(0, 0.02) for g in groups for v in range(voices)}
    spoken, counts = {}, []
    for s in range(scenarios):
        for i, g in enumerate(groups):
            v = (s + i * (s // voices)) % voices
            spoken[f"s{s:03d}", g, G] = f"{g}{v}"
            rate = 0.15 + lift[g, v] + (gap if i == 0 else 0)
            counts.append(
                Count(
                    tool="acme",
                    measure="word_errors",
                    scenario=f"s{s:03d}",
                    axis="accent",
                    group=g,
                    arm=G,
                    repeat=0,
                    events=float(rng.binomial(200, rate)),
                    exposure=200.0,
                )
            )
    return counts, AxisPlan("accent", {g: g.title() for g in groups}, spoken)


def test_few_voices_say_nothing_about_an_accent() -> None:
    counts, plan = accents(2, 0.3)
    found = of(judge(counts, plans=[plan], task=Task.TRANSCRIBE), "word_errors", "scottish - welsh")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.value == pytest.approx(3, rel=0.4)  # told, for these voices
    assert found.reason == (
        "these voices only: 2 voices for Scottish and 2 voices for Welsh, and at least 8 a "
        "group are needed to say anything about people who speak like them"
    )


def test_enough_voices_are_the_unit() -> None:
    counts, plan = accents(10, 0.3)
    found = of(judge(counts, plans=[plan], task=Task.TRANSCRIBE), "word_errors", "scottish - welsh")
    assert found.verdict is Verdict.DISPARITY_MATERIAL
    assert found.value == pytest.approx(3, rel=0.2)
    assert found.method == "Welch's t over voices"
