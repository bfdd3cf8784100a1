"""Turns the counts of the scenarios asked so far into whether a tool may be stopped: a look planned beforehand.

Peeking at a growing run and stopping when something shows finds a difference in a fair tool every third time. Looks at
O'Brien-Fleming bounds, fixed before the first call, find one in 1 of 20, and end a run on a harmful tool early.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.measures import MEASURES
from harness.records import Count, Standard, Tool
from harness.stats.axes import AxisPlan
from harness.stats.contrast import reduce_pair
from harness.stats.counts import CountTable
from harness.stats.estimate import Audit
from harness.stats.intervals import DRAWS
from harness.stats.sequential import obrien_fleming, z_of
from harness.stats.verdict import ALPHA, FEWEST_INFORMATIVE
from harness.stats.words import plural


def batches(scenarios: Iterable[str], looks: int, seed: int) -> dict[str, int]:
    """Each scenario to the look (1 to ``looks``) by which it is asked, dealt by seed; batches differ by one at most."""
    ordered = sorted(set(scenarios), key=lambda name: hashlib.sha256(f"{seed}|look|{name}".encode()).digest())
    return {name: math.floor(i * looks / len(ordered)) + 1 for i, name in enumerate(ordered)}


@dataclass(frozen=True)
class Looked:
    """One look at one tool."""

    number: int
    looks: int
    scenarios: int
    tests: int
    crossed: tuple[str, ...]
    """Comparisons beyond their bound, in words."""
    shown: frozenset[tuple[str, str, str]] = frozenset()
    """The same as (measure, axis, contrast): a difference is demonstrated there, whatever a later test says."""

    @property
    def stops(self) -> bool:
        """Whether the tool is asked no more."""
        return bool(self.crossed)

    @property
    def sentence(self) -> str:
        """What was seen, in words."""
        told = f"Look {self.number} of {self.looks}, after {plural(self.scenarios, 'scenario')}: "
        if not self.crossed:
            return told + f"none of {plural(self.tests, 'comparison')} was beyond its bound."
        more = f" and {len(self.crossed) - 1:,} more" if len(self.crossed) > 1 else ""
        return told + f"{self.crossed[0]}{more} was beyond its bound, so the tool was asked no more."


def look(
    counts: Iterable[Count],
    standard: Standard,
    tool: Tool,
    axes: Mapping[str, AxisPlan],
    failures: Collection[tuple[str, str]],
    planned: Mapping[str, int],
    number: int,
    looks: int,
) -> Looked:
    """Look at what a tool has answered so far: every comparison with a margin, Bonferroni over them.

    Each column's t over its scenarios is turned into the z with the same p, and held against C / sqrt(t): t is the
    share of the axis's ``planned`` scenarios that are in, and C the constant of O'Brien and Fleming (1979) for so many
    looks at a level of .05 over all comparisons. Comparisons whose instrument failed, and those about too few voices,
    cannot stop a tool.
    """
    table = CountTable(counts)
    audit = Audit(table, standard, tool, axes, 0, frozenset(failures), DRAWS)
    measures = [m for m in MEASURES.values() if tool.task in m.tasks and m.contrasted and m.name in standard.margins]
    questions = [
        q
        for q in audit.questions(measures)
        if not q.voice_reason and q.axis.voices is None and (q.measure.name, q.axis.name) not in failures
    ]
    constant = obrien_fleming(looks, ALPHA / max(1, len(questions)))[-1]
    crossed, shown = [], set()
    for q in questions:
        column = reduce_pair(audit.pair(q))
        share = column.n / max(planned[q.axis.name], column.n, 1)
        if column.informative >= FEWEST_INFORMATIVE and abs(z_of(column.score)) >= constant / math.sqrt(share):
            crossed.append(f"{q.measure.title}, {' against '.join(q.names)}")
            shown.add((q.measure.name, q.axis.name, q.contrast))
    scenarios = len({s for axis in table.axes(tool.name) for s in table.scenarios(tool.name, axis)})
    return Looked(number, looks, scenarios, len(questions), tuple(crossed), frozenset(shown))


def level_after(taken: Sequence[Looked], looks: int) -> float:
    """The level at which a tool's differences are judged in the end: that of the look at which it was stopped, or of
    the last planned one. 0.05 where only one look was planned; .0413 after all of five."""
    from scipy.special import ndtr

    if looks == 1:
        return ALPHA
    number = next((one.number for one in taken if one.stops), looks)
    return float(2 * ndtr(-obrien_fleming(looks, ALPHA)[number - 1]))
