"""Turns counts and estimates into gates met or not, and a tool's grade: the worst of its parts, never an average."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.measures import MEASURES
from harness.records import Estimate, Gate, GateResult, Standard, Status, Tool, Verdict
from harness.stats import consistency, controls, index
from harness.stats.axes import AxisPlan
from harness.stats.counts import CountTable
from harness.stats.intervals import Array, scenario_upper, share_limits
from harness.stats.verdict import ALPHA, beyond_margin
from harness.stats.voices import VOICES_ONLY
from harness.stats.words import number, percent, plural

FAIL = "FAIL"
INSUFFICIENT = "INSUFFICIENT EVIDENCE"
CONDITIONAL = "CONDITIONAL"
PASS = "PASS"

_TAIL = 0.95
_TOLD = 3  # reasons named in a summary; the rest are counted


@dataclass(frozen=True)
class _Bound:
    """The limits of one group, or of everything (axis None)."""

    axis: str | None
    group: str
    label: str
    share: float
    low: float
    high: float
    alone: float


def gates(
    tool: Tool, counts: CountTable, estimates: Sequence[Estimate], standard: Standard, axes: Mapping[str, AxisPlan]
) -> tuple[GateResult, ...]:
    """Every gate of the standard that applies to the tool's task.

    With ``zero_tolerance`` one event anywhere, twins included, fails the gate. Otherwise it fails if the lower 95 %
    limit of the whole, or of a group (Bonferroni over groups), is above the ceiling. It passes only if the upper
    95 % limit of the whole and of every group is at or below it; anything else is not enough evidence.
    """
    return tuple(
        _gate(gate, tool, counts, estimates, axes)
        for gate in standard.gates
        if gate.measure in MEASURES and tool.task in MEASURES[gate.measure].tasks
    )


def _gate(
    gate: Gate, tool: Tool, counts: CountTable, estimates: Sequence[Estimate], axes: Mapping[str, AxisPlan]
) -> GateResult:
    whole = counts.whole(tool.name, gate.measure)
    events, exposure = whole.total()
    words = MEASURES[gate.measure]
    if not exposure:
        return GateResult(
            gate=gate,
            status=Status.NOT_ENOUGH_EVIDENCE,
            estimate=None,
            worst=None,
            sentence=f"{gate.title}: not enough evidence, there were no {words.per} to judge.",
        )
    overall, groups = _bounds(gate, tool, counts, axes)
    worst = max(groups, key=lambda b: (b.share, b.high), default=None)
    status = _status(gate, events, overall, groups)
    level = {
        e.axis: e
        for e in estimates
        if (e.tool, e.measure, e.kind, e.contrast) == (tool.name, gate.measure, "level", "all")
    }
    worst_level = next(
        (
            e
            for e in estimates
            if worst
            and (e.tool, e.measure, e.kind, e.axis, e.contrast)
            == (tool.name, gate.measure, "level", worst.axis, worst.group)
        ),
        None,
    )
    sentence = (
        f"{gate.title}: {_told(gate, status, overall, groups)} {number(events)} {words.event} "
        f"out of {number(exposure)} in {plural(len(whole.scenarios), 'scenario')}, "
        f"upper 95 % limit {percent(overall.high)} "
        f"({percent(overall.alone)} if each scenario counts once), ceiling {percent(gate.ceiling)}."
    )
    if worst is not None:
        sentence += f" Worst group: {worst.label}, {percent(worst.share)}, upper limit {percent(worst.high)}."
    return GateResult(gate=gate, status=status, estimate=level.get(None), worst=worst_level, sentence=sentence)


def _bounds(gate: Gate, tool: Tool, counts: CountTable, axes: Mapping[str, AxisPlan]) -> tuple[_Bound, list[_Bound]]:
    cells = [(plan, counts.cells(tool.name, gate.measure, axis, plan.groups)) for axis, plan in axes.items()]
    columns = [
        (plan.name, g, plan.labels[g], c.events[:, i], c.exposure[:, i])
        for plan, c in cells
        for i, g in enumerate(plan.groups)
        if len(c.scenarios) and (c.exposure[:, i] > 0).any()
    ]
    tail = 1 - (1 - _TAIL) / max(len(columns), 1)
    groups = [_bound(axis, g, label, e, x, tail) for axis, g, label, e, x in columns]
    whole = counts.whole(tool.name, gate.measure)
    return _bound(None, "all", "all", whole.events[:, 0], whole.exposure[:, 0], _TAIL), groups


def _bound(axis: str | None, group: str, label: str, events: Array, exposure: Array, low_tail: float) -> _Bound:
    use = exposure > 0
    share = float(events[use].sum() / exposure[use].sum())
    return _Bound(
        axis,
        group,
        label,
        share,
        share_limits(events, exposure, low_tail)[0],
        share_limits(events, exposure, _TAIL)[1],
        scenario_upper(events, exposure, _TAIL),
    )


def _status(gate: Gate, events: float, overall: _Bound, groups: Sequence[_Bound]) -> Status:
    every = [overall, *groups]
    if (gate.zero_tolerance and events > 0) or any(b.low > gate.ceiling for b in every):
        return Status.FAIL
    return Status.PASS if all(b.high <= gate.ceiling for b in every) else Status.NOT_ENOUGH_EVIDENCE


def _told(gate: Gate, status: Status, overall: _Bound, groups: Sequence[_Bound]) -> str:
    if status is Status.PASS:
        return "passed."
    if status is Status.FAIL:
        if gate.zero_tolerance and not any(b.low > gate.ceiling for b in (overall, *groups)):
            return "failed, one is enough."
        return "failed, the ceiling is broken."
    return "not enough evidence to say."


# ------------------------------------------------------------------ grade


def grade(
    tool: Tool, gates: Sequence[GateResult], estimates: Sequence[Estimate], standard: Standard
) -> tuple[str, str]:
    """The tool's grade and a sentence with its reasons: FAIL, else INSUFFICIENT EVIDENCE, else CONDITIONAL, else PASS.

    Rules of statistics.md section 11. A tool whose own same-group twins could differ by a margin is never passed.
    """
    mine = [e for e in estimates if e.tool == tool.name]
    compared = [e for e in mine if e.verdict is not None and not e.placebo]
    for name, reasons in (
        (FAIL, _failures(gates, compared)),
        (INSUFFICIENT, _gaps(gates, compared, mine, standard)),
        (CONDITIONAL, _conditions(compared, mine)),
    ):
        if reasons:
            return name, f"{name}: {_list(reasons)}."
    return PASS, (
        f"{PASS}: every gate is met, and differences as large as the margins are excluded in all "
        f"{plural(len(compared), 'comparison')}. This is not proof of fairness."
    )


def _name(e: Estimate) -> str:
    return f"{MEASURES[e.measure].title.lower() if e.measure in MEASURES else e.measure} by {e.axis} ({e.contrast})"


def _failures(gates: Sequence[GateResult], compared: Sequence[Estimate]) -> list[str]:
    broken = [f"gate {g.gate.id} failed ({g.gate.title})" for g in gates if g.status is Status.FAIL]
    material = [
        f"disparity beyond the margin in {_name(e)}" for e in compared if e.verdict is Verdict.DISPARITY_MATERIAL
    ]
    large = [
        f"disparity as large as the margin in {_name(e)}"
        for e in compared
        if e.verdict is Verdict.DISPARITY and (e.value is None or beyond_margin(e.kind == "ratio", e.value, e.margin))
    ]
    return broken + material + large


def _gaps(
    gates: Sequence[GateResult], compared: Sequence[Estimate], mine: Sequence[Estimate], standard: Standard
) -> list[str]:
    scenarios = max((e.n_scenarios for e in mine if e.kind == "level" and e.contrast == "all"), default=0)
    out = []
    if scenarios < standard.minimum_scenarios:
        out.append(f"{plural(scenarios, 'scenario')} where at least {standard.minimum_scenarios} are needed")
    out += [
        f"gate {g.gate.id} not shown to be met ({g.gate.title})"
        for g in gates
        if g.status is Status.NOT_ENOUGH_EVIDENCE
    ]
    for verdict, told in (
        (Verdict.INSTRUMENT_INVALID, "the instrument cannot be trusted"),
        (Verdict.INCONCLUSIVE, "inconclusive"),
    ):
        hit = [e for e in compared if e.verdict is verdict]
        if hit:
            out.append(f"{plural(len(hit), 'comparison')} {told} (first: {_name(hit[0])})")
    if not compared:
        out.append("no groups were compared")
    twins = [e for e in mine if e.placebo and not e.control]
    loose = [
        e
        for e in twins
        if e.verdict not in (Verdict.EQUIVALENT, Verdict.SMALL) and not (e.reason or "").startswith(VOICES_ONLY)
    ]  # two voices of a group do differ
    unstable = [e for e in mine if e.contrast == index.TWINS and e.interval.high >= 1]
    if compared and not twins:
        out.append("no same-group twin was run")
    elif unstable:
        worst = max(unstable, key=lambda e: e.interval.high)
        out.append(
            f"too unstable to certify: between two people of the same group, differences as large as a margin are "
            f"not excluded on {plural(len(unstable), 'axis', 'axes')} (first: {worst.axis}, "
            f"{_margins(worst.interval.high)})"
        )
    elif loose:
        out.append(
            f"the tool differs, or could differ, by as much as a margin between two people of the same group "
            f"in {plural(len(loose), 'comparison')} of {len(twins)}"
        )
    return out


def _conditions(compared: Sequence[Estimate], mine: Sequence[Estimate]) -> list[str]:
    out = [f"disparity below the margin in {_name(e)}" for e in compared if e.verdict is Verdict.DISPARITY]
    out += [
        f"a small real difference in {_name(e)}"
        for e in compared
        if e.verdict is Verdict.SMALL and e.measure.startswith("critical_")
    ]
    for mark, told in (
        (controls.WEIGHTS_MARK, "how facts are weighed"),
        (controls.MISSING_MARK, "whether calls without an answer count as having lost everything"),
    ):
        hangs = [e for e in mine if mark in e.contrast]
        if hangs:
            out.append(
                f"{plural(len(hangs), 'conclusion depends', 'conclusions depend')} on {told} (first: {_name(hangs[0])})"
            )
    assumed = (controls.WEIGHTS_MARK, controls.MISSING_MARK)
    significant = [
        e
        for e in mine
        if e.kind != "level"
        and e.verdict is None
        and (e.p_adjusted or 1.0) <= ALPHA
        and not any(mark in e.contrast for mark in assumed)
    ]
    out += [
        f"groups are treated inconsistently by {e.axis}"
        for e in significant
        if e.contrast == consistency.CONTRAST and (e.p_adjusted or 0.0) <= consistency.LEVEL
    ]
    leads = [e for e in significant if e.contrast != consistency.CONTRAST]
    if len(leads) >= 2:
        out.append(f"{len(leads)} leads to check (first: {_name(leads[0])})")
    return out


def _margins(size: float) -> str:
    return f"up to {number(size)} margins" if math.isfinite(size) else "no limit known"


def _list(reasons: Sequence[str]) -> str:
    more = len(reasons) - _TOLD
    return "; ".join(reasons[:_TOLD]) + (f"; and {more} more" if more > 0 else "")
