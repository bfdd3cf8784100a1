"""A statement and the window behind it to where they say the contrary, or the same of somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harness.findings.assertions import Assertion, assertions
from harness.findings.paraphrases import opposites
from harness.findings.persons import Talk, is_name, names_of, whose
from harness.findings.source import Source, Unit, is_content
from harness.findings.tokens import Token

_FEWEST = 2
"""Stems that two clauses must share to be about one thing."""
_STRENGTH = frozenset({"strong", "weak"})
_NEAR = 4
"""Tokens within which a word belongs to a quantity."""


_MANY = 40
"""Units above which a word is everywhere, and meets every other."""


@dataclass(frozen=True)
class Clashes:
    """Each 0 or more: how far the statement clashes with its window, in the clause where it does so most."""

    denial: float = 0.0
    """Share of a clause that is denied here and not in the nearest clause of the window, or the other way round."""
    doubt: float = 0.0
    """Certain here and uncertain there, or the other way round."""
    over: float = 0.0
    """No longer so on one side only."""
    degree: float = 0.0
    """Another rung of a ladder of severity, frequency, certainty ... than the window has."""
    strength: float = 0.0
    """Words that raise or lower what is said, of a sort that the window has none of."""
    contrary: float = 0.0
    """The window expresses the opposite of a meaning that the statement expresses."""


NONE = Clashes()


def clashes(tokens: tuple[Token, ...], denied: frozenset[int], rare: Mapping[str, float], units: Sequence[Unit]) -> Clashes:
    """Hold each clause of a statement against the clause of the window that it shares most with."""
    there = [a for u in units for a in u.assertions]
    own = assertions(tokens, [is_content(t) for t in tokens], denied)
    if not there or not own:
        return NONE
    denial = doubt = over = 0.0
    for clause in own:
        nearest, shared = _nearest(clause, there, rare)
        if nearest is None:
            continue
        # The better the two clauses go together, the more a difference between them tells.
        whole = sum(rare.get(s, 0.0) for s in clause.stems) or 1.0
        aligned = sum(rare.get(s, 0.0) for s in shared) / whole
        turned = (clause.denied ^ nearest.denied) & shared
        denial = max(denial, sum(rare.get(s, 0.0) for s in turned) / whole)
        doubt = max(doubt, aligned * (("hedged" in clause.marks) != ("hedged" in nearest.marks)))
        over = max(over, aligned * (("over" in clause.marks) != ("over" in nearest.marks)))
    rungs = frozenset(r for a in there for r in a.rungs)
    families = frozenset(f for a in there for f in a.families)
    contrary = any(opposites(f) & families and f not in families for a in own for f in a.families)
    degrees = frozenset(d for a in own for d in a.rungs) - rungs
    other = any(name == ladder for name, _ in degrees for ladder, _ in rungs)
    strength = _STRENGTH & frozenset(m for a in own for m in a.marks) - frozenset(m for a in there for m in a.marks)
    return Clashes(denial, doubt, over, float(other), float(len(strength)), float(contrary))


def _nearest(
    clause: Assertion, there: Sequence[Assertion], rare: Mapping[str, float]
) -> tuple[Assertion | None, frozenset[str]]:
    """The clause that shares most with ``clause``, and what they share; None where it is too little."""
    best, chosen = 0.0, None
    for other in there:
        value = sum(rare.get(s, 0.0) for s in clause.stems & other.stems)
        if value > best:
            best, chosen = value, other
    if chosen is None:
        return None, frozenset()
    shared = clause.stems & chosen.stems
    return (chosen, shared) if len(shared) >= min(_FEWEST, len(clause.stems)) else (None, frozenset())


def of_somebody_else(tokens: Sequence[Token], rare: Mapping[str, float], source: Source) -> float:
    """Share of the statement's words that the source says of somebody else, wherever it has them."""
    names = source.names | names_of(zip(tokens, tokens[1:], strict=False))
    total = other = 0.0
    for token, who in zip(tokens, whose(tokens, names, Talk()), strict=True):
        value = rare.get(token.stem, 0.0)
        places = source.index.get(token.stem, ())
        if not value or not who or is_name(token, names) or not is_content(token):
            continue
        total += value
        if places and len(places) <= _MANY:
            there = [w for i in places for w in source.said_of[i].get(token.stem, ())]
            other += value * (bool(there) and all(w and w.isdisjoint(who) for w in there))
    return other / total if total else 0.0


def moved_quantities(tokens: tuple[Token, ...], keys: Mapping[int, str], source: Source) -> int:
    """How many quantities (index of the token, key) the source has, but never near a word that they stand beside here."""
    return sum(not _belongs(key, _around(tokens, at), source) for at, key in keys.items())


def _belongs(key: str, beside: frozenset[str], source: Source) -> bool:
    places = source.index.get(key, ())
    if not places or not beside or len(places) > _MANY:
        return True
    units = source.units
    return any(not beside.isdisjoint(units[j].stems) for i in places for j in (i, i - 1, i + 1) if 0 <= j < len(units))


def _around(tokens: Sequence[Token], at: int) -> frozenset[str]:
    near = tokens[max(0, at - _NEAR) : at + _NEAR + 1]
    return frozenset(t.stem for t in near if is_content(t) and t.kind not in ("number", "value"))
