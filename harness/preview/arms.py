"""Turns a suite into text for a terminal: what a tool would be sent, and how each arm differs from the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness import variants
from harness.preview.chosen import choose
from harness.records import Arm, Variant
from harness.scorecard.words import visible


def arms(folder: Path, *, scenario: str | None, axis: str | None, seed: int) -> Iterator[str]:
    """A block of text for each scenario and axis: the first arm in full, the others as differences.

    Raises:
        UserFileError: the suite is wrong.
        CommandError: there is no such scenario or axis in the suite.
    """
    chosen = choose(folder, scenario=scenario, axis=axis, seed=seed, controls=False)
    for one in chosen.scenarios(scenario):
        for made in chosen.arms(one.id):
            text = "\n".join(_block(one.id, made[0].axis, made))
            yield visible(text, len(text))


def _block(name: str, axis: str, made: list[Variant]) -> Iterator[str]:
    first = made[0]
    words = len(first.text.split())
    yield f"=== {first.title} ({name}) on {axis}: {len(made)} arms, {words} words, {len(first.facts)} facts"
    yield ""
    yield f"--- {first.id} ({first.group_label})"
    yield first.text
    yield ""
    for fact in first.facts:
        mark = {"critical": "!!", "important": "! ", "minor": "  "}[fact.weight]
        yield f"{mark} {fact.id}: {fact.says} [{fact.kind}, {fact.status}, turn {', '.join(map(str, fact.turns))}]"
    for other in made[1:]:
        yield ""
        twin = ", same-group twin" if other.arm is Arm.TWIN else ""
        yield f"--- {other.id} ({other.group_label}{twin}) differs from the first in:"
        yield variants.diff(first, other)
    yield ""
