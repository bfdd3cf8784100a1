"""Tokens to the bare numbers that their quantities can be read as, whatever the way of writing.

"The 2nd" and "the second", "£8" and "eight", "01.30" and "half past one", "nine nine nine" and "999" meet here.
``tokens.values`` tells sorts apart, for facts whose sort is known; where it is not, a number that meets is the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from harness.findings import lexicon as lx
from harness.findings.tokens import Token

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})$")
_PAIR = re.compile(r"(\d{1,4})[/-](\d{1,4})(?:[/-](\d{1,4}))?$")
_WORDS = {"first": "1", "second": "2", "half": "0.5", "one": "1"}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_LONGEST = 11
"""Digits said one by one that are joined at most: a telephone number."""


def readings(tokens: Sequence[Token]) -> dict[int, frozenset[str]]:
    """By index of a token that is, or is part of, a quantity: the numbers it can be read as ("#28", "#1:30")."""
    out: dict[int, set[str]] = {}
    for i, token in enumerate(tokens):
        if token.kind in ("number", "value"):
            out.setdefault(i, set()).update(_alone(token.text))
    for first, last, number in _joined(tokens, out):
        for i in range(first, last + 1):
            if i in out:
                out[i].add(number)
    return {i: frozenset("#" + r for r in found) for i, found in out.items() if found}


def heard(tokens: Sequence[Token]) -> Iterator[str]:
    """Every number that a passage can be read to mention, those said in words of other use too ("the second")."""
    for found in readings(tokens).values():
        yield from found
    for token in tokens:
        if token.text in _WORDS:
            yield "#" + _WORDS[token.text]


def _alone(text: str) -> Iterator[str]:
    """The numbers that one token can be read as."""
    bare = text.removeprefix("time=").lstrip("£$€").removesuffix("th")
    clock, pair = _CLOCK.match(bare), _PAIR.match(bare)
    if clock and int(clock[1]) <= 24 and int(clock[2]) < 60:
        yield _face(int(clock[1]), int(clock[2]))
        if text.startswith("time=") and clock[2] == "00":
            yield _plain(clock[1])
    if re.fullmatch(r"\d{1,2}\.\d", bare) and int(bare[-1]) < 6:
        yield _face(int(bare[:-2]), 10 * int(bare[-1]))  # "5.30" has lost its nought on the way
    if pair:
        yield from (_plain(part) for part in pair.groups() if part)
    elif _NUMBER.fullmatch(bare):
        yield _plain(bare)
    elif not clock:
        yield bare  # a weekday, a month


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"


def _face(hour: int, minute: int) -> str:
    return f"{(hour - 1) % 12 + 1}:{minute:02d}"


def _joined(tokens: Sequence[Token], known: dict[int, set[str]]) -> Iterator[tuple[int, int, str]]:
    """Numbers said in several words that are tokens of their own: (first, last, number)."""
    for i, token in enumerate(tokens):
        scale = _SCALES.get(token.text)
        if scale is not None:
            yield from _scaled(tokens, i, scale)
        if i not in known or i + 1 >= len(tokens):
            continue
        after = tokens[i + 1]
        first_number, unit = _small(token.text), after.text.removesuffix("th")
        if token.text in _TENS and after.kind == "number" and _digit(unit):
            yield i, i + 1, str(first_number + int(unit))
        if 0 <= first_number <= 12 and 10 <= _small(after.text) < 60:
            yield i, i + 1, _face(first_number, _small(after.text))
        hour = _small(tokens[i + 2].text) if i + 2 < len(tokens) and after.text in ("to", "past") else 0
        if 0 < first_number < 60 and 1 <= hour <= 12:
            past = after.text == "past"
            face = _face(hour, first_number) if past else _face(hour - 1 or 12, 60 - first_number)
            yield i, i + 2, face
        if len(token.text) == 1 and not (i and len(tokens[i - 1].text) == 1 and i - 1 in known):
            last = i
            while last + 1 < len(tokens) and last - i < _LONGEST and _digit(tokens[last + 1].text):
                last += 1
            if last > i + 1 and _digit(token.text):
                yield i, last, "".join(t.text for t in tokens[i : last + 1])


_TENS = frozenset(str(n) for n in lx.TENS.values())


def _digit(text: str) -> bool:
    return len(text) == 1 and "0" <= text <= "9"


def _small(text: str) -> int:
    """A number of up to four digits; -1 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else -1


def _scaled(tokens: Sequence[Token], i: int, scale: int) -> Iterator[tuple[int, int, str]]:
    """ "1.5 million" is 1500000, and "hundred and ten" 110."""
    before = tokens[i - 1].text.lstrip("£$€") if i else ""
    if _NUMBER.fullmatch(before):
        whole = float(before) * scale
        yield i - 1, i, f"{whole:.0f}"
    elif i + 2 < len(tokens) and tokens[i + 1].text == "and" and _small(tokens[i + 2].text) >= 0:
        yield i, i + 2, str(scale + _small(tokens[i + 2].text))


def key(token: Token, read: frozenset[str], there: Mapping[str, tuple[int, ...]]) -> str:
    """What a quantity is looked for by in an index: a reading that is there, if one is."""
    return next((r for r in sorted(read) if r in there), min(read, default=token.stem))
