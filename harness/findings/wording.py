"""One way to say a fact, as what must be found in a text: content stems, quantities and negation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from harness.findings import lexicon as lx
from harness.findings.paraphrases import families_in
from harness.findings.polarity import clauses
from harness.findings.stems import stem
from harness.findings.text import analyse
from harness.findings.tokens import Token, values
from harness.records import Filled

WEAK = frozenset(stem(word) for word in lx.WEAK)
STANCE = frozenset(stem(word) for word in lx.STANCE)
WRITER = frozenset(stem(word) for word in ("social", "worker"))
"""A note says "I", or nothing at all, for the social worker who writes it."""
_FILLER = frozenset({"tim", "one"}).union(lx.DURATION_UNITS, lx.DOSE_UNITS, lx.MONEY_UNITS)
"""Stems that only carry a quantity: "three times" and "three falls" both mean three."""


@dataclass(frozen=True)
class Part:
    """One clause of a wording: the anchors in it that negation is judged on, and those of them it denies."""

    anchors: frozenset[str]
    negated: frozenset[str]


@dataclass(frozen=True)
class Wording:
    """What one wording of a fact asks of a text."""

    anchors: frozenset[str]
    """Content stems, quantities apart; relation words (``§kin:child§``) among them."""
    quantities: frozenset[tuple[str, str]]
    """(sort, amount) of every quantity."""
    parts: tuple[Part, ...]
    """Its clauses, relation words apart."""
    people: frozenset[str]
    """People it names. ``others`` are those of them a passage must name too: all but the subject."""
    others: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    """Anchors that most wordings of the fact have: without them nothing is that fact."""
    meanings: frozenset[str] = frozenset()
    """Paraphrase families that it expresses."""
    tokens: tuple[Token, ...] = ()
    """Its words in order."""

    @property
    def size(self) -> int:
        """How many things it asks for."""
        return len(self.anchors) + len(self.quantities)

    @cached_property
    def negated(self) -> frozenset[str]:
        """Anchors that a negator covers."""
        return frozenset().union(*(part.negated for part in self.parts))

    @cached_property
    def both_ways(self) -> frozenset[str]:
        """Anchors it denies in one clause and not in another ("not a neck alarm but a wrist alarm")."""
        return self.negated & frozenset().union(*(part.anchors - part.negated for part in self.parts))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Everything it asks for, as ``Passages`` indexes it."""
        return (*self.anchors, *(f"{sort}={amount}" for sort, amount in self.quantities))

    @cached_property
    def related(self) -> frozenset[str]:
        """Anchors that are relation words."""
        return frozenset(a for a in self.anchors if a.startswith("§kin:"))

    @cached_property
    def whole(self) -> float:
        """What everything it asks for is worth."""
        return worth(self.anchors, len(self.quantities))


def worth(anchors: frozenset[str], quantities: int = 0) -> float:
    """How much these anchors and so many quantities are worth; common words count half, who writes a quarter."""
    return len(anchors) - 0.5 * len(anchors & WEAK) - 0.75 * len(anchors & WRITER) + quantities


def wording(text: str, people: Mapping[str, Filled] | None = None) -> Wording:
    """What ``text``, a wording of a fact, asks for."""
    quantities: set[tuple[str, str]] = set()
    persons: set[str] = set()
    meanings: set[str] = set()
    parts: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
    sentences = analyse(text, people).sentences
    for n, sentence in enumerate(sentences):
        quantities |= {(v.sort, v.amount) for v in values(sentence.tokens)}
        meanings |= {family for family, _, _ in families_in(sentence.tokens)}
        numbers = clauses(sentence.tokens)
        for i, token in enumerate(sentence.tokens):
            if token.kind == "word" and not _only_measures(sentence.tokens, i):
                held, denied = parts.setdefault((n, numbers[i]), (set(), set()))
                held.add(token.stem)
                if i in sentence.negated:
                    denied.add(token.stem)
            elif token.kind == "person":
                persons.add(token.stem)
    anchors: frozenset[str] = frozenset().union(*(held for held, _ in parts.values()))
    kin = frozenset(a for a in anchors if a.startswith("§kin:"))
    return Wording(
        anchors,
        frozenset(quantities),
        tuple(Part(frozenset(held - kin), frozenset(denied - kin)) for held, denied in parts.values() if held - kin),
        frozenset(persons),
        meanings=frozenset(meanings),
        tokens=tuple(token for sentence in sentences for token in sentence.tokens),
    )


def _only_measures(tokens: tuple[Token, ...], i: int) -> bool:
    return tokens[i].stem in _FILLER and i > 0 and tokens[i - 1].kind == "number"
