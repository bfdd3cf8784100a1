"""Turns cells of counts into levels: how often a thing happened, overall and for each group, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from harness.stats import intervals
from harness.stats.contrast import Kind
from harness.stats.intervals import Array


@dataclass(frozen=True)
class Level:
    """One rate, share or mean over scenarios with its 95 % interval."""

    value: float | None
    low: float
    high: float
    method: str
    scenarios: int
    events: float
    exposure: float


@dataclass(frozen=True)
class Column:
    """Events and exposure by scenario, NaN where missing."""

    kind: Kind
    events: Array
    exposure: Array


def levels(columns: Sequence[Column], rng: np.random.Generator, draws: int = intervals.DRAWS) -> list[Level]:
    """Levels of all columns; shares by Clopper-Pearson on n_eff, rates and means by bootstrap-t over scenarios.

    Rates with fewer than 5 events, and columns without spread, fall back on n_eff where events cannot exceed
    exposure. Columns may differ in length.
    """
    if not columns:
        return []
    rows = max(len(c.events) for c in columns)
    linear = np.full((rows, len(columns)), np.nan)
    for i, column in enumerate(columns):
        if column.kind != "share":
            values = _linear(column)
            linear[: len(values), i] = values
    boot = intervals.bootstrap_t(linear, rng, draws=draws)
    return [_level(column, i, boot) for i, column in enumerate(columns)]


def _use(column: Column) -> tuple[Array, Array]:
    use = np.isfinite(column.events) & np.isfinite(column.exposure) & (column.exposure > 0)
    return column.events[use], column.exposure[use]


def _linear(column: Column) -> Array:
    """Scenario values whose mean is the level and whose spread is that of its estimator."""
    events, exposure = _use(column)
    if not len(events) or column.kind == "mean":
        return events / exposure
    rate = events.sum() / exposure.sum()
    return np.asarray(rate + (events - rate * exposure) / exposure.mean())


def _level(column: Column, index: int, boot: intervals.BootstrapT) -> Level:
    events, exposure = _use(column)
    n, total, out_of = len(events), float(events.sum()), float(exposure.sum())
    if n == 0:
        return Level(None, 0.0, math.inf, "none", 0, total, out_of)
    value = float((events / exposure).mean()) if column.kind == "mean" else total / out_of
    proportion = bool((events <= exposure).all())
    sparse = column.kind == "rate" and total < intervals.FEWEST_EVENTS
    if column.kind == "share" or (proportion and (sparse or not boot.usable[index])):
        low, high = intervals.share_limits(events, exposure, 0.975)
        return Level(value, low, high, "Clopper-Pearson on n_eff", n, total, out_of)
    low, high = boot.interval(index, 0.95)
    if column.kind == "mean" and proportion:
        low, high = max(low, 0.0), min(high, 1.0)
    return Level(value, max(low, 0.0), high, "bootstrap-t", n, total, out_of)
