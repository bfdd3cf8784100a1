"""Words to canonical tokens that still know where they stand in the original.

Spelling, numerals and contractions are levelled, so that two texts that say the same become the same tokens.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from harness.findings import lexicon as lx
from harness.findings.numerals import Kind, Piece, join_numbers
from harness.findings.stems import stem
from harness.masking import PRONOUN

_RAW = re.compile(
    r"[£$€]\s?\d+(?:,\d{3})*(?:\.\d+)?|\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?(?!\d)|\d{1,2}[:.]\d{2}(?=\s?[ap]\.?m\b)"
    r"|\d{1,2}:\d{2}|\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|%"
)
_BREAK = re.compile(r"[,;:.!?()\n]|\s[-–—]\s|[–—]")


SELF = "§self§"
"""Text of the token of "herself" and its like: to hurt her is not to hurt herself."""


class Token(NamedTuple):
    """One canonical token. ``stem`` is what is compared; ``breaks`` says a clause ended before it."""

    text: str
    stem: str
    start: int
    end: int
    kind: Kind
    breaks: bool
    capital: bool


class Value(NamedTuple):
    """A quantity: what sort (count, duration, dose, money, time, day, month, percent, age) and how much."""

    sort: str
    amount: str
    at: int
    """Index of its token."""


class Hidden(NamedTuple):
    """A span that says who somebody is, and the sentinel that stands for it."""

    start: int
    end: int
    sentinel: str
    kind: Kind


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[tuple[str, str, Kind], ...]:
    """One lower-case written word to its canonical words, each with its stem and kind."""
    out: list[tuple[str, str, Kind]] = []
    for part in _parts(word):
        if part in lx.PRONOUNS:
            out.append((SELF if part.endswith(("self", "selves")) else PRONOUN, PRONOUN, "person"))
        elif part in lx.NEGATORS:
            out.append(("nor" if part == "nor" else "not", "not", "not"))
        elif part in lx.WEEKDAYS:
            out.append((lx.WEEKDAYS[part], lx.WEEKDAYS[part], "value"))
        elif part in lx.MONTHS:
            out.append((lx.MONTHS[part], lx.MONTHS[part], "value"))
        elif part[0].isdigit() or part[0] in "£$€":
            out.append((part, part, "number"))
        else:
            out.append((part, stem(part), "stop" if part in lx.STOP else "word"))
    return tuple(out)


def _parts(word: str) -> list[str]:
    """A written word with its contractions taken apart."""
    if word in lx.EXPAND:
        return lx.EXPAND[word].split()
    if "'" not in word:
        return [word]
    if word.endswith("n't"):
        return [word[:-3], "not"]
    host, _, clitic = word.rpartition("'")
    if clitic in lx.CLITICS:
        return [host, lx.CLITICS[clitic]]
    if clitic == "s":
        return [host, "is"] if host in lx.IS_CLITIC_HOSTS else [host]
    return [word.replace("'", "")]


def tokenise(folded: str, start: int, end: int, hidden: Sequence[Hidden]) -> list[Token]:
    """Canonical tokens of ``folded[start:end]``; ``hidden`` are masked spans, in order of place."""
    pieces: list[Piece] = []
    position = start
    for span in hidden:
        if span.start >= end:
            break
        if span.start < position:
            continue
        _append(folded, position, span.start, pieces)
        pieces.append(Piece(span.sentinel, span.sentinel, span.start, span.end, span.kind, False))
        position = span.end
    _append(folded, position, end, pieces)
    tokens: list[Token] = []
    before = start
    for last, piece in itertools.pairwise([None, *_phrases(join_numbers(pieces))]):
        assert piece is not None
        if piece.text == "like" and last is not None and last.text == "would":
            piece = piece._replace(stem=_WANT, kind="word")
        breaks = piece.start > before and _BREAK.search(folded, before, piece.start) is not None
        tokens.append(Token(piece.text, piece.stem, piece.start, piece.end, piece.kind, breaks, piece.capital))
        before = max(before, piece.end)
    return tokens


def _phrases(pieces: list[Piece]) -> list[Piece]:
    """Pairs of words that together refuse, allow or deny, as the words that say so alone."""
    out: list[Piece] = []
    skip = False
    for piece, after in itertools.pairwise([*pieces, None]):
        assert piece is not None
        following = after.text if after is not None else ""
        if skip:
            skip = False
        elif piece.text == "down" and out and "turn" in (out[-1].stem, out[-2].stem if len(out) > 1 else ""):
            # "turned down" and "turned it down"
            turned = next(i for i in (-1, -2) if out[i].stem == "turn")
            out[turned] = out[turned]._replace(text="not", stem="not", kind="not")
            out.append(piece._replace(text="accept", stem=_WANT, kind="word"))
        elif piece.text == "free" and following in ("of", "from"):
            out.append(piece._replace(text="not", stem="not", kind="not"))
            skip = True
        elif piece.stem in ("mind", "objection") and out and out[-1].kind == "not":
            out[-1] = piece._replace(text="accept", stem=_WANT, kind="word", start=out[-1].start)
        elif piece.text == "mind" and out and out[-1].text in ("do", "does", "did", "would"):
            out.append(piece._replace(text="not", stem="not", kind="not"))
            out.append(piece._replace(text="accept", stem=_WANT))
        elif piece.stem in ("happi", "content") and following in ("for", "to"):
            out.append(piece._replace(stem=_WANT))
        else:
            out.append(piece)
    return out


_WANT = stem("want")


def _append(folded: str, start: int, end: int, pieces: list[Piece]) -> None:
    for match in _RAW.finditer(folded, start, end):
        raw = match.group()
        low, high = match.span()
        if raw == "s" and low and folded[low - 1] == "'":
            continue  # of a possessive whose name is masked
        parts = _word(raw.lower())
        name_like = raw[0].isupper() and len(parts) == 1
        for text, stemmed, kind in parts:
            pieces.append(Piece(text, stemmed, low, high, kind, name_like))


def values(tokens: tuple[Token, ...]) -> list[Value]:
    """The quantities among ``tokens``, each with its sort."""
    found: list[Value] = []
    for i, token in enumerate(tokens):
        if token.kind == "value":
            sort = token.text.partition("=")[0] if "=" in token.text else _calendar(token.text)
            found.append(Value(sort, token.text.partition("=")[2] or token.text, i))
        elif token.kind == "number":
            found.append(_quantity(tokens, i))
    return found


def _calendar(word: str) -> str:
    return "day" if word in lx.WEEKDAYS else "month"


def _quantity(tokens: tuple[Token, ...], i: int) -> Value:
    number, after = tokens[i].text, tokens[i + 1].stem if i + 1 < len(tokens) else ""
    if number[0] in "£$€":
        return Value("money", number, i)
    if "/" in number or "-" in number:
        return Value("date", number, i)
    if number.endswith("th"):
        return Value("ordinal", number[:-2], i)
    if after in lx.DURATION_UNITS:
        old = i + 2 < len(tokens) and tokens[i + 2].text == "old"
        return Value("age" if old else "duration", f"{number} {lx.DURATION_UNITS[after]}", i)
    if after in lx.DOSE_UNITS:
        return Value("dose", f"{number} {lx.DOSE_UNITS[after]}", i)
    if after in lx.MONEY_UNITS:
        return Value("money", lx.MONEY_UNITS[after] + number, i)
    if after in ("%", "percent"):
        return Value("percent", number, i)
    return Value("count", number, i)
