"""Turns verdicts into lines of reviews.jsonl, append only, and a drawn sheet into its place in the key."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from harness.errors import CommandError, RunFolderError
from harness.records import Record, Review, Text
from harness.review.items import Item, Sheet
from harness.review.read import Given
from harness.store import RunFolder, write_atomically

KEY = "review_key.json"
"""Stays in the run folder: a reviewer who has it is not blind."""
_LONGEST_NAME = 60


class Key(Record):
    """What the items of every sheet of a run stand for."""

    note: Text = "Never give this file to a reviewer: it says which items were flagged, and by which tool."
    sheets: tuple[Sheet, ...] = ()

    def items(self) -> dict[str, Item]:
        """Every item by its number."""
        return {item.item: item for sheet in self.sheets for item in sheet.items}


def read_key(folder: RunFolder) -> Key:
    """The key of a run's sheets; empty if none was made.

    Raises:
        RunFolderError: it cannot be read.
    """
    path = folder.path / KEY
    if not path.exists():
        return Key()
    try:
        return Key.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunFolderError(f"{path} cannot be read: {error.errors()[0]['msg']}. Restore it from a copy.") from None


def keep(folder: RunFolder, sheet: Sheet) -> Path:
    """Add a sheet to the key, once; sheets that are there stay.

    Raises:
        RunFolderError: another sheet has the same short name (one in 65,536; another seed gives another).
    """
    key = read_key(folder)
    known = {one.id: one for one in key.sheets}
    if sheet.id in known and known[sheet.id].items != sheet.items:
        raise RunFolderError(f"Another sheet of {folder.path} is called {sheet.id}. Give another --seed.")
    if sheet.id not in known:
        whole = Key(sheets=(*key.sheets, sheet))
        write_atomically(folder.path / KEY, whole.model_dump_json(exclude_defaults=False, indent=1) + "\n")
    return folder.path / KEY


def record(folder: RunFolder, given: Iterable[Given], reviewer: str | None, date: str | None) -> Sequence[Review]:
    """Append one person's verdicts; those they gave before stay, and the later count.

    Raises:
        CommandError: there is no name, or no date such as 2026-11-25.
    """
    name = checked_name(reviewer)
    day = checked_date(date)
    items = read_key(folder).items()
    upload = max((review.upload for review in folder.reviews()), default=0) + 1
    made = []
    for one in given:
        item = items[one.item]
        made.append(
            Review(
                item=item.item, call=item.call, about=item.about, of=item.of, reviewer=name, verdict=one.verdict,
                reason=one.reason, harm=one.harm, date=day, upload=upload,
            )
        )  # fmt: skip
    folder.append_reviews(made)
    return made


def checked_name(reviewer: str | None) -> str:
    """A reviewer's name as it is kept: white space made single.

    Raises:
        CommandError: there is none, it is too long, or it holds characters that cannot be seen.
    """
    name = " ".join((reviewer or "").split())
    if not name:
        raise CommandError('Say whose verdicts these are: --name "Reviewer A". A name that is not a person\'s will do.')
    if len(name) > _LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in name) or set(name) & set(",:;"):
        raise CommandError(
            f"The name {name[:_LONGEST_NAME]!r} cannot be used. Write up to {_LONGEST_NAME} letters, figures and "
            "spaces, with no comma, colon or semicolon."
        )
    return name


def checked_date(date: str | None) -> str:
    """An ISO date; today's if none is given.

    Raises:
        CommandError: it is not one.
    """
    if date is None:
        return datetime.date.today().isoformat()
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        raise CommandError(f"{date!r} is not a date. Write it as 2026-11-25.") from None
