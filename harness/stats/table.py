"""Turns anybody's table of values or counts by scenario and group into the same verdicts the pipeline gives."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from harness.errors import CommandError
from harness.stats import further
from harness.stats.axes import axis_p
from harness.stats.consistency import Excess, excess_variance, holm, signed_root
from harness.stats.contrast import Contrast, Kind, Pair, compare, spoilt
from harness.stats.index import index
from harness.stats.rows import Series, Table, read_table
from harness.stats.verdict import ALPHA
from harness.stats.words import Wording, contrast_sentence, number, plural

MINIMUM_SCENARIOS = 40
MOST_UNPAIRED = 0.05
"""Above this share of scenarios with only one of two groups, the two are not compared."""


@dataclass(frozen=True)
class _Asked:
    """One comparison of the table: two groups, or the twins of a group with the group."""

    series: Series
    contrast: str
    a: str
    b: str
    pair: Pair
    margin_note: str


def measure_groups(path: Path, margin: float | Mapping[str, float] | None = None, seed: int = 11) -> dict[str, Any]:
    """Compare all pairs of groups in a CSV, .tsv or .parquet file, with one verdict a pair and metric.

    Columns: ``scenario, group`` and either ``value`` (compared as a difference) or ``events, exposure`` (compared as
    a ratio of rates); optional ``metric, axis, repeat, placebo``. A table with ``scenario`` and none of the
    others but the optional ones is wide: each further column holds one group's values, and two at least are needed.
    Repeats are averaged (values) or added (counts) inside a scenario. Rows whose ``placebo`` is true are a second
    person of the same group; if such twins differ, the axis is INSTRUMENT-INVALID for that metric.
    ``margin`` is one number or one by metric: a difference for values; for rates a ratio above 1, or a difference
    below 1, which is turned into a ratio at the table's own rate. Beside the verdicts: ``indices``, the largest
    difference of each axis in margins, and ``inconsistencies``, excess variance where there are twins.
    Unbounded limits are None. Raises UserFileError with every fault, CommandError for a margin that cannot be one.
    """
    return judge_table(read_table(path), margin, seed)


def judge_table(
    table: Table,
    margin: float | Mapping[str, float] | None = None,
    seed: int = 11,
    invalid: Mapping[Series, str] | None = None,
) -> dict[str, Any]:
    """Verdicts for a table already in memory; see ``measure_groups``. ``invalid``: series not to be judged, and why."""
    margins = _margins(margin, table)
    pairs, twins = _pairs(table, margins), _twins(table, margins)
    # Groups and twins are one family, so that one false alarm of either sort in 20 fair tables is all there is.
    family = [_judge(q) for q in pairs] + [q.pair for q in twins]
    judged = compare(family, np.random.default_rng([seed, 2]), MINIMUM_SCENARIOS)
    judged, tested = judged[: len(pairs)], judged[len(pairs) :]
    bad = {q.series: c.p_adjusted for q, c in zip(twins, tested, strict=True) if c.p_adjusted <= ALPHA}
    told = dict(invalid or {})
    told |= {
        series: f"the metric differed between two people of the same group (adjusted p = {p:.3f})"
        for series, p in bad.items()
    }
    judged = [spoilt(c, told.get(q.series)) for q, c in zip(pairs, judged, strict=True)]
    many = {series: cells for series, (cells, _) in table.series.items() if len(cells.groups) > 2}
    p_axis = axis_p([(table.kind, c.events, c.exposure) for c in many.values()], np.random.default_rng([seed, 3]))
    omnibus = dict(zip(many, p_axis, strict=True))
    return {
        "signature": _signature(table, margins, seed),
        "results": [_result(q, c, table.kind, omnibus.get(q.series)) for q, c in zip(pairs, judged, strict=True)],
        "placebos": [_result(q, c, table.kind, None) for q, c in zip(twins, tested, strict=True)],
        "indices": _indices(pairs, judged) + _indices(twins, tested, placebo=True),
        "inconsistencies": _inconsistencies(table, seed),
    }


# ------------------------------------------------------------------ asking


def _margins(margin: float | Mapping[str, float] | None, table: Table) -> dict[str, tuple[float | None, str]]:
    """By metric: the margin to use, and a note where a difference was turned into a ratio."""
    metrics = dict.fromkeys(metric for metric, _ in table.series)
    if isinstance(margin, Mapping):
        unknown = sorted(set(margin) - set(metrics))
        if unknown:
            raise CommandError(
                f"a margin is given for {unknown[0]!r}, which is no metric of the table; it has {', '.join(metrics)}"
            )
    out: dict[str, tuple[float | None, str]] = {}
    for metric in metrics:
        given = margin.get(metric) if isinstance(margin, Mapping) else margin
        out[metric] = (None, "") if given is None else _margin(float(given), metric, table)
    return out


def _margin(given: float, metric: str, table: Table) -> tuple[float | None, str]:
    if not math.isfinite(given) or given <= 0 or (table.kind == "rate" and given == 1):
        raise CommandError(f"{given:g} cannot be a margin: give a difference above 0, or for rates a ratio above 1")
    if table.kind == "mean" or given > 1:
        return given, ""
    totals = [cells.total() for (name, _), (cells, _) in table.series.items() if name == metric]
    events, exposure = sum(t[0] for t in totals), sum(t[1] for t in totals)
    if not events or not exposure:
        return None, f"The margin of {number(given)} cannot be made a ratio, because there are no events."
    ratio = 1 + given / (events / exposure)
    return ratio, (
        f"The margin of {number(given)} is a ratio of {number(ratio)} at the table's rate of "
        f"{number(events / exposure)}."
    )


def _pairs(table: Table, margins: dict[str, tuple[float | None, str]]) -> list[_Asked]:
    out = []
    for series, (cells, _) in table.series.items():
        margin, note = margins[series[0]]
        for i, j in itertools.combinations(range(len(cells.groups)), 2):
            pair = Pair(
                table.kind, cells.events[:, i], cells.exposure[:, i], cells.events[:, j], cells.exposure[:, j], margin
            )
            a, b = cells.groups[i], cells.groups[j]
            out.append(_Asked(series, f"{a} - {b}", a, b, pair, note))
    return out


def _twins(table: Table, margins: dict[str, tuple[float | None, str]]) -> list[_Asked]:
    out = []
    for series, (cells, twin) in table.series.items():
        margin, note = margins[series[0]]
        for i, group in enumerate(cells.groups):
            here = np.isfinite(twin.events[:, i])
            if here.any():
                own = np.where(here, cells.events[:, i], np.nan), np.where(here, cells.exposure[:, i], np.nan)
                pair = Pair(table.kind, twin.events[:, i], twin.exposure[:, i], *own, margin=margin)
                out.append(_Asked(series, f"{group} twin - {group}", f"the twin of {group}", group, pair, note))
    return out


def _judge(q: _Asked) -> Pair:
    """The pair; not to be resolved with too many scenarios that lack one of the arms."""
    here_a, here_b = np.isfinite(q.pair.events_a), np.isfinite(q.pair.events_b)
    either, lone = int((here_a | here_b).sum()), int((here_a ^ here_b).sum())
    unresolved = None
    if either and lone / either > MOST_UNPAIRED:
        unresolved = f"{lone} of {either} scenarios have only one of the two groups, more than {MOST_UNPAIRED:.0%}"
    return replace(q.pair, unresolved=unresolved)


# ------------------------------------------------------------------ the axis as a whole


def _indices(asked: Sequence[_Asked], judged: Sequence[Contrast], placebo: bool = False) -> list[dict[str, Any]]:
    """The disparity index of each axis, in margins; axes without a margin have none."""
    out = []
    for axis in dict.fromkeys(q.series[1] for q in asked):
        own = [(q, c) for q, c in zip(asked, judged, strict=True) if q.series[1] == axis and c.margin is not None]
        found = index(c for _, c in own)
        if found is not None:
            worst = own[found.worst][0]
            out.append(
                {
                    "axis": axis,
                    "placebo": placebo,
                    "point": _finite(found.point),
                    "demonstrated": _finite(found.demonstrated),
                    "not_excluded": _finite(found.not_excluded),
                    "metric": worst.series[0],
                    "contrast": worst.contrast,
                }
            )
    return out


def _inconsistencies(table: Table, seed: int) -> list[dict[str, Any]]:
    """Excess variance of values on every series with twins (counts are not asked)."""
    found: list[tuple[Series, Excess]] = []
    for series, (cells, twin) in table.series.items():
        if table.kind == "mean" and (arms := further.arms(cells, twin)) is not None:
            excess = excess_variance(*arms.values, np.random.default_rng([seed, 4]))
            found += [(series, excess)] if excess is not None else []
    adjusted = holm(np.array([excess.p for _, excess in found]))
    return [
        {
            "metric": series[0],
            "axis": series[1],
            "excess_variance": _finite(excess.ecv),
            "estimate": excess.points,
            "low": _finite(signed_root(excess.low)),
            "high": _finite(signed_root(excess.high)),
            "p_adjusted": float(p),
            "scenarios": excess.scenarios,
            "method": excess.method,
        }
        for (series, excess), p in zip(found, adjusted, strict=True)
    ]


# ------------------------------------------------------------------ telling


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _result(q: _Asked, c: Contrast, kind: Kind, omnibus: float | None) -> dict[str, Any]:
    metric, axis = q.series
    left_out = f"{plural(c.missing, 'scenario')} with only one of the two left out." if c.missing else ""
    note = " ".join(part for part in (q.margin_note, left_out) if part)
    words = Wording(metric, "units", kind, points=False)
    return {
        "metric": metric,
        "axis": axis,
        "contrast": q.contrast,
        "verdict": c.verdict.value,
        "estimate": _finite(c.value),
        "low": _finite(c.low),
        "high": _finite(c.high),
        "p_adjusted": c.p_adjusted,
        "margin": c.margin,
        "smallest_detectable": _finite(c.smallest),
        "more_scenarios": c.more,
        "sentence": contrast_sentence(c, words, q.a, q.b, note),
        "kind": "ratio" if c.ratio else "difference",
        "scenarios": c.scenarios,
        "reason": c.reason,
        "method": c.method,
        "equivalence_low": _finite(c.eq_low),
        "equivalence_high": _finite(c.eq_high),
        "p_axis": omnibus,
        "note": note or None,
    }


def _signature(table: Table, margins: dict[str, tuple[float | None, str]], seed: int) -> str:
    told = "+".join(sorted({f"{m:g}" if m is not None else "none" for m, _ in margins.values()}))
    cells = [groups for groups, _ in table.series.values()]
    size = f"{len(cells[0].scenarios)}x{max(len(c.groups) for c in cells)}"
    kind = "ratio" if table.kind == "rate" else "difference"
    return f"measure:groups|kind:{kind}|n:{size}|seed:{seed}|margin:{told}|test:signflip+maxt|table:#{table.digest[:8]}"
