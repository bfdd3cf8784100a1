"""The signature names every choice that could change a number, on one line that can be taken apart."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.records import Run, Scorecard, Task, Tool
from harness.scorecard import run_signature, signature


def test_the_line_of_one_tool(card: Scorecard) -> None:
    assert card.tools[0].signature == (
        "suite:invented@0.1.0#3fa9c1d2|tool:quillmere@2026.08|n:3x21x1|seed:11|checks:facts.1+claims.1+validity.1"
        "|judge:rules.1|test:signflip+maxt|standard:invented.1#ab12ef03|plumbline:0.1.0"
    )


def test_the_line_of_the_run_names_every_tool(case: Any, card: Scorecard) -> None:
    assert card.signature == run_signature(case.run, case.variants)
    assert "|tool:quillmere@2026.08+tarnbeck@4.1+planted_lossy@1|" in card.signature


def test_a_judge_is_named(case: Any) -> None:
    run = case.run.model_copy(update={"checks": ("facts.1", "model:example@ab12ef03")})
    line = signature(run, run.tools[:1], (1, 2, 3))
    assert "|checks:facts.1|judge:rules.1+model_example@ab12ef03|" in line


def test_every_choice_changes_the_line(case: Any) -> None:
    run = case.run
    changes: list[dict[str, Any]] = [
        {"seed": 12}, {"plumbline": "9"}, {"checks": ("facts.2",)}, {"standard_hash": "ff" * 32},
        {"suites": {"invented@0.1.0": "00" * 32}},
    ]  # fmt: skip
    lines = {signature(run.model_copy(update=change), run.tools, (3, 21, 1)) for change in [{}, *changes]}
    assert len(lines) == len(changes) + 1
    assert signature(run, run.tools, (4, 21, 1)) not in lines


@given(st.text(min_size=1))
def test_no_version_can_break_the_line(manifest: Run, version: str) -> None:
    tool = Tool(name="hostile", version=version, task=Task.SUMMARISE, adapter="http", label="Hostile")
    line = signature(manifest, [tool], (1, 1, 1))
    assert len(line.splitlines()) == 1
    assert line.count("|") == 8
    assert " " not in line
