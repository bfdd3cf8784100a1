"""What a sentence tells, and each way in which it may differ from that: one at a time, and none in paraphrase."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped_arms import arms, filled

from harness import planting
from harness.findings import against_ledger
from harness.findings.cast import Cast
from harness.findings.differences import differences
from harness.findings.passages import Passages
from harness.findings.prepare import prepare
from harness.findings.statements import own_tokens, statements
from harness.findings.support import signs
from harness.findings.telling import Told, told_by
from harness.findings.text import analyse
from harness.findings.verbs import hedges, times

SCENARIO = "hospital_discharge"


def told(note: str, scenario: str = SCENARIO) -> list[Told]:
    variant = arms()[scenario]
    return told_by(prepare(variant).tellable, Passages(analyse(filled(note, variant), variant.people)), 0)


def differing(note: str, scenario: str = SCENARIO) -> set[str]:
    variant = arms()[scenario]
    ready = prepare(variant)
    passages = Passages(analyse(filled(note, variant), variant.people))
    found = differences(ready.tellable, passages, 0, told_by(ready.tellable, passages, 0), ready.source.words)
    return {name.removesuffix("_in_full") for name, value in found.items() if value >= 0.5}


@pytest.mark.parametrize(
    ("note", "entry"),
    [
        ("{first} has spent almost a fortnight on the ward with pneumonia.", "pneumonia"),
        ("The nurse was told by the sister of five weeks' sleeping in a chair.", "chair_weeks"),
        ("It was one night in the chair, not weeks.", "chair_one"),
        ("{first} is scared of waking up short of breath alone.", "fear"),
    ],
)
def test_a_sentence_tells_the_fact_that_it_paraphrases(note: str, entry: str) -> None:
    assert told(note)[0].entry.id == entry


def test_a_sentence_of_two_facts_tells_both() -> None:
    both = (
        "{first} has been in hospital with pneumonia for nearly a fortnight and wants to go home to her own front door."
    )
    assert {t.entry.id for t in told(both)} >= {"pneumonia", "wants_home"}


@pytest.mark.parametrize("note", ["The weather was fine.", "Her boiler is broken.", "She has three cats and a parrot."])
def test_what_nobody_said_tells_nothing_in_full(note: str) -> None:
    assert all(t.share < against_ledger.FULL for t in told(note))


@pytest.mark.parametrize(
    ("note", "difference"),
    [
        ("{sister.first} is frightened of waking up unable to get her breath with nobody there.", "other_subject"),
        (
            "Reported by the social worker: {first} had been sleeping in the chair for {chair_weeks} weeks.",
            "other_speaker",
        ),
        ("{first} had been sleeping in the chair for {chair_weeks} weeks.", "bare"),
        ("According to the ward nurse, {first} had been sleeping in the chair for nine weeks.", "other_amount"),
        ("{first} is not frightened of waking up unable to get her breath with nobody there.", "turned"),
        ("{first} used to want to go home and to want her own front door.", "over"),
        ("{first} may have been in hospital with pneumonia for nearly a fortnight.", "less_sure"),
        (
            "{first} has been in hospital with pneumonia for nearly a fortnight because she will be alone after her "
            "sister goes.",
            "cause",
        ),
    ],
)
def test_each_difference_is_seen(note: str, difference: str) -> None:
    assert difference in differing(note)


@pytest.mark.parametrize(
    "note",
    [
        "{first} is frightened of waking up unable to get her breath with nobody there.",
        "{first} has spent almost a fortnight on the ward with pneumonia.",
        "According to the ward nurse: {first} had been sleeping in the chair for {chair_weeks} weeks.",
        "Her sister told the ward that {first} had slept in the chair for {chair_weeks} weeks.",
        "{first} corrected this to a single night in the chair.",
        "{first} is going home on Thursday.",
    ],
)
def test_a_faithful_sentence_differs_in_nothing(note: str) -> None:
    assert differing(note) == set()


def test_faithful_notes_of_every_scenario_hardly_differ() -> None:
    drawn = random.Random(5).sample(sorted(arms()), 12)
    lines = wrong = 0
    for name in drawn:
        variant = arms()[name]
        ready = prepare(variant)
        for style in planting.STYLES:
            passages = Passages(analyse(planting.write(planting.Scene(variant, 1).lines, style).text, variant.people))
            for i, _ in statements(passages.document):
                found = differences(
                    ready.tellable, passages, i, told_by(ready.tellable, passages, i), ready.source.words
                )
                lines += 1
                wrong += any(value >= 0.5 for value in found.values())
    assert lines > 1000
    assert wrong / lines < 0.02


def test_people_are_found_by_name_role_and_relation() -> None:
    variant = arms()[SCENARIO]
    cast = Cast.of(variant)
    (sentence,) = analyse(filled("{first} told the ward nurse, her sister and me.", variant), variant.people).sentences
    assert [m.keys for m in cast.mentions(sentence.tokens, "worker")] == [
        {"adult"}, {"nurse"}, {"sister"}, {"worker"},
    ]  # fmt: skip


def test_somebody_outside_the_scenario_is_nobody_of_it() -> None:
    variant = arms()[SCENARIO]
    (sentence,) = analyse("The pharmacist rang.", variant.people).sentences
    assert [m.keys for m in Cast.of(variant).mentions(sentence.tokens)] == [frozenset()]


@pytest.mark.parametrize(
    ("text", "stem", "time"),
    [
        ("She used to drive.", "driv", "over"), ("She will ring.", "phon", "planned"),
        ("She has rung.", "phon", "done"), ("She was ill.", "ill", "past"), ("She is ill.", "ill", "present"),
        ("She is going to drive.", "driv", "planned"),
    ],
)  # fmt: skip
def test_when_something_happens(text: str, stem: str, time: str) -> None:
    assert times(analyse(text).sentences[0].tokens)[stem] == time


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She may have fallen.", {"doubt"}), ("She is not sure.", {"doubt"}), ("About ten falls.", {"near"}),
        ("She came in May.", set()), ("She thinks about her son.", set()), ("She fell.", set()),
    ],
)  # fmt: skip
def test_how_sure_something_is(text: str, found: set[str]) -> None:
    assert hedges(analyse(text).sentences[0].tokens) == found


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_has_features_that_are_no_less_than_nothing(text: str) -> None:
    variant = arms()[SCENARIO]
    ready = prepare(variant)
    passages = Passages(analyse(text, variant.people))
    for i, sentence in statements(passages.document):
        found = signs(own_tokens(sentence), ready.source, sentence.body)
        risk, each, _ = against_ledger.judge(ready, passages, i, found)
        assert 0 < risk < 1
        assert min(each.values()) >= 0
        assert set(each) == set(against_ledger.shipped().of(each).weights)
