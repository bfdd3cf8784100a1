"""Shows what a tool would be sent for each scenario and axis, and how each arm differs from the first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from harness import suites, variants
from harness.errors import CommandError
from harness.records import Arm, Variant
from harness.suites import plain_words


def arms(folder: Path, *, scenario: str | None, axis: str | None, seed: int) -> Iterator[str]:
    """A block of text for each scenario and axis: the first arm in full, the others as differences.

    Raises:
        UserFileError: the suite is wrong.
        CommandError: there is no such scenario or axis in the suite.
    """
    suite = suites.load(folder)
    axes, names = suites.identities(suites.shipped() / "identities"), suites.names(suites.shipped() / "identities")
    known = [one.id for one in suite.scenarios]
    if scenario is not None and scenario not in known:
        raise CommandError(f"There is no scenario '{scenario}' in {folder}. {plain_words.closest(scenario, known)}")
    if axis is not None and axis not in axes:
        raise CommandError(f"There is no axis '{axis}'. {plain_words.closest(axis, axes)}")
    made = variants.expand(suite, axes, names, [axis] if axis else list(suite.axes), seed)
    chosen = [v for v in made if scenario in (None, v.scenario)]
    if not chosen:
        what = f"Scenario '{scenario}'" if scenario else f"No scenario of {folder}"
        raise CommandError(
            f"{what} is{'' if scenario is None else ' not'} varied on '{axis}'; see axes in scenario.yaml."
        )
    for (name, on), group in groupby(chosen, key=lambda v: (v.scenario, v.axis)):
        yield "\n".join(_block(name, on, list(group)))


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
