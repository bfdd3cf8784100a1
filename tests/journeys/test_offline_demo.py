"""The note half of the demo, whole, in a process that cannot open a socket; and what it must show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

from harness.records import Scorecard
from harness.store import RunFolder

SHUT = textwrap.dedent("""
    import socket, sys

    class Shut(Exception):
        pass

    def refuse(*args, **kwargs):
        raise Shut(f"a socket was asked for: {args}")

    socket.socket = refuse
    socket.getaddrinfo = refuse
    socket.create_connection = refuse
    from harness.cli import main
    sys.argv = ["plumbline", "demo", "--notes-only", "--results", sys.argv[1]]
    main()
""")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """The run folder of a notes-only demo made with every socket refused."""
    results = tmp_path_factory.mktemp("results")
    done = subprocess.run(
        [sys.executable, "-c", SHUT, str(results)],
        capture_output=True,
        text=True,
        timeout=280,
        env={**os.environ, "HF_HOME": str(results / "hf")},
    )
    assert done.returncode == 0, done.stderr
    assert "scorecard.html" in done.stdout
    assert not (results / "hf").exists(), "something was written into the Hugging Face cache"
    [path] = [p.parent for p in results.glob("*/run.json")]
    return RunFolder.open(path)


@pytest.fixture(scope="module")
def card(demo: RunFolder) -> Scorecard:
    from harness import scorecard

    return scorecard.from_json((demo.path / "scorecard.json").read_text(encoding="utf-8"))


def tool(card: Scorecard, name: str):  # type: ignore[no-untyped-def]
    return next(one for one in card.tools if one.tool.name == name)


def failed(card: Scorecard, name: str) -> set[str]:
    return {result.gate.id for result in tool(card, name).gates if result.status == "fail"}


def shown(card: Scorecard, name: str) -> set[str]:
    """Axes on which a disparity is shown."""
    return {e.axis for e in tool(card, name).disparities if e.verdict in ("DISPARITY", "DISPARITY-MATERIAL")}


def test_every_planned_call_has_exactly_one_answer(demo: RunFolder) -> None:
    assert set(demo.outputs()) == {call.id for call in demo.calls()}


def test_the_reference_writer_loses_invents_and_differs_in_nothing(demo: RunFolder, card: Scorecard) -> None:
    calls = {call.id for call in demo.calls() if call.tool == "reference"}
    wrong = [f for f in demo.findings() if f.call in calls and f.status in ("omitted", "altered", "unsupported")]
    assert wrong == []
    assert failed(card, "reference") == set()
    assert shown(card, "reference") == set()
    assert tool(card, "reference").grade == "INSUFFICIENT EVIDENCE", "eight cases cannot show that a tool is safe"


def test_the_tool_that_drops_facts_about_women_fails_on_that_alone(card: Scorecard) -> None:
    assert shown(card, "planted_drops") == {"sex"}
    assert failed(card, "planted_drops") == {"G-B"}
    assert tool(card, "planted_drops").grade == "FAIL"


def test_the_tool_that_invents_fails_on_that_alone(card: Scorecard) -> None:
    assert failed(card, "planted_invents") == {"G-A"}
    assert shown(card, "planted_invents") == set()


def test_the_tool_that_turns_hearsay_into_fact_fails_on_that_alone(card: Scorecard) -> None:
    assert failed(card, "planted_hearsay") == {"G-E"}
    assert shown(card, "planted_hearsay") == set()


@pytest.mark.parametrize("name", ["lead", "graph"])
def test_the_real_extractive_tools_invent_nothing_and_lose_much(demo: RunFolder, card: Scorecard, name: str) -> None:
    assert not {"G-A", "G-E"} & failed(card, name), "quoting whole sentences invents and changes nothing"
    assert "G-B" in failed(card, name), "a quarter of a conversation cannot hold its critical facts"
    assert shown(card, name) == set(), "they do not read who the person is"
    assert tool(card, name).tool.planted is None


def test_the_instrument_moves_with_nobody(demo: RunFolder) -> None:
    told = demo.instrument()
    about_inputs = [sentence for sentence in told if sentence.startswith(("Notes.", "Transcripts."))]
    assert about_inputs
    assert all("the same for every group" in sentence for sentence in about_inputs), told
    assert not any("changed during the run" in sentence for sentence in told), told
    assert "Each input was sent once, so how much a tool differs from itself is not known." in told


def test_planted_tools_are_labelled_wherever_they_appear(demo: RunFolder, card: Scorecard) -> None:
    for one in card.tools:
        if one.tool.name.startswith(("planted", "reference")):
            assert one.tool.planted
            assert "simulated" in one.tool.label.lower()
    page = (demo.path / "scorecard.html").read_text(encoding="utf-8")
    assert page.count("PLANTED") >= 4


def test_anybody_can_score_again_from_the_folder_with_the_same_bytes(demo: RunFolder) -> None:
    from harness import pipeline

    names = ("findings.jsonl", "counts.jsonl", "scores.json", "scorecard.html", "scorecard.json", "findings.csv")
    before = {name: (demo.path / name).read_bytes() for name in names}
    pipeline.score(demo)
    pipeline.card(demo)
    assert {name: (demo.path / name).read_bytes() for name in names} == before


def test_findings_and_estimates_open_as_frames(demo: RunFolder) -> None:
    findings, estimates = demo.findings_frame(), demo.estimates_frame()
    assert len(findings) == len(demo.findings())
    assert {"status", "code", "harm", "decided_by", "says"} <= set(findings.columns)
    assert {"measure", "axis", "contrast", "value", "low", "high", "verdict", "n_scenarios"} <= set(estimates.columns)
    assert (estimates["n_scenarios"] > 0).any()


def test_scores_carry_a_signature(demo: RunFolder) -> None:
    signature = json.loads((demo.path / "scores.json").read_text())["signature"]
    for part in ("suite:adults@", "seed:11", "checks:", "standard:draft", "plumbline:"):
        assert part in signature
