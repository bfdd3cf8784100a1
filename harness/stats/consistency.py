"""Turns values of several arms of the same cases into excess variance: inconsistency that favours nobody on average.

A tool may treat the same case differently for every group without any group losing on average. A test of means cannot
see that; this one asks whether groups differ more from each other than two people of one group do.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from harness.stats.intervals import DRAWS, Array, bootstrap_t
from harness.stats.verdict import FEWEST_INFORMATIVE

CONTRAST = "inconsistency"
"""How an Estimate of excess variance names its contrast."""
LEVEL = 0.01
"""Adjusted p at or below which inconsistency caps a grade: stricter than a disparity's, because it comes on top of the
family that already accuses 1 fair tool in 20."""
_MOST_PATTERNS = 4096
_ROWS = 1024  # draws at a time, to bound memory


@dataclass(frozen=True)
class Excess:
    """Excess counterfactual variance (ECV) of one measure on one axis.

    Squares are in squared units of the values (for shares, points squared); ``ecv`` has no unit: 0.5 is half as much
    again as between two people of one group.
    """

    ecv: float
    cross: float
    """Mean squared difference between a group and the base."""
    placebo: float
    """Mean squared difference between a same-group twin and the base."""
    excess: float
    """Mean of x = cross - placebo over scenarios."""
    low: float
    high: float
    """95 % bootstrap-t interval of ``excess``."""
    p: float
    """One-sided: the excess is above 0."""
    scenarios: int
    informative: int
    method: str

    @property
    def points(self) -> float:
        """The excess as a difference: its root, with its sign, in units of the values."""
        return signed_root(self.excess)


def signed_root(square: float) -> float:
    """The root of the size, with the sign: squares back to the units of the values."""
    return math.copysign(math.sqrt(abs(square)), square)


def excess_variance(
    base: Array, cross: Array, placebo: Array, rng: np.random.Generator, draws: int = DRAWS
) -> Excess | None:
    """ECV of ``cross`` (scenarios x V) over ``placebo`` (scenarios x W), both against ``base`` (scenarios).

    x_s = mean_v (cross - base)^2 - mean_w (placebo - base)^2. With V = W the test is a one-sided sign-flip of x.
    Otherwise x is not symmetric even if labels change nothing, so that the roles of cross and placebo are dealt anew
    within each scenario instead; both are exact under exchangeability. NaN is a missing arm; a scenario counts with
    a base, a cross and a placebo. Source: statistics.md 6.2.
    None (refused) with fewer than 6 scenarios whose x is not 0: no p could be below .03, nor a spread be known.
    """
    near, far = np.square(placebo - base[:, None]), np.square(cross - base[:, None])
    use = np.isfinite(near).any(1) & np.isfinite(far).any(1)
    near, far = near[use], far[use]
    if not len(near):
        return None
    between, within = np.nanmean(far, axis=1), np.nanmean(near, axis=1)
    x = between - within
    informative = int((np.abs(x) > 1e-12).sum())
    if informative < FEWEST_INFORMATIVE:
        return None
    patterns = [_dealt(far[s], near[s]) for s in range(len(x))]
    same = all(len(p) == 2 for p in patterns)
    boot = bootstrap_t(x[:, None], rng, levels=(0.95,), draws=min(draws, 1999))
    low, high = boot.interval(0, 0.95)
    mean_within = float(within.mean())
    return Excess(
        ecv=float(x.mean()) / mean_within if mean_within > 0 else math.inf,
        cross=float(between.mean()),
        placebo=mean_within,
        excess=float(x.mean()),
        low=low,
        high=high,
        p=_upper_p(patterns, x, rng, draws),
        scenarios=len(x),
        informative=informative,
        method="one-sided sign-flip" if same else "one-sided permutation of roles within scenarios",
    )


def _dealt(far: Array, near: Array) -> Array:
    """Every x a scenario could show if its arms changed roles; the one seen is first. Two if V = W: x and -x."""
    far, near = far[np.isfinite(far)], near[np.isfinite(near)]
    seen = float(far.mean() - near.mean())
    if len(far) == len(near) or math.comb(len(far) + len(near), len(near)) > _MOST_PATTERNS:
        return np.array([seen, -seen])
    every = np.concatenate([near, far])
    total, w, v = float(every.sum()), len(near), len(far)
    return np.array(
        [
            (total - taken) / v - taken / w
            for some in itertools.combinations(range(len(every)), w)
            for taken in (float(every[list(some)].sum()),)
        ]
    )


def _upper_p(patterns: list[Array], x: Array, rng: np.random.Generator, draws: int) -> float:
    """Share of deals whose sum is at least the one seen; the deal seen counts as one of them."""
    counts = np.array([len(p) for p in patterns])
    table: npt.NDArray[np.float64] = np.zeros((len(x), int(counts.max())))
    for s, values in enumerate(patterns):
        table[s, : len(values)] = values
    seen = float(table[:, 0].sum())
    least = seen - 1e-9 * float(np.abs(table).max(1).sum())
    rows = np.arange(len(x))
    at_least, done = 1, 0
    while done < draws:
        size = min(_ROWS, draws - done)
        pick = (rng.random((size, len(x))) * counts).astype(np.intp)
        at_least += int((table[rows, pick].sum(1) >= least).sum())
        done += size
    return at_least / (draws + 1)


def holm(p: Array) -> Array:
    """Holm's (1979) adjusted p-values: the family-wise level over questions that share no data worth using."""
    order = np.argsort(p, kind="stable")
    out = np.empty(len(p))
    out[order] = np.minimum(np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p)))), 1.0)
    return out
