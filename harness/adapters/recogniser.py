"""Turns a variant's recording into a transcript with PocketSphinx, a real recogniser that runs offline.

Two configurations of one tool: as shipped, with its general US English language model, and fitted, with a
small language model built from other social care talk. Fitted is faster; whether it hears better is for the
harness to say (on talk outside its text it has mostly been worse). Decoding runs in worker processes of its
own: they use both cores, and a crash costs one answer.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from harness.adapters.base import read_settings
from harness.adapters.language_model import LanguageModel, fingerprint, fit
from harness.errors import CommandError, MissingExtraError, ToolError
from harness.records import Reply, Task, Tool, Variant

SETTINGS: dict[str, str | int | float | bool | list[str]] = {
    "language_model": "shipped",
    "audio": "",
    "workers": 2,
    "timeout": 600.0,
}


def tools(workers: int = 2) -> tuple[Tool, Tool]:
    """PocketSphinx as shipped, and fitted to social care talk. ``settings["audio"]`` is still to be given.

    Raises:
        MissingExtraError: PocketSphinx is not installed.
    """
    version = _version()
    return (
        Tool(
            name="pocketsphinx",
            version=version,
            task=Task.TRANSCRIBE,
            adapter="recogniser",
            label="PocketSphinx as shipped (small open-source recogniser, general US English model)",
            settings={"language_model": "shipped", "workers": workers},
        ),
        Tool(
            name="pocketsphinx_fitted",
            version=f"{version}+care_talk.{fingerprint()}",
            task=Task.TRANSCRIBE,
            adapter="recogniser",
            label="PocketSphinx fitted (the same, with a small language model of social care talk)",
            settings={"language_model": "fitted", "workers": workers},
        ),
    )


class Recogniser:
    """Sends recordings to PocketSphinx. Safe to call from several threads; ``close`` ends its processes.

    Settings: ``language_model`` (``shipped`` or ``fitted``), ``audio`` (the folder of ``<variant id>.wav``),
    ``workers`` (processes, default 2) and ``timeout`` (seconds for one recording, default 600).
    ``audio`` given here goes before the setting: a folder of this machine need not be in a manifest.

    Raises:
        MissingExtraError: PocketSphinx is not installed.
        CommandError: a setting is unknown or makes no sense.
    """

    def __init__(self, tool: Tool, audio: Path | None = None) -> None:
        _version()
        self.tool = tool
        self._fitted, self._audio, workers, self._timeout = _settings(tool, audio)
        self._start = threading.Lock()
        self._folder: Path | None = None
        self.language_model: LanguageModel | None = None
        """What was built for the fitted configuration; None before the first call."""
        # One process each, so that a death is one call's and no other's (a shared pool loses all calls in flight).
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._workers = [_Worker() for _ in range(workers)]
        for worker in self._workers:
            self._free.put(worker)
        self._closed = False

    @property
    def processes(self) -> tuple[int, ...]:
        """Process ids of the workers that are running."""
        return tuple(pid for worker in self._workers if (pid := worker.pid) is not None)

    def send(self, variant: Variant) -> Reply:
        """The transcript of the variant's recording, or the problem. Raises ToolError once closed."""
        recording = self._audio / f"{variant.id}.wav"
        if not recording.is_file():
            return Reply(problem=f"There is no recording {variant.id}.wav.")
        worker = self._free.get()
        if worker is None:
            self._free.put(None)
            raise ToolError(f"{self.tool.name} is closed.")
        try:
            if worker.pid is None:
                worker.start(self._model_file())
            answer = worker.ask({"audio": str(recording)}, self._timeout)
        except _Died as died:
            return Reply(problem=str(died))
        finally:
            self._free.put(worker)
        if "text" in answer:
            return Reply(text=answer["text"], tool_version=self.tool.version)
        return Reply(problem=answer["problem"])

    def close(self) -> None:
        """End the worker processes, after the calls in flight, and remove the language model."""
        with self._start:
            if self._closed:
                return
            self._closed = True
        for _ in self._workers:
            worker = self._free.get()
            if worker is not None:
                worker.stop()
        self._free.put(None)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _model_file(self) -> Path | None:
        """The fitted language model, built at the first call; None as shipped."""
        if not self._fitted:
            return None
        with self._start:
            if self.language_model is None:
                self._folder = Path(tempfile.mkdtemp(prefix="plumbline-"))
                self.language_model = fit(self._folder)
            return self.language_model.path


# ------------------------------------------------------------------ inside


class _Died(Exception):
    """A worker process ended, or was ended, before it answered."""


class _Worker:
    """One decoding process, started when it is first needed and again after it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """None when it is not running."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self, language_model: Path | None) -> None:
        """Start the process and load the model. Raises _Died."""
        self.stop()
        script = Path(__file__).with_name("_recogniser_worker.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self.ask({"path": sys.path, "language_model": str(language_model) if language_model else None}, 120)

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """One line in, one line out. A process that does not answer in time is ended. Raises _Died."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(seconds, end)
        clock.daemon = True
        clock.start()
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            clock.cancel()
        if line.endswith("\n"):
            return dict(json.loads(line))
        self.stop()
        if late.is_set():
            raise _Died(f"The recogniser gave no answer within {seconds:g} seconds and was ended.")
        raise _Died(f"The recogniser's process ended without an answer (status {process.returncode}).")

    def stop(self) -> None:
        """End the process if it runs, and let go of its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has nobody to read it
                    pipe.close()


def _version() -> str:
    """Version of PocketSphinx. Raises MissingExtraError."""
    try:
        import pocketsphinx  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("The recogniser PocketSphinx", "speech") from error
    return metadata.version("pocketsphinx")


def _settings(tool: Tool, audio: Path | None) -> tuple[bool, Path, int, float]:
    """The settings, checked: fitted or not, folder of recordings, workers, seconds. Raises CommandError."""
    known = read_settings(tool, SETTINGS)
    kind, folder = known["language_model"], audio or known["audio"]
    if kind not in ("shipped", "fitted"):
        raise CommandError(f"Tool {tool.name}: language_model is {kind!r}. Write shipped or fitted.")
    if not folder:
        raise CommandError(f"Tool {tool.name}: there is no folder of recordings. Give it as the setting audio.")
    return kind == "fitted", Path(folder), known["workers"], float(known["timeout"])
