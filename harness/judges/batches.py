"""What local models share: statements with passages to batches of pairs, and their answers back to opinions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from harness.judges.base import Asked, Opinion
from harness.judges.families import together

PAIRS = 16
"""Pairs of passage and statement in one batch."""
WIDEST = 450
"""Tokens of source shown at once, however much the model could read: checkers are trained on passages of this size."""

Pair = tuple[str, str]
"""Passage and statement."""


class ScoresPairs:
    """A local model that reads passage and statement together; it sets ``_tokenizer`` and ``_window`` (tokens)."""

    _tokenizer: Any
    _window: int

    def _score(self, pairs: list[Pair]) -> list[tuple[float, float]]:
        """Support and contradiction, 0..1, of each pair: what a kind of model must say."""
        raise NotImplementedError

    def room(self, statement: str) -> int:
        """Tokens of source that fit beside the statement."""
        spare = self._tokenizer.num_special_tokens_to_add(pair=True)
        return min(WIDEST, self._window - int(spare) - self.length(statement))

    def length(self, text: str) -> int:
        """Tokens of a text."""
        return len(self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def opinions(self, asked: Sequence[Asked]) -> list[Opinion]:
        """One opinion for each, in order."""
        return in_batches(asked, self._score)

    def close(self) -> None:
        """Nothing to give back."""


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
