"""The two real note tools: what they keep, in what order, and that they never vary."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import TURNS, make_tool, make_variant

from harness.adapters import open_tool
from harness.adapters.dialogue import sentences, split
from harness.adapters.embedded import rank, similarities
from harness.notes import label_of

NOBODY_SPEAKS = ((None, "", "[door]"), (None, "", "[pause 20s]"))


def note(adapter: str, turns: tuple[tuple[str | None, str, str], ...] = TURNS, **settings: object) -> list[str]:
    text = open_tool(make_tool(adapter, **settings)).send(make_variant(turns=turns)).text
    assert text is not None
    return text.splitlines()


def test_sentences_have_their_speaker_and_no_directions() -> None:
    lines = [sentence.line for sentence in sentences(make_variant())]
    assert lines[:2] == ["Social worker: Good morning.", "Social worker: How have you been since the fall?"]
    assert "Daughter: I think she should not be alone." in lines
    assert len(lines) == 8
    assert "[" not in "".join(lines)


def test_without_labels_there_are_none() -> None:
    variant = make_variant(turns=(("adult", "", "I fell. It hurt."),))
    assert [sentence.line for sentence in sentences(variant)] == ["I fell.", "It hurt."]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("Mrs. Khan fell. She is fine.", ["Mrs. Khan fell.", "She is fine."]),
        ("Ask J. Smith, e.g. Monday. Yes?", ["Ask J. Smith, e.g. Monday.", "Yes?"]),
        ("It was 3.5 miles. 12 days ago!", ["It was 3.5 miles.", "12 days ago!"]),
        ("He said “stop.” Then he left…", ["He said “stop.”", "Then he left…"]),
        ("No. No, at No. 5.", ["No.", "No, at No. 5."]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)
def test_splitting(words: str, pieces: list[str]) -> None:
    assert split(words) == pieces


@given(st.text(alphabet="ab AB.?!’”\"'", max_size=60))
def test_splitting_loses_no_character_but_spaces(words: str) -> None:
    assert "".join("".join(split(words)).split()) == "".join(words.split())


def test_lead_keeps_the_beginning_within_its_words() -> None:
    lines = [sentence.line for sentence in sentences(make_variant())]
    assert note("lead", words=9, share=1.0) == lines[:2]
    assert note("lead", words=500, share=1.0) == lines
    assert note("lead", words=500, share=1.0, sentences=3) == lines[:3]
    assert note("lead", words=1) == lines[:1]


@pytest.mark.parametrize("adapter", ["lead", "graph"])
def test_about_a_quarter_is_kept(adapter: str) -> None:
    turns = tuple(("adult", "Mrs Khan", f"I have seen the nurse about my leg number {i}.") for i in range(40))
    assert len(note(adapter, turns)) == 10
    assert len(note(adapter, turns, words=50)) == 5


@pytest.mark.parametrize("adapter", ["lead", "graph"])
def test_where_nobody_speaks_there_is_no_note(adapter: str) -> None:
    assert note(adapter, NOBODY_SPEAKS) == []


def test_similarity_is_the_cosine_of_idf_weighted_words() -> None:
    # Worked by hand: of 3 sentences "gas" is in 2 (idf log 1.5), "hob" and "leak" in 1 (log 3); the third shares none.
    a, b = math.log(1.5), math.log(3)
    found = similarities(["gas gas hob", "the gas leak", "stairs"])
    assert set(found) == {(0, 1)}
    assert found[0, 1] == pytest.approx(2 * a * a / (math.hypot(2 * a, b) * math.hypot(a, b)))


def test_rank_agrees_with_pagerank_worked_out_by_hand() -> None:
    # A star: the middle sentence shares one word with each of two others. With equal weights PageRank at damping d
    # solves m = (1-d)/3 + d(1-m), so m = ((1-d)/3 + d) / (1+d).
    ranks = rank(["gas money", "gas stairs", "stairs rail"])
    middle = (0.15 / 3 + 0.85) / 1.85
    assert ranks[1] == pytest.approx(middle, abs=1e-8)
    assert ranks[0] == ranks[2] == pytest.approx((1 - middle) / 2, abs=1e-8)


def test_graph_keeps_the_central_sentences_in_the_order_of_the_conversation() -> None:
    turns = (
        ("adult", "Mrs Khan", "The weather turned."),
        ("adult", "Mrs Khan", "The gas cooker and the stairs worry my daughter."),
        ("daughter", "Daughter", "The stairs need a rail."),
        ("daughter", "Daughter", "The gas cooker was left burning."),
        ("adult", "Mrs Khan", "Biscuit?"),
    )
    kept = note("graph", turns, share=0.65)
    assert kept == [f"{label}: {words}" for _, label, words in (turns[1], turns[3])]


def test_equal_sentences_are_kept_earliest_first() -> None:
    turns = tuple(("adult", "Mrs Khan", f"Word{i} stands alone here.") for i in range(8))
    assert note("graph", turns) == ["Mrs Khan: Word0 stands alone here.", "Mrs Khan: Word1 stands alone here."]


@given(
    st.lists(st.sampled_from(["The gas is on.", "I fell.", "Stairs, gas.", "No.", "I fell on the stairs."]), min_size=1)
)
def test_graph_never_varies_and_only_copies(said: list[str]) -> None:
    turns = tuple(("adult", "Mrs Khan", words) for words in said)
    first = note("graph", turns)
    assert first == note("graph", turns)
    everything = iter([f"Mrs Khan: {words}" for words in said])
    assert all(line in everything for line in first)  # a subsequence: consumes the iterator


def test_people_are_called_what_the_transcript_calls_them() -> None:
    variant = make_variant()
    assert label_of(variant, "adult", (2,)) == "Mrs Khan"
    assert label_of(variant, "daughter", (4,)) == "the daughter"
    assert label_of(variant, "worker", (2,)) == "the social worker"
    assert label_of(variant, "neighbour", (4,)) == "the daughter"
    assert label_of(variant, "neighbour", (3,)) == "the neighbour"
    unlabelled = make_variant(turns=(("adult", "", "I am Mrs Khan."),))
    assert label_of(unlabelled, "adult", (1,)) == "Mrs Khan"
    assert label_of(unlabelled, "ward_nurse", (1,)) == "the ward nurse"
    abbreviated = make_variant(turns=(("gp", "GP", "Good morning."),))
    assert label_of(abbreviated, "gp", (1,)) == "the GP"
