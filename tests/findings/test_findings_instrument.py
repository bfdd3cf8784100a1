"""Every measure tried on the arms themselves, where it must find nothing."""

from __future__ import annotations

from makers import make_fact, make_variant

from harness.findings import examine_inputs
from harness.records import Task, Variant, Voice


def faithful(variant: Variant) -> str:
    return "\n".join(f"Reported by {f.by}: {f.says}" for f in variant.facts)


def test_the_conversation_keeps_its_own_facts_and_a_faithful_note_claims_nothing() -> None:
    variants = [make_variant(), make_variant(group="male")]
    tool, found, calls = examine_inputs(variants, faithful)
    assert tool.task is Task.SUMMARISE
    assert [c.variant for c in calls] == [v.id for v in variants]
    assert {f.status for f in found if f.check == "facts.6"} == {"kept"}
    assert {f.status for f in found if f.check == "claims.6"} == {"supported"}
    assert {f.status for f in found if f.check == "validity.1"} == {"ok"}


def test_a_fact_that_the_conversation_does_not_hold_is_brought_to_light() -> None:
    variant = make_variant(facts=(make_fact("boat", "Mrs Khan owns a boat.", 2),))
    _, found, _ = examine_inputs([variant], lambda v: "Mrs Khan wants to stay at home.")
    assert [f.status for f in found if f.check == "facts.6"] == ["omitted"]


def test_a_fact_may_lie_spread_over_its_turns() -> None:
    turns = (
        ("worker", "Social worker", "What about your brother, was it hard looking after him?"),
        ("adult", "Mrs Khan", "It was what it was. You get on with it, everybody does. I never complained. Six years."),
    )
    fact = make_fact("cared", "Mrs Khan looked after her brother for six years.", 1).model_copy(
        update={"turns": (1, 2)}
    )
    _, found, _ = examine_inputs([make_variant(turns=turns, facts=(fact,))], lambda v: "Six years.")
    assert [f.status for f in found if f.check == "facts.6"] == ["kept"]


def test_spoken_arms_are_scored_as_perfect_transcripts() -> None:
    voice = Voice(engine="espeak", name="en", label="a voice")
    turns = ((None, "", "I have fallen three times this month"),)
    variant = make_variant(turns=turns, voice=voice, facts=(make_fact("falls", "Mrs Khan has fallen three times.", 1),))
    tool, found, _ = examine_inputs([variant], faithful)
    assert tool.task is Task.TRANSCRIBE
    assert [(f.events, f.exposure) for f in found if f.check == "transcript.3"] == [(0, 7)]
    assert [f.status for f in found if f.check == "facts.6"] == ["kept"]
