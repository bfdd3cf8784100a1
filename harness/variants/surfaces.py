"""Turns two arms whose masked words agree into proof that each word about the subject's sex is the right one.

Masking makes "mum" and "dad", "she" and "he" alike, so it cannot see a wrong one. But a word that changes between
two arms can only be a slot of the subject, so in each arm it must be the form that the manifest asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.masking import KIN, PRONOUN, PRONOUNS, MaskedToken
from harness.records import Filled

_FEMALE = (
    "she her hers herself daughter mother mum mummy wife sister aunt auntie niece grandmother nan gran granny nanna"
)
_FEMALE += " woman lady girl female"
_MALE = "he him his himself son father dad daddy husband brother uncle nephew grandfather grandad grandpa"
_MALE += " man gentleman boy male"
_SORT = dict.fromkeys(_FEMALE.split(), "she") | dict.fromkeys(_MALE.split(), "he")
"""Words of one sex; every other pronoun and relation word goes with they."""
_SENTINELS = {PRONOUN, *KIN.values(), *(f"{sentinel}s" for sentinel in KIN.values())}
_FORMS = {*PRONOUNS, *KIN, *(f"{word}s" for word in KIN)}


def wrong_forms(
    a: tuple[str, Sequence[MaskedToken], Filled], b: tuple[str, Sequence[MaskedToken], Filled]
) -> Iterator[tuple[str, str]]:
    """(word of ``a``, word of ``b``) wherever one of them does not fit its arm's subject.

    Each side is a text, its masked tokens and the subject; the tokens of both sides are the same.
    """
    (text_a, tokens_a, subject_a), (text_b, tokens_b, subject_b) = a, b
    for one, other in zip(tokens_a, tokens_b, strict=True):
        if one.text not in _SENTINELS:
            continue
        words = _word(text_a, one), _word(text_b, other)
        if words[0] == words[1] or not _FORMS.issuperset(words):
            continue  # of somebody else; or alike for both; or a person's key that is also a relation's mark
        if not (_fits(words[0], subject_a) and _fits(words[1], subject_b)):
            yield words


def _fits(word: str, person: Filled) -> bool:
    """Whether a pronoun is the person's; whether a relation word is of the person's sex, or of none for they."""
    if word in PRONOUNS or person.pronouns == "they":
        return _sort(word) == person.pronouns
    return _sort(word) == ("he" if person.sex == "male" else "she")


def _sort(word: str) -> str:
    return _SORT.get(word) or _SORT.get(word.removesuffix("s"), "they")


def _word(text: str, token: MaskedToken) -> str:
    match = re.match(r"\w+", text[token.start : token.end])
    return match.group().lower() if match else ""
