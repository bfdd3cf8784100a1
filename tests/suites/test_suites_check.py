"""A suite is loaded, or every fault in it is told with file, line and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import suite_maker as maker
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import suites
from harness.errors import Fault, UserFileError
from harness.suites.load import label, schema


def faults(home: Path, old: str = "", new: str = "", *, dialogue: tuple[str, str] | None = None) -> list[Fault]:
    """Faults of the small suite with one part of the scenario, or of the dialogue, replaced."""
    assert old in maker.SCENARIO
    scenario = maker.SCENARIO.replace(old, new, 1) if old else maker.SCENARIO
    lines = maker.DIALOGUE
    if dialogue:
        assert dialogue[0] in lines
        lines = lines.replace(*dialogue, 1)
    return suites.check(maker.write_suite(home, scenario, lines))


def test_the_small_suite_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_what_is_loaded_is_what_was_written(tmp_path: Path) -> None:
    suite = suites.load(maker.write_suite(tmp_path))
    scenario = suite.scenarios[0]
    assert label(suite) == "small@1.0.0"
    assert (suite.year, suite.canary) == (2026, "PLUMBLINE-CANARY small 1")
    assert (scenario.id, scenario.subject, scenario.people["adult"].born) == ("fall_0", "adult", 1942)
    assert scenario.case_slots["fall_day"] == ("Monday", "Tuesday", "Thursday")
    assert "# Opening" not in scenario.dialogue
    assert scenario.dialogue.count("\n\n") == 6


def test_a_scenario_survives_being_dumped_and_loaded(tmp_path: Path) -> None:
    folder = maker.write_suite(tmp_path)
    before = suites.load(folder).scenarios[0]
    dumped = yaml.safe_dump(
        before.model_dump(mode="json", exclude={"id", "dialogue"}, exclude_none=True), sort_keys=False
    )
    (folder / "scenarios" / "fall_0" / "scenario.yaml").write_text(dumped)
    (folder / "scenarios" / "fall_0" / "dialogue.txt").write_text(before.dialogue)
    assert suites.load(folder).scenarios[0] == before


def test_the_content_hash_follows_content_and_not_line_ends(tmp_path: Path) -> None:
    folder = maker.write_suite(tmp_path)
    before = suites.load(folder).content_hash
    path = folder / "scenarios" / "fall_0" / "dialogue.txt"
    path.write_bytes(maker.DIALOGUE.replace("\n", "\r\n").encode())
    assert suites.load(folder).content_hash == before
    path.write_text(maker.DIALOGUE.replace("this month", "this week"))
    assert suites.load(folder).content_hash != before


IN_SCENARIO = [
    ("weight: critical", "wieght: critical", "wieght", "'wieght' is not known", "Did you mean 'weight'?"),
    ("kind: risk", "kind: danger", "kind: danger", "'danger', which is not one of its values", "risk, need"),
    ("born: 1942", "born: old", "born: old", "'old', which is not a whole number", "digits"),
    ("born: 1942", "born: 1066", "born: 1066", "'born' is '1066'", "at least 1900"),
    ("born: 1942", "born: 2030", "born: 2030", "after the suite's year 2026", "earlier"),
    ("turns: [3]", "turns: 3", "turns: 3", "text where a list was expected", "in brackets"),
    ("turns: [3]", "turns: [0]", "turns: [0]", "'0'", "at least 1"),
    ("turns: [3]", "turns: [33]", "turns: [33]", "turn 33, but the dialogue has 7", "directions included"),
    ("title: Home visit after a fall", "title:", "title:", "'title' is empty", "Write something"),
    ("practice_area: care", "id: x\npractice_area: care", "id: x", "'id' does not belong", "name of the folder"),
    (
        "practice_area: care_act_assessment",
        "practice_area: housing",
        "housing",
        "'housing' is not in suite.yaml",
        "Known here",
    ),
    ("subject: adult", "subject: adlut", "subject:", "'adlut' is not in people", "'adult'"),
    ("- id: age", "- id: falls", "- id: falls", "The id 'falls' is used twice (first on line", "another id"),
    ("id: lives_alone", "id: food", "id: food", "The id 'food' is used twice", "another id"),
    ("[Monday, Tuesday, Thursday]", "[]", "fall_day: []", "{fall_day} has no value", "fall_day: [one, two]"),
    ("  fall_day: [", "  fallday: [", 'by: "{fall_day}"', "{fall_day} has no value", "'fallday'"),
    ("turns: [5]", "turns: [1]", "turns: [1]", "'age' is not said in turn 1", "Turn 5 says it: write turns: [5]"),
    (
        'says: "{adult.first} lives alone."',
        'says: "{adult.first} can still manage."',
        "lives_alone",
        "not said, but turn 7 says it",
        "Take it out",
    ),
    ("carries: [age]", "carries: [agee]", "carries: [agee]", "'agee', which is not known", "'age'"),
    (
        "    carries: [age]\n",
        "",
        "{adult.full} is {adult.age}",
        "states the axis 'age' but does not carry",
        "carries: [age]",
    ),
    ("allow: [sex,", "allow: [gender,", "allow:", "'gender' is not known", "Known here"),
    ("spoken_turns: [3, 7]", "spoken_turns: []", "allow:", "'accent' needs turns to be read aloud", "spoken_turns"),
    ("spoken_turns: [3, 7]", "spoken_turns: [2, 7]", "spoken_turns", "stage direction", "Take it out"),
    ("spoken_turns: [3, 7]", "spoken_turns: [9]", "spoken_turns", "Turn 9 is to be read aloud", "Count"),
    ("owner: worker", "owner: wroker", "owner:", "owned by 'wroker'", "'worker'"),
    ("by: daughter", "by: dauhgter", "by: dauhgter", "by 'dauhgter'", "'daughter'"),
    ("family_of: adult", "family_of: adlut", "family_of", "family of 'adlut'", "'adult'"),
    (
        "{role: person, born: 1942}",
        "{role: person, born: 1942, first: Doris}",
        "first: Doris",
        "'Doris' of adult is fixed",
        "Delete",
    ),
    (
        "{role: social_worker}",
        "{role: social_worker, first: Still}",
        "first: Still",
        "ordinary word of the dialogue",
        "another name",
    ),
    (
        "{adult.full} is {adult.age}",
        "{adult.full} was {adult.aeg}",
        "{adult.aeg}",
        "{adult.aeg} is not a known slot",
        "'age'",
    ),
    (
        "{adult.full} is {adult.age}",
        "{adlut.full} is {adult.age}",
        "{adlut.full}",
        "'adlut', who is not in people",
        "'adult'",
    ),
    (
        "{adult.full} is {adult.age}",
        "{adult.full} {adult.is} {adult.age}",
        "{adult.is}",
        "does not stand beside {adult.they}",
        "After a name write 'is' itself",
    ),
    (
        "{adult.They} wash{adult.es}",
        "{adult.first} wash{adult.es}",
        "{adult.first} wash",
        "does not follow a verb",
        "After a name write the plain verb (washes)",
    ),
    (
        "{adult.They} wash{adult.es}",
        "{adult.They} washes",
        "{adult.They} washes",
        "is wrong for some pronouns",
        "wash{adult.es}",
    ),
    (
        "{adult.They} {adult.has} asked",
        "{adult.They} has asked",
        "{adult.They} has",
        "is wrong for some pronouns",
        "{adult.They} {adult.has}",
    ),
    (
        "{adult.full} is recorded as {adult.ethnicity}",
        "{worker.title} put {worker.ethnicity}",
        "{worker.ethnicity}",
        "describe only adult",
        "{adult.ethnicity}",
    ),
    (
        "{adult.full} is recorded as {adult.ethnicity}",
        "down as a {adult.ethnicity}",
        "as a {adult",
        "wrong for some groups",
        "{a adult.ethnicity}",
    ),
    ("{adult.full} is {adult.age}", "{worker.title} is {worker.age}", "{worker.age}", "has no year of birth", "born:"),
    (
        "{adult.full} is {adult.age}",
        "{adult.full is {adult.age}",
        "{adult.full is",
        "brace is not closed",
        "{person.word}",
    ),
    (
        "{adult.full} is {adult.age}",
        "{adult full} is {adult.age}",
        "{adult full}",
        "not written as a slot",
        "{person.word}",
    ),
    ("refer {adult.them}", "refer him", "refer him", "'him' is written out", "{adult.them}"),
]


@pytest.mark.parametrize(("old", "new", "where", "found", "remedy"), IN_SCENARIO)
def test_a_fault_of_the_scenario_names_file_line_and_remedy(
    tmp_path: Path, old: str, new: str, where: str, found: str, remedy: str
) -> None:
    told = faults(tmp_path, old, new)
    file = tmp_path / "small" / "scenarios" / "fall_0" / "scenario.yaml"
    lines = maker.lines_of(maker.SCENARIO.replace(old, new, 1), where)
    assert [f for f in told if f.file == file and f.line == lines[-1] and found in f.found and remedy in f.remedy], told


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "remedy"),
    [
        ("ADULT: [sighs]", "ADLUT: [sighs]", "ADLUT", "spoken by ADLUT, who is not in people", "'adult'"),
        ("ADULT: [sighs]", "Adult: [sighs]", "Adult: [s", "does not begin with a speaker", "ADULT: ..."),
        ("[pause 5s]", "[pause 5s", "[pause", "not closed", "[pause 20s]"),
        ("\n\nADULT: That", "\nADULT: That", "ADULT: That", "new speaker begins inside turn 5", "blank line"),
        ("{fall_day}", "{fall_dya}", "{fall_dya}", "{fall_dya} has no value", "'fall_day'"),
        ("{fall_day}", "{adult}", "{adult}", "names a person but not what", "{adult.first}"),
        (
            "{adult.they} {adult.is}",
            "{adult.first} {adult.is}",
            "DAUGHTER:",
            "does not stand beside",
            "write 'is' itself",
        ),
    ],
)
def test_a_fault_of_the_dialogue_names_file_line_and_remedy(
    tmp_path: Path, old: str, new: str, where: str, found: str, remedy: str
) -> None:
    told = faults(tmp_path, dialogue=(old, new))
    file = tmp_path / "small" / "scenarios" / "fall_0" / "dialogue.txt"
    line = maker.line_of(maker.DIALOGUE.replace(old, new, 1), where)
    assert [f for f in told if f.file == file and f.line == line and found in f.found and remedy in f.remedy], told


def test_a_fact_that_no_turn_says_is_refused(tmp_path: Path) -> None:
    told = faults(tmp_path, 'has fallen three times in the last month."', 'has broken a hip."')
    assert [fault.found for fault in told] == [  # a wording in accept: still stands in its turn
        "The fact 'falls' has another sentence in says: than its turns and accept: hold."
    ]
    scenario = maker.SCENARIO.replace("has fallen three times in the last month.", "has broken a hip.").replace(
        '"fallen three times"', '"broke a hip"'
    )
    fault = suites.check(maker.write_suite(tmp_path, scenario))[0]
    assert fault.line == maker.line_of(scenario, "turns: [3]")
    assert fault.found == "The fact 'falls' is not said in turn 3: none of its wordings has all its words there."
    assert "add to accept: a wording close to the words that are spoken" in fault.remedy


def test_an_axis_that_nothing_states_is_refused(tmp_path: Path) -> None:
    told = faults(tmp_path, dialogue=("I've got you down as {adult.ethnicity}, and you", "I think you"))
    assert any("'ethnicity' is allowed, but no turn says" in f.found and "{adult.ethnicity}" in f.remedy for f in told)


def test_a_question_or_a_denial_does_not_state_what_was_not_said(tmp_path: Path) -> None:
    for spoken in ("Do you live alone?", "I don't live alone."):
        told = faults(tmp_path, dialogue=("How have you been?", f"{spoken} How are you?"))
        assert not [f for f in told if "not said" in f.found]
    assert [f for f in faults(tmp_path, dialogue=("How have you been?", "You live alone.")) if "not said" in f.found]


@pytest.mark.parametrize("content", [b"title: caf\xe9\n", b"title:\tx\n", b"a: [\n", b"", b"- a\n", b"\x00"])
def test_a_file_that_cannot_be_read_does_not_hide_other_faults(tmp_path: Path, content: bytes) -> None:
    folder = maker.write_suite(tmp_path, count=2)
    (folder / "scenarios" / "fall_0" / "scenario.yaml").write_bytes(content)
    (folder / "scenarios" / "fall_1" / "dialogue.txt").unlink()
    with pytest.raises(UserFileError) as caught:
        suites.load(folder)
    files = [Path(f.file).name for f in caught.value.faults]
    assert "scenario.yaml" in files
    assert "dialogue.txt" in files


def test_a_dialogue_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    folder = maker.write_suite(tmp_path)
    path = folder / "scenarios" / "fall_0" / "dialogue.txt"
    path.write_bytes(b"WORKER: Good morning.\n\nADULT: It was in the caf\xe9.\n")
    fault = next(f for f in suites.check(folder) if f.file == path)
    assert fault.line == 3
    assert "UTF-8" in fault.remedy


def test_scenario_names_must_differ_between_suites(tmp_path: Path) -> None:
    one, two = maker.write_suite(tmp_path / "a"), maker.write_suite(tmp_path / "b")
    told = suites.check(one, others=[two])
    assert ["is used twice" in f.found for f in told] == [True]
    assert "Rename" in told[0].remedy


def test_a_folder_name_that_cannot_be_a_name_is_told(tmp_path: Path) -> None:
    folder = maker.write_suite(tmp_path)
    (folder / "scenarios" / "Fall At Home").mkdir()
    assert any("'Fall At Home' cannot be used as a name" in f.found for f in suites.check(folder))


def test_missing_folder_and_empty_suite_are_told(tmp_path: Path) -> None:
    assert "no such folder" in suites.check(tmp_path / "nowhere")[0].found
    folder = maker.write_suite(tmp_path, count=0)
    assert any("no scenarios" in f.found for f in suites.check(folder))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_suite_is_told_of_in_words_and_never_by_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    """Cut, double or overwrite any piece of either file."""
    parts = {"scenario": maker.SCENARIO, "dialogue": maker.DIALOGUE}
    which = data.draw(st.sampled_from(sorted(parts)))
    text = parts[which]
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 40)))
    put = data.draw(
        st.sampled_from(["", text[start:end] * 2, "{", "}", ":", "- ", "[", "\n", "'", "7", "{adult.is}", "&a", "\n\n"])
    )
    parts[which] = text[:start] + put + text[end:]
    folder = maker.write_suite(tmp_path, parts["scenario"], parts["dialogue"])
    for fault in suites.check(folder):
        assert fault.found
        for wording in ("pydantic", "Input should", "Traceback", "NoneType"):
            assert wording not in str(fault)


def test_the_schema_knows_the_keys_that_authors_write() -> None:
    made = json.loads(json.dumps(schema()))
    assert "facts" in made["required"]
    assert not {"id", "dialogue"} & set(made["properties"])
    assert made["additionalProperties"] is False
    assert set(made["$defs"]["Weight"]["enum"]) == {"critical", "important", "minor"}
    assert set(yaml.safe_load(maker.SCENARIO)) <= set(made["properties"])
