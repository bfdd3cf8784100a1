"""How strongly a sentence puts a thing against how it was said: steps on a ladder, words that heighten or soften.

The ladders are those of ``ladders.yaml``. A word counts only if no wording and no turn of what is told stands on its
step, or has it at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from harness.findings.ladders import rungs, written
from harness.findings.levelling import levelled
from harness.findings.tokens import Token

_LONGEST = 5
"""Words in the longest expression of a ladder."""


def steps(tokens: Sequence[Token]) -> dict[str, frozenset[int]]:
    """By ladder: the ranks of the expressions among some tokens, the longest expression first."""
    words = levelled(tokens)
    out: dict[str, set[int]] = {}
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            found = rungs().get(tuple(w.stem for w in words[i : i + length]))
            denied = i > 0 and words[i - 1].stem in ("not", "cannot")
            if found is not None and not denied:
                out.setdefault(found[0], set()).add(found[1])
                i += length - 1
                break
        i += 1
    return {ladder: frozenset(ranks) for ladder, ranks in out.items()}


def moved(here: Mapping[str, frozenset[int]], there: Mapping[str, frozenset[int]]) -> float:
    """1 if something stands on another step of a ladder than everywhere it was said; the ladder must be there too."""
    return float(any(ladder in there and not ranks & there[ladder] for ladder, ranks in here.items()))


@cache
def _marks(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(written(name), key=lambda one: (-len(one), one)))})\b")


def marked(tokens: Sequence[Token], name: str) -> frozenset[str]:
    """Which expressions of a list of cues stand among some tokens, as they are written."""
    return frozenset(_marks(name).findall(" ".join(t.text for t in tokens)))
