"""Whose word a statement is: hearsay and opinion told as fact are found, and nobody credited is blamed."""

from __future__ import annotations

import pytest
from makers import make_fact, make_tool, make_variant
from shipped_arms import arms, filled

from harness.adapters.reference import PlantedHearsay, Reference
from harness.findings import examine
from harness.findings.attribution import attributed
from harness.findings.text import analyse
from harness.records import Finding, Outcome, Output, Tool, Variant, Weight

CRITICAL_HEARSAY = {
    "neighbour_allegation": {"cash_machine": "E1", "sideboard": "E1"},
    "hospital_discharge": {"nurse_view": "E2"},
}
STYLES = ("headed", "narrative", "bullets")


def facts_of(variant: Variant, note: str) -> dict[str, Finding]:
    found = examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text=note))
    return {f.about: f for f in found if f.check.startswith("facts.")}


def tool(adapter: str, style: str) -> Tool:
    return make_tool(adapter).model_copy(update={"settings": {"style": style}})


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("scenario", CRITICAL_HEARSAY)
def test_planted_hearsay_is_found_in_every_style(scenario: str, style: str) -> None:
    variant = arms()[scenario]
    reply = PlantedHearsay(tool("planted_hearsay", style)).send(variant)
    found = facts_of(variant, reply.text or "")
    assert {f.about: f.code for f in found.values() if f.status != "kept"} == CRITICAL_HEARSAY[scenario]
    assert all(found[name].weight is Weight.CRITICAL for name in CRITICAL_HEARSAY[scenario])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("scenario", sorted(arms()))
def test_the_faithful_note_credits_everybody(scenario: str, style: str) -> None:
    variant = arms()[scenario]
    reply = Reference(tool("reference", style)).send(variant)
    assert {f.about for f in facts_of(variant, reply.text or "").values() if f.status != "kept"} == set()


@pytest.mark.parametrize("heading", ["", "Wishes, views and consent:\n", "Risks and concerns:\n"])
def test_a_word_of_saying_in_a_neighbour_or_a_heading_credits_nobody(heading: str) -> None:
    variant = arms()["neighbour_allegation"]
    note = heading + (
        "Kieron has been seen at the cash machine with {first}'s card {machine_times} times in one week.\n"
        "On {missing_date}, {missing} pounds went from the account that {first} had not asked for."
    )
    found = facts_of(variant, filled(note, variant))
    assert (found["cash_machine"].code, found["missing_money"].status) == ("E1", "kept")


ANCHORS = frozenset({"gas", "leav"})


@pytest.mark.parametrize(
    "text",
    [
        "The neighbour said the gas was left on.",
        "The nurse does not think the gas was left on.",
        "The gas was left on, the school reports.",
        "According to the landlord, the gas was left on.",
        "The gas was left on, as reported by the nurse.",
        "In the nurse's view the gas was left on.",
        "The gas was reportedly left on.",
        "It is alleged that the gas was left on.",
        "Ward nurse: the gas was left on.",
        "What the school says:\n- the gas was left on",
        "The neighbour said there is shouting. It was the gas that was left on.",
        "The social worker is worried that the gas was left on.",
    ],
)
def test_somebodys_word(text: str) -> None:
    sentences = analyse(text).sentences
    assert attributed(sentences, len(sentences) - 1, ANCHORS)


@pytest.mark.parametrize(
    "text",
    [
        "The gas was left on.",
        "The gas was left on and the nurse asked about it.",
        "The gas appears to have been left on.",
        "Consider the gas left on.",
        "It is worrying that the gas was left on.",
        "The social worker will tell the landlord the gas was left on.",
        "The nurse said hello, but the gas was left on.",
        "The nurse said hello. The gas was left on.",
        "Concerns:\n- the gas was left on",
        "Home: the gas was left on.",
    ],
)
def test_nobodys_word(text: str) -> None:
    sentences = analyse(text).sentences
    assert not attributed(sentences, len(sentences) - 1, ANCHORS)


def test_another_speakers_contrary_word_does_not_turn_a_fact_round() -> None:
    variant = arms()["neighbour_allegation"]
    assert facts_of(variant, "Kieron says Mrs Tolley took money off the sideboard.")["saw_nobody"].status == "omitted"
    own = filled("{first} says she saw Mrs Tolley take the money off the sideboard.", variant)
    assert facts_of(variant, own)["saw_nobody"].code == "P1"


def test_a_fact_told_bare_and_credited_elsewhere_is_credited() -> None:
    fact = make_fact("gas", "Mrs Khan left the gas on again.", 4, status="third_party", by="daughter")
    note = "Mrs Khan left the gas on again.\nHer daughter said that Mrs Khan left the gas on again."
    assert facts_of(make_variant(facts=(fact,)), note)["gas"].status == "kept"
