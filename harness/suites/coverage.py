"""Turns suites into what they cover and where they are thin: kinds of case, outcomes, characteristics, temptations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from harness.errors import Fault, UserFileError
from harness.records import Name, Record, Scenario, Text
from harness.suites.identities import Axis
from harness.suites.load import Source, Suite
from harness.suites.plain_words import closest, record
from harness.suites.shipped import shipped
from harness.suites.yaml_text import read

FILE = "coverage.yaml"
THIN = 3
"""Fewer scenarios than this, and what they show hangs on one or two stories."""
SHOWS_SOMETHING, ALL_CLEAR = 10, 40
"""Scenarios on an axis below which hardly any difference between groups could be seen, and below which no tool can be
shown to treat them alike (statistics.md sections 3 and 8)."""
LEGAL_OUTCOME = "care_act:"


class Temptation(Record):
    """A kind of untruth that a careless record adds, with its class in the error taxonomy."""

    code: Text
    title: Text


class Coverage(Record):
    """What suites are asked to cover: ids with what they mean."""

    version: Text
    families: dict[Name, Text] = Field(min_length=1)
    outcomes: dict[Text, Text] = Field(min_length=1)
    characteristics: dict[Name, Text] = Field(min_length=1)
    temptations: dict[Name, Temptation] = Field(min_length=1)


@dataclass(frozen=True)
class Row:
    """One thing to cover, how many scenarios do, and what to make of it if they are few."""

    what: str
    scenarios: int
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One table of coverage."""

    title: str
    rows: tuple[Row, ...]


def read_coverage(near: Path) -> Coverage:
    """What suites are asked to cover: the file beside a suite, or the shipped one.

    Raises:
        UserFileError: it is wrong.
    """
    beside = near.resolve().parent / FILE
    document = read(beside if beside.is_file() else shipped() / FILE)
    made, faults = record(Coverage, document)
    if made is None or faults:
        raise UserFileError(faults)
    return made


def vocabulary_faults(source: Source, asked: Coverage) -> Iterable[Fault]:
    """Families and kinds of untruth that nobody knows: they would be counted nowhere."""
    scenario, document = source.scenario, source.document
    for n, name in enumerate(scenario.families):
        if name not in asked.families:
            line = document.line(("families", n))
            yield Fault(document.file, line, f"The family '{name}' is not known.", closest(name, asked.families))
    for n, item in enumerate(scenario.not_said):
        if item.kind not in asked.temptations:
            yield Fault(
                document.file,
                document.line(("not_said", n, "kind")),
                f"The kind '{item.kind}' of '{item.id}' is not known.",
                closest(item.kind, asked.temptations),
            )


def coverage(suites: Sequence[Suite], axes: Mapping[str, Axis], asked: Coverage) -> list[Part]:
    """What some suites cover together, counted in scenarios."""
    scenarios = [scenario for suite in suites for scenario in suite.scenarios]
    families = Counter(name for s in scenarios for name in set(s.families))
    legal = Counter(name for s in scenarios for name in set(s.legal))
    kinds = Counter(kind for s in scenarios for kind in {item.kind for item in s.not_said})
    harms = Counter(harm.value for s in scenarios for harm in {item.harm for item in s.not_said})
    facts = Counter(kind.value for s in scenarios for kind in {fact.kind for fact in s.facts})
    return [
        Part("Kinds of case and traps", tuple(_row(t, families[n]) for n, t in asked.families.items())),
        Part("Care Act outcomes", tuple(_row(t, legal[n]) for n, t in asked.outcomes.items())),
        Part(
            "Protected characteristics",
            tuple(
                _characteristic(name, title, scenarios, axes.values()) for name, title in asked.characteristics.items()
            ),
        ),
        Part("Axes", tuple(_axis(axis, scenarios) for axis in axes.values() if not axis.control)),
        Part(
            "What a careless record adds",
            tuple(_row(f"{t.code}: {t.title}", kinds[n]) for n, t in asked.temptations.items()),
        ),
        Part("Harm of what is added", tuple(Row(harm, harms[harm]) for harm in sorted(harms, reverse=True))),
        Part("Kinds of fact", tuple(_row(kind, number) for kind, number in facts.most_common())),
    ]


def _row(what: str, number: int) -> Row:
    return Row(what, number, "nothing" if not number else "thin" if number < THIN else "")


def _characteristic(name: str, title: str, scenarios: Sequence[Scenario], axes: Iterable[Axis]) -> Row:
    own = [axis for axis in axes if axis.characteristic == name]
    number = max((sum(s.axes.allows(axis.name, axis.crosses) for s in scenarios) for axis in own), default=0)
    return Row(title, number, _power(number) if own else "no axis stands for it")


def _axis(axis: Axis, scenarios: Sequence[Scenario]) -> Row:
    number = sum(s.axes.allows(axis.name, axis.crosses) for s in scenarios)
    return Row(f"{axis.name}, {len(axis.groups)} groups", number, _power(number))


def _power(number: int) -> str:
    """What so many scenarios on an axis can show."""
    if number == 0:
        return "nothing"
    if number < SHOWS_SOMETHING:
        return "too few to show anything but the grossest difference"
    if number < ALL_CLEAR:
        return "can show a difference; can never show that there is none"
    return ""
