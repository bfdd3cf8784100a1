"""Turns a scenario and one identity into the people of a variant: names, titles, pronouns, ages, slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from harness.errors import UserFileError
from harness.records import Filled, Identity, Person, Scenario
from harness.variants import grammar

BORN_IF_UNSAID = 45
"""Age by which names are drawn for people whose year of birth the scenario does not say."""


Wanted = tuple[str, Any]
"""An owner that never uses a name twice, and the list that its names are taken from."""


class NameDrawer(Protocol):
    """Draws names and remembers which each owner has had."""

    def draw(self, wanted: Wanted, beside: Iterable[str], words: Set[str]) -> str: ...


class Lists(Protocol):
    """Finds the list of first names for somebody."""

    def cell(self, group: str, sex: str, born: int) -> Any: ...


@dataclass(frozen=True)
class Cast:
    """Who plays the scenario in one arm."""

    scenario: Scenario
    slots: Mapping[str, set[str]]
    """What ``used`` found in the scenario."""
    year: int
    axis: str
    identity: Identity
    baseline: Mapping[str, Identity]

    @property
    def owner(self) -> str:
        """For whom names must be fresh: the group of the axis."""
        return f"{self.axis}.{self.identity.group}"

    @cached_property
    def name_group(self) -> str:
        """The group whose names the subject and the family have.

        Raises:
            UserFileError: no identity says.
        """
        group = self.identity.names or self.ordinary_name_group
        if group is None:
            raise UserFileError.single(
                "identities",
                None,
                "No baseline group says which names to draw.",
                "Add names: to the baseline group of ethnicity.yaml.",
            )
        return group

    @cached_property
    def ordinary_name_group(self) -> str | None:
        """The baseline's names: those of ethnicity before those of any other axis."""
        first = self.baseline.get("ethnicity")
        rest = [self.baseline[name] for name in sorted(self.baseline)]
        return next((one.names for one in ([first] if first else []) + rest if one.names), None)

    def group_of(self, key: str) -> str:
        """The name group of one person.

        Raises:
            UserFileError: no identity says.
        """
        return self.name_group if self.changes(key) else self.ordinary_name_group or self.name_group

    def changes(self, key: str) -> bool:
        """Whether a person's name changes with the subject's group: the subject and the family."""
        return self.head(key) == self.scenario.subject

    def head(self, key: str) -> str:
        """The person whose surname ``key`` has."""
        seen = set()
        while (
            (of := self.scenario.people[key].family_of) is not None and of in self.scenario.people and key not in seen
        ):
            seen.add(key)
            key = of
        return key

    def sex(self, key: str) -> str:
        """Female or male; the subject's may be set by the identity."""
        own = self.scenario.people[key].sex
        return self.identity.sex or own if key == self.scenario.subject else own

    def pronouns(self, key: str) -> str:
        """She, he or they: as the identity says, else as the author says, else by sex."""
        person = self.scenario.people[key]
        if key == self.scenario.subject:
            if self.identity.pronouns:
                return self.identity.pronouns
            if self.identity.sex and self.identity.sex != person.sex:
                return grammar.pronouns_of(self.identity.sex)
        return person.pronouns or grammar.pronouns_of(self.sex(key))

    def born(self, key: str) -> int | None:
        """Year of birth, if known."""
        if key == self.scenario.subject and self.identity.age is not None:
            return self.year - self.identity.age
        return self.scenario.people[key].born

    def surfaces(self) -> dict[str, str]:
        """Everything that identities say of the subject: the arm's own group, and the baseline of other axes."""
        found: dict[str, str] = {}
        for name in sorted(self.baseline):
            found |= self.baseline[name].slots
        return found | self.identity.slots


def used(scenario: Scenario) -> dict[str, set[str]]:
    """Which slots of each person the scenario's texts use, the subject's default label included."""
    found: dict[str, set[str]] = {key: set() for key in scenario.people}
    for text in texts(scenario):
        for slot in grammar.parse(text):
            if slot.key in found:
                found[slot.key].add(slot.name)
    if scenario.people[scenario.subject].label is None:
        found[scenario.subject] |= {"first", "last"}  # which of the two depends on the arm's age
    for slots in found.values():
        if "full" in slots:
            slots |= {"first", "last"}
    return found


def texts(scenario: Scenario) -> Iterator[str]:
    """Every text of a scenario that may hold slots."""
    yield scenario.dialogue
    for fact in scenario.facts:
        yield from (fact.says, *fact.accept)
    for not_said in scenario.not_said:
        yield from (not_said.says, *not_said.accept)
    for action in scenario.actions:
        yield action.what
        yield action.by or ""
    for person in scenario.people.values():
        yield person.label or ""


def _drawn(who: Cast, lists: Lists) -> Iterator[tuple[str, str, Wanted]]:
    """(person, ``first`` or ``last``, list) of every name to be drawn, surnames of a family once."""
    people = who.scenario.people
    surnames = {who.head(key) for key in people if "last" in who.slots[key]}
    for key, person in people.items():
        owner = who.owner if who.changes(key) else f"people.{who.scenario.id}"
        if key in surnames and person.last is None:
            yield key, "last", (owner, who.group_of(key))
        if "first" in who.slots[key] and person.first is None:
            born = who.born(key) or who.year - BORN_IF_UNSAID
            yield key, "first", (owner, lists.cell(who.group_of(key), who.sex(key), born))


def demand(who: Cast, lists: Lists) -> Counter[Wanted]:
    """How many names one arm takes from each list.

    Raises:
        UserFileError: there is no list for somebody.
    """
    return Counter(wanted for key, _, wanted in _drawn(who, lists) if who.changes(key))


def cast(who: Cast, lists: Lists, drawer: NameDrawer, kept: Kept, words: Set[str]) -> dict[str, Filled]:
    """The people of one arm.

    Only what the scenario's texts use is filled in: a number or a word that merely equals somebody's age
    or religion is not about them. ``words`` are those that no name may be.
    """
    people = who.scenario.people
    given = [name for person in people.values() for name in (person.first, person.last) if name]
    drawn: dict[tuple[str, str], str] = {}
    # People who stay the same are named first, so that nobody's changing name can change theirs.
    for key, part, wanted in sorted(_drawn(who, lists), key=lambda item: who.changes(item[0])):
        beside = [*given, *drawn.values()]
        if who.changes(key):
            drawn[key, part] = drawer.draw(wanted, beside, words)
        else:
            drawn[key, part] = kept.name((key, part), wanted, beside, words)
    return {key: _person(who, key, person, drawn) for key, person in people.items()}


@dataclass
class Kept:
    """Names of people outside the family of one scenario: drawn for its first arm, the same in all others."""

    drawer: NameDrawer
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, whose: tuple[str, str], wanted: Wanted, beside: Iterable[str], words: Set[str]) -> str:
        """The name drawn before, or a new one."""
        if whose not in self.names:
            self.names[whose] = self.drawer.draw(wanted, beside, words)
        return self.names[whose]


def _person(who: Cast, key: str, person: Person, drawn: Mapping[tuple[str, str], str]) -> Filled:
    slots = who.slots[key]
    head = who.head(key)
    sex, pronouns, born = who.sex(key), who.pronouns(key), who.born(key)
    of_axes = who.surfaces() if key == who.scenario.subject else {}
    title = person.title if person.title is not None and key != who.scenario.subject else None
    return Filled(
        first=person.first or drawn.get((key, "first"), ""),
        last=person.last or drawn.get((head, "last"), "") or (who.scenario.people[head].last or ""),
        title=grammar.title(sex, pronouns, born, who.year) if title is None else title,
        pronouns=pronouns,
        sex=sex,
        age=who.year - born if born is not None and "age" in slots else None,
        slots={slot: surface for slot, surface in of_axes.items() if slot in slots},
    )
