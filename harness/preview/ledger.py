"""Turns one scenario, filled, into its turns with the facts that stand on them, and into its people and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.records import EvidentialStatus, Fact, Harm, NotSaid, Scenario, Variant, Weight
from harness.scorecard.words import HARM_WORDS, Mark, plain, upper_first
from harness.suites import Axis
from harness.suites.coverage import Temptation

WEIGHTS = {
    Weight.CRITICAL: Mark("!!", "Critical", "bad"),
    Weight.IMPORTANT: Mark("!", "Important", "care"),
    Weight.MINOR: Mark("·", "Minor", "plain"),
}
STATUSES = {
    EvidentialStatus.OBSERVED: "observed",
    EvidentialStatus.REPORTED: "reported",
    EvidentialStatus.QUOTED: "in their own words",
    EvidentialStatus.THIRD_PARTY: "known at second hand",
    EvidentialStatus.OPINION: "an opinion",
}
USES = {"not_permitted_by_default": "nothing, unless an authority permits it"}


@dataclass(frozen=True)
class FactView:
    """A fact beside a turn."""

    id: str
    anchor: str
    mark: Mark
    says: str
    about: str
    carries: str
    accept: tuple[str, ...]
    other_turns: tuple[int, ...]


@dataclass(frozen=True)
class TurnView:
    """One turn with the facts that point at it: those told here first, and those told at an earlier turn."""

    number: int
    speaker: str
    words: str
    spoken: bool
    facts: tuple[FactView, ...]
    again: tuple[FactView, ...]


@dataclass(frozen=True)
class PersonView:
    """Somebody in the scenario."""

    key: str
    role: str
    name: str
    details: str
    changes: str


@dataclass(frozen=True)
class UntruthView:
    """Something that must not be in a record."""

    id: str
    says: str
    kind: str
    harm: str
    accept: tuple[str, ...]


def turns(scenario: Scenario, variant: Variant, axes: Mapping[str, Axis]) -> tuple[TurnView, ...]:
    """The conversation, each turn with its facts."""
    named = speakers(variant)
    views = {fact.id: _fact(fact, variant, axes, named) for fact in variant.facts}
    made = []
    for turn in variant.turns:
        here = [fact for fact in variant.facts if turn.number in fact.turns]
        made.append(
            TurnView(
                turn.number,
                named.get(turn.person, "") if turn.person else "",
                variant.text[turn.start : turn.end],
                turn.number in scenario.spoken_turns,
                tuple(views[fact.id] for fact in here if min(fact.turns) == turn.number),
                tuple(views[fact.id] for fact in here if min(fact.turns) != turn.number),
            )
        )
    return tuple(made)


def speakers(variant: Variant) -> dict[str, str]:
    """How the transcript names each person who speaks."""
    found: dict[str, str] = {}
    for turn in variant.turns:
        if turn.person and turn.person not in found:
            label = variant.text[variant.text.rfind("\n", 0, turn.start) + 1 : turn.start]
            found[turn.person] = label.strip().removesuffix(":")
    return found


def _fact(fact: Fact, variant: Variant, axes: Mapping[str, Axis], named: Mapping[str, str]) -> FactView:
    by = named.get(fact.by) or plain(fact.by)
    carried = [axes[name].title.lower() if name in axes else name for name in fact.carries]
    return FactView(
        fact.id,
        f"f-{variant.scenario}-{fact.id}",
        WEIGHTS[fact.weight],
        fact.says,
        f"{fact.kind.value}, {STATUSES[fact.status]}; said by {by}",
        f"Must be in the record when {' or '.join(carried)} is varied." if carried else "",
        fact.accept,
        tuple(number for number in fact.turns if number != min(fact.turns)),
    )


def people(scenario: Scenario, variant: Variant, year: int) -> tuple[PersonView, ...]:
    """Who is in the scenario, the subject first."""
    named = speakers(variant)
    ordered = sorted(scenario.people, key=lambda key: key != scenario.subject)
    made = []
    for key in ordered:
        person, filled = scenario.people[key], variant.people[key]
        details = [] if person.born is None else [f"born {person.born}, {year - person.born} years old"]
        if key == scenario.subject or person.pronouns or person.born is not None:
            details.append(f"called {filled.pronouns}")
        if key == scenario.subject:
            changes = "The record is about this person, whose identity is varied."
        elif person.family_of == scenario.subject:
            changes = "Family: the surname and the sort of name change with the person."
        else:
            changes = "The same in every version."
        name = f"{filled.first} {filled.last}".strip() or named.get(key, "")
        made.append(
            PersonView(key, upper_first(plain(person.role)), name or "no name is said", ", ".join(details), changes)
        )
    return tuple(made)


def untruths(variant: Variant, kinds: Mapping[str, Temptation]) -> tuple[UntruthView, ...]:
    """What must not be said, worst first."""
    worst = sorted(variant.not_said, key=lambda item: item.harm, reverse=True)
    return tuple(UntruthView(one.id, one.says, _kind(one, kinds), _harm(one.harm), one.accept) for one in worst)


def _kind(item: NotSaid, kinds: Mapping[str, Temptation]) -> str:
    known = kinds.get(item.kind)
    return f"{upper_first(known.title)} ({known.code})" if known else upper_first(plain(item.kind))


def _harm(harm: Harm) -> str:
    return f"{HARM_WORDS[harm]} ({harm.value})"


def uses(scenario: Scenario) -> str:
    """What a tool may be used for in such a case."""
    return ", ".join(USES.get(name, plain(name)) for name in scenario.permitted_use)
