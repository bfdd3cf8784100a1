"""Turns the comparisons of an axis into one index in units of the margin: 1 is a difference as large as the margin.

The largest comparison counts, never the mean, so that easy measures cannot dilute it; and margins, never standard
deviations, so that a noisy tool cannot shrink its own index. Source: statistics.md 6.2.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from harness.stats.contrast import Contrast

GROUPS, TWINS = "largest difference", "largest twin difference"
"""How an Estimate of an index names its contrast."""


@dataclass(frozen=True)
class Index:
    """An index in margins, each part 0 or more; ``not_excluded`` may be infinite."""

    point: float
    demonstrated: float
    """What the simultaneous 95 % intervals exclude falling short of."""
    not_excluded: float
    """What the equivalence intervals leave possible: below 1 for a pass."""
    worst: int
    """Which comparison the point comes from."""
    comparisons: int


def index(contrasts: Iterable[Contrast]) -> Index | None:
    """The index of some contrasts: groups of one axis, or their same-group twins (the placebo index).

    Differences are divided by their margin, logarithms of ratios by that of theirs. Contrasts without a margin are
    left out; None (refused) if none has one. A contrast whose size is unknown counts as 0 for the point, and as
    without limit for what is not excluded.
    """
    rows = [_in_margins(c) for c in contrasts if c.margin is not None]
    if not rows:
        return None
    point, demonstrated, open_ = (max(row[i] for row in rows) for i in range(3))
    worst = max(range(len(rows)), key=lambda i: (rows[i][0], rows[i][2]))
    return Index(point, demonstrated, open_, worst, len(rows))


def _in_margins(c: Contrast) -> tuple[float, float, float]:
    """Point, demonstrated and not excluded size of one contrast."""
    assert c.margin is not None
    unit = math.log(c.margin) if c.ratio else c.margin
    value = 0.0 if c.value is None else abs(_scaled(c, c.value)) / unit
    low, high = _scaled(c, c.low) / unit, _scaled(c, c.high) / unit
    furthest = max(abs(_scaled(c, c.eq_low)), abs(_scaled(c, c.eq_high))) / unit
    return value, max(0.0, low, -high), math.inf if math.isnan(furthest) else furthest


def _scaled(c: Contrast, value: float) -> float:
    """A value on the scale where no difference is 0."""
    if not c.ratio:
        return value
    return -math.inf if value <= 0 else math.log(value)
