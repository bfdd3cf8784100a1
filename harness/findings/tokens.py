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
            out.append((PRONOUN, PRONOUN, "person"))
        elif part in lx.NEGATORS:
            out.append(("not", "not", "not"))
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
    for last, piece in itertools.pairwise([None, *join_numbers(pieces)]):
        assert piece is not None
        if piece.text == "like" and last is not None and last.text == "would":
            piece = piece._replace(stem=stem("want"), kind="word")
        breaks = piece.start > before and _BREAK.search(folded, before, piece.start) is not None
        tokens.append(Token(piece.text, piece.stem, piece.start, piece.end, piece.kind, breaks, piece.capital))
        before = max(before, piece.end)
    return tokens


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


def negated(tokens: tuple[Token, ...], body: int = 0) -> frozenset[int]:
    """Indexes of tokens in the scope of a negator: from it to the end of its clause.

    Two negators cancel. A negator with nothing after it ("Falls: none") covers what stands before it.
    """
    out: set[int] = set()
    active, opened, covered = False, -1, 0
    for i, token in enumerate(tokens):
        if active and (token.breaks or token.text in lx.SCOPE_ENDS or _new_clause(tokens, i)):
            active = False
        if token.kind == "not":
            active = not active
            opened, covered = i, 0
        elif active and token.kind in ("word", "number", "value"):
            out.add(i)
            covered += 1
    trailing = opened >= 0 and not covered and not any(t.kind == "word" for t in tokens[opened:])
    if trailing and opened > 0 and tokens[opened].breaks:
        out |= {i for i, t in enumerate(tokens[:opened]) if t.kind == "word"} - out
    return frozenset(out)


_AUXILIARIES = lx.words("is are has was were have had will would does do did can")
_STARTS = _AUXILIARIES | {"i", "we", "not"}
_OPINION = frozenset(stem(word) for word in (*lx.ATTRIBUTION, "know", "sure", "want"))


def near_negator(tokens: tuple[Token, ...]) -> frozenset[int]:
    """Indexes of tokens that share a clause with a negator, before it or after ("medication not taken")."""
    clause, clauses, denied = 0, [], set()
    for i, token in enumerate(tokens):
        if token.breaks or token.text in lx.SCOPE_ENDS or _new_clause(tokens, i):
            clause += 1
        clauses.append(clause)
        if token.kind == "not":
            denied.add(clause)
    return frozenset(i for i, number in enumerate(clauses) if number in denied)


def _new_clause(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a clause with a subject of its own begins: "no falls and she cooks", "if I'm not up she's yelling".

    "She does not think she is safe" goes on: what is thought is denied too.
    """
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    if tokens[i].text == "and":
        return after.kind == "person" or after.text in _STARTS
    subject = tokens[i].kind == "person" or tokens[i].text in ("i", "we", "you")
    before = tokens[i - 1] if i else None
    carries_on = before is None or before.stem in _OPINION or before.text == "that" or before.kind == "not"
    return subject and after.text in _AUXILIARIES and not carries_on


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
