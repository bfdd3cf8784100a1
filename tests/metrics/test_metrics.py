"""The ``evaluate`` faces: same answers as the checks, loadable by path offline, nothing left in a cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from harness import findings, metrics
from harness.errors import CommandError

NOTE = "She fell twice in March. Her daughter visits on Sundays."
SOURCE = "Mrs Reed: I fell twice in March.\nMrs Reed: My daughter visits on Sundays."
FACTS = ["She fell twice in March.", "Her daughter visits on Sundays.", "She uses a frame."]

pytestmark = pytest.mark.filterwarnings("ignore")  # evaluate and datasets warn of their own dependencies


def test_fidelity_is_the_facts_check() -> None:
    result = metrics.load("fidelity").compute(predictions=[NOTE], references=[FACTS])
    assert result is not None
    assert result["statuses"] == [[f.status for f in findings.check_facts(FACTS, NOTE)]]
    assert (result["facts"], result["kept"], result["omitted"]) == (3, 2, 1)
    assert result["recall"] == pytest.approx(2 / 3)


def test_fabrication_is_the_claims_check() -> None:
    note = NOTE + " She was arrested for fraud in Leeds."
    result = metrics.load("fabrication").compute(predictions=[note], references=[SOURCE])
    assert result is not None
    checked = findings.check_claims(SOURCE, note)
    assert (result["claims"], result["flagged"]) == (len(checked), sum(c.flagged for c in checked)) == (3, 1)
    assert result["risks"] == [[c.risk for c in checked]]


def test_disparity_is_the_table_engine() -> None:
    rng = np.random.default_rng(3)
    scenarios = [f"s{i}" for i in range(60) for _ in range(2)]
    groups = ["a", "b"] * 60
    values = [float(v) for v in rng.normal(0, 0.05, 120) + np.tile([0.0, 0.2], 60)]
    result = metrics.load("disparity").compute(predictions=values, references=groups, scenarios=scenarios, margin=0.05)
    assert result is not None
    [one] = result["results"]
    assert one["verdict"] == "DISPARITY-MATERIAL"
    assert one["estimate"] == pytest.approx(np.mean(values[0::2]) - np.mean(values[1::2]))


def test_no_predictions_is_no_rate_not_a_crash() -> None:
    assert metrics.load("fabrication").compute(predictions=[""], references=[""])["rate"] is None


def test_an_unknown_name() -> None:
    with pytest.raises(CommandError, match="no metric 'wer'"):
        metrics.load("wer")


@pytest.mark.parametrize("name", metrics.NAMES)
def test_evaluate_loads_it_by_path_offline_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    """In a process of its own: no network, a fresh cache, and a computation that fails must leave no case text."""
    code = f"""
import socket
def refuse(*a, **k): raise SystemExit("network")
socket.getaddrinfo = refuse
import harness
import evaluate
metric = evaluate.load({metrics.path(name)!r}, keep_in_memory=True)
extra = {{"scenarios": ["s"]}} if {name!r} == "disparity" else {{}}
reference = ["SECRETREFERENCE"] if {name!r} == "fidelity" else "SECRETREFERENCE"
first = 1.0 if {name!r} == "disparity" else "SECRETWORDS"
try:
    metric.compute(predictions=[first], references=[reference], **extra)
except Exception:
    pass
print("loaded")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={
            "PATH": "",
            "HF_HOME": str(tmp_path),
            "TRANSFORMERS_VERBOSITY": "error",
            "PYTHONPATH": str(Path(__file__).parent.parent.parent),
        },
    )
    assert done.stdout.strip() == "loaded", done.stderr
    left = [p for p in tmp_path.rglob("*") if p.is_file() and b"SECRET" in p.read_bytes()]
    assert left == []
