"""Turns a variant's transcript into labelled sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from harness.notes import label_before
from harness.records import Variant

_DIRECTION = re.compile(r"\[[^\]\n]{1,60}\]")
_END = re.compile(r"[.!?…]+[\"'”’)]*\s+(?=[\"'“‘(£]?[A-Z0-9])")
_SHORTENED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|approx|e\.g|i\.e|etc|vs)|\b[A-Z])\.\s+$")
_NUMBERED = re.compile(r"\bNo\.\s+$")


@dataclass(frozen=True)
class Sentence:
    """One sentence as spoken; ``speaker`` is the transcript's label, or empty where there are none."""

    speaker: str
    words: str

    @property
    def line(self) -> str:
        """The sentence with its speaker, as a transcript writes it."""
        return f"{self.speaker}: {self.words}" if self.speaker else self.words


def sentences(variant: Variant) -> list[Sentence]:
    """Every spoken sentence in order; stage directions are nobody's words and are left out."""
    found = []
    for turn in variant.turns:
        if turn.person is None:
            continue
        words = " ".join(_DIRECTION.sub(" ", variant.text[turn.start : turn.end]).split())
        label = label_before(variant, turn)
        found += [Sentence(label, sentence) for sentence in split(words)]
    return found


def split(words: str) -> list[str]:
    """Sentences of running text; a full stop after a title, an initial or ``e.g.`` ends none."""
    ends = [m.end() for m in _END.finditer(words)]
    cuts = [0, *(end for end in ends if not _goes_on(words[:end], words[end])), len(words)]
    return [piece for a, b in pairwise(cuts) if (piece := words[a:b].strip())]


def _goes_on(before: str, after: str) -> bool:
    return bool(_SHORTENED.search(before) or (after.isdigit() and _NUMBERED.search(before)))
