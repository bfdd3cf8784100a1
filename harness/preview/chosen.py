"""Turns a suite's folder and what was asked of it into the variants to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from harness import suites, variants
from harness.errors import CommandError
from harness.records import Axes, Scenario, Variant
from harness.suites import plain_words


@dataclass(frozen=True)
class Chosen:
    """A suite, the axes there are, and the variants that were asked for, in order."""

    suite: suites.Suite
    axes: Mapping[str, suites.Axis]
    names: suites.Names
    made: tuple[Variant, ...]
    seed: int

    def scenarios(self, wanted: str | None) -> list[Scenario]:
        """The scenarios to show; those that are varied on nothing asked for are among them."""
        return [one for one in self.suite.scenarios if wanted in (None, one.id)]

    def arms(self, scenario: str) -> list[list[Variant]]:
        """The arms of one scenario, a list for each axis."""
        own = [variant for variant in self.made if variant.scenario == scenario]
        return [list(group) for _, group in groupby(own, key=lambda variant: variant.axis)]


def choose(folder: Path, *, scenario: str | None, axis: str | None, seed: int, controls: bool) -> Chosen:
    """The variants of a suite, or of one scenario or axis of it.

    The whole suite is filled and the rest left out, so that names are those a run of the suite would draw.

    Args:
        folder: The suite.
        scenario: Only this one.
        axis: Only this one, whether suite.yaml lists it or not.
        seed: Draws names and case values.
        controls: Whether to add the axes on which nothing that should matter changes.

    Raises:
        UserFileError: the suite is wrong.
        CommandError: there is no such scenario or axis, or the scenario is not varied on it.
    """
    suite = suites.load(folder)
    home = suites.identities_beside(folder)
    axes, names = suites.identities(home), suites.names(home)
    known = [one.id for one in suite.scenarios]
    if scenario is not None and scenario not in known:
        raise CommandError(f"There is no scenario '{scenario}' in {folder}. {plain_words.closest(scenario, known)}")
    if axis is not None and axis not in axes:
        raise CommandError(f"There is no axis '{axis}'. {plain_words.closest(axis, axes)}")
    extra = [one.name for one in axes.values() if one.control and one.name not in suite.axes] if controls else []
    wanted = [axis] if axis else [*suite.axes, *extra]
    made = variants.expand(suite, axes, names, wanted, seed)
    chosen = tuple(variant for variant in made if scenario in (None, variant.scenario))
    if not chosen and (axis or not controls):
        what = f"Scenario '{scenario}'" if scenario else f"No scenario of {folder}"
        on = f"varied on '{axis}'" if axis else "varied on any axis"
        raise CommandError(f"{what} is{' not' if scenario else ''} {on}; see axes in scenario.yaml.")
    return Chosen(suite, axes, names, chosen, seed)


def as_written(chosen: Chosen, scenario: Scenario) -> Variant:
    """The scenario filled for the person its author had in mind: no axis changes anything.

    Raises:
        UserFileError: there are no identities that could fill it.
    """
    for variant in chosen.made:
        if variant.scenario == scenario.id and variant.control and variant.group == chosen.axes[variant.axis].baseline:
            return variant
    # Whatever the author allows: of the axes that say nothing of sex or age, the baseline is nobody special.
    text = [axis for axis in chosen.axes.values() if axis.medium == "text" and not axis.crosses]
    axis = min(text, key=lambda one: (not one.control, _sets(one), one.name != "ethnicity"))
    alone = scenario.model_copy(update={"axes": Axes(allow=(axis.name,))})
    made = variants.expand(
        replace(chosen.suite, scenarios=(alone,)), chosen.axes, chosen.names, [axis.name], chosen.seed
    )
    return next(variant for variant in made if variant.group == axis.baseline)


def _sets(axis: suites.Axis) -> bool:
    base = axis.group(axis.baseline)
    return base.sex is not None or base.age is not None or base.pronouns is not None
