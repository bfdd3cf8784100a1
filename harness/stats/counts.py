"""Turns findings into counts, events out of exposure by scenario, arm and repeat, and counts into arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from harness.measures import MEASURES, WEIGHTS
from harness.records import Arm, Call, Count, Finding, Harm, Outcome, Tool, Variant, Weight
from harness.stats.intervals import Array

CRITICAL_CODES = frozenset({"F2", "F3", "E4", "E5", "consent"})
"""Inventions of risk, of a diagnosis or medication, of a capacity or eligibility conclusion, of consent."""
CRITICAL_HARMS = frozenset({Harm.S4, Harm.S5})

_OUTCOMES = frozenset(Outcome)
_FACTS = frozenset({"kept", "altered", "omitted"})
_CLAIMS = frozenset({"supported", "unsupported"})

Pair = tuple[float, float]


@dataclass(frozen=True)
class _Sorted:
    """The findings of one call, by what they are about."""

    facts: tuple[Finding, ...]
    carried: tuple[Finding, ...]
    claims: tuple[Finding, ...]
    words: tuple[Finding, ...]
    wording: tuple[Finding, ...]
    """The counts of the wording check: a family of expressions each, events being the introduced ones."""
    valid: bool


def _sort(findings: Sequence[Finding]) -> _Sorted:
    facts = [f for f in findings if f.status in _FACTS]
    outcomes = [f.status for f in findings if f.about == "output" and f.status in _OUTCOMES]
    return _Sorted(
        facts=tuple(f for f in facts if not f.must_carry),
        carried=tuple(f for f in facts if f.must_carry),
        claims=tuple(f for f in findings if f.status in _CLAIMS),
        words=tuple(f for f in findings if f.about == "output" and f.status == "counted"),
        wording=tuple(f for f in findings if f.about.startswith("wording:") and f.status == "counted"),
        # A planned call that nobody could examine has no usable answer either.
        valid=bool(findings) and all(status == Outcome.OK for status in outcomes),
    )


def _critical(call: _Sorted, status: str) -> Pair:
    critical = [f for f in call.facts if f.weight is Weight.CRITICAL]
    return sum(f.status == status for f in critical), len(critical)


def _recall(call: _Sorted) -> Pair:
    worth = {"kept": 1.0, "altered": 0.5, "omitted": 0.0}
    weights = [WEIGHTS[f.weight] if f.weight else WEIGHTS["minor"] for f in call.facts]
    return sum(w * worth[f.status] for w, f in zip(weights, call.facts, strict=True)), sum(weights)


def _kept(call: _Sorted, weight: Weight) -> Pair:
    """Facts of one weight kept, an altered one as half: unweighted, so that any weights can be tried."""
    worth = {"kept": 1.0, "altered": 0.5, "omitted": 0.0}
    facts = [f for f in call.facts if (f.weight or Weight.MINOR) is weight]
    return sum(worth[f.status] for f in facts), len(facts)


def _dangerous(claim: Finding) -> bool:
    return claim.status == "unsupported" and claim.harm in CRITICAL_HARMS and claim.code in CRITICAL_CODES


def _introduced(call: _Sorted, *families: str) -> Pair:
    """Whether a record has any introduced expression of some families; a record that was not read counts nowhere."""
    own = [f for f in call.wording if f.about.removeprefix("wording:") in families]
    return any(f.events for f in own), bool(own)


_TALLIES: dict[str, Callable[[_Sorted], Pair]] = {
    "critical_omission": lambda c: _critical(c, "omitted"),
    "critical_altered": lambda c: _critical(c, "altered"),
    "fact_recall": _recall,
    "altered_facts": lambda c: (
        sum(f.status == "altered" for f in c.facts),
        sum(f.status != "omitted" for f in c.facts),
    ),
    "fabrication": lambda c: (sum(f.status == "unsupported" for f in c.claims), len(c.claims)),
    "critical_fabrication": lambda c: (any(map(_dangerous, c.claims)), c.valid or bool(c.claims)),
    "introduced_blame": lambda c: _introduced(c, "stigma", "blame"),
    "introduced_infantilising": lambda c: _introduced(c, "infantilising"),
    "introduced_framing": lambda c: _introduced(c, "framing"),
    "must_carry_lost": lambda c: (sum(f.status == "omitted" for f in c.carried), len(c.carried)),
    "word_errors": lambda c: (sum(f.events or 0 for f in c.words), sum(f.exposure or 0 for f in c.words)),
    "invalid": lambda c: (not c.valid, 1),
}


PARTS = {f"recall_{weight}": weight for weight in Weight}
"""Counts beside the measures: facts kept by weight. They decide nothing alone; ``CountTable.reweighted`` uses them."""


def count(
    findings: Mapping[str, Sequence[Finding]],
    calls: Iterable[Call],
    variants: Mapping[str, Variant],
    tools: Mapping[str, Tool],
) -> list[Count]:
    """Count every measure that applies to each call's tool, one record a call and measure.

    ``findings`` are grouped by call id; a planned call without findings counts as without a usable answer.
    Must-carry facts are counted in ``must_carry_lost`` alone, because groups differ in them by design.
    A measure whose exposure is zero in a call gives no record, unless events may still come from elsewhere.
    Facts kept are counted by weight too (``PARTS``), for trying other weights.
    """
    counts = []
    for call in calls:
        tool, variant = tools[call.tool], variants[call.variant]
        sorted_ = _sort(findings.get(call.id, ()))
        tallies = {name: _TALLIES[name](sorted_) for name, m in MEASURES.items() if tool.task in m.tasks}
        tallies |= {part: _kept(sorted_, weight) for part, weight in PARTS.items()}
        for name, (events, exposure) in tallies.items():
            rate = name in MEASURES and MEASURES[name].kind == "rate"
            if exposure > 0 or events > 0 or (rate and sorted_.valid):
                counts.append(
                    Count(
                        tool=tool.name,
                        measure=name,
                        scenario=variant.scenario,
                        axis=variant.axis,
                        group=variant.group,
                        arm=variant.arm,
                        repeat=call.repeat,
                        events=float(events),
                        exposure=float(exposure),
                    )
                )
    return counts


# ------------------------------------------------------------------ arrays


@dataclass(frozen=True)
class Cells:
    """One measure on one axis: scenarios x groups of events and exposure, repeats added up.

    A missing cell is NaN in both arrays, and ``missing`` says why, by (scenario, group).
    """

    scenarios: tuple[str, ...]
    groups: tuple[str, ...]
    events: Array
    exposure: Array
    missing: dict[tuple[str, str], str]

    def total(self) -> tuple[float, float]:
        """Events and exposure over all cells that are there."""
        return float(np.nansum(self.events)), float(np.nansum(self.exposure))


Key = tuple[str, str, str, Arm, str, str]
"""Tool, measure, axis, arm, group, scenario."""


class CountTable:
    """Counts of a whole run, added over repeats and looked up as arrays."""

    def __init__(self, counts: Iterable[Count]) -> None:
        self._sums: dict[Key, list[float]] = {}
        self._scenarios: dict[tuple[str, str], set[str]] = {}
        self._groups: dict[tuple[str, str], dict[str, None]] = {}
        self._each: dict[Key, dict[int, Pair]] = {}
        for c in counts:
            key = (c.tool, c.measure, c.axis, c.arm, c.group, c.scenario)
            repeats = self._each.setdefault(key, {})
            if c.repeat in repeats:
                raise ValueError(
                    f"counted twice: {c.measure} of {c.tool} in {c.scenario}, {c.axis} {c.group}, "
                    f"{c.arm}, repeat {c.repeat}"
                )
            repeats[c.repeat] = (c.events, c.exposure)
            if not (math.isfinite(c.events) and math.isfinite(c.exposure) and c.events >= 0 and c.exposure >= 0):
                raise ValueError(f"not a count: {c.events} of {c.exposure} ({c.measure} of {c.tool} in {c.scenario})")
            cell = self._sums.setdefault(key, [0.0, 0.0])
            cell[0] += c.events
            cell[1] += c.exposure
            self._scenarios.setdefault((c.tool, c.axis), set()).add(c.scenario)
            self._groups.setdefault((c.tool, c.axis), {})[c.group] = None
        self._whole: dict[tuple[str, str, str], list[float]] = {}
        for (tool, measure, _, _, _, scenario), (events, exposure) in self._sums.items():
            cell = self._whole.setdefault((tool, measure, scenario), [0.0, 0.0])
            cell[0] += events
            cell[1] += exposure

    def axes(self, tool: str) -> tuple[str, ...]:
        """The axes on which a tool has counts."""
        return tuple(sorted(axis for name, axis in self._groups if name == tool))

    def groups(self, tool: str, axis: str) -> tuple[str, ...]:
        """The groups of an axis, in the order they were counted."""
        return tuple(self._groups.get((tool, axis), ()))

    def scenarios(self, tool: str, axis: str) -> tuple[str, ...]:
        """Every scenario that has any count of this tool on this axis, sorted."""
        return tuple(sorted(self._scenarios.get((tool, axis), ())))

    def cells(self, tool: str, measure: str, axis: str, groups: Sequence[str], arm: Arm = Arm.GROUP) -> Cells:
        """Scenarios x groups of one measure. Scenarios that hold nothing to count in any group are left out."""
        rows: dict[str, dict[str, list[float]]] = {}
        for scenario in self.scenarios(tool, axis):
            found = {g: cell for g in groups if (cell := self._sums.get((tool, measure, axis, arm, g, scenario)))}
            if found:
                rows[scenario] = found
        events = np.array([[row.get(g, [math.nan] * 2)[0] for g in groups] for row in rows.values()], dtype=float)
        exposure = np.array([[row.get(g, [math.nan] * 2)[1] for g in groups] for row in rows.values()], dtype=float)
        missing = {(s, g): self._why(tool, axis, arm, g, s) for s, row in rows.items() for g in groups if g not in row}
        shape = (len(rows), len(groups))
        return Cells(tuple(rows), tuple(groups), events.reshape(shape), exposure.reshape(shape), missing)

    def _why(self, tool: str, axis: str, arm: Arm, group: str, scenario: str) -> str:
        cell = self._sums.get((tool, "invalid", axis, arm, group, scenario))
        if cell is None:
            return "not run"
        return "no usable answer" if cell[0] >= cell[1] else "nothing to count"

    def whole(self, tool: str, measure: str) -> Cells:
        """Everything a tool did, twins included, as one column named "all"."""
        rows = sorted((s, cell) for (t, m, s), cell in self._whole.items() if (t, m) == (tool, measure))
        events = np.array([[cell[0]] for _, cell in rows], dtype=float).reshape(len(rows), 1)
        exposure = np.array([[cell[1]] for _, cell in rows], dtype=float).reshape(len(rows), 1)
        return Cells(tuple(s for s, _ in rows), ("all",), events, exposure, {})

    def repeats(self, tool: str, measure: str, axis: str, groups: Sequence[str]) -> tuple[Array, Array]:
        """Events and exposure of each repeat, scenarios x groups x repeats; NaN where a repeat is missing."""
        keys = [
            [(tool, measure, axis, Arm.GROUP, g, s) for g in groups]
            for s in self.scenarios(tool, axis)
            if any((tool, measure, axis, Arm.GROUP, g, s) in self._each for g in groups)
        ]
        numbers = sorted({r for row in keys for key in row for r in self._each.get(key, ())})
        nothing = (math.nan, math.nan)
        both = np.array(
            [[[self._each.get(key, {}).get(r, nothing) for r in numbers] for key in row] for row in keys], dtype=float
        ).reshape(len(keys), len(groups), len(numbers), 2)
        return both[..., 0], both[..., 1]

    def reweighted(self, weights: Mapping[Weight, float]) -> CountTable:
        """A table of ``fact_recall`` alone, facts weighing this much; empty if ``PARTS`` were not counted."""
        sums: dict[tuple[Key, int], list[float]] = {}
        for (tool, measure, *where), repeats in self._each.items():
            if measure in PARTS:
                for repeat, (events, exposure) in repeats.items():
                    key = (tool, "fact_recall", *where)
                    cell = sums.setdefault((key, repeat), [0.0, 0.0])  # type: ignore[arg-type]
                    cell[0] += weights[PARTS[measure]] * events
                    cell[1] += weights[PARTS[measure]] * exposure
        return _table((key, repeat, cell) for (key, repeat), cell in sums.items())

    def as_omitted(self, tool: str) -> CountTable | None:
        """A table of critical facts lost and recall in which calls without a usable answer lost every fact.

        How many facts such a call had is what other calls on the same scenario had. None if no call is missing.
        """
        facts = ("critical_omission", "fact_recall")
        had: dict[tuple[str, str], float] = {}
        for (name, measure, _, _, _, scenario), repeats in self._each.items():
            if name == tool and measure in facts:
                most = max(exposure for _, exposure in repeats.values())
                had[measure, scenario] = max(had.get((measure, scenario), 0.0), most)
        filled = {k: dict(v) for k, v in self._each.items() if k[0] == tool and k[1] in facts}
        added = 0
        for (name, measure, axis, arm, group, scenario), repeats in self._each.items():
            if name != tool or measure != "invalid":
                continue
            for repeat, (events, _) in repeats.items():
                for fact in facts:
                    lost = had.get((fact, scenario), 0.0)
                    cell = filled.setdefault((tool, fact, axis, arm, group, scenario), {}) if lost else {}
                    if events and lost and repeat not in cell:
                        cell[repeat] = (lost if fact == "critical_omission" else 0.0, lost)
                        added += 1
        return _table((k, r, pair) for k, v in filled.items() for r, pair in v.items()) if added else None


def _table(cells: Iterable[tuple[Key, int, Sequence[float]]]) -> CountTable:
    """A table of cells already keyed."""
    return CountTable(
        Count(
            tool=tool,
            measure=measure,
            scenario=scenario,
            axis=axis,
            group=group,
            arm=arm,
            repeat=repeat,
            events=events,
            exposure=exposure,
        )
        for (tool, measure, axis, arm, group, scenario), repeat, (events, exposure) in cells
    )
