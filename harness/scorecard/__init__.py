"""Stage 7, Estimate -> Scorecard: gates, evidence and limits on one page.

``build`` makes the record; ``html``, ``markdown``, ``to_json`` and the CSV forms show it. Each is a
function of its input alone: the same records give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.records import Finding, Scorecard
from harness.scorecard.build import build
from harness.scorecard.csv import Context, estimates_csv, findings_csv
from harness.scorecard.json_form import from_json, to_json
from harness.scorecard.markdown import markdown
from harness.scorecard.render import html
from harness.scorecard.signature import run_signature, signature

__all__ = [
    "Context",
    "build",
    "estimates_csv",
    "files",
    "findings_csv",
    "from_json",
    "html",
    "markdown",
    "run_signature",
    "signature",
    "to_json",
]


def files(card: Scorecard, findings: Iterable[Finding], context: Context) -> Iterator[tuple[str, str | bytes]]:
    """Every file a scorecard is written as: its name and its content."""
    yield "scorecard.html", html(card)
    yield "scorecard.json", to_json(card)
    yield "scorecard.md", markdown(card)
    estimates = (e for tool in card.tools for e in (*tool.levels, *tool.disparities, *tool.placebos))
    yield "estimates.csv", estimates_csv(estimates)
    yield "findings.csv", findings_csv(findings, context)
