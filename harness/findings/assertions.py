"""A sentence to what each of its clauses asserts, so that two clauses about one thing can be held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from harness.findings import lexicon as lx
from harness.findings.ladders import rungs_in
from harness.findings.paraphrases import families_in
from harness.findings.polarity import clauses
from harness.findings.tokens import Token

_MARKS = {
    "planned": lx.words("will shall going plan plans planned intend intends due tomorrow soon hope hopes hoping"),
    "open": lx.words("would could should want wants wish need needs if ask whether consider considering"),
    "hedged": lx.words(
        "may might maybe perhaps possibly possible probably probable likely unlikely seems seem seemed appears appear "
        "appeared suppose supposed guess reckon roughly unsure apparently reportedly allegedly supposedly"
    ),
    "strong": lx.words(
        "always every all entirely completely totally wholly constantly severe severely flatly strongly extremely very "
        "highly seriously serious must demands demanded insists insisted only"
    ),
    "weak": lx.words("quite slightly somewhat bit little sometimes occasionally occasional mild mildly partly rather"),
    "over": lx.words("used anymore longer former formerly previously stopped ceased gave quit"),
}  # fmt: skip
"""Words that say how an assertion stands: still to come, open, uncertain, or no longer so."""


class Assertion(NamedTuple):
    """One clause: its content, what of it is denied, and how it is put."""

    stems: frozenset[str]
    denied: frozenset[str]
    marks: frozenset[str]
    rungs: frozenset[tuple[str, int]]
    """(ladder, rank) of words of degree."""
    families: frozenset[str]
    """Meanings expressed, by the paraphrase families."""


@cache
def _mark_of() -> dict[str, str]:
    return {word: mark for mark, words in _MARKS.items() for word in words}


def assertions(tokens: tuple[Token, ...], content: Sequence[bool], negated: frozenset[int]) -> list[Assertion]:
    """The clauses of a sentence that have content."""
    numbers = clauses(tokens)
    n = numbers[-1] + 1 if numbers else 0
    stems: list[set[str]] = [set() for _ in range(n)]
    denied: list[set[str]] = [set() for _ in range(n)]
    marks: list[set[str]] = [set() for _ in range(n)]
    rungs: list[set[tuple[str, int]]] = [set() for _ in range(n)]
    families: list[set[str]] = [set() for _ in range(n)]
    known = _mark_of()
    for i, token in enumerate(tokens):
        at = numbers[i]
        if content[i]:
            stems[at].add(token.stem)
            if i in negated:
                denied[at].add(token.stem)
        if token.text in known:
            marks[at].add(known[token.text])
    for name, rank, i in rungs_in(tokens):
        rungs[numbers[i]].add((name, rank))
    for family, first, _ in families_in(tokens):
        families[numbers[first]].add(family)
    return [
        Assertion(*(frozenset(part[at]) for part in (stems, denied, marks)), frozenset(rungs[at]), frozenset(families[at]))
        for at in range(n) if stems[at] or families[at]
    ]  # fmt: skip
