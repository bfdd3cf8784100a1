"""A statement and a source to signs of whether the source supports it; words only, no judgement yet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from harness.findings import lexicon as lx
from harness.findings.amounts import key, readings
from harness.findings.clashes import NONE, Clashes, clashes, moved_quantities, of_somebody_else
from harness.findings.polarity import negated
from harness.findings.source import Source, Unit, is_content
from harness.findings.stems import stem
from harness.findings.text import told_apart
from harness.findings.tokens import Token, values
from harness.findings.topics import found_in, other_words
from harness.findings.windows import coverage, inside_of, piecewise, share_missing, weights, window

ATTRIBUTION = frozenset(stem(word) for word in lx.ATTRIBUTION)
"""Stems of words that say whose word something is."""
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
    nowhere: float = 0.0
    """Share of its content, weighted by rarity, of which the whole source has neither word nor relation."""
    somebody_else: float = 0.0
    """Share of its content, weighted by rarity, that the window says of somebody else only."""
    strange_opening: bool = False
    """It opens with a word that the source has nowhere and that stands like a name: "Maureen would ..."."""
    clashes: Clashes = NONE


def signs(tokens: Sequence[Token], source: Source, body: int = 0) -> Signs:
    """Signs for one statement, given as its tokens."""
    tokens = tuple(tokens)
    read = readings(tokens)
    keys = [key(t, read[i], source.index) if i in read else t.stem for i, t in enumerate(tokens)]
    stems = frozenset(k for k, t in zip(keys, tokens, strict=True) if is_content(t))
    denied = negated(tokens, body)
    covered = frozenset(tokens[i].stem for i in denied)
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
        joined=_joined(tokens, source),
        uncovered=share_missing(rare, inside, roots),
        in_one_turn=max((len(stems & u.stems) for u in units), default=0) / max(1, len(stems)),
        unseen_quantities=frozenset((v.sort, v.amount) for v in unseen),
        moved_quantities=moved_quantities(tokens, elsewhere, source),
        unseen_names=_unseen_names(tokens, source),
        negation=_negation(stems, covered, units),
        denied_risk=bool((stems - covered) & _GRAVE & _only_denied(units)),
        negative=any(t.kind == "not" for t in tokens),
        wrong_speaker=_wrong_speaker(tokens, stems, units, source),
        new_topics=found_in(told_apart(tokens)) - source.topics,
        window=(units[0].start, units[-1].end) if units else None,
        nowhere=share_missing(rare, source.stems, source.roots),
        somebody_else=of_somebody_else(tokens, rare, source),
        strange_opening=_strange_opening(tokens, source),
        clashes=clashes(tokens, denied, rare, units),
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


def _joined(tokens: Sequence[Token], source: Source) -> float:
    pairs = [(a.stem, b.stem) for a, b in itertools.pairwise(tokens)]
    return sum(pair in source.pairs for pair in pairs) / len(pairs) if pairs else 0.0


_FINITE = lx.words(
    "is was has had will would can could does did may might should must said says asked told wants wanted and does's"
)


def _strange_opening(tokens: Sequence[Token], source: Source) -> bool:
    if len(tokens) < 2 or tokens[0].kind != "word" or not tokens[0].capital:
        return False
    first, after = tokens[0], tokens[1]
    unknown = first.stem not in source.words and first.text not in source.words
    return unknown and after.text in _FINITE and not after.breaks


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
    rare = weights(said, source)
    scored = [(coverage(rare, unit.stems, unit.roots, source), unit) for unit in units]
    top = max(score for score, _ in scored)
    return top > 0 and not any(named & unit.stems or not unit.speaker for score, unit in scored if score >= top - 1e-9)
