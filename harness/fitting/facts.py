"""Facts with one wording left out, in notes that hold it and in notes that do not: what likeness is fitted on.

Nothing in a note is a wording that the facts are looked for by: of every fact one accepted wording is left out, and
notes are made of those alone. So each note is a paraphrase by its author's own hand.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from harness.findings.likeness import Ledger, Likeness, candidates, features, score
from harness.findings.passages import Passages
from harness.findings.prepare import FactForms, facts_of
from harness.findings.text import analyse
from harness.fitting import associations
from harness.fitting.regression import Array
from harness.records import Fact, Variant

SEED, LINES, FEWEST_WORDINGS = 5, 14, 3
START = Likeness(
    {"telling_coverage": 1.0, "told": 0.5, "unique_words": 0.2, "quantities": 0.4, "other_quantity": 0.5,
     "denied_otherwise": 0.8, "another_fact": 0.3}, 0.0, 0.5,
)  # fmt: skip
"""Chooses the passage that is fitted on, before there are weights to choose it by."""


@dataclass(frozen=True)
class Trial:
    """One fact looked for in one note: the features of its likeliest passage, and whether the note holds it."""

    scenario: str
    features: dict[str, float]
    there: bool


def trials(made: Sequence[Variant], chosen: Likeness = START) -> Iterator[Trial]:
    """Every fact of the shipped suites with wordings enough, once where it is and once where it is not."""
    learnt = associations.by_scenario(made)
    for variant in made:
        drawn = random.Random(hashlib.sha256(f"{SEED}|{variant.scenario}".encode()).hexdigest())
        left, held = _left_out(variant, drawn)
        ledger = Ledger.of(left, learnt[variant.scenario])
        for forms, fact in zip(left, variant.facts, strict=True):
            if fact.carries or len(fact.accept) < FEWEST_WORDINGS - 1:
                continue
            others = [other.id for other in variant.facts if other.id != fact.id]
            lines = [held[name] for name in drawn.sample(others, min(LINES, len(others)))]
            place = drawn.randrange(len(lines) + 1)
            for there in (True, False):
                note = [*lines[:place], *([held[fact.id]] if there else []), *lines[place:]]
                found = _best(ledger, forms, note, variant, chosen)
                if found is not None:
                    yield Trial(variant.scenario, found, there)


def _left_out(variant: Variant, drawn: random.Random) -> tuple[tuple[FactForms, ...], dict[str, str]]:
    """The facts without one wording each, and that wording."""
    held, kept = {}, []
    for fact in variant.facts:
        out = drawn.randrange(len(fact.accept)) if len(fact.accept) > 1 else None
        held[fact.id] = fact.says if out is None else fact.accept[out]
        kept.append(fact if out is None else _without(fact, out))
    return facts_of(kept, variant), held


def _without(fact: Fact, out: int) -> Fact:
    return fact.model_copy(update={"accept": tuple(w for n, w in enumerate(fact.accept) if n != out)})


def _best(
    ledger: Ledger, forms: FactForms, note: Sequence[str], variant: Variant, chosen: Likeness
) -> dict[str, float] | None:
    text = "\n".join(f"- {line[0].upper()}{line[1:].rstrip('.')}." for line in note)
    passages = Passages(analyse(text, variant.people))
    each = [features(ledger, forms, w, m, passages) for w, m in candidates(forms, passages)]
    return max(each, key=lambda found: score(found, chosen)) if each else None


def measured(found: Sequence[Trial]) -> tuple[Array, Array, Array]:
    """Features (trials x features), whether the note holds the fact, and the scenario."""
    rows = [list(trial.features.values()) for trial in found]
    return np.array(rows, float), np.array([t.there for t in found]), np.array([t.scenario for t in found])
