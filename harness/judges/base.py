"""What every optional model of the judge is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Asked:
    """A statement and the passages of the source found for it, the best-matching first. Nothing in it is trusted."""

    statement: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Opinion:
    """How likely it is, 0..1, that the passages support the statement; None where the model gave no usable answer."""

    support: float | None
    votes: tuple[str, ...] = ()
    """Every vote as it was read, where votes were taken."""
    problem: str | None = None
    """Why there is no answer."""


class Judge(Protocol):
    """A model that gives opinions. The rules stay: ``combining`` joins the two."""

    name: str
    """Who decides, as findings and signatures say it: ``model:NAME@HASH`` or ``judge:NAME@HASH``."""

    def room(self, statement: str) -> int:
        """Tokens of source that fit beside the statement; 0 or less if the statement itself is too long."""
        ...

    def length(self, text: str) -> int:
        """Tokens of a text."""
        ...

    def opinions(self, asked: Sequence[Asked]) -> list[Opinion]:
        """One opinion for each, in order.

        Raises:
            ToolError: the model cannot be used at all.
        """
        ...

    def close(self) -> None:
        """Give back what opening took."""
        ...
