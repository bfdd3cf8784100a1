"""Words of a record to the listed expressions in it, and to where each comes from: the person, the talk, or nobody.

An expression that the talk has is carried over, whoever said it; if the person the record is about said it of
themselves, it is their own. Only what neither did was introduced by the tool.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from harness.findings.manner.lists import FAMILIES, Entry, Phrase, families, index
from harness.findings.manner.words import ANY, Word, words_of
from harness.records import Filled, Turn, Variant


class Origin(StrEnum):
    """Where an expression of a record comes from."""

    SELF = "self_used"
    CARRIED = "carried"
    INTRODUCED = "introduced"


class Hit(NamedTuple):
    """Words ``first`` to ``last`` (not included) that are a listed expression."""

    entry: Entry
    first: int
    last: int


_NEGATORS = frozenset("not no never nor neither without".split())
_NEW_SCOPE = frozenset("and but because who which so then".split())
_REACH = 3
"""Words before an expression in which a negator denies it: "was not at all aggressive"."""
_DENIABLE = frozenset({"L1", "L2"})
_FIRST = frozenset("i i'm i've i'd i'll me myself we we're we've us ourselves".split())
_BACK, _ON = 8, 4
"""Words before and after an expression in which "I" makes it the speaker's own."""


def find(words: Sequence[Word]) -> list[Hit]:
    """Listed expressions in order, none inside another of its family, decoys and denials left out."""
    kept: list[Hit] = []
    ends = dict.fromkeys(FAMILIES, 0)
    for hit in sorted(all_hits(words), key=lambda h: (h.first, -h.last)):
        if hit.first >= ends[hit.entry.family]:
            ends[hit.entry.family] = hit.last
            kept.append(hit)
    return kept


def all_hits(words: Sequence[Word]) -> list[Hit]:
    """Every listed expression, also one inside another."""
    places = index()
    hits: list[Hit] = []
    decoys: dict[int, list[tuple[int, int]]] = {}
    for i, word in enumerate(words):
        for key in (word.text, *word.classes):
            for entry, phrase, decoy in places.get(key, ()):
                end = _matched(words, i, phrase)
                if end and decoy:
                    decoys.setdefault(id(entry), []).append((i, end))
                elif end:
                    hits.append(Hit(entry, i, end))
    return [
        hit
        for hit in dict.fromkeys(hits)
        if not _inside(hit, decoys.get(id(hit.entry), ())) and not _denied(words, hit)
    ]


def _inside(hit: Hit, decoys: Sequence[tuple[int, int]]) -> bool:
    """Whether the hit overlaps a decoy; those are in order of their beginning, and short."""
    at = bisect.bisect_left(decoys, (hit.last, 0))
    return any(end > hit.first for _, end in decoys[max(0, at - 8) : at])


def _matched(words: Sequence[Word], i: int, phrase: Phrase) -> int:
    """The index after the phrase if it stands at word ``i``, else 0."""
    end = i + len(phrase)
    if end > len(words):
        return 0
    for j, wanted in zip(range(i, end), phrase, strict=True):
        word = words[j]
        if j > i and not word.joined:
            return 0
        if ANY not in wanted and word.text not in wanted and wanted.isdisjoint(word.classes):
            return 0
    return end


def _denied(words: Sequence[Word], hit: Hit) -> bool:
    """Whether a negator just before it denies a blaming or belittling expression."""
    if families()[hit.entry.family].code not in _DENIABLE:
        return False
    for j in range(hit.first, max(hit.first - _REACH, 0), -1):
        if words[j].breaks or words[j - 1].text in _NEW_SCOPE:
            return False
        if words[j - 1].text in _NEGATORS:
            return True
    return False


# ------------------------------------------------------------------ where it comes from


@dataclass(frozen=True)
class Heard:
    """What a conversation, or any source, holds of the lists."""

    words: Sequence[Word]
    said: frozenset[Entry]
    own: frozenset[Entry]
    """Said by the person the record is about, of themselves."""

    def origin(self, entry: Entry) -> Origin:
        """Where an expression of a record comes from."""
        if entry in self.own:
            return Origin.SELF
        return Origin.CARRIED if entry in self.said else Origin.INTRODUCED


def heard_in(text: str, people: Mapping[str, Filled] | None = None) -> Heard:
    """A source whose speakers are not known: nothing in it is anybody's own."""
    return _heard(words_of(text, people), (), "")


def heard(variant: Variant) -> Heard:
    """The conversation of a variant."""
    return _heard(words_of(variant.text, variant.people), variant.turns, variant.subject)


def _heard(words: Sequence[Word], turns: Iterable[Turn], subject: str) -> Heard:
    hits = all_hits(words)
    spans = [(turn.start, turn.end) for turn in turns if turn.person == subject]
    own = set()
    for hit in hits:
        turn = _turn_at(words[hit.first].start, spans)
        if turn is not None and _of_self(words, hit, turn):
            own.add(hit.entry)
    return Heard(words, frozenset(hit.entry for hit in hits), frozenset(own))


def _turn_at(at: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    before = bisect.bisect_right(spans, (at, float("inf"))) - 1
    return spans[before] if before >= 0 and at < spans[before][1] else None


def _of_self(words: Sequence[Word], hit: Hit, turn: tuple[int, int]) -> bool:
    """Whether the nearest person in the sentence, before the expression and else after it, is the speaker."""
    back = range(hit.first - 1, max(hit.first - 1 - _BACK, -1), -1)
    on = range(hit.last, min(hit.last + _ON, len(words)))
    inside = range(hit.first, hit.last)
    for j in (*inside, *back, *on):
        if words[j].sentence != words[hit.first].sentence or not turn[0] <= words[j].start < turn[1]:
            continue
        if words[j].text in _FIRST:
            return True
        if words[j].classes and words[j].text.startswith("§"):
            return False
    return False
