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
LONGEST = 2_000
"""Characters of one text that a page shows, unless it says otherwise."""


def html(card: Scorecard) -> str:
    """The page a moderation panel reads. All text of tools and suites is escaped, and hidden characters are shown."""
    return (
        environment()
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
def environment(own: Path | None = None, longest: int = LONGEST) -> Environment:
    """How every page is made: everything escaped, characters that hide or reorder text shown, unknown names refused.

    Args:
        own: templates of another page, found before the house's own.
        longest: characters after which a text is cut, with an ellipsis.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def printed(value: Any) -> Any:
        # Markup is a str too: it is what our own macros return, already escaped inside.
        shown = isinstance(value, str) and not hasattr(value, "__html__")
        return words.visible(value, longest) if shown else value

    return Environment(
        loader=FileSystemLoader([own, TEMPLATES] if own else TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
