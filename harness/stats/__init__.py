"""Stage 6: findings into counts, counts into estimates with intervals and verdicts, estimates into a grade."""

from __future__ import annotations

from harness.stats.axes import AxisPlan, axis_plans
from harness.stats.counts import Cells, CountTable, count
from harness.stats.estimate import estimate
from harness.stats.grade import FAIL, INSUFFICIENT, gates, grade
from harness.stats.instrument import instrument_differences
from harness.stats.rows import table_of
from harness.stats.standards import read_standard
from harness.stats.table import judge_table, measure_groups

__all__ = [
    "FAIL",
    "INSUFFICIENT",
    "AxisPlan",
    "Cells",
    "CountTable",
    "axis_plans",
    "count",
    "estimate",
    "gates",
    "grade",
    "instrument_differences",
    "judge_table",
    "measure_groups",
    "read_standard",
    "table_of",
]
