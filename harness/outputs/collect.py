"""Asks every call of a plan that has no answer yet, and writes each answer down before anything else is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Event
from typing import Protocol

from harness.errors import NotYet, PlumblineError, RunFolderError, TransportError
from harness.records import Call, Outcome, Output, Reply, Variant

_LONGEST_WAIT = 60.0
"""Seconds; a tool that asks for a longer pause is asked again sooner, and counted as failed if it still refuses."""


class Adapter(Protocol):
    """What collecting needs of an adapter."""

    def send(self, variant: Variant) -> Reply:
        """Ask once; may raise NotYet or TransportError."""
        ...


class Folder(Protocol):
    """What collecting needs of a run folder."""

    def outputs(self) -> Mapping[str, Output]:
        """Every recorded answer, by call."""
        ...

    def append_output(self, output: Output, raw: bytes | None = None, seconds: float | None = None) -> None:
        """Keep one answer on disk; safe from several threads."""
        ...


@dataclass(frozen=True)
class Progress:
    """How far collecting is, in calls. ``done`` includes those answered in earlier runs."""

    total: int
    done: int
    failed: int = 0
    """Of ``done`` in this run, those without an answer."""
    to_come: int = 0
    """Left open until somebody brings the document."""


@dataclass(frozen=True)
class Collected:
    """What one round of collecting did."""

    progress: Progress
    to_come: tuple[str, ...]
    """What is still to come and where to put it, a line a call, in plan order."""
    stopped: bool
    """Ctrl-C was pressed: running calls were finished, the rest are open."""

    @property
    def complete(self) -> bool:
        """Whether every planned call is answered."""
        return self.progress.done == self.progress.total


def collect(
    calls: Sequence[Call],
    variants: Mapping[str, Variant],
    adapters: Mapping[str, Adapter],
    folder: Folder,
    *,
    workers: int = 4,
    retries: int = 3,
    on_progress: Callable[[Progress], None] | None = None,
    pause: float = 1.0,
) -> Collected:
    """Ask what is not answered yet, in plan order, ``workers`` at a time.

    Safe to repeat: a call with a recorded answer, a failed one too, is never asked again. A process killed at
    any moment loses only the calls it was waiting for.

    Args:
        calls: the plan.
        variants: by id.
        adapters: by tool name, open.
        folder: where answers go.
        workers: calls under way at once.
        retries: how often more to ask after ``TransportError``; no other fault is asked again, because a
            second try after a bad answer would hide it.
        on_progress: told after each answer, in the caller's thread.
        pause: seconds before the first retry, doubled each time; or what the tool asks for.

    Raises:
        RunFolderError: a call names a variant or tool that is not given.
        PlumblineError: whatever an adapter raised that stops all work; answers so far are kept.
    """
    _all_given(calls, variants, adapters)
    answered = folder.outputs()
    waiting = [call for call in calls if call.id not in answered]
    progress = Progress(total=len(calls), done=len(calls) - len(waiting))
    stop, to_come = Event(), dict[str, str]()
    asker = _Asker(variants, adapters, folder, retries, pause, stop)
    # Not a `with`: after Ctrl-C or a fault, calls that have not begun must not begin.
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="plumbline")
    try:
        for call, answer in _in_turn(pool, asker, waiting, 2 * workers):
            if isinstance(answer, NotYet):
                to_come[call.id] = str(answer)
                progress = replace(progress, to_come=progress.to_come + 1)
            elif answer is not None:
                failed = answer is Outcome.FAILED
                progress = replace(progress, done=progress.done + 1, failed=progress.failed + failed)
            if on_progress:
                on_progress(progress)
    except KeyboardInterrupt:
        stop.set()
    finally:
        interrupted = stop.is_set()
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    if interrupted:
        now = folder.outputs()
        progress = replace(progress, done=sum(call.id in now for call in calls))
    return Collected(progress, tuple(to_come[c.id] for c in calls if c.id in to_come), interrupted)


def output_of(call: Call, reply: Reply) -> Output:
    """The record of one reply: failed, empty (nothing visible), truncated or ok, the first that holds."""
    text = reply.text or ""
    problem = reply.problem
    if problem is None and reply.text is None:
        problem = "The adapter brought neither an answer nor a reason."
    if problem is not None:
        outcome = Outcome.FAILED
    elif not any(c.isprintable() and not c.isspace() for c in text):  # zero-width characters are nothing, too
        outcome = Outcome.EMPTY
    else:
        outcome = Outcome.TRUNCATED if reply.cut else Outcome.OK
    return Output(
        call=call.id,
        outcome=outcome,
        text=text,
        problem=problem,
        transcript=reply.transcript,
        tool_version=reply.tool_version,
    )


@dataclass(frozen=True)
class _Asker:
    """Asks one call in a worker thread. Ctrl-C is raised in the main thread only: it cannot part an answer
    from its line in the journal."""

    variants: Mapping[str, Variant]
    adapters: Mapping[str, Adapter]
    folder: Folder
    retries: int
    pause: float
    stop: Event

    def __call__(self, call: Call) -> Outcome | NotYet | None:
        """The outcome, once it is on disk; None if collecting stopped before there was one."""
        if self.stop.is_set():
            return None
        try:
            reply, seconds = self._ask(call)
        except NotYet as signal:
            return signal
        if reply is None:
            return None
        output = output_of(call, reply)
        self.folder.append_output(output, reply.raw, seconds)
        return output.outcome

    def _ask(self, call: Call) -> tuple[Reply | None, float]:
        """The reply and the seconds its last try took."""
        adapter, variant = self.adapters[call.tool], self.variants[call.variant]
        for attempt in range(self.retries + 1):
            started = time.monotonic()
            try:
                return adapter.send(variant), time.monotonic() - started
            except TransportError as error:
                if attempt == self.retries:
                    tries = "1 try" if attempt == 0 else f"{attempt + 1} tries"
                    return Reply(problem=f"{error} ({tries})"), time.monotonic() - started
                if self.stop.wait(self._delay(call, attempt, error.retry_after)):
                    return None, 0.0
            except (NotYet, PlumblineError):
                raise
            except Exception as error:  # a broken adapter costs its own answers, seen as failed, not the run
                return Reply(problem=f"The adapter broke: {type(error).__name__}."), time.monotonic() - started
        raise AssertionError("unreachable: the last attempt returns")

    def _delay(self, call: Call, attempt: int, asked: float | None) -> float:
        if asked is not None:
            return min(max(asked, 0.0), _LONGEST_WAIT)
        # Up to half as long again, by the call's id, so that calls refused together do not return together.
        spread = 1 + sha256(call.id.encode()).digest()[0] / 512
        return min(self.pause * 2.0**attempt * spread, _LONGEST_WAIT)


def _in_turn(
    pool: ThreadPoolExecutor, asker: _Asker, calls: Sequence[Call], ahead: int
) -> Iterator[tuple[Call, Outcome | NotYet | None]]:
    """Answers as they come, with at most ``ahead`` calls handed to the pool: a plan of any length costs little."""
    left = iter(calls)
    running: dict[Future[Outcome | NotYet | None], Call] = {}
    while True:
        while len(running) < ahead and (call := next(left, None)) is not None:
            running[pool.submit(asker, call)] = call
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            yield running.pop(future), future.result()


def _all_given(calls: Sequence[Call], variants: Mapping[str, Variant], adapters: Mapping[str, Adapter]) -> None:
    for what, wanted, given in (
        ("variants", {call.variant for call in calls}, variants),
        ("tools", {call.tool for call in calls}, adapters),
    ):
        if absent := sorted(wanted - set(given)):
            raise RunFolderError(f"The plan names {what} that are not given: {', '.join(absent)}.")
