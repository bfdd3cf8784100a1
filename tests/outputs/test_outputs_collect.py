"""Collecting: every answer is on disk before anything else, and no fault loses or repeats one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from makers import make_tool, make_variant

from harness.errors import NotYet, RunFolderError, ToolError, TransportError
from harness.outputs import Collected, Progress, collect, plan, reconcile
from harness.outputs.collect import output_of
from harness.records import Call, Gate, Outcome, Output, Reply, Run, Standard, Variant
from harness.store import RunFolder

VARIANTS = {v.id: v for v in (make_variant(f"case_{i}", group=g) for i in range(10) for g in ("female", "male"))}
CALLS = plan([make_tool()], VARIANTS.values(), 1, 0)


class Memory:
    """A run folder without a disk."""

    def __init__(self) -> None:
        self.kept: dict[str, Output] = {}
        self.raw: dict[str, bytes | None] = {}
        self.seconds: list[float | None] = []

    def outputs(self) -> Mapping[str, Output]:
        return dict(self.kept)

    def append_output(self, output: Output, raw: bytes | None = None, seconds: float | None = None) -> None:
        assert output.call not in self.kept
        self.kept[output.call] = output
        self.raw[output.call] = raw
        self.seconds.append(seconds)


class Answering:
    """An adapter that answers by a function of the variant, and counts."""

    def __init__(self, answer: Callable[[Variant], Reply]) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def send(self, variant: Variant) -> Reply:
        self.asked.append(variant.id)
        return self.answer(variant)


def gather(
    answer: Callable[[Variant], Reply], folder: Memory | None = None, **options: Any
) -> tuple[Collected, Memory, Answering]:
    folder, adapter = folder or Memory(), Answering(answer)
    result = collect(CALLS, VARIANTS, {"acme": adapter}, folder, **{"workers": 3, "pause": 0.001, **options})
    return result, folder, adapter


def run_folder(path: Path, calls: list[Call]) -> RunFolder:
    standard = Standard(
        name="s", version="1", title="S", set_by="us", status="policy placeholder", why="test", margins={},
        gates=(Gate(id="g", title="G", measure="m", ceiling=0.1),),
    )  # fmt: skip
    run = Run(
        name="r", created="2026-11-24", suites={}, tools=(make_tool(),), axes=("sex",), repeats=1, seed=0,
        standard=standard, standard_hash="x", plumbline="0", checks=(),
    )  # fmt: skip
    return RunFolder.create(path, run, VARIANTS.values(), calls)


def echo(variant: Variant) -> Reply:
    return Reply(text=variant.id)


def test_every_call_is_answered_once_with_its_own_answer() -> None:
    seen: list[Progress] = []
    result, folder, _ = gather(echo, on_progress=seen.append)
    assert result.complete
    assert not result.stopped
    assert reconcile(CALLS, folder.outputs()).complete
    assert all(folder.kept[call.id].text == call.variant for call in CALLS)
    assert [p.done for p in seen] == list(range(1, len(CALLS) + 1))
    assert all(seconds is not None and seconds >= 0 for seconds in folder.seconds)


def test_one_worker_asks_in_plan_order() -> None:
    _, _, adapter = gather(echo, workers=1)
    assert adapter.asked == [call.variant for call in CALLS]


def test_never_more_at_once_than_workers() -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def slow(variant: Variant) -> Reply:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return echo(variant)

    gather(slow, workers=3)
    assert 1 < most <= 3


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(text="note"), Outcome.OK),
        (Reply(text=""), Outcome.EMPTY),
        (Reply(text=" \n\t\u200b\ufeff\u00a0"), Outcome.EMPTY),
        (Reply(text="note", cut=True), Outcome.TRUNCATED),
        (Reply(text=" ", cut=True), Outcome.EMPTY),
        (Reply(problem="Exit status 1."), Outcome.FAILED),
        (Reply(text="half", problem="Broken off.", cut=True), Outcome.FAILED),
        (Reply(), Outcome.FAILED),
    ],
)
def test_outcomes(reply: Reply, outcome: Outcome) -> None:
    output = output_of(CALLS[0], reply)
    assert output.outcome is outcome
    assert (output.problem is None) == (outcome is not Outcome.FAILED)


def test_what_a_reply_brings_is_kept() -> None:
    reply = Reply(text="note", transcript="said", tool_version="7", raw=b"raw")
    _, folder, _ = gather(lambda _: reply)
    output = folder.kept[CALLS[0].id]
    assert (output.text, output.transcript, output.tool_version) == ("note", "said", "7")
    assert folder.raw[CALLS[0].id] == b"raw"


def test_answered_calls_are_not_asked_again_and_neither_are_failed_ones() -> None:
    folder = Memory()
    folder.append_output(Output(call=CALLS[0].id, outcome=Outcome.FAILED, text="", problem="x"))
    folder.append_output(Output(call=CALLS[1].id, outcome=Outcome.OK, text="old"))
    result, _, adapter = gather(echo, folder)
    assert result.complete
    assert Counter(adapter.asked) == Counter(call.variant for call in CALLS[2:])
    assert folder.kept[CALLS[1].id].text == "old"
    assert gather(echo, folder)[2].asked == []


def test_only_transport_faults_are_tried_again() -> None:
    tries: Counter[str] = Counter()
    kinds = {call.variant: i % 3 for i, call in enumerate(CALLS)}

    def faulty(variant: Variant) -> Reply:
        tries[variant.id] += 1
        if kinds[variant.id] == 0 and tries[variant.id] < 3:
            raise TransportError("refused")
        if kinds[variant.id] == 1:
            return Reply(problem="Exit status 1.")
        return echo(variant)

    result, folder, _ = gather(faulty)
    assert result.complete
    assert result.progress.failed == sum(kind == 1 for kind in kinds.values())
    for call in CALLS:
        assert tries[call.variant] == {0: 3, 1: 1, 2: 1}[kinds[call.variant]]
        assert (folder.kept[call.id].outcome is Outcome.FAILED) == (kinds[call.variant] == 1)


def test_a_tool_that_stays_out_of_reach_has_failed_answers_with_the_reason() -> None:
    def refused(variant: Variant) -> Reply:
        raise TransportError("Connection refused.", retry_after=0.001)

    result, folder, adapter = gather(refused, retries=2)
    assert result.complete
    assert len(adapter.asked) == 3 * len(CALLS)
    assert {output.problem for output in folder.kept.values()} == {"Connection refused. (3 tries)"}


def test_an_adapter_that_breaks_costs_its_own_answer_only() -> None:
    def breaks(variant: Variant) -> Reply:
        if variant.id == CALLS[0].variant:
            raise KeyError(variant.text)
        return echo(variant)

    result, folder, _ = gather(breaks)
    assert result.complete
    assert result.progress.failed == 1
    assert folder.kept[CALLS[0].id].problem == "The adapter broke: KeyError."


def test_what_people_have_still_to_bring_stays_open() -> None:
    def half(variant: Variant) -> Reply:
        if variant.group == "male":
            raise NotYet(f"{variant.id}: still to come.")
        return echo(variant)

    result, folder, _ = gather(half)
    males = [call for call in CALLS if VARIANTS[call.variant].group == "male"]
    assert not result.complete
    assert result.progress.to_come == len(males)
    assert result.to_come == tuple(f"{call.variant}: still to come." for call in males)
    again, _, adapter = gather(echo, folder)
    assert again.complete
    assert Counter(adapter.asked) == Counter(call.variant for call in males)


def test_a_tool_that_cannot_be_used_any_more_ends_it_and_keeps_what_came() -> None:
    def dies(variant: Variant) -> Reply:
        if variant.id == CALLS[5].variant:
            raise ToolError("gone")
        return echo(variant)

    folder = Memory()
    with pytest.raises(ToolError, match=r"gone"):
        gather(dies, folder, workers=1)
    assert set(folder.kept) >= {call.id for call in CALLS[:5]}
    assert CALLS[5].id not in folder.kept


def test_a_plan_that_names_what_is_not_given_is_refused_before_anything_is_asked() -> None:
    adapter = Answering(echo)
    with pytest.raises(RunFolderError, match=r"The plan names tools that are not given: acme."):
        collect(CALLS, VARIANTS, {"other": adapter}, Memory())
    with pytest.raises(RunFolderError, match=r"The plan names variants that are not given: case_0.sex.female,"):
        collect(CALLS, {}, {"acme": adapter}, Memory())
    assert adapter.asked == []


def test_ctrl_c_finishes_what_is_running_and_stops() -> None:
    begun, main = threading.Event(), threading.main_thread()

    def slow(variant: Variant) -> Reply:
        if len(adapter_asked) == 2:
            begun.set()
        adapter_asked.append(variant.id)
        time.sleep(0.3)
        return echo(variant)

    def interrupt() -> None:
        begun.wait(10)
        signal.pthread_kill(main.ident or 0, signal.SIGINT)

    adapter_asked: list[str] = []
    presser = threading.Thread(target=interrupt)
    presser.start()
    result, folder, _ = gather(slow, workers=2)
    presser.join()
    assert result.stopped
    assert not result.complete
    assert sorted(folder.kept[c.id].text for c in CALLS if c.id in folder.kept) == sorted(adapter_asked)
    assert 2 <= len(folder.kept) <= 6
    assert result.progress.done == len(folder.kept)
    assert gather(echo, folder)[0].complete


def test_ctrl_c_does_not_wait_for_a_retry() -> None:
    def refused(variant: Variant) -> Reply:
        refusals.set()
        raise TransportError("Too many requests.", retry_after=50)

    refusals = threading.Event()
    presser = threading.Thread(target=lambda: (refusals.wait(10), time.sleep(0.1), os.kill(os.getpid(), signal.SIGINT)))
    presser.start()
    started = time.monotonic()
    result, folder, _ = gather(refused)
    presser.join()
    assert time.monotonic() - started < 10
    assert result.stopped
    assert folder.kept == {}


CHILD = """
import sys, time
from pathlib import Path
from harness.outputs import collect
from harness.records import Reply
from harness.store import RunFolder

class Slow:
    def send(self, variant):
        with open(sys.argv[2], "a") as log:
            log.write(variant.id + "\\n")
        time.sleep(0.05)
        return Reply(text=variant.id, raw=variant.id.encode())

folder = RunFolder.open(Path(sys.argv[1]))
collect(folder.calls(), folder.variants(), {"acme": Slow()}, folder, workers=2)
"""


@pytest.mark.parametrize("torn", [False, True])
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, torn: bool) -> None:
    """kill -9 half-way, in three rounds: at most the two calls under way are asked twice, none is lost."""
    folder = run_folder(tmp_path / "run", CALLS)
    log = tmp_path / "asked"
    log.touch()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", CHILD, str(folder.path), str(log)]
    kills = 0
    for half in (4, 11):
        child = subprocess.Popen(command, env=environment)
        while len(log.read_text().splitlines()) < half:
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        child.wait()
        kills += 1
        assert len(folder.outputs()) < len(CALLS)
        if torn:  # what a kill in the middle of a write leaves
            with (folder.path / "outputs.jsonl").open("ab") as journal:
                journal.write(b'{"call":"' + CALLS[0].id.encode())
    before = folder.outputs()
    assert before
    subprocess.run(command, env=environment, check=True, timeout=60)
    outputs = folder.outputs()
    assert reconcile(CALLS, outputs).complete
    assert {call: outputs[call] for call in before} == before
    assert all(outputs[call.id].text == call.variant for call in CALLS)
    asked = Counter(log.read_text().splitlines())
    assert set(asked) == set(VARIANTS)
    assert sum(asked.values()) - len(CALLS) <= 2 * kills
