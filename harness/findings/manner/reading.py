"""Masked words to a reading age: Flesch-Kincaid grade (Kincaid et al. 1975) plus five years.

Names, pronouns, relation words and stated characteristics count as fixed numbers of syllables, so that no name makes
a record harder to read. Syllables are counted by rule, which is off by one in some words; use it for comparing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from harness.findings.manner.words import Word
from harness.masking import PRONOUN

_SCHOOL_STARTS = 5
"""Years from an American school grade to the age of who is in it."""
_MASKED = 2
"""Syllables of whatever is masked but a pronoun, which has one."""
_VOWELS = re.compile(r"[aeiouy]+")
_APART = re.compile(
    r"(?<![cgnstx])i[ao](?!ge)|[^q]u[ao]l|ua(?=ti)|(?<=[aeiouy][^aeiouy])e[ao]$|[eouy]ing$|iet|(?<![ct])ien[ct]"
)
"""Neighbouring vowels that are two syllables: "diary", "usual", "situation", "area", "going", "quiet", "client"."""
_BY_HEART = {
    "business": 2, "create": 2, "created": 3, "diabetes": 4, "evening": 2, "every": 2, "everything": 3,
    "reablement": 4, "safeguard": 2, "safeguarding": 3, "science": 2, "something": 2, "sometimes": 2, "wednesday": 2,
}  # fmt: skip
"""Common words of a record that the rules get wrong."""
_SPOKEN = {"e": (), "es": ("s", "z", "x", "c", "g", "ch", "sh"), "ed": ("t", "d")}
"""Endings that are silent, as in "home", "lives" and "asked", and the letters after which they are spoken."""
_SYLLABIC = re.compile(r"[^aeiouyl]l$")
"""An l that is a syllable with the ending: "table", "settled"."""


@functools.lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """Syllables of a masked word; digits count as one."""
    if word.startswith("§"):
        return 1 if word == PRONOUN else _MASKED
    if word in _BY_HEART:
        return _BY_HEART[word]
    groups = len(_VOWELS.findall(word))
    return max(1, groups - _silent(word) + len(_APART.findall(word)))


def _silent(word: str) -> bool:
    """Whether it ends in a vowel that is written and not spoken."""
    ending = next((e for e in ("es", "ed", "e") if word.endswith(e)), "")
    stem = word.removesuffix(ending)
    if not ending or not stem or stem[-1] in "aeiouy":
        return False
    return not stem.endswith(_SPOKEN[ending]) and not _SYLLABIC.search(stem)


def reading_age(words: Sequence[Word]) -> float | None:
    """Years of age at which the text can be read; None of no words. Lines end a sentence, as headings have no stop."""
    if not words:
        return None
    sentences = words[-1].sentence + 1
    spoken = sum(syllables(word.text) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59
    return round(grade + _SCHOOL_STARTS, 2)
