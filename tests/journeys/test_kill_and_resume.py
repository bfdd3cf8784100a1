"""A demo killed half-way and run again ends with the bytes of one that was never interrupted."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CLOCKS = {"times.jsonl", ".lock", "torn.txt"}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="POSIX signals")]


def start(results: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "harness.cli", "demo", "--results", str(results)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def finished(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(timeout=900)
    assert process.returncode == 0, told
    return told


def answers(results: Path) -> int:
    return sum(path.read_bytes().count(b"\n") - 1 for path in results.glob("*/outputs.jsonl"))


def contents(results: Path) -> dict[str, bytes]:
    [run] = [path.parent for path in results.glob("*/run.json")]
    return {
        str(path.relative_to(run)): path.read_bytes()
        for path in sorted(run.rglob("*"))
        if path.is_file() and path.name not in CLOCKS
    }


@pytest.mark.timeout(2400)
@pytest.mark.speech
def test_killed_twice_and_resumed_gives_the_same_files(tmp_path: Path) -> None:
    for attempt in ("first", "second"):  # the manifest holds its date: midnight between the two runs is no fault
        began = datetime.date.today()
        whole, broken = tmp_path / attempt / "whole", tmp_path / attempt / "broken"
        finished(start(whole))
        told = killed_and_resumed(broken, answers(whole))
        if datetime.date.today() == began:
            break
    assert "Going on with" in told
    assert contents(broken).keys() == contents(whole).keys()
    differing = [name for name, content in contents(whole).items() if contents(broken)[name] != content]
    assert differing == []


def killed_and_resumed(results: Path, wanted: int) -> str:
    """Run the demo, kill it twice on the way, and run it to its end; what the last run said."""
    for share in (0.2, 0.6):
        process = start(results)
        deadline = time.monotonic() + 600
        while answers(results) < share * wanted:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert 0 < answers(results) < wanted
    return finished(start(results))
