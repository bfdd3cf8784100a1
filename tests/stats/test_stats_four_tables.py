"""Four tables whose truth is known, each with the verdict a statistician would give, in a sentence with its numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas
import pytest

from harness.measure import groups
from harness.records import Verdict

Row = tuple[str, str, float]


def fair_noisy(rng: np.random.Generator) -> pandas.DataFrame:
    """100 cases of unequal difficulty, two groups treated alike, noise of 4 points a record, margin 3 points."""
    hard = rng.normal(0.85, 0.08, 100)
    rows = [(f"s{s}", g, hard[s] + rng.normal(0, 0.04)) for s in range(100) for g in ("women", "men")]
    return pandas.DataFrame(rows, columns=["scenario", "group", "value"])


def one_harmed(rng: np.random.Generator) -> pandas.DataFrame:
    """Four groups, one of which gets 8 points less."""
    hard = rng.normal(0.85, 0.08, 80)
    rows = [
        (f"s{s}", g, hard[s] + rng.normal(0, 0.04) - (0.08 if g == "deaf" else 0))
        for s in range(80)
        for g in ("deaf", "blind", "autistic", "none")
    ]
    return pandas.DataFrame(rows, columns=["scenario", "group", "value"])


def reference_odd(rng: np.random.Generator) -> pandas.DataFrame:
    """Three groups alike and a reference group that gets 8 points more: every comparison with it differs, no other."""
    hard = rng.normal(0.8, 0.08, 80)
    rows = [
        (f"s{s}", g, hard[s] + rng.normal(0, 0.04) + (0.08 if g == "white" else 0))
        for s in range(80)
        for g in ("white", "black", "asian", "mixed")
    ]
    return pandas.DataFrame(rows, columns=["scenario", "group", "value"])


def rare_events(rng: np.random.Generator) -> pandas.DataFrame:
    """Inventions at 4 in 1,000 statements in both groups, 40 cases: far too few to tell a ratio of 1.5 from 1."""
    rows = [(f"s{s}", g, rng.poisson(0.1), 25) for s in range(40) for g in ("women", "men")]
    return pandas.DataFrame(rows, columns=["scenario", "group", "events", "exposure"])


def judged(table: pandas.DataFrame, margin: float, folder: Path) -> list[dict[str, object]]:
    table.to_csv(folder / "in.csv", index=False)
    groups.measure(folder / "in.csv", folder / "out.json", margin=margin, seed=11)
    found: list[dict[str, object]] = json.loads((folder / "out.json").read_text())["results"]
    for result in found:
        print(f"\n  {result['sentence']}", end="")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_fair_noisy_tool_is_equivalent(seed: int, tmp_path: Path) -> None:
    (only,) = judged(fair_noisy(np.random.default_rng([1, seed])), 0.03, tmp_path)
    assert only["verdict"] == Verdict.EQUIVALENT


@pytest.mark.parametrize("seed", range(3))
def test_the_one_harmed_group_is_named_and_no_other(seed: int, tmp_path: Path) -> None:
    found = judged(one_harmed(np.random.default_rng([2, seed])), 0.03, tmp_path)
    flagged = {r["contrast"] for r in found if str(r["verdict"]).startswith("DISPARITY")}
    assert flagged == {r["contrast"] for r in found if "deaf" in str(r["contrast"])}
    assert all(r["verdict"] == Verdict.DISPARITY_MATERIAL for r in found if r["contrast"] in flagged)
    assert all(" 80 scenarios" in str(r["sentence"]) for r in found)


@pytest.mark.parametrize("seed", range(3))
def test_an_odd_reference_group_does_not_make_the_others_differ(seed: int, tmp_path: Path) -> None:
    found = judged(reference_odd(np.random.default_rng([3, seed])), 0.03, tmp_path)
    for result in found:
        differs = str(result["verdict"]).startswith("DISPARITY")
        assert differs is ("white" in str(result["contrast"])), result


@pytest.mark.parametrize("make", [rare_events])
def test_rare_events_are_not_enough_evidence_and_say_how_much_would_be(
    make: Callable[[np.random.Generator], pandas.DataFrame], tmp_path: Path
) -> None:
    (only,) = judged(make(np.random.default_rng(4)), 1.5, tmp_path)
    assert only["verdict"] == Verdict.INCONCLUSIVE
    more = only["more_scenarios"]
    assert isinstance(more, int)
    assert more > 100
    assert f"{more:,}" in str(only["sentence"]) or str(more) in str(only["sentence"])
