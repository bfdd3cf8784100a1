"""A conversation, or any text, to units that can be searched for the passage behind a statement."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from harness.findings.amounts import heard
from harness.findings.persons import Talk, names_of, whose
from harness.findings.polarity import near_negator
from harness.findings.roots import root
from harness.findings.text import Document, Sentence, analyse, told_apart
from harness.findings.tokens import Token, values
from harness.findings.topics import found_in, other_words
from harness.masking import PRONOUN
from harness.records import Filled, Variant

_LONGEST = 45
"""Words after which a unit is ended at the next sentence, so that a monologue is searched in parts."""
_SPEAKER = re.compile(r"[^:\n]{1,40}:\s")


@dataclass(frozen=True)
class Unit:
    """A turn, or a part of a long one: characters ``start`` to ``end`` of the source."""

    start: int
    end: int
    stems: frozenset[str]
    negated: frozenset[str]
    plain: frozenset[str]
    """Stems that stand in it without a negator."""
    quantities: frozenset[tuple[str, str]]
    speaker: frozenset[str]
    """Stems of the label of who speaks; empty if nobody is named."""
    near: frozenset[str]
    """Stems that share a clause with a negator, or that an answer denies."""
    has_negator: bool
    sentences: tuple[Sentence, ...] = ()

    @cached_property
    def roots(self) -> frozenset[str]:
        """Roots of its stems."""
        return frozenset(root(s) for s in self.stems)


@dataclass(frozen=True)
class Source:
    """The units of a text, an index of their stems, and what the whole text contains."""

    text: str
    units: tuple[Unit, ...]
    index: dict[str, tuple[int, ...]]
    weight: dict[str, float]
    """Rarity of each stem: log of units over units that have it."""
    unseen_weight: float
    """Rarity of a stem that no unit has."""
    pairs: frozenset[tuple[str, str]]
    """Neighbouring words, for recognising what was copied."""
    words: frozenset[str]
    """Every canonical word, stop words included."""
    amounts: frozenset[str]
    topics: frozenset[str]
    speakers: frozenset[str]
    names: frozenset[str] = frozenset()
    """Stems that stand for people or places: written with a capital wherever they stand."""

    def said_of(self, unit: int) -> Mapping[str, frozenset[frozenset[str]]]:
        """Of whom each content stem of a unit is said, once for each time it stands there; empty: of nobody known."""
        return self._said_of[unit]

    @cached_property
    def _said_of(self) -> tuple[Mapping[str, frozenset[frozenset[str]]], ...]:
        talk, out = Talk(), []
        for unit in self.units:
            held: dict[str, set[frozenset[str]]] = {}
            talk.turn(unit.speaker)
            for sentence in unit.sentences:
                body = [t for t in sentence.tokens if t.start >= sentence.body]
                for token, who in zip(body, whose(body, self.names, talk), strict=True):
                    if is_content(token):
                        held.setdefault(token.stem, set()).add(talk.known_as(who))
            out.append({stem: frozenset(people) for stem, people in held.items()})
        return tuple(out)


def source_of_variant(variant: Variant, document: Document) -> Source:
    """The source of a variant, from its text as analysed with its people masked."""
    return _build(document, labelled=variant.voice is None)


@lru_cache(maxsize=64)
def source_of_text(text: str) -> Source:
    """The source of any plain text, with or without ``Speaker:`` labels."""
    lines = [line for line in text.splitlines() if line.strip()]
    spoken = sum(1 for line in lines if _SPEAKER.match(line))
    return _build(analyse(text), labelled=len(lines) > 1 and spoken > len(lines) / 2)


def source_of(text: str, people: Mapping[str, Filled] | None = None) -> Source:
    """The source of a text, its people masked where they are known."""
    return source_of_text(text) if not people else _build(analyse(text, people), labelled=True)


def _build(document: Document, labelled: bool) -> Source:
    units = tuple(_units(document, labelled))
    index: dict[str, list[int]] = {}
    for i, unit in enumerate(units):
        for stem in unit.stems:
            index.setdefault(stem, []).append(i)
    n = len(units)
    tokens = [t for s in document.sentences for t in s.tokens]
    lower = frozenset(t.stem for t in tokens if not t.capital)
    speakers = frozenset(stem for unit in units for stem in unit.speaker)
    named = frozenset(name for s in document.sentences for name in names_of(s.tokens))
    return Source(
        text=document.text,
        units=units,
        index={stem: tuple(where) for stem, where in index.items()},
        weight={stem: math.log(1 + n / len(where)) for stem, where in index.items()},
        unseen_weight=math.log(2 + n),
        pairs=frozenset((a.stem, b.stem) for s in document.sentences for a, b in itertools.pairwise(s.tokens)),
        words=frozenset(w for t in tokens for w in (t.text, t.stem)),
        amounts=frozenset(amount for unit in units for _, amount in unit.quantities),
        topics=found_in(told_apart(tokens)),
        speakers=speakers,
        names=(named - lower) | speakers,
    )


def _units(document: Document, labelled: bool) -> Iterable[Unit]:
    """Turns where speakers are named, else sentences; a long turn in parts, each with its speaker."""
    held: list[Sentence] = []
    speaker: frozenset[str] = frozenset()
    length = 0
    for sentence in document.sentences:
        starts_turn = not sentence.follows
        if held and (starts_turn or not labelled or length >= _LONGEST):
            yield _unit(held, speaker)
            held, length = [], 0
        if starts_turn:
            label = [t for t in sentence.tokens if t.end <= sentence.body]
            speaker = frozenset(t.stem for t in label) if labelled else frozenset()
        held.append(sentence)
        length += len(sentence.tokens)
    if held:
        yield _unit(held, speaker)


def _unit(sentences: list[Sentence], speaker: frozenset[str]) -> Unit:
    content: set[str] = set()
    covered: set[str] = set()
    plain: set[str] = set()
    near: set[str] = set()
    quantities: set[tuple[str, str]] = set()
    for sentence in sentences:
        content.update(heard(sentence.tokens))
        quantities |= {(v.sort, v.amount) for v in values(sentence.tokens)}
        near |= {sentence.tokens[i].stem for i in near_negator(sentence.tokens)}
        for name in found_in(told_apart(sentence.tokens)) & other_words().keys():
            words = other_words()[name]
            content |= words
            negator = any(t.kind == "not" for t in sentence.tokens) or len(sentence.negated) > 1
            (covered if negator else plain).update(words)
        for i, token in enumerate(sentence.tokens):
            if is_content(token):
                content.add(token.stem)
                (covered if i in sentence.negated else plain).add(token.stem)
    return Unit(
        sentences[0].start, sentences[-1].end, frozenset(content | speaker), frozenset(covered), frozenset(plain),
        frozenset(quantities), speaker, frozenset(near | covered),
        any(t.kind == "not" for s in sentences for t in s.tokens), tuple(sentences),
    )  # fmt: skip


def is_content(token: Token) -> bool:
    """Whether a token carries content of its own (names of people in the conversation included)."""
    return token.kind in ("word", "number", "value") or (token.kind == "person" and token.stem != PRONOUN)
