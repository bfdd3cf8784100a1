"""A transcript to the words it is scored on, by a named normaliser.

``uk`` (the default) levels spelling both ways, numbers, money and times, and keeps names, accents aside,
assent ("mm-hmm") and negation. ``plain`` only lower-cases and strips punctuation; ``none`` only splits;
``whisper`` is the normaliser published with Whisper, which drops assent and forces American spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from harness.errors import CommandError
from harness.findings import lexicon as lx
from harness.findings.numerals import Piece, join_numbers
from harness.findings.stems import spell
from harness.masking import fold

_TAG = re.compile(r"<[^<>]*>")
_UK = re.compile(
    r"[£$€]\s?\d+(?:,\d{3})*(?:\.\d+)?|\d{1,2}[:.]\d{2}(?=\s?[ap]\.?m\b)|\d{1,2}:\d{2}|\d+(?:,\d{3})*(?:\.\d+)?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|%"
)
_PUNCTUATION = re.compile(r"[^\w\s']|_")
_ASSENT = {
    "mhm": "mm-hmm", "mmhm": "mm-hmm", "mmhmm": "mm-hmm", "yep": "yeah", "yah": "yeah", "yup": "yeah", "yea": "yeah",
    "okay": "ok", "alright": "all right", "nope": "no", "nah": "no",
}  # fmt: skip
_MONEY = {"£": "pounds", "$": "dollars", "€": "euros"}
_UNITS = {"%": "percent", "milligrams": "mg", "milligram": "mg", "millilitres": "ml", "milliliters": "ml",
          "kilograms": "kg", "kilos": "kg", "quid": "pounds", "pound": "pounds"}  # fmt: skip


def strip_tags(text: str) -> str:
    """``text`` without markers in angle brackets such as ``<FOREIGN>`` or ``<laugh>``."""
    return _TAG.sub(" ", text)


def normalise(text: str, normaliser: str = "uk") -> list[str]:
    """The words of ``text`` as they are scored.

    Raises:
        CommandError: there is no normaliser of that name.
    """
    if normaliser not in NORMALISERS:
        raise CommandError(f"There is no normaliser {normaliser!r}. Choose one of: {', '.join(NORMALISERS)}.")
    return NORMALISERS[normaliser](strip_tags(text))


def _none(text: str) -> list[str]:
    return text.split()


def _plain(text: str) -> list[str]:
    lowered = fold(text).lower()
    return [w for w in (word.strip("'") for word in _PUNCTUATION.sub(" ", lowered).split()) if w]


def _uk(text: str) -> list[str]:
    folded = fold(text)
    folded = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", folded, flags=re.IGNORECASE)
    folded = re.sub(r"\bm+[-\s]?h+m+\b|\bu+h[-\s]h+u+h\b", "mhm", folded, flags=re.IGNORECASE)
    pieces: list[Piece] = []
    for match in _UK.finditer(folded):
        raw = match.group()
        for word in _uk_words(raw.lower()):
            kind = "number" if word[0].isdigit() else "word"
            pieces.append(Piece(word, spell(word), match.start(), match.end(), kind, raw[0].isupper()))  # type: ignore[arg-type]
    out: list[str] = []
    for piece in join_numbers(pieces):
        text_of = piece.stem if piece.kind == "word" else piece.text.removeprefix("time=")
        if piece.kind == "number" and text_of == "1" and not folded[piece.start].isdigit():
            text_of = "one"
        out += _ASSENT.get(text_of, _UNITS.get(text_of, text_of)).split()
    return ["1" if word == "one" else word for word in out]


def _uk_words(word: str) -> list[str]:
    """A written word with its contraction taken apart; possessives and names such as O'Brien stay whole."""
    if word in ("can't", "cannot", "won't", "shan't", "ain't", "gonna", "wanna", "gotta", "dunno", "let's", "'cause",
                "cos"):  # fmt: skip
        return lx.EXPAND[word].split()
    if word[0] in "£$€":
        return [word[1:].strip().replace(",", "").removesuffix(".00"), _MONEY[word[0]]]
    if word.endswith("n't"):
        return [word[:-3], "not"]
    host, apostrophe, clitic = word.rpartition("'")
    if apostrophe and clitic in lx.CLITICS:
        return [host, lx.CLITICS[clitic]]
    if apostrophe and clitic == "s" and host in lx.IS_CLITIC_HOSTS:
        return [host, "is"]
    return [word.replace("'", "")]


@cache
def _whisper() -> Callable[[str], str]:
    # Imported here: transformers is an extra and takes seconds to load.
    try:
        from transformers.models.whisper.english_normalizer import EnglishTextNormalizer
    except ImportError as missing:
        from harness.errors import MissingExtraError

        raise MissingExtraError("The normaliser 'whisper'", "local") from missing
    made: Any = EnglishTextNormalizer({})
    return lambda text: str(made(text))


def _by_whisper(text: str) -> list[str]:
    return _whisper()(text).split()


NORMALISERS: dict[str, Callable[[str], list[str]]] = {
    "uk": _uk,
    "plain": _plain,
    "whisper": _by_whisper,
    "none": _none,
}
