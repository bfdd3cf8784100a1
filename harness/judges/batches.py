"""What local models share: statements with passages to batches of pairs, and their answers back to opinions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.judges.base import Asked, Opinion
from harness.judges.families import together

PAIRS = 16
"""Pairs of passage and statement in one batch."""
WIDEST = 450
"""Tokens of source shown at once, however much the model could read: checkers are trained on passages of this size."""

Pair = tuple[str, str]
"""Passage and statement."""


def in_batches(asked: Sequence[Asked], score: Callable[[list[Pair]], list[tuple[float, float]]]) -> list[Opinion]:
    """Opinions by a function that scores pairs; those of like length go together, so that little is padding."""
    pairs = [(passage, one.statement) for one in asked for passage in one.passages]
    order = sorted(range(len(pairs)), key=lambda i: (len(pairs[i][0]) + len(pairs[i][1]), i))
    scored: dict[int, tuple[float, float]] = {}
    for start in range(0, len(order), PAIRS):
        here = order[start : start + PAIRS]
        scored |= dict(zip(here, score([pairs[i] for i in here]), strict=True))
    out, at = [], 0
    for one in asked:
        count = len(one.passages)
        windows = [scored[i] for i in range(at, at + count)]
        at += count
        out.append(Opinion(round(together(windows), 4)) if windows else Opinion(None, problem="no passage to read"))
    return out
