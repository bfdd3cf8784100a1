"""Offers to change one number, dose, day, time or unit of a fact (N1) for another of its sort."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene

_UNITS = "two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "third fourth fifth sixth seventh eighth ninth".split()
_LATER = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April June July August September October November December".split()
_SORTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # what it is, what it may become, and what must stand round it
    ("number", (*_UNITS, *_TEENS), r"(?<![\w-]){}(?![\w-])"),
    ("tens", tuple(_TENS), r"(?<![\w-]){}(?!\w)(?!-(?:first|second|third|\w+th)\b)"),
    ("unit", tuple(_UNITS), r"(?<=ty-){}(?!\w)"),
    ("ordinal", (*_ORDINALS, *_LATER), r"(?<=the ){}(?![\w-])(?! hand| time)"),
    ("last ordinal", tuple(_ORDINALS), r"(?<=ty-){}(?!\w)"),
    ("day", tuple(_DAYS), r"\b{}(?=s?\b)"),
    ("month", tuple(_MONTHS), r"\b{}\b"),
    ("small unit", ("minutes", "hours"), r"(?<=[a-z\d] ){}\b"),
    ("span", ("days", "weeks", "months", "years"), r"(?<=[a-z\d] ){}\b(?! old)"),
    ("last", ("week", "month", "year"), r"(?<=last ){}\b"),
    ("dose", ("milligrams", "micrograms", "grams"), r"\b{}\b"),
)


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """One change for every number of every fact, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for fact in scene.facts:
        for sort, start, end, found in values(fact.says):
            others = [word for word in dict(_CHANGES)[sort] if word != found and word not in fact.says.split()]
            if others:
                put = scene.choose(others, "value", fact.id, sort, found)
                yield scene.retold(fact, fact.says[:start] + put + fact.says[end:], f"{found} to {put} at {sort}")
        for match in re.finditer(r"(?<![\w.,£-])\d+(?![\w.,:-])", fact.says):
            put = str(int(match.group()) + scene.choose((2, 3, 5), "digit", fact.id, match.group()))
            yield scene.retold(
                fact, fact.says[: match.start()] + put + fact.says[match.end() :], f"{match.group()} to {put}"
            )


_CHANGES = tuple((sort, words) for sort, words, _ in _SORTS)
_PATTERNS = tuple(
    (sort, re.compile(frame.replace("{}", f"(?:{'|'.join(sorted(words, key=len, reverse=True))})")))
    for sort, words, frame in _SORTS
)


def values(sentence: str) -> list[tuple[str, int, int, str]]:
    """(sort, start, end, word) of every value in a sentence that can be changed for another of its sort."""
    return [
        (sort, match.start(), match.end(), match.group())
        for sort, pattern in _PATTERNS for match in pattern.finditer(sentence)
    ]  # fmt: skip
