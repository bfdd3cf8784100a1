"""Disparity as an ``evaluate`` module: do values differ between groups within scenarios, and by how much."""

from __future__ import annotations

import hashlib
from typing import Any

import datasets
import evaluate

from harness import stats

_DESCRIPTION = """Compares all pairs of groups within scenarios by a studentised sign-flip test with step-down max-T and
bootstrap-t intervals, and gives the verdict of Plumbline's table: EQUIVALENT, SMALL, DISPARITY, DISPARITY-MATERIAL or
INCONCLUSIVE. Fewer than 40 scenarios never give an all-clear."""
_INPUTS = """Args:
    predictions: one value a row (a score of one output).
    references: the group of each row.
    scenarios: the scenario of each row; rows of one scenario and group are averaged.
    margin: the difference that would matter, in the units of the values; none: no equivalence is claimed.
    seed: draws the resamples.
Returns:
    results: a list as in ``plumbline measure groups``; signature."""
_CITATION = "Plumbline project, 2026. See harness/stats/README.md for the sources of each estimator."


class Disparity(evaluate.Metric):
    """Differences between groups, with verdicts."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        # evaluate's default writes what it is given into the user's cache, in clear.
        super().__init__(*args, **{**settings, "keep_in_memory": True})

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=datasets.Features(
                {
                    "predictions": datasets.Value("float64"),
                    "references": datasets.Value("string"),
                    "scenarios": datasets.Value("string"),
                }
            ),
        )

    def _compute(
        self,
        predictions: list[float],
        references: list[str],
        scenarios: list[str],
        margin: float | None = None,
        seed: int = 11,
    ) -> dict[str, Any]:
        sums: dict[tuple[str, str], tuple[float, float]] = {}
        for value, group, scenario in zip(predictions, references, scenarios, strict=True):
            total, rows = sums.get((scenario, group), (0.0, 0.0))
            sums[scenario, group] = (total + value, rows + 1)
        digest = hashlib.sha256(repr(sorted(sums.items())).encode()).hexdigest()
        table = stats.table_of({("value", "group"): sums}, "mean", digest)
        judged = stats.judge_table(table, margin, seed)
        return {"signature": judged["signature"], "results": judged["results"]}
