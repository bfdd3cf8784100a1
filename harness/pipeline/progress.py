"""How long work tells of itself."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as ``progress(what, done, of)``; ``what`` is a short sentence."""


def silent(what: str, done: int, of: int) -> None:
    """A progress that says nothing."""
