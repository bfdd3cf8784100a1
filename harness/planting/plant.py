"""Plants exactly one fault of a named kind in a faithful note, the same one in every arm of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.planting import certainty, degrees, inventing, joining, numbers, omitting, people, sources, turning
from harness.planting.notes import STYLES, write
from harness.planting.scene import Offer, Scene
from harness.planting.taxonomy import KINDS, harm_to
from harness.records import FactKind, Harm, Variant

_OFFERS: dict[str, Callable[[Scene, str], Iterator[Offer]]] = {
    **dict.fromkeys(("F1", "F2", "F3", "F4", "F5", "F6", "F7", "E4", "E5", "L1", "X3", "X4"), inventing.offers),
    **dict.fromkeys(("O1", "O2", "O3", "O4", "O5"), omitting.offers),
    **dict.fromkeys(("P1", "P2"), turning.offers),
    **dict.fromkeys(("A1", "E1", "E2"), sources.offers),
    **dict.fromkeys(("A2", "A4", "N2"), people.offers),
    **dict.fromkeys(("V1", "V2"), degrees.offers),
    "V3": certainty.offers,
    "E3": joining.offers,
    "N1": numbers.offers,
}


@dataclass(frozen=True)
class Planted:
    """A note with one fault in it.

    Attributes:
        kind: class of the taxonomy.
        about: the fact that was changed or left out, or the id of the untruth that was told.
        fact: whether ``about`` is a fact of the ledger.
        start, end: characters of the note that the faulty sentence stands at; of an omission, an empty span where
            the sentence stood.
        was: the sentence before, or None where one was added.
        now: the sentence as planted, or None where it was left out.
        mark: which change was drawn, in words that are the same in every arm.
    """

    note: str
    style: str
    kind: str
    harm: Harm
    about: str
    fact: bool
    start: int
    end: int
    was: str | None
    now: str | None
    mark: str


def plant(variant: Variant, kind: str, seed: int, *, place: int = 0, style: str | None = None) -> Planted | None:
    """The variant's faithful note with one fault of ``kind``; None if there is nothing to make it of.

    The same fact, the same change and the same style are chosen in every arm of a scenario.

    Args:
        seed: decides every choice, together with the scenario.
        place: which of the faults of this kind: the first drawn, the second ...; each concerns another fact.
        style: one of ``STYLES``; by default drawn.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of fault that can be planted")
    return plant_in(Scene(variant, seed), kind, place=place, style=style)


def plant_in(scene: Scene, kind: str, *, place: int = 0, style: str | None = None) -> Planted | None:
    """As ``plant``, of a scene that was made before."""
    chosen = _chosen(scene, kind, place)
    if chosen is None:
        return None
    style = style or scene.choose(STYLES, "style", kind, str(place))
    return _written(scene, kind, chosen, style)


def _chosen(scene: Scene, kind: str, place: int) -> Offer | None:
    """The offer drawn at ``place``: of each fact one, facts in the order drawn."""
    best: dict[str, tuple[int, Offer]] = {}
    for offer in _OFFERS[kind](scene, kind):
        drawn = (scene.rank(kind, offer.about, offer.mark), offer)
        if offer.about not in best or drawn[0] < best[offer.about][0]:
            best[offer.about] = drawn
    ordered = sorted(best.values(), key=lambda item: (item[0], item[1].about))
    return ordered[place][1] if place < len(ordered) else None


def _written(scene: Scene, kind: str, offer: Offer, style: str) -> Planted:
    lines = list(scene.lines)
    fact = next((f for f in scene.variant.facts if f.id == offer.about), None) if not offer.adds else None
    harm = offer.harm or (harm_to(kind, fact) if fact is not None else KINDS[kind].harm)
    was = None
    if offer.adds:
        assert offer.line is not None
        at = _beside(scene, kind, offer)
        lines.insert(at, offer.line)
    else:
        at = next(i for i, line in enumerate(lines) if line.about == offer.about)
        was = lines[at].written(style)
        lines[at] = offer.line or lines[at]
    if offer.line is None:
        stood = write(scene.lines, style).spans[at][0]
        note = write([line for line in lines if line.about != offer.about], style).text
        at = min(stood, len(note))
        return Planted(
            note, style, kind, harm, offer.about, fact is not None, at, at, was, None, offer.mark
        )  # fmt: skip
    written = write(lines, style)
    start, end = written.spans[lines.index(offer.line)]
    return Planted(
        written.text, style, kind, harm, offer.about, fact is not None, start, end, was, written.text[start:end],
        offer.mark,
    )  # fmt: skip


def _beside(scene: Scene, kind: str, offer: Offer) -> int:
    """Where an added sentence goes: anywhere but first; an action among the actions; a heading of its own last."""
    if offer.line is not None and offer.line.heading:
        return len(scene.lines)
    if offer.line is not None and offer.line.kind is FactKind.ACTION:
        return len(scene.lines)
    return 1 + scene.rank("where", kind, offer.about) % max(len(scene.lines) - 1, 1)
