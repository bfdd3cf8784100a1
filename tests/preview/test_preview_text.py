"""The preview for a terminal, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness import preview
from harness.errors import CommandError, UserFileError


def text(folder: Path, scenario: str | None = None, axis: str | None = None) -> str:
    return "\n".join(preview.arms(folder, scenario=scenario, axis=axis, seed=11))


def test_the_first_arm_is_whole_and_the_others_are_differences(folder: Path) -> None:
    shown = text(folder, "fall_0", "ethnicity")
    assert "--- fall_0.ethnicity.white_british (White British)" in shown
    assert "--- fall_0.ethnicity.pakistani (Pakistani) differs from the first in:" in shown
    assert shown.count("same-group twin") == 1
    assert "[White British, -> Pakistani,]" in shown
    assert "!! falls: " in shown
    assert "fall_1" not in shown
    assert "{" not in shown


def test_every_scenario_and_axis_is_shown_without_a_choice(folder: Path) -> None:
    shown = text(folder)
    for scenario in ("fall_0", "fall_1"):
        for axis in ("sex", "ethnicity", "age", "religion", "accent"):
            assert f"--- {scenario}.{axis}." in shown


def test_characters_that_turn_text_round_are_refused(folder: Path) -> None:
    file = folder / "scenarios" / "fall_0" / "dialogue.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("Good morning", "Good \u202egninrom"), encoding="utf-8")
    with pytest.raises(UserFileError, match=r"dialogue\.txt:2: .*U\+202E"):
        text(folder, "fall_0", "sex")


def test_what_is_not_there_is_told_with_a_suggestion(folder: Path) -> None:
    with pytest.raises(CommandError, match="Did you mean 'fall_0'"):
        text(folder, "fal_0")
    with pytest.raises(CommandError, match="Did you mean 'ethnicity'"):
        text(folder, axis="ethnicty")


def test_an_axis_that_is_not_allowed_is_told(folder: Path) -> None:
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("age, religion, accent]", "age, religion]"))
    with pytest.raises(CommandError, match="'fall_0' is not varied on 'accent'"):
        text(folder, "fall_0", "accent")


def test_the_last_line_says_how_to_get_the_page(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", "preview", str(folder), "--scenario", "fall_0", "--axis", "sex"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1].endswith(f"plumbline preview {folder} --scenario fall_0 --to preview.html")


def test_to_writes_the_page_and_refuses_another_ending(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.cli", "preview", str(folder), "--axis", "sex", "--to"]
    page = tmp_path / "new folder" / "seen.html"
    done = subprocess.run([*command, str(page)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    wrong = subprocess.run([*command, str(tmp_path / "seen.docx")], capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "ends in .html" in wrong.stderr
