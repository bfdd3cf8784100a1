"""Turns lists of names into a name for each person of each variant: drawn by seed, never twice in a group.

No published list says which names go with which ethnic group, so one name proves little; a fresh name
in every scenario makes the result one about the list, and the twin shows what names alone do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from harness.errors import Fault, UserFileError


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY = _words("""
art ash bill carol chase christian dale dawn daisy dean drew earl faith frank gene glen grace grant guy holly hope iris
ivy jay joy june april august may mark miles norm olive pat patience pearl penny rich robin rod rose ruby rusty sandy
sky sonny sue violet will baker banks barber bell bird bishop black bond booth brown burns bush butler cane care carer
chambers church cook cross day field fields fox frame gray grey green hall hand hardy hill hills holmes home house kent
king knight lane law little long lord love low marsh mason moody moon moss noble north nurse page parish park parks
person pond pool pope porter potter power price reed reeves rice rivers sharp short small snow south speed stone street
strong summers swan waiter walker wall walls ward waters way wells west white wise wood woods young
""")
"""Names that are also words of a case note. They are never drawn: a record could not be told to mean the person."""


class Cell(NamedTuple):
    """Whose first names a list holds: group, sex, and years of birth, both included."""

    group: str
    sex: str
    low: int
    high: int


Wanted = tuple[str, Cell | str]
"""An owner (``axis.group``) that never uses a name twice, and the list that its names are taken from."""


@dataclass(frozen=True)
class Names:
    """First names by cell and surnames by group, with the line of each list."""

    file: Path
    first: Mapping[Cell, tuple[str, ...]]
    last: Mapping[str, tuple[str, ...]]
    lines: Mapping[Cell | str, int | None]

    def cell(self, group: str, sex: str, born: int) -> Cell:
        """The list for somebody of that group, sex and year of birth.

        Raises:
            UserFileError: there is none.
        """
        for cell in self.first:
            if (cell.group, cell.sex) == (group, sex) and cell.low <= born <= cell.high:
                return cell
        raise UserFileError.single(
            self.file,
            None,
            f"There are no first names for {group}, {sex}, born {born}.",
            f"Add a list under first: with group: {group}, sex: {sex} and years that include {born}.",
        )

    def shortages(self, demand: Mapping[Wanted, int]) -> list[Fault]:
        """A fault for every list with fewer usable names than one owner needs."""
        worst: dict[Cell | str, tuple[int, str]] = {}
        for (owner, source), number in demand.items():
            worst[source] = max(worst.get(source, (0, "")), (number, owner))
        faults = []
        for source, (number, owner) in worst.items():
            usable = len(_usable(self._list(source)))
            if usable < number:
                faults.append(self._short(source, owner, usable, number))
        return sorted(faults, key=lambda fault: fault.line or 0)

    def drawer(self, seed: int) -> Drawer:
        """Start drawing; the same seed and the same questions in the same order give the same names."""
        return Drawer(self, seed)

    def _list(self, source: Cell | str) -> tuple[str, ...]:
        if isinstance(source, Cell):
            return self.first[source]
        if source in self.last:
            return self.last[source]
        raise UserFileError.single(
            self.file, None, f"There are no surnames for {source}.", f"Add a list under last: with group: {source}."
        )

    def _short(self, source: Cell | str, owner: str, usable: int, number: int) -> Fault:
        which = (
            f"first names of {source.group}, {source.sex}, born {source.low}-{source.high}"
            if isinstance(source, Cell)
            else f"surnames of {source}"
        )
        axis, _, group = owner.partition(".")
        return Fault(
            self.file,
            self.lines.get(source),
            f"There are too few {which}: {usable} can be used, and "
            f"{number} are needed for the group '{group}' of the axis '{axis}'.",
            f"Add at least {number - usable} more, or run fewer scenarios at a time.",
        )


def _usable(names: Iterable[str]) -> list[str]:
    return [name for name in names if not ORDINARY & set(name.lower().split())]


@dataclass
class Drawer:
    """Draws names, and remembers which each owner has had."""

    names: Names
    seed: int
    used: dict[str, set[str]] = field(default_factory=dict)
    shuffled: dict[Wanted, list[str]] = field(default_factory=dict)

    def draw(self, wanted: Wanted, beside: Iterable[str], words: Set[str]) -> str:
        """The next name of a list.

        Args:
            wanted: The list, and the owner for whom it is to be fresh.
            beside: Names of the same scenario: none may contain the new one, nor be contained in it.
            words: Lower-case words of the scenario, which no name may be.

        Raises:
            UserFileError: no name is left that fits.
        """
        owner, source = wanted
        if wanted not in self.shuffled:
            usable = _usable(self.names._list(source))
            self.shuffled[wanted] = sorted(usable, key=lambda name: _rank(self.seed, wanted, name))
        taken = self.used.setdefault(owner, set())
        others = [name.casefold() for name in beside if name]
        for name in self.shuffled[wanted]:
            folded = name.casefold()
            if name in taken or words & set(folded.replace("-", " ").split()):
                continue
            if any(folded in other or other in folded for other in others):
                continue
            taken.add(name)
            return name
        number = len(self.shuffled[wanted])
        raise UserFileError([self.names._short(source, owner, number, number + 1)])


def _rank(seed: int, wanted: Wanted, name: str) -> str:
    owner, source = wanted
    where = source if isinstance(source, str) else "|".join(map(str, source))
    return hashlib.sha256("\x1f".join((str(seed), owner, where, name)).encode()).hexdigest()
