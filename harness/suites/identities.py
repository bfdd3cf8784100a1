"""Turns the files of ``identities/`` into axes with their groups, and into the lists that names are drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from harness.errors import Fault, UserFileError
from harness.records import Identity
from harness.suites import crossing
from harness.suites import slots as language
from harness.suites.drawing import Cell, Names
from harness.suites.identity_files import AxisFile, FirstNames, LastNames, NamesFile
from harness.suites.plain_words import closest, record
from harness.suites.yaml_text import Document, parse, read_text

NAMES_FILE = "names.yaml"
_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


@dataclass(frozen=True)
class Axis:
    """One characteristic and its groups. ``warnings`` are what a reader of results must know of it."""

    name: str
    title: str
    medium: Literal["text", "voice"]
    about: str
    baseline: str
    """The group that a subject belongs to while another axis is varied."""
    warnings: tuple[str, ...]
    sources: tuple[str, ...]
    groups: tuple[Identity, ...]
    carried: bool = True
    """Whether a record must state the group's surface (``carries`` of a fact)."""
    crosses: tuple[str, ...] = ()
    """Axes whose groups are combined here. A case that allows them all allows this one."""
    control: bool = False
    """Whether nothing that should matter changes (``redraws``, or another list of names of the same group)."""
    characteristic: str | None = None
    """The protected characteristic that it stands for."""

    def group(self, name: str) -> Identity:
        """The group of that name.

        Raises:
            KeyError: there is none.
        """
        return next((g for g in self.groups if g.group == name), None) or _missing(name)


def _missing(name: str) -> Identity:
    raise KeyError(name)


def _home(folder: Path) -> Path:
    """The folder itself, or ``identities`` inside it."""
    folder = Path(folder)
    return folder / "identities" if (folder / "identities").is_dir() else folder


def identities(folder: Path) -> dict[str, Axis]:
    """Every axis of a folder, by name.

    Raises:
        UserFileError: with every fault of every file.
    """
    home = _home(folder)
    files = sorted(path for path in home.glob("*.yaml") if path.name != NAMES_FILE) if home.is_dir() else []
    if not files:
        raise UserFileError.single(
            home, None, "There are no identities here.", "Give a folder with one file an axis, such as sex.yaml."
        )
    axes: dict[str, Axis] = {}
    faults: list[Fault] = []
    owners: dict[str, str] = {}
    crossed: list[tuple[AxisFile, Document]] = []
    for path in files:
        document, wrong = _document(path)
        faults += wrong
        if document is None:
            continue
        made, wrong = record(AxisFile, document)
        faults += wrong
        if made is None:
            continue
        faults += _axis_faults(made, document, path, owners)
        if made.crosses:
            crossed.append((made, document))
        axes[made.axis] = _axis(made)
    for made, document in crossed:
        wrong = list(crossing.faults(made, document, axes))
        faults += wrong
        if not wrong:
            axes[made.axis] = replace(axes[made.axis], groups=crossing.groups(made, axes))
    if faults:
        raise UserFileError(faults)
    return axes


def _document(path: Path) -> tuple[Document | None, list[Fault]]:
    try:
        return parse(read_text(path), path)
    except UserFileError as error:
        return None, list(error.faults)


def _axis(made: AxisFile) -> Axis:
    groups = tuple(
        Identity(axis=made.axis, group=g.id, **g.model_dump(exclude={"id", "of", "voices"}), voices=g.voices)
        for g in made.groups
    )
    return Axis(
        made.axis,
        made.title,
        made.medium,
        made.about,
        made.baseline,
        made.warnings,
        tuple(_source(source) for source in made.sources),
        groups,
        made.carried,
        made.crosses,
        made.control,
        made.characteristic,
    )


def _source(source: Any) -> str:
    return ", ".join(str(part) for part in source.values()) if isinstance(source, dict) else str(source)


def _axis_faults(made: AxisFile, document: Document, path: Path, owners: dict[str, str]) -> Iterator[Fault]:
    """What does not fit together in one axis file; ``owners`` are the slots of the files before it."""
    if path.stem != made.axis:
        yield Fault(
            path,
            document.line(("axis",)),
            f"The file {path.name} describes the axis '{made.axis}'.",
            f"Call the file {made.axis}.yaml.",
        )
    ids = [group.id for group in made.groups]
    if made.baseline not in ids:
        yield Fault(
            path,
            document.line(("baseline",)),
            f"The baseline '{made.baseline}' is not one of the groups.",
            closest(made.baseline, ids),
        )
    wanted = {slot for group in made.groups for slot in group.slots}
    for slot in sorted(wanted):
        if slot in language.OF_ANYONE or owners.get(slot, made.axis) != made.axis:
            yield Fault(
                path,
                document.line(("groups", 0, "slots", slot)),
                f"The slot '{slot}' means something else already.",
                "Give it another name.",
            )
        owners.setdefault(slot, made.axis)
    for n, group in enumerate(made.groups):
        line = document.line(("groups", n, "id"))
        if group.id in ids[:n]:
            yield Fault(path, line, f"The group '{group.id}' is here twice.", "Delete one of the two.")
        for slot in sorted(wanted - set(group.slots)):
            yield Fault(
                path,
                line,
                f"The group '{group.id}' has no value for the slot '{slot}'.",
                f"Add {slot}: under its slots.",
            )
        for slot, surface in group.slots.items():
            if "{" in surface or "}" in surface:
                yield Fault(
                    path,
                    document.line(("groups", n, "slots", slot)),
                    f"The slot '{slot}' of '{group.id}' holds a brace.",
                    "Write plain words: a value is not filled again.",
                )
        if made.medium == "voice" and len(group.voices) < 2:
            yield Fault(
                path,
                line,
                f"The group '{group.id}' has {len(group.voices)} voice(s).",
                "List two: the second reads the twin.",
            )


def names(folder: Path) -> Names:
    """The lists that names are drawn from.

    Raises:
        UserFileError: with every fault of ``names.yaml``.
    """
    path = _home(folder) / NAMES_FILE
    document, faults = _document(path)
    if document is None or faults:
        raise UserFileError(faults)
    made, faults = record(NamesFile, document)
    if made is None or faults:
        raise UserFileError(faults)
    wrong = list(_names_faults(made, document))
    if wrong:
        raise UserFileError(wrong)
    first: dict[Cell, tuple[str, ...]] = {}
    lines: dict[Cell | str, int | None] = {}
    for n, cell in enumerate(made.first):
        low, high = map(int, cell.born.split("-"))
        key = Cell(cell.group, cell.sex, low, high)
        first[key], lines[key] = cell.names, document.line(("first", n, "names"))
    for n, surnames in enumerate(made.last):
        lines[surnames.group] = document.line(("last", n, "names"))
    return Names(path, first, {surnames.group: surnames.names for surnames in made.last}, lines)


def _names_faults(made: NamesFile, document: Document) -> Iterator[Fault]:
    known = [source.id for source in made.sources]
    cells: list[tuple[str, str, int, int]] = []
    surnamed: set[str] = set()
    for n, first in enumerate(made.first):
        yield from _list_faults(document, ("first", n), first, known)
        low, high = map(int, first.born.split("-"))
        line = document.line(("first", n, "born"))
        if low > high:
            yield Fault(document.file, line, f"The years {first.born} run backwards.", f"Write {high}-{low}.")
        for group, sex, other_low, other_high in cells:
            if (group, sex) == (first.group, first.sex) and low <= other_high and other_low <= high:
                yield Fault(
                    document.file,
                    line,
                    f"The years {first.born} of {group}, {sex} overlap {other_low}-{other_high}.",
                    "Let every year of birth be in one list only.",
                )
        cells.append((first.group, first.sex, low, high))
    for n, last in enumerate(made.last):
        yield from _list_faults(document, ("last", n), last, known)
        if last.group in surnamed:
            yield Fault(
                document.file,
                document.line(("last", n, "group")),
                f"The surnames of '{last.group}' are here twice.",
                "Join the two lists.",
            )
        surnamed.add(last.group)
    for group in sorted({cell[0] for cell in cells} - surnamed):
        yield Fault(
            document.file,
            document.line(("last",)),
            f"The group '{group}' has first names and no surnames.",
            f"Add its surnames under last:, with group: {group}.",
        )


def _list_faults(
    document: Document, at: tuple[str | int, ...], cell: FirstNames | LastNames, known: list[str]
) -> Iterator[Fault]:
    if cell.source not in known:
        yield Fault(
            document.file,
            document.line((*at, "source")),
            f"The source '{cell.source}' is not under sources.",
            closest(cell.source, known),
        )
    for i, name in enumerate(cell.names):
        line = document.line((*at, "names", i))
        if not _NAME.fullmatch(name):
            yield Fault(
                document.file,
                line,
                f"'{name}' does not look like a name.",
                "Write letters, with single spaces, hyphens or apostrophes between.",
            )
        if name in cell.names[:i]:
            yield Fault(document.file, line, f"The name '{name}' is in this list twice.", "Delete one of the two.")
