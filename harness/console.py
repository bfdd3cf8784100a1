"""What the command line says: progress, faults, tables and the last words of a run, by rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from harness.errors import Fault, PlumblineError, UserFileError

if TYPE_CHECKING:
    from harness.pipeline import Prepared, Round
    from harness.records import Scorecard
    from harness.review.desk import HandedOut
    from harness.suites.coverage import Part

_out = Console(soft_wrap=True, highlight=False, emoji=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

_SHOWN = 5
_STYLE = {"FAIL": "bold red", "INSUFFICIENT EVIDENCE": "yellow", "CONDITIONAL": "yellow", "PASS": "green"}


def say(text: str) -> None:
    """Print plain text."""
    _out.print(escape(text))


def faults(found: Sequence[Fault]) -> None:
    """Print faults, one a line, and how many there are."""
    for fault in found:
        where = f"{fault.file}:{fault.line}" if fault.line else f"{fault.file}"
        _err.print(f"[bold]{escape(where)}[/bold]: {escape(fault.found)} {escape(fault.remedy)}".rstrip())
    if len(found) > 1:
        _err.print(f"{len(found)} faults.")


def coverage(parts: Sequence[Part], *, all_of_it: bool) -> None:
    """Print what suites cover: every row, or only those that are thin, with how many are not."""
    shown = Table(title="What is covered" if all_of_it else "Where it is thin", title_justify="left")
    for heading in ("Of", "What", "Scenarios", "Which means"):
        shown.add_column(heading, overflow="fold")
    covered = 0
    for part in parts:
        rows = [row for row in part.rows if all_of_it or row.note]
        covered += len(part.rows) - len(rows)
        for number, row in enumerate(rows):
            shown.add_row(part.title if number == 0 else "", escape(row.what), f"{row.scenarios:,}", row.note)
    if covered:
        shown.caption = f"{covered} more are covered; plumbline check --coverage shows them all."
    _out.print(shown)


def notes(found: Sequence[Fault]) -> None:
    """Print what is no fault, and worth knowing."""
    for note in found[:_SHOWN]:
        _out.print(escape(f"Note: {note}"), soft_wrap=True)
    if len(found) > _SHOWN:
        _out.print(f"and {len(found) - _SHOWN:,} more notes.")


def error(problem: PlumblineError) -> None:
    """Print an error a user can mend."""
    if isinstance(problem, UserFileError):
        faults(problem.faults)
    else:
        _err.print(escape(str(problem)))


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar a stage; yields ``report(what, done, of)``."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err) as bars:
        known: dict[str, int] = {}

        def report(what: str, done: int, of: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what, total=of)
            bars.update(known[what], completed=done, total=of)  # type: ignore[arg-type]

        yield report


def begun(prepared: Prepared) -> None:
    """Say which folder the run is in and how much is answered already."""
    if prepared.answered == prepared.planned:
        told = f"{prepared.folder.path}: every call was answered before, so nothing is asked. To ask again: --fresh"
        _err.print(escape(told))
    elif prepared.answered:
        _err.print(
            escape(f"Going on with {prepared.folder.path}: {prepared.answered} of {prepared.planned} calls answered.")
        )
    else:
        _err.print(escape(f"Run folder {prepared.folder.path}: {prepared.planned} calls planned."))
    for sentence in prepared.not_tested:
        _err.print(escape(f"Not tested: {sentence}"))


def table(tables: Sequence[Table]) -> None:
    """Print tables one under another."""
    for one in tables:
        _out.print(one)


def unfinished(path: Path, asked: Round) -> None:
    """Say what is still open and what to do about it."""
    fit = asked.reconciled
    _out.print(f"{fit.answered:,} of {fit.planned:,} calls are answered; {len(fit.missing):,} are still open.")
    for line in asked.to_come[:_SHOWN]:
        _out.print(f"  {escape(line)}")
    if len(asked.to_come) > _SHOWN:
        _out.print(f"  and {len(asked.to_come) - _SHOWN:,} more.")
    _out.print("Run the same command again to go on: what is answered is kept.")
    _out.print(f"For a scorecard of what there is so far: plumbline score {escape(str(path))}")


def handed_out(made: HandedOut, path: Path) -> None:
    """Say where a review sheet is, what it holds, and what to do with it."""
    say(
        f"Sheet {made.sheet}: {made.items:,} items, {made.flagged:,} of them flagged and "
        f"{made.items - made.flagged - made.doubled:,} not, {made.doubled:,} asked twice. About a minute each."
    )
    for one in made.paths:
        say(f"Give out: {one}")
    say(f"Keep to yourself, it says which were flagged: {made.key}")
    say(f'Bring it back: plumbline review {path} --verdicts FILE --name "Reviewer A"')


def looked(asked: Round) -> None:
    """What the planned looks showed."""
    for sentence in asked.looked:
        _err.print(escape(sentence))


def summary(card: Scorecard, path: Path) -> None:
    """The grades in a table, and where the scorecard is."""
    shown = Table(title="Grades", title_justify="left")
    for heading in ("Tool", "Grade", "In a sentence"):
        shown.add_column(heading, overflow="fold")
    for tool in card.tools:
        planted = " PLANTED" if tool.tool.planted else ""
        style = _STYLE.get(tool.grade, "")
        shown.add_row(escape(tool.tool.label + planted), f"[{style}]{escape(tool.grade)}[/]", escape(tool.summary))
    _out.print(shown)
    _out.print(f"Scorecard: {escape(str(path / 'scorecard.html'))}", soft_wrap=True)
