"""Turns a standard's YAML file into a Standard and the hash that is pinned in a run before its first call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from harness.errors import Fault, UserFileError
from harness.measures import MEASURES
from harness.records import Standard

MOST_BYTES = 256 * 1024

Where = tuple[str | int, ...]


def read_standard(path: Path) -> tuple[Standard, str]:
    """Read one standard; returns it with the sha256 of the file's bytes.

    Raises UserFileError with every fault: unreadable, not YAML, unknown or missing or doubled keys, a gate or margin
    of a measure that does not exist, a margin that cannot be one (a ratio must be above 1, a difference below 1).
    """
    try:
        with path.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise UserFileError.single(path, None, "is larger than 256 KB.", "A standard is a page: is this the file?")
        text = data.decode("utf-8")
    except OSError as error:
        raise UserFileError.single(
            path, None, f"cannot be read: {error.strerror}.", "Give a standard's YAML file."
        ) from None
    except UnicodeDecodeError:
        raise UserFileError.single(path, None, "is not UTF-8 text.", "Save it as UTF-8.") from None
    lines: dict[Where, int] = {}
    faults: list[Fault] = []
    content = _plain(_compose(path, text), (), lines, faults, path)
    if faults:
        raise UserFileError(faults)
    try:
        standard = Standard.model_validate(content)
    except ValidationError as error:
        raise UserFileError(
            sorted((_fault(path, e["loc"], e["msg"], lines) for e in error.errors()), key=lambda f: f.line or 0)
        ) from None
    faults = [*_gate_faults(path, standard, lines), *_margin_faults(path, standard, lines)]
    if faults:
        raise UserFileError(faults)
    return standard, hashlib.sha256(data).hexdigest()


def standard_faults(folders: Iterable[Path]) -> list[Fault]:
    """Faults of every standard in some folders."""
    found: list[Fault] = []
    for folder in folders:
        for file in sorted(folder.glob("*.yaml")):
            try:
                read_standard(file)
            except UserFileError as error:
                found += error.faults
    return found


def _compose(path: Path, text: str) -> yaml.Node | None:
    try:
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if isinstance(token, (yaml.AliasToken, yaml.AnchorToken)):
                raise UserFileError.single(
                    path, token.start_mark.line + 1, "an anchor or alias (& or *).", "Write the value out in full."
                )
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise UserFileError.single(path, line, f"is not YAML: {error.problem}.", "Correct the line.") from None
    except RecursionError:
        raise UserFileError.single(path, None, "is nested too deep.", "Compare it with the shipped standard.") from None
    except yaml.YAMLError as error:
        raise UserFileError.single(path, None, f"is not YAML: {str(error).splitlines()[0]}.", "Correct it.") from None


def _plain(node: yaml.Node | None, where: Where, lines: dict[Where, int], faults: list[Fault], path: Path) -> Any:
    """A node as dict, list or text, noting the line of every part; every scalar stays text."""
    if node is None:
        faults.append(Fault(path, 1, "the file is empty.", "Begin with name, version and title."))
        return {}
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in out:
                faults.append(Fault(path, key_node.start_mark.line + 1, f"'{key}' is written twice.", "Keep one."))
            out[key] = _plain(value, (*where, key), lines, faults, path)
            lines[(*where, key)] = key_node.start_mark.line + 1
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value, (*where, i), lines, faults, path) for i, value in enumerate(node.value)]
    return node.value


def _line(where: Where, lines: dict[Where, int]) -> int | None:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where)


def _fault(path: Path, where: Where, message: str, lines: dict[Where, int]) -> Fault:
    name = ".".join(str(part) for part in where) or "the file"
    remedy = {"Field required": "Add it.", "Extra inputs are not permitted": "Remove it, or correct its name."}
    found = {"Field required": "is missing", "Extra inputs are not permitted": "is not a key of a standard"}
    return Fault(
        path,
        _line(where, lines),
        f"'{name}' {found.get(message, 'cannot be read: ' + message)}.",
        remedy.get(message, "Correct the value."),
    )


def _gate_faults(path: Path, standard: Standard, lines: dict[Where, int]) -> list[Fault]:
    return [
        Fault(
            path,
            _line(("gates", i, "measure"), lines),
            f"'{gate.measure}' is not a measure.",
            f"Use one of: {', '.join(MEASURES)}.",
        )
        for i, gate in enumerate(standard.gates)
        if gate.measure not in MEASURES
    ]


def _margin_faults(path: Path, standard: Standard, lines: dict[Where, int]) -> list[Fault]:
    out = []
    for name, margin in standard.margins.items():
        line = _line(("margins", name), lines)
        if name not in MEASURES:
            out.append(Fault(path, line, f"'{name}' is not a measure.", f"Use one of: {', '.join(MEASURES)}."))
        elif not MEASURES[name].contrasted:
            out.append(Fault(path, line, f"'{name}' differs between groups by design.", "Remove its margin."))
        elif MEASURES[name].kind == "rate" and not 1 < margin < float("inf"):
            out.append(Fault(path, line, f"{margin:g} is not a ratio above 1.", "A rate's margin is a ratio, as 1.25."))
        elif MEASURES[name].kind != "rate" and not 0 < margin < 1:
            out.append(
                Fault(path, line, f"{margin:g} is not a difference between 0 and 1.", "For 3 points write 0.03.")
            )
    return out
