"""A regression floor on forty hand-written notes: what the first rules get right today, and no claim of quality.

The notes are few, written by the same hand as the rules, in five scenarios: figures on them say whether a
change made the rules worse, and nothing of how they do on real notes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from makers import make_tool
from shipped_arms import arms, filled

from harness.findings import examine
from harness.records import Finding, Outcome, Output, Variant

ROOT = Path(__file__).parents[2]
NOTES: list[dict[str, Any]] = yaml.safe_load((ROOT / "fixtures/notes/first_rules.yaml").read_text(encoding="utf-8"))
FLOORS = {
    "faithful statements not flagged": 0.99,
    "wrong statements found": 0.9,
    "facts kept": 0.95,
    "facts altered": 0.93,
    "facts left out": 0.99,
}
"""About what this version reaches: 137 of 137, 18 of 20, 133 of 138, 15 of 15 and 854 of 855.

The rules were mended while these notes were at hand, so the figures flatter them."""


def look(entry: dict[str, Any]) -> tuple[str, Variant, list[Finding]]:
    variant = arms()[entry["scenario"]]
    note = filled(entry["note"], variant)
    return note, variant, examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text=note))


def counted() -> tuple[dict[str, tuple[int, int]], list[str]]:
    """By figure: right and all; then every mistake in words."""
    right = dict.fromkeys(FLOORS, 0)
    every = dict.fromkeys(FLOORS, 0)
    missed: list[str] = []

    def note_down(figure: str, good: bool, what: str) -> None:
        every[figure] += 1
        right[figure] += good
        if not good:
            missed.append(f"{figure}: {what}")

    for entry in NOTES:
        note, variant, found = look(entry)
        wrong = filled(entry["wrong"], variant) if "wrong" in entry else None
        facts = {f.about: f for f in found if f.check.startswith("facts.")}
        altered = entry.get("alters", {})
        seen = False
        for finding in (f for f in found if f.check.startswith("claims.")):
            said = note[finding.output.start : finding.output.end]
            if said == wrong:
                seen = finding.status == "unsupported"
            else:
                note_down("faithful statements not flagged", finding.status == "supported", said)
        if wrong is not None:
            # Hearsay and opinion as fact are findings about the fact: its words are all in the conversation.
            seen = seen or any(facts[name].status == "altered" for name in altered)
            note_down("wrong statements found", seen, wrong)
        for name, fact in facts.items():
            if name in altered:
                note_down("facts altered", (fact.status, fact.code) == ("altered", altered[name]), fact.says)
            elif name in entry["keeps"]:
                note_down("facts kept", fact.status == "kept", fact.says)
            else:
                note_down("facts left out", fact.status == "omitted", f"{entry['scenario']} {fact.says}")
    return {figure: (right[figure], every[figure]) for figure in FLOORS}, missed


def test_the_notes_are_what_they_say() -> None:
    assert len(NOTES) == 40
    assert sum("wrong" in entry for entry in NOTES) == 20
    assert len({entry["scenario"] for entry in NOTES}) >= 5
    for entry in NOTES:
        variant = arms()[entry["scenario"]]
        assert {*entry["keeps"], *entry.get("alters", {})} <= {fact.id for fact in variant.facts}
        if "wrong" in entry:
            assert filled(entry["wrong"], variant) in filled(entry["note"], variant)


@pytest.mark.parametrize("figure", FLOORS)
def test_regression_floor_of_the_first_rules(figure: str) -> None:
    counts, missed = counted()
    right, every = counts[figure]
    assert right / every >= FLOORS[figure], "\n".join(m for m in missed if m.startswith(figure))


if __name__ == "__main__":
    counts, missed = counted()
    print("\n".join(missed))
    for figure, (right, every) in counts.items():
        print(f"{figure}: {right} of {every} = {right / every:.3f}")
