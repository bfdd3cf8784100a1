"""The registers: read by the strict reader, honest about their wording, and pointing only at measures there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.measures import MEASURES
from harness.suites import yaml_text

FILES = sorted((Path(__file__).parent.parent.parent / "test_suites" / "registers").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_register_points_at_measures_and_never_passes_a_reading_off_as_the_wording(file: Path) -> None:
    register = yaml_text.read(file).data
    ids = [item["id"] for item in register["items"]]
    assert len(ids) == len(set(ids)) > 0
    for item in register["items"]:
        assert item["wording_status"] in register["wording_status"]
        assert set(item["measured_by"]) <= set(MEASURES)
        assert item["measured_by"] or item["attested"], item["id"]
        official = item["wording_status"] == "official-verbatim"
        assert bool(item.get("official_wording")) is official
    assert all(re.fullmatch("[VDSKPN]F?", source["grade"]) for source in register["sources"])


def test_the_pledge_has_the_six_confirmed_headings_and_no_signatory() -> None:
    register = yaml_text.read(next(file for file in FILES if file.stem == "pledge")).data
    assert list(dict.fromkeys(item["heading"] for item in register["items"])) == [
        "Co-production", "Transparency", "Safety", "Fairness", "Data protection", "Accountability"
    ]  # fmt: skip
    assert not {"signatories", "signatory"} & {key for item in register["items"] for key in item}
