"""The run folder: what is answered is never lost, files name what they were made from, one writer at a time."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import RunFolderError
from harness.records import (
    Arm,
    Call,
    Estimate,
    Finding,
    Gate,
    Interval,
    Outcome,
    Output,
    Run,
    Span,
    Standard,
    Task,
    Tool,
    Variant,
)
from harness.store import RunFolder

TOOL = Tool(name="acme", version="1", task=Task.SUMMARISE, adapter="command", label="Acme")
STANDARD = Standard(
    name="draft",
    version="1",
    title="Draft",
    set_by="test",
    status="policy placeholder",
    why="test",
    gates=(Gate(id="G-A", title="t", measure="fabrication", ceiling=0.1),),
    margins={"fabrication": 1.5},
)
RUN = Run(
    name="t",
    created="2026-11-24",
    suites={"adults@1": "ab"},
    tools=(TOOL,),
    axes=("sex",),
    repeats=1,
    seed=1,
    standard=STANDARD,
    standard_hash="cd",
    plumbline="0",
    checks=("facts.1",),
)


def variant(number: int) -> Variant:
    return Variant(
        id=f"case.sex.g{number}",
        suite="adults@1",
        scenario="case",
        title="Case",
        practice_area="care",
        axis="sex",
        group=f"g{number}",
        group_label="G",
        arm=Arm.GROUP,
        subject="adult",
        people={},
        case={},
        text="A: hello",
        turns=(),
        facts=(),
        not_said=(),
        not_discussed=(),
        actions=(),
    )


def call(number: int) -> Call:
    return Call(id=f"c{number}", order=number, tool="acme", variant=f"case.sex.g{number}", repeat=1)


def answer(number: int, text: str = "a note") -> Output:
    return Output(call=f"c{number}", outcome=Outcome.OK, text=text)


def make(path: Path, n: int = 3) -> RunFolder:
    return RunFolder.create(path / "run", RUN, [variant(i) for i in range(n)], [call(i) for i in range(n)])


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    make(tmp_path)
    folder = RunFolder.open(tmp_path / "run")
    folder.append_output(answer(0, "line one\nline two \u2028 £5"), raw=b"\x00raw")
    assert folder.run() == RUN
    assert folder.variants()["case.sex.g1"] == variant(1)
    assert folder.calls() == [call(0), call(1), call(2)]
    stored = folder.outputs()["c0"]
    assert stored.text == "line one\nline two \u2028 £5"
    assert (folder.path / "raw" / str(stored.raw)).read_bytes() == b"\x00raw"


def test_a_torn_last_line_is_set_aside_and_the_rest_kept(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.append_output(answer(0))
    with (folder.path / "outputs.jsonl").open("ab") as journal:
        journal.write(b'{"call":"c1","outcome":"ok","te')
    assert list(folder.outputs()) == ["c0"]
    folder.append_output(answer(1))
    assert list(folder.outputs()) == ["c0", "c1"]
    assert "c1" in (folder.path / "torn.txt").read_text()


def test_an_answer_twice_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.append_output(answer(0))
    folder.append_output(answer(0, "another"))
    with pytest.raises(RunFolderError, match="answers call c0 twice"):
        folder.outputs()


def test_findings_made_from_other_outputs_are_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.append_output(answer(0))
    finding = Finding(
        call="c0",
        check="facts.1",
        about="f",
        status="kept",
        source=Span(start=0, end=1),
        output=Span(start=0, end=1),
        decided_by="rule:x",
        says="Kept.",
    )
    folder.write_findings([finding])
    assert folder.findings() == [finding]
    folder.append_output(answer(1))
    with pytest.raises(RunFolderError, match=r"made from another outputs\.jsonl .*plumbline score"):
        folder.findings()


def test_order_of_arrival_changes_no_byte_once_settled(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one"), make(tmp_path / "two")
    for i in (0, 1, 2):
        one.append_output(answer(i), seconds=1.0)
    for i in (2, 0, 1):
        two.append_output(answer(i), seconds=2.0)
    assert one.content_hash("outputs.jsonl") == two.content_hash("outputs.jsonl")
    one.settle()
    two.settle()
    assert (one.path / "outputs.jsonl").read_bytes() == (two.path / "outputs.jsonl").read_bytes()


def test_an_unfinished_journal_is_left_as_it_is(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.append_output(answer(2))
    before = (folder.path / "outputs.jsonl").read_bytes()
    folder.settle()
    assert (folder.path / "outputs.jsonl").read_bytes() == before


def test_unbounded_intervals_survive(tmp_path: Path) -> None:
    folder = make(tmp_path)
    folder.write_findings([])
    folder.write_counts([])
    estimate = Estimate(
        tool="inf",
        measure="fabrication",
        axis="sex",
        contrast="b - a",
        kind="ratio",
        value=None,
        interval=Interval(low=0.0, high=float("inf"), level=0.95, method="fieller"),
        n_scenarios=3,
        events=0,
        exposure=9,
        method="mh",
        sentence="Nothing can be excluded.",
    )
    folder.write_estimates([estimate], "sig")
    assert "Infinity" not in (folder.path / "scores.json").read_text()
    assert folder.estimates() == [estimate]
    frame = folder.estimates_frame()
    assert frame.loc[0, "high"] == float("inf")


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"no run\.json"):
        RunFolder.open(tmp_path)


def test_a_manifest_changed_afterwards_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    manifest = folder.path / "run.json"
    manifest.write_text(manifest.read_text().replace('"ceiling": 0.1', '"ceiling": 1.0'))
    with pytest.raises(RunFolderError, match=r"made from another run\.json"):
        folder.variants()


def test_a_header_that_names_no_source_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    plan = folder.path / "plan.jsonl"
    plan.write_text(re.sub(r'"made_from":\{[^}]*\}', '"made_from":{}', plan.read_text()))
    with pytest.raises(RunFolderError, match="does not name what it was made from"):
        folder.calls()


@pytest.mark.parametrize("name", ["plan.jsonl", "outputs.jsonl", "scores.json", "instrument.json"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, name: str) -> None:
    folder = make(tmp_path)
    (folder.path / name).write_text("{broken\n")
    read = {"plan.jsonl": folder.calls, "outputs.jsonl": folder.outputs, "scores.json": folder.estimates}
    with pytest.raises(RunFolderError, match="is damaged"):
        read.get(name, folder.instrument)()


def test_a_folder_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    def failing() -> Iterator[Call]:
        yield call(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        RunFolder.create(tmp_path / "run", RUN, [variant(0)], failing())
    assert list(tmp_path.iterdir()) == []
    make(tmp_path)
    with pytest.raises(RunFolderError, match="is there already"):
        make(tmp_path)


def test_only_one_process_collects(tmp_path: Path) -> None:
    folder = make(tmp_path)
    code = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from harness.store import RunFolder
        lock = RunFolder.open(Path(sys.argv[1])).locked()
        print("held", flush=True)
        time.sleep(60)
    """)
    other = subprocess.Popen([sys.executable, "-c", code, str(folder.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunFolderError, match="Another plumbline"):
            folder.locked()
    finally:
        other.kill()
        other.communicate()
    folder.locked().release()  # the system freed the lock of the killed process


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_kill_at_any_moment_loses_no_answer_that_was_confirmed(tmp_path: Path) -> None:
    folder = make(tmp_path, 400)
    code = textwrap.dedent("""
        import sys
        from pathlib import Path
        from harness.records import Outcome, Output
        from harness.store import RunFolder
        folder = RunFolder.open(Path(sys.argv[1]))
        for i in range(400):
            folder.append_output(Output(call=f"c{i}", outcome=Outcome.OK, text="x" * 5000))
            print(i, flush=True)
    """)
    child = subprocess.Popen([sys.executable, "-c", code, str(folder.path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    confirmed = [0, *[int(line) for line in child.stdout.read().split()]]
    assert len(confirmed) < 400, "it was not killed in the middle"
    child.wait()
    child.stdout.close()
    assert set(folder.outputs()) >= {f"c{i}" for i in confirmed}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_survives_the_journal(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = make(tmp_path_factory.mktemp("run"), 1)
    folder.append_output(answer(0, text))
    assert folder.outputs()["c0"].text == text
    assert json.loads((folder.path / "outputs.jsonl").read_bytes().split(b"\n")[1])["text"] == text
