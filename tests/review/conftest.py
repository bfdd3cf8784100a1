"""A small run with flags of both kinds: two tools, one of them planted, two scenarios, one axis."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness import evaluation, pipeline
from harness.store import RunFolder

SCENARIOS = ("fall_at_home", "neighbour_allegation")


@pytest.fixture(scope="session")
def scored_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """Never to be written to: ``run`` is a copy."""
    chosen = evaluation.choose(None, tools=["planted_invents", "lead"], suites=["adults"])
    chosen = replace(chosen, name="reviewed", scenarios=SCENARIOS, axes=("sex",), repeats=1)
    prepared = pipeline.prepare(chosen, tmp_path_factory.mktemp("results"))
    pipeline.collect(prepared.folder, base=chosen.base)
    pipeline.score(prepared.folder)
    return prepared.folder


@pytest.fixture
def copy(scored_run: RunFolder, tmp_path: Path) -> Callable[[str], RunFolder]:
    """A fresh copy of the run under a name."""

    def make(name: str) -> RunFolder:
        shutil.copytree(scored_run.path, tmp_path / name)
        return RunFolder.open(tmp_path / name)

    return make


@pytest.fixture
def run(copy: Callable[[str], RunFolder]) -> RunFolder:
    return copy("run")
