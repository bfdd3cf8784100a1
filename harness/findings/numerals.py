"""Number words, digits, ordinals, money and clock times to single tokens that compare equal."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from harness.findings import lexicon as lx

Kind = Literal["word", "stop", "number", "value", "not", "person"]


class Piece(NamedTuple):
    """A canonical word on its way to becoming a token."""

    text: str
    stem: str
    start: int
    end: int
    kind: Kind
    capital: bool


def join_numbers(pieces: list[Piece]) -> list[Piece]:
    """Join the pieces of each number, amount and time: "twenty five" -> 25, "half past ten" -> time=10:30."""
    out: list[Piece] = []
    i = 0
    while i < len(pieces):
        made, used = _at(pieces, i)
        out.append(made)
        i += used
    return out


def _at(pieces: list[Piece], i: int) -> tuple[Piece, int]:
    piece = pieces[i]
    word = piece.text
    if piece.kind in ("person", "not", "value"):
        return piece, 1
    if word in ("half", "quarter"):
        return _clock_words(pieces, i) or (piece, 1)
    if word in ("march", "may") and piece.capital and _beside_number(pieces, i):
        return _as(piece, word, "value", piece.end), 1
    if _text(pieces, i - 1) in ("at", "by", "until", "till") and (hour := _small(word)) and _ends_phrase(pieces, i):
        return _as(piece, _clock(hour, 0), "value", piece.end), 1
    if piece.kind == "number":
        return _digits(pieces, i)
    if word in lx.TENS and 0 < lx.ORDINALS.get(_text(pieces, i + 1), 0) < 10:
        day = lx.TENS[word] + lx.ORDINALS[_text(pieces, i + 1)]
        return _as(piece, f"{day}th", "number", pieces[i + 1].end), 2
    if word in lx.ORDINALS:
        return _ordinal(pieces, i)
    if word in lx.ONES or word in lx.TENS:
        return _spoken(pieces, i)
    if word in ("a", "one") and _text(pieces, i + 1) in ("hundred", "thousand"):
        return _spoken(pieces, i)
    if word in ("dozen", "couple"):
        return _as(piece, {"dozen": "12", "couple": "2"}[word], "number", piece.end), 1
    return piece, 1


def _as(piece: Piece, text: str, kind: Literal["number", "value"], end: int) -> Piece:
    return Piece(text, text, piece.start, end, kind, False)


def _text(pieces: list[Piece], i: int) -> str:
    return pieces[i].text if 0 <= i < len(pieces) else ""


def _beside_number(pieces: list[Piece], i: int) -> bool:
    before, after = _text(pieces, i - 1), _text(pieces, i + 1)
    return before in ("in", "since", "until", "last", "next", "by", "early", "late", "of", "from", "on") or any(
        w and (w[0].isdigit() or w in lx.ORDINALS) for w in (before, after)
    )


def _clock(hour: int, minute: int) -> str:
    """A time on a twelve-hour face, so that 15:00, 3pm and three o'clock are one."""
    return f"time={(hour - 1) % 12 + 1}:{minute:02d}"


def _small(word: str) -> int | None:
    """A number up to twelve, in words or digits; None for anything else."""
    if word.isdigit() and 1 <= int(word) <= 12:
        return int(word)
    number = lx.ONES.get(word)
    return number if number is not None and 1 <= number <= 12 else None


def _ends_phrase(pieces: list[Piece], i: int) -> bool:
    """Whether the number at ``i`` counts nothing: "at two." is a time, "at two schools" is not."""
    after = pieces[i + 1] if i + 1 < len(pieces) else None
    if after is None or after.start - pieces[i].end > 1:
        return True
    if after.text in ("today", "tomorrow", "tonight"):
        return True
    return after.kind == "stop" and after.text not in ("of", "or", "to", "and", "other", "more")


def _clock_words(pieces: list[Piece], i: int) -> tuple[Piece, int] | None:
    """ "half past ten", "quarter to nine", and the British "half ten"."""
    middle = _text(pieces, i + 1)
    if middle in ("past", "to"):
        hour = _small(_text(pieces, i + 2))
        if hour is None:
            return None
        minute = 30 if pieces[i].text == "half" else 15
        time = _clock(hour, minute) if middle == "past" else _clock(hour - 1 or 12, 60 - minute)
        return _as(pieces[i], time, "value", pieces[i + 2].end), 3
    hour = _small(middle)
    if pieces[i].text == "half" and hour is not None and _text(pieces, i + 2) not in ("of", "hours", "days"):
        return _as(pieces[i], _clock(hour, 30), "value", pieces[i + 1].end), 2
    return None


def _digits(pieces: list[Piece], i: int) -> tuple[Piece, int]:
    """A number in digits, with what makes it a time, an ordinal or an amount."""
    piece = pieces[i]
    word, after = piece.text.replace(",", ""), _text(pieces, i + 1)
    joined = i + 1 < len(pieces) and pieces[i + 1].start == piece.end
    face = word.replace(".", ":") if after in ("am", "pm") or _is_clock(pieces, i) else word
    hour, colon, minute = face.partition(":")
    if colon and hour.isdigit() and minute.isdigit():
        used = 2 if after in ("am", "pm") else 1
        return _as(piece, _clock(int(hour), int(minute)), "value", pieces[i + used - 1].end), used
    if after in ("am", "pm", "o'clock") and word.isdigit():
        return _as(piece, _clock(int(word), 0), "value", pieces[i + 1].end), 2
    if joined and after in ("st", "nd", "rd", "th"):
        return _as(piece, word + "th", "number", pieces[i + 1].end), 2
    if after == "and" and _text(pieces, i + 2) == "a" and _text(pieces, i + 3) == "half":
        return _as(piece, word + ".5", "number", pieces[i + 3].end), 4
    if word.isdecimal() and len(word) <= 2 and int(word) <= 31 and (_month(pieces, i + 1) or _month(pieces, i - 1)):
        return _as(piece, f"{int(word)}th", "number", piece.end), 1
    if "." in word:
        word = word.rstrip("0").rstrip(".") if word.replace(".", "").isdigit() else word
    return _as(piece, word, "number", piece.end), 1


_BEFORE_TIME = lx.words("at about around by until till from to before after past again was is")
_CLOCK = re.compile(r"(?:0?\d|1\d|2[0-3])\.[0-5][05]")


def _is_clock(pieces: list[Piece], i: int) -> bool:
    """Whether a number with a point is a British time: "at 9.30", "01.30"."""
    word = pieces[i].text
    after = pieces[i + 1] if i + 1 < len(pieces) else None
    if not _CLOCK.fullmatch(word) or (after is not None and (after.stem in _MEASURES or after.text == "%")):
        return False
    return word[0] == "0" or _text(pieces, i - 1) in _BEFORE_TIME


_MEASURES = frozenset({*lx.DURATION_UNITS, *lx.DOSE_UNITS, *lx.MONEY_UNITS})


def _month(pieces: list[Piece], i: int) -> bool:
    return 0 <= i < len(pieces) and (
        (pieces[i].kind == "value" and pieces[i].text in lx.MONTHS)
        or (pieces[i].text in ("march", "may") and pieces[i].capital)
    )


def _ordinal(pieces: list[Piece], i: int) -> tuple[Piece, int]:
    """ "third" -> 3th; "second", a unit of time too, only before a word that can be counted."""
    word = pieces[i].text
    if word in ("first", "second") and not (_text(pieces, i + 1) == "of" and _month(pieces, i + 2)):
        return pieces[i], 1
    return _as(pieces[i], f"{lx.ORDINALS[word]}th", "number", pieces[i].end), 1


def _spoken(pieces: list[Piece], i: int) -> tuple[Piece, int]:
    """A number in words, as long as it goes on; years in pairs; then times."""
    total, last, j = 0, 0, i
    while j < len(pieces):
        word = pieces[j].text
        if word in lx.TENS and last == 0:
            last = lx.TENS[word]
        elif word in lx.ONES and (last == 0 or (last % 10 == 0 and last < 100 and lx.ONES[word] < 10 and last >= 20)):
            last += lx.ONES[word]
        elif word in lx.TENS and total == 0 and last in (18, 19, 20):
            total, last = last * 100, lx.TENS[word]
        elif word == "a" and j == i:
            last = 1
        elif word == "hundred" and 0 < last < 100:
            total, last = total + last * 100, 0
        elif word == "thousand" and (last or total):
            total, last = (total + last) * 1000, 0
        elif word == "and" and total and last == 0 and _text(pieces, j + 1) in (*lx.TENS, *lx.ONES):
            pass
        else:
            break
        j += 1
    number, end = total + last, pieces[j - 1].end
    after = _text(pieces, j)
    if after in ("am", "pm", "o'clock") and 1 <= number <= 12:
        return _as(pieces[i], _clock(number, 0), "value", pieces[j].end), j - i + 1
    if after == "and" and _text(pieces, j + 1) == "a" and _text(pieces, j + 2) == "half":
        return _as(pieces[i], f"{number}.5", "number", pieces[j + 2].end), j - i + 3
    if pieces[i].text == "one" and j == i + 1 and not _counts(pieces, j):
        return pieces[i]._replace(kind="stop"), 1
    return _as(pieces[i], str(number), "number", end), j - i


def _counts(pieces: list[Piece], j: int) -> bool:
    """Whether "one" is a quantity here, and not "one of them" or "no one"."""
    after = pieces[j] if j < len(pieces) else None
    return after is not None and (after.stem in lx.DURATION_UNITS or after.stem in lx.DOSE_UNITS or after.stem == "tim")
