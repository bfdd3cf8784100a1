"""The guide for authors: its commands work in order in a fresh folder, and its tables are the code's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from harness import suites
from harness.findings.codes import BASE_HARM
from harness.findings.topics import topics
from harness.records import EvidentialStatus, Fact, FactKind, Harm, Scenario, Weight
from harness.suites import slots

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "test_suites" / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"<!-- run -->\n```sh\n(.+?)```", GUIDE, re.S) for line in block.splitlines()]
FILES = re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.+?)```", GUIDE, re.S)

FACT = """\
facts:
  - id: housing
    says: "Under housing it says {adult.housing}."
    turns: [3]
    kind: relation
    status: reported
    by: worker
    weight: minor
    carries: [housing]
"""


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """One command of the guide, as a reader would type it."""
    env = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}
    return subprocess.run(["bash", "-c", command], cwd=home, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``test_suites`` in it, and ``plumbline`` on the path."""
    folder = tmp_path_factory.mktemp("author")
    shutil.copytree(ROOT / "test_suites" / "identities", folder / "test_suites" / "identities")
    shutil.copy(ROOT / "test_suites" / "coverage.yaml", folder / "test_suites")
    verb = folder / "bin" / "plumbline"
    verb.parent.mkdir()
    verb.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m harness.cli "$@"\n', encoding="utf-8")
    verb.chmod(0o755)
    return folder


def test_every_command_of_the_guide_works_in_order(home: Path) -> None:
    assert len(COMMANDS) == 6
    assert [name.rpartition("/")[2] for name, _ in FILES] == [
        "housing.yaml",
        "sex_and_housing.yaml",
        "another_day.yaml",
    ]
    for number, command in enumerate(COMMANDS):
        if number == 4:  # the axes are made before they are looked at
            for name, text in FILES:
                (home / name).write_text(text, encoding="utf-8")
        done = run(command, home)
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "<h1>Ours</h1>" in (home / "shopping_hill.html").read_text(encoding="utf-8")
    assert list((home / "results").glob("*/scorecard.html"))

    # The new axis, stated and carried as the guide says.
    case = home / "test_suites" / "ours" / "scenarios" / "shopping_hill"
    for file, old, new in (
        (case / "dialogue.txt", "and under disability", "under housing it says {adult.housing}, and under disability"),
        (case / "scenario.yaml", "allow: [sex,", "allow: [sex, housing,"),
        (case / "scenario.yaml", "facts:\n", FACT),
        (home / "test_suites" / "ours" / "suite.yaml", "axes: [sex,", "axes: [sex, housing,"),
    ):  # fmt: skip
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    checked = run("plumbline check test_suites/ours", home)
    assert checked.returncode == 0, checked.stderr
    shown = run("plumbline preview test_suites/ours --axis sex_and_housing", home)
    assert "shopping_hill.sex_and_housing.man_council" in shown.stdout, shown.stderr
    assert "council tenant" in shown.stdout


def test_the_facts_and_untruths_shown_are_well_formed() -> None:
    blocks = re.findall(r"(?<!-->\n)```yaml\n(  - .+?)```", GUIDE, re.S)
    assert len(blocks) == 2
    fact, untruth = (yaml.safe_load(block)[0] for block in blocks)
    assert Fact.model_validate(fact).kind is FactKind.NEED
    assert untruth["kind"] in suites.read_coverage(ROOT / "test_suites" / "adults").temptations


def test_every_slot_is_explained_and_every_slot_explained_is_one() -> None:
    table = GUIDE[GUIDE.index("| you write |") : GUIDE.index("Write the plain form")]
    named = {name.lower() for name in re.findall(r"adult\.(\w+)\}", table)}
    assert named >= slots.OF_ANYONE
    axes = suites.identities(ROOT / "test_suites" / "identities")
    assert named - slots.OF_ANYONE <= {slot for axis in axes.values() for group in axis.groups for slot in group.slots}


def test_kinds_of_untruth_have_their_code_and_base_harm() -> None:
    told = set(re.findall(r"^\| `(\w+)` \| (.+?) \| (\w\d) \| (S\d) \|$", GUIDE, re.M))
    known = suites.read_coverage(ROOT / "test_suites" / "adults").temptations
    assert told == {(kind, one.title, one.code, BASE_HARM[one.code].value) for kind, one in known.items()}


def test_every_key_kind_status_weight_harm_and_subject_is_named() -> None:
    words = set(re.findall(r"`(\w+)`", GUIDE)) | set(re.findall(r"^\| (S\d) ", GUIDE, re.M))
    for known in (FactKind, EvidentialStatus, Weight, Harm):
        assert {one.value for one in known} <= words
    assert set(Fact.model_fields) <= words
    assert set(topics()) <= words
    keys = set(Scenario.model_fields) - {"id", "dialogue"}
    assert {key for key in keys if f"`{key}" not in GUIDE and f"{key}:" not in GUIDE} <= {"facts", "not_said"}


def test_lines_are_short_and_every_file_it_names_is_there() -> None:
    long = [
        line
        for line in GUIDE.splitlines()
        if len(line) > 130 and not line.startswith(("|", "plumbline", "  - ", "    "))
    ]
    assert long == []
    for name in re.findall(r"`(test_suites/[\w./]+)`", GUIDE):
        if "ours" not in name:
            assert (ROOT / name).exists(), name
