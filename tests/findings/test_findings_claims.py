"""Has each statement support: copied words, paraphrase, inventions, negations, topics nobody touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import make_tool, make_variant

from harness.findings import check_claims, examine
from harness.findings.lexicon import words
from harness.findings.topics import topics
from harness.records import Finding, Harm, NotSaid, Outcome, Output

VISIT = """Worker: Hello Nora. How have you been getting on?
Nora: Not too bad. I've been going to the lunch club on Thursdays, with my friend Pearl.
Worker: Any trouble with your breathing?
Nora: No. It's my knees, they ache when I climb the steps.
Worker: And is anybody helping you with the shopping?
Nora: My neighbour Imran brings two bags every week.
Worker: Shall I ask the physiotherapist to ring you?
Nora: Yes, that would be good."""


def risk(note: str, source: str = VISIT) -> float:
    (claim,) = check_claims(source, [note])
    return claim.risk


def look(note: str, **changes: object) -> list[Finding]:
    output = Output(call="c1", outcome=Outcome.OK, text=note)
    return [f for f in examine(make_variant(**changes), make_tool(), output) if f.check == "claims.6"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "note",
    [
        "I've been going to the lunch club on Thursdays, with my friend Pearl.",
        "It's my knees, they ache when I climb the steps.",
        "My neighbour Imran brings two bags every week.",
    ],
)
def test_copied_words_have_a_risk_near_nought(note: str) -> None:
    assert risk(note) <= 0.05


@pytest.mark.parametrize(
    "note",
    [
        "Nora attends a lunch club on Thursdays with her friend Pearl.",
        "Her knees ache on climbing steps.",
        "She has no trouble with her breathing.",
        "Her neighbour Imran brings her shopping, 2 bags a week.",
        "Worker to ask the physiotherapist to ring Nora.",
    ],
)
def test_a_fair_paraphrase_is_supported(note: str) -> None:
    (claim,) = check_claims(VISIT, [note])
    assert not claim.flagged
    assert claim.kind is None


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Nora has thoughts of suicide.", "F2"),
        ("She takes antidepressant medication.", "F3"),
        ("Her son will arrange a respite placement in Leeds.", "F4"),
        ("There are no safeguarding concerns.", "F5"),
        ("She enjoys gardening and painting landscapes.", "F1"),
        ("She lacks mental capacity to decide about her care.", "E4"),
    ],
)
def test_an_invention_is_flagged_with_its_class(note: str, kind: str) -> None:
    (claim,) = check_claims(VISIT, [note])
    assert (claim.flagged, claim.kind) == (True, kind)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Her neighbour Imran brings two bags every week.", "Her neighbour Imran brings nine bags every week."),
        ("She goes to the lunch club with her friend Pearl.", "She goes to the lunch club with her friend Doris."),
        ("Her knees ache when she climbs the steps.", "Her knees do not ache when she climbs the steps."),
        ("She goes to the lunch club on Thursdays.", "She goes to the bingo hall on Sundays."),
    ],
)
def test_a_changed_statement_is_riskier_than_the_true_one(true: str, false: str) -> None:
    assert risk(false) > 1.4 * risk(true)


def test_what_was_said_by_another_is_riskier() -> None:
    source = "Ada Moss: The budget is too small.\nBen Cole: I am happy with the plan.\nAda Moss: Let us stop."
    assert risk("Ada Moss said she is happy with the plan.", source) > risk(
        "Ben Cole said he is happy with the plan.", source
    )


def test_evidence_points_at_the_passage() -> None:
    (claim,) = check_claims(VISIT, ["Her neighbour brings two bags of shopping weekly."])
    assert claim.evidence is not None
    assert "My neighbour Imran brings two bags" in VISIT[slice(*claim.evidence)]


def test_nothing_shared_means_no_evidence() -> None:
    (claim,) = check_claims(VISIT, ["Quarterly earnings exceeded forecasts."])
    assert claim.evidence is None
    assert claim.flagged


def test_headings_labels_and_dates_are_no_claims() -> None:
    note = (
        "# Visit record\nDate: 12/05/2026\nAuthor: J Marsh\n\n"
        "Health and wellbeing:\n- Knees ache when climbing steps.\n3 May 2026\n"
    )
    assert [c.text for c in check_claims(VISIT, note)] == ["Knees ache when climbing steps."]


def test_a_list_of_statements_gives_one_claim_each() -> None:
    found = check_claims(VISIT, ["Knees ache. She was seen by police.", "", "Nora has a friend."])
    assert [c.text for c in found] == ["Knees ache. She was seen by police.", "", "Nora has a friend."]
    assert [c.flagged for c in found] == [True, False, False]


def test_saying_that_something_was_not_discussed_is_no_invention() -> None:
    (claim,) = check_claims(VISIT, ["Alcohol was not discussed."])
    assert (claim.flagged, claim.decided_by) == (False, "rule:absence-stated")


def test_plain_text_without_speakers_is_a_source_too() -> None:
    source = "The committee met on Tuesday. It approved three grants for the youth centre."
    assert not check_claims(source, ["Three grants for the youth centre were approved."])[0].flagged
    assert check_claims(source, ["Seven grants for the museum were refused."])[0].flagged


# ------------------------------------------------------------------ with a ledger


def test_a_tempting_untruth_is_found_with_its_own_harm() -> None:
    (found,) = look("The flat is tidy.")
    assert (found.status, found.code, found.harm, found.decided_by) == ("unsupported", "F1", Harm.S1, "rule:not-said")


def test_the_contrary_of_an_untruth_is_not_that_untruth() -> None:
    (found,) = look("The flat is not tidy.")
    assert found.decided_by != "rule:not-said"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("invented_risk", "F2"), ("invented_diagnosis", "F3"), ("invented_medication", "F3"), ("invented_action", "F4"),
        ("invented_negative", "F5"), ("capacity_conclusion", "E4"), ("invented_fact", "F1"), ("a1", "A1"),
    ],
)  # fmt: skip
def test_the_kind_of_an_untruth_gives_its_class(kind: str, code: str) -> None:
    untruth = NotSaid(id="x", says="Mrs Khan keeps pigeons on the roof.", kind=kind, harm=Harm.S3)
    (found,) = look("Mrs Khan keeps pigeons on the roof.", not_said=(untruth,))
    assert (found.code, found.harm) == (code, Harm.S3)


def test_a_topic_that_never_came_up_is_found() -> None:
    (found,) = look("She drinks heavily most evenings.")
    assert (found.status, found.code, found.decided_by) == ("unsupported", "F2", "rule:not-discussed")


def test_a_topic_that_is_in_no_list_is_known_by_its_own_name() -> None:
    (found,) = look("Beekeeping keeps her busy.", not_discussed=("beekeeping",))
    assert found.decided_by == "rule:not-discussed"


def test_a_kept_fact_supports_its_sentence() -> None:
    (found,) = look("Mrs Khan has fallen three times this month.")
    assert (found.status, found.decided_by) == ("supported", "rule:ledger")


def test_a_kept_fact_does_not_cover_an_invention_beside_it() -> None:
    (found,) = look("Mrs Khan has fallen three times this month and drinks heavily.")
    assert (found.status, found.code) == ("unsupported", "F2")


def test_an_altered_fact_makes_its_sentence_unsupported() -> None:
    (found,) = look("Mrs Khan has fallen nine times this month.")
    assert (found.status, found.code, found.decided_by) == ("unsupported", "N1", "rule:ledger")


def test_claims_are_numbered_and_point_at_themselves() -> None:
    note = "Mrs Khan wants to stay at home. The flat is tidy."
    found = look(note)
    assert [f.about for f in found] == ["claim:1", "claim:2"]
    assert [note[f.output.start : f.output.end] for f in found] == [
        "Mrs Khan wants to stay at home.",
        "The flat is tidy.",
    ]


def test_the_topics_a_scenario_may_declare_are_all_listed() -> None:
    wanted = (
        "suicide self_harm alcohol drugs medication smoking violence abuse dementia capacity falls money continence "
        "pregnancy police school housing benefits diet driving"
    )
    assert words(wanted) <= topics().keys()


PIECES = ("nora", "knees", "club", "not", "two", "Thursday", "ache", ".", ",", "no", "police", ":", "\n", "-", "Imran")
WORDS = st.lists(st.sampled_from(PIECES), max_size=30)


@settings(max_examples=60)
@given(WORDS)
def test_risks_and_spans_are_in_bounds(pieces: list[str]) -> None:
    note = " ".join(pieces)
    for claim in check_claims(VISIT, note):
        assert 0.0 <= claim.risk <= 1.0
        assert note[claim.start : claim.end] == claim.text
        if claim.evidence:
            assert 0 <= claim.evidence[0] < claim.evidence[1] <= len(VISIT)


# ------------------------------------------------------------------ signs of their own


@pytest.mark.parametrize(
    ("spoken", "noted"),
    [
        ("It came to a hundred and ten pounds.", "It came to £110."),
        ("They meet on the twenty-eighth.", "They meet on the 28th."),
        ("We ring at half past one.", "We ring at 01.30."),
        ("You dial nine nine nine.", "You dial 999."),
    ],
)
def test_a_number_is_met_however_it_is_written(spoken: str, noted: str) -> None:
    other = "".join(str((int(c) + 3) % 10) if c.isdigit() else c for c in noted)
    assert risk(noted, spoken) < 0.5 * risk(other, spoken)


def test_the_right_words_of_the_wrong_person_are_riskier() -> None:
    source = "Ada Moss: I repair clocks in Leeds.\nBen Cole: And I keep bees.\nAda Moss: Clocks pay better."
    assert risk("Ben Cole repairs clocks.", source) > risk("Ada Moss repairs clocks.", source)


def test_how_many_sentences_a_statement_has_does_not_make_it_riskier() -> None:
    one = "Her knees ache on climbing steps."
    assert risk(" ".join([one] * 9)) == pytest.approx(risk(one), abs=1e-4)


@pytest.mark.parametrize("text", ["9" * 6000 + " to 6", "² ³ to ² hundred and ³", "Ann " * 3000, "٣ past ٤ million"])
def test_odd_numbers_and_endless_names_are_no_error(text: str) -> None:
    assert 0 <= risk(text) <= 1
    assert 0 <= risk("Ann rang at 6.", text) <= 1
