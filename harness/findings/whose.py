"""A sentence and what it tells to how they differ in people: strangers, another subject, two people turned round."""

from __future__ import annotations

from collections.abc import Sequence

from harness.findings import lexicon as lx
from harness.findings.cast import NOBODY, Mention
from harness.findings.here import Here
from harness.findings.telling import Told
from harness.findings.tokens import Token
from harness.masking import PRONOUN

_YOU = lx.words("you your i we")
_NEARBY = 4
"""Tokens after a word within which the person must stand to whom it is done."""


def stranger(here: Here, told: Sequence[Told]) -> float:
    """1 if somebody of the scenario is named who has nothing to do with any entry told."""
    if not told:
        return 0.0
    allowed = here.credited.union(here.about, *(one.entry.named for t in told for one in t.every))
    return float(any(m.keys and not m.keys & allowed for m in here.mentions))


def other_subject(here: Here, told: Told) -> float | None:
    """Share of the words told that are about other people than in every wording, where both say about whom."""
    own = told.anchors - here.who
    mine = _subjects(here.tokens, here.mentions, own)
    known: dict[str, frozenset[str]] = {}
    for way in told.entry.ways:
        for anchor, who in _subjects(way.tokens, way.mentions, own).items():
            known[anchor] = known.get(anchor, NOBODY) | who
    judged = [anchor for anchor in mine if anchor in known]
    return sum(not mine[a] & known[a] for a in judged) / len(judged) if judged else None


def _subjects(
    tokens: Sequence[Token], mentions: Sequence[Mention], anchors: frozenset[str]
) -> dict[str, frozenset[str]]:
    """By anchor: who is named nearest before it; nobody where a pronoun is nearer."""
    named_at = {m.at: m.keys for m in mentions}
    out: dict[str, frozenset[str]] = {}
    nearest = NOBODY
    for j, token in enumerate(tokens):
        if j in named_at:
            nearest = named_at[j]
        elif token.stem == PRONOUN or token.text in _YOU:
            nearest = NOBODY
        elif token.stem in anchors and nearest:
            out.setdefault(token.stem, nearest)
    return out


def reversed_people(here: Here, told: Told) -> float:
    """1 if two people stand about one word the other way round than in every wording that has them about it."""
    mine = _pairs(here.tokens, here.mentions, told.match.anchors)
    there = [_pairs(way.tokens, way.mentions, way.wording.anchors) for way in told.entry.ways]
    both = frozenset().union(*there)
    turned = {(b, anchor, a) for a, anchor, b in mine if a != b}
    return float(bool(turned & both) and not mine & both)


def _pairs(
    tokens: Sequence[Token], mentions: Sequence[Mention], anchors: frozenset[str]
) -> frozenset[tuple[str, str, str]]:
    out: set[tuple[str, str, str]] = set()
    named_at = {m.at for m in mentions}
    for j, token in enumerate(tokens):
        if token.stem not in anchors or j in named_at:
            continue
        before, after = [m for m in mentions if m.at < j], [m for m in mentions if m.at > j]
        if before and after and after[0].at - j <= _NEARBY:
            out |= {(a, token.stem, b) for a in before[-1].keys for b in after[0].keys}
    return frozenset(out)
