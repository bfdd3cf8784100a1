"""A small suite of two scenarios, with a control among its axes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.suite_maker import write_suite

CONTROLS = """\
axis: controls
title: Controls
medium: text
control: true
carried: false
about: Changes something that should not matter.
baseline: as_written
groups:
  - {id: as_written, label: As written}
  - {id: another_detail, label: Another detail, redraws: true}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_suite(tmp_path, count=2)
    (tmp_path / "identities" / "controls.yaml").write_text(CONTROLS, encoding="utf-8")
    return made
