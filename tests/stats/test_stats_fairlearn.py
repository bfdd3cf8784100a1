"""Levels and differences by group against fairlearn's MetricFrame, which knows no scenarios and no intervals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas
import pytest
from fairlearn.metrics import MetricFrame, mean_prediction
from stats_run_maker import SEX, make_standard, make_tool, share_counts

from harness.records import Arm
from harness.stats import estimate, measure_groups


@pytest.mark.parametrize("seed", range(5))
def test_levels_and_difference_by_group_agree(seed: int) -> None:
    made = share_counts(
        "critical_omission", 60, lambda group, arm: 0.2 if group == "female" else 0.1, seed=seed, arms=(Arm.GROUP,)
    )
    events = np.concatenate([np.repeat([1, 0], [int(c.events), int(c.exposure - c.events)]) for c in made])
    groups = np.concatenate([np.repeat(c.group, int(c.exposure)) for c in made])
    frame = MetricFrame(metrics=mean_prediction, y_true=events, y_pred=events, sensitive_features=groups)
    ours = estimate(made, make_standard(margins={"critical_omission": 0.03}), [make_tool()], {"sex": SEX}, seed)
    levels = {e.contrast: e.value for e in ours if e.kind == "level" and e.axis == "sex"}
    for group, theirs in frame.by_group.items():
        assert levels[group] == pytest.approx(theirs)
    between = next(e for e in ours if e.kind == "difference" and not e.placebo and e.measure == "critical_omission")
    # Every scenario has as many facts in each arm, so the mean of scenario differences is the difference of shares.
    assert between.value is not None
    assert abs(between.value) == pytest.approx(frame.difference())


@pytest.mark.parametrize("seed", range(5))
def test_a_users_own_table_agrees(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    rows = [(f"s{s}", g, rng.normal(m)) for s in range(50) for g, m in (("a", 0.0), ("b", 0.4), ("c", 0.1))]
    table = pandas.DataFrame(rows, columns=["scenario", "group", "value"])
    frame = MetricFrame(
        metrics=mean_prediction, y_true=table["value"], y_pred=table["value"], sensitive_features=table["group"]
    )
    table.to_csv(tmp_path / "table.csv", index=False)
    found = measure_groups(tmp_path / "table.csv", margin=0.5, seed=seed)
    for result in found["results"]:
        first, second = result["contrast"].split(" - ")
        assert result["estimate"] == pytest.approx(frame.by_group[first] - frame.by_group[second])
