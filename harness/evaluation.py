"""What to run, from a file, from flags or as the demo: suites, tools, axes, repeats, seed and standard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field

from harness import adapters, stats, suites
from harness.errors import CommandError, Fault, MissingExtraError, ToolError, UserFileError
from harness.records import Name, Record, Standard, Task, Text, Tool
from harness.suites import find as find_suite
from harness.suites import plain_words, yaml_text

T = TypeVar("T")

AXES = ("sex", "ethnicity", "age", "disability", "religion", "accent")
DEMO_SEED = 11
DEMO_SUITES = ("adults", "children")
DEMO_SCENARIOS = (
    "carer_assessment", "fall_at_home", "hospital_discharge", "idiom_of_despair", "neighbour_allegation",
    "care_leaver_pathway", "child_talks_alone", "s17_home_visit",
)  # fmt: skip
"""Enough to show a scorecard in a few minutes; far too few to show that a tool is safe."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that decides a run. ``base`` is where relative paths in tool settings start."""

    name: str
    suites: tuple[Path, ...]
    tools: tuple[Tool, ...]
    axes: tuple[str, ...]
    repeats: int
    seed: int
    standard: Path
    identities: Path
    base: Path
    scenarios: tuple[str, ...] = ()
    """Only these, by name; empty for all."""
    looks: int = 1
    """Times the results are looked at, on batches of scenarios, so that a tool shown to differ is asked no more."""
    controls: bool = True
    """Whether the axes of controls are varied too: what a tool does when nothing that should matter changes."""
    not_tested: tuple[str, ...] = ()


class _ToolEntry(Record):
    """A tool as written in an evaluation; only ``name`` is needed for an embedded one."""

    name: Name
    adapter: Name | None = None
    task: Task | None = None
    version: Text | None = None
    label: Text | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class _Entry(Record):
    """The keys of an evaluation file."""

    name: Name
    suites: tuple[Text, ...] = Field(min_length=1)
    tools: tuple[_ToolEntry, ...] = Field(min_length=1)
    axes: tuple[Name, ...] = Field(default=AXES[:-1], min_length=1)
    repeats: Annotated[int, Field(ge=1, le=100)] = 2
    seed: Annotated[int, Field(ge=0)] = DEMO_SEED
    standard: Text = "draft"
    scenarios: tuple[Name, ...] = ()
    controls: bool = True
    looks: Annotated[int, Field(ge=1, le=20)] = 1


def read(file: Path) -> Evaluation:
    """Read an evaluation file.

    Raises:
        UserFileError: with every fault, its line and what to write instead.
    """
    if file.is_dir():
        raise CommandError(f"{file} is a folder. Give an evaluation file, or --tool NAME and --suite {file}.")
    if not file.exists():
        raise UserFileError.single(file, None, "There is no such file.", "Give the path of an evaluation file.")
    document = yaml_text.read(file)
    entry, faults = plain_words.record(_Entry, document)
    if entry is None:
        raise UserFileError(faults)
    faults += _duplicates(entry, document)

    def attempt(make: Callable[..., T], given: Any, *where: str | int) -> T | None:
        try:
            return make(given, file.resolve().parent)
        except CommandError as error:
            faults.append(Fault(file, document.line(where), str(error), ""))
            return None

    tools = [attempt(_fitting_tool, item, "tools", number) for number, item in enumerate(entry.tools)]
    folders = [attempt(find_suite, suite, "suites", number) for number, suite in enumerate(entry.suites)]
    standard = attempt(_standard, entry.standard, "standard")
    home = _identities([folder for folder in folders if folder is not None])
    faults += _axis_faults(entry, document, home)
    if faults or standard is None:
        raise UserFileError(sorted(faults, key=lambda fault: fault.line or 0))
    return Evaluation(
        name=entry.name,
        suites=tuple(folder for folder in folders if folder is not None),
        tools=tuple(tool for tool in tools if tool is not None),
        axes=entry.axes,
        repeats=entry.repeats,
        seed=entry.seed,
        standard=standard,
        identities=home,
        base=file.resolve().parent,
        scenarios=entry.scenarios,
        controls=entry.controls,
        looks=entry.looks,
    )


def choose(file: Path | None, *, tools: Sequence[str], suites: Sequence[str]) -> Evaluation:
    """An evaluation from a file, or from the names of embedded tools and suites.

    Raises:
        CommandError: neither or both are given, or a name is unknown.
    """
    if file is not None and (tools or suites):
        raise CommandError("Give an evaluation file, or --tool and --suite, not both.")
    if file is not None:
        return read(file)
    if not tools:
        raise CommandError(
            "Say what to run: an evaluation file, or --tool NAME (and --suite NAME). See: plumbline run --help"
        )
    chosen = [
        _tool(_ToolEntry(name=name)) if re.fullmatch(r"[a-z][a-z0-9_]*", name) else _no_tool(name) for name in tools
    ]
    return _shipped("_".join(tools), chosen, [find_suite(name, Path.cwd()) for name in suites or DEMO_SUITES])


def demo(*, speech: bool) -> Evaluation:
    """The demo: every embedded tool on eight shipped scenarios and six axes; speech if its parts are installed."""
    tools = list(adapters.embedded_tools().values())
    not_tested: list[str] = []
    if speech:
        try:
            tools += adapters.recognisers()
        except MissingExtraError as error:
            not_tested.append(f"speech recognisers. {error}")
    else:
        not_tested.append("speech recognisers, because --notes-only was given.")
    folders = [find_suite(name, Path.cwd()) for name in DEMO_SUITES]
    return _shipped("demo", tools, folders, tuple(not_tested), DEMO_SCENARIOS)


def _shipped(
    name: str,
    tools: Sequence[Tool],
    folders: Sequence[Path],
    not_tested: tuple[str, ...] = (),
    scenarios: tuple[str, ...] = (),
) -> Evaluation:
    home = suites.shipped()
    return Evaluation(
        name=name[:60],
        suites=tuple(folders),
        tools=tuple(tools),
        axes=AXES,
        repeats=1,
        seed=DEMO_SEED,
        standard=home / "standards" / "draft.yaml",
        identities=_identities(folders),
        base=Path.cwd(),
        scenarios=scenarios,
        not_tested=not_tested,
    )


def _duplicates(entry: _Entry, document: yaml_text.Document) -> Iterator[Fault]:
    names = [tool.name for tool in entry.tools]
    for number, name in enumerate(names):
        if name in names[:number]:
            line = document.line(("tools", number))
            yield Fault(document.file, line, f"Two tools are called '{name}'.", "Give one of them another name.")


def _identities(folders: Sequence[Path]) -> Path:
    """The axis files: those beside the first suite that has its own, else those that come with Plumbline."""
    beside = (suites.identities_beside(folder) for folder in folders)
    shipped = suites.shipped() / "identities"
    return next((home for home in beside if home.resolve() != shipped.resolve()), shipped)


def _axis_faults(entry: _Entry, document: yaml_text.Document, home: Path) -> Iterator[Fault]:
    known = suites.identities(home)
    for number, axis in enumerate(entry.axes):
        line = document.line(("axes", number))
        if axis not in known:
            yield Fault(document.file, line, f"There is no axis '{axis}'.", plain_words.closest(axis, known))
        elif axis in entry.axes[:number]:
            yield Fault(document.file, line, f"The axis '{axis}' is here twice.", "Keep one.")


def _tool(entry: _ToolEntry) -> Tool:
    """A Tool from its entry; an embedded tool's own record fills what is left out."""
    ready = {**adapters.embedded_tools(), **{tool.name: tool for tool in _recognisers()}}
    known = ready.get(entry.adapter or entry.name)
    adapter = entry.adapter or (known.adapter if known else None)
    if adapter is None:
        return _no_tool(entry.name)
    task = entry.task or (known.task if known else None)
    version = entry.version or (known.version if known else None)
    if adapter not in adapters.ADAPTERS:
        raise CommandError(
            f"Tool '{entry.name}': there is no adapter '{adapter}'. Choose from: {', '.join(adapters.ADAPTERS)}."
        )
    for key, value in (("task", task), ("version", version)):
        if value is None:
            raise CommandError(f"Tool '{entry.name}': the key '{key}' is missing. Add a line {key}: ...")
    assert task is not None
    assert version is not None
    settings = {**(known.settings if known else {}), **{key: _value(value) for key, value in entry.settings.items()}}
    label = entry.label or (known.label if known else entry.name)
    tool = Tool(
        name=entry.name,
        version=version,
        task=task,
        adapter=adapter,
        label=label,
        settings=settings,
        planted=known.planted if known else None,
    )
    adapters.refuse_task(tool)
    return tool


def _fitting_tool(entry: _ToolEntry, base: Path) -> Tool:
    """The tool, opened once so that a wrong setting is told with its line; what is not there yet the run will tell."""
    tool = _tool(entry)
    with suppress(ToolError):
        adapters.open_tool(tool, base=base, audio=base).close()
    return tool


def _recognisers() -> list[Tool]:
    try:
        return adapters.recognisers()
    except MissingExtraError:
        return []


def _no_tool(name: str) -> Tool:
    names = [*adapters.embedded_tools(), "pocketsphinx", "pocketsphinx_fitted"]
    raise CommandError(
        f"There is no embedded tool '{name}'. {plain_words.closest(name, names)} "
        f"For a tool of your own, write an evaluation file with its adapter."
    )


def _value(text: Any) -> Any:
    """A setting as written (always text) to the number or truth value it plainly is."""
    if isinstance(text, list):
        return [str(item) for item in text]
    if not isinstance(text, str):
        return str(text)
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"0|-?[1-9]\d{0,14}", text):
        return int(text)
    if re.fullmatch(r"-?\d{1,14}\.\d{1,14}", text):
        return float(text)
    return text


def read_standard(name: str, near: Path) -> tuple[Standard, str]:
    """A shipped standard by name, or a file, and its hash.

    Raises:
        CommandError: there is neither.
        UserFileError: it is wrong.
    """
    return stats.read_standard(_standard(name, near))


def _standard(name: str, near: Path) -> Path:
    """A shipped standard by name, or a file."""
    shipped = suites.shipped() / "standards"
    for file in (near / name, shipped / f"{name}.yaml"):
        if file.is_file():
            return file
    names = sorted(path.stem for path in shipped.glob("*.yaml"))
    raise CommandError(f"There is no standard '{name}'. Shipped: {', '.join(names)}. Or give a file.")
