"""Counts taken on the arms' own texts become the measures that moved with the person, and sentences about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from harness.measures import MEASURES
from harness.records import Count
from harness.stats.axes import AxisPlan
from harness.stats.counts import CountTable
from harness.stats.words import number, plural


def instrument_differences(
    counts: Collection[Count], tool: str, axes: Mapping[str, AxisPlan]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """(measure, axis) pairs on which any scenario's arms were not counted alike, and what to tell people.

    The arms say the same of everybody, so the only right difference is none at all; whatever moves here would
    be read as a disparity of the tool (statistics.md section 9, instrument-invariance gate). Must-carry facts
    differ by design and are not looked at.
    """
    table = CountTable(counts)
    failures: set[tuple[str, str]] = set()
    sentences: list[str] = []
    for name in dict.fromkeys(c.measure for c in counts):
        measure = MEASURES.get(name)
        if measure is None or not measure.contrasted:
            continue
        moved: list[str] = []
        for axis, plan in axes.items():
            cells = table.cells(tool, name, axis, plan.groups)
            if not cells.scenarios:
                continue
            spread = np.ptp(cells.events, axis=1) + np.ptp(cells.exposure, axis=1)
            if (spread > 0).any():
                failures.add((name, axis))
                moved.append(f"{axis} (in {plural(int((spread > 0).sum()), 'scenario')})")
        events = sum(c.events for c in counts if c.measure == name)
        exposure = sum(c.exposure for c in counts if c.measure == name)
        told = f"{measure.title}: {number(events)} of {number(exposure)} {measure.per}"
        sentences.append(
            f"{told}; moved with the person on {', '.join(moved)}, where no verdict is given."
            if moved
            else f"{told}; the same for every group."
        )
    return frozenset(failures), tuple(sentences)
