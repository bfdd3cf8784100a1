"""Turns verdicts of one or several people on the same items into agreement, with an interval over the items.

Sources: Cohen (1960), Educational and Psychological Measurement 20, for two people; Krippendorff (2011), "Computing
Krippendorff's alpha-reliability", for any number, with missing verdicts. Verdicts are names: none is nearer to another.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from harness.stats.intervals import Array, clopper_pearson

DRAWS = 2_000
_ENOUGH = 0.9
"""Share of the resamples that must give a value for an interval to be made of them."""

Statistic = Literal["kappa", "alpha", "share"]


@dataclass(frozen=True)
class Agreement:
    """Agreement on ``items`` that at least two verdicts were given on.

    ``value`` is None where chance alone would agree always (everybody gave one verdict throughout), or nothing was
    judged twice. The bounds are None where the items show no spread to make an interval of; ``share_low`` is then what
    is known: the exact lower bound of the share of items agreed on.
    """

    statistic: Statistic
    value: float | None
    low: float | None
    high: float | None
    items: int
    agreed: float
    """Items, or pairs within items, that agree: in items."""
    level: float = 0.95

    @property
    def share(self) -> float | None:
        """Share of agreement, chance not taken out."""
        return self.agreed / self.items if self.items else None

    @property
    def share_low(self) -> float:
        """Exact lower bound of that share, the items taken as independent."""
        return clopper_pearson(self.agreed, self.items, self.level)[0] if self.items else 0.0


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two people who judged the same items; None if chance alone would agree always.

    ValueError if one judged more items than the other.
    """
    if len(first) != len(second):
        raise ValueError("both people must have judged the same items")
    return _value(_kappa(_coincidences(list(zip(first, second, strict=True)), ordered=True).sum(0)[None]))


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for names, of the verdicts given on each unit; who gave which does not matter.

    A unit with fewer than two verdicts is left out. None if there is nothing to compare, or only one verdict was used.
    """
    return _value(_alpha(_coincidences(units, ordered=False).sum(0)[None]))


def agreement(
    units: Sequence[Sequence[Hashable]], statistic: Statistic, seed: int, level: float = 0.95, draws: int = DRAWS
) -> Agreement:
    """One of the statistics with its percentile interval over resampled units (the bootstrap of items).

    "kappa" and "share" take units of exactly two verdicts, in the order of the people. Resamples in which a statistic
    has no value are left out; if they are many, or every unit agrees, there is no interval.
    """
    pairs = _coincidences(units, ordered=statistic != "alpha")
    compute = {"kappa": _kappa, "alpha": _alpha, "share": _share}[statistic]
    items = len(pairs)
    if not items:
        return Agreement(statistic, None, None, None, 0, 0.0, level)
    within = pairs / pairs.sum((1, 2), keepdims=True)
    agreed = float(np.trace(within, axis1=1, axis2=2).sum())
    value = _value(compute(pairs.sum(0)[None]))
    if value is None or agreed >= items - 1e-9:
        return Agreement(statistic, value, None, None, items, agreed, level)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(items, np.full(items, 1 / items), size=draws).astype(float)
    found = compute(np.einsum("du,uij->dij", weights, pairs))
    found = found[np.isfinite(found)]
    if len(found) < _ENOUGH * draws:
        return Agreement(statistic, value, None, None, items, agreed, level)
    tail = (1 - level) / 2
    low, high = np.quantile(found, (tail, 1 - tail))
    return Agreement(statistic, value, float(low), float(high), items, agreed, level)


def _coincidences(units: Sequence[Sequence[Hashable]], *, ordered: bool) -> Array:
    """A matrix of pairs for each unit, values x values: each verdict beside each other one, over m - 1.

    ``ordered``: the unit is a pair, first person by row, second by column.
    """
    values = {value: i for i, value in enumerate(sorted({v for unit in units for v in unit}, key=str))}
    kept = [unit for unit in units if len(unit) >= 2]
    out = np.zeros((len(kept), len(values), len(values)))
    for number, unit in enumerate(kept):
        if ordered:
            if len(unit) != 2:
                raise ValueError("two verdicts on each item are needed")
            out[number, values[unit[0]], values[unit[1]]] += 1
            continue
        for i, one in enumerate(unit):
            for j, other in enumerate(unit):
                if i != j:
                    out[number, values[one], values[other]] += 1 / (len(unit) - 1)
    return out


def _kappa(tables: Array) -> Array:
    """Kappa of each table (draws x rows x columns): (observed - expected) / (1 - expected)."""
    n = tables.sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = np.trace(tables, axis1=1, axis2=2) / n
        expected = (tables.sum(2) * tables.sum(1)).sum(1) / n**2
        return np.asarray(np.where(expected < 1 - 1e-12, (observed - expected) / (1 - expected), np.nan))


def _alpha(tables: Array) -> Array:
    """Alpha of each table of coincidences: 1 - (n - 1) x disagreements / chance disagreements."""
    totals = tables.sum(2)
    n = totals.sum(1)
    disagree = n - np.trace(tables, axis1=1, axis2=2)
    chance = n**2 - (totals**2).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(chance > 1e-9, 1 - (n - 1) * disagree / chance, np.nan))


def _share(tables: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.trace(tables, axis1=1, axis2=2) / tables.sum((1, 2)))


def _value(found: Array) -> float | None:
    return float(found[0]) if np.isfinite(found[0]) else None
