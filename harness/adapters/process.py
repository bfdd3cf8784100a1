"""Runs one program on one input, within a time and a size, and leaves nothing of it running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

_CHUNK = 65_536
_STDERR_TAIL = 4_096
_GRACE = 1.0
"""Seconds that a program's own children may keep its pipes open after it has ended."""


@dataclass(frozen=True)
class Ran:
    """How a program ended. ``status`` is None if it was out of time; negative is the signal that ended it."""

    out: bytes
    cut: bool
    err: bytes
    status: int | None


class _Reader(Thread):
    """Reads a pipe to its end in bounded memory: the first ``first`` bytes, or the last ``last``."""

    def __init__(self, pipe: IO[bytes], *, first: int = 0, last: int = 0, full: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.kept = bytearray()
        self.cut = False
        self._pipe, self._first, self._last, self._full = pipe, first, last, full
        self.start()

    def run(self) -> None:
        with self._pipe, suppress(OSError):
            while chunk := os.read(self._pipe.fileno(), _CHUNK):
                self.kept += chunk
                if self._last:
                    del self.kept[: -self._last]
                elif len(self.kept) > self._first:
                    del self.kept[self._first :]
                    self.cut = True
                    self._full()
                    return


def run(
    command: Sequence[str],
    data: bytes,
    *,
    seconds: float,
    limit: int,
    environment: Mapping[str, str],
    folder: Path | None,
) -> Ran:
    """Run ``command`` without a shell, in a process group of its own, with ``data`` on its standard input.

    Ctrl-C in the terminal does not reach the group, so a call under way can be finished. When the output
    passes ``limit`` bytes or the time is up, the whole group is killed.

    Raises:
        OSError: it could not be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,  # ignored on Windows, as the next is elsewhere
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None

    def kill() -> None:
        _kill_group(process.pid)

    out = _Reader(process.stdout, first=limit, full=kill)
    err = _Reader(process.stderr, last=_STDERR_TAIL, full=kill)
    writer = Thread(target=_write, args=(process.stdin, data), daemon=True)
    writer.start()
    try:
        status: int | None = process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill()
        process.wait()
        status = None
    for thread in (out, err, writer):
        thread.join(_GRACE)
    if any(thread.is_alive() for thread in (out, err, writer)):
        kill()
        for thread in (out, err, writer):
            thread.join(_GRACE)
    return Ran(bytes(out.kept), out.cut, bytes(err.kept), status)


def _write(pipe: IO[bytes], data: bytes) -> None:
    # A program may end, or close its input, without reading all of it.
    with suppress(OSError):
        pipe.write(data)
    with suppress(OSError):
        pipe.close()


def _kill_group(pid: int) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
