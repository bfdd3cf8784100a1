"""A statement and a source to signs of whether the source supports it; words only, no judgement yet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from harness.findings import lexicon as lx
from harness.findings.polarity import negated
from harness.findings.source import Source, Unit, is_content
from harness.findings.stems import stem
from harness.findings.text import told_apart
from harness.findings.tokens import Token, values
from harness.findings.topics import found_in, other_words
from harness.findings.wording import WEAK

ATTRIBUTION = frozenset(stem(word) for word in lx.ATTRIBUTION)
"""Stems of words that say whose word something is."""
_WIDEST = 3
"""Units (turns) in the widest window that may support a statement."""
_EVERYDAY = WEAK | frozenset(stem(word) for word in lx.RECORD)
_GRAVE: frozenset[str] = frozenset().union(*other_words().values())
_COMMON = 0.35
_DRAWN, _PRIOR = 0.5, 0.6
"""A statement's coverage is that of itself and half a rare word more, of which six tenths are found."""
_APART = 0.05
"""Coverage lost where the parts of a sentence rest on different passages."""
_PLENTY = 0.85
"""Coverage from which the parts of a sentence need not be tried apart."""
_WIDER = 0.02
"""Coverage a window must gain for each further unit."""


@dataclass(frozen=True)
class Signs:
    """What the words say. Shares are 0..1."""

    content: int
    """How many content words the statement has."""
    coverage: float
    """Share of its content, weighted by rarity, found in the best window of one to three units.

    Of a short statement it is drawn towards ``_PRIOR``: one strange word of two is little evidence."""
    copied: float
    """Longest run of its words that stands in the source in the same order, as a share of its length."""
    joined: float
    """Share of its neighbouring words that are neighbours somewhere in the source too."""
    uncovered: float
    """Share of its content, weighted by rarity, that the best window lacks, short or not."""
    in_one_turn: float
    """Share of its content words that the best single unit of the window holds."""
    unseen_quantities: frozenset[tuple[str, str]]
    """Quantities (sort, amount) that no window, and nothing in the source, has."""
    moved_quantities: int
    """Quantities that the source has, but not in the window."""
    unseen_names: frozenset[str]
    """Stems of capitalised words inside the statement that the source has nowhere."""
    negation: float
    """1: negated here and not there, or the other way round; 0.5: a negator stands there, but elsewhere."""
    denied_risk: bool
    """It states a grave risk, whose every mention in the window is a denial."""
    negative: bool
    """Whether the statement denies something."""
    wrong_speaker: bool
    """It says that somebody said it; in the best unit somebody else speaks."""
    new_topics: frozenset[str]
    window: tuple[int, int] | None
    """Characters of the source: the best window; None if nothing is shared."""


def signs(tokens: Sequence[Token], source: Source, body: int = 0) -> Signs:
    """Signs for one statement, given as its tokens."""
    content = [t for t in tokens if is_content(t)]
    stems = frozenset(t.stem for t in content)
    covered = frozenset(tokens[i].stem for i in negated(tuple(tokens), body))
    best = _window(stems, source)
    units = source.units[best[0] : best[1] + 1] if best else ()
    inside = frozenset().union(*(u.stems for u in units)) if units else frozenset()
    amounts = frozenset().union(*(u.quantities for u in units)) if units else frozenset()
    whole = _coverage(stems, inside, source)
    own = values(tuple(tokens))
    unseen = {(v.sort, v.amount) for v in own} - amounts
    moved = [v for v in own if (v.sort, v.amount) not in amounts and v.amount in source.amounts]
    return Signs(
        content=len(stems),
        coverage=whole if whole >= _PLENTY else max(whole, _piecewise(tokens, source)),
        copied=_copied(tokens, source),
        joined=_joined(tokens, source),
        uncovered=_uncovered(stems, inside, source),
        in_one_turn=max((len(stems & u.stems) for u in units), default=0) / max(1, len(stems)),
        unseen_quantities=frozenset(q for q in unseen if q[1] not in source.amounts),
        moved_quantities=len(moved),
        unseen_names=_unseen_names(tokens, source),
        negation=_negation(stems, covered, units),
        denied_risk=bool((stems - covered) & _GRAVE & _only_denied(units)),
        negative=any(t.kind == "not" for t in tokens),
        wrong_speaker=_wrong_speaker(tokens, stems, units, source),
        new_topics=found_in(told_apart(tokens)) - source.topics,
        window=(units[0].start, units[-1].end) if units else None,
    )


def _weight(one: str, source: Source) -> float:
    """Rarity of a stem in the source; common words, and those any record uses, count for little."""
    weight = source.weight.get(one, source.unseen_weight)
    return weight * _COMMON if one in _EVERYDAY else weight


def _coverage(stems: frozenset[str], inside: frozenset[str], source: Source) -> float:
    total = sum(_weight(s, source) for s in sorted(stems))
    found = sum(_weight(s, source) for s in sorted(stems & inside))
    if not found:
        return 0.0
    drawn = _DRAWN * source.unseen_weight
    return (found + drawn * _PRIOR) / (total + drawn)


def _parts(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """The content of each of the statements that a sentence joins, if each has enough of it to be looked for."""
    parts: list[set[str]] = [set()]
    for token in tokens:
        if token.breaks or token.text in ("and", "but"):
            parts.append(set())
        if is_content(token):
            parts[-1].add(token.stem)
    return [frozenset(part) for part in parts] if len(parts) > 1 and all(len(p) > 1 for p in parts) else []


def _piecewise(tokens: Sequence[Token], source: Source) -> float:
    """Coverage where each part of a sentence may rest on a passage of its own; 0 for a sentence of one part."""
    total = found = 0.0
    for part in _parts(tokens):
        best = _window(part, source)
        units = source.units[best[0] : best[1] + 1] if best else ()
        inside = frozenset().union(*(u.stems for u in units)) if units else frozenset()
        worth = sum(_weight(s, source) for s in sorted(part))
        total += worth
        found += worth * _coverage(part, inside, source)
    return found / total - _APART if total else 0.0


def _window(stems: frozenset[str], source: Source) -> tuple[int, int] | None:
    """First and last unit of the window that covers the most, the shorter one where it is close."""
    where: dict[int, set[str]] = {}
    for one in stems:
        for i in source.index.get(one, ()):
            where.setdefault(i, set()).add(one)
    if not where:
        return None
    weight = {s: _weight(s, source) for s in stems}
    total = sum(weight.values()) or 1.0
    alone = {i: sum(weight[s] for s in sorted(found)) / total for i, found in where.items()}
    # Only windows around the most promising units are worth measuring.
    starts = sorted(alone, key=lambda i: (-alone[i], i))[:12]
    best, chosen = -1.0, (starts[0], starts[0])
    for middle in starts:
        for first in range(max(0, middle - _WIDEST + 1), middle + 1):
            for last in range(middle, min(len(source.units), first + _WIDEST)):
                found = set().union(*(where.get(i, ()) for i in range(first, last + 1)))
                value = sum(weight[s] for s in sorted(found)) / total - _WIDER * (last - first)
                if value > best + 1e-9:
                    best, chosen = value, (first, last)
    return chosen


def _copied(tokens: Sequence[Token], source: Source) -> float:
    """Longest run of neighbouring words whose every pair stands in the source, over the statement's length."""
    if len(tokens) < 2:
        return 0.0
    longest = run = 0
    for a, b in itertools.pairwise(tokens):
        run = run + 1 if (a.stem, b.stem) in source.pairs else 0
        longest = max(longest, run)
    return longest / (len(tokens) - 1)


def _joined(tokens: Sequence[Token], source: Source) -> float:
    pairs = [(a.stem, b.stem) for a, b in itertools.pairwise(tokens)]
    return sum(pair in source.pairs for pair in pairs) / len(pairs) if pairs else 0.0


def _uncovered(stems: frozenset[str], inside: frozenset[str], source: Source) -> float:
    total = sum(_weight(s, source) for s in sorted(stems))
    return sum(_weight(s, source) for s in sorted(stems - inside)) / total if total else 0.0


def _unseen_names(tokens: Sequence[Token], source: Source) -> frozenset[str]:
    return frozenset(
        token.stem
        for before, token in itertools.pairwise(tokens)
        if token.capital and token.kind == "word" and token.stem not in source.words and not before.breaks
        and token.text not in source.words and len(token.text) > 1
    )  # fmt: skip


def _negation(stems: frozenset[str], covered: frozenset[str], units: Sequence[Unit]) -> float:
    """How far the statement and its window disagree about what is denied."""
    inside = frozenset().union(*(u.stems for u in units)) if units else frozenset()
    shared = stems & inside
    if not shared:
        return 0.0
    denied = covered & shared
    if denied:
        near = frozenset().union(*(u.near for u in units))
        if len(denied - near) / len(denied) < 0.5:
            return 0.0
        return 0.5 if any(u.has_negator for u in units) else 1.0
    if len(shared) < min(2, len(stems)):
        return 0.0  # one word in common does not make it the contrary of anything
    return 1.0 if len(_only_denied(units) & shared) / len(shared) >= 0.5 else 0.0


def _only_denied(units: Sequence[Unit]) -> frozenset[str]:
    denied: frozenset[str] = frozenset().union(*(u.negated for u in units))
    return denied.difference(*(u.plain for u in units))


def _wrong_speaker(tokens: Sequence[Token], stems: frozenset[str], units: Sequence[Unit], source: Source) -> bool:
    """Whether a statement of who said something stands on the words of another speaker."""
    named = stems & source.speakers
    if not named or not units or not any(t.stem in ATTRIBUTION for t in tokens):
        return False
    said = stems - source.speakers
    scored = [(_coverage(said, unit.stems, source), unit) for unit in units]
    top = max(score for score, _ in scored)
    return top > 0 and not any(named & unit.stems or not unit.speaker for score, unit in scored if score >= top - 1e-9)
