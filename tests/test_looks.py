"""A run that is looked at on the way, judged by another standard afterwards, and planned from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import suite_maker as maker
from test_cli import plumbline

EVALUATION = """\
name: looked
suites: [small]
axes: [sex]
repeats: 1
controls: false
looks: {looks}
tools:
  - name: reference
  - name: planted_drops
"""
TEXTS = ("scorecard.json", "scorecard.md", "instrument.json", "outputs.jsonl", "scores.json")


def begun(folder: Path, looks: int, scenarios: int = 40) -> Path:
    """A run of forty like cases, told apart by their names alone; its folder."""
    suite = maker.SUITE.replace("axes: [sex, ethnicity, age, religion, accent]", "axes: [sex]")
    case = maker.SCENARIO.replace("axes:\n  allow: [sex, ethnicity, age, religion, accent]", "axes:\n  allow: [sex]")
    case = case.replace(
        "daughter: {role: family, family_of: adult", "daughter: {role: family, first: Petra, last: Zahl"
    )
    dialogue = maker.DIALOGUE.replace("{adult.title} {adult.last}", "there").replace("{adult.first}", "you")
    maker.write_suite(folder, case, dialogue, suite=suite, count=scenarios)
    shutil.rmtree(folder / "identities")  # the shipped ones have names enough for so many cases
    (folder / "trial.yaml").write_text(EVALUATION.format(looks=looks))
    return folder / "trial.yaml"


def the_run(folder: Path) -> Path:
    return next((folder / "results").glob("*_looked"))


def test_a_tool_that_harms_is_asked_no_more_and_the_other_everything(tmp_path: Path) -> None:
    file = begun(tmp_path, looks=4)
    done = plumbline("run", file, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "asked no more" in done.stderr
    run = the_run(tmp_path)
    calls = [json.loads(line) for line in (run / "plan.jsonl").read_text().splitlines()[1:]]
    answered = {json.loads(line)["call"] for line in (run / "outputs.jsonl").read_text().splitlines()[1:]}
    asked = {
        tool: sum(c["id"] in answered for c in calls if c["tool"] == tool) for tool in ("reference", "planted_drops")
    }
    planned = sum(c["tool"] == "reference" for c in calls)
    assert asked["reference"] == planned
    assert asked["planted_drops"] <= 3 * planned / 4 + 1
    card = json.loads((run / "scorecard.json").read_text())
    grades = {tool["tool"]["name"]: tool["grade"] for tool in card["tools"]}
    assert grades["planted_drops"] == "FAIL"
    [stopped] = [tool for tool in card["tools"] if tool["tool"]["name"] == "planted_drops"]
    flagged = [e for e in stopped["disparities"] if str(e["verdict"]).startswith("DISPARITY")]
    assert flagged, "what stopped the tool is not on its card"
    assert "still to come" not in (run / "scorecard.md").read_text()
    before = {name: (run / name).read_bytes() for name in TEXTS}
    again = plumbline("run", file, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert {name: (run / name).read_bytes() for name in TEXTS} == before


def test_another_standard_afterwards_is_shown_as_such(tmp_path: Path) -> None:
    plumbline("run", begun(tmp_path, looks=1, scenarios=6), cwd=tmp_path)
    run = the_run(tmp_path)
    before = (run / "scorecard.md").read_text()
    shipped = Path(__file__).parent.parent / "test_suites" / "standards" / "draft.yaml"
    (tmp_path / "mine.yaml").write_text(shipped.read_text().replace("name: draft", "name: mine"))
    done = plumbline("score", run, "--standard", "mine.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("scorecard.md", "scorecard.html"):
        assert "The standard was changed after the answers were in" in (run / name).read_text()
    assert "+changed_afterwards" in json.loads((run / "scores.json").read_text())["signature"]
    assert plumbline("score", run, cwd=tmp_path).returncode == 0
    assert (run / "scorecard.md").read_text() == before
    assert plumbline("score", run, "--standard", "nowhere", cwd=tmp_path).returncode == 2


def test_a_plan_from_a_pilot_says_what_it_needs_and_costs(tmp_path: Path) -> None:
    file = begun(tmp_path, looks=1, scenarios=6)
    plumbline("run", file, cwd=tmp_path)
    done = plumbline(
        "plan", file, "--from", the_run(tmp_path), "--cost-call", "2", "--cost-scenario", "30", cwd=tmp_path
    )
    assert "says a full run needs" in done.stdout or "holds too little to plan from" in done.stderr
    assert plumbline("plan", file, "--from", tmp_path / "nowhere", cwd=tmp_path).returncode == 1
    assert plumbline("plan", file, "--from", the_run(tmp_path), "--cost-call", "-1", cwd=tmp_path).returncode == 2
