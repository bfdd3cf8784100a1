"""Fit both sets of weights, say how well they do on scenarios they have not seen, and write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from harness.findings import combiner, likeness
from harness.fitting import facts, statements
from harness.fitting.regression import Array, area, cross_validated, fit

FINDINGS = Path(__file__).parent.parent / "findings"
SPECIFICITY = 0.95
"""Share of supported statements, each judged by the other folds, that the threshold leaves unflagged."""
SHARE = 0.1
"""Base rate of unsupported statements that the constant is set for, so that a risk reads as a probability."""
EVEN = 0.03
"""Penalty of the signs of statements: of 1, .1, .03, .01 ... the one that evens weights out most while the area on
unseen scenarios stays within one standard error of the best (the one-standard-error rule: Hastie, Tibshirani and
Friedman, The Elements of Statistical Learning, 7.10). Signs that say much the same then share the weight."""
FALSELY_KEPT = 0.02
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


def _document(what: str, names: list[str], b: Array, shift: float, cut: float, **told: Any) -> dict[str, Any]:
    return {
        "about": f"{what}. Fitted by python -m harness.fitting on the shipped suites alone.",
        **told,
        "constant": round(float(b[0]) + shift, 3),
        "threshold": round(float(1 / (1 + np.exp(-cut))), 4),
        "weights": {name: round(float(w), 3) for name, w in zip(names, b[1:], strict=True)},
    }


def main() -> None:
    """Fit and write."""
    made = statements.arms()
    for file, document in ((combiner.FILE, fit_statements(made)), (likeness.FILE, fit_facts(made))):
        (FINDINGS / file).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
