"""A word to words that stand for it in other wordings of the same thing: learnt from the project's own paraphrases.

How likely one word is where the other was, by IBM Model 1 (Brown et al. 1993, "The mathematics of statistical machine
translation") between accepted wordings of one fact, and between expressions of one paraphrase family. The table stands
in ``data/associations.json``; ``python -m harness.fitting`` makes it, of stems alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

FILE = "data/associations.json"


@dataclass(frozen=True)
class Associations:
    """By stem: the stems that may stand for it, each with how far, 0..1."""

    near: Mapping[str, Mapping[str, float]]

    def likest(self, one: str, others: frozenset[str]) -> float:
        """How far anything among ``others`` may stand for a stem, 0..1; 1 if it is there itself."""
        if one in others:
            return 1.0
        return max((value for other, value in self.near.get(one, {}).items() if other in others), default=0.0)


@cache
def shipped() -> Associations:
    """The table that comes with Plumbline."""
    text = resources.files("harness.findings").joinpath(FILE).read_text(encoding="utf-8")
    return Associations(json.loads(text)["near"])
