"""Turns any Python function, text in and text out, into a tool."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import Any

from harness.adapters.base import read_settings, reply_from_text, without_the_case
from harness.errors import CommandError, ToolError
from harness.records import Reply, Tool, Variant


class Function:
    """A function given as ``package.module:function`` in the settings, or as a callable.

    It is given the text; or the whole Variant, if its first argument is called ``variant`` or is
    annotated so. It returns text or a Reply.

    Settings: ``function``; ``seconds`` (time limit, default 120); ``at_once`` (calls at a time,
    default 1, because few functions say whether they are safe in threads).

    Raises:
        CommandError: no function is named.
        ToolError: the module or the function is not there, or takes no argument.
    """

    def __init__(self, tool: Tool, *, base: Path | None = None, function: Callable[..., object] | None = None) -> None:
        known = read_settings(tool, {"function": "", "seconds": 120.0, "at_once": 1})
        self.tool = tool
        self._seconds = float(known["seconds"])
        self._turn = BoundedSemaphore(known["at_once"])
        self._function = function if function is not None else _find(tool, known["function"], base)
        self._whole = _takes_variant(tool, self._function)

    def send(self, variant: Variant) -> Reply:
        """Call the function; an exception or a time-out becomes a problem without the words of the case.

        Python cannot stop a thread: a function that hangs is left behind and costs memory until the end.
        """
        with self._turn:
            result: list[object] = []
            fault: list[BaseException] = []

            def call() -> None:
                try:
                    result.append(self._function(variant if self._whole else variant.text))
                except BaseException as error:  # even SystemExit is only this answer's fault
                    fault.append(error)

            thread = Thread(target=call, name=f"plumbline {self.tool.name}", daemon=True)
            thread.start()
            thread.join(self._seconds)
            if fault:
                return Reply(problem=_told(fault[0], variant))
            if not result:
                return Reply(problem=f"No answer in {self._seconds:g} seconds.")
            return _reply(result[0])

    def close(self) -> None:
        """Nothing to give back."""


def _reply(result: object) -> Reply:
    if isinstance(result, Reply):
        if result.text is None:
            return result
        safe = reply_from_text(result.text)
        return result.model_copy(update={"text": safe.text, "cut": result.cut or safe.cut})
    if isinstance(result, str):
        return reply_from_text(result)
    return Reply(problem=f"The function returned {type(result).__name__}, not text.")


def _told(error: BaseException, variant: Variant) -> str:
    try:
        message = without_the_case(str(error), variant)
    except Exception:  # a foreign __str__ may itself fail
        message = ""
    return f"{type(error).__name__}: {message}" if message else f"{type(error).__name__}."


def _find(tool: Tool, path: str, base: Path | None) -> Callable[..., object]:
    module_name, _, name = path.partition(":")
    if not module_name or not name:
        raise CommandError(
            f"Tool {tool.name}: function is {path!r}. Write package.module:function, as my_tool:write_note."
        )
    # Behind everything installed, so that a user's notes.py or random.py never stands in for a library.
    where = str((base or Path()).resolve())
    if where not in sys.path:
        sys.path.append(where)
    try:
        found: Any = import_module(module_name)
    except ModuleNotFoundError as error:
        raise ToolError(
            f"Tool {tool.name}: cannot import {error.name!r} for {path!r}. Put it beside the evaluation file, "
            "or install it."
        ) from error
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise ToolError(f"Tool {tool.name}: importing {module_name!r} fails: {why}") from error
    for part in name.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise ToolError(f"Tool {tool.name}: {module_name!r} has no function {name!r}. Check the spelling.")
    return found  # type: ignore[no-any-return]


def _takes_variant(tool: Tool, function: Callable[..., object]) -> bool:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # some built-in functions do not tell
        return False
    if not parameters:
        raise ToolError(f"Tool {tool.name}: the function takes no argument. Give it one: the text of the conversation.")
    note = parameters[0].annotation
    says = note.strip("'\"").rpartition(".")[2] if isinstance(note, str) else ""
    return parameters[0].name == "variant" or note is Variant or says == "Variant"
