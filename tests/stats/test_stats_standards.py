"""Standards as files: the shipped draft, and every fault with its line and remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.errors import UserFileError
from harness.measures import MEASURES
from harness.stats import read_standard

DRAFT = Path(__file__).parents[2] / "test_suites" / "standards" / "draft.yaml"
GOOD = """name: ours
version: 1.0.0
title: Our standard
set_by: The council
status: adopted
why: it was agreed
gates:
  - {id: A, title: Facts survive, measure: critical_omission, ceiling: 0.05, zero_tolerance: true}
margins:
  fact_recall: 0.03
  fabrication: 1.5
minimum_scenarios: 60
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserFileError) as error:
        read_standard(path)
    return [str(f).removeprefix(str(path)) for f in error.value.faults]


def test_the_draft() -> None:
    standard, digest = read_standard(DRAFT)
    assert digest == hashlib.sha256(DRAFT.read_bytes()).hexdigest()
    assert standard.status == "policy placeholder"
    assert {g.id: (g.measure, g.ceiling, g.zero_tolerance) for g in standard.gates} == {
        "G-A": ("critical_fabrication", 0.01, True),
        "G-B": ("critical_omission", 0.05, False),
        "G-D": ("invalid", 0.02, False),
        "G-E": ("critical_altered", 0.05, True),
        "G-F": ("must_carry_lost", 0.05, False),
    }
    assert standard.margins["critical_omission"] == standard.margins["fact_recall"] == 0.03
    assert standard.margins["word_errors"] == 1.25
    assert standard.minimum_scenarios == 40
    assert all(MEASURES[m].contrasted for m in standard.margins)


def test_numbers_and_flags_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(GOOD, encoding="utf-8")
    standard, _ = read_standard(path)
    assert standard.minimum_scenarios == 60
    assert standard.gates[0].zero_tolerance is True
    assert standard.version == "1.0.0"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("set_by: The council\n", "", ":1: 'set_by' is missing. Add it."),
        (
            "status: adopted",
            "statsu: adopted",
            ":5: 'statsu' is not a key of a standard. Remove it, or correct its name.",
        ),
        ("why: it", "why: it\nwhy: it", ":7: 'why' is written twice. Keep one."),
        ("ceiling: 0.05", "ceiling: 5", ":8: 'gates.0.ceiling' cannot be read: "),
        ("ceiling: 0.05", "ceiling: nan", ":8: 'gates.0.ceiling' cannot be read: "),
        ("measure: critical_omission", "measure: tone", ":8: 'tone' is not a measure. Use one of: critical_omission, "),
        ("fact_recall: 0.03", "fact_recall: 3", ":10: 3 is not a difference between 0 and 1. For 3 points write 0.03."),
        ("fact_recall: 0.03", "fact_recall: 0", ":10: 0 is not a difference between 0 and 1."),
        (
            "fabrication: 1.5",
            "fabrication: 0.01",
            ":11: 0.01 is not a ratio above 1. A rate's margin is a ratio, as 1.25.",
        ),
        ("fabrication: 1.5", "fabrication: inf", ":11: inf is not a ratio above 1."),
        ("fabrication: 1.5", "must_carry_lost: 0.1", ":11: 'must_carry_lost' differs between groups by design."),
        ("fabrication: 1.5", "tone: 0.1", ":11: 'tone' is not a measure."),
        ("minimum_scenarios: 60", "minimum_scenarios: many", ":12: 'minimum_scenarios' cannot be read: "),
        ("why: it", "why: &a it", ":6: an anchor or alias (& or *). Write the value out in full."),
        ("why: it", "why: [it", ":"),
        ("why: it", "\twhy: it", ":6: is not YAML: "),
    ],
)
def test_faults(tmp_path: Path, old: str, new: str, found: str) -> None:
    assert old in GOOD
    assert any(fault.startswith(found) for fault in faults(tmp_path, GOOD.replace(old, new)))


def test_every_fault_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("title: Our standard\n", "").replace("set_by: The council\n", "")
    assert len(faults(tmp_path, text)) == 2


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "name: {a: 1}\n"])
def test_what_is_no_standard(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserFileError, match="cannot be read"):
        read_standard(tmp_path / "missing.yaml")
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UserFileError, match="not UTF-8"):
        read_standard(path)
