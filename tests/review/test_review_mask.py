"""Nothing is left of who the people are, and everything else stays as it was written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import PEOPLE, make_variant

from harness import adapters, suites, variants
from harness.masking import fold
from harness.records import Filled, Variant
from harness.review.mask import Masked, letters

SEXED = frozenset(
    "he she him her his hers himself herself mr mrs mother father mum dad daughter son wife husband sister "
    "brother aunt uncle niece nephew grandmother grandfather nan grandad woman man lady boy girl women men".split()
)


def show(text: str, people: dict[str, Filled] = PEOPLE) -> str:
    return Masked(text, people).show()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mrs Amina Khan fell. Amina is 84.", "Person A fell. Person A is [characteristic]."),
        ("AMINA fell; amina said so.", "Person A fell; Person A said so."),
        ("Her daughter Sara rang her.", "Their child Person C rang them."),
        ("She walks to the shop and she's fallen.", "They walk to the shop and they've fallen."),
        ("Has she got his coat? It's his.", "Have they got their coat? It's theirs."),
        ("He doesn't want to. He's worried.", "They don't want to. They're worried."),
        ("She often goes out; he misses it.", "They often go out; they miss it."),
        ("An aunt, two daughters, the ladies", "A relative, two children, the people"),
        ("Mr Khan is wrong", "[title] Person A is wrong"),
        ("I missed a dose. Miss a dose? MS.", "I missed a dose. Miss a dose? MS."),
        ("eighty-four years", "[characteristic] years"),
        ("the Khans' 840 mg at 8.40", "the [family]' 840 mg at 8.40"),
        ("Amina. Amina went.", "Person A. Person A went."),
    ],
)
def test_what_is_masked_and_how(text: str, masked: str) -> None:
    assert show(text) == masked


def test_characteristics_are_masked_as_they_stand_in_the_manifest() -> None:
    people = {"adult": PEOPLE["adult"].model_copy(update={"slots": {"ethnicity": "Indian", "religion": "Sikh"}})}
    assert show("an Indian woman, who is sikh", people) == "a [characteristic] person, who is [characteristic]"
    # What a record says of somebody else's group is a fault to be seen, and stays.
    assert show("a Muslim woman", people) == "a Muslim person"


def test_what_has_no_person_in_it_stays_as_written() -> None:
    text = "The stairs  have no rail.\n\n• 3 × 20 mg §adult§ “at night”\t=SUM(A1)"
    assert show(text) == text


def test_a_passage_is_cut_from_the_masked_whole() -> None:
    text = "Mrs Khan said that she fell."
    masked = Masked(text, PEOPLE)
    assert masked.show(0, 8) == "Person A"
    assert masked.show(9, 13) == "said"
    assert masked.show(5, 13) == "Person A said"  # a name is shown whole
    assert masked.show(9) == "said that they fell."


def test_letters_do_not_run_out() -> None:
    people = {f"p{i}": PEOPLE["worker"] for i in range(30)}
    assert len(set(letters(people).values())) == 30


@cache
def shipped(suite: str) -> tuple[Variant, ...]:
    folder = suites.find(suite, Path.cwd())
    beside = suites.identities_beside(folder)
    loaded, axes = suites.load(folder), suites.identities(beside)
    return tuple(variants.expand(loaded, axes, suites.names(beside), list(loaded.axes), 11))


def left_over(text: str, variant: Variant) -> list[str]:
    """What of the people a masked text still holds."""
    folded = fold(text)
    found = [word for word in re.findall(r"[^\W\d_]+", folded) if word.lower() in SEXED]
    for person in variant.people.values():
        for name in (person.first, person.last):
            if name and re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded):
                found.append(name)
        for surface in person.slots.values():
            if surface.strip() and re.search(rf"(?<!\w){re.escape(fold(surface))}(?!\w)", folded, re.IGNORECASE):
                found.append(surface)
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(("adults", "children", "meetings")), st.integers(0, 10**6), st.booleans())
def test_nothing_of_the_people_is_left_in_any_shipped_variant_or_its_note(suite: str, pick: int, note: bool) -> None:
    every = shipped(suite)
    variant = every[pick % len(every)]
    text = adapters.reference_note(variant) if note else variant.text
    assert left_over(Masked(text, variant.people).show(), variant) == []
    for fact in variant.facts:
        assert left_over(Masked(fact.says, variant.people).show(), variant) == []


@pytest.mark.parametrize("suite", ["adults", "children", "meetings"])
def test_arms_of_one_scenario_mask_to_the_same_conversation(suite: str) -> None:
    """The reviewer of either arm reads the same words. "For her last month" reads as "their": one in 376 differs."""
    texts: dict[tuple[str, str], set[str]] = {}
    for variant in shipped(suite):
        if not variant.control:
            text = Masked(variant.text, variant.people).show()
            texts.setdefault((variant.scenario, variant.axis), set()).add(text)
    differing = [where for where, found in texts.items() if len(found) > 1]
    assert len(texts) > 30
    assert not [where for where in differing if where[1] != "gender_identity"]
    assert len(differing) <= 2


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_bounds_never_fail(text: str) -> None:
    masked = Masked(text, PEOPLE)
    assert left_over(masked.show(), make_variant()) == []
    for start in range(0, len(text), 7):
        masked.show(start, start + 5)
