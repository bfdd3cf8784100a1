"""What a model's answers mean: its labels to support and contradiction, in whatever order the model has them.

Three families, told apart by the model's own ``config.json``:

* three-label entailment cross-encoders (entailment, neutral, contradiction), and two labels with such names;
* two-label or one-score consistency models, as HHEM and the MiniCheck classifiers. Where labels have no names the last
  one says supported, as those publish them; ``judge.json`` can say otherwise;
* sequence-to-sequence checkers, as MiniCheck-Flan-T5, by the probability of the answer that says supported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from harness.errors import ToolError
from harness.judges.folder import SETTINGS, ModelFolder

_CONTRADICTS = ("contradict",)
_DENIES = ("not_", "not ", "non_", "non-", "non", "un", "in", "halluc", "refut", "false", "no")
_SUPPORTS = ("entail", "support", "consist", "factual", "attribut", "true", "yes", "faithful", "grounded")


@dataclass(frozen=True)
class Labels:
    """Indexes of the logits that say supported and contradicted; one logit alone is a score."""

    count: int
    support: int
    contradiction: int | None


def labels_of(folder: ModelFolder) -> Labels:
    """How the logits of a classifier are read.

    Raises:
        ToolError: its labels cannot be understood.
    """
    config = folder.config
    names = _names(config)
    count = len(names)
    wanted = folder.settings
    if wanted.support is not None:
        against = None if wanted.contradiction is None else _named(folder, names, wanted.contradiction)
        return Labels(count, _named(folder, names, wanted.support), against)
    if count == 1:
        return Labels(1, 0, None)
    lowered = [name.lower() for name in names]
    against = next((i for i, name in enumerate(lowered) if name.startswith(_CONTRADICTS)), None)
    support = [i for i, n in enumerate(lowered) if n.startswith(_SUPPORTS)]
    if len(support) == 1:
        return Labels(count, support[0], against)
    if count == 2 and all(name.startswith("label_") for name in lowered):
        return Labels(2, 1, None)
    if count == 2 and not support and sum(n.startswith(_DENIES) for n in lowered) == 1:
        return Labels(2, next(i for i, n in enumerate(lowered) if not n.startswith(_DENIES)), None)
    raise ToolError(
        f"The labels of the model in {folder.path} are {', '.join(names)}: which of them says that a statement is "
        f'supported? Write it into {folder.path / SETTINGS}, as {{"support": "{names[0]}"}}.'
    )


def _names(config: Mapping[str, Any]) -> list[str]:
    """Labels in the order of the logits."""
    given = config.get("id2label")
    if isinstance(given, dict) and given and all(str(key).isdigit() for key in given):
        return [str(given[key]) for key in sorted(given, key=int)]
    count = config.get("num_labels")
    return [f"LABEL_{i}" for i in range(count if isinstance(count, int) and 0 < count < 100 else 2)]


def _named(folder: ModelFolder, names: Sequence[str], wanted: str) -> int:
    found = [i for i, name in enumerate(names) if name.lower() == wanted.lower()]
    if len(found) != 1:
        raise ToolError(
            f"{folder.path / SETTINGS} names the label '{wanted}'. The model "
            f"has: {', '.join(names)}. Write one of these."
        )
    return found[0]


def read(logits: npt.NDArray[np.float32], labels: Labels) -> list[tuple[float, float]]:
    """Rows of logits to (support, contradiction), each 0..1.

    Raises:
        ToolError: the model gives another number of logits than it has labels, or something that is no number.
    """
    if logits.ndim != 2 or logits.shape[1] != labels.count:
        raise ToolError(
            f"The model gives answers of shape {'x'.join(map(str, logits.shape))}, and its config.json names "
            f"{labels.count} labels. Is the config.json another model's?"
        )
    z = logits.astype(np.float64)
    if not np.isfinite(z).all():
        raise ToolError("The model gives answers that are no numbers. Is its file whole?")
    if labels.count == 1:
        return [(float(p), 0.0) for p in 0.5 * (1 + np.tanh(z[:, 0] / 2))]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    against = labels.contradiction
    return [(float(row[labels.support]), float(row[against]) if against is not None else 0.0) for row in p]


def together(windows: Sequence[tuple[float, float]]) -> float:
    """Support over several passages: the best counts, unless the best-matching one (the first) contradicts it.

    Taking the best follows SummaC's zero-shot form (Laban and others 2022); contradiction in passages that only
    happen to share words is not read, or any long source would contradict something.
    """
    best = max(support for support, _ in windows)
    return min(best, 1 - windows[0][1])


def is_sequence_to_sequence(config: Mapping[str, Any]) -> bool:
    """Whether a model writes its answer rather than labelling."""
    kinds = config.get("architectures") or []
    return any(isinstance(k, str) and k.endswith("ForConditionalGeneration") for k in kinds)
