"""Slots are filled with correct English for anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import UserFileError
from harness.records import Filled
from harness.suites import slots as language
from harness.variants import grammar
from harness.variants.grammar import article, fill, title

SHE = Filled(
    first="Doreen", last="Hartley", title="Mrs", pronouns="she", sex="female", age=84, slots={"ethnicity": "Indian"}
)
HE = Filled(
    first="Tariq", last="Malik", title="Mr", pronouns="he", sex="male", age=47, slots={"ethnicity": "Pakistani"}
)
THEY = Filled(
    first="Robin",
    last="Dobson",
    title="Mx",
    pronouns="they",
    sex="female",
    age=18,
    slots={"ethnicity": "White British"},
)
CHILD = Filled(first="Ayesha", last="Malik", title="", pronouns="she", sex="female", age=7)


def test_the_checker_and_the_filler_know_the_same_slots() -> None:
    assert set(grammar.PRONOUNS) == language.PRONOUNS
    assert set(grammar.VERBS) == language.VERBS
    assert grammar.ENDINGS == language.ENDINGS
    assert set(grammar.RELATIONS) == language.RELATIONS
    assert set(grammar.NAMES) == language.NAMES
    assert grammar.SLOT.pattern == language.SLOT.pattern


@pytest.mark.parametrize(
    ("text", "she", "he", "they"),
    [
        ("{x.They} {x.is} here.", "She is here.", "He is here.", "They are here."),
        (
            "{x.They} {x.was}n't at {x.their} flat; it is {x.theirs}.",
            "She wasn't at her flat; it is hers.",
            "He wasn't at his flat; it is his.",
            "They weren't at their flat; it is theirs.",
        ),
        (
            "{x.They} {x.has} hurt {x.themself}.",
            "She has hurt herself.",
            "He has hurt himself.",
            "They have hurt themself.",
        ),
        (
            "{x.They} walk{x.s} and I saw {x.them}.",
            "She walks and I saw her.",
            "He walks and I saw him.",
            "They walk and I saw them.",
        ),
        ("{x.they} wash{x.es}", "she washes", "he washes", "they wash"),
        ("{x.Does} {x.they} eat?", "Does she eat?", "Does he eat?", "Do they eat?"),
        (
            "{x.first} walks; {x.full}'s {x.daughter}",
            "Doreen walks; Doreen Hartley's daughter",
            "Tariq walks; Tariq Malik's son",
            "Robin walks; Robin Dobson's child",
        ),
        (
            "{x.title} {x.last}, {a x.ethnicity} {x.woman} of {x.age}",
            "Mrs Hartley, an Indian woman of 84",
            "Mr Malik, a Pakistani man of 47",
            "Mx Dobson, a White British person of 18",
        ),
        ("{A x.age}-year-old {x.lady}", "An 84-year-old lady", "A 47-year-old gentleman", "An 18-year-old person"),
        (
            "{x.Mum}, {x.nan}, {x.wife}, {x.aunt}",
            "Mum, nan, wife, aunt",
            "Dad, grandad, husband, uncle",
            "Parent, grandparent, partner, relative",
        ),
    ],
)
def test_sentences_read_well_for_everybody(text: str, she: str, he: str, they: str) -> None:
    assert [fill(text, {"x": who}, {}) for who in (SHE, HE, THEY)] == [she, he, they]


def test_an_empty_title_takes_its_space_along() -> None:
    assert (
        fill("Hello {x.title} {x.last}, is {x.title} {x.first} in?", {"x": CHILD}, {}) == "Hello Malik, is Ayesha in?"
    )


def test_case_slots_are_filled_with_their_article() -> None:
    assert fill("on {fall_day}, {a thing}", {}, {"fall_day": "Monday", "thing": "hour"}) == "on Monday, an hour"


@pytest.mark.parametrize("text", ["{x.nothing}", "{y.first}", "{none}", "{x.age} {x.first", "a } b", "{x first}"])
def test_what_cannot_be_filled_is_refused(text: str) -> None:
    with pytest.raises(UserFileError, match="turn 3"):
        fill(text, {"x": SHE}, {}, "turn 3")


@pytest.mark.parametrize(
    ("sex", "pronouns", "born", "expected"),
    [
        ("female", "she", 1969, "Mrs"),
        ("female", "she", 1970, "Ms"),
        ("female", "she", None, "Ms"),
        ("male", "he", 1940, "Mr"),
        ("male", "they", 1940, "Mx"),
        ("female", "she", 2009, ""),
        ("female", "she", 2008, "Ms"),
        ("male", "they", 2015, ""),
    ],
)
def test_titles(sex: str, pronouns: str, born: int | None, expected: str) -> None:
    assert title(sex, pronouns, born, 2026) == expected


def test_articles_follow_sound() -> None:
    an = [
        "Indian",
        "apple",
        "hour",
        "honest",
        "heir",
        "8",
        "80",
        "84",
        "11",
        "18",
        "11th",
        "11,000",
        "MBE",
        "NHS",
        "umbrella",
        "unimportant",
        "uninjured",
        "OT",
    ]
    a = [
        "Pakistani",
        "uniform",
        "one-off",
        "European",
        "user",
        "1",
        "47",
        "100",
        "110",
        "180",
        "BBC",
        "PIP",
        "hospital",
        "UK",
        "year",
        "White",
        "use",
        "unit",
    ]
    assert {word: article(word) for word in an + a} == dict.fromkeys(an, "an") | dict.fromkeys(a, "a")


words = st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1, max_size=10)
people = st.builds(
    Filled,
    first=words,
    last=words,
    title=st.sampled_from(["", "Mr", "Mrs", "Ms", "Mx"]),
    pronouns=st.sampled_from(["she", "he", "they"]),
    sex=st.sampled_from(["female", "male"]),
    age=st.integers(0, 110),
    slots=st.fixed_dictionaries({"ethnicity": words, "food": words}),
)
_every = sorted(
    {
        *grammar.PRONOUNS,
        *grammar.VERBS,
        *grammar.ENDINGS,
        *grammar.RELATIONS,
        *grammar.NAMES,
        "age",
        "ethnicity",
        "food",
    }
)


@given(people, st.lists(st.tuples(st.sampled_from(_every), st.booleans()), max_size=12))
def test_anybody_fills_any_slot_and_no_brace_is_left(person: Filled, chosen: list[tuple[str, bool]]) -> None:
    text = " ".join(f"so {{x.{name.capitalize() if capital else name}}}" for name, capital in chosen)
    filled = fill(text, {"x": person}, {})
    assert not set("{}") & set(filled)
    assert filled.count("so") >= len(chosen)
    assert fill(filled, {}, {}) == filled  # what is filled is not filled again
