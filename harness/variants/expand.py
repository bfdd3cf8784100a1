"""Turns a suite and the identities of its axes into variants: one a group, and a same-group twin beside them.

Everything is drawn by seed; nothing is kept but the names already used, so a suite of any length can be streamed.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from harness.errors import CommandError, Fault, UserFileError
from harness.records import Arm, Filled, Identity, Scenario, Variant, Voice
from harness.variants import grammar
from harness.variants.people import Cast, Kept, NameDrawer, Wanted, cast, demand, texts, used
from harness.variants.script import Filler, written


class SuiteLike(Protocol):
    """What is used of a suite."""

    @property
    def name(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def folder(self) -> Path: ...
    @property
    def scenarios(self) -> tuple[Scenario, ...]: ...


class AxisLike(Protocol):
    """What is used of an axis."""

    @property
    def name(self) -> str: ...
    @property
    def medium(self) -> str: ...
    @property
    def baseline(self) -> str: ...
    @property
    def groups(self) -> tuple[Identity, ...]: ...
    @property
    def crosses(self) -> tuple[str, ...]: ...
    @property
    def control(self) -> bool: ...


class NamesLike(Protocol):
    """What is used of the lists of names."""

    def cell(self, group: str, sex: str, born: int) -> Any: ...
    def shortages(self, demand: Mapping[Any, int]) -> list[Fault]: ...
    def drawer(self, seed: int) -> NameDrawer: ...


@dataclass(frozen=True)
class _Arm:
    """One variant that is to be made."""

    axis: AxisLike
    identity: Identity
    arm: Arm
    voice: Voice | None


def expand(
    suite: SuiteLike,
    axes: Mapping[str, AxisLike],
    names: NamesLike,
    axis_names: Sequence[str],
    seed: int,
    drawer: NameDrawer | None = None,
) -> Iterator[Variant]:
    """Every variant of a suite, scenario by scenario, axis by axis in the order asked for, groups in file order.

    For each scenario and axis that its author allows: one variant a group, and one twin, the same group with
    another name or, on an axis of voices, the group's second voice; which group has the twin changes from
    scenario to scenario.

    Args:
        suite: A loaded suite.
        axes: Every axis known, by name; those not varied lend the subject their baseline group.
        names: What names are drawn from.
        axis_names: Axes to vary.
        seed: Draws names, case values and the groups that have twins.
        drawer: Draws the names; one that is handed from suite to suite never gives a group a name twice in a run.

    Raises:
        CommandError: an axis is not known.
        UserFileError: there are too few names (said before the first variant), or a slot has no value.
    """
    for name in axis_names:
        if name not in axes:
            near = difflib.get_close_matches(name, list(axes), n=1)
            raise CommandError(
                f"There is no axis '{name}'. "
                + (f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(axes)}.")
            )
    baseline = {name: _group(axis, axis.baseline) for name, axis in axes.items() if not axis.crosses}
    chosen = [axes[name] for name in dict.fromkeys(axis_names)]
    _refuse_shortages(suite, chosen, baseline, names, seed)
    return _stream(suite, chosen, baseline, names, seed, drawer or names.drawer(seed))


def _group(axis: AxisLike, name: str) -> Identity:
    return next(group for group in axis.groups if group.group == name)


def _stream(
    suite: SuiteLike,
    chosen: list[AxisLike],
    baseline: Mapping[str, Identity],
    names: NamesLike,
    seed: int,
    drawer: NameDrawer,
) -> Iterator[Variant]:
    surfaces = _surface_words(chosen)
    for number, scenario in enumerate(suite.scenarios):
        case = _case(suite, scenario, seed)
        filler, edited = Filler(scenario, suite.name, case), _edited(suite, scenario, case, seed)
        kept, slots, words = Kept(names.drawer(seed)), used(scenario), filler.words | surfaces
        own: dict[str, dict[str, Filled]] = {}
        for arm in _arms(scenario, chosen, number, seed):
            fill = edited if arm.identity.redraws else filler
            if fill is None:
                continue  # no value of this case can be another one without touching other words
            who = Cast(scenario, slots, suite.year, arm.axis.name, arm.identity, baseline)
            people = own[arm.axis.name] if arm.identity.redraws else cast(who, names, drawer, kept, words)
            own.setdefault(arm.axis.name, people)  # whoever has another detail is the baseline's own person
            yield fill.variant(
                arm.axis.name, arm.identity, arm.arm, people, arm.voice, arm.axis.crosses, arm.axis.control
            )


def allows(scenario: Scenario, axis: AxisLike) -> bool:
    """Whether a scenario may be varied on an axis: its author says so, of the axis or of all that it crosses."""
    return axis.control or scenario.axes.allows(axis.name, axis.crosses)


def _arms(scenario: Scenario, chosen: list[AxisLike], number: int, seed: int) -> Iterator[_Arm]:
    """Arms of one scenario, in order; ``number`` is the scenario's place in its suite."""
    for axis in chosen:
        if not allows(scenario, axis):
            continue
        spoken = axis.medium == "voice"
        twinned = (number + _draw(seed, "twin", axis.name) % len(axis.groups)) % len(axis.groups)
        for place, group in enumerate(axis.groups):
            yield _Arm(axis, group, Arm.GROUP, group.voices[0] if spoken else None)
            if place == twinned and not axis.control:
                yield _Arm(axis, group, Arm.TWIN, group.voices[1] if spoken else None)


def _refuse_shortages(
    suite: SuiteLike, chosen: list[AxisLike], baseline: Mapping[str, Identity], names: NamesLike, seed: int
) -> None:
    """Count the names that will be wanted and refuse before any work is done.

    Raises:
        UserFileError: a list is too short, or there is no list.
    """
    wanted: Counter[Wanted] = Counter()
    faults: dict[str, Fault] = {}
    for number, scenario in enumerate(suite.scenarios):
        slots = used(scenario)
        for arm in _arms(scenario, chosen, number, seed):
            try:
                wanted.update(demand(Cast(scenario, slots, suite.year, arm.axis.name, arm.identity, baseline), names))
            except UserFileError as error:
                faults.update({str(fault): fault for fault in error.faults})
    found = [*faults.values(), *names.shortages(wanted)]
    if found:
        raise UserFileError(found)


def _draw(seed: int, *what: str) -> int:
    """A large number that depends on the seed and on what it is for."""
    return int.from_bytes(hashlib.sha256("\x1f".join((str(seed), *what)).encode()).digest()[:8], "big")


def _case(suite: SuiteLike, scenario: Scenario, seed: int) -> dict[str, str]:
    """One value for each case slot, the same in every arm.

    Raises:
        UserFileError: a case slot has no values.
    """
    drawn = {}
    for slot, values in scenario.case_slots.items():
        if not values:
            file = suite.folder / "scenarios" / scenario.id / "scenario.yaml"
            raise UserFileError.single(
                file, None, f"The slot {{{slot}}} has no value.", f"Write its values: {slot}: [one, two]."
            )
        drawn[slot] = values[_draw(seed, suite.name, scenario.id, slot) % len(values)]
    return drawn


def _edited(suite: SuiteLike, scenario: Scenario, case: Mapping[str, str], seed: int) -> Filler | None:
    """The scenario with one detail of the case changed, as a control; None if no detail can be changed alone.

    Old and new value must stand nowhere else in the scenario, or it could not be proved that nothing else changed.
    """
    written_out = " | ".join(texts(scenario))
    plain = grammar.SLOT.sub(" ", written_out).lower()
    for slot in sorted(case, key=lambda name: _draw(seed, "edit", suite.name, scenario.id, name)):
        if re.search(rf"\w\{{{slot}\}}|\{{{slot}\}}\w", written_out):
            continue  # part of a word, as Saturdays
        rest = " | ".join([plain, *(value.lower() for name, value in case.items() if name != slot)])
        for value in (case[slot], *scenario.case_slots[slot]):
            if re.search(rf"(?<!\w){re.escape(value.lower())}(?!\w)", rest):
                break
        else:
            others = [value for value in scenario.case_slots[slot] if value != case[slot]]
            if others and any(f"{{{slot}}}" in turn.words for turn in written(scenario.dialogue)):
                value = others[_draw(seed, "edited", suite.name, scenario.id, slot) % len(others)]
                return Filler(scenario, suite.name, {**case, slot: value})
    return None


def _surface_words(axes: list[AxisLike]) -> Set[str]:
    """Lower-case words of everything an axis may fill in, which no name may be (Christian)."""
    return {
        word for axis in axes for group in axis.groups for text in group.slots.values() for word in text.lower().split()
    }
