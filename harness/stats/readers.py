"""Turns a CSV, TSV or Parquet file into numbered lines of text cells, and a wide table into a long one."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.errors import Fault, UserFileError

Line = tuple[int, list[str]]
"""A line's number in its file and its cells."""
_KEYS = frozenset({"scenario", "metric", "axis", "repeat", "placebo"})
_LONG = frozenset({"group", "value", "events", "exposure"})


def read_lines(path: Path) -> tuple[list[Line], str]:
    """Every line that is not blank, header first, and the sha256 of the file.

    A name ending in ``.parquet`` is read as Parquet (its rows are numbered as lines after a header), ``.tsv`` as
    tab-separated, anything else as CSV. Raises UserFileError: cannot be read, not what its name says, not UTF-8, empty.
    """
    if path.suffix.lower() == ".parquet":
        return _parquet(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise _fault(path, None, f"cannot be read: {error.strerror}.", "Give a CSV file.") from None
    except UnicodeDecodeError:
        raise _fault(path, None, "is not UTF-8 text.", "Save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    try:
        lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise _fault(path, reader.line_num, f"is not CSV: {error}.", "Save it again as CSV.") from None
    if not lines:
        raise _fault(path, 1, "the file is empty.", "Begin with a line of column names.")
    return lines, hashlib.sha256(data).hexdigest()


def _fault(path: Path, line: int | None, found: str, remedy: str) -> UserFileError:
    return UserFileError.single(path, line, found, remedy)


def _parquet(path: Path) -> tuple[list[Line], str]:
    import pandas as pd  # heavy, and only for this

    try:
        data = path.read_bytes()
    except OSError as error:
        raise _fault(path, None, f"cannot be read: {error.strerror}.", "Give a Parquet file.") from None
    try:
        frame = pd.read_parquet(io.BytesIO(data))
    except ImportError:
        raise _fault(path, None, "is Parquet, and pyarrow is not installed.", "Install pyarrow, or save CSV.") from None
    except (ValueError, OSError, TypeError, NotImplementedError) as error:  # pyarrow's errors are of all these sorts
        told = str(error).splitlines()[0].rstrip(".")
        raise _fault(path, None, f"is not Parquet: {told}.", "Save it again as Parquet or CSV.") from None
    if frame.columns.empty:
        raise _fault(path, 1, "the file has no columns.", "Add a column 'scenario' and values.")
    header = (1, [str(name) for name in frame.columns])
    rows = zip(*(frame[name].tolist() for name in frame.columns), strict=True) if frame.columns.is_unique else ()
    lines = [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=2)]
    return [header, *lines], hashlib.sha256(data).hexdigest()


def _cell(value: Any) -> str:
    """A value as CSV would hold it; what is missing is an empty cell."""
    if value is None or value != value or type(value).__name__ in ("NaTType", "NAType"):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def is_wide(header: Sequence[str]) -> bool:
    """Whether a header is that of a wide table: a scenario, no column of a long table, and two others at least."""
    named = [name.strip().lower() for name in header]
    others = [name for name in named if name and name not in _KEYS]
    return "scenario" in named and not _LONG & set(named) and len(others) >= 2


def lengthened(path: Path, header: Line, body: Sequence[Line]) -> tuple[list[str], list[Line]]:
    """The lines of a wide table (one column of numbers a group) as those of a long one.

    An empty cell is a group that the scenario lacks. Raises UserFileError for a column that holds anything but
    numbers, naming its first such line, and for a line with more cells than the header.
    """
    names = [name.strip() for name in header[1]]
    keys = [i for i, name in enumerate(names) if name.lower() in _KEYS]
    groups = [i for i, name in enumerate(names) if name and i not in keys]
    faults: dict[int, Fault] = {}
    for line, cells in body:
        if len(cells) > len(names):
            found = f"there are {len(cells)} cells where the header has {len(names)}."
            faults.setdefault(-line, Fault(path, line, found, "Correct the cell, or remove the row."))
        for i in groups:
            cell = cells[i].strip() if i < len(cells) else ""
            if cell and not _finite(cell):
                found = f"'{cell}' in column '{names[i]}' is not a finite number, so the column cannot be a group."
                remedy = "Correct it, remove the column, or write the table with columns 'group' and 'value'."
                faults.setdefault(i, Fault(path, line, found, remedy))
    if faults:
        raise UserFileError(list(faults.values()))
    long = [
        (line, [*(cells[k] if k < len(cells) else "" for k in keys), names[i], cells[i].strip()])
        for line, cells in body
        for i in groups
        if i < len(cells) and cells[i].strip()
    ]
    return [*(names[k].lower() for k in keys), "group", "value"], long


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
