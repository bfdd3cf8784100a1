"""A stem to the root that words derived from one another share: decide and decision, medicate and medication.

Looser than ``stems``: what only shares a root is related, not the same, and counts as such.
"""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = tuple(sorted(
    "ation ition ution ion ment ance ence anci enci iti abil ibl abl ativ itiv iv ician ist ism ful less ous "
    "ical ic ial al ator or er at iz ifi ant ent nes ward th en ed ing i s".split(),
    key=len, reverse=True,
))  # fmt: skip
"""Endings of derivation as the stemmer leaves them, longest first."""
_SHORTEST = 4
"""Letters that a root must keep: shorter ones are shared by words that have nothing to do with each other."""
_ALTERNATES = frozenset("dtsc")
"""Last letters that derivation changes: decid-, decis-; permit, permis-; evident, evidenc-."""


@lru_cache(maxsize=50_000)
def root(stem: str) -> str:
    """The root of a stem; the stem itself where it is short, a number or a sentinel."""
    if len(stem) <= _SHORTEST or not stem.isalpha():
        return stem
    for _ in range(2):
        ending = next((e for e in _ENDINGS if stem.endswith(e) and len(stem) - len(e) >= _SHORTEST), None)
        if ending is None:
            break
        stem = stem[: -len(ending)]
    return stem[:-1] if len(stem) > _SHORTEST and stem[-1] in _ALTERNATES else stem
