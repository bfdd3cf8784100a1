"""The other forms of a scorecard: JSON that comes back whole, Markdown that stays short, CSV that cannot run."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import scorecard
from harness.errors import RunFolderError
from harness.records import Arm, Call, Estimate, Finding, Outcome, Output, Scorecard, Variant
from harness.scorecard.csv import LONGEST, guarded

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def unbounded(card: Scorecard) -> Scorecard:
    first = card.tools[0].disparities[0]
    open_ended = first.model_copy(
        update={"value": None, "interval": first.interval.model_copy(update={"low": -math.inf, "high": math.inf})}
    )
    tool = card.tools[0].model_copy(update={"disparities": (open_ended, *card.tools[0].disparities[1:])})
    return card.model_copy(update={"tools": (tool, *card.tools[1:])})


# ------------------------------------------------------------------ JSON


def test_json_comes_back_whole(card: Scorecard) -> None:
    text = scorecard.to_json(card)
    assert scorecard.from_json(text) == card
    assert scorecard.to_json(scorecard.from_json(text)) == text


def test_infinite_bounds_are_words_in_strict_json(card: Scorecard) -> None:
    made = unbounded(card)
    text = scorecard.to_json(made)
    plain = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    bounds = plain["tools"][0]["disparities"][0]["interval"]
    assert (bounds["low"], bounds["high"]) == ("-inf", "inf")
    assert scorecard.from_json(text) == made
    assert "no limit to no limit" not in scorecard.html(made)  # with no value it is "not measured"


def test_json_does_not_depend_on_the_order_of_keys(card: Scorecard) -> None:
    turned = card.model_copy(update={"labels": dict(reversed(card.labels.items()))})
    assert scorecard.to_json(turned) == scorecard.to_json(card)


@pytest.mark.parametrize("text", ["", "[]", '{"title": "x"}', "\x00"])
def test_what_is_not_a_scorecard_is_refused_in_words(text: str) -> None:
    with pytest.raises(RunFolderError, match=r"is not a scorecard: .*Make it again with `plumbline card`"):
        scorecard.from_json(text)


# ------------------------------------------------------------------ Markdown


def test_markdown_says_the_grades_and_the_limits(card: Scorecard) -> None:
    text = scorecard.markdown(card)
    assert "| Quillmere Notes | FAIL | No dangerous inventions | Critical facts are kept |" in text
    assert "| Lossy note (PLANTED - simulated tool) | FAIL |" in text
    for sentence in card.limits:
        assert f"- {sentence}" in text
    assert "“Not flagged” never means “fair”" in text
    assert card.signature in text


@pytest.mark.parametrize("tools", [1, 3, 6, 30])
def test_markdown_keeps_to_two_pages_whatever_the_run(card: Scorecard, tools: int) -> None:
    long = "A very long sentence about this result, with more words than anyone needs. " * 60
    tool = card.tools[0]
    gates = tuple(g.model_copy(update={"sentence": long}) for g in tool.gates) * 6
    many = tuple(
        tool.model_copy(update={"summary": long, "gates": gates, "tool": tool.tool.model_copy(update={"label": long})})
        for _ in range(tools)
    )
    text = scorecard.markdown(card.model_copy(update={"tools": many, "not_tested": (long,) * 20, "title": long}))
    assert len(re.findall(r"[\w’.%]+", text)) < 1_050
    assert len(text.splitlines()) < 100


def test_markdown_runs_nothing(case: Any) -> None:
    hostile = "[click](https://example.invalid) <script>alert(1)</script> | `x` ![i](//example.invalid) www.example.org"
    tools = tuple(t.model_copy(update={"label": hostile}) for t in case.run.tools)
    case.run = case.run.model_copy(update={"tools": tools})
    case.grades = {name: ("FAIL", hostile) for name in case.grades}
    text = scorecard.markdown(case.card())
    assert "<script" not in text
    assert "://" not in text
    assert "www." not in text
    assert "](" not in text.replace("\\](", "")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


# ------------------------------------------------------------------ CSV

ALONE = scorecard.Context(
    {"c": Call(id="c", order=0, tool="acme", variant="v", repeat=1)},
    {
        "v": Variant(
            id="v",
            suite="s@1",
            scenario="case",
            title="Case",
            practice_area="care",
            axis="sex",
            group="a",
            group_label="A",
            arm=Arm.GROUP,
            subject="adult",
            people={},
            case={},
            text="=WORKER: She said so.",
            turns=(),
            facts=(),
            not_said=(),
            not_discussed=(),
            actions=(),
        )
    },
    {"c": Output(call="c", outcome=Outcome.OK, text="@She")},
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.sampled_from(FORMULAS), st.text(max_size=40))
def test_no_cell_of_text_can_be_a_formula(start: str, rest: str) -> None:
    cell = guarded(start + rest)
    assert cell.startswith("'")
    assert "\x00" not in cell


@given(st.text(max_size=200))
def test_any_finding_survives_the_journey_through_csv(make_finding: Callable[..., Finding], says: str) -> None:
    made = make_finding("c", "falls", "kept", "WORKER", "She", says or "x")
    rows = read(scorecard.findings_csv([made], ALONE))
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])
    assert not any(cell.startswith(FORMULAS) for cell in rows[1])


def test_numbers_stay_numbers(make_estimate: Callable[..., Estimate]) -> None:
    made = make_estimate("t", "fact_recall", "a - b", -0.05, -math.inf, 0.01, kind="difference", axis="sex")
    header, row = read(scorecard.estimates_csv([made]))
    told = dict(zip(header, row, strict=True))
    assert float(told["value"]) == -0.05
    assert float(told["low"]) == -math.inf
    assert told["placebo"] == "false"
    assert told["p_adjusted"] == ""


def test_a_cell_fits_in_a_spreadsheet() -> None:
    assert len(guarded("=" * 100_000)) <= LONGEST + 1


def test_csv_opens_with_its_accents(make_finding: Callable[..., Finding]) -> None:
    content = scorecard.findings_csv([make_finding("c", "f", "kept", "WORKER", "She", "Siân’s café")], ALONE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert "Siân’s café" in content.decode("utf-8-sig")


# ------------------------------------------------------------------ frames and files


def test_files_are_those_of_a_run_folder(case: Any, card: Scorecard) -> None:
    context = scorecard.Context(case.calls, case.variants, case.outputs)
    made = dict(scorecard.files(card, case.findings, context))
    header, *rows = read(made["findings.csv"])  # type: ignore[arg-type]
    first = dict(zip(header, rows[0], strict=True))
    call = case.calls[case.findings[0].call]
    assert (first["tool"], first["scenario"]) == (call.tool, case.variants[call.variant].scenario)
    assert first["source_words"] in case.variants[call.variant].text
    assert list(made) == ["scorecard.html", "scorecard.json", "scorecard.md", "estimates.csv", "findings.csv"]
    assert len(read(made["findings.csv"])) == len(case.findings) + 1  # type: ignore[arg-type]
    assert len(read(made["estimates.csv"])) == len(case.estimates) + 1  # type: ignore[arg-type]


def test_importing_the_stage_loads_no_heavy_package() -> None:
    import subprocess
    import sys

    program = (
        "import sys, harness.scorecard; print([m for m in ('pandas', 'jinja2', 'scipy', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
