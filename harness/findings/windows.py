"""The words of a statement to the window of a source that covers most of them, and how much of them it covers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from harness.findings import lexicon as lx
from harness.findings.roots import root
from harness.findings.source import Source, Unit, is_content
from harness.findings.stems import stem
from harness.findings.tokens import Token
from harness.findings.wording import WEAK

_WIDEST = 3
"""Units (turns) in the widest window that may support a statement."""
_TRIED = 12
"""Most promising units around which windows are measured."""
_EVERYDAY = WEAK | frozenset(stem(word) for word in lx.RECORD)
_COMMON = 0.35
_DRAWN, _PRIOR = 0.5, 0.6
"""A statement's coverage is that of itself and half a rare word more, of which six tenths are found."""
_APART = 0.05
"""Coverage lost where the parts of a sentence rest on different passages."""
_WIDER = 0.02
"""Coverage a window must gain for each further unit."""
_RELATED = 0.6
"""What a word is worth of which the window has only a relation (decide, decision)."""


def weight(one: str, source: Source) -> float:
    """Rarity of a stem in the source; common words, and those any record uses, count for little."""
    found = source.weight.get(one, source.unseen_weight)
    return found * _COMMON if one in _EVERYDAY else found


def weights(stems: Collection[str], source: Source) -> dict[str, float]:
    """The rarity of each stem, in order of the alphabet."""
    return {one: weight(one, source) for one in sorted(stems)}


def share_missing(rare: Mapping[str, float], inside: frozenset[str], roots: Collection[str]) -> float:
    """Share of what stems are worth that is not inside, those counting in part of which a relation is."""
    total = sum(rare.values())
    if not total:
        return 0.0
    return sum(w * (1 - _RELATED if root(s) in roots else 1.0) for s, w in rare.items() if s not in inside) / total


def coverage(rare: Mapping[str, float], inside: frozenset[str], roots: Collection[str], source: Source) -> float:
    """Share of what stems are worth that is inside; of few stems it is drawn towards a prior."""
    total = sum(rare.values())
    found = total * (1 - share_missing(rare, inside, roots))
    if not found:
        return 0.0
    drawn = _DRAWN * source.unseen_weight
    return (found + drawn * _PRIOR) / (total + drawn)


def inside_of(units: Sequence[Unit]) -> tuple[frozenset[str], frozenset[str]]:
    """Stems and roots of some units."""
    if not units:
        return frozenset(), frozenset()
    return frozenset().union(*(u.stems for u in units)), frozenset().union(*(u.roots for u in units))


def window(rare: Mapping[str, float], source: Source) -> tuple[int, int]:
    """First unit, and the one after the last, of the window that covers most; the shorter one where it is close."""
    where: dict[int, int] = {}
    worth: list[float] = []
    for n, (one, value) in enumerate(rare.items()):
        worth.append(value)
        for i in source.index.get(one, ()):
            where[i] = where.get(i, 0) | 1 << n
    if not where:
        return 0, 0
    total = sum(worth) or 1.0
    known: dict[int, float] = {}

    def covers(mask: int) -> float:
        if mask not in known:
            known[mask] = sum(value for n, value in enumerate(worth) if mask >> n & 1) / total
        return known[mask]

    # Only windows around the most promising units are worth measuring.
    starts = sorted(where, key=lambda i: (-covers(where[i]), i))[:_TRIED]
    best, chosen, tried = -1.0, (starts[0], starts[0]), set()
    for middle in starts:
        for first in range(max(0, middle - _WIDEST + 1), middle + 1):
            mask = 0
            for last in range(first, min(len(source.units), first + _WIDEST)):
                mask |= where.get(last, 0)
                if last < middle or (first, last) in tried:
                    continue
                tried.add((first, last))
                value = covers(mask) - _WIDER * (last - first)
                if value > best + 1e-9:
                    best, chosen = value, (first, last)
    return chosen[0], chosen[1] + 1


def _parts(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """The content of each of the statements that a sentence joins, if each has enough of it to be looked for."""
    parts: list[set[str]] = [set()]
    for token in tokens:
        if token.breaks or token.text in ("and", "but"):
            parts.append(set())
        if is_content(token):
            parts[-1].add(token.stem)
    return [frozenset(part) for part in parts] if len(parts) > 1 and all(len(p) > 1 for p in parts) else []


def piecewise(tokens: Sequence[Token], source: Source) -> float:
    """Coverage where each part of a sentence may rest on a passage of its own; 0 for a sentence of one part."""
    total = found = 0.0
    for part in _parts(tokens):
        rare = weights(part, source)
        worth = sum(rare.values())
        total += worth
        first, last = window(rare, source)
        found += worth * coverage(rare, *inside_of(source.units[first:last]), source)
    return found / total - _APART if total else 0.0
