"""The sentence of a note that is compared with what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.findings.cast import Mention
from harness.findings.passages import Clause
from harness.findings.tokens import Token

SURE = 0.6
"""Share of a wording that must be told before anything is compared with it."""


@dataclass(frozen=True)
class Here:
    """The sentence that is compared."""

    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    credited: frozenset[str]
    clauses: tuple[Clause, ...]
    hedges: frozenset[str]
    text: str
    attributed: bool
    """Whether it is anybody's word at all, by its own words or by what it goes on from."""
    who: frozenset[str]
    """Stems that say who, not what."""
    times: Mapping[str, str]
    steps: Mapping[str, frozenset[int]]
    heightened: frozenset[str]
    softened: frozenset[str]
    about: frozenset[str]
    """Everybody whom anything that it may tell has to do with."""
    in_past: bool
    """Whether the whole note tells things in the past."""
    led: bool
    """Whether words before a colon name a person, a body, or second hand."""
