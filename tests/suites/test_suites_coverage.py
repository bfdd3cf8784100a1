"""What suites cover, where they are thin, and words of coverage that nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import suites
from harness.errors import UserFileError
from harness.suites.coverage import ALL_CLEAR, SHOWS_SOMETHING, THIN, Part, Row
from tests.suite_maker import AXES, SCENARIO, line_of, write_suite

COVERAGE = """\
version: 1.0.0
families: {care_act_assessment: A Care Act assessment, hearsay: Known at second hand, no_show: Nobody there}
outcomes: {"care_act:nutrition": Nutrition, "care_act:hygiene": Hygiene}
characteristics: {sex: Sex, race: Race, sexual_orientation: Sexual orientation}
temptations:
  invented_fact: {code: F1, title: something nobody said}
  invented_risk: {code: F2, title: a risk nobody spoke of}
"""
TAGGED = SCENARIO.replace(
    "subject: adult\n", "families: [care_act_assessment, hearsay]\nlegal: [care_act:nutrition]\nsubject: adult\n", 1
)


def parts(folder: Path) -> dict[str, Part]:
    """What one suite covers, by the titles of the tables."""
    axes = suites.identities(suites.identities_beside(folder))
    return {part.title: part for part in suites.coverage([suites.load(folder)], axes, suites.read_coverage(folder))}


def suite(home: Path, scenario: str = TAGGED, count: int = 1) -> Path:
    """A suite with its own words of coverage, and axes that say what they stand for."""
    folder = write_suite(home, scenario, count=count)
    (home / "coverage.yaml").write_text(COVERAGE, encoding="utf-8")
    for axis, characteristic in (("sex", "sex"), ("ethnicity", "race")):
        text = AXES[axis].replace("medium: text\n", f"medium: text\ncharacteristic: {characteristic}\n")
        (home / "identities" / f"{axis}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("count", "note"), [(1, "thin"), (THIN - 1, "thin"), (THIN, ""), (THIN + 1, "")])
def test_scenarios_are_counted_and_few_are_called_thin(tmp_path: Path, count: int, note: str) -> None:
    made = parts(suite(tmp_path, count=count))
    assert made["Kinds of case and traps"].rows == (
        Row("A Care Act assessment", count, note),
        Row("Known at second hand", count, note),
        Row("Nobody there", 0, "nothing"),
    )
    assert made["Care Act outcomes"].rows == (Row("Nutrition", count, note), Row("Hygiene", 0, "nothing"))
    assert made["What a careless record adds"].rows == (
        Row("F1: something nobody said", count, note),
        Row("F2: a risk nobody spoke of", 0, "nothing"),
    )
    assert made["Harm of what is added"].rows == (Row("S4", count),)


def test_a_scenario_counts_once_however_often_it_lists_a_thing(tmp_path: Path) -> None:
    twice = TAGGED.replace(
        "not_said:\n", 'not_said:\n  - {id: no_fall, says: "{adult.first} has a dog.", kind: invented_fact, harm: S4}\n'
    )
    made = parts(suite(tmp_path, twice))
    assert made["What a careless record adds"].rows[0].scenarios == 1
    kinds = {row.what: row.scenarios for row in made["Kinds of fact"].rows}
    assert kinds == {"risk": 1, "quantity": 1, "relation": 1, "wish": 1, "strength": 1}


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (1, "too few to show anything but the grossest difference"),
        (SHOWS_SOMETHING - 1, "too few to show anything but the grossest difference"),
        (SHOWS_SOMETHING, "can show a difference; can never show that there is none"),
        (ALL_CLEAR - 1, "can show a difference; can never show that there is none"),
        (ALL_CLEAR, ""),
    ],
)
def test_axes_and_characteristics_say_what_so_many_scenarios_can_show(tmp_path: Path, count: int, says: str) -> None:
    made = parts(suite(tmp_path, count=count))
    assert Row("sex, 2 groups", count, says) in made["Axes"].rows
    assert made["Protected characteristics"].rows == (
        Row("Sex", count, says),
        Row("Race", count, says),
        Row("Sexual orientation", 0, "no axis stands for it"),
    )


def test_an_axis_that_no_scenario_allows_covers_nothing(tmp_path: Path) -> None:
    made = parts(suite(tmp_path, TAGGED.replace("allow: [sex, ", "allow: [")))
    assert Row("sex, 2 groups", 0, "nothing") in made["Axes"].rows
    assert made["Protected characteristics"].rows[0] == Row("Sex", 0, "nothing")


@pytest.mark.parametrize(
    ("right", "wrong", "found", "remedy"),
    [
        ("families: [care_act_assessment, hearsay]", "families: [care_act_assessment, heresay]",
         "The family 'heresay' is not known.", "Did you mean 'hearsay'?"),
        ("kind: invented_fact", "kind: invented_fct",
         "The kind 'invented_fct' of 'lives_alone' is not known.", "Did you mean 'invented_fact'?"),
        ("kind: invented_fact", "kind: zzz",
         "The kind 'zzz' of 'lives_alone' is not known.", "Known here: invented_fact, invented_risk."),
    ],
)  # fmt: skip
def test_words_that_would_be_counted_nowhere_are_faults(
    tmp_path: Path, right: str, wrong: str, found: str, remedy: str
) -> None:
    text = TAGGED.replace(right, wrong)
    folder = suite(tmp_path, text)
    [fault] = suites.check(folder)
    assert (fault.found, fault.remedy) == (found, remedy)
    assert Path(fault.file) == folder / "scenarios" / "fall_0" / "scenario.yaml"
    assert fault.line == line_of(text, wrong)


def test_a_wrong_coverage_file_is_told_with_its_line(tmp_path: Path) -> None:
    folder = suite(tmp_path)
    (tmp_path / "coverage.yaml").write_text(COVERAGE.replace("temptations:", "temptation:"), encoding="utf-8")
    with pytest.raises(UserFileError) as refused:
        suites.read_coverage(folder)
    assert any(fault.line == 5 and "temptation" in fault.found for fault in refused.value.faults)
    assert [fault for fault in suites.check(folder) if fault.line == 5]


def test_the_shipped_words_are_used_where_there_are_none_beside(tmp_path: Path) -> None:
    shipped = suites.read_coverage(write_suite(tmp_path))
    assert {"invented_fact", "softened", "wrong_speaker"} <= set(shipped.temptations)
    assert "carer_assessment" in shipped.families
