"""Offers to leave one fact out of a note: critical ones as O1, others by what sort of thing they are."""

from __future__ import annotations

from collections.abc import Iterator

from harness.planting.scene import Offer, Scene
from harness.records import FactKind, Weight

_LOST = {
    "O2": {FactKind.NEED, FactKind.QUANTITY, FactKind.MEDICATION, FactKind.EVENT, FactKind.RISK},
    "O3": {FactKind.WISH, FactKind.VIEW, FactKind.CONSENT},
    "O4": {FactKind.STRENGTH, FactKind.RELATION},
    "O5": {FactKind.NEGATIVE},
}


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts whose loss is of this kind. Actions are left alone: the list of actions would bring them back."""
    for fact in scene.facts:
        critical = fact.weight is Weight.CRITICAL
        if fact.kind is not FactKind.ACTION and (
            critical if kind == "O1" else not critical and fact.kind in _LOST[kind]
        ):
            yield Offer(fact.id, "left out", None)
