"""One fault, the same in every arm, and nothing else touched."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import make_fact, make_variant

from harness import adapters, suites, variants
from harness.masking import mask
from harness.planting import KINDS, OMISSIONS, STYLES, Planted, Scene, faithful, plant, plant_in, write
from harness.records import Harm, NotSaid, Variant

SUITES = ("adults", "children", "meetings")


@cache
def shipped(axis: str, each: int = 1) -> tuple[tuple[Variant, ...], ...]:
    """The arms of the first so many scenarios of every shipped suite."""
    folder = suites.shipped() / "identities"
    axes, names = suites.identities(folder), suites.names(folder)
    by_scenario: dict[str, list[Variant]] = defaultdict(list)
    for name in SUITES:
        suite = suites.load(suites.find(name, Path.cwd()))
        kept = [s for s in suite.scenarios if axis in s.axes.allow][:each]
        for v in variants.expand(type(suite)(**{**vars(suite), "scenarios": tuple(kept)}), axes, names, [axis], 11):
            by_scenario[v.scenario].append(v)
    return tuple(tuple(arms) for arms in by_scenario.values())


@cache
def every_fault(axis: str) -> list[tuple[Variant, Planted]]:
    return [
        (arms[0], planted)
        for arms in shipped(axis)
        for kind in KINDS
        for place in range(2)
        if (planted := plant_in(Scene(arms[0], 11), kind, place=place)) is not None
    ]


def masked(text: str | None, variant: Variant) -> list[str]:
    return [token.text for token in mask(text or "", variant.people)]


def test_styles_of_the_reference_tool_are_its_own_bytes() -> None:
    for arms in shipped("sex"):
        assert write(faithful(arms[0]), "headed").text == adapters.reference_note(arms[0])


@pytest.mark.parametrize("style", STYLES)
def test_every_sentence_stands_at_its_span(style: str) -> None:
    lines = faithful(make_variant())
    written = write(lines, style)
    for line, (start, end) in zip(lines, written.spans, strict=True):
        assert written.text[start:end] == line.written(style)
        assert line.body.rstrip(".") in written.text[start:end]


def test_styles_say_who_said_it() -> None:
    lines = faithful(make_variant())
    for style in STYLES:
        text = write(lines, style).text.lower()
        assert all(line.who.lower() in text for line in lines if line.who)
    assert "We saw for ourselves: The stairs have no rail." in write(lines, "worker").text
    assert "The daughter, at second hand: Mrs Khan left the gas on again." in write(lines, "log").text


@pytest.mark.parametrize("kind", KINDS)
def test_only_one_sentence_changes(kind: str) -> None:
    for variant, planted in every_fault("sex"):
        if planted.kind != kind:
            continue
        lines = faithful(variant)
        before, after = write(lines, planted.style).text, planted.note
        others = [line.written(planted.style) for line in lines if line.about != planted.about]
        assert all(sentence in after for sentence in others)
        if planted.now is not None:
            assert after[planted.start : planted.end] == planted.now
        if planted.was is None:
            assert planted.now not in before
        elif planted.now is None:
            assert planted.was in before
            assert planted.was not in after
        else:
            assert planted.now != planted.was
            assert after[: planted.start] == before[: planted.start]
            assert after[planted.end :] == before[planted.start + len(planted.was) :]


@pytest.mark.parametrize("axis", ["sex", "ethnicity"])
def test_the_same_fault_is_planted_in_every_arm(axis: str) -> None:
    for arms in shipped(axis):
        scenes = [Scene(variant, 11) for variant in arms]
        for kind in KINDS:
            planted = [plant_in(scene, kind) for scene in scenes]
            if None in planted:
                assert not any(planted), kind
                continue
            told = [
                (p.about, p.mark, p.style, p.harm, masked(p.was, v), masked(p.now, v), masked(p.note, v))
                for p, v in zip(planted, arms, strict=True)
                if p is not None
            ]
            assert all(one == told[0] for one in told), (arms[0].scenario, kind)


def test_most_kinds_are_offered_and_none_is_offered_by_every_accident() -> None:
    seen = {planted.kind for _, planted in every_fault("sex")}
    assert set(KINDS) - seen <= {"A4", "X3", "X4"}


def test_each_place_concerns_another_fact() -> None:
    scene = Scene(shipped("sex")[0][0], 11)
    places = [plant_in(scene, "P1", place=place) for place in range(100)]
    about = [planted.about for planted in places if planted is not None]
    assert len(about) == len(set(about)) > 5
    assert places[len(about) :] == [None] * (100 - len(about))


def test_facts_that_say_who_the_person_is_are_left_alone() -> None:
    for arms in shipped("ethnicity"):
        carried = {fact.id for fact in arms[0].facts if fact.carries}
        scene = Scene(arms[0], 3)
        assert not carried & {fact.id for fact in scene.facts}


def test_the_harm_is_the_authors_or_the_taxonomys() -> None:
    variant = make_variant(not_said=(NotSaid(id="dead", says="Mrs Khan is dead.", kind="invented_fact", harm="S5"),))
    invented = plant(variant, "F1", 1)
    assert invented is not None
    assert (invented.about, invented.harm, invented.was) == ("dead", Harm.S5, None)
    minor = make_variant(facts=(make_fact("tea", "Mrs Khan drinks tea.", 2, kind="event", weight="minor"),))
    turned = plant(minor, "P1", 1)
    assert turned is not None
    assert (turned.harm, turned.now) == (Harm.S4, turned.was.replace("drinks", "does not drink"))  # type: ignore[union-attr]


def test_nothing_to_make_it_of_is_none() -> None:
    variant = make_variant(facts=(make_fact("quiet", "It is quiet.", 2, status="observed", kind="event"),), not_said=())
    for kind in ("A1", "A4", "E1", "E2", "E3", "N1", "N2", "X3", "X4"):
        assert plant(variant, kind, 1) is None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'Z9' is not a kind of fault"):
        plant(make_variant(), "Z9", 1)


def test_sources_are_moved_or_stripped() -> None:
    variant = make_variant()
    stripped, opinion, moved = (plant(variant, kind, 1, style="narrative") for kind in ("E1", "E2", "A1"))
    assert stripped is not None
    assert stripped.was == "According to the daughter: Mrs Khan left the gas on again."
    assert stripped.now == "Mrs Khan left the gas on again."
    assert opinion is not None
    assert opinion.now == "Mrs Khan should not be alone."
    assert moved is not None
    assert moved.was is not None
    assert moved.now is not None
    assert moved.was.partition(": ")[2] == moved.now.partition(": ")[2]
    assert moved.was.partition(": ")[0] != moved.now.partition(": ")[0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(KINDS)), place=st.integers(0, 3))
def test_any_seed_plants_one_fault_or_none(seed: int, kind: str, place: int) -> None:
    female, twin = make_variant(), make_variant(group="male")
    planted, again = plant(female, kind, seed, place=place), plant(female, kind, seed, place=place)
    assert planted == again
    other = plant(twin, kind, seed, place=place)
    assert (planted is None) is (other is None)
    if planted is not None and other is not None:
        assert (planted.about, planted.mark, planted.note) == (other.about, other.mark, other.note)
        assert 0 <= planted.start <= planted.end <= len(planted.note)
        assert planted.note != write(faithful(female), planted.style).text
        assert (planted.now is None) is (kind in OMISSIONS)
