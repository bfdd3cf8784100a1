"""Text to sentences and tokens: what counts as one sentence, and which writings are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.findings.stems import spell, stem
from harness.findings.text import analyse
from harness.findings.tokens import values
from harness.records import Filled


def parts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in analyse(text).sentences]


def stems(text: str) -> list[str]:
    return [t.stem for s in analyse(text).sentences for t in s.tokens]


def denied(text: str) -> set[str]:
    return {s.tokens[i].stem for s in analyse(text).sentences for i in s.negated}


def quantities(text: str) -> set[tuple[str, str]]:
    return {(v.sort, v.amount) for s in analyse(text).sentences for v in values(s.tokens)}


def test_titles_abbreviations_decimals_and_initials_end_no_sentence() -> None:
    text = "Mrs. Hall and Dr. J. Amin spoke, e.g. about tea. She takes 2.5 mg at 10.30 a.m. daily. That is all."
    assert parts(text) == [
        "Mrs. Hall and Dr. J. Amin spoke, e.g. about tea.",
        "She takes 2.5 mg at 10.30 a.m. daily.",
        "That is all.",
    ]


def test_headings_bullets_and_labels_are_told_apart() -> None:
    text = (
        "## Visit\n\nRisks and concerns:\n- No falls\n* Gas: left on\n1. Cooks alone\n\n"
        "Wishes, views and consent:\nShe wants to stay."
    )
    found = [(s.kind, s.label, s.under) for s in analyse(text).sentences]
    assert found == [
        ("heading", "", ""),
        ("heading", "Risks and concerns", ""),
        ("bullet", "", "Risks and concerns"),
        ("bullet", "Gas", "Risks and concerns"),
        ("bullet", "", "Risks and concerns"),
        ("heading", "", ""),
        ("sentence", "", "Wishes, views and consent"),
    ]


def test_a_terse_line_is_a_statement_and_not_a_heading() -> None:
    assert [s.kind for s in analyse("Cooks for herself most days\nNo falls\nslept badly").sentences] == ["sentence"] * 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She can't cook.", "She can not cook."),
        ("She cannot cook.", "he can not cook"),
        ("twenty-five pounds", "25 pounds"),
        ("three hundred and twenty", "320"),
        ("half past ten", "10:30"),
        ("half ten", "10.30am"),
        ("quarter to nine", "8:45"),
        ("three o'clock", "15:00"),
        ("at 3pm", "at three."),
        ("the third of May", "the 3rd of May"),
        ("nineteen fifty-two", "1952"),
        ("two and a half", "2.5"),
        ("twice", "2 times"),
        ("behaviour organised", "behavior organized"),
        ("Siân’s", "Sian's"),
        ("5mg", "five mg"),
    ],
)
def test_two_writings_of_the_same_thing_are_equal(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three falls", {("count", "3")}),
        ("for 2 weeks", {("duration", "2 week")}),
        ("a fortnight", {("duration", "2 week")}),
        ("40 milligrams", {("dose", "40 mg")}),
        ("£1,200", {("money", "£1200")}),
        ("fifty pounds", {("money", "£50")}),
        ("84 years old", {("age", "84 year")}),
        ("on Monday in March", {("day", "monday"), ("month", "march")}),
        ("it may be", set()),
        ("one of them", set()),
        ("one week", {("duration", "1 week")}),
        ("two schools", {("count", "2")}),
    ],
)
def test_quantities_have_their_sort(text: str, expected: set[tuple[str, str]]) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No falls or injuries, and she cooks.", {"fall", "injur"}),
        ("Falls: none.", {"fall"}),
        ("She does not smoke but she drinks.", {"smok"}),
        ("He denies pain.", {"pain"}),
        ("If I'm not up to feed her she's stood yelling.", {"feed"}),
        ("I do not think she is safe.", {"think", "saf"}),
        ("Any falls? No.", {"fall"}),
        ("Any falls? Yes, two.", set()),
        ("He'd not get far without it.", {"far"}),
    ],
)
def test_a_negator_covers_its_clause(text: str, expected: set[str]) -> None:
    assert denied(text) == expected


def test_a_relation_is_not_the_person_of_the_same_name() -> None:
    people = {"adult": Filled(first="Nora", last="Pell", title="Mrs", pronouns="she", sex="female")}
    tokens = [t.stem for s in analyse("Nora has a daughter. The lady slept.", people).sentences for t in s.tokens]
    assert tokens == ["§adult§", "has", "a", "§kin:child§", "the", "§kin:adult§", "sleep"]


@pytest.mark.parametrize(
    ("british", "american"), [("colours", "colors"), ("organisation", "organization"), ("centre", "center")]
)
def test_spelling_is_level_both_ways(british: str, american: str) -> None:
    assert spell(british) == spell(american)


@pytest.mark.parametrize("word", ["exercise", "promised", "raise", "advise", "bruised", "supervised"])
def test_words_that_only_look_british_are_left(word: str) -> None:
    assert spell(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("fell", "falling"), ("lives", "living"), ("stopped", "stop"), ("carries", "carry"), ("agreed", "agree")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


TEXT = st.text(alphabet=st.sampled_from(list("abcMST .,;:!?'’\n-*#0123é£%()§<>")), max_size=120)
PEOPLE = {"adult": Filled(first="Mac", last="Tab", title="Mr", pronouns="he", sex="male")}


@given(TEXT)
def test_offsets_always_point_into_the_text(text: str) -> None:
    last = 0
    for sentence in analyse(text, PEOPLE).sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert sentence.start <= sentence.body <= sentence.end
        last = sentence.end
        for token in sentence.tokens:
            assert sentence.start <= token.start < token.end <= sentence.end
        assert all(0 <= i < len(sentence.tokens) for i in sentence.negated)


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    for sentence in analyse(text).sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
