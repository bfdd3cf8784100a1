"""Turns the events of a YAML parser into plain data and the lines of its keys, without recursion and within bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harness.errors import Fault

MAX_DEPTH = 12
MAX_ENTRIES = 20_000
MAX_SCALAR = 20_000

KeyPath = tuple[str | int, ...]


@dataclass
class _Open:
    """A list or mapping that is being built; ``key`` is set between a key and its value."""

    value: Any
    path: KeyPath
    key: str | None = None
    skipped: bool = False
    """The key was used before: its value is read and dropped."""


@dataclass
class Builder:
    """Builds data from parser events without recursion, collecting faults."""

    file: Path | str
    faults: list[Fault] = field(default_factory=list)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    root: Any = None
    started: bool = False
    stack: list[_Open] = field(default_factory=list)
    entries: int = 0
    documents: int = 0

    def fault(self, event: Any, found: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, event.start_mark.line + 1, found, remedy))

    def take(self, event: Any) -> bool:
        """Use one event; False when reading must stop."""
        if isinstance(event, yaml.DocumentStartEvent):
            return self._document(event)
        if isinstance(event, yaml.AliasEvent):
            self.fault(
                event,
                f"'*{str(event.anchor)[:40]}' repeats something from elsewhere; that is not allowed here.",
                "Write the text out in full.",
            )
            return self._place(event, "")
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.stack.pop()
            return True
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            return True
        if event.anchor is not None:
            self.fault(
                event,
                f"'&{event.anchor[:40]}' is not allowed here.",
                "Delete it; if the text begins with '&', put it in quotes.",
            )
        if event.tag is not None:
            self.fault(
                event,
                f"'{event.tag.replace('tag:yaml.org,2002:', '!!')[:40]}' is not allowed here.",
                "Delete it; if the text begins with '!', put it in quotes.",
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._place(event, event.value)
        return self._place(event, [] if isinstance(event, yaml.SequenceStartEvent) else {})

    def _document(self, event: Any) -> bool:
        self.documents += 1
        if event.version or event.tags:
            self.fault(event, "A line beginning with '%' is not allowed here.", "Delete it.")
        if self.documents > 1:
            self.fault(event, "A second document begins here ('---').", "Delete the line '---', or make a second file.")
            return False
        return True

    def _place(self, event: Any, value: Any) -> bool:
        """Put a value where it belongs."""
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            self.fault(
                event, f"This file has more than {MAX_ENTRIES:,} entries.", "Split it, or take out what is not needed."
            )
            return False
        if isinstance(value, str) and len(value) > MAX_SCALAR:
            self.fault(
                event,
                f"The text beginning here is longer than {MAX_SCALAR:,} characters.",
                "Shorten it, or close its quotation mark.",
            )
            return False
        if not self.stack:
            self.started, self.root = True, value
            self.lines[()] = event.start_mark.line + 1
            path: KeyPath = ()
        else:
            parent = self.stack[-1]
            if isinstance(parent.value, dict) and parent.key is None:
                return self._key(event, parent, value)
            path = self._child(event, parent, value)
        if not isinstance(value, str):
            if len(self.stack) >= MAX_DEPTH:
                self.fault(
                    event,
                    f"Lists and keys are nested more than {MAX_DEPTH} deep here.",
                    "Check the brackets and the indentation.",
                )
                return False
            self.stack.append(_Open(value, path))
        return True

    def _key(self, event: Any, parent: _Open, value: Any) -> bool:
        if not isinstance(value, str):
            self.fault(
                event,
                "A list or group stands here where a key was expected.",
                "If the text begins with '{' or '[', put it in double quotes.",
            )
            return False
        path = (*parent.path, value)
        if value in parent.value:
            self.fault(
                event,
                f"The key '{value[:60]}' is here twice (first on line {self.lines[path]}).",
                "Delete one of the two.",
            )
            parent.skipped = True
        else:
            self.lines[path] = event.start_mark.line + 1
            parent.skipped = False
        parent.key = value
        return True

    def _child(self, event: Any, parent: _Open, value: Any) -> KeyPath:
        if isinstance(parent.value, dict):
            assert parent.key is not None
            path, parent_key, parent.key = (*parent.path, parent.key), parent.key, None
            if not parent.skipped:
                parent.value[parent_key] = value
            return path
        path = (*parent.path, len(parent.value))
        parent.value.append(value)
        self.lines.setdefault(path, event.start_mark.line + 1)
        return path
