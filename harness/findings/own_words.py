"""A statement of what somebody thinks or wants, against what that person says: is it the contrary of their own words?

"Nora thinks she should go into a home" has its words in the conversation, from her daughter; Nora's only words on it
are "I don't want to go into a home". Right words, wrong person: what counts of words alone cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.findings import lexicon as lx
from harness.findings.polarity import clauses
from harness.findings.source import Source, is_content
from harness.findings.stems import stem
from harness.findings.text import Sentence
from harness.findings.tokens import Token

_VIEW = frozenset(stem(word) for word in (*lx.ATTRIBUTION, *lx.STANCE, *lx.SAYING, "want", "say", "tell"))
"""Verbs by which a statement gives somebody's view or wish."""
_LEAST = 0.5
"""Share of what the statement says that a clause of theirs must hold to be about it."""


def against_own_words(tokens: Sequence[Token], source: Source) -> bool:
    """Whether the nearest clauses of the speaker named all deny what the statement asserts.

    Only of a statement of one clause without a negator: what a longer one denies, and of what, is less plain.
    """
    who = _whose(tokens, source)
    if not who or len(set(clauses(tuple(tokens)))) > 1 or any(t.kind == "not" for t in tokens):
        return False
    said = frozenset(t.stem for t in tokens if is_content(t) and t.kind == "word") - source.speakers - _VIEW
    if not said:
        return False
    found = [
        (len(said & stems) / len(said), bool(said & stems & covered))
        for unit in source.units if unit.speaker & who
        for sentence in unit.sentences
        for stems, covered in _clauses(sentence)
    ]  # fmt: skip
    most = max((share for share, _ in found), default=0.0)
    if most < _LEAST:
        return False
    return all(turned for share, turned in found if share >= most - 1e-9)


def _whose(tokens: Sequence[Token], source: Source) -> frozenset[str]:
    """The speaker of the conversation whom a statement names before its first verb of thinking, saying or wanting."""
    verb = next((i for i, t in enumerate(tokens) if t.stem in _VIEW and t.kind in ("word", "stop")), None)
    return frozenset(t.stem for t in tokens[:verb]) & source.speakers if verb else frozenset()


def _clauses(sentence: Sentence) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Stems of each clause, and those of them that a negator covers."""
    parts: dict[int, tuple[set[str], set[str]]] = {}
    for i, number in enumerate(clauses(sentence.tokens)):
        token = sentence.tokens[i]
        if is_content(token) and token.start >= sentence.body:
            stems, covered = parts.setdefault(number, (set(), set()))
            stems.add(token.stem)
            if i in sentence.negated:
                covered.add(token.stem)
    return [(frozenset(stems), frozenset(covered)) for stems, covered in parts.values()]
