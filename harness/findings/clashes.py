"""A statement to where its source says its words of somebody else, beside another number, or as no longer over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from harness.findings import lexicon as lx
from harness.findings.persons import Talk, is_name, names_of, whose
from harness.findings.polarity import clauses
from harness.findings.source import Source, Unit, is_content
from harness.findings.tokens import Token

_NEAR = 4
"""Tokens within which a word belongs to a quantity."""
_MANY = 40
"""Units above which a word is everywhere, and shows nothing."""
_FEWEST = 2
"""Stems that two clauses must share to be about one thing."""
_CLAUSES = 100
"""Clauses of a window that are looked at: a text without a full stop is one window."""
_OVER = lx.words("used anymore longer former formerly previously stopped ceased gave quit")
"""Words that say that something is so no longer."""


def of_somebody_else(tokens: Sequence[Token], rare: Mapping[str, float], source: Source) -> float:
    """Share of the statement's words, by rarity, that the source says of somebody else wherever it has them."""
    names = source.names | names_of(tokens)
    total = other = 0.0
    for token, who in zip(tokens, whose(tokens, names, Talk()), strict=True):
        worth = rare.get(token.stem, 0.0)
        if not worth or not who or is_name(token, names):
            continue
        total += worth
        places = source.index.get(token.stem, ())
        if places and len(places) <= _MANY:
            there = [w for i in places for w in source.said_of(i).get(token.stem, ())]
            other += worth * (bool(there) and all(w and w.isdisjoint(who) for w in there))
    return other / total if total else 0.0


def moved_quantities(tokens: Sequence[Token], keys: Mapping[int, str], source: Source) -> int:
    """How many quantities (key, by index of the token) the source has, but never near a word they stand beside here."""
    return sum(not _belongs(key, _around(tokens, at), source) for at, key in keys.items())


def _belongs(key: str, beside: frozenset[str], source: Source) -> bool:
    places = source.index.get(key, ())
    if not places or not beside or len(places) > _MANY:
        return True
    near = (source.units[j] for i in places for j in (i, i - 1, i + 1) if 0 <= j < len(source.units))
    return any(not beside.isdisjoint(unit.stems) for unit in near)


def _around(tokens: Sequence[Token], at: int) -> frozenset[str]:
    near = tokens[max(0, at - _NEAR) : at + _NEAR + 1]
    return frozenset(t.stem for t in near if is_content(t) and t.kind not in ("number", "value"))


def over_only_here(tokens: tuple[Token, ...], rare: Mapping[str, float], units: Sequence[Unit]) -> float:
    """How well a clause that says something is over goes with one of the window that does not; 0..1."""
    if not any(t.text in _OVER for t in tokens):
        return 0.0
    there = [clause for unit in units for sentence in unit.sentences for clause in _clauses(sentence.tokens)][:_CLAUSES]
    most = 0.0
    for words, over in _clauses(tokens):
        if not over or not there:
            continue
        other, also = max(there, key=lambda clause: _worth(words & clause[0], rare))
        shared = words & other
        if not also and len(shared) >= min(_FEWEST, len(words)):
            most = max(most, _worth(shared, rare) / (_worth(words, rare) or 1.0))
    return most


def _worth(stems: Iterable[str], rare: Mapping[str, float]) -> float:
    return sum(rare.get(s, 0.0) for s in sorted(stems))


def _clauses(tokens: tuple[Token, ...]) -> list[tuple[frozenset[str], bool]]:
    """The content of each clause, and whether it says that something is over."""
    words: dict[int, set[str]] = {}
    over: set[int] = set()
    for number, token in zip(clauses(tokens), tokens, strict=True):
        if is_content(token):
            words.setdefault(number, set()).add(token.stem)
        if token.text in _OVER:
            over.add(number)
    return [(frozenset(held), number in over) for number, held in words.items()]
