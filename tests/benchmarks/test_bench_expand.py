"""Expansion of the shipped suites over all axes, names and twins: speed against a template engine, and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import suites, variants
from harness.records import Variant
from harness.variants import grammar

HOME = Path(__file__).parent.parent.parent / "test_suites"


def expanded(seeds: range) -> Iterator[Variant]:
    axes, names = suites.identities(HOME), suites.names(HOME)
    for seed in seeds:
        for name in suites.shipped_names():
            yield from variants.expand(suites.load(HOME / name), axes, names, list(axes), seed)


@pytest.mark.slow
def test_speed_against_jinja() -> None:
    """jinja2 fills the same texts of the same variants, with templates compiled once a scenario and no ledger kept."""
    import jinja2

    start = time.process_time()
    made = sum(1 for _ in expanded(range(3)))
    mine = time.process_time() - start

    engine = jinja2.Environment(autoescape=False)
    sample = list(expanded(range(1)))[::10]
    by_scenario = {s.id: s for name in suites.shipped_names() for s in suites.load(HOME / name).scenarios}
    compiled: dict[str, list[jinja2.Template]] = {}
    values: dict[str, dict[str, str]] = {}
    for name in {variant.scenario for variant in sample}:
        scenario = by_scenario[name]
        texts = [scenario.dialogue, *(t for f in scenario.facts for t in (f.says, *f.accept))]
        texts += [t for n in scenario.not_said for t in (n.says, *n.accept)]
        compiled[name] = [
            engine.from_string(grammar.SLOT.sub(lambda m: "{{ w['" + m.group()[1:-1] + "'] }}", t)) for t in texts
        ]
        values[name] = {m.group()[1:-1]: "x" for t in texts for m in grammar.SLOT.finditer(t)}
    start = time.process_time()  # what was compiled once is not counted
    for variant in sample:
        for template in compiled[variant.scenario]:
            template.render(w=values[variant.scenario])
    theirs = (time.process_time() - start) / len(sample)
    each = mine / made
    print(
        f"\nexpansion: {made:,} variants, {1 / each:,.0f} a second of CPU; jinja2 on the same texts alone "
        f"{1 / theirs:,.0f}; ratio {theirs / each:.1f}"
    )
    assert theirs / each > 0.5


@pytest.mark.slow
def test_memory_is_bounded_by_a_scenario_not_by_the_stream() -> None:
    """The peak while one seed's variants pass is nearly that of three: nothing is kept but names."""
    peaks = []
    for seeds in (range(1), range(3)):
        tracemalloc.start()
        passed = sum(1 for _ in expanded(seeds))
        peaks.append((passed, tracemalloc.get_traced_memory()[1] / 2**20))
        tracemalloc.stop()
    (few, small), (many, large) = peaks
    print(f"\nmemory: {few:,} variants at most {small:.1f} MB, {many:,} at most {large:.1f} MB")
    assert many == 3 * few
    assert large < 1.5 * small + 5
