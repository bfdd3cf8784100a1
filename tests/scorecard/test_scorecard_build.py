"""A scorecard is built the same whatever order its records come in, and shows the worst evidence first."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import RunFolderError
from harness.records import Finding, Harm, Outcome, Scorecard, Span, Verdict
from harness.scorecard import evidence, limits


def test_same_records_in_any_order_give_the_same_card(case: Any, card: Scorecard) -> None:
    shuffle = random.Random(5).shuffle
    for records in (case.findings, case.estimates):
        shuffle(records)
    for name in ("calls", "variants", "outputs"):
        items = list(getattr(case, name).items())
        shuffle(items)
        setattr(case, name, dict(items))
    assert case.card() == card


def test_worst_harm_comes_first_and_each_kind_is_bounded_with_its_total_said(card: Scorecard) -> None:
    tool = card.tools[0]
    kinds = list(dict.fromkeys(item.finding.code for item in tool.evidence))
    assert kinds[0] == "F2"
    assert [sum(item.finding.code == kind for item in tool.evidence) for kind in kinds] == [evidence.MOST] * 3
    assert tool.evidence_by_kind == {"F2": 63, "O1": 63, "P1": 63}
    assert tool.evidence_total == 189


def test_different_scenarios_come_before_the_same_fault_again(card: Scorecard) -> None:
    invented = [item for item in card.tools[0].evidence if item.finding.code == "F2"]
    assert len({item.scenario for item in invented[:3]}) == 3


def test_copies_of_one_fault_do_not_fill_the_page(case: Any) -> None:
    here = {key for key, call in case.calls.items() if call.variant.startswith("fall_at_home.")}
    case.findings = [f for f in case.findings if f.code == "P1" and f.call in here]
    tool = case.card().tools[0]
    assert tool.evidence_by_kind == {"P1": 21}
    assert len(tool.evidence) == evidence.AGAIN


def test_examples_are_not_all_about_the_group_that_comes_first_in_the_alphabet(card: Scorecard) -> None:
    assert len({item.group_label for item in card.tools[0].evidence}) > 3


def test_evidence_quotes_source_and_output_by_their_spans(card: Scorecard) -> None:
    by_code = {item.finding.code: item for item in card.tools[0].evidence}
    assert by_code["P1"].source_quote == "I don't take the blue tablets"
    assert by_code["P1"].output_quote == "She takes her tablets"
    assert by_code["O1"].output_quote.startswith("Mrs Example has fallen.")


@given(st.text(max_size=2_000), st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_quote_is_bounded_and_begins_as_the_text_does(text: str, start: int, end: int) -> None:
    made = evidence.quote(text, Span(start=start, end=end))
    assert len(made) <= evidence.QUOTE
    whole = text[start:end].strip()
    assert made == whole if len(whole) <= evidence.QUOTE else made.endswith("…") and whole.startswith(made[:-1])


def test_kept_and_usable_are_no_faults(case: Any) -> None:
    case.findings = [f for f in case.findings if f.status in ("kept", "ok")]
    assert [tool.evidence_total for tool in case.card().tools] == [0, 0, 0]


def test_every_planned_call_has_one_outcome(case: Any, make_finding: Callable[..., Finding]) -> None:
    calls = [call.id for call in case.calls.values() if call.tool == "tarnbeck"]
    for call, status in zip(calls, ("echoed", "refused", "echoed"), strict=False):
        case.findings.append(make_finding(call, "output", status, "WORKER", "", "Not an answer.", check="validity.1"))
    case.outputs[calls[3]] = case.outputs[calls[3]].model_copy(update={"outcome": Outcome.FAILED})
    # What the transport saw stands, even if a check has an opinion on what little came back.
    case.findings.append(make_finding(calls[3], "output", "refused", "WORKER", "", "No.", check="validity.1"))
    del case.outputs[calls[4]]
    outcomes = case.card().tools[1].outcomes
    expected = {"ok": 58, "empty": 0, "refused": 1, "echoed": 2, "truncated": 0, "failed": 1, "unanswered": 1}
    assert outcomes == expected
    assert sum(outcomes.values()) == len(calls)


def test_estimates_go_where_they_belong(case: Any, card: Scorecard) -> None:
    tool = card.tools[0]
    own = [e for e in case.estimates if e.tool == "quillmere"]
    assert len(tool.levels) + len(tool.disparities) + len(tool.placebos) == len(own)
    assert {e.kind for e in tool.levels} == {"level"}
    assert all(e.placebo for e in tool.placebos)
    assert not any(e.placebo for e in tool.disparities)


def test_labels_are_those_of_the_variants(card: Scorecard) -> None:
    assert card.labels["ethnicity.black_caribbean"] == "Black Caribbean"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda c: c.grades.pop("tarnbeck"), "Tool 'tarnbeck' has no grade"),
        (lambda c: c.calls.pop("quillmere-0"), "'quillmere-0', which nobody planned"),
        (lambda c: c.estimates.append(c.estimates[0].model_copy(update={"tool": "stranger"})), "tool 'stranger'"),
    ],
)
def test_records_that_do_not_fit_together_are_refused(case: Any, spoil: Callable[[Any], Any], words: str) -> None:
    spoil(case)
    with pytest.raises(RunFolderError, match=words):
        case.card()


def test_limits_say_what_this_run_cannot_show(case: Any, card: Scorecard) -> None:
    assert card.limits[:4] == limits.IS_NOT
    for sentence in (limits.SYNTHETIC, limits.UNREVIEWED, limits.RULES_ONLY, limits.SPEECH, limits.PLANTED):
        assert sentence in card.limits
    assert any("policy placeholder" in sentence for sentence in card.limits)


def test_limits_leave_out_what_does_not_apply(case: Any) -> None:
    run = case.run.model_copy(update={"tools": case.run.tools[:1]})
    said = limits.limits(run, ["rule:a.1", "person:R. Eader", "judge:example"], spoken=False)
    assert limits.SPEECH not in said
    assert limits.PLANTED not in said
    assert limits.RULES_ONLY not in said
    assert any("a language model acting as judge and people" in sentence for sentence in said)
    assert limits.SPEECH in limits.limits(run, [], spoken=True)


def test_questions_follow_from_gates_not_passed_and_from_differences(card: Scorecard) -> None:
    asked = limits.questions(card.tools[2].gates, card.tools[2].disparities)
    assert asked[0] == limits.QUESTIONS["critical_omission"][0]
    assert asked[1] == limits.QUESTIONS["critical_fabrication"][0]
    assert asked[2] == limits.QUESTIONS["critical_altered"][1]
    assert asked[-1] == limits.DISPARITY.format(axis="ethnicity")
    calm = [e for e in card.tools[2].disparities if e.verdict is Verdict.EQUIVALENT]
    assert limits.questions([], calm) == ()


def test_severity_weighs_harm_then_weight_then_risk(make_finding: Callable[..., Finding]) -> None:
    def one(**over: Any) -> Finding:
        return make_finding("c", "claim:1", "unsupported", "WORKER", "She", "Said.", **over)

    major = [one(harm=Harm.S4, weight="critical"), one(harm=Harm.S4, risk=0.9), one(harm=Harm.S4)]
    worse = [one(harm=Harm.S5), *major, one()]
    assert sorted(worse, key=evidence.severity, reverse=True) == worse
