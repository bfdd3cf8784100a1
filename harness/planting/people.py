"""Offers to put the wrong person into a fact: as its subject (A2), turned round (A4), or named wrongly (N2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.notes import capital
from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene
from harness.records import Fact, FactKind

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|hers|his|them|their|theirs|himself|herself|themself|themselves)\b", re.IGNORECASE
)
_HARMED = (
    "shouted at", "hit", "pushed", "grabbed", "hurt", "kicked", "slapped", "punched", "threatened",
    "frightened", "bullied", "yanked", "smacked", "rang", "told", "lifts", "looks after", "has looked after",
    "ran to", "gave", "asked", "is worried about", "was told by", "is frightened of", "misses", "saw", "met",
    "trusts", "helped", "calls", "visits", "cooks for", "minds",
)  # fmt: skip
_STRANGERS = ("Thora", "Hettie", "Rufina", "Hephzibah", "Octavius", "Tarquin")
"""In no list of names: whatever the arm, nobody in a shipped scenario is called so."""
_RELATIONS = {
    "daughter": "sister", "son": "brother", "sister": "daughter", "brother": "son", "mother": "aunt", "father": "uncle",
    "mum": "nan", "dad": "grandad", "aunt": "mother", "uncle": "father", "nephew": "grandson", "niece": "granddaughter",
    "nan": "mum", "grandad": "dad", "wife": "sister", "husband": "brother", "partner": "sibling", "child": "sibling",
    "parent": "relative", "grandmother": "mother", "grandfather": "father", "neighbour": "cousin", "friend": "cousin",
    "nurse": "doctor", "doctor": "nurse", "chemist": "nurse", "teacher": "doctor",
}  # fmt: skip
"""Words that can fill one slot in two arms (mother, father, parent) change to words that can as well."""


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts in which this can go wrong, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for fact in scene.facts:
        if kind == "A2":
            yield from _moved(scene, fact)
        elif kind == "A4":
            yield from _turned(scene, fact)
        else:
            yield from _misnamed(scene, fact)


def _moved(scene: Scene, fact: Fact) -> Iterator[Offer]:
    """Another person of the scene in the place of the one a sentence opens with, where no pronoun gives it away."""
    opening = scene.opening(fact.says)
    if opening is None or fact.kind is FactKind.ACTION or _PRONOUN.search(fact.says):
        return
    name, owner = opening
    for person in scene.variant.people:
        put = scene.subject_of(person)
        if person != owner and not _has(fact.says, put) and _present(scene, person):
            yield scene.retold(fact, capital(put) + fact.says[len(name) :], f"of {person}")


def _has(sentence: str, word: str) -> bool:
    """Whether a word stands in a sentence as a word: "son" is not in "Jason"."""
    return re.search(rf"\b{re.escape(word)}\b", sentence, re.IGNORECASE) is not None


def _present(scene: Scene, person: str) -> bool:
    """Somebody who speaks or is named: the conversation knows them."""
    filled = scene.variant.people[person]
    return person in scene.speakers or bool(filled.first and scene.names([filled.first]))


def _turned(scene: Scene, fact: Fact) -> Iterator[Offer]:
    """ "A shouted at B" as "B shouted at A", where both are named."""
    opening = scene.opening(fact.says)
    if opening is None:
        return
    one, owner = opening
    for other, key in scene.named:
        for verb in _HARMED:
            before = f"{one} {verb} {other}"
            if key != owner and re.match(rf"{re.escape(before)}(?![\w'’])", fact.says):
                yield scene.retold(fact, f"{other} {verb} {one}{fact.says[len(before) :]}", f"{verb} {key}")
                return


def _misnamed(scene: Scene, fact: Fact) -> Iterator[Offer]:
    """A name that nobody has, or another relation; a name that opens the sentence is left to A2."""
    strangers = [name for name in _STRANGERS if not scene.names([name])]
    opening = scene.opening(fact.says)
    named = [
        (match.start(), match.end(), key)
        for name, key in scene.named
        for match in re.finditer(rf"\b{re.escape(name)}\b", fact.says)
        if match.start() and key != scene.variant.subject and (opening is None or opening[1] != key)
    ]
    if named and strangers:
        start, _, key = min(named)  # by its place: the length of a name must not decide
        end = max(end for at, end, _ in named if at == start)
        put = scene.choose(strangers, "stranger", fact.id, key)
        yield scene.retold(fact, fact.says[:start] + put + fact.says[end:], f"name of {key}")
    for match in re.finditer(r"(?<!grand)\b(?:" + "|".join(_RELATIONS) + r")\b(?![- ](?:in-law|worker))", fact.says):
        put = _RELATIONS[match.group()]
        if not _has(fact.says, put):
            yield scene.retold(fact, fact.says[: match.start()] + put + fact.says[match.end() :], "relation")
            return
