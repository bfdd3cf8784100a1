"""Variants become a dataset in memory: nothing is looked up, and nothing is left in a cache."""

from __future__ import annotations

from pathlib import Path

import pytest
import suite_maker as maker

from harness import suites, variants


def test_a_row_a_variant_with_the_ledger_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("HF_HOME", str(cache))
    suite = suites.load(maker.write_suite(tmp_path))
    made = list(variants.expand(suite, suites.identities(tmp_path), suites.names(tmp_path), ["sex", "accent"], 3))
    data = suites.dataset(made, canary=suite.canary)
    assert set(data["canary"]) == {suite.canary}
    assert data["id"][:] == [v.id for v in made]
    assert data[0]["text"] == made[0].text
    assert [fact["weight"] for fact in data[0]["facts"]] == ["critical", "minor", "important", "important", "important"]
    assert data[0]["people"][0]["key"] == "adult"
    assert data[len(made) - 1]["voice"] == "en-gb-scotland+f2"
    assert not cache.exists()


def test_no_variants_still_make_the_same_columns(tmp_path: Path) -> None:
    suite = suites.load(maker.write_suite(tmp_path))
    made = list(variants.expand(suite, suites.identities(tmp_path), suites.names(tmp_path), ["sex"], 3))
    assert suites.dataset([]).column_names == suites.dataset(made).column_names
