"""The suites that come with Plumbline have no faults, and their arms differ only in their slots."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import suites, variants

HOME = Path(__file__).parent.parent.parent / "test_suites"
SUITES = sorted(path.parent for path in HOME.glob("*/suite.yaml"))


@pytest.mark.parametrize("folder", SUITES, ids=lambda folder: folder.name)
def test_a_shipped_suite_has_no_faults(folder: Path) -> None:
    others = [other for other in SUITES if other != folder]
    assert [str(fault) for fault in suites.check(folder, others=others)] == []


@pytest.mark.parametrize("folder", SUITES, ids=lambda folder: folder.name)
def test_the_arms_of_a_shipped_suite_differ_only_in_their_slots(folder: Path) -> None:
    suite, axes, names = suites.load(folder), suites.identities(HOME), suites.names(HOME)
    made = list(variants.expand(suite, axes, names, list(axes), 11))
    assert {v.scenario for v in made} == {scenario.id for scenario in suite.scenarios}
    assert [str(fault) for fault in variants.audit(made)] == []
