"""Offers to change whose word a fact is: given to another speaker (A1), or to nobody (E1 hearsay, E2 opinion)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from harness.planting.scene import Offer, Scene
from harness.records import EvidentialStatus, Fact, FactKind

_TOLD = frozenset({
    EvidentialStatus.REPORTED, EvidentialStatus.QUOTED, EvidentialStatus.THIRD_PARTY, EvidentialStatus.OPINION,
})  # fmt: skip

_SAYS = re.compile(
    r"\b(?:said|says|told|tells|thinks?|thought|believes?|feels|reckons|according|asked|wants?|worried)\b"
)


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts whose source can be changed in this way."""
    if kind == "A1":
        yield from _to_another(scene)
        return
    for fact in scene.facts:
        if _SAYS.search(fact.says):
            continue  # what says itself whose word it is stays that when its lead goes
        if fact.status is (EvidentialStatus.THIRD_PARTY if kind == "E1" else EvidentialStatus.OPINION):
            yield Offer(fact.id, "stripped", replace(scene.line(fact), status=None, who=""))


def _to_another(scene: Scene) -> Iterator[Offer]:
    for fact in scene.facts:
        if fact.status not in _TOLD or fact.kind is FactKind.ACTION:
            continue
        own = scene.line(fact).who
        for person in _others(scene, fact):
            label = scene.label(person)
            if not re.search(rf"\b{re.escape(label)}\b", own):
                yield Offer(fact.id, f"to {person}", replace(scene.line(fact), who=label))


def _others(scene: Scene, fact: Fact) -> list[str]:
    """Speakers who did not say it, nor any part of it."""
    said = {t.person for t in scene.variant.turns if t.number in fact.turns}
    return [person for person in scene.speakers if person != fact.by and person not in said] or [
        person for person in scene.speakers if person != fact.by
    ]
