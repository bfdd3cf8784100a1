"""Turns differences into the geometry of a forest plot: where dot, interval and margins stand on a common scale.

Differences of different measures share one scale by being counted in margins: 1 is a difference as
large as the margin. A ratio is counted in logarithms of its margin. Right is always worse for the
group named first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from harness.records import Estimate
from harness.scorecard.words import measure_of

SPANS = (2.0, 3.0, 5.0, 8.0, 12.0, 20.0)
"""How many margins the scale may reach to either side."""


@dataclass(frozen=True)
class Strip:
    """One row of the plot, in per cent of its width; ``None`` where there is nothing to draw."""

    low: float
    high: float
    dot: float | None
    off_left: bool
    """The interval goes on beyond the left edge."""
    off_right: bool
    band_low: float
    band_high: float

    @property
    def width(self) -> float:
        """Length of the interval's bar."""
        return round(self.high - self.low, 2)

    @property
    def band(self) -> float:
        """Width of the shaded band between the margins."""
        return round(self.band_high - self.band_low, 2)


def in_margins(value: float, estimate: Estimate) -> float | None:
    """A value of an estimate counted in its margins, positive where the first group fares worse.

    None where there is no margin to count in, or the value is not a number.
    """
    margin = estimate.margin
    if math.isnan(value) or margin is None:
        return None
    if estimate.kind == "ratio":
        if margin <= 1:
            return None
        counted = (math.log(value) if value > 0 else -math.inf) / math.log(margin)
    elif margin <= 0:
        return None
    else:
        counted = value / margin
    return counted if measure_of(estimate.measure).worse == "higher" else -counted


def span(estimates: Iterable[Estimate]) -> float:
    """The smallest scale on which every best estimate has a place."""
    sizes = [abs(at) for e in estimates if e.value is not None and (at := in_margins(e.value, e)) is not None]
    largest = max((size for size in sizes if math.isfinite(size)), default=0.0)
    return next((reach for reach in SPANS if largest * 1.15 <= reach), SPANS[-1])


def strip(estimate: Estimate, reach: float) -> Strip | None:
    """The row of one estimate on a scale of ``reach`` margins to either side; None where it cannot be drawn."""
    ends = [in_margins(bound, estimate) for bound in (estimate.interval.low, estimate.interval.high)]
    if ends[0] is None or ends[1] is None:
        return None
    low, high = sorted((ends[0], ends[1]))
    value = None if estimate.value is None else in_margins(estimate.value, estimate)
    return Strip(
        low=_across(low, reach),
        high=_across(high, reach),
        dot=None if value is None or abs(value) > reach else _across(value, reach),
        off_left=low < -reach,
        off_right=high > reach,
        band_low=_across(-1.0, reach),
        band_high=_across(1.0, reach),
    )


def _across(margins: float, reach: float) -> float:
    clamped = max(-reach, min(reach, margins))
    return round(50 + 50 * clamped / reach, 2)
