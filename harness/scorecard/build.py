"""Turns a run's estimates, gates, grades and findings into a Scorecard, with evidence cut from source and output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from harness.errors import RunFolderError
from harness.records import (
    Call,
    Estimate,
    Finding,
    GateResult,
    Outcome,
    Output,
    Run,
    Scorecard,
    Tool,
    ToolCard,
    Variant,
)
from harness.scorecard import evidence, words
from harness.scorecard.kinds import INVALID, is_fault, kind
from harness.scorecard.limits import limits
from harness.scorecard.signature import run_signature, signature, size


def build(
    run: Run,
    estimates: Sequence[Estimate],
    gates: Mapping[str, Sequence[GateResult]],
    grades: Mapping[str, tuple[str, str]],
    findings: Iterable[Finding],
    calls: Mapping[str, Call],
    variants: Mapping[str, Variant],
    outputs: Mapping[str, Output],
    instrument: Sequence[str],
    not_tested: Sequence[str],
) -> Scorecard:
    """The scorecard of a run. The same records give the same scorecard, in whatever order they come.

    Args:
        gates: by tool name.
        grades: by tool name, the grade and the sentence that says why.
        findings: read once; only faults are held.
        calls, variants, outputs: by id (outputs by the call's id).
        instrument: sentences on what the checks find, miss and wrongly flag.
        not_tested: what this run leaves open, a sentence each.

    Raises:
        RunFolderError: a finding or an estimate belongs to no planned call or no tool of the run, or a
            tool has no grade.
    """
    names = {tool.name for tool in run.tools}
    for name in sorted({e.tool for e in estimates} - names):
        raise RunFolderError(f"An estimate is of tool {name!r}, which is not in this run. Score the run again.")
    for name in sorted(names - set(grades)):
        raise RunFolderError(f"Tool {name!r} has no grade. Score the run again.")
    faults: dict[str, list[Finding]] = {name: [] for name in names}
    invalid: dict[str, str] = {}
    deciders: set[str] = set()
    for finding in findings:
        call = calls.get(finding.call)
        if call is None or call.variant not in variants or call.tool not in names:
            raise RunFolderError(f"A finding names call {finding.call[:80]!r}, which nobody planned. Score again.")
        deciders.add(finding.decided_by)
        if finding.about == "output" and finding.status in INVALID:
            invalid.setdefault(finding.call, finding.status)
        if is_fault(finding):
            faults[call.tool].append(finding)
    return Scorecard(
        title=_title(run),
        run=run,
        tools=tuple(
            _tool_card(
                tool,
                run,
                estimates,
                gates.get(tool.name, ()),
                grades[tool.name],
                faults[tool.name],
                calls,
                variants,
                outputs,
                invalid,
            )
            for tool in run.tools
        ),
        instrument=tuple(instrument),
        limits=limits(run, deciders, spoken=any(v.voice for v in variants.values())),
        not_tested=tuple(not_tested),
        labels={f"{v.axis}.{v.group}": v.group_label for v in sorted(variants.values(), key=lambda v: v.id)},
        signature=run_signature(run, variants),
    )


def _tool_card(
    tool: Tool,
    run: Run,
    estimates: Sequence[Estimate],
    gates: Sequence[GateResult],
    grade: tuple[str, str],
    faults: Sequence[Finding],
    calls: Mapping[str, Call],
    variants: Mapping[str, Variant],
    outputs: Mapping[str, Output],
    invalid: Mapping[str, str],
) -> ToolCard:
    own = [e for e in estimates if e.tool == tool.name]
    compared = sorted((e for e in own if e.kind != "level"), key=_place)
    chosen = evidence.worst(faults, calls, variants)
    planned = [call for call in calls.values() if call.tool == tool.name]
    sent = [variants[call.variant] for call in planned]
    return ToolCard(
        tool=tool,
        grade=grade[0],
        summary=grade[1],
        outcomes=_outcomes(planned, outputs, invalid),
        gates=tuple(gates),
        levels=tuple(sorted((e for e in own if e.kind == "level"), key=_place)),
        disparities=tuple(e for e in compared if not e.placebo),
        placebos=tuple(e for e in compared if e.placebo),
        evidence=evidence.opened((f for few in chosen.values() for f in few), calls, variants, outputs),
        evidence_total=len(faults),
        evidence_distinct=len({(variants[calls[f.call].variant].scenario, f.check, _about(f)) for f in faults}),
        evidence_by_kind=dict(sorted(Counter(kind(finding) for finding in faults).items())),
        signature=signature(run, [tool], size(sent, run.repeats)),
    )


def _about(finding: Finding) -> str:
    """What a fault is about: the fact, or the words of the statement, which are numbered anew in each record."""
    return (
        finding.about if not finding.about.startswith(("claim:", "wording:")) else f"{finding.code}:{finding.says[:60]}"
    )


def _outcomes(planned: Sequence[Call], outputs: Mapping[str, Output], invalid: Mapping[str, str]) -> dict[str, int]:
    """How each planned call ended: what the transport saw, then what the checks found in an answer that looked fine."""
    ended: Counter[str] = Counter()
    for call in planned:
        output = outputs.get(call.id)
        if output is None:
            ended["unanswered"] += 1
        elif output.outcome is Outcome.OK:
            ended[invalid.get(call.id, Outcome.OK.value)] += 1
        else:
            ended[output.outcome.value] += 1
    listed = {outcome.value: ended[outcome.value] for outcome in Outcome}
    return {**listed, "unanswered": ended["unanswered"]} if ended["unanswered"] else listed


def _place(estimate: Estimate) -> tuple[str, int, str, str]:
    return estimate.axis or "", words.measure_order(estimate.measure), estimate.contrast, estimate.method


def _title(run: Run) -> str:
    labels = [words.one_line(tool.label, 60) for tool in run.tools if tool.planted is None]
    labels = labels or [f"{words.one_line(tool.label, 60)} (simulated)" for tool in run.tools]
    tools = words.listed(labels) if len(labels) <= 3 else f"{len(labels)} tools"
    suites = words.listed(sorted(name.partition("@")[0] for name in run.suites if "@" in name))
    return f"Scorecard: {tools}, tested on {suites}"
