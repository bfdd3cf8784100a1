"""One way to say a fact, as what must be found in a text: content stems, quantities and negation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.text import Document, Sentence, analyse
from harness.findings.tokens import Token, near_negator, values
from harness.records import Filled

ATTRIBUTION = frozenset(stem(word) for word in lx.ATTRIBUTION)
WEAK = frozenset(stem(word) for word in lx.WEAK)
STANCE = frozenset(stem(word) for word in lx.STANCE)
_FILLER = frozenset({"tim", "one"}).union(lx.DURATION_UNITS, lx.DOSE_UNITS, lx.MONEY_UNITS)
"""Stems that only carry a quantity: "three times" and "three falls" both mean three."""


_FLIPPED = 0.34
"""Share of the anchors found that must differ in negation."""
_SENTENCES = 4
_SHORT = 32
"""Words within which up to four sentences of one speaker make one passage ("Not a group. I'd talk to one person")."""
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wording:
    """What one wording of a fact asks of a text."""

    anchors: frozenset[str]
    """Content stems, quantities apart; relation words (``§kin:child§``) among them."""
    quantities: frozenset[tuple[str, str]]
    """(sort, amount) of every quantity."""
    negated: frozenset[str]
    """Anchors that a negator covers."""
    people: frozenset[str]
    """People it names. ``others`` are those of them a passage must name too: all but the subject."""
    others: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    """Anchors that most wordings of the fact have: without them nothing is that fact."""

    @property
    def size(self) -> int:
        """How many things it asks for."""
        return len(self.anchors) + len(self.quantities)

    def weigh(self, anchors: frozenset[str], quantities: int) -> float:
        """How much these anchors and so many quantities are worth; common words count half."""
        return len(anchors) - 0.5 * len(anchors & WEAK) + quantities


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
    """Share of the anchors found that are denied on one side only."""
    named: bool
    """Whether the other people of the wording are there, by name or by relation."""
    stance: bool
    """False: a wish or a consent is asked for, and the passage has no word of either."""
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
        return sum(1 for a in self.anchors if a not in WEAK and not a.startswith("§kin:"))


def wording(text: str, people: Mapping[str, Filled] | None = None) -> Wording:
    """What ``text``, a wording of a fact, asks for."""
    anchors: set[str] = set()
    quantities: set[tuple[str, str]] = set()
    negated: set[str] = set()
    persons: set[str] = set()
    for sentence in analyse(text, people).sentences:
        amounts = values(sentence.tokens)
        quantities |= {(v.sort, v.amount) for v in amounts}
        for i, token in enumerate(sentence.tokens):
            if token.kind == "word" and not _only_measures(sentence.tokens, i):
                anchors.add(token.stem)
                if i in sentence.negated:
                    negated.add(token.stem)
            elif token.kind == "person":
                persons.add(token.stem)
    return Wording(frozenset(anchors), frozenset(quantities), frozenset(negated), frozenset(persons))


def _only_measures(tokens: tuple[Token, ...], i: int) -> bool:
    return tokens[i].stem in _FILLER and i > 0 and tokens[i - 1].kind == "number"


class Passages:
    """A document, indexed by what its sentences contain, in which wordings are looked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sentences = document.sentences
        self._has: dict[str, set[int]] = {}
        self._negated: list[frozenset[str]] = []
        self._plain: list[frozenset[str]] = []
        self._near: list[frozenset[str]] = []
        self._stems: list[frozenset[str]] = []
        self._people: list[frozenset[str]] = []
        self._values: list[frozenset[tuple[str, str]]] = []
        for i, sentence in enumerate(self.sentences):
            self._add(i, sentence)
        self._reach = [self._end_of_passage(i) for i in range(len(self.sentences))]

    def _add(self, i: int, sentence: Sentence) -> None:
        covered: set[str] = set()
        plain: set[str] = set()
        for j, token in enumerate(sentence.tokens):
            if token.kind == "word":
                (covered if j in sentence.negated else plain).add(token.stem)
                self._has.setdefault(token.stem, set()).add(i)
        self._negated.append(frozenset(covered))
        self._plain.append(frozenset(plain))
        close = near_negator(sentence.tokens)
        self._near.append(frozenset(sentence.tokens[j].stem for j in close) | covered)
        self._stems.append(frozenset(covered | plain))
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
        related = sum(a.startswith("§kin:") for a in wanted.anchors)
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

    def share(self, wanted: Wording, i: int) -> float:
        """At most this share of what is asked for can be found in sentence ``i``; quick."""
        here = len(wanted.anchors & self._stems[i]) + len(wanted.quantities & self._values[i])
        return (here + sum(a.startswith("§kin:") for a in wanted.anchors)) / wanted.size

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
        for key in (*wanted.anchors, *(f"{sort}={amount}" for sort, amount in wanted.quantities)):
            for i in self._has.get(key, ()):
                hits.setdefault(i, set()).add(key)
        return hits

    def fit(self, wanted: Wording, first: int, last: int) -> Match:
        """How well ``wanted`` fits sentences ``first`` to ``last``."""
        span = range(first, last + 1)
        covered = frozenset().union(*(self._negated[i] for i in span))
        plain = frozenset().union(*(self._plain[i] for i in span))
        near = frozenset().union(*(self._near[i] for i in span))
        matched = wanted.anchors & (covered | plain)
        matched |= self._named(wanted, matched, span)
        amounts: frozenset[tuple[str, str]] = frozenset().union(*(self._values[i] for i in span))
        missing = wanted.quantities - amounts
        whole = wanted.weigh(wanted.anchors, len(wanted.quantities))
        return Match(
            coverage=wanted.weigh(matched, len(wanted.quantities) - len(missing)) / whole if whole else 0.0,
            anchors=frozenset(matched),
            missing_quantities=missing,
            conflict=_conflict(missing, amounts - wanted.quantities),
            differs=_differs(wanted, matched, covered - plain, near),
            named=self._names(wanted, span),
            stance=not wanted.anchors & STANCE or bool((covered | plain) & STANCE),
            first=first,
            last=last,
        )

    def _names(self, wanted: Wording, span: range) -> bool:
        there = frozenset().union(*(self._people[i] for i in span))
        related = any(stem.startswith("§kin:") for i in span for stem in self._stems[i])
        return wanted.others <= there or related

    def _named(self, wanted: Wording, matched: frozenset[str], span: range) -> frozenset[str]:
        """A relation word ("her daughter") is met by the name of a person the wording does not name."""
        relations = frozenset(a for a in wanted.anchors - matched if a.startswith("§kin:"))
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


def _differs(wanted: Wording, matched: frozenset[str], denied: frozenset[str], near: frozenset[str]) -> float:
    """Share of the anchors found whose negation differs.

    An anchor differs if the wording denies it and no negator is near it in the passage, or if the
    passage only ever denies it and the wording does not.
    """
    matched = frozenset(a for a in matched if not a.startswith("§kin:"))
    differ = len((wanted.negated & matched) - near) + len((matched - wanted.negated) & denied)
    return differ / max(1, len(matched))


def attributed(sentences: tuple[Sentence, ...], first: int, last: int) -> bool:
    """Whether a passage says whose word it is passing on: a verb of saying or thinking, or a speaker's label."""
    for i in range(first, last + 1):
        sentence = sentences[i]
        if _cue(sentence) or _named_above(sentence):
            return True
        # "Her neighbour rang. She said there is shouting. It goes on at night." is one report.
        if sentence.follows and i > 0 and _cue(sentences[i - 1]) and sentence.tokens[0].kind in ("person", "stop"):
            return True
    return False


def _cue(sentence: Sentence) -> bool:
    if any(token.stem in ATTRIBUTION for token in sentence.tokens):
        return True
    label = [t for t in sentence.tokens if t.end <= sentence.body]
    return any(t.kind == "person" or t.stem.startswith("§") for t in label)


def _named_above(sentence: Sentence) -> bool:
    return any(stem(word) in ATTRIBUTION for word in sentence.under.lower().replace(":", " ").split())
