"""Is it an answer at all: echoes, refusals, error pages, cut and empty outputs."""

from __future__ import annotations

import pytest
from makers import make_tool, make_variant

from harness.findings import examine, outcome_of
from harness.records import Outcome, Output, Task

SOURCE = make_variant().text
NOTE = "Mrs Khan has fallen three times this month. She wants to stay at home."
LONG = "She manages her own meals and keeps in touch with friends. " * 9


def test_a_note_is_an_answer() -> None:
    assert outcome_of(SOURCE, NOTE) is Outcome.OK


@pytest.mark.parametrize("text", ["", "  \n ", "...", "---"])
def test_nothing_is_empty(text: str) -> None:
    assert outcome_of(SOURCE, text) is Outcome.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, I can't help with that.",
        "I’m sorry, but I cannot assist with this request.",
        "As an AI language model, I do not give opinions on people.",
        "Unfortunately, we are unable to process this transcript.",
        "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "Error 503: Service Unavailable",
        '{"error": {"message": "rate limit exceeded"}}',
    ],
)
def test_refusals_and_error_pages(text: str) -> None:
    assert outcome_of(SOURCE, text) is Outcome.REFUSED


def test_an_apology_that_somebody_spoke_is_no_refusal() -> None:
    source = "Worker: How are you?\nAdult: I'm sorry, I can't help crying.\nWorker: Take your time."
    assert outcome_of(source, "I'm sorry, I can't help crying.") is Outcome.OK


def test_a_long_record_that_mentions_inability_is_no_refusal() -> None:
    assert outcome_of(SOURCE, "She is sorry she is unable to attend. " + LONG) is Outcome.OK


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        SOURCE.upper(),
        f"Here is the summary:\n{SOURCE}\nEnd.",
        SOURCE.replace("Social worker: ", "").replace("Mrs Khan: ", "").replace("Daughter: ", ""),
        "\n".join(reversed(SOURCE.splitlines())),
    ],
)
def test_the_source_sent_back_is_an_echo(text: str) -> None:
    assert outcome_of(SOURCE, text) is Outcome.ECHOED


def test_a_short_extract_is_not_an_echo() -> None:
    assert outcome_of(SOURCE, "\n".join(SOURCE.splitlines()[1:3])) is Outcome.OK


def test_a_transcript_may_equal_its_source() -> None:
    assert outcome_of(SOURCE, SOURCE, Task.TRANSCRIBE) is Outcome.OK


@pytest.mark.parametrize("end", ["and the", "She also said that her sister", "because,"])
def test_a_long_output_that_stops_in_mid_sentence_is_truncated(end: str) -> None:
    assert outcome_of(SOURCE, LONG + end) is Outcome.TRUNCATED


@pytest.mark.parametrize("end", ["", "- Refer to falls service", "Signed: J Marsh", "Next steps"])
def test_other_endings_are_not(end: str) -> None:
    assert outcome_of(SOURCE, LONG + "\n" + end) is Outcome.OK


@pytest.mark.parametrize("outcome", [Outcome.TRUNCATED, Outcome.FAILED])
def test_what_the_transport_saw_stands(outcome: Outcome) -> None:
    assert outcome_of(SOURCE, NOTE, seen=outcome) is outcome


def test_one_finding_an_output_with_the_outcome_as_status() -> None:
    variant = make_variant()
    output = Output(call="c1", outcome=Outcome.FAILED, text="", problem="no reply within 60 seconds")
    found = [f for f in examine(variant, make_tool(), output) if f.check == "validity.1"]
    assert [(f.status, f.about, f.code) for f in found] == [("failed", "output", "X2")]
    assert found[0].says == "The call did not bring an answer: no reply within 60 seconds"
