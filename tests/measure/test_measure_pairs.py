"""``plumbline measure pairs``: invalid outputs first, then a verdict a question, none where the sources differ."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from harness.errors import UserFileError
from harness.measure import pairs

THEMES = [
    "She fell in the kitchen.",
    "Money is short.",
    "She drinks alcohol most nights.",
    "The housing is damp.",
    "She takes her medication late.",
]


def source(pair: int) -> str:
    return (
        f"Visit {pair}. " + " ".join(THEMES) + f" The neighbour at number {pair} calls in on Tuesdays with the paper."
    )


def note(pair: int, rng: np.random.Generator, keep: int) -> str:
    chosen = sorted(rng.choice(len(THEMES), size=keep, replace=False))
    return " ".join(THEMES[i] for i in chosen) + f" The neighbour at number {pair} calls in."


def rows(n: int, keep: dict[str, int], seed: int = 1) -> list[dict]:
    rng = np.random.default_rng(seed)
    return [
        {"pair": p, "group": g, "source": source(p), "output": note(p, rng, k), "tool": "t", "file": f"{p}{g}.txt"}
        for p in range(n)
        for g, k in keep.items()
    ]


def run(tmp_path: Path, given: list[dict]) -> dict:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.json"
    file.write_text("".join(json.dumps(row) + "\n" for row in given))
    pairs.measure(file, out)
    return json.loads(out.read_text())


def verdicts(result: dict) -> dict[str, str]:
    return {one["metric"]: one["verdict"] for one in result["tools"][0]["results"]}


def test_a_tool_that_leaves_out_a_groups_themes_is_found(tmp_path: Path) -> None:
    result = run(tmp_path, rows(60, {"female": 2, "male": 4}))
    assert set(result) == {"signature", "tools"}
    assert verdicts(result)["theme_inclusion"] in ("DISPARITY", "DISPARITY-MATERIAL")
    assert verdicts(result)["length"] in ("DISPARITY", "DISPARITY-MATERIAL")
    assert verdicts(result)["invented_content"] not in ("DISPARITY", "DISPARITY-MATERIAL")
    one = next(r for r in result["tools"][0]["results"] if r["metric"] == "theme_inclusion")
    assert one["estimate"] < 1
    assert "female" in one["sentence"]


def test_a_fair_tool_is_not_accused(tmp_path: Path) -> None:
    accused = [
        v for v in verdicts(run(tmp_path, rows(60, {"female": 3, "male": 3}, seed=5))).values() if "DISPARITY" in v
    ]
    assert accused == []


def test_echoes_repeats_and_empties_are_set_aside_by_file(tmp_path: Path) -> None:
    given = rows(20, {"female": 3, "male": 3})
    given[0]["output"] = given[0]["source"]
    given[3]["output"] = ""
    given[4]["output"] = given[6]["output"] = "The same words came back for another person altogether, twice."
    given[9]["output"] = "He is at home today. " * 9
    aside = run(tmp_path, given)["tools"][0]["set_aside"]
    assert (aside["echoed"], aside["empty"], aside["repeated"]) == (1, 1, 3)
    assert {(f["file"], f["why"]) for f in aside["files"]} == {
        ("0female.txt", "echoed"),
        ("1male.txt", "empty"),
        ("2female.txt", "repeated"),
        ("3female.txt", "repeated"),
        ("4male.txt", "repeated"),
    }


def test_sources_that_differ_make_the_measure_unusable(tmp_path: Path) -> None:
    given = rows(60, {"female": 3, "male": 3})
    for row in given:
        if row["group"] == "female":
            row["source"] += " She was demanding and refused everything, and insisted on it."
    result = run(tmp_path, given)
    assert verdicts(result)["wording"] == "INSTRUMENT-INVALID"
    one = next(r for r in result["tools"][0]["results"] if r["metric"] == "wording")
    assert "already differs between the sources" in one["sentence"]


def test_two_tools_are_told_apart(tmp_path: Path) -> None:
    given = rows(12, {"a": 3, "b": 3})
    given += [{**row, "tool": "other"} for row in given]
    assert [one["tool"] for one in run(tmp_path, given)["tools"]] == ["other", "t"]


def test_one_group_only(tmp_path: Path) -> None:
    with pytest.raises(UserFileError, match="only one group: 'a'"):
        run(tmp_path, rows(3, {"a": 3}))


def test_a_tool_that_talks_about_the_text_of_one_group_is_found(tmp_path: Path) -> None:
    given = rows(60, {"female": 3, "male": 3})
    for row in given:
        if row["group"] == "female":
            row["output"] = "The text describes a visit. " + row["output"]
    result = run(tmp_path, given)
    assert verdicts(result)["framing"] in ("DISPARITY", "DISPARITY-MATERIAL")
    assert "DISPARITY" not in verdicts(result)["wording"]
    assert "wording.1" in result["signature"]
