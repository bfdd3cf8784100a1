"""Turns what is known of an axis as a whole, beside its pairs of groups, into estimates with their sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from harness.measures import Measure
from harness.records import Arm, Estimate, Interval
from harness.stats.axes import AxisPlan
from harness.stats.consistency import CONTRAST, Excess, signed_root
from harness.stats.contrast import Contrast
from harness.stats.counts import Cells, CountTable
from harness.stats.index import GROUPS, Index
from harness.stats.intervals import Array
from harness.stats.words import number, p_value, percent, plural


@dataclass(frozen=True)
class Arms:
    """The arms of an axis as inconsistency needs them, one row a scenario that has a twin."""

    base: Array
    """The group that has a twin there."""
    cross: Array
    """Scenarios x the most other groups; NaN where there are fewer."""
    placebo: Array
    """Scenarios x 1: the twin."""
    events: float
    exposure: float

    @property
    def values(self) -> tuple[Array, Array, Array]:
        """Base, cross and placebo, as ``excess_variance`` takes them."""
        return self.base, self.cross, self.placebo


def arms_of(table: CountTable, tool: str, measure: str, axis: AxisPlan) -> Arms | None:
    """Base, other groups and twin of every scenario that has a twin of this measure; None without any."""
    groups = table.cells(tool, measure, axis.name, axis.groups)
    return arms(groups, table.cells(tool, measure, axis.name, axis.groups, Arm.TWIN))


def arms(groups: Cells, twins: Cells) -> Arms | None:
    """Base, other groups and twin from two sets of cells with the same groups; None without any twin.

    A scenario with twins of several groups gives the first alone, or it would be counted twice.
    """
    place = {s: i for i, s in enumerate(groups.scenarios)}
    values, twin_values = _values(groups), _values(twins)
    rows = [
        (place[s], row, g)
        for row, s in enumerate(twins.scenarios)
        if s in place
        for g in np.flatnonzero(np.isfinite(twin_values[row]) & np.isfinite(values[place[s]]))[:1]
    ]
    if not rows:
        return None
    own, row, g = (np.array(x) for x in zip(*rows, strict=True))
    return Arms(
        base=values[own, g],
        cross=np.stack([np.delete(values[i], j) for i, j in zip(own, g, strict=True)]),
        placebo=twin_values[row, g][:, None],
        events=float(np.nansum(groups.events[own]) + twins.events[row, g].sum()),
        exposure=float(np.nansum(groups.exposure[own]) + twins.exposure[row, g].sum()),
    )


def _values(cells: Cells) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(cells.exposure > 0, cells.events / cells.exposure, np.nan)


def inconsistency(tool: str, measure: Measure, axis: AxisPlan, arms: Arms, found: Excess, adjusted: float) -> Estimate:
    """Excess variance as an estimate: its value and interval are roots of squares, so points like the measure's own."""
    method = f"excess counterfactual variance {number(found.ecv)}, {found.method}, Holm over the axes"
    groups, twins = math.sqrt(found.cross), math.sqrt(found.placebo)
    return Estimate(
        tool=tool,
        measure=measure.name,
        axis=axis.name,
        contrast=CONTRAST,
        kind="difference",
        value=found.points,
        interval=Interval(
            low=signed_root(found.low), high=signed_root(found.high), level=0.95, method="bootstrap-t, root"
        ),
        n_scenarios=found.scenarios,
        events=arms.events,
        exposure=arms.exposure,
        method=method,
        p_adjusted=adjusted,
        sentence=(
            f"{measure.title}: records of the same case differ by {percent(groups)} between groups and by "
            f"{percent(twins)} between two people of the same group (root mean square, "
            f"{plural(found.scenarios, 'scenario')}; {p_value(adjusted)}), whoever fares better."
        ),
    )


def index_of(
    tool: str, measure: Measure, axis: AxisPlan, name: str, found: Index, worst: Contrast, who: str
) -> Estimate:
    """An index as an estimate of the measure it comes from: point; demonstrated and not excluded are its bounds.

    It is a multiple of the margin, so its kind is a ratio, and it has no verdict of its own.
    """
    between = "groups" if name == GROUPS else "two people of the same group"
    return Estimate(
        tool=tool,
        measure=measure.name,
        axis=axis.name,
        contrast=name,
        kind="ratio",
        value=found.point if math.isfinite(found.point) else None,
        interval=Interval(low=found.demonstrated, high=found.not_excluded, level=0.95, method="disparity index"),
        n_scenarios=worst.scenarios,
        events=sum(worst.events),
        exposure=sum(worst.exposure),
        method=f"disparity index: the largest of {plural(found.comparisons, 'comparison')}, in units of their margins",
        sentence=(
            f"{measure.title}: the largest difference between {between} on this axis ({who}) is "
            f"{number(found.point)} of its margin; {number(found.demonstrated)} is demonstrated, and on all measures "
            f"up to {number(found.not_excluded)} is not excluded ({plural(worst.scenarios, 'scenario')})."
        ),
    )
