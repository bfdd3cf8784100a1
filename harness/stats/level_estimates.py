"""Turns the counts of one tool into its levels: how often each thing happened, overall and to each group, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from harness.measures import Measure
from harness.records import Estimate, Interval, Tool
from harness.stats.axes import AxisPlan
from harness.stats.counts import CountTable
from harness.stats.levels import Column, Level, levels
from harness.stats.words import number, percent, plural


def level_estimates(
    table: CountTable,
    tool: Tool,
    axes: Sequence[AxisPlan],
    measures: Sequence[Measure],
    rng: np.random.Generator,
    draws: int,
) -> list[Estimate]:
    """One estimate a measure for the whole run, and one for each group that was measured; empty cells give none."""
    found: list[tuple[Measure, AxisPlan | None, str, Column]] = []
    for m in measures:
        whole = table.whole(tool.name, m.name)
        found.append((m, None, "all", Column(m.kind, whole.events[:, 0], whole.exposure[:, 0])))
        for axis in axes:
            cells = table.cells(tool.name, m.name, axis.name, axis.groups)
            found += [
                (m, axis, g, Column(m.kind, cells.events[:, i], cells.exposure[:, i]))
                for i, g in enumerate(axis.groups)
                if np.isfinite(cells.events[:, i]).any()
            ]
    results = levels([column for *_, column in found], rng, draws)
    return [
        _level(tool, m, axis, g, result)
        for (m, axis, g, _), result in zip(found, results, strict=True)
        if result.scenarios
    ]


def _level(tool: Tool, m: Measure, axis: AxisPlan | None, group: str, r: Level) -> Estimate:
    who = "" if axis is None else f" for {axis.labels[group]}"
    value = r.value if r.value is not None else math.nan
    share = f"{percent(value)}, 95 % interval {percent(r.low)} to {percent(r.high)}"
    what = share if m.kind == "mean" else f"{number(r.events)} of {number(r.exposure)} {m.per} ({share})"
    return Estimate(
        tool=tool.name,
        measure=m.name,
        axis=axis.name if axis else None,
        contrast=group,
        kind="level",
        value=r.value,
        interval=Interval(low=r.low, high=r.high, level=0.95, method=r.method),
        n_scenarios=r.scenarios,
        events=r.events,
        exposure=r.exposure,
        method=r.method,
        sentence=f"{m.title}{who}: {what} in {plural(r.scenarios, 'scenario')}.",
    )
