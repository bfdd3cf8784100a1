"""Statements of the shipped suites, supported and not, with their features: what the combiner is fitted on.

What is supported is every wording that a shipped scenario accepts for a fact of its own. What is not: its tempting
untruths, facts of another scenario, and its own facts, in several of their wordings, with one fault of each kind of
the taxonomy planted in them. Weights cannot be negative. Folds are by scenario: none helps to judge itself.
"""

from __future__ import annotations

import hashlib
import random
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
from harness.notes import capital, ended
from harness.planting import KINDS, OMISSIONS, Scene, plant_in
from harness.records import Arm, Fact, Variant

SEED = 7

WORDINGS = 3
"""Times that faults are planted in a scenario, each time in other accepted wordings of its facts."""
OF_A_KIND = 8
"""Faults of one kind taken from a scenario each time, at most: common kinds must not drown rare ones."""
STATED = tuple(kind for kind in KINDS if kind not in OMISSIONS | {"A1", "E1", "E2"})
"""Kinds that change a statement itself; the others leave something out, or change who is credited before a colon."""


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
            for wording in (fact.says, *fact.accept):
                yield Example(variant.scenario, variant.text, wording, None)
            for text, credited in _credited(fact, variant, drawn):
                yield Example(variant.scenario, variant.text, text, credited)
        for text, kind in _planted(variant):
            yield Example(variant.scenario, variant.text, text, kind)
        for untruth in variant.not_said:
            for text in (untruth.says, *untruth.accept):
                yield Example(variant.scenario, variant.text, text, untruth.kind)
        for text in _of_another(made[(i + 7) % len(made)], variant, drawn):
            yield Example(variant.scenario, variant.text, text, "another case")


def _credited(fact: Fact, variant: Variant, drawn: random.Random) -> Iterator[tuple[str, str | None]]:
    """A fact as the word of who said it, and as somebody else's."""
    ways = [fact.says, *fact.accept[1:]]
    speaker, others = variant.people.get(fact.by), [k for k in variant.people if k != fact.by]
    if speaker is not None:
        yield f"According to {speaker.first or fact.by}, {_lowered(drawn.choice(ways), variant)}", None
    if others:
        other = variant.people[who := drawn.choice(others)].first or who.replace("_", " ")
        yield f"According to {other}, {_lowered(drawn.choice(ways), variant)}", "A1"


def _planted(variant: Variant) -> Iterator[tuple[str, str]]:
    """Statements with one fault of each kind that the planters can make of the facts, in several of their wordings."""
    told: set[str] = set()
    for turn in range(WORDINGS):
        scene = Scene(_reworded(variant, turn), SEED + turn)
        for kind in STATED:
            for place in range(OF_A_KIND):
                fault = plant_in(scene, kind, place=place, style="narrative")
                if fault is None:
                    break
                if fault.now and fault.now not in told:
                    told.add(fault.now)
                    yield fault.now, kind


def _reworded(variant: Variant, turn: int) -> Variant:
    """The variant with another accepted wording of each fact as what its ledger says; the first time as it is."""
    if not turn:
        return variant
    facts = tuple(
        fact.model_copy(update={"says": ended(capital(fact.accept[(turn - 1) % len(fact.accept)]))})
        if fact.accept else fact for fact in variant.facts
    )  # fmt: skip
    return variant.model_copy(update={"facts": facts})


def _lowered(text: str, variant: Variant) -> str:
    named = any(p.first and text.startswith(p.first) for p in variant.people.values())
    return text if named else text[0].lower() + text[1:]


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
