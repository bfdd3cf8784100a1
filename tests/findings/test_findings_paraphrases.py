"""Every paraphrase family is found in its own words, in no near-miss, and in time linear in the text."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.findings import ladders, paraphrases
from harness.findings.levelling import expression
from harness.findings.paraphrases import families, families_in, ladder, opposites
from harness.findings.text import analyse, stems_of
from harness.findings.tokens import Token

CARRIERS = ("{}", "Mrs Hall said that {} yesterday.", "It was noted that {}.")
DOMAINS = sorted({family.domain for family in families().values()})


def tokens(text: str) -> list[Token]:
    return [token for sentence in analyse(text).sentences for token in sentence.tokens]


def found(text: str) -> set[str]:
    return {name for name, _, _ in families_in(tokens(text))}


def test_the_lexicon_is_as_large_as_it_should_be() -> None:
    assert len(families()) >= 600
    assert all(len(f.says) >= 3 and f.never for f in families().values())
    assert min(Counter(f.domain for f in families().values()).values()) >= 20


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_expression_is_found_as_its_own_family(domain: str) -> None:
    missed = [
        (family.id, carrier.format(words))
        for family in families().values() if family.domain == domain
        for words in family.says
        for carrier in CARRIERS if family.id not in found(carrier.format(words))
    ]  # fmt: skip
    assert missed == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_near_miss_is_found_as_the_family_it_resembles(domain: str) -> None:
    wrong = [
        (family.id, words)
        for family in families().values() if family.domain == domain
        for words in family.never if family.id in found(words)
    ]  # fmt: skip
    assert wrong == []


def test_no_expression_belongs_to_two_families() -> None:
    owner: dict[tuple[str, ...], str] = {}
    shared = [
        (family.id, owner[words], words)
        for family in families().values()
        for words in {expression(text) for text in family.says}
        if owner.setdefault(words, family.id) != family.id
    ]
    assert shared == []


def test_opposites_exist_and_go_both_ways() -> None:
    named = {other for family in families().values() for other in family.opposite}
    assert named <= set(families())
    assert all(name in opposites(other) for name in families() for other in opposites(name))
    assert not any(name in opposites(name) for name in families())
    assert "manages_stairs" in opposites("cannot_manage_stairs")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I can't get up the stairs any more.", "Mrs Hall is unable to climb the stairs."),
        ("My legs just went.", "Her legs gave way."),
        ("I've packed in smoking.", "He has given up smoking."),
        ("We had to sofa surf, kipping on mates' floors.", "She has been sofa surfing."),
        ("They've put my tablets up.", "Her dose was increased in May."),
        ("He grabbed my throat. He strangled me.", "She was grabbed by the throat."),
    ],
)
def test_speech_and_record_share_a_family(said: str, written: str) -> None:
    assert found(said) & found(written)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("She did not have a fall.", "had_fall"),
        ("He is not really using a stick.", "uses_stick"),
        ("I'm frightened of having a fall.", "had_fall"),
        ("If he hit me I would go.", "hit"),
        ("She used to use a frame.", "uses_frame"),
        ("He might have had a fall.", "had_fall"),
        ("She does not sleep much.", "cannot_sleep"),
        ("She cannot walk far.", "cannot_walk"),
        ("He is trying to stop drinking.", "stopped_drinking"),
        ("She struggles with the stairs.", "cannot_manage_stairs"),
        ("I nearly died laughing.", "has_died"),
        ("He threatened to hit me.", "hit"),
    ],
)
def test_what_is_denied_supposed_or_weaker_is_not_found(text: str, family: str) -> None:
    assert family not in found(text)


def test_a_clause_end_parts_a_denial_from_what_follows() -> None:
    assert "had_fall" in found("No, I had a fall on Monday.")
    assert "uses_stick" in found("I can't drive, I use a stick.")


def test_indexes_are_those_of_the_tokens_given() -> None:
    text = "She says that she cannot really get up any of the stairs."
    given = tokens(text)
    ((name, first, last),) = [hit for hit in families_in(given) if hit[0] == "cannot_manage_stairs"]
    assert (given[first].text, given[last].text) == ("can", "stairs")
    assert name in {hit[0] for hit in families_in(stems_of(text))}


def test_expressions_do_not_overlap() -> None:
    spans = [
        range(a, b + 1) for _, a, b in families_in(tokens("She had a fall, cannot get up the stairs and had a fall."))
    ]
    assert sum(len(span) for span in spans) == len(set().union(*spans))


@pytest.mark.parametrize("text", ["", " ", "a" * 100_000, "§§ §pro§", "….,;", "\x00 fell over \x00"])
def test_strange_text_is_no_fault(text: str) -> None:
    assert families_in(tokens(text)) == [] or "fell" in text


@pytest.mark.parametrize("phrase", ["no falls", "cannot get up the stairs", "not the the to a", "scared of the dark"])
def test_the_work_grows_with_the_text_and_no_faster(monkeypatch: pytest.MonkeyPatch, phrase: str) -> None:
    steps = 0
    follow, decoy = paraphrases._follow, paraphrases._is_decoy

    def counting(*args: object) -> None:
        nonlocal steps
        steps += 1
        follow(*args)  # type: ignore[arg-type]

    def counting_decoys(*args: object) -> bool:
        nonlocal steps
        steps += 1
        return decoy(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(paraphrases, "_follow", counting)
    monkeypatch.setattr(paraphrases, "_is_decoy", counting_decoys)
    words = stems_of(phrase)
    families_in(words * (2_000 // len(words)))
    small, steps = steps, 0
    families_in(words * (20_000 // len(words)))
    assert steps <= 11 * small
    assert small <= 20 * 2_000


def test_a_hundred_thousand_tokens_are_read() -> None:
    assert len(families_in(["not", "fall", "zebra", "it"] * 25_000)) == 25_000


def test_ladders_rank_degrees() -> None:
    assert ladder("struggles") == ("severity", 1)
    assert ladder("cannot") == ("severity", 4)
    assert ladder("unable") == ("severity", 4)
    assert ladder("hardly ever") == ("frequency", 1)
    assert ladder("zebra") is None
    raised, threatened = ladder("raised voice"), ladder("threatened")
    assert raised is not None
    assert threatened is not None
    assert raised[0] == threatened[0] == "force"
    assert raised[1] < threatened[1]


def test_no_word_stands_on_two_rungs() -> None:
    raw = ladders._ladders()["ladders"]
    assert isinstance(raw, dict)
    where: dict[str | tuple[str, ...], set[tuple[str, int]]] = {}
    for name, steps in raw.items():
        for rank, step in enumerate(steps):
            for word in step:
                where.setdefault(word, set()).add((name, rank))
                where.setdefault(expression(word), set()).add((name, rank))
    assert {words: rungs for words, rungs in where.items() if len(rungs) > 1 and words != ("not",)} == {}
    assert ladder("never") == ("frequency", 0)
    assert ladder("denied") == ("certainty", 0)


def test_relations_and_roles_have_one_name() -> None:
    assert ladders.relation("Mum") == "mother"
    assert ladders.relation("step-dad") == "stepfather"
    assert ladders.relation("mother-in-law") == "mother_in_law"
    assert ladders.relation("GP") == "doctor"
    assert ladders.relation("zebra") is None
    assert expression("apparently") in ladders.cues("hearsay")
