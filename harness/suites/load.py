"""Turns a suite's folder into its scenarios, or into every fault of every file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from harness.errors import Fault, UserFileError
from harness.records import Name, Record, Scenario, Text
from harness.suites import dialogue as script
from harness.suites.plain_words import record
from harness.suites.yaml_text import Document, parse, read_text

MAX_SCENARIOS = 10_000
_FOLDER_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Suite:
    """Scenarios that are published, versioned and run together. ``year`` is the year ages are counted from."""

    name: str
    version: str
    title: str
    licence: str
    canary: str
    year: int
    practice_areas: tuple[str, ...]
    axes: tuple[str, ...]
    written_by: str
    reviewed_by: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    folder: Path
    edition: str | None
    """Mark of a sealed edition; None for a public suite."""
    content_hash: str
    """SHA-256 of the names and texts of all its files; line ends do not count."""


class SuiteFile(Record):
    """The keys of ``suite.yaml``."""

    name: Name
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    licence: Text
    canary: Text
    year: int = Field(ge=2000, le=2100)
    practice_areas: tuple[Name, ...] = Field(min_length=1)
    axes: tuple[Name, ...]
    written_by: Text
    reviewed_by: tuple[Text, ...] = ()
    edition: Text | None = None
    """Written by ``seal``: the mark of a sealed edition."""


@dataclass(frozen=True)
class Source:
    """One scenario with the files it was read from, for messages about it."""

    scenario: Scenario
    document: Document
    dialogue_file: Path
    spoken: tuple[script.Spoken, ...]


@dataclass(frozen=True)
class Reading:
    """All that could be read of a suite, with all that is wrong with it."""

    suite: Suite | None
    sources: tuple[Source, ...]
    faults: tuple[Fault, ...]
    suite_document: Document | None


def load(folder: Path) -> Suite:
    """Read a suite.

    The form of every file is checked; what the files say is checked by ``check``.

    Raises:
        UserFileError: with every fault of every file.
    """
    reading = read_suite(folder)
    if reading.faults or reading.suite is None:
        raise UserFileError(reading.faults)
    return reading.suite


def read_suite(folder: Path) -> Reading:
    """Read as much of a suite as can be read."""
    folder = Path(folder)
    if not folder.is_dir():
        fault = Fault(
            folder, None, "There is no such folder.", "Give the folder of a suite: the one that holds suite.yaml."
        )
        return Reading(None, (), (fault,), None)
    hashing = hashlib.sha256()
    header, document, faults = _header(folder, hashing)
    sources: list[Source] = []
    for path in _scenario_folders(folder, faults):
        source, wrong = _scenario(path, hashing)
        faults += wrong
        if source:
            sources.append(source)
    if header is None:
        return Reading(None, tuple(sources), tuple(faults), document)
    suite = Suite(
        **header.model_dump(),
        scenarios=tuple(source.scenario for source in sources),
        folder=folder,
        content_hash=hashing.hexdigest(),
    )
    return Reading(suite, tuple(sources), tuple(faults), document)


def _header(folder: Path, hashing: Any) -> tuple[SuiteFile | None, Document | None, list[Fault]]:
    document, faults = _yaml(folder / "suite.yaml", hashing)
    if document is None:
        return None, None, faults
    header, wrong = record(SuiteFile, document)
    return header, document, faults + wrong


def _scenario_folders(folder: Path, faults: list[Fault]) -> Iterator[Path]:
    home = folder / "scenarios"
    found = sorted(p for p in home.iterdir() if p.is_dir() and p.name[0] not in "._") if home.is_dir() else []
    if not found:
        faults.append(
            Fault(
                home,
                None,
                "There are no scenarios here.",
                "Make a folder scenarios/<name>/ with scenario.yaml and dialogue.txt.",
            )
        )
    if len(found) > MAX_SCENARIOS:
        faults.append(Fault(home, None, f"There are more than {MAX_SCENARIOS:,} scenarios.", "Split the suite."))
    for path in found[:MAX_SCENARIOS]:
        if _FOLDER_NAME.fullmatch(path.name):
            yield path
        else:
            faults.append(
                Fault(
                    path,
                    None,
                    f"The folder's name '{path.name}' cannot be used as a name.",
                    "Use lower-case letters, digits and underscores, beginning with a letter (as in fall_at_home).",
                )
            )


def _scenario(folder: Path, hashing: Any) -> tuple[Source | None, list[Fault]]:
    document, faults = _yaml(folder / "scenario.yaml", hashing)
    file = folder / "dialogue.txt"
    spoken: list[script.Spoken] = []
    unread = False
    try:
        text = read_text(file)
    except UserFileError as error:
        faults, unread = faults + list(error.faults), True
    else:
        _add(hashing, file, text)
        spoken, wrong = script.turns(text, file)
        faults, unread = faults + wrong, not spoken
    if document is None:
        return None, faults
    words = "unread" if unread else script.plain(spoken)  # one fault in dialogue.txt is told once, not twice
    scenario, wrong = record(Scenario, document, {"id": folder.name, "dialogue": words})
    if scenario is None or unread:
        return None, faults + wrong
    faults += wrong + script.speakers(spoken, list(scenario.people), file)
    return Source(scenario, document, file, tuple(spoken)), faults


def _yaml(path: Path, hashing: Any) -> tuple[Document | None, list[Fault]]:
    try:
        text = read_text(path)
    except UserFileError as error:
        return None, list(error.faults)
    _add(hashing, path, text)
    return parse(text, path)


def _add(hashing: Any, path: Path, text: str) -> None:
    for part in (path.parent.name if path.name != "suite.yaml" else "", path.name, text):
        data = part.encode()
        hashing.update(len(data).to_bytes(8, "big") + data)


def label(suite: Suite) -> str:
    """``name@version``, as runs and signatures name a suite."""
    return f"{suite.name}@{suite.version}"


def schema() -> dict[str, Any]:
    """JSON Schema of ``scenario.yaml``, for editors that complete keys and mark mistakes."""
    made = Scenario.model_json_schema()
    for name in ("id", "dialogue"):  # taken from the folder's name and from dialogue.txt
        del made["properties"][name]
        made["required"].remove(name)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Plumbline scenario"}
