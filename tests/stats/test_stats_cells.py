"""Intersectional cells: the raw bound decides, shrinkage only shows, and one harmed cell is not hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.cells import cross, judge_cells, main_effects, shrink
from harness.stats.intervals import Array

RNG = np.random.default_rng
CELLS = cross(("woman", "man"), ("a", "b", "c", "d", "e"), ("older", "younger"))  # 2 x 5 x 2, as statistics.md 6.5


def drawn(scenarios: int, seed: int, spike: float = 0.0, main: float = 0.0) -> Array:
    """Values with a shared difficulty, a main effect of the first characteristic, and perhaps one harmed cell."""
    rng = RNG(seed)
    out = rng.normal(size=(scenarios, 1)) + rng.normal(scale=0.7, size=(scenarios, len(CELLS)))
    out += main * np.array([c[0] == "woman" for c in CELLS])
    out[:, 7] += spike
    return np.asarray(out)


def test_main_effects_of_2_by_5_by_2() -> None:
    design = main_effects(CELLS)
    assert design.shape == (20, 7)
    assert np.linalg.matrix_rank(design) == 7
    assert design[0].tolist() == [1, 0, 0, 0, 0, 0, 0]


def test_paule_mandel_on_published_data() -> None:
    """tau^2 of an intercept-only design: the value at which sum w (y - mean)^2 is C - 1, checked by its definition."""
    y, v = np.array([0.10, 0.30, 0.35, 0.65, 0.45, 0.15]), np.array([0.03, 0.03, 0.05, 0.01, 0.05, 0.02])
    found = shrink(y, v, np.ones((6, 1)))
    w = 1 / (v + found.tau2)
    assert (w * (y - (w * y).sum() / w.sum()) ** 2).sum() == pytest.approx(5)
    meta = pytest.importorskip("statsmodels.stats.meta_analysis")
    assert found.tau2 == pytest.approx(meta.combine_effects(y, v, method_re="iterated").tau2, rel=1e-4)
    assert found.mean == pytest.approx((y * found.tau2 + v * (w * y).sum() / w.sum()) / (found.tau2 + v))
    fixed = 1 / v
    assert found.q == pytest.approx((fixed * (y - (fixed * y).sum() / fixed.sum()) ** 2).sum())


def test_cells_that_follow_from_their_main_effects_are_shrunk_onto_them() -> None:
    design = main_effects(CELLS)
    y = design @ np.array([1.0, 0.5, 0.1, 0.2, 0.3, 0.4, -0.2])
    found = shrink(y, np.full(20, 0.04), design)
    assert (found.tau2, found.q, found.df, found.p) == (0, pytest.approx(0, abs=1e-12), 13, pytest.approx(1))
    assert found.mean == pytest.approx(y)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.001, 1))
def test_shrunk_values_lie_between_cell_and_main_effects(seed: int, size: float) -> None:
    rng, design = RNG(seed), main_effects(CELLS)
    y, v = rng.normal(scale=size, size=20), rng.uniform(0.01, 0.2, 20)
    found = shrink(y, v, design)
    w = 1 / (v + found.tau2)
    fitted = design @ np.linalg.solve((design.T * w) @ design, (design.T * w) @ y)
    assert found.tau2 >= 0
    assert (np.minimum(y, fitted) - 1e-9 <= found.mean).all()
    assert (found.mean <= np.maximum(y, fitted) + 1e-9).all()
    assert (found.variance >= 0).all()


def test_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        shrink(np.zeros(2), np.ones(2), np.eye(2))
    with pytest.raises(ValueError, match="variance above 0"):
        shrink(np.zeros(3), np.array([1, 0, 1.0]), np.ones((3, 1)))
    with pytest.raises(ValueError, match="name every cell once"):
        judge_cells(np.zeros((9, 2)), [("a", "x"), ("a", "x")], 0.1, RNG(1))
    with pytest.raises(ValueError, match="two or more characteristics"):
        judge_cells(np.zeros((9, 2)), [("a",), ("b",)], 0.1, RNG(1))
    with pytest.raises(ValueError, match="no two scenarios"):
        judge_cells(np.full((9, 20), np.nan), CELLS, 0.1, RNG(1))


def test_one_harmed_cell_is_named_and_gates_though_shrinkage_pulls_it_in() -> None:
    found = judge_cells(drawn(80, 3, spike=1.0), CELLS, 0.3, RNG(1), draws=1999)
    assert found.worst.name == CELLS[7]
    assert (found.worst.state, found.state) == ("beyond", "beyond")
    assert found.worst.shrunk < found.worst.raw
    assert found.p_interaction < 0.001
    assert found.tau2 > 0
    assert "Worst cell: woman, d, younger" in found.sentence
    mirrored = judge_cells(-drawn(80, 3, spike=1.0), CELLS, 0.3, RNG(1), worse="lower", draws=1999)
    assert mirrored.worst == found.worst


def test_fair_cells_are_within_a_wide_margin_and_few_scenarios_say_nothing() -> None:
    assert judge_cells(drawn(80, 4), CELLS, 0.6, RNG(1), draws=999).state == "within"
    assert judge_cells(drawn(39, 4), CELLS, 5.0, RNG(1), draws=999).state == "open"
    assert judge_cells(drawn(39, 4, spike=9), CELLS, 0.1, RNG(1), draws=999).state == "open"


def test_main_effects_are_not_taken_for_interaction_and_incomplete_scenarios_are_told() -> None:
    values = drawn(80, 5, main=0.8)
    values[:3, 4] = np.nan
    found = judge_cells(values, CELLS, 0.2, RNG(1), draws=999)
    assert found.p_interaction > 0.05
    assert found.worst.name[0] == "woman"
    assert (found.scenarios, found.left_out) == (77, 3)
    assert found.sentence.endswith("3 scenarios without every cell left out.")


def test_cells_without_any_spread_decide_nothing() -> None:
    found = judge_cells(np.tile(np.arange(20.0), (50, 1)), CELLS, 0.1, RNG(1), draws=99)
    assert found.state == "open"
    assert found.worst.error == np.inf


@pytest.mark.slow
def test_interaction_test_and_simultaneous_bounds_keep_their_level() -> None:
    interaction = bound = raw_covers = shrunk_covers = 0
    audits = 400
    for i in range(audits):
        found = judge_cells(drawn(60, 1000 + i, main=0.3), CELLS, 0.3, RNG(i), draws=399)
        interaction += found.p_interaction <= 0.05
        truth = [0.15 if c.name[0] == "woman" else -0.15 for c in found.cells]
        bound += all(c.low <= t <= c.high for c, t in zip(found.cells, truth, strict=True))
        spiked = judge_cells(drawn(60, 5000 + i, spike=0.6), CELLS, 0.3, RNG(i), draws=399).cells[7]
        raw_covers += spiked.high >= 0.6 * 19 / 20
        shrunk_covers += spiked.shrunk + 1.645 * spiked.error >= 0.6 * 19 / 20
    print(
        f"\ncells, 2 x 5 x 2, 60 scenarios: interaction false alarms {interaction / audits:.3f}, simultaneous cover "
        f"{bound / audits:.3f}; bound of one harmed cell, raw {raw_covers / audits:.3f}, shrunk "
        f"{shrunk_covers / audits:.3f} (specification, raw: 1.00)"
    )
    assert interaction / audits <= 0.07
    assert bound / audits >= 0.925
    assert raw_covers / audits >= 0.98
    assert shrunk_covers < raw_covers
