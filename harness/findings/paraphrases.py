"""Stems of a text to the meanings that it expresses, by the paraphrase families in ``data/paraphrases``.

A family is one meaning, with the ways in which people say it and records put it. Severity, certainty,
polarity and time are part of the meaning: "cannot" and "struggles" are two families.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from harness.findings.ladders import ladder
from harness.findings.levelling import UNSAID, Word, expression, levelled, stems
from harness.findings.tokens import SELF, Token

__all__ = ["GAP", "Family", "families", "families_in", "ladder", "opposites"]

GAP = 2
"""Filler tokens that may stand between two words of an expression."""
_REACH = 24
"""Words before an expression at which a longer one that holds it may begin."""
_BACK = 4
"""Tokens before an expression among which a word that turns it is looked for."""

_FILLER = (
    stems("it its in at for with by from on as this these those there here i my me mine myself you your we our us just")
    | stems("very really quite rather too oh um uh er erm ah okay ok some any all own even also now still so then yes")
    | stems("yeah both got")
    | UNSAID
    | {"hav", "do", SELF}
)
"""May stand between the words of an expression without a change of meaning."""

_PASSES = _FILLER | stems(
    "want think feel say need able can believe know keep seem like about get ever longer tell mention will would"
)
"""What a negator reaches over: "did not really want to ..."."""

_TURNS = stems(
    "if unless might may could nearly almost hardly barely stop should must ought threaten frighten try want offer "
    "avoid plan need pretend likely unlikely suppose lose due wait await apply risk agree hope"
) | {"used", "to be", "will", "would"}
"""Before an expression, these make it something that has not happened, or no longer does."""

_SOFTENS = stems("much enough properly often always every long until unless except far alone unaided everything all")
"""After an expression with a negator, these make it less than it says: "does not sleep much"."""

_NEGATORS = frozenset({"not", "cannot"})


@dataclass
class _Node:
    """A place in the tree of expressions."""

    after: dict[str, _Node] = field(default_factory=dict)
    family: str = ""
    negated: bool = False
    decoys: tuple[str, ...] = ()
    """Families that what leads here only looks like."""


class _Found(NamedTuple):
    words: int
    first: int
    last: int
    family: str
    decoy: bool = False


def _is_decoy(found: _Found, decoys: Mapping[tuple[str, int], Sequence[_Found]]) -> bool:
    """Whether an expression is part of a longer one that only looks like its family."""
    return any(
        found.last <= outer.last and found.words < outer.words
        for first in range(found.first - _REACH, found.first + 1)
        for outer in decoys.get((found.family, first), ())
    )


@dataclass(frozen=True)
class Family:
    """One meaning: ``says`` express it, ``never`` look like it and do not; ``opposite`` are ids of contrary ones."""

    id: str
    domain: str
    says: tuple[str, ...]
    never: tuple[str, ...]
    opposite: tuple[str, ...]


@cache
def families() -> Mapping[str, Family]:
    """Every shipped family, by id. Raises ValueError if an id is given twice."""
    made: dict[str, Family] = {}
    folder = resources.files("harness.findings").joinpath("data/paraphrases")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name == "ladders.yaml" or not file.name.endswith(".yaml"):
            continue
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            opposite = tuple(entry.get("opposite", "").split())
            family = Family(entry["id"], file.name[:-5], tuple(entry["says"]), tuple(entry["not"]), opposite)
            if family.id in made:
                raise ValueError(f"two paraphrase families are called {family.id}")
            made[family.id] = family
    return made


@cache
def _tree() -> _Node:
    root = _Node()
    for family in families().values():
        for text in family.says:
            node = root
            words = expression(text)
            for word in words:
                node = node.after.setdefault(word, _Node())
            node.family, node.negated = family.id, bool(_NEGATORS & set(words))
    for family in families().values():
        for words in {expression(text) for text in family.never} - {expression(text) for text in family.says}:
            node = root
            for word in words:
                node = node.after.setdefault(word, _Node())
            node.decoys = (*node.decoys, family.id)
    return root


@cache
def _opposites() -> Mapping[str, frozenset[str]]:
    pairs = {(f.id, other) for f in families().values() for other in f.opposite}
    pairs |= {(other, one) for one, other in pairs}
    return {one: frozenset(b for a, b in pairs if a == one) for one, _ in pairs}


def opposites(family: str) -> frozenset[str]:
    """Ids of the families that say the contrary of ``family``, whichever of the two names the other."""
    return _opposites().get(family, frozenset())


def families_in(said: Sequence[str | Token]) -> list[tuple[str, int, int]]:
    """Families expressed in stems or tokens, in order: (id, index of its first token, of its last).

    Expressions do not overlap, longer ones first. Tokens are better than stems: nothing is then found
    across the end of a clause, and "noted", whose stem is that of a negator, denies nothing.
    """
    words = levelled(said)
    every: list[_Found] = []
    for i in range(len(words)):
        if words[i].stem in _tree().after:
            _follow(_tree(), words, i, i, 0, every)
    decoys: dict[tuple[str, int], list[_Found]] = {}
    for one in every:
        if one.decoy:
            decoys.setdefault((one.family, one.first), []).append(one)
    found = [f for f in every if not f.decoy and not _is_decoy(f, decoys)]
    out: list[tuple[str, int, int]] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda f: (-f.words, f.last - f.first, f.first)):
        span = range(words[one.first].first, words[one.last].last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            out.append((one.family, span[0], span[-1]))
    return sorted(out, key=lambda f: f[1])


def _follow(node: _Node, words: list[Word], first: int, at: int, length: int, found: list[_Found]) -> None:
    """Add the expressions that begin at word ``first`` and of which ``node`` is what stands before word ``at``."""
    if node.family and _stands(words, first, at - 1, node.negated):
        found.append(_Found(length, first, at - 1, node.family))
    found.extend(_Found(length, first, at - 1, family, True) for family in node.decoys)
    gap = 0
    for j in range(at, min(at + 2 * GAP + 1, len(words))):
        if j > first and words[j].breaks:
            return
        if words[j].stem in node.after:
            _follow(node.after[words[j].stem], words, first, j + 1, length + 1, found)
        gap += words[j].stem not in UNSAID
        if j == first or gap > GAP or words[j].stem not in _FILLER:
            return


def _stands(words: list[Word], first: int, last: int, negated: bool) -> bool:
    """Whether nothing before the expression denies or suspends it, and nothing after it softens its denial."""
    after = words[last + 1] if last + 1 < len(words) else None
    if negated and after is not None and not after.breaks and after.stem in _SOFTENS:
        return False
    for j in range(first - 1, max(-1, first - 1 - _BACK), -1):
        if words[j + 1].breaks:
            return True
        if words[j].stem in _NEGATORS:
            return negated
        if words[j].stem in _TURNS and all(w.stem in _FILLER for w in words[j + 1 : first]):
            return False
        if words[j].stem not in _PASSES:
            return True
    return True
