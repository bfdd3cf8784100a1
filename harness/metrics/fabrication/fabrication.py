"""Fabrication as an ``evaluate`` module: of the statements of each note, how many its source does not support."""

from __future__ import annotations

from typing import Any

import datasets
import evaluate

from harness import findings

_DESCRIPTION = """Splits a note into statements and compares each with its source by rules (check claims.6: no model).
The risks are not calibrated probabilities, and rules miss many unsupported statements: have people read the flags."""
_INPUTS = """Args:
    predictions: list of notes.
    references: list of sources, one a note.
Returns:
    claims, flagged: counts over all notes; rate: flagged / claims (None without claims);
    risks: for each note, the risk (0..1) of each statement."""
_CITATION = "Plumbline project, 2026. Check claims.6."


class Fabrication(evaluate.Metric):
    """Statements without support."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        # evaluate's default writes what it is given into the user's cache, in clear.
        super().__init__(*args, **{**settings, "keep_in_memory": True})

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=datasets.Features(
                {"predictions": datasets.Value("string"), "references": datasets.Value("string")}
            ),
        )

    def _compute(self, predictions: list[str], references: list[str]) -> dict[str, Any]:
        checked = [findings.check_claims(source, note) for note, source in zip(predictions, references, strict=True)]
        claims = sum(len(one) for one in checked)
        flagged = sum(claim.flagged for one in checked for claim in one)
        return {
            "claims": claims,
            "flagged": flagged,
            "rate": flagged / claims if claims else None,
            "risks": [[claim.risk for claim in one] for one in checked],
        }
