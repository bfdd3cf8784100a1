"""Turns findings and estimates into pandas frames, for people who work in notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from harness.records import Estimate, Finding
from harness.scorecard.csv import ESTIMATE_COLUMNS, FINDING_COLUMNS, estimate_row, finding_row

if TYPE_CHECKING:
    import pandas


def findings_frame(findings: Iterable[Finding]) -> pandas.DataFrame:
    """A row a finding; spans in columns ``source_start``, ``source_end``, ``output_start`` and ``output_end``."""
    import pandas

    return pandas.DataFrame.from_records([finding_row(f) for f in findings], columns=list(FINDING_COLUMNS))


def estimates_frame(estimates: Iterable[Estimate]) -> pandas.DataFrame:
    """A row an estimate; the interval in columns ``low`` and ``high``, infinite where nothing can be excluded."""
    import pandas

    return pandas.DataFrame.from_records([estimate_row(e) for e in estimates], columns=list(ESTIMATE_COLUMNS))
