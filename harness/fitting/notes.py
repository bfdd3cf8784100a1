"""Notes with and without a fault, in wordings that the judge was not shown: what ``against_ledger`` is fitted on.

Of every fact one accepted wording is drawn to write with; the ledger that judges does not hold it, unless it is the
fact's own sentence. So a faithful note is partly a paraphrase by the author's own hand, and so is a faulty one.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from harness import planting
from harness.findings.against_ledger import features
from harness.findings.passages import Passages
from harness.findings.prepare import Prepared, prepare
from harness.findings.statements import own_tokens, statements
from harness.findings.support import signs
from harness.findings.telling import told_by
from harness.findings.text import analyse
from harness.fitting import associations
from harness.fitting.regression import Array
from harness.records import Fact, Variant

SEED, PLACES = 17, 3


@dataclass(frozen=True)
class Judged:
    """One sentence: its features, its scenario, and the kind of fault in it (None: it is faithful)."""

    scenario: str
    features: dict[str, float]
    kind: str | None
    text: str = ""


def sentences(made: Sequence[Variant], seed: int = SEED) -> Iterator[Judged]:
    """Every sentence of faithful notes in five styles, and the faulty ones of notes with one fault each."""
    learnt = associations.by_scenario(made)
    for variant in made:
        drawn = random.Random(hashlib.sha256(f"{seed}|{variant.scenario}".encode()).hexdigest())
        writes, judges = told_otherwise(variant, drawn)
        prepared = prepare(judges)
        ledger = replace(prepared.tellable.ledger, associations=learnt[variant.scenario])
        prepared = replace(prepared, tellable=replace(prepared.tellable, ledger=ledger))
        scene = planting.Scene(writes, seed)
        for style in planting.STYLES:
            note = planting.write(scene.lines, style).text
            yield from _each(prepared, note, 0, len(note), None)
        for kind in planting.KINDS:
            for place in range(PLACES if kind not in planting.OMISSIONS else 0):
                planted = planting.plant_in(scene, kind, place=place)
                if planted is None:
                    break
                yield from _worst(prepared, planted)


def told_otherwise(variant: Variant, drawn: random.Random) -> tuple[Variant, Variant]:
    """The variant that the notes are written from, and the one that judges them."""
    writes, judges = [], []
    for fact in variant.facts:
        n = drawn.randrange(len(fact.accept) + 1)
        if n and not fact.carries and _reads(fact.accept[n - 1]):
            out = fact.accept[n - 1]
            writes.append(fact.model_copy(update={"says": f"{out[0].upper()}{out[1:].rstrip('.')}."}))
            judges.append(fact.model_copy(update={"accept": tuple(w for w in fact.accept if w != out)}))
        else:
            writes.append(fact)
            judges.append(fact)
    return _with(variant, writes), _with(variant, judges)


def _reads(text: str) -> bool:
    return len(text.split()) >= 4


def _with(variant: Variant, facts: Sequence[Fact]) -> Variant:
    return variant.model_copy(update={"facts": tuple(facts)})


def _each(prepared: Prepared, note: str, start: int, end: int, kind: str | None) -> Iterator[Judged]:
    passages = Passages(analyse(note, prepared.variant.people))
    for i, sentence in statements(passages.document):
        if sentence.end > start and sentence.start < end:
            found = signs(own_tokens(sentence), prepared.source, sentence.body)
            each = features(prepared, passages, i, found, told_by(prepared.tellable, passages, i))
            yield Judged(prepared.variant.scenario, each, kind, note[sentence.start : sentence.end])


def _worst(prepared: Prepared, planted: planting.Planted) -> Iterator[Judged]:
    """The faulty sentence; where the fault has several, what is worst in any of them."""
    found = list(_each(prepared, planted.note, planted.start, planted.end, planted.kind))
    if found:
        worst = {name: max(one.features[name] for one in found) for name in found[0].features}
        yield Judged(prepared.variant.scenario, worst, planted.kind, planted.now or "")


def measured(found: Sequence[Judged]) -> tuple[Array, Array, Array]:
    """Features (sentences x features), whether each is faulty, and its scenario."""
    rows = [list(one.features.values()) for one in found]
    return np.array(rows, float), np.array([o.kind is not None for o in found]), np.array([o.scenario for o in found])
