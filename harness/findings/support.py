"""A statement and a source to signs of whether the source supports it; words only, no judgement yet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from harness.findings import lexicon as lx
from harness.findings.amounts import key, readings
from harness.findings.clashes import moved_quantities, of_somebody_else, over_only_here
from harness.findings.persons import is_name, names_of
from harness.findings.polarity import negated
from harness.findings.source import Source, Unit, is_content
from harness.findings.stems import stem
from harness.findings.text import told_apart
from harness.findings.tokens import Token, values
from harness.findings.topics import found_in, other_words
from harness.findings.windows import coverage, inside_of, piecewise, share_missing, weights, window

ATTRIBUTION = frozenset(stem(word) for word in lx.ATTRIBUTION)
"""Stems of words that say whose word something is."""
_ACCORD = stem("according")
_CREDIT = 4
"""Tokens within which a verb of saying has its subject."""
_GRAVE: frozenset[str] = frozenset().union(*other_words().values())
_PLENTY = 0.85
"""Coverage from which the parts of a sentence need not be tried apart."""


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
    """It says that somebody said it; in the window only others speak, and of others."""
    new_topics: frozenset[str]
    window: tuple[int, int] | None
    """Characters of the source: the best window; None if nothing is shared."""
    somebody_else: float = 0.0
    """Share of its content, weighted by rarity, that the window says of somebody else only."""
    over_only_here: float = 0.0
    """How well what the statement says is over goes with what the window says is so."""


def signs(tokens: Sequence[Token], source: Source, body: int = 0) -> Signs:
    """Signs for one statement, given as its tokens."""
    tokens = tuple(tokens)
    read = readings(tokens)
    keys = [key(t, read[i], source.index) if i in read else t.stem for i, t in enumerate(tokens)]
    stems = frozenset(k for k, t in zip(keys, tokens, strict=True) if is_content(t))
    covered = frozenset(tokens[i].stem for i in negated(tokens, body))
    rare = weights(stems, source)
    first, last = window(rare, source)
    units = source.units[first:last]
    inside, roots = inside_of(units)
    whole = coverage(rare, inside, roots, source)
    own = values(tokens)
    absent = [v for v in own if keys[v.at] not in inside]
    unseen = [v for v in absent if keys[v.at] not in source.index]
    elsewhere = {v.at: keys[v.at] for v in absent}
    return Signs(
        content=len(stems),
        coverage=whole if whole >= _PLENTY else max(whole, piecewise(tokens, source)),
        copied=_copied(tokens, source),
        uncovered=share_missing(rare, inside, roots),
        in_one_turn=max((len(stems & u.stems) for u in units), default=0) / max(1, len(stems)),
        unseen_quantities=frozenset((v.sort, v.amount) for v in unseen),
        moved_quantities=moved_quantities(tokens, elsewhere, source),
        unseen_names=_unseen_names(tokens, source),
        negation=_negation(stems, covered, units),
        denied_risk=bool((stems - covered) & _GRAVE & _only_denied(units)),
        negative=any(t.kind == "not" for t in tokens),
        wrong_speaker=_wrong_speaker(tokens, units, source),
        new_topics=found_in(told_apart(tokens)) - source.topics,
        window=(units[0].start, units[-1].end) if units else None,
        somebody_else=of_somebody_else(tokens, rare, source),
        over_only_here=over_only_here(tokens, rare, units),
    )


def _copied(tokens: Sequence[Token], source: Source) -> float:
    """Longest run of neighbouring words whose every pair stands in the source, over the statement's length."""
    if len(tokens) < 2:
        return 0.0
    longest = run = 0
    for a, b in itertools.pairwise(tokens):
        run = run + 1 if (a.stem, b.stem) in source.pairs else 0
        longest = max(longest, run)
    return longest / (len(tokens) - 1)


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


def _wrong_speaker(tokens: Sequence[Token], units: Sequence[Unit], source: Source) -> bool:
    """Whether a statement of who said something stands on the words of others, who do not name them either."""
    credited = _credited(tokens, source)
    if not credited or not units or not source.speakers:
        return False
    return all(unit.speaker and credited.isdisjoint(unit.stems) for unit in units)


def _credited(tokens: Sequence[Token], source: Source) -> frozenset[str]:
    """Who is said to have said it: named just before a verb of saying, or after "according to"."""
    names = source.names | names_of(tokens)
    out: set[str] = set()
    for i, token in enumerate(tokens):
        if token.stem in ATTRIBUTION:
            near = tokens[i + 1 : i + 1 + _CREDIT] if token.stem == _ACCORD else tokens[max(0, i - _CREDIT) : i]
            out.update(t.stem for t in near if is_name(t, names) or t.stem in source.speakers)
    return frozenset(out)
