"""Voices as the unit: Welch against scipy, and spread between voices that is never lost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from harness.stats.voices import voice_values, welch


def test_welch_equals_scipy() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(0.3, 1, 9), rng.normal(0, 3, 14)
    expected = stats.ttest_ind(a, b, equal_var=False)
    found = welch(a, b)
    assert (found.p, found.df) == pytest.approx((expected.pvalue, expected.df))
    assert found.interval(0.95) == pytest.approx(tuple(expected.confidence_interval(0.95)))


@pytest.mark.parametrize(("a", "b"), [([1.0], [2.0, 3.0]), ([], []), ([1.0, 1.0], [2.0, 2.0])])
def test_nothing_to_judge_by(a: list[float], b: list[float]) -> None:
    found = welch(np.array(a), np.array(b))
    assert found.p == 1
    assert found.interval(0.95) == (-math.inf, math.inf)


def rotation(scenarios: int, voices: int) -> np.ndarray:
    """Each scenario is read by one voice a group; partners change from round to round."""
    return np.array([[f"a{s % voices}", f"b{(s + s // voices) % voices}"] for s in range(scenarios)], dtype=object)


def test_linked_voices_are_freed_of_their_scenarios() -> None:
    names = rotation(90, 9)
    effect = {name: i * 0.1 for i, name in enumerate(sorted(set(names.ravel())))}
    hard = np.random.default_rng(1).normal(0, 5, (90, 1))
    values = hard + np.vectorize(effect.get)(names).astype(float)
    found = voice_values(values, names, ("a", "b"))
    assert np.ptp(found["a"]) == pytest.approx(0.8)
    assert found["b"].mean() - found["a"].mean() == pytest.approx(0.9)


def test_unlinked_voices_keep_their_spread() -> None:
    names = np.array([[f"a{s % 8}", f"b{s % 8}"] for s in range(64)], dtype=object)  # a0 only ever meets b0
    values = np.random.default_rng(1).normal(size=(64, 2))
    found = voice_values(values, names, ("a", "b"))
    assert found["a"] == pytest.approx([values[i::8, 0].mean() for i in range(8)])


def test_missing_recordings_are_left_out() -> None:
    names = rotation(20, 4)
    values = np.random.default_rng(1).normal(size=(20, 2))
    values[3, 0], names[5, 1] = np.nan, None
    found = voice_values(values, names, ("a", "b"))
    assert [len(v) for v in found.values()] == [4, 4]
    assert voice_values(np.full((3, 2), np.nan), names[:3], ("a", "b"))["a"].size == 0


@pytest.mark.slow
@pytest.mark.parametrize("voices", [3, 10])
def test_type_one_with_few_scenario_readers(voices: int) -> None:
    """No difference between accents; voices vary. Scenarios as the unit would reject 11 to 26 %."""
    rng = np.random.default_rng(20 + voices)
    names, rejected = rotation(60, voices), 0
    index = {name: i for i, name in enumerate(sorted(set(names.ravel())))}
    place = np.vectorize(index.get)(names)
    for _ in range(500):
        values = rng.normal(0, 1, (60, 1)) + rng.normal(0, 0.3, len(index))[place] + rng.normal(0, 0.3, (60, 2))
        by_group = voice_values(values, names, ("a", "b"))
        rejected += welch(by_group["a"], by_group["b"]).p <= 0.05
    assert rejected / 500 <= 0.07
