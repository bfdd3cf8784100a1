"""Fits a logistic regression whose weights cannot be negative, and judges it on scenarios it has not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
FOLDS, PENALTY = 5, 1.0


def fit(x: Array, wrong: Array, penalty: float = PENALTY, most: float | None = None) -> Array:
    """Constant and weights, none of them negative: penalised logistic regression, both classes weighing alike.

    The smaller ``penalty``, the variance of the prior of a weight, the more alike are the weights of features that
    say much the same. ``most`` is the greatest weight allowed: no single sign may then decide more than that.
    """
    from scipy.optimize import minimize

    spread = x.std(0) + 1e-9
    scaled = x / spread
    weight = np.where(wrong, 0.5 / wrong.mean(), 0.5 / (1 - wrong.mean())) * 1000 / len(wrong)

    def loss(b: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-(b[0] + scaled @ b[1:])))
        gap = weight * (p - wrong)
        likely = np.where(wrong, np.log(p + 1e-12), np.log(1 - p + 1e-12))
        value = float(-(weight * likely).sum() + 0.5 * (b[1:] ** 2).sum() / penalty)
        return value, np.concatenate([[gap.sum()], scaled.T @ gap + b[1:] / penalty])

    bounds = [(None, None)] + [(0.0, None if most is None else most * s) for s in spread]
    found = minimize(loss, np.zeros(1 + x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.concatenate([[found[0]], found[1:] / spread])


def _scores(x: Array, b: Array) -> Array:
    return np.asarray(b[0] + x @ b[1:])


def folds(scenario: Iterable[str]) -> dict[str, int]:
    """By scenario: the fold that it is in, by a hash of its name."""
    names = sorted(set(scenario), key=lambda name: hashlib.sha256(f"fold|{name}".encode()).digest())
    return {name: i % FOLDS for i, name in enumerate(names)}


def cross_validated(
    x: Array, wrong: Array, scenario: Array, penalty: float = PENALTY, most: float | None = None
) -> Array:
    """The score of each statement by weights fitted on the scenarios of the other folds."""
    fold = folds(scenario)
    where = np.array([fold[name] for name in scenario])
    out = np.zeros(len(wrong))
    for n in range(FOLDS):
        out[where == n] = _scores(x[where == n], fit(x[where != n], wrong[where != n], penalty, most))
    return out


def area(scores: Array, wrong: Array) -> float:
    """Chance that an unsupported statement scores above a supported one (area under the ROC curve)."""
    from scipy.stats import rankdata

    ranks, n = rankdata(scores), int(wrong.sum())
    return float((ranks[wrong].sum() - n * (n + 1) / 2) / (n * (len(wrong) - n)))
