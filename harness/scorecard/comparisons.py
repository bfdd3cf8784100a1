"""Turns differences between groups into rows of a forest plot, those to read first before the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.records import Estimate, Verdict
from harness.scorecard import forest, words
from harness.scorecard.levels import VoiceRow, voice_rows
from harness.scorecard.words import Mark

WIDEST = 2
"""Unflagged differences shown for an axis before the rest are folded away."""
FLAGGED_SHOWN = 8
"""Flagged differences shown for an axis before the rest are folded away too; how many is said."""

SEPARATOR = " - "
"""Stands between the groups of a contrast; estimates about a whole axis have none."""

FLAG_MARKS = frozenset(words.VERDICT_MARKS[verdict] for verdict in words.FLAGGED)


@dataclass(frozen=True)
class Comparison:
    """One difference between groups: its sentence, its numbers and its place in the forest plot."""

    mark: Mark
    measure: str
    groups: str
    sentence: str
    numbers: str
    margin: str
    reason: str
    strip: forest.Strip | None
    drawing: str
    """What the drawing shows, in words."""


@dataclass(frozen=True)
class AxisRows:
    """The differences of one axis: those to read first, and the rest."""

    title: str
    tally: tuple[tuple[Mark, int], ...]
    first: tuple[Comparison, ...]
    rest: tuple[Comparison, ...]
    total: int
    also: tuple[str, ...] = ()
    """Sentences about the axis as a whole, which compare no two groups."""
    voices: tuple[VoiceRow, ...] = ()
    """On an axis of voices: words wrong for each group."""


def axes(
    disparities: Sequence[Estimate], levels: Sequence[Estimate], labels: Mapping[str, str], reach: float
) -> tuple[AxisRows, ...]:
    """Differences gathered by axis, the axis with the worst verdict first.

    On each, flagged ones come first, then the widest few of the others; the rest are folded away.
    """
    rows = []
    whole = [e for e in disparities if SEPARATOR not in e.contrast]
    disparities = [e for e in disparities if SEPARATOR in e.contrast]
    worst = {e.axis: min(words.verdict_order(o) for o in disparities if o.axis == e.axis) for e in disparities}
    for axis in sorted(worst, key=lambda name: (worst[name], name or "")):
        own = sorted((e for e in disparities if e.axis == axis), key=_reading_order)
        flagged = [e for e in own if e.verdict in words.FLAGGED]
        others = [e for e in own if e.verdict not in words.FLAGGED]
        # A measure that cannot be used is told once, in the tally: its widths mean nothing.
        widest = [e for e in sorted(others, key=_width) if e.verdict is not Verdict.INSTRUMENT_INVALID][:WIDEST]
        first = flagged[:FLAGGED_SHOWN] + widest
        taken = {id(e) for e in first}
        tally = Counter(words.verdict_mark(e) for e in own)
        rows.append(
            AxisRows(
                title=words.upper_first(words.plain(axis or "all people")),
                tally=tuple(sorted(tally.items(), key=lambda item: _mark_order(item[0]))),
                first=tuple(comparison(e, labels, reach) for e in first),
                rest=tuple(comparison(e, labels, reach) for e in own if id(e) not in taken),
                total=len(own),
                also=tuple(e.sentence for e in whole if e.axis == axis),
                voices=voice_rows(levels, axis or "", labels),
            )
        )
    return tuple(rows)


def headline(rows: Sequence[AxisRows]) -> str:
    """How many differences were flagged, on which axes, and how many this run cannot tell."""
    leads = sum(n for row in rows for mark, n in row.tally if mark == words.EXPLORATORY)
    total = sum(row.total for row in rows) - leads
    flagged = {row.title.lower(): sum(n for mark, n in row.tally if mark in FLAG_MARKS) for row in rows}
    unsure = sum(n for row in rows for mark, n in row.tally if mark.tone == "unsure")
    where = [f"{count:,} by {axis}" for axis, count in flagged.items() if count]
    told = f"{sum(flagged.values()):,} of {words.plural(total, 'comparison')} flagged: {words.listed(where)}"
    told = told if where else f"None of {words.plural(total, 'comparison')} was flagged"
    also = [_cannot_tell(unsure)] if unsure else []
    also += (
        [f"{words.plural(leads, 'more comparison')} can only be leads: the standard sets no margin."] if leads else []
    )
    return " ".join([f"{told}.", *also])


def twins(placebos: Sequence[Estimate]) -> str:
    """What the same-group twins showed."""
    placebos = [e for e in placebos if not e.control]
    if not placebos:
        return "No twin comparison was made, so nothing here shows how much this tool differs from itself."
    moved = sum(e.verdict in words.FLAGGED for e in placebos)
    unsure = sum(e.verdict in words.UNSURE for e in placebos)
    compared = words.plural(len(placebos), "comparison")
    told = [f"{compared} between two people of the same group: {moved or 'none'} flagged."]
    told += [_cannot_tell(unsure)] if unsure else []
    told += ["Where twins differ, a difference of that size between groups may be noise."] if moved else []
    return " ".join(told)


def controls(placebos: Sequence[Estimate], labels: Mapping[str, str]) -> tuple[str, ...]:
    """What changing something that should not matter did, a sentence for each such change; none if none was made."""
    out = []
    made = [e for e in placebos if e.control and SEPARATOR in e.contrast]
    for axis, contrast in dict.fromkeys((e.axis, e.contrast) for e in made):
        own = [e for e in made if (e.axis, e.contrast) == (axis, contrast)]
        moved = [words.measure_of(e.measure).title for e in own if e.verdict in words.FLAGGED]
        what, _ = words.sides(own[0], labels)
        told = f"{words.upper_first(what)}: {words.plural(len(own), 'measure')} compared over "
        told += f"{words.plural(max(e.n_scenarios for e in own), 'scenario')}, {words.listed(moved) or 'none'} moved."
        unsure = sum(e.verdict in words.UNSURE for e in own)
        out.append(" ".join([told, _cannot_tell(unsure)] if unsure else [told]))
    return tuple(out)


def _cannot_tell(count: int) -> str:
    return f"For {count:,}, this run cannot tell."


def comparison(estimate: Estimate, labels: Mapping[str, str], reach: float) -> Comparison:
    """One difference, written out."""
    first, second = words.sides(estimate, labels)
    measure, mark = words.measure_of(estimate.measure), words.verdict_mark(estimate)
    margin = ""
    if estimate.margin is not None:
        margin = f"margin {words.margin(estimate.margin, estimate.kind)}"
    numbers = words.contrast(estimate)
    return Comparison(
        mark=mark,
        measure=measure.title,
        groups=f"{first} compared with {second}" if second else first,
        sentence=words.untitled(estimate.sentence, measure.title),
        numbers=numbers,
        margin=margin,
        reason=_reason(estimate),
        strip=forest.strip(estimate, reach),
        drawing=f"{numbers}{'; ' + margin if margin else ''}. {mark.word}.",
    )


def _reason(estimate: Estimate) -> str:
    if not estimate.reason or estimate.reason in estimate.sentence:
        return ""
    return words.upper_first(estimate.reason) + ("" if estimate.reason.endswith(".") else ".")


def _reading_order(e: Estimate) -> tuple[int, float, int, str]:
    return words.verdict_order(e), _width(e), words.measure_order(e.measure), e.contrast


def _width(e: Estimate) -> float:
    at = None if e.value is None else forest.in_margins(e.value, e)
    return 0.0 if at is None else -abs(at)


def _mark_order(mark: Mark) -> int:
    marks = list(words.VERDICT_MARKS.values())
    return marks.index(mark) if mark in marks else len(marks)
