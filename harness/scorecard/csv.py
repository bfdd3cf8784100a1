"""Turns findings and estimates into CSV that a spreadsheet opens safely: no cell of text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.records import Call, Estimate, Finding, Output, Variant
from harness.scorecard.words import visible

QUOTED = 1_000
"""Characters of a passage in a cell."""
LONGEST = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# The wide forms count too: spreadsheets with East Asian settings read them as the narrow ones.

Cell = str | int | float | bool | None

FINDING_COLUMNS = (
    "tool", "scenario", "axis", "group", "arm", "repeat", "call", "check", "about", "status", "code", "harm", "weight",
    "must_carry", "risk", "events", "exposure", "decided_by", "says", "source_words", "output_words", "source_start",
    "source_end", "output_start", "output_end",
)  # fmt: skip
ESTIMATE_COLUMNS = (
    "tool", "measure", "axis", "contrast", "kind", "value", "low", "high", "level", "interval_method", "n_scenarios",
    "events", "exposure", "method", "p_adjusted", "margin", "verdict", "reason", "placebo", "smallest_detectable",
    "more_scenarios", "sentence",
)  # fmt: skip


def guarded(cell: Cell) -> str:
    """A cell as text; a text that a spreadsheet could run gets an apostrophe before it. Numbers are left alone."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell).lower() if isinstance(cell, bool) else str(cell)
    # Tab and CR are looked for before they are made visible.
    risky = cell.startswith(_FORMULA)
    return ("'" if risky else "") + visible(cell, LONGEST)


@dataclass(frozen=True)
class Context:
    """What a row of findings needs beside the finding: the plan, what was sent and what came back, by id."""

    calls: Mapping[str, Call]
    variants: Mapping[str, Variant]
    outputs: Mapping[str, Output]


def finding_row(finding: Finding, context: Context) -> tuple[Cell, ...]:
    """A finding in the order of ``FINDING_COLUMNS``, with the words of both passages, cut at ``QUOTED`` characters."""
    f, call = finding, context.calls[finding.call]
    v, output = context.variants[call.variant], context.outputs.get(finding.call)
    said = v.text[f.source.start : f.source.end][:QUOTED]
    wrote = output.text[f.output.start : f.output.end][:QUOTED] if output and f.status != "omitted" else ""
    return (
        call.tool, v.scenario, v.axis, v.group, v.arm.value, call.repeat, f.call, f.check, f.about, f.status, f.code,
        f.harm and f.harm.value, f.weight and f.weight.value, f.must_carry, f.risk, f.events, f.exposure, f.decided_by,
        f.says, said, wrote, f.source.start, f.source.end, f.output.start, f.output.end,
    )  # fmt: skip


def estimate_row(estimate: Estimate) -> tuple[Cell, ...]:
    """An estimate in the order of ``ESTIMATE_COLUMNS``; the interval in columns of its own."""
    e = estimate
    return (
        e.tool, e.measure, e.axis, e.contrast, e.kind, e.value, e.interval.low, e.interval.high, e.interval.level,
        e.interval.method, e.n_scenarios, e.events, e.exposure, e.method, e.p_adjusted, e.margin,
        e.verdict and e.verdict.value, e.reason, e.placebo, e.smallest_detectable, e.more_scenarios, e.sentence,
    )  # fmt: skip


def findings_csv(findings: Iterable[Finding], context: Context) -> bytes:
    """Findings, a row each, as UTF-8 with a byte-order mark so that a spreadsheet reads the accents."""
    return _written(FINDING_COLUMNS, (finding_row(finding, context) for finding in findings))


def estimates_csv(estimates: Iterable[Estimate]) -> bytes:
    """Estimates, a row each; an unbounded interval ends in ``inf``."""
    return _written(ESTIMATE_COLUMNS, map(estimate_row, estimates))


def _written(columns: Sequence[str], rows: Iterator[tuple[Cell, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
