"""Turns the refusals of a pydantic record into faults with file, line, and what to write instead."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from harness.errors import Fault
from harness.suites.yaml_build import KeyPath
from harness.suites.yaml_text import Document

R = TypeVar("R", bound=BaseModel)

_NAME_RULE = "Use lower-case letters, digits and underscores, beginning with a letter (as in fall_at_home)."
_SUGGESTIONS = 200
"""Closest known keys are looked for this many times a file: the search is slow on purpose-made files."""


def closest(word: str, known: Iterable[str]) -> str:
    """``Did you mean 'x'?`` or, if nothing is near, the list of what is known."""
    options = list(known)
    near = difflib.get_close_matches(word.lower(), options, n=1, cutoff=0.6) if len(word) <= 64 else []
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known here: {', '.join(options)}." if options else ""


def record(
    kind: type[R], document: Document, extra: Mapping[str, Any] | None = None, at: KeyPath = (), data: Any = None
) -> tuple[R | None, list[Fault]]:
    """Data of a document to a record, or the faults that prevent it.

    ``extra`` are fields that the file does not hold (a folder's name); writing them in the file is a fault.
    ``at`` and ``data`` pick a part of the document.
    """
    value = document.data if data is None else data
    if not isinstance(value, dict):
        found = "This is not a set of keys with values." if value else "There is nothing here."
        return None, [
            Fault(document.file, document.line(at), found, f"Write the keys of {_noun(kind)}, each as key: value.")
        ]
    given = dict(extra or {})
    faults = [
        Fault(
            document.file,
            document.line((*at, key)),
            f"The key '{key}' does not belong in the file.",
            "Delete it: it is taken from the name of the folder or from another file.",
        )
        for key in given
        if key in value
    ]
    try:
        return kind.model_validate({**value, **given}), faults
    except ValidationError as error:
        for number, item in enumerate(error.errors(include_url=False)):
            faults.append(_fault(kind, document, at, item, set(given), suggest=number < _SUGGESTIONS))
        return None, sorted(faults, key=lambda fault: fault.line or 0)


def _noun(kind: type[BaseModel]) -> str:
    name = kind.__name__.strip("_").removesuffix("File").lower()
    return "an evaluation" if name == "entry" else f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def _fault(kind: type[BaseModel], document: Document, at: KeyPath, item: Any, hidden: set[str], suggest: bool) -> Fault:
    loc: KeyPath = tuple(part for part in item["loc"] if part != "[key]")
    line = document.line((*at, *loc))
    found, remedy = _words(kind, item, loc, hidden, suggest)
    where = _where(document.data, (*at, *loc))
    return Fault(document.file, line, f"{where}{found}", remedy)


def _where(data: Any, path: KeyPath) -> str:
    """``In facts, entry 3 (falls): `` for a path into lists; empty at the top of a file."""
    words: list[str] = []
    for part in path[:-1]:
        data = _inside(data, part)
        if isinstance(part, int):
            name = data.get("id") if isinstance(data, dict) else None
            words.append(f"entry {part + 1}" + (f" ({name[:60]})" if isinstance(name, str) else ""))
        else:
            words.append(str(part)[:60])
    return f"In {', '.join(words)}: " if words else ""


def _inside(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _words(kind: type[BaseModel], item: Any, loc: KeyPath, hidden: set[str], suggest: bool) -> tuple[str, str]:
    """What was found and what to write instead, for one refusal."""
    sort, context = item["type"], item.get("ctx", {})
    key = loc[-1] if loc else ""
    name = f"entry {key + 1}" if isinstance(key, int) else f"'{str(key)[:60]}'"
    value = _shown(item.get("input"))
    if sort == "extra_forbidden":
        known = [field for field in _fields(kind, loc[:-1]) if not (len(loc) == 1 and field in hidden)]
        return f"the key {name} is not known.", closest(str(key), known) if suggest else "Delete it."
    if sort == "missing":
        return f"the key {name} is missing.", f"Add a line {key}: ...{_choices(_annotation(kind, loc))}"
    if item["loc"] and item["loc"][-1] == "[key]":
        return f"{name} cannot be used as a name.", _NAME_RULE
    simple = {
        "string_too_short": (f"{name} is empty.", "Write something, or delete the line."),
        "too_short": (f"{name} is an empty list.", "Write at least one entry."),
        "string_type": (
            f"{name} is {_sort(item.get('input'))} where text was expected.",
            "Write text; if it begins with '{', '[' or '-', put it in double quotes.",
        ),
        "int_parsing": (f"{name} is {value}, which is not a whole number.", "Write a number in digits."),
        "int_type": (f"{name} is {_sort(item.get('input'))} where a number was expected.", "Write a number in digits."),
        "int_from_float": (f"{name} is {value}, which is not a whole number.", "Write a number in digits."),
        "tuple_type": (
            f"{name} is {_sort(item.get('input'))} where a list was expected.",
            "Write it in brackets: [one, two].",
        ),
        "list_type": (
            f"{name} is {_sort(item.get('input'))} where a list was expected.",
            "Write it in brackets: [one, two].",
        ),
        "dict_type": (
            f"{name} is {_sort(item.get('input'))} where keys with values were expected.",
            "Write each as key: value.",
        ),
        "model_type": (
            f"{name} is {_sort(item.get('input'))} where keys with values were expected.",
            "Write each as key: value.",
        ),
        "model_attributes_type": (
            f"{name} is {_sort(item.get('input'))} where keys with values were expected.",
            "Write each as key: value.",
        ),
    }
    if sort in simple:
        return simple[sort]
    if sort in ("enum", "literal_error"):
        return (
            f"{name} is {value}, which is not one of its values.",
            f"Write {context['expected'].replace(chr(39), '')}.",
        )
    if sort == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        if pattern.startswith("^("):
            return f"{name} is {value}.", f"Write {' or '.join(pattern.strip('^$()').split('|'))}."
        if pattern.startswith(r"^\d"):
            return f"{name} is {value}.", "Write three numbers, as 0.1.0."
        return f"{name} is {value}, which cannot be used as a name.", _NAME_RULE
    if sort in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{name} is {value}.", f"Write a number that is {bound}."
    return f"{name} is {value}, which does not fit.", "See the scenario format in the documentation."


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else _sort(value)
    return f"'{text[:60]}'" if isinstance(value, str) else text


def _sort(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return "text" if value else "empty"


def _choices(annotation: Any) -> str:
    for kind in typing.get_args(annotation) or (annotation,):
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return f" with one of: {', '.join(kind)}."
    return ""


def _annotation(kind: type[BaseModel], loc: KeyPath) -> Any:
    """Type of the field that ``loc`` leads to, or None."""
    current: Any = kind
    for part in loc:
        current = _step(current, part)
    return current


def _step(current: Any, part: str | int) -> Any:
    """Type found one key or entry inside ``current``."""
    for option in _options(current):
        if isinstance(option, type) and issubclass(option, BaseModel):
            field = option.model_fields.get(str(part))
            return field.annotation if field else None
        origin, arguments = typing.get_origin(option), typing.get_args(option)
        if origin in (tuple, list) and arguments:
            return arguments[0]
        if origin is dict:
            return arguments[1]
    return None


def _options(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [option for option in typing.get_args(annotation) if option is not type(None)]
    if typing.get_origin(annotation) is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    return [annotation]


def _fields(kind: type[BaseModel], loc: KeyPath) -> list[str]:
    """Names of the fields of the record that ``loc`` leads to."""
    for option in _options(_annotation(kind, loc)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return list(option.model_fields)
    return []
