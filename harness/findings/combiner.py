"""Signs of one statement to the probability that the source does not support it, by weights fitted beforehand.

A logistic curve over signs that can each only raise the risk: no weight is negative, so every reason for a flag can be
read off. The weights stand in ``data/combiner.json``; ``python -m harness.fitting`` makes them, from statements of the
shipped suites and errors planted in them. Nothing outside the project was fitted on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from harness.findings.support import Signs

FILE = "data/combiner.json"
COPIED_RISK = 0.03
"""Most that a statement copied word for word can have."""
NOTHING_STATED = 0.1


@dataclass(frozen=True)
class Combiner:
    """Weights of the features, the constant, and the risk from which a statement is flagged."""

    weights: Mapping[str, float]
    constant: float
    threshold: float


@cache
def shipped() -> Combiner:
    """The fitted weights that come with Plumbline."""
    made = json.loads(resources.files("harness.findings").joinpath(FILE).read_text(encoding="utf-8"))
    return Combiner(made["weights"], made["constant"], made["threshold"])


def weigh(found: Mapping[str, float], combiner: Combiner) -> float:
    """Features to a probability, 0..1."""
    z = combiner.constant + sum(weight * found[name] for name, weight in combiner.weights.items())
    return 1 / (1 + math.exp(-z))


def features(s: Signs) -> dict[str, float]:
    """Every feature of a statement, each 0 or more, each a reason for doubt."""
    return {
        "not_covered": 1 - s.coverage,
        "missing_words": s.uncovered,
        "not_in_one_turn": 1 - s.in_one_turn,
        "not_copied": 1 - s.copied,
        "unseen_quantity": float(min(2, len(s.unseen_quantities))),
        "moved_quantity": float(min(2, s.moved_quantities)),
        "unseen_name": float(min(2, len(s.unseen_names))),
        "negation": s.negation,
        "denied_risk": float(s.denied_risk),
        "wrong_speaker": float(s.wrong_speaker),
        "new_topic": float(bool(s.new_topics)),
        "somebody_else": s.somebody_else,
        "over": s.over_only_here,
    }


def risk(s: Signs, combiner: Combiner | None = None) -> float:
    """Probability, 0..1, that the source does not support the statement; higher is worse."""
    if not s.content:
        return NOTHING_STATED
    chosen = combiner or shipped()
    p = weigh(features(s), chosen)
    if s.copied >= 0.999 and not s.unseen_quantities and not s.unseen_names:
        return min(p, COPIED_RISK)
    return p
