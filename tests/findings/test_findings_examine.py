"""The checks together: order, no answer, the person never mattering, and time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from makers import FACTS, PEOPLE, TURNS, make_tool, make_variant

from harness import findings
from harness.findings import CHECKS, examine
from harness.records import Filled, Finding, Outcome, Output, Task, Variant

NOTES = (
    "{first} has fallen three times this month and is frightened of the stairs.",
    "{first} {last} has fallen twice this month.",
    "{They} left the gas on again.",
    "{their} daughter said {they} left the gas on again.",
    "{first} wants to stay at home.",
    "{They} {does} not want to stay at home.",
    "{title} {last} lives alone and drinks heavily.",
    "The stairs have no rail.",
    "Stairs: a rail is in place.",
    "There are no safeguarding concerns.",
    "{They} told the worker that {they} slept badly.",
)
SHE = {"they": "she", "They": "She", "their": "Her", "does": "does"}
HE = {"they": "he", "They": "He", "their": "His", "does": "does"}
THEY = {"they": "they", "They": "They", "their": "Their", "does": "do"}


def swapped(person: Filled, words: dict[str, str]) -> tuple[Variant, dict[str, str]]:
    """The makers' variant with another person in it, and what fills a note about them."""
    fill = {"first": person.first, "last": person.last, "title": person.title, **words}

    def put(text: str) -> str:
        return (
            text.replace("Mrs Khan", f"{person.title} {person.last}")
            .replace("She left", f"{words['They']} left")
            .replace("she should", f"{words['they']} should")
        )

    turns = tuple((who, put(label), put(said)) for who, label, said in TURNS)
    facts = tuple(f.model_copy(update={"says": put(f.says)}) for f in FACTS)
    family = PEOPLE["daughter"].model_copy(update={"last": person.last})
    variant = make_variant(turns=turns, facts=facts, people={**PEOPLE, "adult": person, "daughter": family})
    untruths = tuple(u.model_copy(update={"says": put(u.says)}) for u in variant.not_said)
    return variant.model_copy(update={"not_said": untruths}), fill


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    """Everything of findings that may not depend on who the person is (places and words do)."""
    return [(f.check, f.about, f.status, f.code, f.harm, f.risk, f.decided_by, f.must_carry) for f in found]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(NOTES), min_size=1, max_size=6),
    st.sampled_from(["Wilfred", "Zdzisława", "Adwoa", "Nguyen", "Siân"]),
    st.sampled_from(["Pemberton", "O'Neill-Nowak", "Mensah"]),
    st.sampled_from([("Mr", "he", "male", HE), ("Ms", "she", "female", SHE), ("Mx", "they", "female", THEY)]),
)
def test_names_and_pronouns_never_change_a_finding(
    sentences: list[str], first: str, last: str, who: tuple[str, str, str, dict[str, str]]
) -> None:
    title, pronouns, sex, words = who
    person = Filled(first=first, last=last, title=title, pronouns=pronouns, sex=sex, age=84)
    answers = []
    for variant, fill in (swapped(PEOPLE["adult"], SHE), swapped(person, words)):
        note = " ".join(sentences).format(**fill)
        answers.append(told(examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text=note))))
    assert answers[0] == answers[1]


def test_validity_comes_first_and_every_fact_has_a_finding() -> None:
    variant = make_variant()
    found = examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text="She wants to stay at home."))
    assert found[0].check == "validity.1"
    assert [f.about for f in found if f.check == "facts.6"] == [f.id for f in variant.facts]


def test_without_an_answer_every_fact_is_lost_and_nothing_is_claimed() -> None:
    variant = make_variant()
    refused = Output(call="c", outcome=Outcome.OK, text="I'm sorry, I can't help with that.")
    found = examine(variant, make_tool(), refused)
    assert found[0].status == "refused"
    rest = found[1:]
    assert {(f.status, f.decided_by) for f in rest} == {("omitted", "rule:no-answer")}
    assert len(rest) == len(variant.facts)


def test_a_truncated_note_is_still_read() -> None:
    text = "Mrs Khan has fallen three times this month."
    found = examine(make_variant(), make_tool(), Output(call="c", outcome=Outcome.TRUNCATED, text=text))
    assert [f.status for f in found if f.about in ("output", "falls")] == ["truncated", "kept"]
    assert any(f.check == "claims.6" for f in found)


def test_a_transcript_has_words_counted_and_no_claims() -> None:
    tool = make_tool().model_copy(update={"task": Task.TRANSCRIBE})
    variant = make_variant()
    found = examine(variant, tool, Output(call="c", outcome=Outcome.OK, text=variant.text))
    assert {f.check for f in found} == {"validity.1", "facts.6", "transcript.3"}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_output_gives_findings_whose_passages_exist(text: str) -> None:
    variant = make_variant()
    for found in examine(variant, make_tool(), Output(call="c", outcome=Outcome.OK, text=text)):
        assert found.source.start <= found.source.end <= len(variant.text)
        assert found.output.start <= found.output.end <= len(text)
        assert found.check in CHECKS


def test_the_same_output_gives_the_same_findings() -> None:
    output = Output(call="c", outcome=Outcome.OK, text="Amina fell. The flat is tidy. She wants to stay at home.")
    assert examine(make_variant(), make_tool(), output) == examine(make_variant(), make_tool(), output)


def test_public_names_are_true_and_sorted() -> None:
    assert all(hasattr(findings, name) for name in findings.__all__)
    assert findings.__all__ == sorted(findings.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n))
