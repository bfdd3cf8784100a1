"""An axis that crosses others is made of their groups, and refused in words when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
import suite_maker as maker

from harness import suites, variants
from harness.errors import UserFileError
from harness.variants.expand import allows

CROSSING = """\
axis: both
title: Sex and religion together
crosses: [sex, religion]
about: An intersection.
baseline: plain
groups:
  - id: plain
    label: Man, none
    of: {sex: male, religion: none}
  - id: woman_muslim
    label: Muslim woman
    of: {sex: female, religion: muslim}
"""


def written(home: Path, old: str = "", new: str = "") -> Path:
    folder = maker.write_identities(home)
    assert old in CROSSING
    (folder / "both.yaml").write_text(CROSSING.replace(old, new, 1) if old else CROSSING)
    return folder


def test_a_group_has_what_its_parts_set(tmp_path: Path) -> None:
    axes = suites.identities(written(tmp_path))
    group, sex, religion = axes["both"].group("woman_muslim"), axes["sex"].group("female"), axes["religion"]
    assert (group.sex, group.pronouns) == (sex.sex, sex.pronouns)
    assert group.slots == religion.group("muslim").slots
    assert group.axis == "both"


def test_a_case_that_allows_the_parts_allows_the_whole_and_what_it_must_carry(tmp_path: Path) -> None:
    folder = written(tmp_path)
    suite = suites.load(maker.write_suite(tmp_path, count=1))
    axes, names = suites.identities(folder), suites.names(folder)
    made = list(variants.expand(suite, axes, names, ["both"], 3))
    assert [v.group for v in made if v.arm == "group"] == ["plain", "woman_muslim"]
    assert not variants.audit(made)
    carried = {fact.id for fact in made[0].facts if "both" in fact.carries}
    assert carried == {fact.id for fact in made[0].facts if "religion" in fact.carries} != set()
    forbidden = suite.scenarios[0].model_copy(
        update={"axes": suite.scenarios[0].axes.model_copy(update={"allow": ("sex",)})}
    )
    assert not allows(forbidden, axes["both"])


@pytest.mark.parametrize(
    ("old", "new", "found", "remedy"),
    [
        ("[sex, religion]", "[sex, religon]", "The axis 'religon' is not known.", "religion"),
        ("[sex, religion]", "[sex, both]", "The axis 'both' is not known.", ""),
        ("sex: female, religion: muslim", "sex: female", "does not say which group of 'religion'", "Add religion:"),
        ("religion: muslim", "religion: muslin", "has no group 'muslin'", "muslim"),
        ("    of: {sex: male", "    sex: male\n    of: {sex: male", "which come from the axes", "Keep only"),
        ("religion: none}", "religion: none, age: age_47}", "'age' is not under crosses", ""),
        ("[sex, religion]", "[sex, accent]", "is of voice, and this one is of text", "one medium"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, old: str, new: str, found: str, remedy: str) -> None:
    with pytest.raises(UserFileError) as caught:
        suites.identities(written(tmp_path, old, new))
    first = caught.value.faults[0]
    assert found in first.found
    assert remedy in first.remedy
    assert first.line
    assert Path(first.file).name == "both.yaml"
