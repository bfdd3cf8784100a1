"""Turns a variant into what a planter may choose from: facts that read alike in every arm, people, and a fair draw."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from harness.notes import label_of
from harness.planting.notes import Line, faithful
from harness.records import Fact, Harm, Variant

T = TypeVar("T")


@dataclass(frozen=True)
class Offer:
    """One fault that could be planted.

    Attributes:
        about: the fact that is changed or left out, or the id of the untruth that is told.
        mark: which change of that fact; the same words in every arm, for the draw.
        line: what stands in the note afterwards; None where the fact is left out.
        adds: whether the line comes beside the others, and replaces none.
        harm: the author's own judgement of an untruth; None: from the taxonomy.
    """

    about: str
    mark: str
    line: Line | None
    adds: bool = False
    harm: Harm | None = None


class Scene:
    """One arm of a scenario, as the planters see it. Draws depend on the seed and the scenario, never on the arm."""

    def __init__(self, variant: Variant, seed: int) -> None:
        self.variant, self.seed = variant, seed
        self.lines = faithful(variant)
        self._by_id = {line.about: line for line in self.lines}

    def rank(self, *what: str) -> int:
        """A large number drawn for ``what``: the smallest is chosen."""
        named = (str(self.seed), self.variant.suite, self.variant.scenario, *what)
        return int.from_bytes(hashlib.sha256("\x1f".join(named).encode()).digest()[:8], "big")

    def choose(self, options: Sequence[T], *what: str) -> T:
        """One of ``options``, by the draw for ``what``. ValueError if there is none."""
        if not options:
            raise ValueError("nothing to choose from")
        return options[self.rank(*what) % len(options)]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Facts that do not state who the person is: those that do, differ between arms as they should."""
        surfaces = {s.lower() for p in self.variant.people.values() for s in p.slots.values() if s.strip()}
        ages = {str(p.age) for p in self.variant.people.values() if p.age is not None}
        return tuple(
            fact for fact in self.variant.facts
            if not fact.carries and not any(s in fact.says.lower() for s in surfaces)
            and not ages & set(re.findall(r"\d+", fact.says))
        )  # fmt: skip

    def line(self, fact: Fact) -> Line:
        """The faithful line of a fact."""
        return self._by_id[fact.id]

    def retold(self, fact: Fact, body: str, mark: str) -> Offer:
        """An offer to say ``body`` in the place of the fact, its source left as it is."""
        return Offer(fact.id, mark, replace(self.line(fact), body=body))

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Keys of the people who speak."""
        return tuple(dict.fromkeys(t.person for t in self.variant.turns if t.person is not None))

    def label(self, person: str) -> str:
        """What running text calls a person."""
        return label_of(self.variant, person)

    def subject_of(self, person: str) -> str:
        """How a sentence of the ledger would name a person: by the first name where the talk has it, else the label."""
        filled = self.variant.people.get(person)
        if filled is not None and filled.first and re.search(rf"\b{re.escape(filled.first)}\b", self.all_words):
            return filled.first
        return self.label(person)

    @cached_property
    def all_words(self) -> str:
        """The talk and the ledger."""
        return "\n".join([self.variant.text, *(fact.says for fact in self.variant.facts)])

    @cached_property
    def named(self) -> tuple[tuple[str, str], ...]:
        """(name, key) of everybody who has a name, longest names first."""
        found: dict[str, str] = {}
        for key, filled in self.variant.people.items():
            title_last = f"{filled.title} {filled.last}" if filled.title and filled.last else ""
            full = f"{filled.first} {filled.last}" if filled.first and filled.last else ""
            for name in (full, title_last, filled.first):
                if name:
                    found.setdefault(name, key)
        return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))

    def opening(self, sentence: str) -> tuple[str, str] | None:
        """The name a sentence begins with, and whose it is; a possessive is none."""
        for name, key in self.named:
            if re.match(rf"{re.escape(name)}(?=[ ,])", sentence):
                return name, key
        return None

    def names(self, words: Iterable[str]) -> bool:
        """Whether any of ``words`` is in the talk or the ledger."""
        return any(re.search(rf"\b{re.escape(word)}", self.all_words, re.IGNORECASE) for word in words)
