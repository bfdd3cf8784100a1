"""Every error a user can cause, and the exit status each ends with.

    PlumblineError                  anything we can explain in a sentence
    ├── UserFileError        1      a file of the user's is wrong; carries every fault found in it
    ├── RunFolderError       1      a run folder does not fit together (changed, missing or foreign parts)
    ├── CommandError         2      the command line asks for something that does not exist
    ├── ToolError            3      a tool cannot be reached or started at all
    ├── MissingExtraError    3      a part that is installed separately is missing
    └── BelowStandard        4      the run is fine, the result is below the standard asked for

A fault in one *answer* of a tool (a time-out, an empty reply, an exit status) is not an
error: it is an outcome, recorded beside the other answers and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class PlumblineError(Exception):
    """Base of all; ``exit_status`` is what the command line ends with."""

    exit_status = 1


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file: where it is, what was found, what to write instead."""

    file: Path | str
    line: int | None
    found: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{where}: {self.found} {self.remedy}".rstrip()


class UserFileError(PlumblineError):
    """A suite, identity, evaluation, standard or input file is wrong.

    All faults that could be found are carried, in file and line order; none is cut off.
    """

    exit_status = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def single(cls, file: Path | str, line: int | None, found: str, remedy: str = "") -> UserFileError:
        """An error with exactly one fault."""
        return cls([Fault(file, line, found, remedy)])


class RunFolderError(PlumblineError):
    """A run folder is not what it says it is."""

    exit_status = 1


class CommandError(PlumblineError):
    """The command line names something that does not exist or does not go together."""

    exit_status = 2


class ToolError(PlumblineError):
    """A tool cannot be used at all (as against: gave a bad answer)."""

    exit_status = 3


class MissingExtraError(ToolError):
    """A part of Plumbline that is installed separately is needed and missing."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs a part that is not installed. Run: pip install "plumbline[{extra}]"')


class BelowStandard(PlumblineError):
    """The scorecard was made and is below the standard the caller asked for."""

    exit_status = 4


class NotYet(Exception):
    """An answer that a person has still to bring: the call stays open. A signal, not an error."""


class TransportError(Exception):
    """The way to a tool broke (refused, reset, over its limit): asking again may help. A signal, not an error.

    ``retry_after`` is how many seconds the tool asked us to wait, if it said.
    """

    def __init__(self, problem: str, retry_after: float | None = None) -> None:
        super().__init__(problem)
        self.retry_after = retry_after
