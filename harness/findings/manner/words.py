"""A text to its words with everybody masked, so that no name, pronoun or stated characteristic moves a count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from harness.masking import PRONOUN, fold, mask
from harness.records import Filled

WHO, PRO, SELF, NUMBER, ANY = "WHO", "PRO", "SELF", "NUMBER", "ANY"
"""What a list may ask for instead of a word: any person, a pronoun, "herself" and its like, digits, any word."""

_NOMINATIVE = frozenset({"he", "she", "they"})
_ENDS = re.compile(r"[.!?…](?=\s|[\"')\]*_]|$)|\n")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|mx|miss|dr)\b\.?", re.IGNORECASE)
_SHORT = frozenset("dr prof rev st etc approx cllr".split())
"""Words whose full stop ends no sentence."""
_JOINS = frozenset(" \t\r\n-‐‑*_'\"")
_FURTHEST = 6
"""Characters between two words of one expression, at most: a line may wrap, a paragraph may not end."""


class Word(NamedTuple):
    """A masked word (``§adult§`` for a name, ``§pro§`` for a pronoun) and where it stands in the text."""

    text: str
    start: int
    end: int
    classes: tuple[str, ...]
    joined: bool
    """Whether nothing but space or a hyphen stands between it and the word before."""
    breaks: bool
    """Whether punctuation does."""
    sentence: int
    line: int
    nominative: bool
    """Whether it is he, she or they."""


def words_of(text: str, people: Mapping[str, Filled] | None = None) -> list[Word]:
    """Every word in order; contractions are two ("is not"), a full name with its title is one."""
    folded = fold(text)
    out: list[Word] = []
    sentence = line = end = 0
    for token in mask(folded, people or {}):
        gap = folded[end : token.start]
        if out and gap:
            bare = _TITLE.sub("", gap)
            short = len(out[-1].text) == 1 or out[-1].text in _SHORT  # "e.g.", "J. Smith", "Dr. Obi"
            line += "\n" in bare
            sentence += _ENDS.search(bare[1:] if short and bare.startswith(".") else bare) is not None
        raw = folded[token.start : token.end].lower()
        joined = bool(out) and len(gap) <= _FURTHEST and _JOINS.issuperset(gap) and gap.count("\n") < 2
        breaks = bool(out) and bool(gap.strip(" \t\r-‐‑*_'\""))
        classes = _classes(token.text, raw)
        nominative = raw.partition("'")[0] in _NOMINATIVE and token.text == PRONOUN
        out.append(Word(token.text, token.start, token.end, classes, joined, breaks, sentence, line, nominative))
        end = max(end, token.end)
    return out


def _classes(text: str, raw: str) -> tuple[str, ...]:
    if text == PRONOUN:
        return (SELF,) if raw.endswith(("self", "selves")) else (PRO, WHO)
    if text.startswith("§"):
        return () if text.startswith("§slot") else (WHO,)
    return (NUMBER,) if text[0].isdigit() else ()
