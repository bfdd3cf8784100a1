"""What somebody asked for when they asked for a judge, and which models may not judge which tools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harness.errors import CommandError
from harness.records import Tool

MOST_VOTES = 15
_OPTIONS = ("calibration", "model", "key", "votes", "seed", "temperature", "at_once")


@dataclass(frozen=True)
class Wanted:
    """A judge as the command line names it. What follows ``calibration`` is of endpoints only."""

    judge: str
    """A folder, a hub name, or the address of an endpoint."""
    allow_hub: bool = False
    calibration: Path | None = None
    model: str = ""
    key: str = ""
    """Name of the environment variable that holds the key; never the key."""
    votes: int = 3
    seed: int = 11
    temperature: float = 0.7
    at_once: int = 4

    @property
    def endpoint(self) -> bool:
        return self.judge.startswith(("http://", "https://"))


def wanted(judge: str, options: Iterable[str] = (), *, allow_hub: bool = False) -> Wanted:
    """A judge from its name and options of the form NAME=VALUE.

    Raises:
        CommandError: an option is unknown, or its value cannot be one.
    """
    given: dict[str, str] = {}
    for option in options:
        name, equals, value = option.partition("=")
        if name not in _OPTIONS or not equals or not value:
            raise CommandError(
                f"--judge-option {option} cannot be read. Write NAME=VALUE with one of: {', '.join(_OPTIONS)}."
            )
        given[name] = value
    made = Wanted(
        judge,
        allow_hub=allow_hub,
        calibration=Path(given["calibration"]) if "calibration" in given else None,
        model=given.get("model", ""),
        key=given.get("key", ""),
        votes=_whole(given, "votes", 3, 1, MOST_VOTES),
        seed=_whole(given, "seed", 11, 0, 2**31 - 1000),
        temperature=_number(given, "temperature", 0.7, 0.0, 2.0),
        at_once=_whole(given, "at_once", 4, 1, 64),
    )
    foreign = sorted(set(given) - {"calibration"}) if not made.endpoint else []
    if foreign:
        raise CommandError(f"--judge-option {foreign[0]} is for an endpoint; {judge} is none (http://...).")
    if made.endpoint and not made.model:
        raise CommandError("Say which model of the endpoint is to judge: --judge-option model=NAME.")
    if made.key and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", made.key):
        raise CommandError(
            "--judge-option key is the name of an environment variable, as JUDGE_KEY; not the key itself."
        )
    return made


def _whole(given: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    value = _number(given, name, default, low, high)
    if value != int(value):
        raise CommandError(f"--judge-option {name} is {given[name]}. Write a whole number from {low} to {high}.")
    return int(value)


def _number(given: dict[str, str], name: str, default: float, low: float, high: float) -> float:
    try:
        value = float(given.get(name, default))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise CommandError(f"--judge-option {name} is {given[name]}. Write a number from {low:g} to {high:g}.")
    return value


# ------------------------------------------------------------------ who may judge whom


def names_of(tools: Iterable[Tool]) -> list[str]:
    """Everything about tools that may be the name of a model: name, version, label and every text of the settings."""
    found: list[str] = []
    for tool in tools:
        found += [tool.name, tool.version, tool.label]
        for value in tool.settings.values():
            found += [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return found


def refuse_own(model: str, others: Iterable[str]) -> str | None:
    """Refuse a judge that is the model under test; a sentence of warning where it is of the same family.

    Two names are the same model if they are alike without owner, case, punctuation, revision and a date at the end;
    the same family if the first run of three letters or more is alike ("llama" of ``meta/Llama-3.1-8B``). A tool that
    does not say which model it uses cannot be told apart.

    Raises:
        CommandError: it is the same model.
    """
    own, family = _plain(model), _family(model)
    warning = None
    for other in others:
        if own and _plain(other) == own:
            raise CommandError(
                f"The judge {model} is the model of the tool itself ({other}): nobody marks their own work. "
                "Choose another judge."
            )
        if family and _family(other) == family:
            warning = (
                f"Take care: the judge {model} and the tool's {other} seem to be of one family; models tend to let "
                "their own kind's faults pass."
            )
    return warning


def _bare(name: str) -> str:
    return name.strip().rstrip("/").rpartition("/")[2].partition("@")[0].lower()


def _plain(name: str) -> str:
    undated = re.sub(r"[-_.: ](?:latest|\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{4})$", "", _bare(name))
    return re.sub(r"[^a-z0-9]", "", undated)


def _family(name: str) -> str:
    found = re.search(r"[a-z]{3,}", _bare(name))
    return found.group() if found else ""
