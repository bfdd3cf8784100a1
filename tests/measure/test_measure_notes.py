"""``plumbline measure notes``: its fields, its order, and what a tired person gets wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.errors import CommandError, UserFileError
from harness.measure import notes

SOURCE = (
    "Worker: Any falls since I last came?\nMrs Okoro: No, no falls. But I take 5 milligrams of the blood thinner now.\n"
    "Mrs Okoro: My son comes on Tuesdays to do the shopping."
)


def run(tmp_path: Path, *rows: object) -> list[dict]:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    notes.measure(file, out)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_the_fields_are_those_of_the_design(tmp_path: Path) -> None:
    [row] = run(
        tmp_path,
        {
            "id": "a",
            "source": SOURCE,
            "note": "Her son does the shopping on Tuesdays. She was arrested in Leeds.",
            "facts": ["Her son comes on Tuesdays to do the shopping.", {"text": "She has a dog.", "weight": "minor"}],
        },
    )
    assert set(row) == {"id", "claims", "facts", "validity"}
    assert all(set(c) == {"text", "risk", "flagged", "kind", "evidence", "decided_by"} for c in row["claims"])
    assert all(set(f) == {"text", "coverage", "status"} for f in row["facts"])
    assert [f["status"] for f in row["facts"]] == ["kept", "omitted"]
    true, invented = row["claims"]
    assert (true["flagged"], invented["flagged"]) == (False, True)
    assert true["risk"] < invented["risk"]
    start, end = true["evidence"]
    assert "shopping" in SOURCE[start:end]
    assert row["validity"] == "ok"


def test_claims_may_be_given_as_a_list_and_come_back_one_for_one(tmp_path: Path) -> None:
    given = ["Her son comes on Tuesdays.", "", "- She has no falls", "Two. Sentences here."]
    [row] = run(tmp_path, {"id": 1, "source": SOURCE, "claims": given})
    assert [c["text"] for c in row["claims"]] == given
    assert row["id"] == 1


def test_order_is_kept_and_an_echo_is_told(tmp_path: Path) -> None:
    rows = run(tmp_path, {"id": "x", "source": SOURCE, "note": SOURCE}, {"id": "y", "source": SOURCE, "note": ""})
    assert [r["id"] for r in rows] == ["x", "y"]
    assert [r["validity"] for r in rows] == ["echoed", "empty"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{not json}\n", "in.jsonl:1: not a JSON object"),
        ('{"id": "a", "source": "s"}\n', "in.jsonl:1: 'the line': give either note or claims"),
        ('\n{"id": "a", "note": "n"}\n', "in.jsonl:2: 'source': is missing. Each line needs id, source"),
        ("[1]\n", "in.jsonl:1: not a JSON object: found list"),
        ("", "the file is empty"),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_written(tmp_path: Path, text: str, words: str) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserFileError) as caught:
        notes.measure(file, out)
    assert words in str(caught.value)
    assert not out.exists()


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(UserFileError, match=r"in\.jsonl:1: is not UTF-8 text"):
        notes.measure(file, tmp_path / "out.jsonl")


def test_an_output_folder_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": "a", "source": "s", "note": "n"}\n')
    with pytest.raises(CommandError, match="does not exist"):
        notes.measure(file, tmp_path / "none" / "out.jsonl")
