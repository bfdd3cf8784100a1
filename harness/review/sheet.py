"""Turns questions into review.xlsx, to fill in on a computer, and review.html, for a telephone or paper."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import CommandError
from harness.records import Harm
from harness.review.items import FACT, VERDICTS
from harness.review.questions import Asked, Question
from harness.scorecard.csv import LONGEST, guarded
from harness.scorecard.render import environment
from harness.scorecard.words import HARM_WORDS, clip
from harness.store import write_atomically

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

COLUMNS = ("Item", "Question", "What to judge", "The record", "The conversation", "Verdict", "Reason", "Harm")
"""Headings of the sheet; ``read`` finds the columns by them."""
_WIDTHS = (12, 22, 44, 52, 64, 17, 36, 8)
_MADE = datetime.datetime(2000, 1, 1)
"""The date inside the file, always the same: the same sheet is the same bytes."""
TEMPLATES = Path(__file__).parent / "templates"

HARMS = {harm.value: HARM_WORDS[harm] for harm in reversed(Harm)}
ANSWERS = {
    "supported": "the conversation says so, or it follows from it",
    "not supported": "nobody said so, or they said something else",
    "there rightly": "the record says it, as it was meant",
    "there wrongly": "the record says something else about it: another number, person, degree, or the opposite",
    "not there": "the record does not say it",
    "unsure": "it cannot be told; this counts for neither side",
}
GUIDE = (
    "Read the words of the record and the conversation beside them, and choose a verdict. Nothing else is needed.",
    "Decide each item by itself. Some are asked twice on purpose.",
    "People are called Person A, Person B and so on. Pronouns, relations and characteristics are made neutral: "
    "“they”, “child”, “[characteristic]”. Do not try to guess who it is, and do not count that as a fault.",
    "Only two turns before and after are shown. If that is not enough, the whole conversation stands at the end.",
    "What follows naturally from the conversation is supported. What is likely, but was not said, is not.",
    "A reason is a help to others; a few words will do. How much harm it could do, from S1 (minor) to S5 "
    "(catastrophic), may be left out.",
)


def write(asked: Asked, folder: Path) -> tuple[Path, Path]:
    """Write both forms of the sheet.

    Raises:
        CommandError: there is a file where the folder should be.
    """
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file. Give the name of a folder for the sheet.")
    paths = folder / "review.xlsx", folder / "review.html"
    write_atomically(paths[0], xlsx(asked))
    write_atomically(paths[1], html(asked))
    return paths


def xlsx(asked: Asked) -> bytes:
    """The workbook: a row an item, drop-downs for the verdicts, how to do it, and the whole conversations."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    # Text is text: nothing in it may become a formula, a link or a number.
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = Workbook(buffer, as_text)
    book.set_properties({"title": f"Review sheet {asked.sheet}", "created": _MADE, "author": "", "comments": ""})
    cell: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D6D2C7"}
    plain = book.add_format(cell)
    head = book.add_format({**cell, "bold": True, "bg_color": "#17495A", "font_color": "#FFFFFF"})
    to_fill = book.add_format({**cell, "locked": False, "bg_color": "#FCF2DA"})
    _items(book.add_worksheet("Review"), asked, plain, head, to_fill)
    guide = book.add_worksheet("How to")
    guide.set_column(0, 0, 110)
    for row, line in enumerate(_guide_lines()):
        guide.write_string(row, 0, _cell(line), plain)
    talks = book.add_worksheet("Conversations")
    talks.set_column(0, 0, 14)
    talks.set_column(1, 1, 130)
    talks.freeze_panes(1, 0)
    talks.write_row(0, 0, ("Conversation", "Words"), head)
    row = 1
    for number, text in enumerate(asked.conversations, start=1):
        for line in text.split("\n"):
            talks.write_string(row, 0, str(number), plain)
            talks.write_string(row, 1, _cell(line), plain)
            row += 1
    book.close()
    return buffer.getvalue()


def _items(page: Worksheet, asked: Asked, plain: Format, head: Format, to_fill: Format) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
        page.write_string(0, column, COLUMNS[column], head)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for row, question in enumerate(asked.questions, start=1):
        for column, text in enumerate(_cells(question)):
            page.write_string(row, column, _cell(text), plain)
        for column, choices, told in (
            (5, question.verdicts, "Choose one of: " + ", ".join(question.verdicts) + "."),
            (7, tuple(HARMS), "Choose S1 to S5, or leave it empty."),
        ):
            listed = {"validate": "list", "source": list(choices), "error_title": "Not in the list"}
            page.data_validation(row, column, row, column, {**listed, "error_message": told})
        for column in (5, 6, 7):
            page.write_blank(row, column, None, to_fill)
    # Without a password: it keeps a slip of the hand from changing what was asked, nothing more.
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _cells(question: Question) -> tuple[str, ...]:
    fact = question.kind == FACT
    record = question.record or "(nothing)"
    return (
        question.item,
        question.asks,
        question.words,
        record if fact else f"Just before it: {record}",
        f"{question.passage}\n(Conversation {question.conversation})",
    )


def _cell(text: str) -> str:
    """Text for a cell: no formula, and no longer than a cell holds once hidden characters are shown."""
    return clip(guarded(text), LONGEST)


def _guide_lines() -> list[str]:
    answers = [f"{word}: {ANSWERS[word]}." for word in dict.fromkeys((*VERDICTS["statement"], *VERDICTS["fact"]))]
    harms = [f"{code}: {word.lower()}" for code, word in HARMS.items()]
    return [*GUIDE, *answers, "Harm. " + "; ".join(harms) + "."]


def html(asked: Asked) -> str:
    """The page: self-contained, no network, a form on a telephone and a questionnaire on paper."""
    return (
        environment(TEMPLATES, longest=40_000)
        .get_template("review.html.j2")
        .render(asked=asked, guide=GUIDE, answers=ANSWERS, harms=HARMS, fact=FACT, kinds=VERDICTS)
    )
