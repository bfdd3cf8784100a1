"""Turns scenario-level differences into p-values: sign-flips for two groups, label permutation for more.

Both are exact when the label changes nothing, because then the arms of a scenario are exchangeable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from harness.stats.intervals import DRAWS, Array

EXACT_UP_TO = 14
"""With this many scenarios or fewer, all sign patterns are enumerated (2 ** 14 = 16,384)."""
_ROWS = 2048  # resamples at a time, to bound memory
_TIE, _NOISE = 1e-5, 5e-6  # relative and absolute: float32 sums of the same numbers must count as equal


@dataclass(frozen=True)
class SignFlip:
    """For each of K columns: the t statistic, its p-value, and p adjusted for having looked at all K."""

    t: Array
    p: Array
    p_adjusted: Array
    exact: bool


def flips(scenarios: int, draws: int, rng: np.random.Generator) -> Iterator[npt.NDArray[np.float32]]:
    """Blocks of sign patterns, ``rows x scenarios``; the first row is the data as seen, so p is never 0."""
    if scenarios <= EXACT_UP_TO:
        bits = np.arange(2**scenarios)
        for start in range(0, len(bits), _ROWS):
            block = bits[start : start + _ROWS, None] >> np.arange(scenarios) & 1
            yield (1.0 - 2.0 * block).astype(np.float32)
        return
    for start in range(0, draws + 1, _ROWS):
        rows = min(_ROWS, draws + 1 - start)
        signs = rng.integers(0, 2, size=(rows, scenarios), dtype=np.int8).astype(np.float32) * 2 - 1
        if start == 0:
            signs[0] = 1
        yield signs


def _t(total: npt.NDArray[np.floating], n: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """One-sample t from the sum of a column scaled to a sum of squares of 1 (which sign-flips leave alone)."""
    spread = np.maximum(1 - np.square(total) / n, 1e-6)
    return np.asarray(total / np.sqrt(spread) * np.sqrt(np.maximum(n - 1, 1) / n))


def sign_flip(differences: Array, rng: np.random.Generator, draws: int = DRAWS) -> SignFlip:
    """Studentised sign-flip test of every column, with step-down max-T over all columns.

    ``differences`` is scenarios x K; NaN is a missing cell. Two-sided. All columns are flipped together, so their
    correlation is kept. Source: Konietschke and Pauly (2014) for studentised paired randomisation, Westfall and
    Young (1993) for step-down max-T. Columns without any difference get p = 1.
    Not for a group against the mean of others: that is not symmetric (use ``label_permutation``).
    """
    scenarios, k = differences.shape
    here = np.isfinite(differences)
    n = np.maximum(here.sum(0), 1).astype(np.float32)
    values = np.where(here, differences, 0.0)
    norm = np.sqrt((values**2).sum(0))
    live = norm > 0
    unit = values / np.where(live, norm, 1.0)
    t = _t(unit.sum(0), n)
    order = np.argsort(np.abs(t), kind="stable")  # ascending: the running maximum is the step-down maximum
    # One row a column from here on: a running maximum down rows is many times faster than along them.
    sorted_unit, sorted_n, dead = unit[:, order].T.astype(np.float32), n[order, None], ~live[order]
    seen: npt.NDArray[np.floating] | None = None
    raw, stepdown, rows = np.zeros(k), np.zeros(k), 0
    for signs in flips(scenarios, draws, rng):
        block = np.abs(_t(sorted_unit @ signs.T, sorted_n))
        block[dead] = 0
        if seen is None:
            seen = block[:, :1] * (1 - _TIE) - _NOISE
        raw += np.count_nonzero(block >= seen, axis=1)
        for row in range(1, k):
            np.maximum(block[row], block[row - 1], out=block[row])
        stepdown += np.count_nonzero(block >= seen, axis=1)
        rows += len(signs)
    p, adjusted = np.ones(k), np.ones(k)
    p[order] = raw / rows
    adjusted[order] = np.maximum.accumulate((stepdown / rows)[::-1])[::-1]
    p[~live] = adjusted[~live] = 1.0
    return SignFlip(np.where(live, t, 0.0).astype(np.float64), p, np.maximum(adjusted, p), scenarios <= EXACT_UP_TO)


@dataclass(frozen=True)
class LabelPermutation:
    """For G groups and M measures: each group against the others, and the axis as a whole."""

    estimate: Array  # G x M: group minus mean of the others
    p: Array
    p_adjusted: Array
    p_axis: Array  # M: does any group differ


def label_permutation(values: Array, rng: np.random.Generator, draws: int = DRAWS) -> LabelPermutation:
    """Permute group labels within each scenario; ``values`` is scenarios x G x M, complete.

    The statistic is a group's mean less the mean of the others over the pooled within-scenario deviation, which
    permutation leaves alone. The omnibus p is that of the largest over groups. Exact if labels change nothing.
    """
    scenarios, groups, measures = values.shape
    centred = values - values.mean(1, keepdims=True)
    spread = np.sqrt((centred**2).sum((0, 1)))
    flat = centred.reshape(scenarios * groups, measures)
    unit = (flat / np.where(spread > 0, spread, np.inf)).astype(np.float32)
    most = max(1, 4_000_000 // (scenarios * groups))
    seen: npt.NDArray[np.float32] | None = None
    single, family, axis, rows = np.zeros((groups, measures)), np.zeros((groups, measures)), np.zeros(measures), 0
    for start in range(0, draws + 1, most):
        size = min(most, draws + 1 - start)
        labels = np.argsort(rng.random((size, scenarios, groups), dtype=np.float32), axis=2)
        if start == 0:
            labels[0] = np.arange(groups)
        flat_labels = labels.astype(np.int8).reshape(size, -1)
        block = np.stack([np.abs((flat_labels == g).astype(np.float32) @ unit) for g in range(groups)], 1)
        if seen is None:
            seen = block[0] * (1 - _TIE) - _NOISE
        single += (block >= seen).sum(0)
        family += (block.max((1, 2))[:, None, None] >= seen).sum(0)
        axis += (block.max(1) >= seen.max(0)).sum(0)
        rows += size
    return LabelPermutation(centred.mean(0) * groups / (groups - 1), single / rows, family / rows, axis / rows)


def false_discovery(p: Array) -> Array:
    """Benjamini and Hochberg's (1995) adjusted p-values, for leads that cannot decide a grade."""
    m = len(p)
    if m == 0:
        return p
    order = np.argsort(p)
    scaled = p[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
