"""Masking: arms that differ only in who the person is become the same tokens, and offsets stay true."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.masking import MaskedToken, fold, mask
from harness.records import Filled

AISHA = Filled(
    first="Aisha",
    last="Khan",
    title="Mrs",
    pronouns="she",
    sex="female",
    age=84,
    slots={"ethnicity": "Pakistani", "food": "halal meals"},
)
PIOTR = Filled(
    first="Piotr",
    last="Nowak",
    title="Mr",
    pronouns="he",
    sex="male",
    age=47,
    slots={"ethnicity": "Polish", "food": "ordinary meals"},
)
ROBIN = Filled(
    first="Robin",
    last="Nowell",
    title="Mx",
    pronouns="they",
    sex="female",
    age=68,
    slots={"ethnicity": "White British", "food": "kosher meals"},
)


def words(text: str, person: Filled) -> list[str]:
    return [token.text for token in mask(text, {"adult": person})]


def test_three_arms_of_one_note_mask_alike() -> None:
    notes = (
        "Mrs Khan is 84 and Pakistani. She walks with her stick and hurt herself. Aisha's mum says she's well. "
        "Aisha Khan wants halal meals; she has £20.",
        "Mr Nowak is 47 and Polish. He walks with his stick and hurt himself. Piotr's dad says he's well. "
        "Piotr Nowak wants ordinary meals; he has £20.",
        "Mx Nowell is 68 and White British. They walk with their stick and hurt themself. Robin's parent says "
        "they're well. Robin Nowell wants kosher meals; they have £20.",
    )
    first, second, third = (words(n, p) for n, p in zip(notes, (AISHA, PIOTR, ROBIN), strict=True))
    assert first == second == third
    assert first[:4] == ["§adult§", "be", "§slot:age§", "and"]
    assert "£20" in first


def test_a_real_difference_survives_masking() -> None:
    assert words("Mrs Khan has not fallen.", AISHA) != words("Mr Nowak has fallen.", PIOTR)
    assert words("She takes 5mg.", AISHA) != words("He takes 10mg.", PIOTR)


def test_the_age_is_masked_only_where_it_is_the_whole_number() -> None:
    assert words("84", AISHA) == ["§slot:age§"]
    assert "§slot:age§" not in words("£84 or 184 or 84.5 or 84%", AISHA)


def test_a_lower_case_transcript_is_masked_too() -> None:
    assert words("aisha said she is fine", AISHA) == words("piotr said he is fine", PIOTR)


def test_a_surname_shared_by_a_family_goes_to_the_first_listed() -> None:
    family = {"adult": AISHA, "daughter": AISHA.model_copy(update={"first": "Nadia"})}
    assert [t.text for t in mask("Khan and Nadia", family)] == ["§adult§", "and", "§daughter§"]


def test_accents_and_curly_quotes_fold_one_for_one() -> None:
    text = "Siân’s “own” words"
    assert fold(text) == 'Sian\'s "own" words'
    assert len(fold(text)) == len(text)


@given(st.text(max_size=300))
def test_offsets_point_into_the_text_in_order(text: str) -> None:
    assert len(fold(text)) == len(text)
    tokens = mask(text, {"adult": AISHA})
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert all(a.start <= b.start for a, b in itertools.pairwise(tokens))


@given(
    st.lists(
        st.sampled_from(
            "{first} {last} {title} {Subj} {det} fell twice not in May {obj} 3 times {ethnicity} the bank . ,".split()
        ),
        max_size=30,
    )
)
def test_filling_and_masking_are_inverse(parts: list[str]) -> None:
    """However the slots are strung together, two people give the same masked tokens."""
    forms = {
        "she": {"Subj": "She", "det": "her", "obj": "her"},
        "he": {"Subj": "He", "det": "his", "obj": "him"},
    }

    def fill(person: Filled) -> str:
        values = {
            "first": person.first,
            "last": person.last,
            "title": person.title,
            "ethnicity": person.slots["ethnicity"],
        }
        return " ".join(parts).format(**values, **forms[person.pronouns])

    assert words(fill(AISHA), AISHA) == words(fill(PIOTR), PIOTR)


@pytest.mark.parametrize("text", ["", "   ", "§adult§"])
def test_odd_texts_do_not_fail(text: str) -> None:
    assert all(isinstance(token, MaskedToken) for token in mask(text, {}))
