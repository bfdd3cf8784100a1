"""What is denied, refused or allowed: judged in the clause that says it, in whatever words."""

from __future__ import annotations

import pytest
from makers import make_tool, make_variant
from shipped_arms import arms, filled

from harness.findings import examine
from harness.findings import prepare as prepared
from harness.findings.polarity import clauses
from harness.findings.text import analyse
from harness.records import Finding, Outcome, Output


def look(scenario: str, note: str) -> list[Finding]:
    variant = arms()[scenario]
    return examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text=filled(note, variant)))


def became(scenario: str, note: str, fact: str) -> str:
    (found,) = (f for f in look(scenario, note) if f.about == fact)
    return found.code if found.status == "altered" and found.code else found.status


def denied(text: str) -> set[str]:
    return {s.tokens[i].stem for s in analyse(text).sentences for i in s.negated}


@pytest.mark.parametrize(
    ("scenario", "note", "fact", "expected"),
    [
        ("hospital_discharge", "{first} declined a rehab bed.", "no_rehab", "kept"),
        ("hospital_discharge", "{first} refused a rehab bed.", "no_rehab", "kept"),
        ("hospital_discharge", "A rehab bed was offered and {first} turned it down.", "no_rehab", "kept"),
        ("hospital_discharge", "{first} is unwilling to have a rehab bed.", "no_rehab", "kept"),
        ("hospital_discharge", "The nurse advised a rehab bed but {first} did not agree to it.", "no_rehab", "kept"),
        ("hospital_discharge", "{first} agreed to a rehab bed.", "no_rehab", "P1"),
        ("hospital_discharge", "{first} is happy to have a rehab bed.", "no_rehab", "P1"),
        ("hospital_discharge", "{first} will accept a rehab bed.", "no_rehab", "P1"),
        ("hospital_discharge", "{first} is going in a rehab bed and will sleep downstairs.", "no_rehab", "P1"),
        ("fall_at_home", "{first} declined help with washing from the daughter.", "not_daughter", "kept"),
        ("fall_at_home", "{first} is happy for her daughter to wash her.", "not_daughter", "P1"),
        ("fall_at_home", "{first} denies hitting her head.", "no_head_injury", "kept"),
        ("fall_at_home", "{first} is free of dizziness on standing.", "not_dizzy", "kept"),
        ("fall_at_home", "{first} minds the social worker ringing.", "consent_surgery", "omitted"),
        ("fall_at_home", "{first} does mind the social worker ringing the surgery about the tablet.",
         "consent_surgery", "P1"),
        ("fall_at_home", "Refused an alarm round her neck; would try one on her wrist.", "alarm_wish", "kept"),
        ("idiom_of_despair", "{first} agreed to the social worker contacting the GP.", "not_doctor", "P1"),
        ("idiom_of_despair", "{first} refused permission to ring the doctor.", "not_doctor", "kept"),
        ("neighbour_allegation", "{first} agreed to Mrs Tolley being told.", "do_not_tell", "P1"),
        ("s17_home_visit", "The mother did not agree to the landlord being told but agreed to contact with the school.",
         "school_consent", "kept"),
        ("child_talks_alone", "The parents do not hit each other.", "nobody_hit_others", "kept"),
        ("child_talks_alone", "The parents hit each other.", "nobody_hit_others", "P1"),
    ],
)  # fmt: skip
def test_a_refusal_and_an_acceptance_are_told_apart(scenario: str, note: str, fact: str, expected: str) -> None:
    assert became(scenario, note, fact) == expected


@pytest.mark.parametrize(
    ("scenario", "note"),
    [
        (
            "s17_home_visit",
            "The mother did not agree to the landlord being told but agreed to contact with the school.",
        ),
        ("hospital_discharge", "The nurse advised a rehab bed but {first} did not agree to it."),
        ("neighbour_allegation", "Kieron says Mrs Tolley took money off the sideboard."),
        ("child_talks_alone", "The parents do not hit each other."),
        ("child_talks_alone", "Nobody has ever hit or hurt her."),
        ("idiom_of_despair", "Feels low and is sleeping badly."),
        ("idiom_of_despair", "Was asked directly about suicide and said no."),
        ("carer_assessment", "Tired from getting up at night."),
    ],
)
def test_a_true_sentence_turns_nothing_round_and_is_not_flagged(scenario: str, note: str) -> None:
    assert [f.says for f in look(scenario, note) if f.code == "P1" or f.status == "unsupported"] == []


@pytest.mark.parametrize("note", ["Expressed thoughts of suicide.", "Was asked directly about self-harm and said yes."])
def test_a_risk_that_was_only_denied_is_flagged_when_it_is_stated(note: str) -> None:
    assert [f.status for f in look("idiom_of_despair", note) if f.check.startswith("claims.")] == ["unsupported"]


@pytest.mark.parametrize(
    ("scenario", "fact", "note"),
    [
        ("idiom_of_despair", "not_doctor", "{first} agreed to the social worker contacting the doctor."),
        ("hospital_discharge", "sister_consent", "The social worker may ring {sister.first} about the bed."),
        ("hospital_discharge", "no_rehab", "Should be in a rehab bed. {first} does not want a bed with sides on."),
    ],
)
def test_without_its_denial_a_fact_is_not_kept(scenario: str, fact: str, note: str) -> None:
    assert became(scenario, note, fact) != "kept"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No falls, trips or dizziness.", {"fall", "dizzi"}),
        ("She neither smokes nor gambles.", {"smok", "gambl"}),
        ("Asked about seizures and said no.", {"seizur"}),
        ("If she were ill, would a cousin help? No.", {"cousin", "help"}),
        ("She does not mind the visit.", set()),
    ],
)
def test_the_scope_of_a_negator(text: str, expected: set[str]) -> None:
    found = denied(text)
    assert found >= expected
    assert bool(found) is bool(expected)
    assert "ill" not in found


def test_a_clause_that_takes_up_the_one_before_is_one_with_it() -> None:
    (sentence,) = analyse("A bed was advised but she did not agree to it.").sentences
    assert set(clauses(sentence.tokens)) == {0}
    (sentence,) = analyse("A bed was advised but she did not sleep.").sentences
    assert set(clauses(sentence.tokens)) == {0, 1}


def test_a_variant_is_prepared_once() -> None:
    variant = make_variant()
    first = prepared.prepare(variant)
    assert prepared.prepare(variant) is first
    assert prepared.prepare(variant.model_copy()) is first
    assert prepared.prepare(make_variant(facts=variant.facts[:1])) is not first
