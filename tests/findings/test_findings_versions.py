"""A check's source may not change without its version: old and new findings must not be mixed up.

After raising a check's version, record it:            python tests/findings/test_findings_versions.py
After a change that can move no finding (a comment):   python tests/findings/test_findings_versions.py facts.1
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

import harness.findings
from harness.findings import CHECKS
from harness.findings.manner import FAMILIES

HERE = Path(__file__).with_name("check_hashes.json")
SOURCE = Path(harness.findings.__file__).parent
WORDS = ("text.py", "polarity.py", "tokens.py", "numerals.py", "stems.py", "lexicon.py")
FACTS = (
    "facts.py", "coverage.py", "matching.py", "surface.py", "attribution.py", "passages.py", "wording.py", "prepare.py",
    "source.py", "codes.py", "topics.py", "data/topics.yaml", "telling.py", "cast.py", "verbs.py", "associations.py",
    "data/associations.json", "paraphrases.py", "levelling.py", "ladders.py", *WORDS,
    "likeness.py", "data/likeness.json",
    # what sources are built with
    "amounts.py", "persons.py", "roots.py", "coverage.py",
)  # fmt: skip
FILES = {
    "validity": ("validity.py",),
    "facts": FACTS,
    "claims": (
        "claims.py",
        "combiner.py",
        "data/combiner.json",
        "statements.py",
        "support.py",
        "windows.py",
        "clashes.py",
        "own_words.py",
        "against_ledger.py",
        "data/against_ledger.json",
        "differences.py",
        "here.py",
        "whose.py",
        "denials.py",
        "degrees.py",
        *FACTS,
    ),
    "wording": (
        *(f"manner/{name}.py" for name in "__init__ agency check hits lists naming profile reading words".split()),
        *(f"data/manner/{name}.yaml" for name in FAMILIES),
        "codes.py",
        "lexicon.py",
    ),
    "transcript": ("transcript.py", "normalise.py", "numerals.py", "stems.py", "lexicon.py"),
}
"""What each check's findings depend on."""


def source_hash(check: str) -> str:
    content = b"\0".join(
        (SOURCE / file).read_bytes().replace(b"\r\n", b"\n") for file in FILES[check.partition(".")[0]]
    )
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_changes_only_with_its_version(check: str) -> None:
    recorded = json.loads(HERE.read_text(encoding="utf-8"))
    assert recorded.get(check) == source_hash(check), (
        f"The source of {check} has changed. Raise its version (CHECK = ...), then run: "
        "python tests/findings/test_findings_versions.py"
    )


def test_every_file_belongs_to_a_check() -> None:
    known = {file for files in FILES.values() for file in files} | {
        "__init__.py", "examine.py", "instrument.py",
    }  # fmt: skip
    assert {p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py")} <= known


def record(again: list[str]) -> None:
    """Record the hash of every check whose name is new, and of those named in ``again``."""
    recorded = json.loads(HERE.read_text(encoding="utf-8")) if HERE.exists() else {}
    for check in CHECKS:
        if check not in recorded or check in again:
            recorded[check] = source_hash(check)
    HERE.write_text(json.dumps({c: recorded[c] for c in CHECKS}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1:])
