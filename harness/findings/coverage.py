"""A fact without a ledger to how much of it a note holds, each word by how much it tells.

A word that few sentences of the note hold tells more than one that stands everywhere (inverse document frequency,
Sparck Jones 1972). A word of one family ("injection" for "inject") counts for nearly as much as the word itself.
The words of a fact may stand in one sentence or be spread over the note, so passages of several lengths are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from harness.findings.passages import Passages
from harness.findings.wording import Wording, worth

_LENGTHS = (1, 2, 3)
"""Neighbouring sentences that are read as one passage; the whole note besides."""
_RELATED = 0.8
"""What a related word counts for."""
_EVERYWHERE = 0.8
"""How much less a word tells that every sentence holds than one that none does."""
_BEGINS, _SHARED = 5, 0.6
"""Letters, and share of the longer stem, with which two words of one family begin alike."""


def coverage_in(wordings: Sequence[Wording], passages: Passages) -> float:
    """Share of the best of some wordings that stands in a note, 0..1."""
    return round(max((_of_wording(wanted, passages) for wanted in wordings), default=0.0), 4)


@lru_cache(maxsize=100_000)
def related(one: str, other: str) -> bool:
    """Whether two stems are of one family, as far as their beginnings show."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return alike >= _BEGINS and alike >= _SHARED * max(len(one), len(other))


def _of_wording(wanted: Wording, passages: Passages) -> float:
    count = len(passages.sentences)
    tells = {anchor: _tells(anchor, passages) for anchor in sorted(wanted.anchors)}
    total = sum(tells.values()) + len(wanted.quantities)
    if not count or not total:
        return 0.0
    held = [_held(wanted, tells, passages, i) for i in range(count)]
    found = []
    for length in (*_LENGTHS, count):
        windows = (held[i : i + length] for i in range(max(1, count - length + 1)))
        found.append(max(_worth(window, tells) for window in windows) / total)
    return sum(found) / len(found)


def _tells(anchor: str, passages: Passages) -> float:
    rarity = 1 - _EVERYWHERE * math.log(1 + passages.times(anchor)) / math.log(2 + len(passages.sentences))
    return worth(frozenset({anchor})) * rarity


def _held(wanted: Wording, tells: dict[str, float], passages: Passages, i: int) -> dict[str, float]:
    """By anchor or quantity that a sentence holds: how well, 0..1."""
    stems = passages.stems(i, i)
    out = {anchor: 1.0 for anchor in tells if anchor in stems}
    out |= {a: _RELATED for a in tells if a not in out and any(related(a, stem) for stem in stems)}
    return out | {f"{sort}={amount}": 1.0 for sort, amount in wanted.quantities & passages.amounts(i)}


def _worth(window: Sequence[dict[str, float]], tells: dict[str, float]) -> float:
    best: dict[str, float] = {}
    for held in window:
        for key, value in held.items():
            best[key] = max(best.get(key, 0.0), value)
    return sum(value * tells.get(key, 1.0) for key, value in sorted(best.items()))
