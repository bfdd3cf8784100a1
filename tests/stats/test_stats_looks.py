"""Planned looks: batches by seed, bounds that keep their level, a harmful tool stopped early, a fair one not."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats_run_maker import SEX, make_standard, make_tool, share_counts

from harness import stats
from harness.records import Arm, Count
from harness.stats.sequential import judge_looks

STANDARD, TOOL = make_standard(margins={"critical_omission": 0.03}), make_tool()


def counts(women: float, men: float, scenarios: int = 40, seed: int = 0) -> list[Count]:
    return share_counts(
        "critical_omission",
        scenarios,
        lambda group, arm: women if group == "female" else men,
        seed=seed,
        arms=(Arm.GROUP,),
    )


def looked(made: list[Count], number: int, looks: int, planned: int = 40) -> stats.Looked:
    batch = stats.batches((c.scenario for c in made), looks, seed=5)
    here = [c for c in made if batch[c.scenario] <= number]
    return stats.look(here, STANDARD, TOOL, {"sex": SEX}, (), {"sex": planned}, number, looks)


@given(st.integers(1, 90), st.integers(1, 12), st.integers(0, 2**32))
def test_batches_are_even_whole_and_follow_the_seed(scenarios: int, looks: int, seed: int) -> None:
    names = [f"s{n}" for n in range(scenarios)]
    dealt = stats.batches(names, looks, seed)
    assert dealt == stats.batches(reversed(names), looks, seed)
    assert set(dealt) == set(names)
    sizes = Counter(dealt.values())
    assert set(sizes) <= set(range(1, looks + 1))
    if scenarios >= looks:
        assert max(sizes.values()) - min(sizes.values()) <= 1


def test_a_tool_that_harms_one_group_is_stopped_early_and_named() -> None:
    found = looked(counts(women=0.5, men=0.02), 2, 5)
    assert found.stops
    assert found.scenarios == 16
    assert "critical facts lost" in found.sentence.lower()
    assert "female against male" in found.sentence
    assert "asked no more" in found.sentence


def test_a_tool_that_loses_nothing_is_not_stopped_at_any_look() -> None:
    for number in range(1, 5):
        found = looked(counts(women=0.0, men=0.0), number, 5)
        assert not found.stops
        assert "none of 1 comparison was beyond its bound" in found.sentence


def test_a_measure_that_moved_by_itself_stops_nobody() -> None:
    made = counts(women=0.5, men=0.02)
    failures = {("critical_omission", "sex")}
    found = stats.look(made, STANDARD, TOOL, {"sex": SEX}, failures, {"sex": 40}, 1, 2)
    assert (found.tests, found.crossed) == (0, ())


def test_the_level_in_the_end_is_the_one_that_was_left() -> None:
    """The nominal levels of O'Brien and Fleming for five looks: bounds 4.56, 3.23, 2.63, 2.28, 2.04 (Jennison and
    Turnbull, Group Sequential Methods, 2000, table 2.3 gives the constant as 2.040)."""
    assert stats.level_after([], 1) == 0.05
    assert stats.level_after([], 5) == pytest.approx(0.0413, abs=2e-4)
    stopped = stats.Looked(2, 5, 16, 1, ("x",))
    assert stats.level_after([stats.Looked(1, 5, 8, 1, ()), stopped], 5) == pytest.approx(0.00126, abs=5e-5)


def test_the_bound_agrees_with_the_one_column_function() -> None:
    """``judge_looks`` takes the differences themselves; the look takes counts. Same data, same looks, same answer."""
    for seed in range(30):
        made = counts(women=0.25, men=0.1, seed=seed)
        batch = stats.batches((c.scenario for c in made), 5, seed=5)
        gap = {c.scenario: 0.0 for c in made}
        for c in made:
            gap[c.scenario] += (1 if c.group == "female" else -1) * c.events / c.exposure
        import numpy as np

        ordered = np.array([gap[name] for name in sorted(gap, key=lambda n: (batch[n], n))])
        one = judge_looks(ordered, 40, 5)
        stop = next((n for n in range(1, 6) if looked(made, n, 5).stops), None)
        assert stop == (one.looks[-1].number if one.demonstrated else None)


@pytest.mark.slow
def test_looking_five_times_keeps_the_level() -> None:
    """A fair tool over 400 runs, both groups losing 15 % of critical facts in scenarios of unequal difficulty."""
    wrong = 0
    for seed in range(400):
        made = share_counts(
            "critical_omission", 40, lambda group, arm: 0.15, seed=seed, arms=(Arm.GROUP,), hard=0.05, opportunities=9
        )
        wrong += any(looked(made, number, 5).stops for number in range(1, 6))
    print(f"\nlooks at a fair tool: {wrong / 400:.3f} stopped (level .05)")
    assert wrong / 400 <= 0.075
