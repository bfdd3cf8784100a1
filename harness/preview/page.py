"""Turns a suite into one self-contained HTML page for its authors and reviewers: no script, no network."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness import suites
from harness.errors import Fault, UserFileError
from harness.preview import ledger, side_by_side
from harness.preview.chosen import Chosen, as_written, choose
from harness.records import Action, Scenario
from harness.scorecard import render
from harness.scorecard.words import plain, plural, upper_first
from harness.suites.coverage import Coverage

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class ScenarioView:
    """One scenario for reading."""

    id: str
    title: str
    area: str
    content_note: str
    families: tuple[str, ...]
    legal: tuple[str, ...]
    uses: str
    people: tuple[ledger.PersonView, ...]
    turns: tuple[ledger.TurnView, ...]
    facts: int
    critical: int
    untruths: tuple[ledger.UntruthView, ...]
    not_discussed: tuple[str, ...]
    actions: tuple[Action, ...]
    owners: Mapping[str, str]
    axes: tuple[side_by_side.AxisView, ...]
    forbidden: tuple[tuple[str, str], ...]
    crossed: tuple[str, ...]
    provenance: str
    reviewed_by: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Everything on the page."""

    suite: suites.Suite
    folder: str
    seed: int
    scenarios: tuple[ScenarioView, ...]


def html(folder: Path, *, scenario: str | None, axis: str | None, seed: int) -> str:
    """The page: each scenario with its ledger beside its turns, and its arms side by side.

    Everything in a suite is untrusted: all of it is escaped, and characters that hide or reorder text are shown.

    Raises:
        UserFileError: the check finds a fault in the suite; with ``scenario``, in another scenario does not count.
        CommandError: there is no such scenario or axis in the suite.
    """
    faults = [fault for fault in suites.check(folder) if scenario is None or not _of_another(fault, folder, scenario)]
    if faults:
        raise UserFileError(faults)
    chosen = choose(folder, scenario=scenario, axis=axis, seed=seed, controls=True)
    asked = suites.read_coverage(folder)
    shown = [_scenario(one, chosen, asked, axis) for one in chosen.scenarios(scenario) if _any(one, chosen, axis)]
    page = Page(chosen.suite, folder.name, seed, tuple(shown))
    return _environment().get_template("preview.html.j2").render(page=page, plural=plural)


def _of_another(fault: Fault, folder: Path, scenario: str) -> bool:
    home = folder / "scenarios"
    file = Path(fault.file)
    return file.is_relative_to(home) and file.relative_to(home).parts[:1] not in ((), (scenario,))


def _any(scenario: Scenario, chosen: Chosen, axis: str | None) -> bool:
    return axis is None or bool(chosen.arms(scenario.id))


def _scenario(scenario: Scenario, chosen: Chosen, asked: Coverage, axis: str | None) -> ScenarioView:
    variant = as_written(chosen, scenario)
    named = ledger.speakers(variant)
    crossed = [
        one.name
        for one in chosen.axes.values()
        if one.crosses and one.name != axis and scenario.axes.allows(one.name, one.crosses)
    ]
    return ScenarioView(
        id=scenario.id,
        title=scenario.title,
        area=upper_first(plain(scenario.practice_area)),
        content_note=scenario.content_note or "",
        families=tuple(asked.families.get(name, plain(name)) for name in scenario.families),
        legal=tuple(asked.outcomes.get(tag, tag) for tag in scenario.legal),
        uses=ledger.uses(scenario),
        people=ledger.people(scenario, variant, chosen.suite.year),
        turns=ledger.turns(scenario, variant, chosen.axes),
        facts=len(variant.facts),
        critical=sum(fact.weight == "critical" for fact in variant.facts),
        untruths=ledger.untruths(variant, asked.temptations),
        not_discussed=tuple(plain(name) for name in scenario.not_discussed),
        actions=variant.actions,
        owners={key: named.get(key) or upper_first(plain(person.role)) for key, person in scenario.people.items()},
        axes=tuple(side_by_side.axis_view(chosen.axes[arms[0].axis], arms) for arms in chosen.arms(scenario.id)),
        forbidden=tuple(scenario.axes.forbid.items()),
        crossed=tuple(crossed),
        provenance=scenario.provenance,
        reviewed_by=scenario.reviewed_by,
    )


def _environment() -> Environment:
    """The looks of a scorecard, and what is ours; nothing is cut short here."""
    return render.environment(TEMPLATES, longest=sys.maxsize)
