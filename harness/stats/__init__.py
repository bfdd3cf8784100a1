"""Stage 6: findings into counts, counts into estimates with intervals and verdicts, estimates into a grade."""

from __future__ import annotations

from harness.stats.agreement import Agreement, agreement, cohen_kappa, krippendorff_alpha
from harness.stats.axes import AxisPlan, axis_plans
from harness.stats.cells import judge_cells
from harness.stats.consistency import excess_variance
from harness.stats.controls import drift, repeated_answers
from harness.stats.counts import Cells, CountTable, count
from harness.stats.estimate import estimate
from harness.stats.grade import FAIL, INSUFFICIENT, gates, grade
from harness.stats.index import Index
from harness.stats.instrument import instrument_differences
from harness.stats.instrument_error import (
    Calibration,
    Corrected,
    Flagged,
    SeededPairs,
    Verified,
    equivalence_p,
    group_difference,
    judge_seeded,
    mcnemar,
    rogan_gladen,
    two_phase,
    two_phase_difference,
)
from harness.stats.looks import Looked, batches, level_after, look
from harness.stats.pilot import cheapest, needs, pilot_rate, pilot_variances, rate_needs
from harness.stats.rows import table_of
from harness.stats.sequential import alarm, e_process, judge_looks, obrien_fleming
from harness.stats.standards import read_standard, standard_faults
from harness.stats.table import judge_table, measure_groups
from harness.stats.verified import PartlyVerified, corrected, corrected_difference

__all__ = [
    "FAIL",
    "INSUFFICIENT",
    "Agreement",
    "AxisPlan",
    "Calibration",
    "Cells",
    "Corrected",
    "CountTable",
    "Flagged",
    "Index",
    "Looked",
    "PartlyVerified",
    "SeededPairs",
    "Verified",
    "agreement",
    "alarm",
    "axis_plans",
    "batches",
    "cheapest",
    "cohen_kappa",
    "corrected",
    "corrected_difference",
    "count",
    "drift",
    "e_process",
    "equivalence_p",
    "estimate",
    "excess_variance",
    "gates",
    "grade",
    "group_difference",
    "instrument_differences",
    "judge_cells",
    "judge_looks",
    "judge_seeded",
    "judge_table",
    "krippendorff_alpha",
    "level_after",
    "look",
    "mcnemar",
    "measure_groups",
    "needs",
    "obrien_fleming",
    "pilot_rate",
    "pilot_variances",
    "rate_needs",
    "read_standard",
    "repeated_answers",
    "rogan_gladen",
    "standard_faults",
    "table_of",
    "two_phase",
    "two_phase_difference",
]
