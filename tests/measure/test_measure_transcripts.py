"""``plumbline measure transcripts``: pooled counts, honest intervals, and groups too small to speak of."""

from __future__ import annotations

import json
from pathlib import Path

import jiwer
import pytest

from harness.errors import CommandError, UserFileError
from harness.measure import transcripts


def run(tmp_path: Path, rows: list[dict], **options: str) -> tuple[list[dict], dict | None, str]:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    told = transcripts.measure(file, out, **options)  # type: ignore[arg-type]
    summary = tmp_path / "out.jsonl.summary.json"
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return lines, json.loads(summary.read_text()) if summary.exists() else None, told


def speakers(group: str, count: int, wrong: int) -> list[dict]:
    said = "one two three four five six seven eight nine ten".split()
    return [
        {
            "id": f"{group}{s}",
            "reference": " ".join(said),
            "hypothesis": " ".join(["no"] * (wrong + s % 2) + said[wrong + s % 2 :]),
            "accent": group,
            "speaker": f"{group}{s}",
        }
        for s in range(count)
    ]


def test_counts_and_a_summary_by_group(tmp_path: Path) -> None:
    rows = speakers("north", 10, 1) + speakers("south", 3, 4)
    lines, summary, told = run(tmp_path, rows, by="accent", cluster="speaker", normaliser="plain")
    assert set(lines[0]) == {
        "id",
        "words",
        "hits",
        "substitutions",
        "deletions",
        "insertions",
        "longest_insertion",
        "fabrication_risk",
    }
    expected = jiwer.process_words([r["reference"] for r in rows], [r["hypothesis"] for r in rows])
    assert sum(x["substitutions"] + x["deletions"] + x["insertions"] for x in lines) == (
        expected.substitutions + expected.deletions + expected.insertions
    )
    assert summary is not None
    north, south = summary["groups"]
    assert set(north) == {"group", "rate", "low", "high", "errors", "words", "lines", "clusters", "conclusive", "note"}
    assert (north["group"], north["errors"], north["words"], north["clusters"]) == ("north", 15, 100, 10)
    assert north["rate"] == pytest.approx(0.15)
    assert north["low"] < 0.15 < north["high"]
    assert north["conclusive"]
    assert not south["conclusive"]
    assert "These speakers only" in south["note"]
    assert "normaliser:plain" in summary["signature"]
    assert "north" in told


def test_empty_references_count_as_insertions(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "reference": "<SIGH>", "hypothesis": "thank you for watching"},
        {"id": 2, "reference": "yes", "hypothesis": "yes"},
    ]
    lines, summary, _ = run(tmp_path, rows)
    assert (lines[0]["words"], lines[0]["insertions"], lines[0]["longest_insertion"]) == (0, 4, 4)
    assert summary is None


def test_alternatives_take_the_better_reading(tmp_path: Path) -> None:
    lines, _, _ = run(
        tmp_path, [{"id": 1, "reference": "she is { ok / all right } now", "hypothesis": "she is all right now"}]
    )
    assert (lines[0]["hits"], lines[0]["words"]) == (5, 5)


def test_a_missing_group_field_names_the_line_and_the_fields_there(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "reference": "a", "hypothesis": "a", "accent": "x"},
        {"id": 2, "reference": "a", "hypothesis": "a"},
    ]
    with pytest.raises(
        UserFileError, match=r"in\.jsonl:2: there is no field 'accent'\. This line has: hypothesis, id, reference"
    ):
        run(tmp_path, rows, by="accent")


def test_an_unknown_normaliser(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no normaliser 'us'"):
        run(tmp_path, [{"id": 1, "reference": "a", "hypothesis": "a"}], normaliser="us")
