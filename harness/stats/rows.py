"""Turns a file of values or counts by scenario and group into arrays, or into faults that name their lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from harness.errors import Fault, UserFileError
from harness.stats.contrast import MOST_COLUMNS, Kind
from harness.stats.counts import Cells
from harness.stats.readers import is_wide, lengthened, read_lines

MOST_GROUPS = 60
"""Groups on one axis: all pairs are compared, and more than this is a column of something else."""

_OPTIONAL = ("metric", "axis", "repeat")
_TRUE = frozenset({"1", "1.0", "true", "yes", "y", "twin", "placebo"})
_FALSE = frozenset({"", "0", "0.0", "false", "no", "n", "group"})

Series = tuple[str, str]
"""Metric and axis."""
_Sums = dict[tuple[str, str], list[float]]


@dataclass(frozen=True)
class Table:
    """By metric and axis, the groups' cells and their twins' cells, all on the same rows (every scenario, sorted)."""

    kind: Kind
    series: dict[Series, tuple[Cells, Cells]]
    digest: str


def read_table(path: Path) -> Table:
    """Read and check the whole file, long or wide, CSV, TSV or Parquet. Raises UserFileError with every fault found."""
    lines, digest = read_lines(path)
    (line, names), *body = lines
    header = [name.strip().lower() for name in names]
    if is_wide(header):
        twice = _twice(path, line, header)
        if twice:
            raise UserFileError(twice)
        header, body = lengthened(path, lines[0], body)
    kind = _kind(path, line, header)
    if not body:
        raise UserFileError.single(path, line, "there are no rows.", "Add one row a scenario and group.")
    return Table(kind, _series(path, header, body, kind), digest)


def table_of(
    sums: Mapping[Series, Mapping[tuple[str, str], tuple[float, float]]],
    kind: Kind,
    digest: str,
    twins: Mapping[Series, Mapping[tuple[str, str], tuple[float, float]]] | None = None,
) -> Table:
    """A table from events and exposure by (scenario, group), for values already in memory.

    For ``kind`` "mean", events are the sum of the values and exposure is how many there are.
    """
    arms = {
        series: ({k: [*v] for k, v in cells.items()}, {k: [*v] for k, v in (twins or {}).get(series, {}).items()})
        for series, cells in sums.items()
    }
    names = sorted({s for both in arms.values() for cells in both for s, _ in cells})
    return Table(
        kind,
        {
            series: (_pivot(groups, groups, names), _pivot(placebo, groups, names))
            for series, (groups, placebo) in arms.items()
        },
        digest,
    )


def _kind(path: Path, line: int, header: list[str]) -> Kind:
    joined = len(header) == 1 and any(mark in header[0] for mark in ";\t|")
    remedy = "Save it with commas between the cells." if joined else f"Columns found: {', '.join(header)}."
    faults = [
        Fault(path, line, f"there is no column '{name}'.", remedy)
        for name in ("scenario", "group")
        if name not in header
    ]
    faults += _twice(path, line, header)
    value, counts = "value" in header, {"events", "exposure"} & set(header)
    remedy = "Keep either 'value', or 'events' and 'exposure'."
    if value and counts:
        faults.append(Fault(path, line, "there are both 'value' and counts.", remedy))
    elif not value and len(counts) < 2:
        faults.append(
            Fault(
                path,
                line,
                "there is no column 'value', nor both 'events' and 'exposure'.",
                remedy.replace("Keep", "Add"),
            )
        )
    if faults:
        raise UserFileError(faults)
    return "mean" if value else "rate"


def _twice(path: Path, line: int, header: list[str]) -> list[Fault]:
    return [
        Fault(path, line, f"there are two columns '{name}'.", "Keep one.")
        for name in sorted(set(header))
        if name and header.count(name) > 1
    ]


def _number(text: str, name: str) -> tuple[float, str | None]:
    """A finite number, or why it is not one."""
    try:
        value = float(text)
    except ValueError:
        return 0.0, f"'{text}' in column '{name}' is not a number." if text else f"column '{name}' is empty."
    if not math.isfinite(value):
        return 0.0, f"'{text}' in column '{name}' is not a finite number."
    if name != "value" and value < 0:
        return 0.0, f"'{text}' in column '{name}' is negative."
    return value, None


def _problems(row: dict[str, str], width: int, header: list[str], kind: Kind) -> tuple[list[str], list[float]]:
    """What is wrong with one row, and its numbers."""
    numbers = ("value",) if kind == "mean" else ("events", "exposure")
    parsed = [_number(row.get(name, ""), name) for name in numbers]
    problems = [problem for _, problem in parsed if problem]
    problems += [f"column '{name}' is empty." for name in ("scenario", "group") if not row.get(name)]
    if kind == "rate" and not any(problem for _, problem in parsed) and parsed[0][0] > 0 and parsed[1][0] == 0:
        problems.append("there are events without exposure.")
    if width > len(header):
        problems.append(f"there are {width} cells where the header has {len(header)}.")
    if row.get("placebo", "").lower() not in _TRUE | _FALSE:
        problems.append(f"'{row['placebo']}' in column 'placebo' is neither true nor false.")
    return problems, [value for value, _ in parsed]


def _series(
    path: Path,
    header: list[str],
    rows: list[tuple[int, list[str]]],
    kind: Kind,
) -> dict[Series, tuple[Cells, Cells]]:
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    sums: dict[Series, tuple[_Sums, _Sums]] = {}
    for line, cells in rows:
        row = dict(zip(header, (c.strip() for c in cells), strict=False))
        problems, numbers = _problems(row, len(cells), header, kind)
        if problems:
            faults += [Fault(path, line, problem, "Correct the cell, or remove the row.") for problem in problems]
            continue
        twin = row.get("placebo", "").lower() in _TRUE
        key = (row["scenario"], row["group"], *(row.get(name, "") for name in _OPTIONAL), str(twin))
        if seen.setdefault(key, line) != line:
            faults.append(
                Fault(
                    path,
                    line,
                    f"scenario '{row['scenario']}', group '{row['group']}' is already on line {seen[key]}.",
                    "Remove one, or number them in a column 'repeat'.",
                )
            )
            continue
        arms = sums.setdefault((row.get("metric") or "value", row.get("axis") or "group"), ({}, {}))
        cell = arms[twin].setdefault((row["scenario"], row["group"]), [0.0, 0.0])
        cell[0] += numbers[0]
        cell[1] += 1.0 if kind == "mean" else numbers[1]
    faults += _shape_faults(path, sums)
    if faults:
        raise UserFileError(faults)
    names = sorted({s for arms in sums.values() for cells in arms for s, _ in cells})
    return {
        series: (_pivot(groups, groups, names), _pivot(twins, groups, names))
        for series, (groups, twins) in sums.items()
    }


def _shape_faults(path: Path, sums: dict[Series, tuple[_Sums, _Sums]]) -> list[Fault]:
    out, columns = [], 0
    for (metric, axis), (arms, _) in sums.items():
        groups = sorted({group for _, group in arms})
        what = f"'{metric}' has {len(groups):,} groups on axis '{axis}'"
        if not groups:
            out.append(
                Fault(path, None, f"'{metric}' has only placebo rows on axis '{axis}'.", "Add the groups' own rows.")
            )
        elif len(groups) == 1:
            out.append(
                Fault(
                    path,
                    None,
                    f"'{metric}' has only one group on axis '{axis}': '{groups[0]}'.",
                    "Two groups at least are needed to compare.",
                )
            )
        elif len(groups) > MOST_GROUPS:
            out.append(
                Fault(
                    path,
                    None,
                    f"{what}, and at most {MOST_GROUPS} can be compared in pairs.",
                    "Is 'group' the right column?",
                )
            )
        columns += len(groups) * (len(groups) - 1) // 2
    if columns > MOST_COLUMNS and not out:
        out.append(
            Fault(
                path,
                None,
                f"there are {columns:,} comparisons, and at most {MOST_COLUMNS:,} can be corrected for together.",
                "Split the file by metric.",
            )
        )
    return out


def _pivot(cells: _Sums, named: _Sums, scenarios: list[str]) -> Cells:
    """Scenarios x groups; groups in the order of ``named``, scenarios sorted so that row order cannot matter."""
    groups = tuple(dict.fromkeys(group for _, group in named))
    place, column = {s: i for i, s in enumerate(scenarios)}, {g: i for i, g in enumerate(groups)}
    both = np.full((2, len(scenarios), len(groups)), np.nan)
    for (s, g), pair in cells.items():
        if g in column:
            both[:, place[s], column[g]] = pair
    missing = {(s, g): "no row" for s in {s for s, _ in cells} for g in groups if (s, g) not in cells}
    return Cells(tuple(scenarios), groups, both[0], both[1], missing)
