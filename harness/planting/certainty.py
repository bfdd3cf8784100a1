"""Offers to make a fact surer or less sure than it was (V3): a hedge dropped, or one put in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.planting.grammar import denies
from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene
from harness.planting.verbs import BY_THIRD, finite_verb

_FEW = "two|three|four|five|six|seven|eight|nine|ten|twelve"
_DROPPED = (
    (r"\b(?:perhaps|probably|possibly|maybe|apparently) ", ""),
    (r"\b(?:may|might) be\b(?! \w+(?:ed|en|wn|ld|ght)\b)", "is"),
    (r"\bcan make\b", "makes"),
    (r"\bthinks (?:that )?(?=it|he|she|they|[A-Z])", "knows that "),
    (r"\bnot sure (?:if|whether)\b", "sure that"),
    (r"\bseems to be\b", "is"),
    (r"\bseems\b", "is"),
    (
        r"\b(?:nearly|around|roughly|almost) (?=(?:a|an|the|half|all|\w+ty|" + _FEW + r")\b)",
        "",
    ),
    (r"(?<!ask )(?<!talk )\babout (?=(?:half|\w+ty|" + _FEW + r")\b)", ""),
)


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts with a hedge to drop or a plain verb to hedge, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for fact in scene.facts:
        dropped = surer(fact.says)
        if dropped is not None:
            yield scene.retold(fact, dropped, "dropped")
        elif (added := unsure(fact.says)) is not None:
            yield scene.retold(fact, added, "added")


def surer(sentence: str) -> str | None:
    """The sentence with its first hedge dropped."""
    for pattern, put in _DROPPED:
        body = re.sub(pattern, put, sentence, count=1)
        if body != sentence:
            return body[:1].upper() + body[1:]
    return None


def unsure(sentence: str) -> str | None:
    """The sentence with its verb hedged: "has fallen" to "may have fallen"; None where it is hedged or denied."""
    place = None if denies(sentence) else finite_verb(sentence)
    if place is None or re.search(r"\b(?:may|might|could|would|thinks?|said|says|perhaps|if|whether)\b", sentence):
        return None
    word = place.word
    if word in ("is", "are"):
        put = "may be"
    elif word in ("was", "were"):
        put = "may have been"
    elif word in ("has", "have"):
        put = "may have"
    elif word in BY_THIRD:
        put = f"may {BY_THIRD[word].base}"
    else:
        return None
    return sentence[: place.start] + put + sentence[place.end :]
