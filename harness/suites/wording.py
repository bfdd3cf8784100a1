"""Turns a text with slots into its content words, and says whether one text says what another does.

The rule is simple and open: words are lowered and stripped of common endings, small words and slots for
names and pronouns are dropped, numbers in words become digits, every negation becomes "not".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from harness.suites.slots import NAMES, PRONOUNS, SLOT, VERBS

NOT = "not"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _set("""
a an and are as at be been but by can could did do does for from had has have he her hers herself him himself his
i if in into is it its itself just me mine more my myself of oh on or our ours out own s shall she should so some
than that the their theirs them then there they this to too up us very was we were what when which who will with
would you your yours am being about also said says say
""")
_COUNTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNTED.split())} | {"once": "1", "twice": "2"}
_NEGATIONS = _set("no not never none nothing nobody cannot without neither nor")
_WORD = re.compile(r"\{[^{}]*\}|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_DROPPED = NAMES | PRONOUNS | VERBS | {"s", "es"}


def content(text: str) -> list[str]:
    """Content words in order; all words if there are no others."""
    words = list(_words(text))
    return [word for word in words if word not in _STOP] or words


def says(wording: str, source_words: Iterable[str]) -> bool:
    """Whether every content word of ``wording`` is among the words, in whatever order."""
    return {_stem(word) for word in content(wording)} <= set(source_words)


def stems(text: str) -> set[str]:
    """All words of a text, stemmed, small words included."""
    return {_stem(word) for word in _words(text)}


def states(wording: str, text: str) -> bool:
    """Whether a sentence of ``text`` plainly states ``wording``: its content words together and in order.

    Questions are not statements, and a negation on one side only is not the same statement.
    One word is too little to be sure of.
    """
    wanted = [_stem(word) for word in content(wording)]
    if len([word for word in wanted if word != NOT]) < 2:
        return False
    for sentence in re.findall(r"[^.!?]+[.!?]?", re.sub(r"\[[^\]]*\]", " ", text)):
        words = [_stem(word) for word in content(sentence)]
        if sentence.endswith("?") or (NOT in words) != (NOT in wanted):
            continue
        if any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)):
            return True
    return False


def plain_words(text: str) -> set[str]:
    """Words of a text as written, slots left out."""
    return set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", SLOT.sub(" ", text.replace("’", "'"))))


def _words(text: str) -> Iterable[str]:
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    for match in _WORD.finditer(folded):
        word = match.group()
        if word.startswith("{"):
            slot = SLOT.fullmatch(word)
            if slot is None or (slot["key"] and slot["name"] in _DROPPED):
                continue
            yield f"{{{slot['key'] or ''}.{slot['name']}}}"
        elif word in _NEGATIONS or word.endswith("n't"):
            yield NOT
        else:
            yield from word.removesuffix("'s").split("'")


def _stem(word: str) -> str:
    """Strip common endings: falls, falling -> fall; tries, tried -> try; lives, living, lived -> liv."""
    if word.startswith("{") or not word.isalpha():
        return word
    word = _NUMBERS.get(word, word)
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending in ("ings", "ing", "ed", "es", "ly", "s", "e", "d"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word
