"""Words counted: against jiwer, against worked examples, and whatever the words are."""

from __future__ import annotations

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import make_tool, make_variant

from harness.errors import CommandError
from harness.findings import NORMALISERS, WordCounts, examine, score_words
from harness.findings.normalise import normalise
from harness.findings.transcript import fabrication_risk
from harness.records import Outcome, Output, Task

SENTENCES = st.lists(
    st.sampled_from(("the", "a", "cat", "dog", "sat", "on", "mat", "not", "yes", "3")), max_size=14
).map(" ".join)


def test_a_worked_example() -> None:
    # Seven words; "sat" replaced, "the" lost, two added in a row. No other four edits do it.
    counts = score_words("the cat sat on the mat today", "the cat lay on mat today very good", "plain")
    assert (counts.words, counts.hits, counts.substitutions, counts.deletions, counts.insertions) == (7, 5, 1, 1, 2)
    assert counts.longest_insertion == 2


@given(SENTENCES, SENTENCES)
def test_jiwer_counts_the_same_errors(reference: str, hypothesis: str) -> None:
    counts = score_words(reference, hypothesis, "plain")
    if not reference:  # jiwer has no answer here; every word heard is one too many
        assert counts == WordCounts(
            0, 0, 0, 0, len(hypothesis.split()), counts.longest_insertion, counts.fabrication_risk
        )
        return
    theirs = jiwer.process_words(reference, hypothesis)
    assert counts.errors == theirs.substitutions + theirs.deletions + theirs.insertions
    assert counts.words == theirs.hits + theirs.substitutions + theirs.deletions


@given(SENTENCES, SENTENCES, SENTENCES)
def test_counts_add_up(a: str, b: str, c: str) -> None:
    one, other = score_words(a, b), score_words(b, c)
    both = one + other
    assert both.errors == one.errors + other.errors
    assert both.words == one.words + other.words == both.hits + both.substitutions + both.deletions
    assert one + WordCounts.zero() == one
    assert both.longest_insertion == max(one.longest_insertion, other.longest_insertion)


@given(st.text(max_size=80), st.sampled_from(["uk", "plain", "none"]))
def test_a_text_against_itself_has_no_errors(text: str, normaliser: str) -> None:
    plain = text.replace("{", "").replace("}", "").replace("<", "").replace(">", "")
    assert score_words(plain, plain, normaliser).errors == 0


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ((3, 1, 1, 0, 0), "must add up to the words of the reference"),
        ((0, 0, 0, 0, -1), "cannot be negative"),
        ((0, 0, 0, 0, 1, 2), "longest run of added words"),
    ],
)
def test_counts_that_do_not_add_up_are_refused(words: tuple[int, ...], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        WordCounts(*words)


@pytest.mark.parametrize("heard", ["the company's rules", "the companies' rules"])
def test_the_best_alternative_counts(heard: str) -> None:
    assert score_words("THE { COMPANIES' / COMPANY'S } RULES", heard.upper(), "none").errors == 0


def test_an_alternative_may_be_nothing() -> None:
    assert score_words("for { @ / an } investor", "for investor", "plain").errors == 0
    assert score_words("for { @ / an } investor", "for an investor", "plain").errors == 0


def test_very_many_alternatives_are_settled_one_by_one() -> None:
    reference, heard = " ".join(["{ a / b / c }"] * 12), " ".join("abcabcabcabc")
    assert score_words(reference, heard, "plain").errors == 0


def test_tags_are_no_words_and_an_empty_reference_counts() -> None:
    counts = score_words("<FOREIGN> <um>", "thank you for watching", "plain")
    assert (counts.words, counts.insertions, counts.errors) == (0, 4, 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I can't organise it", "i cannot organize it"),
        ("twenty-five pounds", "£25"),
        ("half past ten", "10:30"),
        ("at 3 p.m.", "at three pm"),
        ("the colour of Siobhán's coat", "the color of Siobhan's coat"),
        ("mm-hmm", "Mmhmm"),
        ("yeah", "yep"),
        ("five milligrams", "5mg"),
    ],
)
def test_uk_levels_what_is_the_same(one: str, other: str) -> None:
    assert normalise(one, "uk") == normalise(other, "uk")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mm-hmm.", ["mm-hmm"]),
        ("Yeah, no.", ["yeah", "no"]),
        ("Mr O'Brien, Mum's brother", ["mr", "obrien", "mums", "brother"]),
        ("Allan and Alan", ["allan", "and", "alan"]),
        ("I don't", ["i", "do", "not"]),
        ("archaeology", ["archaeology"]),
    ],
)
def test_uk_keeps_assent_negation_and_names(text: str, words: list[str]) -> None:
    # Mum and mom are one spelling, whichever way it is written.
    assert normalise(text, "uk") == [w.replace("mums", normalise("mums", "uk")[0]) for w in words]


def test_every_word_dropped_by_uk_is_punctuation() -> None:
    assert normalise("Oh, um - no! [door]", "uk") == ["oh", "um", "no", "door"]


def test_an_unknown_normaliser_is_named() -> None:
    with pytest.raises(CommandError, match=r"no normaliser 'english'. Choose one of: uk, plain, whisper, none"):
        score_words("a", "a", "english")


def test_whisper_is_the_published_one() -> None:
    pytest.importorskip("transformers")
    # From its published rules: fillers go, contractions are written out.
    assert normalise("Um, I won't", "whisper") == ["i", "will", "not"]
    assert set(NORMALISERS) == {"uk", "plain", "whisper", "none"}


def test_a_long_added_run_and_a_loop_look_invented() -> None:
    plain = score_words("she went home", "she went back home", "plain").fabrication_risk
    invented = score_words("she went home", "she went home thank you so much for watching please subscribe", "plain")
    looped = score_words("she went home", "she went home " + "went home " * 30, "plain")
    assert plain == 0.0
    assert invented.fabrication_risk > 0.7
    assert looped.fabrication_risk > 0.9


@given(st.integers(0, 60), st.integers(0, 60))
def test_risk_never_falls_as_the_added_run_grows(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= fabrication_risk(low, 10, []) <= fabrication_risk(high, 10, []) <= 1.0


def test_a_finding_carries_errors_and_words() -> None:
    variant = make_variant(turns=((None, "", "I have fallen three times this month"),), facts=())
    tool = make_tool().model_copy(update={"task": Task.TRANSCRIBE})
    output = Output(call="c1", outcome=Outcome.OK, text="I have fallen three times this mouth")
    (found,) = [f for f in examine(variant, tool, output) if f.check == "transcript.3"]
    assert (found.status, found.events, found.exposure) == ("counted", 1, 7)


def test_a_silent_recogniser_loses_every_word() -> None:
    variant = make_variant(turns=((None, "", "I have fallen three times"),), facts=())
    tool = make_tool().model_copy(update={"task": Task.TRANSCRIBE})
    output = Output(call="c1", outcome=Outcome.FAILED, text="", problem="it crashed")
    (found,) = [f for f in examine(variant, tool, output) if f.check == "transcript.3"]
    assert (found.events, found.exposure) == (5, 5)
