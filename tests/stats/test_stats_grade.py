"""Gates and grades: any broken part is the whole grade, and too little evidence is said."""

from __future__ import annotations

import pytest
from stats_run_maker import SEX, judge, make_standard, make_tool, of, share_counts

from harness.records import Arm, Count, Estimate, Interval, Standard, Status, Task, Verdict
from harness.stats import CountTable, gates, grade

TOOL = make_tool()


def counts_of(
    events: dict[tuple[str, Arm], float], scenarios: int = 80, measure: str = "critical_omission", exposure: float = 5.0
) -> list[Count]:
    """So many events in all for each arm, spread one to a scenario from the first on."""
    return [
        Count(
            tool="acme",
            measure=measure,
            scenario=f"s{i:03d}",
            axis="sex",
            group=g,
            arm=arm,
            repeat=0,
            events=float(min(exposure, max(total - i, 0) and 1)),
            exposure=exposure,
        )
        for (g, arm), total in events.items()
        for i in range(scenarios)
    ]


def status(counts: list[Count], gate: str = "G-B", standard: Standard | None = None) -> tuple[Status, str]:
    found = gates(TOOL, CountTable(counts), judge(counts, draws=199), standard or make_standard(), {"sex": SEX})
    result = next(g for g in found if g.gate.id == gate)
    return result.status, result.sentence


F, M, TWIN = ("female", Arm.GROUP), ("male", Arm.GROUP), ("female", Arm.TWIN)


def test_passed() -> None:
    told = status(counts_of({F: 0, M: 0}))
    assert told[0] is Status.PASS
    assert told[1] == (
        "Critical facts survive: passed. 0 critical facts lost out of 800 in 80 scenarios, upper 95 % limit "
        "3.8 % (3.7 % if each scenario counts once), ceiling 5 %. Worst group: female, 0 %, upper limit "
        "3.7 %."
    )


def test_failed() -> None:
    told = status(share_counts("critical_omission", 80, lambda g, a: 0.2))
    assert told[0] is Status.FAIL
    assert "failed, the ceiling is broken." in told[1]


def test_one_group_alone_can_fail_a_gate() -> None:
    told = status(share_counts("critical_omission", 300, lambda g, a: 0.09 if g == "male" else 0.0, opportunities=10))
    assert told[0] is Status.FAIL
    assert "Worst group: male" in told[1]


def test_one_group_alone_can_withhold_a_pass() -> None:
    few = [c for c in counts_of({F: 0, M: 0}) if c.group == "female" or int(c.scenario[1:]) < 30]
    assert status(few)[0] is Status.NOT_ENOUGH_EVIDENCE


def test_not_enough_evidence() -> None:
    assert status(counts_of({F: 0, M: 0}, scenarios=20))[0] is Status.NOT_ENOUGH_EVIDENCE
    nothing = gates(TOOL, CountTable([]), [], make_standard(), {"sex": SEX})
    assert [g.status for g in nothing] == [Status.NOT_ENOUGH_EVIDENCE] * 2
    assert nothing[1].sentence.endswith("there were no critical facts to judge.")


@pytest.mark.parametrize("where", [F, M, TWIN])
def test_one_dangerous_invention_anywhere_fails(where: tuple[str, Arm]) -> None:
    events = {F: 0.0, M: 0.0, TWIN: 0.0} | {where: 1.0}
    counts = counts_of(events, scenarios=400, measure="critical_fabrication", exposure=1)
    told = status(counts, "G-A")
    assert told[0] is Status.FAIL
    assert "failed, one is enough." in told[1]
    assert status(counts_of({F: 0, M: 0}, 400, "critical_fabrication", 1), "G-A")[0] is Status.PASS


def test_gates_carry_their_estimates() -> None:
    counts = counts_of({F: 9, M: 1})
    result = gates(TOOL, CountTable(counts), judge(counts), make_standard(), {"sex": SEX})[1]
    assert result.estimate is not None
    assert (result.estimate.contrast, result.estimate.axis) == ("all", None)
    assert result.worst is not None
    assert result.worst.contrast == "female"


def test_gates_of_other_tasks_are_left_out() -> None:
    tool = make_tool(task=Task.TRANSCRIBE)
    assert [g.gate.id for g in gates(tool, CountTable([]), [], make_standard(), {})] == ["G-B"]


# ------------------------------------------------------------------ grade


def level(scenarios: int = 80) -> Estimate:
    return Estimate(
        tool="acme",
        measure="fact_recall",
        axis=None,
        contrast="all",
        kind="level",
        value=0.9,
        interval=Interval(low=0.8, high=0.95, level=0.95, method="m"),
        n_scenarios=scenarios,
        events=9,
        exposure=10,
        method="m",
        sentence="s",
    )


def contrast(verdict: Verdict | None, **changes: object) -> Estimate:
    fields = {
        "axis": "sex",
        "contrast": "female - male",
        "kind": "difference",
        "value": 0.01,
        "margin": 0.03,
        "verdict": verdict,
        "p_adjusted": 0.5,
        **changes,
    }
    return level().model_copy(update=fields)


TWINS = contrast(Verdict.EQUIVALENT, placebo=True)


def graded(*estimates: Estimate, scenarios: int = 80) -> tuple[str, str]:
    return grade(TOOL, [], [level(scenarios), *estimates], make_standard())


@pytest.mark.parametrize(
    ("estimates", "expected"),
    [
        ([contrast(Verdict.EQUIVALENT)], "PASS"),
        ([contrast(Verdict.SMALL)], "PASS"),
        ([contrast(Verdict.SMALL, measure="critical_omission")], "CONDITIONAL"),
        ([contrast(Verdict.DISPARITY, value=0.02)], "CONDITIONAL"),
        ([contrast(Verdict.DISPARITY, value=-0.03)], "FAIL"),
        ([contrast(Verdict.DISPARITY, kind="ratio", value=1.2, margin=1.5)], "CONDITIONAL"),
        ([contrast(Verdict.DISPARITY, kind="ratio", value=0.5, margin=1.5)], "FAIL"),
        ([contrast(Verdict.DISPARITY_MATERIAL), contrast(Verdict.EQUIVALENT)], "FAIL"),
        ([contrast(Verdict.EQUIVALENT)] * 20 + [contrast(Verdict.INCONCLUSIVE)], "INSUFFICIENT EVIDENCE"),
        ([contrast(Verdict.INSTRUMENT_INVALID)], "INSUFFICIENT EVIDENCE"),
        ([contrast(Verdict.INCONCLUSIVE), contrast(Verdict.DISPARITY, value=0.02)], "INSUFFICIENT EVIDENCE"),
        ([contrast(Verdict.EQUIVALENT)] + [contrast(None, p_adjusted=0.01)] * 2, "CONDITIONAL"),
        ([contrast(Verdict.EQUIVALENT), contrast(None, p_adjusted=0.01)], "PASS"),
        ([contrast(Verdict.EQUIVALENT), contrast(Verdict.INCONCLUSIVE, placebo=True)], "INSUFFICIENT EVIDENCE"),
    ],
)
def test_the_grade_is_its_worst_part(estimates: list[Estimate], expected: str) -> None:
    name, summary = graded(TWINS, *estimates)
    assert name == expected
    assert summary.startswith(f"{expected}: ")


def test_too_few_scenarios_are_insufficient_unless_it_fails_anyway() -> None:
    assert graded(TWINS, contrast(Verdict.EQUIVALENT), scenarios=39)[0] == "INSUFFICIENT EVIDENCE"
    assert graded(TWINS, contrast(Verdict.DISPARITY, value=0.5), scenarios=8)[0] == "FAIL"


def test_what_was_not_run_is_not_passed() -> None:
    assert graded(contrast(Verdict.EQUIVALENT)) == (
        "INSUFFICIENT EVIDENCE",
        "INSUFFICIENT EVIDENCE: no same-group twin was run.",
    )
    assert graded() == ("INSUFFICIENT EVIDENCE", "INSUFFICIENT EVIDENCE: no groups were compared.")


def test_a_pass_never_reads_as_fair() -> None:
    assert graded(TWINS, contrast(Verdict.EQUIVALENT))[1] == (
        "PASS: every gate is met, and differences as large as the margins are excluded in all 1 comparison. This is "
        "not proof of fairness."
    )


def test_a_failed_gate_fails_the_tool() -> None:
    counts = share_counts("critical_omission", 80, lambda g, a: 0.2)
    found = judge(counts)
    results = gates(TOOL, CountTable(counts), found, make_standard(), {"sex": SEX})
    name, summary = grade(TOOL, results, found, make_standard())
    assert name == "FAIL"
    assert "gate G-B failed (Critical facts survive)" in summary
    assert of(found, "critical_omission", "female - male").verdict is not None


def test_long_reasons_are_counted() -> None:
    many = [contrast(Verdict.DISPARITY_MATERIAL, contrast=f"g{i} - g0") for i in range(9)]
    assert graded(TWINS, *many)[1].endswith("; and 6 more.")
