"""Fit both sets of weights, say how well they do on scenarios they have not seen, and write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from harness.findings import against_ledger, combiner, likeness
from harness.findings import associations as findings_associations
from harness.fitting import associations, facts, notes, statements
from harness.fitting.regression import Array, area, cross_validated, fit

FINDINGS = Path(__file__).parent.parent / "findings"
SPECIFICITY = 0.95
"""Share of supported statements, each judged by the other folds, that the threshold leaves unflagged."""
IN_NOTES = 0.97
"""The same of sentences of a note against a ledger: people paraphrase more freely than any author's wordings do."""
SHARE = 0.1
"""Base rate of unsupported statements that the constant is set for, so that a risk reads as a probability."""
MOST = 4.0
"""Greatest weight of one difference: planted faults are plainer than people's, so none may decide alone."""
EVEN = 0.03
"""Penalty of the signs of statements: of 1, .1, .03, .01 ... the one that evens weights out most while the area on
unseen scenarios stays within one standard error of the best (the one-standard-error rule: Hastie, Tibshirani and
Friedman, The Elements of Statistical Learning, 7.10). Signs that say much the same then share the weight."""
FALSELY_KEPT = 0.04
"""Share of facts that a note does not hold and has words of, judged by the other folds, that are taken for kept."""


def fit_statements(made: list[Any]) -> dict[str, Any]:
    """Weights of the signs of statements."""
    found = list(statements.examples(made))
    x, wrong, scenario = statements.measured(found)
    unseen = cross_validated(x, wrong, scenario, EVEN)
    shift = float(np.log(SHARE / (1 - SHARE)))  # both classes weighed alike: moved to the base rate that records have
    cut = float(np.quantile(unseen[~wrong], SPECIFICITY)) + shift
    b = fit(x, wrong, EVEN)
    return _document(
        "The risk of a statement", list(statements.features_of_nothing()), b, shift, cut,
        statements=len(wrong), unsupported=int(wrong.sum()), scenarios=len(set(scenario)),
        area_on_unseen_scenarios=round(area(unseen, wrong), 3),
        flagged_of_unsupported=round(float((unseen[wrong] + shift >= cut).mean()), 3),
    )  # fmt: skip


def fit_facts(made: list[Any]) -> dict[str, Any]:
    """Weights of the features of passages."""
    found = list(facts.trials(made))
    x, there, scenario = facts.measured(found)
    unseen = cross_validated(x, there, scenario)
    cut = float(np.quantile(unseen[~there], 1 - FALSELY_KEPT))
    b = fit(x, there)
    return _document(
        "Whether a passage keeps a fact", list(found[0].features), b, 0.0, cut,
        trials=len(there), there=int(there.sum()), scenarios=len(set(scenario)),
        area_on_unseen_scenarios=round(area(unseen, there), 3),
        found_of_those_there=round(float((unseen[there] >= cut).mean()), 3),
    )  # fmt: skip


def fit_notes(made: list[Any]) -> dict[str, Any]:
    """Weights of the features of sentences against a ledger: one set where an entry is told in full, one elsewhere."""
    found = list(notes.sentences(made))
    x, wrong, scenario = notes.measured(found)
    full = np.array([against_ledger.in_full(one.features) for one in found])
    odds = SHARE / (1 - SHARE) / (wrong.sum() / (~wrong).sum())
    unseen, flagged, sets = np.zeros(len(wrong)), np.zeros(len(wrong), bool), {}
    for name, own in zip(against_ledger.SETS, (full, ~full), strict=True):
        # Both classes weigh alike in a fit: moved to the base rate that such sentences have where one in ten is wrong.
        shift = float(np.log(wrong[own].sum() / (~wrong[own]).sum() * odds))
        unseen[own] = cross_validated(x[own], wrong[own], scenario[own], most=MOST) + shift
        b = fit(x[own], wrong[own], most=MOST)
        weights = {n: round(float(w), 3) for n, w in zip(found[0].features, b[1:], strict=True)}
        cut = float(np.quantile(unseen[own & ~wrong], IN_NOTES))
        flagged[own] = unseen[own] >= cut
        sets[name] = {
            "sentences": int(own.sum()), "faulty": int(wrong[own].sum()),
            "flagged_of_faulty": round(float(flagged[own & wrong].mean()), 3),
            "constant": round(float(b[0]) + shift, 3), "threshold": round(float(1 / (1 + np.exp(-cut))), 4),
            "weights": weights,
        }  # fmt: skip
    return {
        "about": f"The risk of a sentence against a ledger. {_FITTED}",
        "scenarios": len(set(scenario)),
        "area_on_unseen_scenarios": round(area(unseen, wrong), 3),
        "flagged_of_faulty": round(float(flagged[wrong].mean()), 3),
        **sets,
    }


_FITTED = "Fitted by python -m harness.fitting on the shipped suites alone."


def _document(what: str, names: list[str], b: Array, shift: float, cut: float, **told: Any) -> dict[str, Any]:
    return {
        "about": f"{what}. {_FITTED}",
        **told,
        "constant": round(float(b[0]) + shift, 3),
        "threshold": round(float(1 / (1 + np.exp(-cut))), 4),
        "weights": {name: round(float(w), 3) for name, w in zip(names, b[1:], strict=True)},
    }


def main() -> None:
    """Fit and write."""
    made = statements.arms()
    table = associations.learn([*(group for _, group in associations.of_facts(made)), *associations.of_families()])
    (FINDINGS / findings_associations.FILE).write_text(json.dumps({
        "about": f"Stems that stand for each other, each with how far (IBM Model 1). {_FITTED}", "near": table.near,
    }, indent=0) + "\n", encoding="utf-8")  # fmt: skip
    fits = (
        (combiner.FILE, fit_statements), (likeness.FILE, fit_facts), (against_ledger.FILE, fit_notes),
    )  # fmt: skip
    for file, fitted in fits:
        document = fitted(made)
        (FINDINGS / file).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
