"""Tokens to the words in which paraphrases are looked for: auxiliaries levelled, wishes and consents told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harness.findings.stems import stem
from harness.findings.text import analyse
from harness.findings.tokens import SELF, Token
from harness.masking import KIN


def stems(text: str) -> frozenset[str]:
    """The stems of words written as running text."""
    return frozenset(stem(word) for word in text.split())


_LEVEL = {
    stem(form): to
    for to, forms in {
        "be": "am is are was were be been being", "hav": "has have had having", "do": "do does did doing done",
        "go": "go goes going went gone", "cry": "cry cried", "try": "try tried", "use": "use using",
        "lie": "lie lying lies", "eat": "eat eats", "put": "put puts",
    }.items()
    for form in forms.split()
} | {stem(word): kin for word, kin in KIN.items() if kin != KIN["person"]}  # fmt: skip
"""Forms that the stemmer leaves apart, taken as one; relation words as masking writes them."""

_APART = {
    form: to
    for to, forms in {
        "agree": "agree agrees agreed agreeing consent consents consented consenting accept accepts accepted accepting",
        "mention": "mention mentions mentioned mentioning", "tell": "tell tells told telling", "will": "will",
        "willing": "willing", "keen": "keen", "hope": "hope hopes hoped hoping", "note": "noted",
        "care": "care cares cared caring", "likely": "likely",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Words that the stemmer takes as one with others, and that a meaning needs told apart; seen in tokens only."""

UNSAID = stems("the a an to of that") | {"be", "§pro§"}
"""Dropped from an expression, unless too little is left."""

_JOINED = {
    ("can", "not"): "cannot", ("could", "not"): "cannot", ("not", "abl"): "cannot", ("to", "be"): "to be",
    ("to", "the"): "to the", ("to", "a"): "to the", ("to", "an"): "to the",
}  # fmt: skip
"""Pairs that mean something of their own: "came home" is not "came to the home"."""


class Word(NamedTuple):
    """A word, the tokens ``first`` to ``last`` that it stands for, and whether a clause ended before it."""

    stem: str
    first: int
    last: int
    breaks: bool


def levelled(said: Sequence[str | Token]) -> list[Word]:
    """Stems with the forms of auxiliaries as one, and "can not", "could not" and "not able" as "cannot"."""
    out: list[Word] = []
    for i, one in enumerate(said):
        written, breaks = (one, False) if isinstance(one, str) else (_stem_of(one), one.breaks)
        word = _LEVEL.get(written, written)
        joined = _JOINED.get((out[-1].stem, word)) if out and not breaks else None
        if out and out[-1].stem == "used" and word != "to":
            out[-1] = out[-1]._replace(stem="use")  # "used to" alone says that it is over
        out[-1:] = [Word(joined, out[-1].first, i, out[-1].breaks)] if joined else [*out[-1:], Word(word, i, i, breaks)]
    if out and out[-1].stem == "used":
        out[-1] = out[-1]._replace(stem="use")
    return out


def _stem_of(token: Token) -> str:
    return token.text if token.text == SELF else _APART.get(token.text, token.stem)


def expression(text: str) -> tuple[str, ...]:
    """The words of an expression as they are looked for: levelled stems without articles, pronouns and the like."""
    every = [word.stem for word in levelled([t for s in analyse(text).sentences for t in s.tokens])]
    told = [w for i, w in enumerate(every) if w not in UNSAID and not (w == "do" and "not" in every[i + 1 : i + 2])]
    return tuple(told if len(told) > 1 or len(every) == 1 else every)
