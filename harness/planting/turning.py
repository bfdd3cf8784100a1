"""Offers to turn a statement round: its negation (P1), or whether it is past, present or still to come (P2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.planting.grammar import affirmed, denied
from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene
from harness.planting.verbs import BY_BASE, BY_THIRD, finite_verb


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts that can be turned, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for fact in scene.facts:
        turns = (("out", affirmed), ("in", denied)) if kind == "P1" else (("time", shifted), ("life", revived))
        for mark, turn in turns:
            body = turn(fact.says)
            if body is not None and body != fact.says:
                yield scene.retold(fact, body, mark)


def shifted(sentence: str) -> str | None:
    """Another time: planned becomes done, present becomes past, past becomes present.

    >>> shifted("The social worker will ask about a night sitter.")
    'The social worker has asked about a night sitter.'
    """
    place = finite_verb(sentence)
    if place is None or place.plural:
        return None
    rest, word = sentence[place.end :], place.word
    put = None
    if any(w in (BY_BASE if word == "will" else BY_THIRD) for w in re.findall(r"(?:\band|,) (\w+)", rest)):
        return None  # a second verb of the same subject would be left behind
    if (
        word == "will"
        and place.following in BY_BASE
        and not re.search(r"\b(?:tomorrow|tonight|next|till|until)\b", rest)
    ):
        put, rest = f"has {BY_BASE[place.following].participle}", rest.replace(f" {place.following}", "", 1)
    elif word == "is" and place.following != "to":
        put = "was"
    elif word == "was" and not _PAST.search(rest):
        put = "is"
    elif (
        word in BY_THIRD
        and not re.match(r" (?:not|had|been|[a-z]+ed\b|to\b)", rest)
        and not _helper(word, place.following)
    ):
        put = f"used to {BY_THIRD[word].base}"
    return None if put is None else sentence[: place.start] + put + rest


_PAST = re.compile(r"^ [a-z]+ed\b|\b(?:last|ago|yesterday|since|when|after|before|in|by|until|till|had)\b")
"""What ties a "was" to its day."""


def _helper(word: str, following: str) -> bool:
    """ "has fallen": its "has" is no verb of its own."""
    participles = {verb.participle for verb in BY_BASE.values()}
    return word == "has" and (following in participles or following in ("been", "never", "just", "already", "not"))


def revived(sentence: str) -> str | None:
    """The dead alive, or the living dead."""
    for pattern, put in (
        (r"\bhas died\b", "is alive"),
        (r"\bis dead\b", "is alive"),
        (r"\bis (?:still )?alive\b", "has died"),
    ):
        if re.search(pattern, sentence):
            return re.sub(pattern, put, sentence, count=1)
    return None
