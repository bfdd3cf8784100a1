"""Turns a sentence into its contrary: takes the first denial out, or puts one in, grammatically or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable

from harness.planting.verbs import BY_BASE, BY_PAST, BY_THIRD, PARTICIPLES, finite_verb, third_after_denial

_DENIAL = re.compile(
    r"\b(?:not|never|cannot|can['’]t|won['’]t|isn['’]t|doesn['’]t|didn['’]t|hasn['’]t|wasn['’]t|no|nobody|nothing|none|neither|nor|"
    r"without)\b",
    re.IGNORECASE,
)
_DOES = re.compile(r"\b(?P<aux>does|do|did) (?:not|never) (?P<verb>\w+)")
_AUX = re.compile(
    r"\b(?P<aux>is|are|was|were|has|have|had|will|would|should|could|must|may|might|can) (?P<deny>not|never) (?!only\b)"
)
_CONTRACTED = {
    "cannot": "can", "can't": "can", "won't": "will", "isn't": "is", "aren't": "are", "wasn't": "was",
    "weren't": "were", "hasn't": "has", "haven't": "have", "hadn't": "had", "wouldn't": "would",
    "shouldn't": "should", "couldn't": "could",
}  # fmt: skip
_SHORT = re.compile(r"\b(?:" + "|".join(_CONTRACTED).replace("'", "['’]") + r")\b")
_BODY = re.compile(r"\b(?P<no>[Nn]obody|[Nn]othing|[Nn]o one)\b(?P<else> else)?")
_NEVER = re.compile(r"(?<=\w) never (?=(?P<verb>\w+))")
_NO = re.compile(r"\bno (?P<noun>\w+s)\b(?! of)")
_AFTER = (
    (r"\banybody\b", "somebody"), (r"\banyone\b", "someone"), (r"\banything\b", "something"),
    (r"\banywhere\b", "somewhere"),
    (r" (?:at all|ever|yet|either|any more|any longer)\b", ""), (r"\bany\b", "some"),
)  # fmt: skip


def denies(sentence: str) -> bool:
    """Whether there is any denial in it."""
    return _DENIAL.search(sentence) is not None


def affirmed(sentence: str) -> str | None:
    """The sentence with its first denial taken out; None if there is none that can be taken out by rule.

    >>> affirmed("Alfred did not bang his head.")
    'Alfred banged his head.'
    """
    found: list[tuple[int, str]] = []
    for pattern, change in _TAKEN_OUT:
        if (match := pattern.search(sentence)) and (put := change(match)) is not None:
            found.append((match.start(), sentence[: match.start()] + put + _settled(sentence[match.end() :])))
    first = _DENIAL.search(sentence)
    # A later denial is left alone: one thing changes, and it is the one a reader meets first.
    return min(found)[1] if found and first and min(found)[0] <= first.start() else None


_PLACED = frozenset("is are was were will would could should must may might".split())
"""Verbs that take their denial after them."""


def denied(sentence: str) -> str | None:
    """The sentence with a denial put in at its own verb; None if it denies already, or its verb is not plain to see.

    >>> denied("The stairs take Alfred fifteen minutes.")
    'The stairs do not take Alfred fifteen minutes.'
    """
    place = None if denies(sentence) else finite_verb(sentence)
    if place is None or place.following in ("only", "just", "all", "both"):
        return None
    word, has = place.word, place.word in ("has", "have", "had")
    helped = place.following in PARTICIPLES or re.fullmatch("[a-z]+ed", place.following) is not None
    if word in _PLACED or (has and helped):
        put = f"{word} not"
    elif word == "can":
        put = "cannot"
    elif word in BY_THIRD:
        put = f"does not {BY_THIRD[word].base}"
    elif place.plural and word in BY_BASE:
        put = f"do not {word}"
    elif word in BY_PAST:
        put = f"did not {BY_PAST[word].base}"
    else:
        return None
    return sentence[: place.start] + put + sentence[place.end :]


def _settled(rest: str) -> str:
    """What follows a denial that is gone: "anybody" becomes "somebody", up to the end of the clause."""
    end = re.search(r",|;|:|\b(?:and|but)\b", rest)
    clause, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    for pattern, put in _AFTER:
        clause = re.sub(pattern, put, clause)
    return clause + after


def _without_do(match: re.Match[str]) -> str | None:
    base, aux = match["verb"], match["aux"]
    if aux == "do":
        return base if third_after_denial(base) else None
    if aux == "did":
        verb = BY_BASE.get(base)
        return verb.past if verb else f"did {base}"
    return third_after_denial(base)


def _without_no(match: re.Match[str]) -> str | None:
    word = match["no"]
    put = "somebody" if word.lower() in ("nobody", "no one") else "something"
    return (put.capitalize() if word[0].isupper() else put) + (match["else"] or "")


_TAKEN_OUT: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_DOES, _without_do),
    (_AUX, lambda match: f"{match['aux']} "),
    (_SHORT, lambda match: _CONTRACTED[match.group().replace("’", "'")]),
    (_BODY, _without_no),
    (_NEVER, lambda match: " " if match["verb"] in BY_PAST or match["verb"] in BY_THIRD else None),
    (_NO, lambda match: match["noun"]),
)
