"""Turns one YAML file into plain data in which every scalar is text and every key knows its line.

Only the plain part of YAML is read: keys, lists and text. Anchors, aliases, tags, several documents and
tabs are refused, and size, depth and number of entries are bounded before anything is built, so that no
file can use more than a few megabytes or a second or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from harness.errors import Fault, UserFileError
from harness.suites.yaml_build import Builder, KeyPath

MAX_BYTES = 512 * 1024

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """The data of one file, and the line of every key path in it (list items count from 0)."""

    file: Path | str
    data: Any
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int | None:
        """Line of ``path``, or of the nearest thing around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def read(path: Path, limit: int = MAX_BYTES) -> Document:
    """Read one file.

    Raises:
        UserFileError: with every fault found; after a fault of syntax no more can be found.
    """
    text = read_text(path, limit)
    document, faults = parse(text, path)
    if faults or document is None:
        raise UserFileError(faults)
    return document


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Text of a UTF-8 file with line ends as ``\\n``; a byte order mark at the start is dropped.

    Raises:
        UserFileError: missing, too large, not UTF-8, or holding characters that cannot be seen.
    """
    if not path.is_file():
        raise UserFileError.single(path, None, "This file is missing.", f"Make a file called {path.name} here.")
    try:
        with path.open("rb") as handle:
            content = handle.read(limit + 1)
    except OSError as error:
        raise UserFileError.single(path, None, f"This file cannot be read ({error.strerror}).", "") from None
    if len(content) > limit:
        raise UserFileError.single(
            path, None, f"This file is larger than {limit // 1024} KB.", "Split it, or take out what is not needed."
        )
    return decode(content, path)


def decode(content: bytes, file: Path | str) -> str:
    """Bytes to text; see ``read_text``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserFileError.single(
            file,
            line,
            f"Byte 0x{content[error.start]:02x} here is not UTF-8 text.",
            "Save the file again with the encoding UTF-8 (in Notepad: Save as, Encoding).",
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [
        Fault(
            file,
            text.count("\n", 0, match.start()) + 1,
            f"There is a character here that cannot be seen (U+{ord(match.group()):04X}).",
            "Delete it and type it again.",
        )
        for match in _first_per_line(_UNSEEN, text)
    ]
    if found:
        raise UserFileError(found)
    return text


def _first_per_line(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first match of a line, for at most 100 lines: one message a line is enough."""
    position, count = 0, 0
    while count < 100 and (match := pattern.search(text, position)):
        yield match
        count += 1
        end = text.find("\n", match.start())
        position = len(text) if end < 0 else end


def parse(text: str, file: Path | str) -> tuple[Document | None, list[Fault]]:
    """Text to a document and the faults found in it. The document is None if it could not be built."""
    tabs = [
        Fault(
            file,
            text.count("\n", 0, match.start()) + 1,
            "There is a tab character here.",
            "Write spaces instead of the tab.",
        )
        for match in _first_per_line(re.compile("\t"), text)
    ]
    if tabs:
        return None, tabs
    builder = Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return None, builder.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        builder.faults.append(Fault(file, mark.line + 1 if mark else None, *_syntax(str(error.problem))))
        return None, builder.faults
    except (yaml.YAMLError, RecursionError):
        builder.faults.append(
            Fault(file, None, "This file cannot be read as YAML.", "Look for a quotation mark that is not closed.")
        )
        return None, builder.faults
    data = builder.root if builder.started else {}
    return Document(file, data, builder.lines), builder.faults


_SYNTAX = (
    (
        "mapping values are not allowed",
        "There is a second ': ' on this line.",
        'Put the text after the first colon in double quotes: key: "text: more text".',
    ),
    (
        "could not find expected ':'",
        "A line here has no ': ' after its key.",
        "Write key: value, with a space after the colon.",
    ),
    (
        "did not find expected key",
        "This line does not belong to the list or keys above it.",
        "Indent it like the lines beside it, and close quotation marks before writing more.",
    ),
    (
        "expected <block end>",
        "This line does not belong to the list or keys above it.",
        "Indent it like the lines beside it, and close quotation marks before writing more.",
    ),
    (
        "did not find expected '-'",
        "This line does not belong to the list above it.",
        "Begin it with '- ', indented like the others.",
    ),
    (
        "did not find expected ',' or",
        "A list or group in brackets is not written right here.",
        "Put a comma between entries, close the bracket, and put text with commas or colons in double quotes.",
    ),
    (
        "expected ',' or",
        "A list or group in brackets is not written right here.",
        "Put a comma between entries, close the bracket, and put text with commas or colons in double quotes.",
    ),
    ("end of stream", "Something that begins here is never closed.", "Close the quotation mark or the bracket."),
    ("document separator", "Something that begins here is never closed.", "Close the quotation mark or the bracket."),
    (
        "escape",
        "There is a backslash in double quotes here.",
        "Write the text in single quotes, or double the backslash.",
    ),
    (
        "cannot start any token",
        "The text here begins with a character that has a meaning in YAML.",
        "Put the text in double quotes.",
    ),
)


def _syntax(problem: str) -> tuple[str, str]:
    """A parser's complaint to what was found and what to write instead."""
    for part, found, remedy in _SYNTAX:
        if part in problem:
            return found, remedy
    return (
        "This line is not written as YAML.",
        "Compare its indentation, colons and quotation marks with the lines around it.",
    )
