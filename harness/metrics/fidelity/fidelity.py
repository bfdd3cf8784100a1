"""Fidelity as an ``evaluate`` module: of the facts that should be in each note, how many are kept, altered or lost."""

from __future__ import annotations

from typing import Any

import datasets
import evaluate

from harness import findings

_DESCRIPTION = """Looks for each reference fact in a note by its own words, values and negation (check facts.6: rules,
no model). A fact is kept, altered (its value, negation or attribution changed) or omitted."""
_INPUTS = """Args:
    predictions: list of notes.
    references: for each note, the list of facts (sentences) it should hold.
Returns:
    facts, kept, altered, omitted: counts over all notes; recall: kept / facts (None without facts);
    statuses: for each note, the status of each fact."""
_CITATION = "Plumbline project, 2026. Check facts.6."


class Fidelity(evaluate.Metric):
    """Facts kept, altered and omitted."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        # evaluate's default writes what it is given into the user's cache, in clear.
        super().__init__(*args, **{**settings, "keep_in_memory": True})

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_INPUTS,
            features=datasets.Features(
                {"predictions": datasets.Value("string"), "references": datasets.List(datasets.Value("string"))}
            ),
        )

    def _compute(self, predictions: list[str], references: list[list[str]]) -> dict[str, Any]:
        statuses = [
            [fact.status for fact in findings.check_facts(facts, note)]
            for note, facts in zip(predictions, references, strict=True)
        ]
        every = [status for one in statuses for status in one]
        kept = every.count("kept")
        return {
            "facts": len(every),
            "kept": kept,
            "altered": every.count("altered"),
            "omitted": every.count("omitted"),
            "recall": kept / len(every) if every else None,
            "statuses": statuses,
        }
