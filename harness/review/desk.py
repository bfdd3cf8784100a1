"""Takes a run folder to the sheet that is handed out, and the sheet that comes back to the run folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import CommandError
from harness.records import Finding, Review
from harness.review import report
from harness.review.items import draw
from harness.review.journal import checked_date, checked_name, keep, read_key, record
from harness.review.questions import ask
from harness.review.read import read
from harness.review.sheet import write
from harness.store import RunFolder


@dataclass(frozen=True)
class HandedOut:
    """A sheet that was written, and where."""

    sheet: str
    items: int
    flagged: int
    doubled: int
    paths: tuple[Path, ...]
    key: Path


def hand_out(
    folder: RunFolder,
    found: Iterable[Finding],
    to: Path,
    *,
    flags: int = 200,
    unflagged: int = 100,
    seed: int = 11,
    checks: Sequence[str] = (),
) -> HandedOut:
    """Draw a sheet from what the checks found, write it to a folder, and keep its key in the run folder.

    The same findings, sizes and seed give the same sheet, byte for byte.

    Raises:
        CommandError: there is nothing to review, or the sheet would lie beside its key.
    """
    if to.resolve() == folder.path.resolve():
        raise CommandError(f"Write the sheet to another folder than {to}: who reviews must not see what lies there.")
    calls = {call.id: call for call in folder.calls()}
    made, answered = folder.variants(), folder.outputs()
    drawn = draw(found, calls, made, answered, flags=flags, unflagged=unflagged, seed=seed, checks=checks)
    if not drawn.sheet.items:
        raise CommandError(f"There is nothing to review in {folder.path}: no finding was drawn. Raise --flags.")
    with folder.locked():
        key = keep(folder, drawn.sheet)
    paths = write(ask(drawn, calls, made, answered), to)
    once = [item for item in drawn.sheet.items if item.double_of is None]
    return HandedOut(
        sheet=drawn.sheet.id,
        items=len(drawn.sheet.items),
        flagged=sum(item.flagged for item in once),
        doubled=len(drawn.sheet.items) - len(once),
        paths=paths,
        key=key,
    )


def take_in(folder: RunFolder, files: Sequence[Path], name: str | None, date: str | None = None) -> Sequence[Review]:
    """Read one person's verdicts and append them to the run's reviews; with any fault, nothing is appended.

    Raises:
        CommandError: no name or a date that is none; no sheet was made for this run.
        UserFileError: with every fault in the files.
    """
    checked_name(name)
    checked_date(date)
    with folder.locked():
        items = read_key(folder).items()
        if not items:
            raise CommandError(
                f"No sheet was made for {folder.path}, so its verdicts cannot be told apart. "
                f"Make one: plumbline review {folder.path} --sheet FOLDER"
            )
        return record(folder, read(files, items), name, date)


def standing(folder: RunFolder) -> list[str]:
    """Where the review stands: items, verdicts, agreement, and corrected shares."""
    calls = {call.id: call for call in folder.calls()}
    tools = {tool.name: tool.label for tool in folder.run().tools}
    return report.standing(read_key(folder), folder.reviews(), calls, folder.variants(), tools, str(folder.path))
