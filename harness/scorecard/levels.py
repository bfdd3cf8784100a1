"""Turns gates and levels into rows that people read: what was asked, what was measured, who it was worst for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harness.records import Estimate, GateResult
from harness.scorecard import words
from harness.scorecard.words import Mark


@dataclass(frozen=True)
class GateRow:
    """A gate of one tool."""

    mark: Mark
    title: str
    sentence: str
    rule: str
    measured: str
    worst: str


@dataclass(frozen=True)
class LevelRow:
    """How often a thing happened, in the whole run and to the group it happened to most."""

    measure: str
    overall: str
    group: str
    worst: str


@dataclass(frozen=True)
class VoiceRow:
    """Words wrong for one group of voices, and where its bar stands (per cent of the table's width)."""

    group: str
    told: str
    low: float
    high: float
    dot: float


def voice_rows(levels: Sequence[Estimate], axis: str, labels: Mapping[str, str]) -> tuple[VoiceRow, ...]:
    """Words wrong by group of voices, fewest first; none if the axis was not heard."""
    own = [
        e
        for e in levels
        if e.measure == "word_errors" and e.axis == axis and e.contrast != "all" and e.value is not None
    ]
    scale = max(1.0, *(e.value or 0.0 for e in own)) if own else 1.0

    def across(value: float) -> float:
        return round(100 * min(max(value, 0.0), scale) / scale, 2)

    return tuple(
        VoiceRow(
            group=words.group(axis, e.contrast, labels),
            told=words.level_with_interval(e),
            low=across(e.interval.low),
            high=across(e.interval.high),
            dot=across(e.value or 0.0),
        )
        for e in sorted(own, key=lambda e: (e.value or 0.0, e.contrast))
    )


def gate_row(result: GateResult, labels: Mapping[str, str]) -> GateRow:
    """A gate with what it asks, what was measured and the group it is worst for."""
    gate, worst = result.gate, result.worst
    rule = f"Must be no more than {words.percent(gate.ceiling, trim=True)} of {words.measure_of(gate.measure).per}."
    if gate.zero_tolerance:
        rule += " One is enough to fail."
    whole = result.estimate
    # A sentence that carries the counts carries the gate's own limits too: two sets of figures would confuse.
    told = whole is not None and all(
        re.search(rf"(?<![\d,.]){re.escape(words.amount(count))}(?![\d,]|\.\d)", result.sentence)
        for count in (whole.events, whole.exposure)
    )
    measured = words.level(whole) if whole else "nothing was counted"
    return GateRow(
        mark=words.STATUS_MARKS[result.status],
        title=words.one_line(gate.title, 120),
        sentence=words.untitled(result.sentence, gate.title),
        rule=rule,
        measured="" if told else measured,
        worst=f"{_who(worst, labels)}: {words.level(worst)}" if worst and not told else "",
    )


def worst_levels(levels: Sequence[Estimate], labels: Mapping[str, str]) -> tuple[LevelRow, ...]:
    """For each measure, the whole run and the group it went worst for."""
    rows = []
    for measure in sorted({e.measure for e in levels}, key=lambda m: (words.measure_order(m), m)):
        own = [e for e in levels if e.measure == measure]
        sign = 1 if words.measure_of(measure).worse == "higher" else -1
        groups = [e for e in own if e.contrast != "all" and e.value is not None]
        overall = next((e for e in own if e.contrast == "all"), None)
        worst = max(groups, key=lambda e: (sign * (e.value or 0.0), e.axis or "", e.contrast), default=None)
        if overall or worst:
            tied = sum(worst is not None and e.value == worst.value for e in groups)
            rows.append(_tied(level_row(overall, worst, labels, measure), tied, len(groups)))
    return tuple(rows)


def _tied(row: LevelRow, tied: int, groups: int) -> LevelRow:
    """Naming one of several groups that fare equally badly would be unfair to it."""
    if groups > 1 and tied == groups:
        return replace(row, group="Every group alike")
    return replace(row, group=f"{row.group}, and {tied - 1} more") if tied > 1 else row


def level_row(
    overall: Estimate | None, worst: Estimate | None, labels: Mapping[str, str], measure: str | None = None
) -> LevelRow:
    """One row of a table of levels; ``overall`` alone stands for any single level."""
    name = measure or (overall.measure if overall else "")
    return LevelRow(
        measure=words.measure_of(name).title,
        overall=words.level(overall) if overall else "not measured",
        group=_who(worst, labels) if worst else _who(overall, labels) if overall else "",
        worst=words.level(worst) if worst else "",
    )


def _who(estimate: Estimate, labels: Mapping[str, str]) -> str:
    if estimate.contrast == "all":
        return "Whole run"
    axis = f"{words.upper_first(words.plain(estimate.axis))}: " if estimate.axis else ""
    return axis + words.group(estimate.axis, estimate.contrast, labels)


def level_place(e: Estimate) -> tuple[int, str, bool, str, str]:
    return words.measure_order(e.measure), e.measure, e.contrast != "all", e.axis or "", e.contrast
