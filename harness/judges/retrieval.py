"""A statement and a source to the passages that bear on it, each short enough for a model: found, never cut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from harness.findings.source import Source, is_content
from harness.findings.text import analyse
from harness.records import Filled

MOST = 4
"""Passages shown for one statement."""
_SEEDS = 12
_WORD = re.compile(r"\S+")

Show = Callable[[int, int], str]
"""Characters of the source to the words a model is shown: as they stand, or masked."""


def stems_of(statement: str, people: Mapping[str, Filled]) -> frozenset[str]:
    """The content of a statement, in the terms a source is indexed by."""
    document = analyse(statement, people)
    return frozenset(t.stem for s in document.sentences for t in s.tokens if is_content(t))


def passages(
    stems: frozenset[str], source: Source, room: int, length: Callable[[str], int], show: Show
) -> tuple[str, ...]:
    """At most ``MOST`` passages, the best-matching first, each of at most ``room`` tokens.

    A source that fits is shown whole. Of a longer one, the units that share the most (by rarity) with the statement are
    found by the index and widened by their neighbours; a unit that is too long by itself is searched in parts. Where
    nothing is shared, the beginning is shown only if the whole fits into ``MOST`` passages; else there is none.
    """
    units = source.units
    if not units or room <= 0:
        return ()
    sizes: dict[int, int] = {}

    def size(i: int) -> int:
        if i not in sizes:
            sizes[i] = length(show(units[i].start, units[i].end)) + 1  # and the line end
        return sizes[i]

    if len(units) <= room:
        total = 0
        for i in range(len(units)):
            total += size(i)
            if total > room * MOST:
                break
        if total <= room:
            return (show(units[0].start, units[-1].end),)
    else:
        total = room * MOST + 1
    shared: dict[int, float] = {}
    for stem in sorted(stems):
        for i in source.index.get(stem, ()):
            shared[i] = shared.get(i, 0.0) + source.weight[stem]
    seeds = sorted(shared, key=lambda i: (-shared[i], i))[:_SEEDS]
    if not seeds and total <= room * MOST:
        seeds = list(range(len(units)))
    out: list[str] = []
    taken: set[int] = set()
    for seed in seeds:
        if len(out) == MOST:
            break
        if seed in taken:
            continue
        if size(seed) > room:
            taken.add(seed)
            out.append(_best_part(stems, source, seed, room, length, show))
            continue
        first, last = _widened(seed, len(units), room, size)
        taken |= set(range(first, last + 1))
        out.append(show(units[first].start, units[last].end))
    return tuple(dict.fromkeys(part for part in out if part.strip()))


def _widened(seed: int, count: int, room: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The unit and its neighbours, one on each side in turn, as long as they fit."""
    first = last = seed
    left = room - size(seed)
    open_sides = {-1, 1}
    while open_sides:
        for side in (-1, 1):
            beside = first - 1 if side < 0 else last + 1
            if side not in open_sides:
                continue
            if not 0 <= beside < count or size(beside) > left:
                open_sides.discard(side)
                continue
            left -= size(beside)
            first, last = min(first, beside), max(last, beside)
    return first, last


def _best_part(
    stems: frozenset[str], source: Source, i: int, room: int, length: Callable[[str], int], show: Show
) -> str:
    """Of a unit that is longer than the window, the part of whole words that shares the most with the statement."""
    best, chosen = -1.0, ""
    for start, end in _parts(source.text, source.units[i].start, source.units[i].end, room, length, show):
        found = stems_of(source.text[start:end], {}) & stems
        worth = sum(source.weight.get(stem, 0.0) for stem in sorted(found))
        if worth > best:
            best, chosen = worth, show(start, end)
    return chosen


def _parts(
    text: str, start: int, end: int, room: int, length: Callable[[str], int], show: Show
) -> Iterator[tuple[int, int]]:
    """Runs of whole words that fit, each beginning half-way through the one before it. A word that fits nowhere is
    left out."""
    words = [m.span() for m in _WORD.finditer(text, start, end)]
    at, run = 0, max(1, room)  # a word is a token or more
    while at < len(words):
        upto = min(len(words), at + run)
        while upto > at and length(show(words[at][0], words[upto - 1][1])) > room:
            upto = at + (upto - at) // 2
        if upto == at:
            at += 1
            continue
        yield words[at][0], words[upto - 1][1]
        if upto == len(words):
            return
        run = max(1, min(room, 2 * (upto - at)))
        at += max(1, (upto - at) // 2)
