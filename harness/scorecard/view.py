"""Turns a Scorecard into what the page shows: every sentence and number written out, for the template to place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.records import Outcome, Run, Scorecard, Task, ToolCard
from harness.scorecard import forest, words
from harness.scorecard.comparisons import AxisRows, Comparison, axes, comparison, controls, headline, twins
from harness.scorecard.levels import GateRow, LevelRow, gate_row, level_place, level_row, worst_levels
from harness.scorecard.limits import SPEECH, questions
from harness.scorecard.quotes import Kind, fault_kinds
from harness.scorecard.words import Mark

TASKS = {
    Task.TRANSCRIBE: "turns recordings into transcripts",
    Task.SUMMARISE: "turns transcripts into notes",
    Task.SCRIBE: "turns recordings into notes",
}
OUTCOMES = {
    Outcome.OK.value: "usable",
    Outcome.EMPTY.value: "empty",
    Outcome.REFUSED.value: "refused",
    Outcome.ECHOED.value: "handed the input back",
    Outcome.TRUNCATED.value: "cut short",
    Outcome.FAILED.value: "failed",
    "unanswered": "never answered",
}


@dataclass(frozen=True)
class ToolView:
    """Everything the page says of one tool."""

    card: ToolCard
    anchor: str
    label: str
    grade: Mark
    summary: str
    does: str
    calls: str
    gates: tuple[GateRow, ...]
    differences: str
    axes: tuple[AxisRows, ...]
    verdicts: tuple[Mark, ...]
    reach: float
    worst: tuple[LevelRow, ...]
    levels: tuple[LevelRow, ...]
    twins: str
    moved_twins: tuple[Comparison, ...]
    controls: tuple[str, ...]
    """What changing something that should not matter did."""
    kinds: tuple[Kind, ...]
    faults: str
    questions: tuple[str, ...]

    def gate(self, gate_id: str) -> Mark | None:
        """The mark of a gate, or None where this tool was not held to it."""
        return next((words.STATUS_MARKS[r.status] for r in self.card.gates if r.gate.id == gate_id), None)


def tool_view(card: ToolCard, number: int, labels: Mapping[str, str]) -> ToolView:
    """A tool's part of the page."""
    answered = sum(card.outcomes.values())
    bad = [f"{count:,} {OUTCOMES.get(o, o)}" for o, count in card.outcomes.items() if count and o != Outcome.OK.value]
    reach = forest.span(card.disparities)
    by_axis = axes(card.disparities, card.levels, labels, reach)
    shown = len(card.evidence)
    return ToolView(
        card=card,
        anchor=f"tool-{number}",
        label=words.one_line(card.tool.label, 80),
        grade=words.grade_mark(card.grade),
        summary=words.untitled(card.summary, card.grade),
        does=TASKS[card.tool.task],
        calls=f"{card.outcomes.get(Outcome.OK.value, 0):,} of {answered:,} calls gave a usable answer"
        + (f" ({words.listed(bad)})" if bad else ""),
        gates=tuple(gate_row(result, labels) for result in card.gates),
        differences=headline(by_axis),
        axes=by_axis,
        verdicts=tuple(words.VERDICT_MARKS.values()),
        reach=reach,
        worst=worst_levels(card.levels, labels),
        levels=tuple(level_row(e, None, labels) for e in sorted(card.levels, key=level_place)),
        twins=twins(card.placebos),
        moved_twins=tuple(
            comparison(e, labels, reach) for e in card.placebos if e.verdict in words.FLAGGED and not e.control
        ),
        controls=controls(card.placebos, labels),
        kinds=fault_kinds(card),
        faults=_faults(card, shown),
        questions=questions(card.gates, card.disparities),
    )


def _faults(card: ToolCard, shown: int) -> str:
    """How many faults, how many different ones, and how many are shown."""
    total, distinct = card.evidence_total, card.evidence_distinct
    told = f"{words.plural(total, 'fault')} found"
    if distinct and distinct < total:
        told += (
            f": {distinct:,} different ones, met again and again as the same conversation is sent about other people"
        )
    if total > shown:
        return f"{told}. The worst of each kind are shown, {shown:,} in all"
    return told + ("; all are shown" if shown else "")


# ------------------------------------------------------------------ the whole page


@dataclass(frozen=True)
class Page:
    """The page: the card, its tools and the sentences that join them."""

    card: Scorecard
    tools: tuple[ToolView, ...]
    gates: tuple[tuple[str, str], ...]
    """Id and title of every gate any tool was held to."""
    purpose: str
    headline: str
    speech: str
    """What results on synthetic voices do not mean."""
    changed: str
    """That the standard was changed after the answers were in; empty if it was not."""
    standard_gates: tuple[tuple[str, str, str], ...]
    margins: tuple[tuple[str, str], ...]
    hashes: tuple[tuple[str, str], ...]


def page(card: Scorecard) -> Page:
    """Everything the template places."""
    tools = tuple(tool_view(tool, number, card.labels) for number, tool in enumerate(card.tools, start=1))
    gates = {r.gate.id: words.one_line(r.gate.title, 120) for tool in card.tools for r in tool.gates}
    scenarios = max((e.n_scenarios for tool in card.tools for e in (*tool.levels, *tool.disparities)), default=0)
    real = sum(tool.card.tool.planted is None for tool in tools)
    return Page(
        card=card,
        tools=tools,
        gates=tuple(gates.items()),
        purpose=f"What {words.plural(real or len(tools), 'tool')} lost, changed and invented when given "
        f"{words.plural(scenarios, 'made-up social work conversation')}, and whether that happened more often to some "
        "people than to others.",
        headline=_headline(tools),
        speech=SPEECH,
        changed=words.changed_standard(card.run.standard_before),
        standard_gates=tuple(
            (words.one_line(g.title, 120), words.percent(g.ceiling, trim=True), "Yes" if g.zero_tolerance else "No")
            for g in card.run.standard.gates
        ),
        margins=_margins(card.run),
        hashes=_hashes(card.run),
    )


def _headline(tools: Sequence[ToolView]) -> str:
    """How the tools fared; simulated ones are told apart, because they are nobody's product."""
    real = [tool for tool in tools if tool.card.tool.planted is None]
    simulated = words.plural(len(tools) - len(real), "simulated tool")
    if not real:
        return f"Only {simulated}, shown to test the checks."
    return _graded(real) + (f" Beside them, {simulated}, shown to test the checks." if len(real) < len(tools) else "")


def _graded(tools: Sequence[ToolView]) -> str:
    counted = Counter(tool.grade.word for tool in tools)
    ways = {
        "Fail": "failed",
        "Insufficient evidence": "had insufficient evidence",
        "Conditional": "passed with conditions",
        "Pass": "passed",
    }
    said = [f"{counted[word]} {way}" for word, way in ways.items() if counted[word]]
    said += [f"{count} graded “{word}”" for word, count in counted.items() if word not in ways]
    return f"Of {words.plural(len(tools), 'tool')}, {words.listed(said)}." if said else "No tool was graded."


def _margins(run: Run) -> tuple[tuple[str, str], ...]:
    rows = []
    for name, margin in sorted(run.standard.margins.items(), key=lambda item: (words.measure_order(item[0]), item[0])):
        rows.append((words.measure_of(name).title, words.margin(margin, "ratio" if margin > 1 else "difference")))
    return tuple(rows)


def _hashes(run: Run) -> tuple[tuple[str, str], ...]:
    rows = [(f"Suite {words.one_line(name, 80)}", digest) for name, digest in sorted(run.suites.items())]
    rows.append((f"Standard {run.standard.name} {words.one_line(run.standard.version, 40)}", run.standard_hash))
    return tuple((name, words.one_line(digest, 100)) for name, digest in rows)
