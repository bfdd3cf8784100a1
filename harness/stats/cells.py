"""Turns values by scenario and intersectional cell (such as older Black women) into bounds, worst cell and a display.

Raw simultaneous bounds decide. Empirical-Bayes values stand beside them, for ranking and display only: where exactly
one cell is harmed they pull it in, and the bound of the worst cell then covers .86 instead of 1 (statistics.md 6.5).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from harness.stats.intervals import DRAWS, Array, bootstrap_t
from harness.stats.words import number, plural

MINIMUM_SCENARIOS = 40
State = Literal["beyond", "within", "open"]


@dataclass(frozen=True)
class Shrunk:
    """Fay-Herriot estimates of C cells around their main effects, in the units of the values."""

    mean: Array
    variance: Array
    """Of each cell's estimate, with what the regression and tau^2 add (Prasad and Rao 1990)."""
    tau2: float
    """Variance of true cells around the main effects (Paule and Mandel 1982)."""
    q: float
    """Cochran's Q of the cells around the main effects: chi-squared with ``df`` if tau^2 = 0."""
    df: int
    p: float
    """That cells follow from the main effects alone."""


def shrink(values: Array, variances: Array, design: Array, degrees: float = math.inf) -> Shrunk:
    """Shrink cells towards ``design`` (cells x p, intercept and main effects) by how much they truly differ.

    ``degrees`` of freedom behind each variance scale Q down to its mean under tau^2 = 0 (variances taken as known
    reject too often). Source: Fay and Herriot (1979). ValueError with as many columns as
    cells or more, or a variance not above 0.
    """
    from scipy.special import chdtrc

    cells, columns = design.shape
    if cells <= columns:
        raise ValueError(f"{cells} cells cannot be told from {columns} main effects")
    if not (np.isfinite(variances).all() and (variances > 0).all()):
        raise ValueError("every cell needs a variance above 0")
    known = (degrees - 2) / degrees if 2 < degrees < math.inf else 1.0
    q = known * _fit(values, variances, design, 0.0)[0]
    tau2 = _paule_mandel(values, variances, design)
    _, fitted, inverse = _fit(values, variances, design, tau2)
    pull = variances / (variances + tau2)
    weights = 1 / (variances + tau2)
    sampling = (1 - pull) * variances
    regression = pull**2 * np.einsum("ij,jk,ik->i", design, inverse, design)
    tau = variances**2 / (variances + tau2) ** 3 * (2 * cells / weights.sum() ** 2)
    return Shrunk(
        mean=pull * fitted + (1 - pull) * values,
        variance=sampling + regression + 2 * tau,
        tau2=tau2,
        q=q,
        df=cells - columns,
        p=float(chdtrc(cells - columns, q)),
    )


def _fit(values: Array, variances: Array, design: Array, tau2: float) -> tuple[float, Array, Array]:
    """Weighted residual sum of squares, fitted cells, and the covariance of the coefficients."""
    weighted = design.T / (variances + tau2)
    inverse = np.linalg.pinv(weighted @ design)
    fitted = design @ (inverse @ (weighted @ values))
    return float((np.square(values - fitted) / (variances + tau2)).sum()), fitted, np.asarray(inverse, float)


def _paule_mandel(values: Array, variances: Array, design: Array) -> float:
    """The tau^2 at which Q equals its degrees of freedom; 0 where cells differ less than their errors do."""
    goal = float(design.shape[0] - design.shape[1])

    def excess(tau2: float) -> float:
        return float(_fit(values, variances, design, tau2)[0]) - goal

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.var(values)) + float(variances.max())
    while excess(high) > 0:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def main_effects(cells: Sequence[tuple[str, ...]]) -> Array:
    """Intercept and one column for every level but the first of every characteristic: cells x p."""
    columns = [np.ones(len(cells))]
    for place in range(len(cells[0])):
        levels = list(dict.fromkeys(cell[place] for cell in cells))
        columns += [np.array([float(cell[place] == level) for cell in cells]) for level in levels[1:]]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Cell:
    """One cell against the mean of all cells, in the units of the values; worse is positive."""

    name: tuple[str, ...]
    raw: float
    low: float
    high: float
    """Simultaneous 95 % bootstrap-t interval: what decides."""
    shrunk: float
    error: float
    """Standard error of ``shrunk``."""
    state: State
    """Wholly beyond the margin, wholly within it, or neither shown."""


@dataclass(frozen=True)
class CellReport:
    """Every cell, which is worst, and whether cells follow from the main effects."""

    cells: tuple[Cell, ...]
    worst: Cell
    state: State
    """Beyond if any cell is; within only if all are."""
    tau2: float
    p_interaction: float
    scenarios: int
    left_out: int
    """Scenarios that lack a cell."""
    sentence: str


def judge_cells(
    values: Array,
    names: Sequence[tuple[str, ...]],
    margin: float,
    rng: np.random.Generator,
    *,
    worse: Literal["higher", "lower"] = "higher",
    minimum: int = MINIMUM_SCENARIOS,
    draws: int = DRAWS,
) -> CellReport:
    """Judge ``values`` (scenarios x cells; NaN is a missing cell) of cells named by their characteristics.

    Each cell is compared with the mean of all cells within its scenario, scenarios being resampled whole. Scenarios
    that lack a cell are left out; incomplete blocks are not balanced here. Below ``minimum`` scenarios no cell is
    within or beyond the margin. ValueError with fewer than 2 characteristics, 2 complete scenarios, or a cell twice.
    """
    if len(set(names)) != len(names) or len({len(n) for n in names}) != 1 or len(names[0]) < 2:
        raise ValueError("name every cell once, by the same two or more characteristics")
    whole = np.isfinite(values).all(1)
    used = values[whole] if worse == "higher" else -values[whole]
    scenarios, count = used.shape
    if scenarios < 2:
        raise ValueError("no two scenarios have every cell")
    gaps = used - used.mean(1, keepdims=True)
    boot = bootstrap_t(gaps, rng, levels=(0.95,), draws=draws)
    raw = gaps.mean(0)
    variances = gaps.var(0, ddof=1) * count / (count - 1) / scenarios  # as if the mean of all cells were known
    live = bool((variances > 0).all())
    pulled = shrink(raw, variances, main_effects(names), scenarios - 1) if live else None
    cells = []
    for i, name in enumerate(names):
        low, high = boot.interval(i, 0.95, simultaneous=True)
        state: State = "open"
        if scenarios >= minimum:
            state = "beyond" if low > margin else "within" if -math.inf < high < margin else "open"
        shrunk, error = (float(pulled.mean[i]), math.sqrt(pulled.variance[i])) if pulled else (float(raw[i]), math.inf)
        cells.append(Cell(name, float(raw[i]), low, high, shrunk, error, state))
    return _report(cells, pulled, scenarios, int((~whole).sum()), margin)


def _report(cells: list[Cell], pulled: Shrunk | None, scenarios: int, left_out: int, margin: float) -> CellReport:
    worst = max(cells, key=lambda c: c.raw)
    states = {c.state for c in cells}
    state: State = "beyond" if "beyond" in states else "within" if states == {"within"} else "open"
    p = pulled.p if pulled else 1.0
    told = {
        "beyond": f"{plural(sum(c.state == 'beyond' for c in cells), 'cell')} of {len(cells)} beyond the margin",
        "within": f"all {len(cells)} cells within the margin",
        "open": f"{plural(sum(c.state != 'within' for c in cells), 'cell')} of {len(cells)} not shown to be within it",
    }[state]
    sentence = (
        f"Margin {number(margin)}: {told}. Worst cell: {', '.join(worst.name)}, {number(worst.raw)} worse than the "
        f"mean of all (simultaneous 95 % interval {number(worst.low)} to {number(worst.high)}; shrunk for display "
        f"{number(worst.shrunk)}) in {plural(scenarios, 'scenario')}. Cells "
        + ("differ from" if p <= 0.05 else "are not shown to differ from")
        + f" what their main effects add up to (p = {p:.3f})."
        + (f" {plural(left_out, 'scenario')} without every cell left out." if left_out else "")
    )
    return CellReport(tuple(cells), worst, state, pulled.tau2 if pulled else 0.0, p, scenarios, left_out, sentence)


def cross(*characteristics: Sequence[str]) -> list[tuple[str, ...]]:
    """Every cell of some characteristics, the last varying fastest."""
    return list(itertools.product(*characteristics))
