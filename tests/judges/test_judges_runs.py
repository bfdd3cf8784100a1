"""A model beside the rules in a whole run and in the self-test: signed, recorded, and changing nothing but risks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from answering import answering, verdict
from tiny_models import onnx_model
from typer.testing import CliRunner

from harness.cli import app
from harness.errors import CommandError
from harness.records import Finding
from harness.store import RunFolder

pytest.importorskip("onnxruntime")
NLI = ("contradiction", "entailment", "neutral")

TRIAL = """
name: trial
suites: [adults]
scenarios: [fall_at_home]
axes: [sex]
tools:
  - {name: reference, adapter: reference, task: summarise, version: "1", label: Reference}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A small finished run, judged by rules."""
    home = tmp_path_factory.mktemp("run")
    (home / "trial.yaml").write_text(TRIAL)
    done = CliRunner().invoke(app, ["run", str(home / "trial.yaml"), "--results", str(home / "results")])
    assert done.exit_code == 0, done.output
    [path] = (home / "results").iterdir()
    return RunFolder.open(path)


def score(run: RunFolder, *options: str) -> list[Finding]:
    done = CliRunner().invoke(app, ["score", str(run.path), *options])
    assert done.exit_code == 0, (done.output, done.exception)
    return run.findings()


def test_a_run_scored_with_a_model_and_again_without(run: RunFolder, tmp_path: Path) -> None:
    before = run.findings()
    signed = json.loads((run.path / "scores.json").read_text())["signature"]
    folder = onnx_model(tmp_path / "naysayer", (9.0, 0.0, 0.0), NLI)
    after = score(run, "--judge", str(folder))
    same = {"call", "check", "about", "source", "output"}
    assert [f.model_dump(include=same) for f in after] == [f.model_dump(include=same) for f in before]
    judged = [(a, b) for a, b in zip(before, after, strict=True) if b.decided_by.startswith("model:naysayer@")]
    assert judged
    assert all(a.risk is not None and b.risk is not None and b.risk >= min(a.risk, 0.97) for a, b in judged)
    assert all(a == b for a, b in zip(before, after, strict=True) if not b.decided_by.startswith("model:"))
    now = json.loads((run.path / "scores.json").read_text())["signature"]
    assert re.search(r"\|judge:rules\.1\+model_naysayer@[0-9a-f]{8}\|", now)
    assert "naysayer" in (run.path / "scorecard.html").read_text(encoding="utf-8")
    assert score(run) == before
    assert json.loads((run.path / "scores.json").read_text())["signature"] == signed


def test_what_the_model_said_is_kept_and_not_asked_again(run: RunFolder) -> None:
    with answering(lambda body, n: verdict(body, "supported")) as server:
        options = ["--judge", server.address, "--judge-option", "model=owl", "--judge-option", "votes=1"]
        first = score(run, *options)
        asked = len(server.asked)
        assert score(run, *options) == first
        assert len(server.asked) == asked > 0
    lines = [json.loads(line) for line in (run.path / "judgements.jsonl").read_text().splitlines()]
    assert sum(line["by"].startswith("judge:owl@") for line in lines) == asked
    # Both arms of a pair say the same, masked: it is one question.
    statements = sum(f.decided_by.startswith("judge:owl@") for f in first)
    assert asked < statements
    words = set(re.findall(r"\w+", " ".join(body["messages"][1]["content"] for body in server.asked)))
    assert not words & {name for v in run.variants().values() for p in v.people.values() for name in (p.first, p.last)}


def test_the_model_under_test_may_not_judge(run: RunFolder) -> None:
    done = CliRunner().invoke(
        app, ["score", str(run.path), "--judge", "http://127.0.0.1:9/v1", "--judge-option", "model=reference"]
    )
    assert isinstance(done.exception, CommandError)
    assert "nobody marks their own work" in str(done.exception)


def test_a_model_is_measured_before_it_measures(tmp_path: Path) -> None:
    shares = {}
    for name, logits in (("yes", (0.0, 9.0, 0.0)), ("no", (9.0, 0.0, 0.0))):
        folder = onnx_model(tmp_path / name, logits, NLI, window=256)
        command = ["selftest", "--suite", "adults", "--scenarios", "1", "--to", str(tmp_path / f"out-{name}")]
        done = CliRunner().invoke(app, [*command, "--judge", str(folder)])
        assert done.exit_code == 0, (done.output, done.exception)
        written = json.loads((tmp_path / f"out-{name}" / "selftest.json").read_text())
        assert f"+model:{name}@" in written["signature"]
        shares[name] = written["statements"]["value"], written["sentences_passed"]["value"]
    # One that says no to everything sees more faults and passes fewer faithful sentences: the self-test shows it.
    assert shares["no"][0] > shares["yes"][0]
    assert shares["no"][1] < shares["yes"][1]
