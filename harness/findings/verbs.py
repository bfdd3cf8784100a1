"""Tokens to when something happens and how sure it is: past, present, planned or done, hedged or plain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.findings import lexicon as lx
from harness.findings.tokens import Token

_PLANNED = lx.words("will shall gonna planned plans intends")
_PAST, _PRESENT, _HAVE = lx.words("was were did had"), lx.words("is are am does do"), lx.words("has have")
_HEDGES = lx.words(
    "may might maybe perhaps possibly probably likely seems seem seemed appears appeared apparently suspects suspected "
    "suspect unsure uncertain guess reckons reckon"
)
_ALMOST = lx.words("about nearly almost around roughly approximately")
_REACH = 5
"""Tokens before a word among which the verb that dates it is looked for."""


def times(tokens: Sequence[Token]) -> dict[str, str]:
    """By stem: over ("used to"), planned, done, past or present, where a verb before it says so."""
    out: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if token.kind == "word" and (found := _time(tokens, i) or _before_verb(tokens, i)):
            out.setdefault(token.stem, found)
    return out


def _before_verb(tokens: Sequence[Token], i: int) -> str | None:
    """The time of the verb right after a word that is its subject: "the figure is"."""
    if i + 1 >= len(tokens) or tokens[i + 1].breaks:
        return None
    after = tokens[i + 1].text
    return "past" if after in ("was", "were") else "present" if after in ("is", "are") else None


def _time(tokens: Sequence[Token], i: int) -> str | None:
    for j in range(i, max(-1, i - _REACH), -1):
        word = tokens[j].text
        to = j + 1 < len(tokens) and tokens[j + 1].text == "to"
        if word == "used" and to:
            return "over"
        if word in _PLANNED or (word == "going" and to):
            return "planned"
        if word in _HAVE and j < i:
            return "done" if _participle(tokens[j + 1 : i + 1]) else "present"
        if word in _PAST:
            return "past"
        if word in _PRESENT:
            return "present"
        if tokens[j].breaks:
            return None
    return None


def _participle(tokens: Sequence[Token]) -> bool:
    return any(t.text.endswith(("ed", "en")) or t.text in _PARTICIPLES for t in tokens)


_PARTICIPLES = lx.words(
    "been had gone done come become made said told thought felt left kept lost met paid sent spent stood bought "
    "brought caught found held heard hurt led put read run sat set shut slept taught won got cut let hit rung begun"
)


def hedges(tokens: Sequence[Token]) -> frozenset[str]:
    """The sorts of doubt some tokens express: "doubt" for may, perhaps, seems; "near" for about before a number."""
    out: set[str] = set()
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        follows = after.text if after is not None else ""
        if token.kind not in ("stop", "word"):
            continue
        sure = token.text == "sure" and i and tokens[i - 1].kind == "not"
        could = token.text == "could" and follows in ("be", "have")
        thinks = token.text == "think" and i > 0 and tokens[i - 1].text in ("i", "we", "not")
        if token.text in _HEDGES or sure or could or thinks:
            out.add("doubt")
        number = after is not None and (after.kind == "number" or after.text in ("a", "half", "all", "the"))
        if token.text in _ALMOST and number:
            out.add("near")
    return frozenset(out)


def told_in_past(sentences: Iterable[Sequence[Token]]) -> bool:
    """Whether a text tells most things in the past, or too little to say: then "was" for "is" is its way of telling."""
    words = [t.text for tokens in sentences for t in tokens]
    past, present = (sum(word in listed for word in words) for listed in (_PAST, _PRESENT | _HAVE))
    return past + present < _FEWEST_VERBS or past > _MOSTLY * (past + present)


_FEWEST_VERBS, _MOSTLY = 6, 0.35
