"""Turns any program, conversation on its input and note on its output, into a tool."""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

from harness.adapters.base import (
    MAX_REPLY_BYTES,
    read_settings,
    reply_from_bytes,
    reply_from_text,
    without_the_case,
)
from harness.adapters.process import Ran, run
from harness.errors import CommandError, ToolError
from harness.records import Reply, Tool, Variant

# fmt: off
_ORDINARY = frozenset((
    "PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TMP", "TEMP",
    "VIRTUAL_ENV", "CONDA_PREFIX", "LD_LIBRARY_PATH",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "USERPROFILE",
    "PROGRAMDATA", "PROGRAMFILES", "NUMBER_OF_PROCESSORS",
))
# fmt: on
_ORDINARY_PREFIXES = ("LC_", "XDG_", "PYTHON")


_SECRET = re.compile(r"^-{0,2}(?:[\w-]*[_-])?(?:api-?_?key|token|secret|password|passwd|bearer)(?:=|$)", re.IGNORECASE)


class Command:
    """A program run once a call, never through a shell.

    Settings:
        command: the program and its arguments, a list.
        input: ``text`` (the conversation on standard input) or ``json`` (``{"id", "text"}``; the id is an
            opaque one, because a variant's own id names the group).
        output: ``text`` or ``json`` (``{"text": ...}``).
        seconds: time limit of a call, default 120.
        environment: names of variables to hand over, such as the one that holds a key. Beyond the ordinary
            ones (PATH, HOME, LANG ...) a program is given no others, so that one supplier's program cannot
            read another's key. Their values are never recorded.

    Raises:
        CommandError: a setting is wrong.
        ToolError: the program is missing, or a named variable is not set.
    """

    def __init__(self, tool: Tool, *, base: Path | None = None) -> None:
        known = read_settings(
            tool, {"command": [], "input": "text", "output": "text", "seconds": 120.0, "environment": []}
        )
        for name in ("input", "output"):
            if known[name] not in ("text", "json"):
                raise CommandError(f"Tool {tool.name}: {name} is {known[name]!r}. Write text or json.")
        if not known["command"]:
            raise CommandError(f"Tool {tool.name}: there is no command. Write it as a list: [program, argument].")
        for argument in known["command"][1:]:
            if _SECRET.search(argument):
                raise CommandError(
                    f"Tool {tool.name}: the argument {argument.partition('=')[0]!r} looks like a key, and arguments "
                    "are kept in the run folder. Let the program read it from a variable, named under environment."
                )
        self.tool = tool
        self._base = base
        self._json_in, self._json_out = known["input"] == "json", known["output"] == "json"
        self._seconds = float(known["seconds"])
        self._secrets = _named(tool, known["environment"])
        self._environment = {n: v for n, v in os.environ.items() if _ordinary(n)} | self._secrets
        self._command = [_program(tool, known["command"][0], base), *known["command"][1:]]

    def send(self, variant: Variant) -> Reply:
        """Run the program on one conversation."""
        data = variant.text
        if self._json_in:
            data = json.dumps({"id": sha256(variant.id.encode()).hexdigest()[:12], "text": variant.text})
        try:
            ran = run(
                self._command,
                data.encode(),
                seconds=self._seconds,
                limit=MAX_REPLY_BYTES,
                environment=self._environment,
                folder=self._base,
            )
        except (OSError, ValueError) as error:
            return Reply(problem=f"The program could not be started: {getattr(error, 'strerror', None) or error}.")
        problem = self._problem(ran, variant)
        if problem:
            return Reply(problem=problem, raw=ran.out or None)
        return _from_json(ran) if self._json_out else reply_from_bytes(ran.out, cut=ran.cut)

    def close(self) -> None:
        """Nothing to give back: no program outlives its call."""

    def _problem(self, ran: Ran, variant: Variant) -> str | None:
        if ran.status is None:
            return f"No answer in {self._seconds:g} seconds; the program was stopped."
        if ran.status == 0 or ran.cut:  # when cut, the status is that of our own kill
            return None
        how = f"Exit status {ran.status}." if ran.status > 0 else f"Ended by signal {-ran.status}."
        lines = (reply_from_bytes(ran.err).text or "").strip().splitlines()
        last = lines[-1] if lines else ""
        for name, value in self._secrets.items():
            if value:
                last = last.replace(value, f"[{name}]")
        last = without_the_case(last, variant)
        return f"{how} Its last words: {last}" if last else how


def _from_json(ran: Ran) -> Reply:
    """The ``text`` of a JSON object; ``raw`` keeps what was sent."""
    if ran.cut:
        return Reply(problem=f"More than {MAX_REPLY_BYTES:,} bytes of JSON; it could not be read.", raw=ran.out)
    if not ran.out.strip():
        return Reply(text="")
    try:
        # Invalid bytes inside the text are replaced rather than costing the whole answer.
        found = json.loads(reply_from_bytes(ran.out).text or "")
    except (ValueError, RecursionError):
        return Reply(problem='The output is not JSON. It must be {"text": "..."}.', raw=ran.out)
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return Reply(problem='The JSON has no "text" that is a string. It must be {"text": "..."}.', raw=ran.out)
    return reply_from_text(found["text"]).model_copy(update={"raw": ran.out})


def _ordinary(name: str) -> bool:
    return name.upper() in _ORDINARY or name.upper().startswith(_ORDINARY_PREFIXES)


def _named(tool: Tool, names: list[str]) -> dict[str, str]:
    missing = [name for name in names if name not in os.environ]
    if missing:
        raise ToolError(f"Tool {tool.name}: set the environment variable {', '.join(missing)} before running.")
    return {name: os.environ[name] for name in names}


def _program(tool: Tool, name: str, base: Path | None) -> str:
    """Full path of the program; a name with a slash is looked for from ``base``, another on the PATH."""
    if "/" in name or os.sep in name:
        path = (base or Path()) / name
        if path.is_file() and not os.access(path, os.X_OK):
            raise ToolError(f"Tool {tool.name}: {name} is not a program that may be run. Make it executable.")
        # Not resolved: a link may be how a virtual environment is found.
        found = shutil.which(str(path.absolute()))
    else:
        found = shutil.which(name)
    if found is None:
        raise ToolError(
            f"Tool {tool.name}: there is no program {name!r}. Install it, check that it is on the PATH, "
            "or give its full path."
        )
    return found
