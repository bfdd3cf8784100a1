"""Turns what people made of flags and of a sample of the rest into precision, misses and corrected shares, in words.

A share among what was drawn holds for all, because the draw was at random within a tool and a kind. Groups of one axis
are compared on the same scenarios; what was drawn for a group is few, and its interval says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from harness import stats
from harness.records import Arm, Call, Variant
from harness.review.apply import Decision, Target, target
from harness.review.items import FACT, STATEMENT, Item, Stratum
from harness.review.journal import Key
from harness.scorecard.words import difference, one_line, percent, plural
from harness.stats.intervals import clopper_pearson

_FLAGS = {STATEMENT: "statements flagged as unsupported", FACT: "facts flagged as lost or changed"}
_PASSED = {STATEMENT: "statements passed as supported", FACT: "facts passed as kept"}
_NOTHING = 1e-9
_FEWEST = 5
"""Flags read, and others read, below which no corrected share is given for a group."""


@dataclass(frozen=True)
class _Cell:
    """One scenario of one group: how many there were, and how many of those drawn people settled."""

    stratum: Stratum
    read: int
    true: int
    sampled: int
    missed: int


def corrections(
    key: Key,
    whose: Mapping[Target, Decision],
    calls: Mapping[str, Call],
    made: Mapping[str, Variant],
    tools: Mapping[str, str],
) -> list[str]:
    """Sentences by tool and kind, then by group. Sheets drawn from other findings than the last are left out."""
    last = key.sheets[-1]
    usable = [sheet for sheet in key.sheets if sheet.strata == last.strata]
    items = {(i.call, i.about): i for sheet in usable for i in sheet.items if i.double_of is None}
    cells = _cells(last.strata, list(items.values()), whose, calls, made)
    lines = []
    if len(usable) < len(key.sheets):
        lines.append("Corrected shares are of the sheets drawn from what the last one was; the others are left out.")
    for tool, kind in sorted({(cell.stratum.tool, cell.stratum.kind) for cell in cells}):
        own = [cell for cell in cells if (cell.stratum.tool, cell.stratum.kind) == (tool, kind)]
        lines += _of_tool(one_line(tools.get(tool, tool), 80), kind, own)
        if kind == STATEMENT:
            lines += _of_groups(one_line(tools.get(tool, tool), 80), own, _labels(made))
    return lines


def _labels(made: Mapping[str, Variant]) -> dict[tuple[str, str], str]:
    """Groups of the axes that say who people are; those of a control axis say nothing of anybody."""
    return {(v.axis, v.group): one_line(v.group_label, 60) for v in made.values() if not v.control}


def _cells(
    strata: Sequence[Stratum],
    items: Sequence[Item],
    whose: Mapping[Target, Decision],
    calls: Mapping[str, Call],
    made: Mapping[str, Variant],
) -> list[_Cell]:
    tally: Counter[tuple[str, str, str, Arm, str, str, str]] = Counter()
    for item in items:
        decision = whose.get(target(item.call, item.about, item.of))
        if decision is None or decision.fault is None:
            continue
        call = calls[item.call]
        v = made[call.variant]
        where = (call.tool, item.kind, v.axis, v.arm, v.group, v.scenario)
        tally[(*where, "read" if item.flagged else "sampled")] += 1
        if decision.fault:
            tally[(*where, "true" if item.flagged else "missed")] += 1
    out = []
    for s in strata:
        where = (s.tool, s.kind, s.axis, s.arm, s.group, s.scenario)
        out.append(_Cell(s, *(tally[(*where, name)] for name in ("read", "true", "sampled", "missed"))))
    return out


def _of_tool(tool: str, kind: str, cells: Sequence[_Cell]) -> list[str]:
    """How often flags were right, how often the rest was wrong, and what share that makes."""
    flags = sum(cell.stratum.flagged for cell in cells)
    rest = sum(cell.stratum.total for cell in cells) - flags
    read, true = sum(cell.read for cell in cells), sum(cell.true for cell in cells)
    sampled, missed = sum(cell.sampled for cell in cells), sum(cell.missed for cell in cells)
    lines = []
    if read:
        lines.append(f"{tool}, {_FLAGS[kind]} ({flags:,}): {_of(true, read)} were faults.")
    elif flags:
        lines.append(f"{tool}, {_FLAGS[kind]} ({flags:,}): none has been read.")
    if sampled:
        lines.append(f"{tool}, {_PASSED[kind]} ({rest:,}): {_of(missed, sampled)} were faults all the same.")
    elif rest:
        lines.append(f"{tool}, {_PASSED[kind]} ({rest:,}): none has been read, so what was missed is not known.")
    if kind == STATEMENT:
        seen = _verified(cells)
        whole = f"{percent(flags / max(flags + rest, 1))} of {flags + rest:,} statements are flagged"
        if isinstance(seen, str):
            lines.append(f"{tool}: {whole}; no corrected share: {seen}.")
        else:
            lines.append(f"{tool}: {whole}; unsupported in truth: {_corrected(seen)}.{_unseen(seen)}")
    return lines


def _of(found: int, read: int) -> str:
    """A share of what was drawn, with the exact interval for all of this run that it was drawn from.

    The draw is what is random here, so scenarios need not be; the corrected shares are about scenarios.
    """
    low, high = clopper_pearson(found, read)
    return f"{found:,} of {read:,} read ({percent(found / read)}; {percent(low)} to {percent(high)})"


def _corrected(seen: stats.PartlyVerified) -> str:
    """A corrected share with its interval, which allows for what a sample without a miss may have missed."""
    value = stats.corrected(seen)
    low, high = max(value.low, 0.0), min(value.high + _allowance(seen), 1.0)
    share = percent(min(max(value.value, 0.0), 1.0))
    if value.error < _NOTHING and high - low < _NOTHING:
        return f"{share} (the same in every scenario, so no interval can be given)"
    return f"{share} (95 % interval {percent(low)} to {percent(high)})"


def _allowance(seen: stats.PartlyVerified) -> float:
    """The share of all that could be missed where no miss was seen among few: the exact bound on what was not read."""
    sampled, rest = float(seen.sampled.sum()), float((seen.claims - seen.flagged).sum())
    if seen.missed.sum() > 0 or sampled == 0:
        return 0.0
    return clopper_pearson(0, sampled)[1] * (rest - sampled) / float(seen.claims.sum())


def _unseen(seen: stats.PartlyVerified) -> str:
    """With no miss among few, say what could be there."""
    if _allowance(seen) == 0:
        return ""
    sampled = int(seen.sampled.sum())
    return (
        f" No miss was seen among {plural(sampled, 'statement')} read; up to {percent(clopper_pearson(0, sampled)[1])} "
        "of those passed could still be wrong, and the interval allows for it."
    )


def _verified(cells: Sequence[_Cell], fewest: int = 1) -> stats.PartlyVerified | str:
    """Arrays by scenario, or why there are none."""
    rows: dict[str, list[float]] = defaultdict(lambda: [0.0] * 6)
    for cell in cells:
        values = (cell.stratum.total, cell.stratum.flagged, cell.read, cell.true, cell.sampled, cell.missed)
        row = rows[cell.stratum.scenario]
        for i, value in enumerate(values):
            row[i] += value
    table = np.array([rows[scenario] for scenario in sorted(rows)], dtype=float).reshape(len(rows), 6)
    claims, flagged, read, _, sampled, _ = table.sum(0)
    if len(rows) < 2:
        return "fewer than two scenarios"
    if read < min(fewest, flagged) or sampled < min(fewest, claims - flagged):
        return f"{read:,.0f} of {flagged:,.0f} flags and {sampled:,.0f} of {claims - flagged:,.0f} others are read"
    return stats.PartlyVerified(*(table[:, i] for i in range(6)))


def _of_groups(tool: str, cells: Sequence[_Cell], labels: Mapping[tuple[str, str], str]) -> list[str]:
    """Corrected shares of the groups of each axis, and the first group's differences from the others."""
    lines = []
    by_axis: dict[str, dict[str, list[_Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.stratum.arm is Arm.GROUP and (cell.stratum.axis, cell.stratum.group) in labels:
            by_axis[cell.stratum.axis][cell.stratum.group].append(cell)
    for axis, groups in sorted(by_axis.items()):
        seen = {group: _verified(own, _FEWEST) for group, own in groups.items()}
        ready = {group: one for group, one in seen.items() if not isinstance(one, str)}
        told = [f"{labels[axis, g]} {_corrected(one)}" for g, one in ready.items()]
        if told:
            lines.append(f"{tool}, unsupported in truth, by {axis.replace('_', ' ')}: {'; '.join(told)}.")
        few = [labels[axis, group] for group, one in seen.items() if isinstance(one, str)]
        if few:
            lines.append(
                f"{tool}, by {axis.replace('_', ' ')}: too few are read for {', '.join(few)} (at least {_FEWEST} flags "
                "and as many others, where there are so many)."
            )
        lines += _differences(tool, axis, ready, labels)
    return lines


def _differences(
    tool: str, axis: str, ready: Mapping[str, stats.PartlyVerified], labels: Mapping[tuple[str, str], str]
) -> list[str]:
    names = list(ready)
    lines = []
    for other in names[1:]:
        a, b = ready[names[0]], ready[other]
        if len(a.claims) != len(b.claims):
            continue
        gap = stats.corrected_difference(a, b)
        low, high = gap.low - _allowance(b), gap.high + _allowance(a)
        compared = f"{tool}, {labels[axis, names[0]]} less {labels[axis, other]}: {difference(gap.value, 'difference')}"
        if gap.error < _NOTHING and high - low < _NOTHING:
            lines.append(f"{compared} in every scenario, so no interval can be given.")
        else:
            span = f"{difference(low, 'difference')} to {difference(high, 'difference')}"
            lines.append(f"{compared} (95 % interval {span}).")
    return lines
