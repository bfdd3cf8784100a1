"""The plan: every call once, ids that tell every difference, and an order that is fair to every arm."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import make_tool, make_variant

from harness.errors import CommandError
from harness.outputs import call_id, plan
from harness.records import Arm, Call, Tool, Variant, Voice

Stratum = tuple[str, str, str, str]


def variants_of(shape: list[tuple[str, int]]) -> list[Variant]:
    """Variants of one axis: (group, scenarios) for each group, and a twin for the first."""
    made = [make_variant(f"case_{i}", "sex", group) for group, n in shape for i in range(n)]
    group, n = shape[0]
    return made + [make_variant(f"case_{i}", "sex", group, Arm.TWIN) for i in range(n)]


def stratum(call: Call, variants: dict[str, Variant]) -> Stratum:
    variant = variants[call.variant]
    return call.tool, variant.axis, variant.group, variant.arm.value


shapes = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda ns: [(f"g{i}", n) for i, n in enumerate(ns)])


@settings(deadline=None, max_examples=40)
@given(shapes, st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32), st.randoms())
def test_plan_properties(
    shape: list[tuple[str, int]], n_tools: int, repeats: int, seed: int, shuffler: random.Random
) -> None:
    variants = variants_of(shape)
    tools = [make_tool(name=f"tool_{i}") for i in range(n_tools)]
    calls = plan(tools, iter(variants), repeats, seed)

    # Each tool is asked each variant each time, exactly once.
    asked = Counter((c.tool, c.variant, c.repeat) for c in calls)
    assert set(asked.values()) == {1}
    assert set(asked) == {(t.name, v.id, r) for t in tools for v in variants for r in range(1, repeats + 1)}
    assert len({c.id for c in calls}) == len(calls)
    assert [c.order for c in calls] == list(range(1, len(calls) + 1))

    # The same plan, whatever order tools and variants come in.
    shuffler.shuffle(variants)
    assert plan(reversed(tools), variants, repeats, seed) == calls

    # Interleaving: every beginning of the run holds its share of every stratum, within the stated bound.
    by_id = {v.id: v for v in variants}
    sizes = Counter(stratum(c, by_id) for c in calls)
    seen: Counter[Stratum] = Counter()
    for k, call in enumerate(calls, start=1):
        seen[stratum(call, by_id)] += 1
        for one, m in sizes.items():
            assert abs(seen[one] - k * m / len(calls)) <= 0.5 + m * len(sizes) / (2 * len(calls)) + 1e-9


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 10), st.integers(2, 5), st.integers(0, 1000))
def test_arms_of_equal_size_fall_into_permuted_blocks_of_one_scenario(n: int, arms: int, seed: int) -> None:
    variants = variants_of([(f"g{i}", n) for i in range(arms)])
    by_id = {v.id: v for v in variants}
    calls = plan([make_tool()], variants, 1, seed)
    for start in range(0, len(calls), arms + 1):
        block = [by_id[c.variant] for c in calls[start : start + arms + 1]]
        assert len({(v.group, v.arm) for v in block}) == arms + 1
        assert len({v.scenario for v in block}) == 1


def test_the_order_within_blocks_and_of_blocks_is_shuffled_by_the_seed() -> None:
    variants = variants_of([("female", 30), ("male", 30)])
    orders = {tuple(c.variant for c in plan([make_tool()], variants, 1, seed)) for seed in range(5)}
    assert len(orders) == 5
    for order in orders:
        first = Counter(name.partition(".")[2] for name in order[::3])
        assert len(first) == 3  # no arm always begins a block: the chance of that is 3 (2/3)^30
        assert list(order) != sorted(order)


def test_an_id_tells_every_difference_that_could_change_an_answer() -> None:
    variant, tool = make_variant(), make_tool(share=0.25)
    voice = Voice(engine="espeak", name="en", label="A")
    others = [
        call_id(tool, variant, 2),
        call_id(make_tool(share=0.3), variant, 1),
        call_id(tool.model_copy(update={"version": "2"}), variant, 1),
        call_id(tool, variant.model_copy(update={"text": variant.text + " "}), 1),
        call_id(tool, variant.model_copy(update={"voice": voice}), 1),
        call_id(tool, variant.model_copy(update={"voice": voice.model_copy(update={"name": "cy"})}), 1),
        call_id(tool, variant.model_copy(update={"suite": "children"}), 1),
        call_id(tool, make_variant(group="male"), 1),  # the same words
    ]
    first = call_id(tool, variant, 1)
    assert make_variant(group="male").text == variant.text
    assert len({first, *others}) == len(others) + 1
    assert len(first) == 20
    assert first == call_id(Tool.model_validate(tool.model_dump()), variant, 1)
    (call,) = plan([tool], [variant], 1, 0)
    assert call.id == first


def test_the_id_of_a_call_is_the_same_on_every_machine() -> None:
    """A fixed value, so that a change to ids (which would orphan every journal) is seen."""
    assert call_id(make_tool(share=0.25), make_variant(), 1) == "c4f22db87b76cb19bad5"


def test_people_are_asked_once() -> None:
    calls = plan([make_tool("by_hand", "people"), make_tool(name="machine")], [make_variant()], 3, 0)
    assert Counter(c.tool for c in calls) == {"people": 1, "machine": 3}


def test_names_given_twice_are_refused() -> None:
    with pytest.raises(CommandError, match=r"Two tools are called 'acme'. Give each its own name."):
        plan([make_tool(), make_tool("graph")], [make_variant()], 1, 0)
    with pytest.raises(CommandError, match=r"Two variants are called 'fall_at_home.sex.female'."):
        plan([make_tool()], [make_variant(), make_variant(suite="children")], 2, 0)
    with pytest.raises(CommandError, match=r"repeats is 0. Write 1 or more."):
        plan([make_tool()], [make_variant()], 0, 0)


def test_no_tools_or_no_variants_is_an_empty_plan() -> None:
    assert plan([], [make_variant()], 1, 0) == []
    assert plan([make_tool()], [], 1, 0) == []
