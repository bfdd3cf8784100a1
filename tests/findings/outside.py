"""Measures the check of statements on human labels: ``PYTHONPATH=. python tests/findings/outside.py FILE ...``.

A file holds one JSON object a line, perhaps packed with gzip: ``source``, ``claim``, ``label`` (1 supported, 0 not) and
``group`` (the document). Nothing is fitted. Intervals resample documents. A threshold for balanced accuracy is chosen
on half of the documents and scored on the other half, both ways. The controls do not see the source.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from harness.findings import check_claims
from harness.fitting.regression import Array, area

DRAWS, SEED = 1000, 1


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file, packed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def balanced(scores: Array, wrong: Array, cut: float) -> float:
    """Balanced accuracy where scores from ``cut`` up are called unsupported."""
    flagged = scores >= cut
    return float((flagged[wrong].mean() + (~flagged[~wrong]).mean()) / 2)


def by_halves(scores: Array, wrong: Array, group: Array) -> float:
    """Balanced accuracy by thresholds from the other half of the documents."""
    names = sorted(set(group))
    random.Random(SEED).shuffle(names)
    first = np.isin(group, names[: len(names) // 2])
    found = []
    for chosen, scored in ((first, ~first), (~first, first)):
        s, w = scores[chosen], wrong[chosen]
        cut = max(np.unique(s), key=lambda c: balanced(s, w, c))
        found.append(balanced(scores[scored], wrong[scored], cut))
    return float(np.mean(found))


def interval(figure: Callable[[Array], float], group: Array) -> tuple[float, float]:
    """95 % of what ``figure`` (of indexes of lines) is when documents are drawn anew; (nan, nan) if it never can be."""
    drawn = np.random.default_rng(SEED)
    lines = [np.flatnonzero(group == name) for name in sorted(set(group))]
    found = [
        figure(np.concatenate([lines[i] for i in drawn.integers(len(lines), size=len(lines))])) for _ in range(DRAWS)
    ]
    kept = [f for f in found if np.isfinite(f)]
    return (float(np.quantile(kept, 0.025)), float(np.quantile(kept, 0.975))) if kept else (np.nan, np.nan)


def claim_only(claims: list[str], wrong: Array, group: Array) -> Array:
    """A score from the words of the claim alone: their log odds in the documents of the other half."""
    names = sorted(set(group))
    random.Random(SEED).shuffle(names)
    first = np.isin(group, names[: len(names) // 2])
    words = [frozenset(claim.lower().split()) for claim in claims]
    scores = np.zeros(len(claims))
    for learnt in (first, ~first):
        seen: dict[str, list[int]] = {}
        for i in np.flatnonzero(learnt):
            for word in words[i]:
                seen.setdefault(word, [1, 1])[int(wrong[i])] += 1
        for i in np.flatnonzero(~learnt):
            odds = [np.log(seen[w][1] / seen[w][0]) for w in sorted(words[i]) if w in seen]
            scores[i] = np.mean(odds) if odds else 0.0
    return scores


def figures(lines: list[dict[str, Any]]) -> dict[str, tuple[float, float, float]]:
    """Each figure with the ends of its interval."""
    wrong = np.array([not line["label"] for line in lines])
    group = np.array([str(line["group"]) for line in lines])
    found = [check_claims(line["source"], [line["claim"]])[0] for line in lines]
    claims = [line["claim"] for line in lines]
    risk, flagged = np.array([c.risk for c in found]), np.array([float(c.flagged) for c in found])
    length = np.array([float(len(claim)) for claim in claims])

    def of(scores: Array, measure: Callable[[Array, Array], float]) -> tuple[float, float, float]:
        def figure(i: Array) -> float:
            return measure(scores[i], wrong[i]) if 0 < wrong[i].sum() < len(i) else np.nan

        return (figure(np.arange(len(wrong))), *interval(figure, group))

    def either_way(scores: Array, of_these: Array) -> float:
        return max(area(scores, of_these), 1 - area(scores, of_these))

    return {
        "area under the curve": of(risk, area),
        "balanced accuracy by halves": (by_halves(risk, wrong, group), np.nan, np.nan),
        "balanced accuracy as flagged": of(flagged, lambda s, w: balanced(s, w, 0.5)),
        "control, length of the claim": of(length, either_way),
        "control, words of the claim": of(claim_only(claims, wrong, group), area),
    }


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Name one or more files: python tests/findings/outside.py FILE.jsonl.gz ...")
    for name in sys.argv[1:]:
        read_lines = read(Path(name))
        print(f"{Path(name).name}: {len(read_lines)} claims, {sum(not r['label'] for r in read_lines)} unsupported")
        for what, (value, low, high) in figures(read_lines).items():
            print(f"  {what}: {value:.3f}" + (f" [{low:.3f}, {high:.3f}]" if np.isfinite(low) else ""))
