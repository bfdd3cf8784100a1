"""A note as passages in which the wordings of facts are looked for, each with how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from harness.findings.paraphrases import families_in
from harness.findings.polarity import clauses
from harness.findings.text import Document, Sentence
from harness.findings.tokens import values
from harness.findings.verbs import told_in_past
from harness.findings.wording import STANCE, WEAK, WRITER, Part, Wording, worth

_FLIPPED = 0.34
"""Share of the anchors found that must differ in negation."""
_HELD = 0.65
"""Share of what a wording denies that must stand denied in a passage that keeps it."""
_NEARLY = 0.5
_SENTENCES = 4
_SHORT = 32
"""Words within which up to four sentences of one speaker make one passage ("Not a group. I'd talk to one person")."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Clause:
    """A clause of the note: its stems, those a negator covers, those that also stand free, and those near a negator."""

    stems: frozenset[str]
    denied: frozenset[str]
    near: frozenset[str]


@dataclass(frozen=True)
class Match:
    """How well one wording fits one passage of one or two sentences."""

    coverage: float
    """Share of anchors and quantities found, 0..1."""
    anchors: frozenset[str]
    missing_quantities: frozenset[tuple[str, str]]
    conflict: tuple[tuple[str, str], tuple[str, str]] | None
    """A quantity asked for, and the different one that stands in its place."""
    differs: float
    """Share of the anchors found, clause by clause, that are denied on one side only."""
    named: bool
    """Whether the other people of the wording are there, by name or by relation."""
    stance: bool
    """False: a wish or a consent is asked for, and the passage has no word of either."""
    holds_denial: bool
    """Whether everything that the wording denies stands there denied, or most of it."""
    first: int
    last: int
    """Indexes of the sentences, both included."""

    @property
    def flipped(self) -> bool:
        """Whether the passage says the contrary, in whole or in a good part."""
        return self.differs >= _FLIPPED

    @property
    def strong(self) -> int:
        """How many of the anchors found are telling: neither common words nor relations."""
        return sum(1 for a in self.anchors if a not in WEAK | WRITER and not a.startswith("§kin:"))


class Passages:
    """A document, indexed by what its sentences contain, in which wordings are looked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sentences = document.sentences
        self.told: dict[int, Any] = {}
        """What each sentence was found to tell, kept here by ``telling`` for the next check."""
        self._meanings: dict[int, frozenset[str]] = {}
        self._has: dict[str, set[int]] = {}
        self._clauses: list[list[Clause]] = []
        self._stems: list[frozenset[str]] = []
        self._people: list[frozenset[str]] = []
        self._values: list[frozenset[tuple[str, str]]] = []
        for i, sentence in enumerate(self.sentences):
            self._add(i, sentence)
        self._reach = [self._end_of_passage(i) for i in range(len(self.sentences))]

    @cached_property
    def in_past(self) -> bool:
        """Whether the note tells most things in the past."""
        return told_in_past(s.tokens for s in self.sentences)

    def _add(self, i: int, sentence: Sentence) -> None:
        parts: dict[int, list[int]] = {}
        for j, number in enumerate(clauses(sentence.tokens)):
            parts.setdefault(number, []).append(j)
        made = [_clause(sentence, tuple(where)) for where in parts.values()]
        self._clauses.append([clause for clause in made if clause.stems])
        stems = frozenset().union(*(clause.stems for clause in made))
        for stem in stems:
            self._has.setdefault(stem, set()).add(i)
        self._stems.append(stems)
        self._people.append(frozenset(t.stem for t in sentence.tokens if t.kind == "person"))
        amounts = frozenset((v.sort, v.amount) for v in values(sentence.tokens))
        self._values.append(amounts)
        for sort, amount in amounts:
            self._has.setdefault(f"{sort}={amount}", set()).add(i)

    def _end_of_passage(self, i: int) -> int:
        """One past the last sentence of the longest passage that begins at ``i``."""
        end, words = i + 2, sum(len(s.tokens) for s in self.sentences[i : i + 2])
        limit = min(i + _SENTENCES, len(self.sentences))
        while end < limit and all(s.follows for s in self.sentences[i + 1 : end + 1]):
            words += len(self.sentences[end].tokens)
            if words > _SHORT:
                break
            end += 1
        return end

    def find(self, wanted: Wording, at_least: float = 0.0) -> list[Match]:
        """Passages that hold at least this share of what is asked for, and something of it.

        A passage is one sentence or two neighbours; in one paragraph up to four, if they are short.
        """
        hits = self._hits(wanted)
        related = len(wanted.related)
        out: list[Match] = []
        for i in sorted(hits):
            found, later = set(hits[i]), set[str]()
            for last in range(i, min(self._reach[i], len(self.sentences))):
                before = len(found)
                if last > i:
                    found |= hits.get(last, _NOTHING)
                    later |= hits.get(last, _NOTHING)
                # A longer passage counts only where its first and its last sentence both add something.
                adds = last == i or before < len(found) > len(later)
                if adds and len(found) + related >= at_least * wanted.size:
                    out.append(self.fit(wanted, i, last))
        return out

    def stems(self, first: int, last: int) -> frozenset[str]:
        """Stems of sentences ``first`` to ``last``."""
        return frozenset().union(*self._stems[first : last + 1])

    def meanings(self, first: int, last: int) -> frozenset[str]:
        """Paraphrase families that sentences ``first`` to ``last`` express."""
        for i in range(first, last + 1):
            if i not in self._meanings:
                self._meanings[i] = frozenset(family for family, _, _ in families_in(self.sentences[i].tokens))
        return frozenset().union(*(self._meanings[i] for i in range(first, last + 1)))

    def times(self, stem: str) -> int:
        """How many sentences hold a stem."""
        return len(self._has.get(stem, ()))

    def amounts(self, i: int) -> frozenset[tuple[str, str]]:
        """(sort, amount) of every quantity of sentence ``i``."""
        return self._values[i]

    def people(self, i: int) -> frozenset[str]:
        """Sentinels of the people that sentence ``i`` names."""
        return self._people[i]

    def clauses(self, i: int) -> list[Clause]:
        """The clauses of sentence ``i``."""
        return self._clauses[i]

    def related(self, i: int) -> bool:
        """Whether sentence ``i`` has a relation word ("her brother")."""
        return any(stem.startswith("§kin:") for stem in self._stems[i])

    def share(self, wanted: Wording, i: int) -> float:
        """At most this share of what is asked for can be found in sentence ``i``; quick."""
        here = len(wanted.anchors & self._stems[i]) + len(wanted.quantities & self._values[i])
        return (here + len(wanted.related)) / wanted.size

    def best(self, wanted: Wording) -> float:
        """The greatest share of what is asked for in any one passage, 0..1."""
        hits = self._hits(wanted)
        top = 0
        for i in hits:
            found: set[str] = set()
            for last in range(i, min(self._reach[i], len(self.sentences))):
                found |= hits.get(last, _NOTHING)
            top = max(top, len(found))
        return top / wanted.size if wanted.size else 0.0

    def _hits(self, wanted: Wording) -> dict[int, set[str]]:
        """By sentence: which of the anchors and quantities it holds."""
        hits: dict[int, set[str]] = {}
        for key in wanted.keys:
            for i in self._has.get(key, ()):
                hits.setdefault(i, set()).add(key)
        return hits

    def fit(self, wanted: Wording, first: int, last: int) -> Match:
        """How well ``wanted`` fits sentences ``first`` to ``last``."""
        span = range(first, last + 1)
        stems: frozenset[str] = frozenset().union(*(self._stems[i] for i in span))
        matched = wanted.anchors & stems
        matched |= self._named(wanted, matched, span)
        amounts: frozenset[tuple[str, str]] = frozenset().union(*(self._values[i] for i in span))
        missing = wanted.quantities - amounts
        there = [clause for i in span for clause in self._clauses[i]]
        return Match(
            coverage=worth(matched, len(wanted.quantities) - len(missing)) / wanted.whole if wanted.whole else 0.0,
            anchors=matched,
            missing_quantities=missing,
            conflict=_conflict(missing, amounts - wanted.quantities),
            differs=_differs(wanted, there),
            named=self._names(wanted, span),
            stance=not wanted.anchors & STANCE or bool(stems & STANCE),
            holds_denial=_holds_denial(wanted, there),
            first=first,
            last=last,
        )

    def _names(self, wanted: Wording, span: range) -> bool:
        there = frozenset().union(*(self._people[i] for i in span))
        related = any(stem.startswith("§kin:") for i in span for stem in self._stems[i])
        return wanted.others <= there or related

    def _named(self, wanted: Wording, matched: frozenset[str], span: range) -> frozenset[str]:
        """A relation word ("her daughter") is met by the name of a person the wording does not name."""
        relations = wanted.related - matched
        if not relations:
            return relations
        others = frozenset().union(*(self._people[i] for i in span)) - wanted.people - {"§pro§"}
        return relations if others else frozenset()


def _conflict(
    missing: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]
) -> tuple[tuple[str, str], tuple[str, str]] | None:
    for wanted in sorted(missing):
        for other in sorted(others):
            if other[0] == wanted[0]:
                return wanted, other
    return None


def _clause(sentence: Sentence, where: tuple[int, ...]) -> Clause:
    covered: set[str] = set()
    plain: set[str] = set()
    for j in where:
        if sentence.tokens[j].kind == "word":
            (covered if j in sentence.negated else plain).add(sentence.tokens[j].stem)
    stems = frozenset(covered | plain)
    negator = any(sentence.tokens[j].kind == "not" for j in where)
    return Clause(stems, frozenset(covered - plain), stems if negator else frozenset(covered))


def _differs(wanted: Wording, there: list[Clause]) -> float:
    """Share of the anchors found whose negation differs, each clause of the wording against the clause nearest to it.

    An anchor differs if the wording denies it and no negator is near it in that clause, or if the
    clause only ever denies it and the wording does not.
    """
    found = differ = 0
    for part in wanted.parts:
        shared = [(worth(part.anchors & clause.stems), clause) for clause in there]
        top = max((value for value, _ in shared), default=0.0)
        if not top:
            continue
        # Clauses that hold nearly as much may be meant as well: what one of them agrees with is no difference.
        meant = [clause for value, clause in shared if value and value >= top - _NEARLY]
        agreed = frozenset().union(*(_agreed(part, clause) for clause in meant))
        held = frozenset().union(*(part.anchors & clause.stems for clause in meant)) - wanted.both_ways
        found += len(held)
        differ += len(held - agreed)
    return differ / max(1, found)


def _agreed(part: Part, clause: Clause) -> frozenset[str]:
    """The anchors that a clause shares with a part of a wording and denies, or does not, as the wording does."""
    shared = part.anchors & clause.stems
    return (shared & part.negated & clause.near) | (shared - part.negated - clause.denied)


def _holds_denial(wanted: Wording, there: list[Clause]) -> bool:
    near: frozenset[str] = frozenset().union(*(clause.near for clause in there))
    return all(worth(p.negated & near) >= _HELD * worth(p.negated) for p in wanted.parts if p.negated)
