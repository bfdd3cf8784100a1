"""Reads a JSON Lines file into records with every fault named by its line, and writes one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from harness.errors import CommandError, Fault, UserFileError
from harness.store import write_atomically

MAX_LINE_BYTES = 20_000_000
MOST_FAULTS = 50
"""A file of another kind has a fault on every line: after this many the reader has understood."""


class Line(BaseModel):
    """Base of an input line: unknown fields are kept, for grouping by them."""

    model_config = ConfigDict(extra="allow", frozen=True)


L = TypeVar("L", bound=Line)


def read(path: Path, kind: type[L]) -> list[L]:
    """All lines of a file.

    Raises:
        UserFileError: the file is missing, not UTF-8, empty, or a line is not what it should be.
    """
    found: list[L] = []
    faults: list[Fault] = []
    for number, text in _texts(path):
        if not text.strip():
            continue
        try:
            found.append(kind.model_validate(_object(text)))
        except ValidationError as error:
            item = error.errors()[0]
            name = ".".join(str(part) for part in item["loc"]) or "the line"
            faults.append(Fault(path, number, f"'{name}': {_plain(item['type'], item['msg'])}", _fields(kind)))
        except ValueError as error:
            faults.append(Fault(path, number, f"not a JSON object: {error}.", _fields(kind)))
        if len(faults) >= MOST_FAULTS:
            faults.append(Fault(path, number, "there are more faults below.", "Mend these first."))
            break
    if not found and not faults:
        faults.append(Fault(path, None, "the file is empty.", _fields(kind)))
    if faults:
        raise UserFileError(faults)
    return found


def not_the_input(file: Path, *outs: Path) -> None:
    """Refuse to write over what is read.

    Raises:
        CommandError: an output is the input.
    """
    for out in outs:
        if out.resolve() == file.resolve():
            raise CommandError(f"-o is the input file itself ({file}). Give another name.")


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows in order, whole or not at all.

    Raises:
        CommandError: the folder does not exist or the file cannot be written.
    """
    save(path, "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows))


def save(path: Path, content: str) -> None:
    """Write text, whole or not at all.

    Raises:
        CommandError: the folder does not exist or the file cannot be written.
    """
    if not path.parent.is_dir():
        raise CommandError(f"The folder {path.parent} does not exist. Make it, or give another -o.")
    try:
        write_atomically(path, content.encode("utf-8", "replace"))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}. Give another -o.") from None


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open("rb") as handle:
            for number, line in enumerate(handle, start=1):
                if len(line) > MAX_LINE_BYTES:
                    raise UserFileError.single(path, number, "the line is longer than 20 MB.", "Split it.")
                try:
                    yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    raise UserFileError.single(path, number, "is not UTF-8 text.", "Save the file as UTF-8.") from None
    except OSError as error:
        raise UserFileError.single(
            path, None, f"cannot be read: {error.strerror}.", "Give a JSON Lines file."
        ) from None


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError(f"found {type(value).__name__}")
    return value


def _plain(kind: str, message: str) -> str:
    return "is missing." if kind == "missing" else f"{message.removeprefix('Value error, ').lower()}."


def _fields(kind: type[Line]) -> str:
    needed = [name for name, field in kind.model_fields.items() if field.is_required()]
    other = [name for name in kind.model_fields if name not in needed]
    return f"Each line needs {', '.join(needed)}" + (f"; it may have {', '.join(other)}." if other else ".")
