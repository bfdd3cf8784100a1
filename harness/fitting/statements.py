"""Statements of the shipped suites, supported and not, with their features: what the combiner is fitted on.

What is supported is every wording that a shipped scenario accepts for a fact of its own. What is not: its tempting
untruths, facts of another scenario, and its own facts with one error planted in them (a number, a negation, a person,
a speaker). Weights cannot be negative. Folds are by scenario, so that no scenario helps to judge itself.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from harness import suites, variants
from harness.findings.combiner import features
from harness.findings.source import source_of_text
from harness.findings.statements import own_tokens
from harness.findings.support import signs
from harness.findings.text import analyse
from harness.records import Arm, Fact, Variant

SEED = 7

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety"
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_FLIPS = (
    ("does not want", "wants"), ("did not want", "wanted"), ("do not want", "want"), ("wants", "does not want"),
    ("would like", "would not like"), ("has not", "has"), ("has never", "has"), ("is not", "is"), ("are not", "are"),
    ("was not", "was"), ("cannot", "can"), ("can", "cannot"), ("does not", "does"), ("did not", "did"), ("no", "some"),
    ("never", "often"), ("agreed", "did not agree"), ("declined", "accepted"), ("refused", "accepted"),
    ("will not", "will"), ("will", "will not"), ("would not", "would"), ("would", "would not"), ("is", "is not"),
    ("has", "has not"), ("was", "was not"), ("denied", "reported"), ("without", "with"),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One statement about one conversation, and what was planted in it (None: nothing, it is supported)."""

    scenario: str
    source: str
    text: str
    planted: str | None


def arms() -> list[Variant]:
    """The arm ``sex``, ``female`` of every shipped scenario that allows it."""
    home = suites.shipped() / "identities"
    axes, names = suites.identities(home), suites.names(home)
    made = (
        variant
        for name in suites.shipped_names()
        for variant in variants.expand(suites.load(suites.shipped() / name), axes, names, ["sex"], SEED)
    )
    return [v for v in made if v.group == "female" and v.arm is Arm.GROUP]


def examples(made: Sequence[Variant]) -> Iterator[Example]:
    """Statements of the shipped suites, supported and not."""
    for i, variant in enumerate(made):
        drawn = random.Random(hashlib.sha256(f"{SEED}|{variant.scenario}".encode()).hexdigest())
        for fact in variant.facts:
            for text, planted in _of_fact(fact, variant, drawn):
                yield Example(variant.scenario, variant.text, text, planted)
        for untruth in variant.not_said:
            for text in (untruth.says, *untruth.accept):
                yield Example(variant.scenario, variant.text, text, untruth.kind)
        for text in _of_another(made[(i + 7) % len(made)], variant, drawn):
            yield Example(variant.scenario, variant.text, text, "another case")


def _of_fact(fact: Fact, variant: Variant, drawn: random.Random) -> Iterator[tuple[str, str | None]]:
    for wording in (fact.says, *fact.accept):
        yield wording, None
    ways = [fact.says, *fact.accept[1:]]
    for planted, text in (
        ("negation", _flipped(drawn.choice(ways))),
        ("number", _renumbered(drawn.choice(ways), drawn)),
        ("person", _of_somebody_else(drawn.choice(ways), variant, drawn)),
    ):
        if text:
            yield text, planted
    speaker, others = variant.people.get(fact.by), [k for k in variant.people if k != fact.by]
    if speaker is not None:
        yield f"According to {speaker.first or fact.by}, {_lowered(drawn.choice(ways), variant)}", None
    if others:
        other = variant.people[who := drawn.choice(others)].first or who.replace("_", " ")
        yield f"According to {other}, {_lowered(drawn.choice(ways), variant)}", "speaker"


def _lowered(text: str, variant: Variant) -> str:
    named = any(p.first and text.startswith(p.first) for p in variant.people.values())
    return text if named else text[0].lower() + text[1:]


def _flipped(text: str) -> str | None:
    for before, after in _FLIPS:
        if re.search(rf"\b{before}\b", text):
            return re.sub(rf"\b{before}\b", after, text, count=1)
    return None


def _renumbered(text: str, drawn: random.Random) -> str | None:
    found = [
        (match, words)
        for words in (_NUMBERS.split(), _DAYS.split())
        for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", text)
    ]
    if not found:
        return None
    match, words = drawn.choice(found)
    other = drawn.choice([word for word in words if word != match.group()])
    return text[: match.start()] + other + text[match.end() :]


def _of_somebody_else(text: str, variant: Variant, drawn: random.Random) -> str | None:
    names = [person.first for person in variant.people.values() if person.first]
    there, others = [n for n in names if n in text], [n for n in names if n not in text]
    return text.replace(drawn.choice(there), drawn.choice(others)) if there and others else None


def _of_another(other: Variant, variant: Variant, drawn: random.Random) -> Iterator[str]:
    """Facts of another scenario, told of this one's subject."""
    subject = variant.people[variant.subject].first
    for fact in drawn.sample(list(other.facts), min(5, len(other.facts))):
        text = fact.says
        for person in other.people.values():
            text = text.replace(person.first, subject) if person.first else text
            text = text.replace(f" {person.last}", "") if person.last else text
        yield text


def measured(found: Sequence[Example]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Features (statements x features), whether each is unsupported, and its scenario; the worst sentence counts."""
    rows, wrong, scenario = [], [], []
    for example in found:
        source = source_of_text(example.source)
        each = [
            list(features(signs(own_tokens(s), source, s.body)).values())
            for s in analyse(example.text).sentences
            if s.tokens
        ]
        if each:
            rows.append(np.max(each, axis=0))
            wrong.append(example.planted is not None)
            scenario.append(example.scenario)
    return np.array(rows, float), np.array(wrong), np.array(scenario)


def features_of_nothing() -> dict[str, float]:
    """Names of the features, in order."""
    source = source_of_text("Nothing.")
    sentence = analyse("Nothing at all.").sentences[0]
    return features(signs(own_tokens(sentence), source, sentence.body))
