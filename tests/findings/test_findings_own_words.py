"""Right words, wrong person: somebody's view given to another who said the contrary."""

from __future__ import annotations

import pytest

from harness.findings import check_claims

TALK = """Social worker: How are you managing at home, Nora?
Nora: Not too bad. I had a fall on Tuesday, in the kitchen.
Daughter: I think she should go into a home. I've said so for months.
Nora: I don't want to go into a home. I want to stay here.
Daughter: She would be safer there. I want her to have an alarm."""


@pytest.mark.parametrize("note", ["Nora thinks she should go into a home.", "Nora said she wants to go into a home."])
def test_the_contrary_of_their_own_words_is_flagged(note: str) -> None:
    (claim,) = check_claims(TALK, note)
    assert (claim.flagged, claim.kind, claim.decided_by) == (True, "A1", "rule:own-words")


@pytest.mark.parametrize(
    "note",
    [
        "Nora does not want to go into a home.",
        "Nora wants to stay in her own home.",
        "The daughter thinks she should go into a home.",
        "Nora said she had a fall in the kitchen on Tuesday.",
        "Nora wants to stay, and her daughter thinks she should go into a home.",
    ],
)
def test_their_own_words_and_the_words_of_others_are_let_pass(note: str) -> None:
    assert [c.decided_by for c in check_claims(TALK, note) if c.decided_by == "rule:own-words"] == []


def test_without_speakers_nothing_is_anybodys_own_word() -> None:
    (claim,) = check_claims("I do not want to go into a home. I want to stay here.", "Nora wants to go into a home.")
    assert claim.decided_by == "rule:words"
