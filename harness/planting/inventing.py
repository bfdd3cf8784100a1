"""Offers to tell something that nobody said: the author's own tempting untruths, else statements of our own list."""

from __future__ import annotations

from collections.abc import Iterator

from harness.planting.notes import Line
from harness.planting.scene import Offer, Scene
from harness.planting.untruths import AUTHORED, GENERIC, HEADINGS
from harness.records import FactKind

_PRONOUNS = {
    "she": {"their": "her", "them": "her", "themself": "herself"},
    "he": {"their": "his", "them": "him", "themself": "himself"},
    "they": {"their": "their", "them": "them", "themself": "themself"},
}


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """The author's untruths of this kind; where there is none, those of our list that the talk is silent on."""
    authored = list(untruths(scene, kind))
    yield from authored or _generic(scene, kind)


def untruths(scene: Scene, kind: str) -> Iterator[Offer]:
    """The tempting untruths that the author wrote of this kind, as statements of their own."""
    for said in scene.variant.not_said:
        if said.kind in AUTHORED.get(kind, ()):
            line = Line("planted", _kind(kind), said.says, heading="Summary:" if kind == "F7" else "")
            yield Offer(said.id, "authored", line, adds=True, harm=said.harm)


def _generic(scene: Scene, kind: str) -> Iterator[Offer]:
    subject = scene.variant.people[scene.variant.subject]
    name = scene.subject_of(scene.variant.subject)
    for number, (text, telling) in enumerate(GENERIC.get(kind, ())):
        if not scene.names(telling):
            says = text.format(name=name, **_PRONOUNS[subject.pronouns])
            says = says[:1].upper() + says[1:]
            line = Line("planted", _kind(kind), says, heading=HEADINGS.get(text, ""))
            yield Offer(f"generic_{kind.lower()}_{number}", "generic", line, adds=True)


def _kind(kind: str) -> FactKind:
    """The part of a note that such a statement would stand in."""
    return {"F2": FactKind.RISK, "F3": FactKind.NEED, "F4": FactKind.ACTION}.get(kind, FactKind.EVENT)
