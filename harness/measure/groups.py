"""A table of values or counts by scenario and group to verdicts, by the pipeline's own engine."""

from __future__ import annotations

import json
from pathlib import Path

from harness import stats
from harness.measure import lines


def measure(file: Path, out: Path, *, margin: float, seed: int = 11) -> str:
    """Write the verdicts as JSON and return their sentences.

    Raises:
        UserFileError: the table is wrong; nothing is written.
        CommandError: the margin cannot be one.
    """
    lines.not_the_input(file, out)
    result = stats.measure_groups(file, margin=margin, seed=seed)
    lines.save(out, json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return "\n".join([*(one["sentence"] for one in result["results"]), f"Written to {out}."])
