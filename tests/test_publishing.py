"""A suite becomes a dataset that opens offline, whole and streamed, and is what the suite holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import suite_maker as maker
import yaml
from test_cli import plumbline

from harness import publishing
from harness.errors import CommandError, UserFileError


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return maker.write_suite(tmp_path, count=3)


def test_the_round_trip_holds_and_the_bytes_are_the_same(suite: Path, tmp_path: Path) -> None:
    rows = publishing.write(suite, tmp_path / "one")
    assert rows == publishing.check(suite, tmp_path / "one") > 30
    publishing.write(suite, tmp_path / "two")
    for name in ("data/variants.parquet", "README.md", "plumbline.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_hub_s_own_reader_opens_the_folder_by_its_card(suite: Path, tmp_path: Path) -> None:
    import datasets

    rows = publishing.write(suite, tmp_path / "out")
    opened = datasets.load_dataset(str(tmp_path / "out"), split="train", streaming=True)
    listed = list(opened)
    assert len(listed) == rows
    assert all(one["canary"] == "PLUMBLINE-CANARY small 1" and "{" not in one["text"] for one in listed)
    front = yaml.safe_load((tmp_path / "out" / "README.md").read_text().split("---")[1])
    assert front["license"] == "cc-by-4.0"
    assert front["configs"][0]["data_files"] == [{"split": "train", "path": "data/variants.parquet"}]


def test_a_changed_row_a_changed_suite_and_a_strange_folder_are_told(suite: Path, tmp_path: Path) -> None:
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    out = tmp_path / "out"
    publishing.write(suite, out)
    table = parquet.read_table(out / "data" / "variants.parquet")
    at = table.schema.get_field_index("text")
    changed = compute.replace_substring(table["text"], "Good morning", "Good evening", max_replacements=1)
    parquet.write_table(table.set_column(at, table.schema.field(at), changed), out / "data" / "variants.parquet")
    with pytest.raises(UserFileError, match=r"Row \d+ \(fall_0.*\) is not what the suite gives"):
        publishing.check(suite, out)
    (suite / "scenarios" / "fall_0" / "dialogue.txt").write_text(maker.DIALOGUE.replace("sighs", "laughs"))
    with pytest.raises(UserFileError, match="made from another small"):
        publishing.check(suite, out)
    with pytest.raises(UserFileError, match="no published suite"):
        publishing.check(suite, tmp_path)
    with pytest.raises(CommandError, match="there already"):
        publishing.write(suite, out)


def test_a_missing_row_is_told(suite: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    out = tmp_path / "out"
    rows = publishing.write(suite, out)
    table = parquet.read_table(out / "data" / "variants.parquet")
    parquet.write_table(table.slice(0, rows - 1), out / "data" / "variants.parquet")
    with pytest.raises(UserFileError, match=f"Row {rows} "):
        publishing.check(suite, out)


def test_the_verbs_do_it_and_a_sealed_edition_is_not_published(suite: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret that nobody can guess\n")
    out = plumbline("publish", suite, "--to", "out", cwd=tmp_path)
    assert out.returncode == 0, out.stderr
    assert (
        "rows, loaded whole and streamed" in plumbline("publish", suite, "--to", "out", "--check", cwd=tmp_path).stdout
    )
    made = plumbline("seal", suite, "--to", "sealed", "--seed-file", "secret.txt", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert json.loads((tmp_path / "sealed" / "commitment.json").read_text())["commitment"] in made.stdout
    opened = plumbline("seal", suite, "--to", "sealed", "--open", cwd=tmp_path)
    assert "7 files are as they were sealed" in opened.stdout
    assert plumbline("seal", suite, "--to", "sealed2", cwd=tmp_path).returncode == 2
    refused = plumbline("publish", tmp_path / "sealed" / "edition", "--to", "out2", cwd=tmp_path)
    assert refused.returncode == 2
    assert "sealed edition" in refused.stderr
    assert not (tmp_path / "out2").exists()
