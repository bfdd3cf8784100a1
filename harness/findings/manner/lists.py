"""Lists of expressions as data to what can be looked for: families, their entries, and the phrases that are decoys.

An entry is written as words: ``a/b`` is either, ``a~`` may be missing, ``WHO``, ``PRO``, ``SELF``, ``NUMBER`` and
``ANY`` stand for a kind of word. Inflections are written out. ``not_in`` gives phrases in which the words mean
something else ("a demanding job"), each with a sentence that the tests try. Every hit is a lead to read.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from harness.findings.manner.words import ANY, NUMBER, PRO, SELF, WHO
from harness.masking import PRONOUN, mask

FAMILIES = ("stigma", "blame", "doubt", "infantilising", "hedges", "softening", "framing")
"""In the order they are told."""

_CLASSES = frozenset({WHO, PRO, SELF, NUMBER, ANY})
Phrase = tuple[frozenset[str], ...]
"""Word by word, what may stand there."""


@dataclass(frozen=True)
class Source:
    """What a list rests on. ``grade``: V read at the source, D computed, S secondary, K not verified, P proposal."""

    key: str
    who: str
    grade: str
    grounds: str
    year: int | None = None


@dataclass(frozen=True, eq=False)
class Entry:
    """One expression in all its forms. Names who it comes from where that is not the project itself."""

    family: str
    say: str
    phrases: tuple[Phrase, ...]
    decoys: tuple[Phrase, ...]
    example: str
    not_in: dict[str, str]
    origin: str = "project"


@dataclass(frozen=True)
class Family:
    """One list: ``code`` is the class of the taxonomy that an introduced expression falls under, if any."""

    name: str
    version: int
    code: str | None
    reads: str
    """What such wording does, after "it": "blames the person"."""
    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]

    @property
    def rule(self) -> str:
        """Who decided, as findings name it."""
        return f"rule:{self.name}@{self.version}"


Place = tuple[Entry, Phrase, bool]
"""An entry, a phrase of it, and whether the phrase is a decoy."""


@functools.cache
def families() -> dict[str, Family]:
    """Every list, by name."""
    return {name: _family(name) for name in FAMILIES}


@functools.cache
def index() -> dict[str, tuple[Place, ...]]:
    """Phrases of all lists by what their first word may be."""
    found: dict[str, list[Place]] = {}
    for family in families().values():
        for entry in family.entries:
            both = [(p, False) for p in entry.phrases] + [(p, True) for p in entry.decoys]
            for phrase, decoy in both:
                for first in phrase[0]:
                    found.setdefault(first, []).append((entry, phrase, decoy))
    return {first: tuple(places) for first, places in found.items()}


def _family(name: str) -> Family:
    text = resources.files("harness.findings").joinpath(f"data/manner/{name}.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    sources = tuple(Source(**source) for source in raw["sources"])
    entries = tuple(_entry(name, one) for one in raw["entries"])
    return Family(raw["family"], raw["version"], raw["code"], raw["reads"], sources, entries)


def _entry(family: str, raw: dict[str, Any]) -> Entry:
    says = [raw["say"], *raw.get("also", ())]
    decoys: dict[str, str] = raw.get("not_in", {})
    return Entry(
        family=family,
        say=raw["say"],
        phrases=tuple(phrase for say in says for phrase in phrases(say)),
        decoys=tuple(phrase for say in decoys for phrase in phrases(say)),
        example=raw["eg"],
        not_in=decoys,
        origin=raw.get("from", "project"),
    )


def phrases(say: str) -> Iterator[Phrase]:
    """Every way to read an entry, its optional words there or not.

    Raises:
        ValueError: a word is more than one, or nothing is left when the optional words are missing.
    """
    slots = [(one, slot.endswith("~")) for slot in say.split() for one in _choices(slot.removesuffix("~"))]
    for kept in itertools.product(*((True, False) if optional else (True,) for _, optional in slots)):
        phrase = tuple(choices for (choices, _), keep in zip(slots, kept, strict=True) if keep)
        if not phrase or ANY in phrase[0]:
            raise ValueError(f"'{say}' can be read as nothing in particular. Give it a first word of its own.")
        yield phrase


def _choices(slot: str) -> list[frozenset[str]]:
    """What may stand for one word of an entry; a word by itself may be two when levelled ("parents", "isn't")."""
    levelled = [[choice] if choice in _CLASSES else _level(choice) for choice in slot.split("/")]
    if len(levelled) == 1:
        return [_after_pronoun(word) for word in levelled[0]]
    if any(len(words) != 1 for words in levelled):
        raise ValueError(f"'{slot}' has a choice of more than one word. Give that an entry of its own.")
    return [frozenset().union(*(_after_pronoun(words[0]) for words in levelled))]


def _after_pronoun(word: str) -> frozenset[str]:
    """A word, and what masking makes of it after a pronoun: "she refuses" and "they refuse" are one."""
    return frozenset({word, mask(f"she {word}", {})[-1].text} if word.islower() else {word})


@functools.cache
def _level(word: str) -> list[str]:
    """A word as masking levels it: "is" and "are" are one, and so are "lady" and "gentleman"."""
    return [PRO if token.text == PRONOUN else token.text for token in mask(word, {})]
