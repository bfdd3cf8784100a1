"""Turns a filled sheet (XLSX, CSV, or the JSON of the page) into verdicts, or into every fault in it with its row."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import Fault, UserFileError
from harness.records import Harm
from harness.review.items import VERDICTS, Item

_BYTES = 50_000_000
_UNPACKED = 400_000_000
"""Bytes of a file that is read, and of what a workbook may unpack to."""
_ROWS = 100_000
_REASON = 2_000
"""Characters of a reason."""


@dataclass(frozen=True)
class Given:
    """One verdict as it was read; ``row`` is the row of the sheet, the line of the CSV or the entry of the JSON."""

    row: int
    item: str
    verdict: str
    reason: str
    harm: Harm | None


@dataclass(frozen=True)
class _Row:
    number: int
    item: str
    verdict: str
    reason: str
    harm: str


def read(paths: Iterable[Path], items: Mapping[str, Item]) -> list[Given]:
    """Verdicts of one person, from one file or several. Rows without a verdict are items still open.

    Raises:
        UserFileError: with every fault: what no sheet of this run asked, a verdict that is not in the list, an item
            decided twice, a reason without a verdict, or a file with no verdict at all.
    """
    faults: list[Fault] = []
    given: list[Given] = []
    where: dict[str, str] = {}
    for path in paths:
        rows = _rows(path)
        own = [one for row in rows if (one := _checked(path, row, items, faults)) is not None]
        if not own and not any(fault.file == path for fault in faults):
            faults.append(
                Fault(path, None, "No verdict is filled in.", "Choose a verdict for at least one item, and save it.")
            )
        for one in own:
            if one.item in where:
                found = f"{one.item} is decided twice: here and in {where[one.item]}."
                faults.append(Fault(path, one.row, found, "Keep one of the two."))
            where.setdefault(one.item, f"{path}:{one.row}")
        given += own
    if faults:
        raise UserFileError(faults)
    return given


def _checked(path: Path, row: _Row, items: Mapping[str, Item], faults: list[Fault]) -> Given | None:
    """A row as a verdict; None if it is open or wrong, and then what is wrong is added to ``faults``."""
    before = len(faults)

    def fault(found: str, remedy: str) -> None:
        faults.append(Fault(path, row.number, found, remedy))

    if not (row.verdict or row.reason or row.harm):
        return None
    item = items.get(row.item.upper().replace(" ", "")) or items.get(row.item)
    if not row.item:
        fault("There is a verdict, but no item.", "Write the item's number, as it stands on the sheet.")
    elif item is None:
        fault(f"{row.item[:40]!r} is no item of this run's sheets.", "Write the number as it stands on the sheet.")
    verdict = " ".join(row.verdict.casefold().split())
    listed = VERDICTS[item.kind] if item else tuple(dict.fromkeys(v for kind in VERDICTS.values() for v in kind))
    if not verdict:
        fault(f"{row.item[:40]} has a reason or a harm, but no verdict.", f"Write one of: {', '.join(listed)}.")
    elif verdict not in listed:
        fault(f"{row.verdict[:60]!r} is not in the list.", f"Write one of: {', '.join(listed)}.")
    harm = next(iter(row.harm.upper().split()), "")
    if harm and harm not in list(Harm):
        fault(f"The harm {row.harm[:40]!r} is not in the list.", f"Write one of {', '.join(Harm)}, or leave it empty.")
    if len(row.reason) > _REASON:
        fault(f"The reason has {len(row.reason):,} characters.", f"Write at most {_REASON:,}.")
    if len(faults) > before or item is None:
        return None
    return Given(row.number, item.item, verdict, row.reason, Harm(harm) if harm else None)


def _rows(path: Path) -> list[_Row]:
    """The rows of a file by its kind.

    Raises:
        UserFileError: it is not there, too large, of another kind, or not what its name says.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= _BYTES else None
    except OSError as error:
        raise UserFileError.single(path, None, f"It cannot be read: {error.strerror}.", "Check its name.") from None
    if content is None:
        raise UserFileError.single(path, None, "It is larger than 50 MB.", "Give the sheet as it was filled in.")
    readers = {".xlsx": _from_xlsx, ".csv": _from_csv, ".json": _from_json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UserFileError.single(
            path, None, f"A file named {path.suffix or path.name} is not a sheet.", "Give .xlsx, .csv or .json."
        )
    return list(reader(path, content))


def _from_xlsx(path: Path, content: bytes) -> Iterator[_Row]:
    """Rows of the worksheet that has the headings Item and Verdict."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _UNPACKED:
                raise UserFileError.single(path, None, "It unpacks to more than a sheet.", "Save it again as .xlsx.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except UserFileError:
        raise
    except Exception:  # whatever a damaged workbook makes openpyxl raise
        raise UserFileError.single(
            path, None, "It cannot be read as a workbook.", "Save it again as .xlsx, or as .csv."
        ) from None
    rows: list[_Row] = []
    try:
        for page in book.worksheets:
            cells = ([_text(value) for value in row] for row in page.iter_rows(values_only=True, max_row=_ROWS))
            rows = rows or list(_table(cells))
    except Exception:
        raise UserFileError.single(
            path, None, "A worksheet in it cannot be read.", "Save it again as .xlsx, or as .csv."
        ) from None
    finally:
        book.close()
    if not rows:
        raise _no_headings(path)
    yield from (row for row in rows if row.number)


def _from_csv(path: Path, content: bytes) -> Iterator[_Row]:
    """Rows of a CSV, separated by comma, semicolon or tab; UTF-8, or what Excel for Windows writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(_table(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        raise UserFileError.single(path, None, f"It is not a CSV: {error}.", "Save it again from the sheet.") from None
    if not rows:
        raise _no_headings(path)
    yield from (row for row in rows if row.number)


def _from_json(path: Path, content: bytes) -> Iterator[_Row]:
    """Entries of what the page saves."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
        entries = document["verdicts"]
        if not isinstance(entries, list) or len(entries) > _ROWS:
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserFileError.single(
            path, None, "It is not what the page review.html saves.", "Press Save verdicts there again."
        ) from None
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise UserFileError.single(path, number, "This entry is not a verdict.", "Press Save verdicts again.")
        values = [_text(entry.get(name)) for name in ("item", "verdict", "reason", "harm")]
        yield _Row(number, *values)


def _table(cells: Iterable[Iterable[Any]]) -> Iterator[_Row]:
    """Rows below the headings; first of all a row numbered 0, so that "no rows" differs from "no headings"."""
    columns: dict[str, int] = {}
    for number, row in enumerate(cells, start=1):
        values = [str(value).strip() for value in row]
        if not columns:
            names = {value.casefold(): i for i, value in reversed(list(enumerate(values)))}
            if {"item", "verdict"} <= set(names):
                columns = names
                yield _Row(0, "", "", "", "")
            continue

        by_name = {name: values[place] for name, place in columns.items() if place < len(values)}
        item, verdict, reason, harm = (by_name.get(name, "") for name in ("item", "verdict", "reason", "harm"))
        yield _Row(number, item, verdict, _unguarded(reason), harm)


def _unguarded(reason: str) -> str:
    return reason[1:] if reason[:2] in ("'=", "'+", "'-", "'@") else reason


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _no_headings(path: Path) -> UserFileError:
    return UserFileError.single(
        path, None, "No row has the headings Item and Verdict.", "Give the sheet as it was made, with its first row."
    )
