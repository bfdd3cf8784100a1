"""Turns a Scorecard into one self-contained HTML page: no script, no network, the same bytes each time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.records import Scorecard
from harness.scorecard import limits, words
from harness.scorecard.view import page

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def html(card: Scorecard) -> str:
    """The page a moderation panel reads. All text of tools and suites is escaped, and hidden characters are shown."""
    return (
        _environment()
        .get_template("scorecard.html.j2")
        .render(
            page=page(card),
            grades=words.GRADE_MARKS,
            verdicts=[
                *((mark, words.VERDICT_MEANINGS[verdict]) for verdict, mark in words.VERDICT_MARKS.items()),
                (words.EXPLORATORY, words.EXPLORED),
            ],
            always=limits.ALWAYS,
            planted_question=limits.PLANTED_QUESTION,
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _printed(value: Any) -> Any:
    # Markup is a str too: it is what our own macros return, already escaped inside.
    return words.visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
