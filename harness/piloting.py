"""Says from the answers of a pilot run how many scenarios and repeats a full run needs, and what it would cost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from harness import planning, stats
from harness.errors import CommandError
from harness.measures import MEASURES, Measure
from harness.records import Standard, Tool
from harness.stats.axes import AxisPlan
from harness.stats.pilot import Need
from harness.store import RunFolder

MOST_REPEATS = 5


@dataclass(frozen=True)
class Cost:
    """What one more scenario costs (its writing, or the time to set it up) and one call, in any one unit."""

    scenario: float = 0.0
    call: float = 1.0


@dataclass(frozen=True)
class _Row:
    tool: str
    measure: Measure
    axis: str
    pair: tuple[str, str]
    plans: tuple[Need, ...]


def table(folder: RunFolder, standard: Standard, cost: Cost) -> Table:
    """One row for each tool, measure with a margin and axis of the pilot: for the pair of groups that needs most.

    Raises:
        CommandError: the pilot holds too little to plan from.
    """
    run, made = folder.run(), list(folder.variants().values())
    tests = planning.comparisons(made, standard)
    counted, axes = stats.CountTable(folder.counts()), stats.axis_plans(made)
    rows, short = [], 0
    for tool in run.tools:
        for axis in axes.values():
            if axis.control:
                continue
            for row in _rows(counted, tool, axis, standard, tests[axis.voices is not None], cost):
                rows.append(row) if row.plans else None
                short += not row.plans
    if not rows:
        raise CommandError(
            f"{folder.path} holds too little to plan from: two scenarios with both groups, and five events in each "
            "group, are the least. Run a few more scenarios, or plan without --from."
        )
    return _drawn(folder, rows, short, cost)


def _rows(
    counted: stats.CountTable, tool: Tool, axis: AxisPlan, standard: Standard, tests: int, cost: Cost
) -> Iterator[_Row]:
    for name, margin in standard.margins.items():
        measure = MEASURES[name]
        if tool.task not in measure.tasks or not measure.contrasted:
            continue
        if not len(counted.cells(tool.name, name, axis.name, axis.groups).scenarios):
            continue
        worst: _Row | None = None
        for pair in itertools.combinations(axis.groups, 2):
            plans = _plans(counted, tool, measure, axis.name, pair, margin, tests, cost)
            row = _Row(tool.label, measure, axis.name, (axis.labels[pair[0]], axis.labels[pair[1]]), plans)
            if plans and (worst is None or stats.cheapest(plans).cost > stats.cheapest(worst.plans).cost):
                worst = row
        yield worst or _Row(tool.label, measure, axis.name, ("", ""), ())


def _plans(
    counted: stats.CountTable,
    tool: Tool,
    measure: Measure,
    axis: str,
    pair: tuple[str, str],
    margin: float,
    tests: int,
    cost: Cost,
) -> tuple[Need, ...]:
    """Needs by repeats; none if the pilot has too little of this."""
    try:
        if measure.kind == "rate":
            rate = stats.pilot_rate(counted, tool.name, measure.name, axis, pair)
            plans = tuple(stats.rate_needs(margin, rate, tests=tests, repeats=n) for n in range(1, MOST_REPEATS + 1))
            return tuple(_costed(plan, cost) for plan in plans)
        pilot = stats.pilot_variances(counted, tool.name, measure.name, axis, pair)
    except ValueError:
        return ()
    if pilot.var_interaction_upper + pilot.var_repeat <= 0:
        return ()  # nothing varied: a pilot without spread says nothing about how much there is
    return stats.needs(margin, pilot, cost_scenario=cost.scenario, cost_call=cost.call, tests=tests, most=MOST_REPEATS)


def _costed(plan: Need, cost: Cost) -> Need:
    scenarios = max(plan.difference, plan.equivalence)
    return Need(plan.repeats, plan.difference, plan.equivalence, scenarios * (cost.scenario + plan.repeats * cost.call))


def _drawn(folder: RunFolder, rows: list[_Row], short: int, cost: Cost) -> Table:
    table = Table(title=f"What the pilot {folder.path.name} says a full run needs", title_justify="left")
    for heading in (
        "Tool",
        "Measure",
        "Axis",
        "Groups that need most",
        "Repeats",
        "To see it",
        "To exclude it",
        "Cost",
    ):
        table.add_column(heading, overflow="fold")
    for row in rows:
        best = stats.cheapest(row.plans)
        table.add_row(
            escape(row.tool),
            row.measure.title,
            row.axis,
            escape(" and ".join(row.pair)),
            str(best.repeats),
            f"{best.difference:,} scenarios",
            f"{best.equivalence:,} scenarios",
            f"{best.cost:,.0f}",
        )
    told = (
        f"A difference as large as the margin, 4 times in 5, at the number of repeats (1 to {MOST_REPEATS}) that costs "
        f"least where a scenario costs {cost.scenario:g} and a call {cost.call:g} for each of two arms. Spread between "
        "scenarios is the pilot's 80 % upper bound: its own figure is as often too small as too large."
    )
    if short:
        told += f" {short} more could not be planned: nothing varied, or fewer than 5 events in a group."
    table.caption = told
    return table
