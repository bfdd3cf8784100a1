"""``plumbline new``: what it writes passes the check, teaches, and runs as it stands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness import suites
from harness.errors import CommandError, UserFileError
from harness.store import RunFolder
from harness.suites import scaffold
from harness.suites.scaffold import Wanted

ROOT = Path(__file__).parent.parent.parent
YEAR = 2026
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
# What a person can type on one line: no control characters, no halves of pairs.
TITLES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=40)


def written(home: Path, **answers: object) -> Path:
    """A suite of one scenario made from the answers, the rest as they come."""
    folder = home / "mine"
    scaffold.new(folder, Wanted(**{"id": "shopping_hill", "title": "Shopping, up the hill", **answers}), YEAR)  # type: ignore[arg-type]
    return folder


@pytest.mark.parametrize(
    ("subject", "sex", "born"),
    [("adult", "female", 1950), ("adult", "male", 1931), ("child", "female", 2018), ("mother", "female", 1996),
     ("young_person", "male", 2009), ("adult", "female", YEAR)],
)  # fmt: skip
def test_what_is_written_passes_the_check(tmp_path: Path, subject: str, sex: str, born: int) -> None:
    folder = written(tmp_path, subject=subject, sex=sex, born=born)
    assert suites.check(folder) == []
    [scenario] = suites.load(folder).scenarios
    assert scenario.subject == subject
    assert (scenario.people[subject].sex, scenario.people[subject].born) == (sex, born)
    assert len(scenario.facts) >= 6
    assert {"sex", "ethnicity", "disability", "accent"} == set(scenario.axes.allow)
    assert scenario.not_said
    assert scenario.not_discussed
    assert scenario.actions


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(name="a", title="Quotes \"and\" 'more'", area="b", subject="c")
@example(name="key", title="Key: value # not a comment", area="care", subject="adult")
@example(name="braces", title="{adult.first} {} {{0}} %s \\n \\", area="care", subject="adult")
@example(name="unicode", title="Zoë’s visit – 訪問 زيارة", area="care", subject="adult")
@example(name="null", title="null", area="care", subject="adult")
@example(name="number", title="007", area="care", subject="adult")
@given(name=IDS, title=TITLES, area=IDS, subject=IDS.filter(lambda key: key != "worker"))
def test_any_answers_that_are_taken_make_a_scenario_without_a_fault(
    tmp_path_factory: pytest.TempPathFactory, name: str, title: str, area: str, subject: str
) -> None:
    folder = tmp_path_factory.mktemp("new") / "mine"
    try:
        scaffold.new(folder, Wanted(name, title, area, subject), YEAR)
    except CommandError as refused:
        refusal = str(refused)
    else:
        refusal = ""
    if refusal:
        assert not title.strip(), refusal
        assert not folder.exists(), "a refusal writes nothing"
        return
    assert suites.check(folder) == []
    [scenario] = suites.load(folder).scenarios
    assert (scenario.id, scenario.title, scenario.practice_area) == (name, title, area)


@pytest.mark.parametrize(
    "name", ["", "Fall", "9lives", "with space", "../out", "a-b", "é", "a" * 64, "a\n", "{x}", "con/../x"]
)
@pytest.mark.parametrize("part", ["id", "subject", "practice_area"])
def test_names_that_cannot_be_used_are_refused_and_nothing_is_written(tmp_path: Path, part: str, name: str) -> None:
    with pytest.raises(CommandError, match=r"cannot be used\. Use lower-case letters"):
        written(tmp_path, **{part: name})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", "   ", "two\nlines", "\u202eback", "nul\x00"])
def test_titles_that_could_not_be_read_again_are_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(CommandError, match="title"):
        written(tmp_path, title=title)
    assert list(tmp_path.iterdir()) == []


def test_the_worker_cannot_be_the_subject(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="'worker' is the social worker"):
        written(tmp_path, subject="worker")


def test_an_id_that_is_taken_is_refused_and_kept(tmp_path: Path) -> None:
    folder = written(tmp_path)
    file = folder / "scenarios" / "shopping_hill" / "dialogue.txt"
    file.write_text("mine\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"is there already\. Choose another id"):
        written(tmp_path)
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_nobody_unborn(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="born in 2027 is not born yet in 2026"):
        written(tmp_path, born=2027)
    assert list(tmp_path.iterdir()) == []


def test_the_year_of_a_suite_that_is_there_counts(tmp_path: Path) -> None:
    folder = written(tmp_path)
    header = folder / "suite.yaml"
    header.write_text(header.read_text(encoding="utf-8").replace("year: 2026", "year: 2020"), encoding="utf-8")
    with pytest.raises(CommandError, match="born in 2024 is not born yet in 2020"):
        written(tmp_path, id="later", born=2024)


def test_a_second_scenario_adds_its_practice_area_and_leaves_the_rest(tmp_path: Path) -> None:
    folder = written(tmp_path)
    header = folder / "suite.yaml"
    before = header.read_text(encoding="utf-8")
    written(tmp_path, id="second", practice_area="carer_assessment")
    written(tmp_path, id="third", practice_area="carer_assessment")
    assert header.read_text(encoding="utf-8") == before.replace(
        "practice_areas: [care_act_assessment]", "practice_areas: [care_act_assessment, carer_assessment]"
    )
    assert suites.check(folder) == []
    assert [one.id for one in suites.load(folder).scenarios] == ["second", "shopping_hill", "third"]


@pytest.mark.parametrize(
    "listed",
    ["practice_areas: [care_act_assessment] # ours", "practice_areas:\n  [care_act_assessment]",
     "practice_areas:\n  - care_act_assessment", "practice_areas:\n- care_act_assessment\n"],
)  # fmt: skip
def test_a_practice_area_is_added_however_the_list_is_written(tmp_path: Path, listed: str) -> None:
    folder = written(tmp_path)
    header = folder / "suite.yaml"
    text = header.read_text(encoding="utf-8")
    header.write_text(text.replace("practice_areas: [care_act_assessment]", listed), encoding="utf-8")
    written(tmp_path, id="second", practice_area="carer_assessment")
    assert suites.load(folder).practice_areas == ("care_act_assessment", "carer_assessment")
    assert suites.check(folder) == []


def test_a_suite_that_is_wrong_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    folder = written(tmp_path)
    header = folder / "suite.yaml"
    header.write_text(header.read_text(encoding="utf-8").replace("year: 2026", "year: soon"), encoding="utf-8")
    with pytest.raises(UserFileError, match=r"suite\.yaml:"):
        written(tmp_path, id="second")
    assert not (folder / "scenarios" / "second").exists()


def test_every_public_file_holds_the_canary(tmp_path: Path) -> None:
    folder = written(tmp_path)
    canary = suites.load(folder).canary
    assert canary.startswith("PLUMBLINE-CANARY mine ")
    written(tmp_path, id="second")
    files = [*folder.glob("scenarios/*/*")]
    assert len(files) == 4
    assert all(canary in file.read_text(encoding="utf-8") for file in files)


def test_the_schema_beside_the_suite_is_the_published_one(tmp_path: Path) -> None:
    folder = written(tmp_path)
    published = (ROOT / "test_suites" / scaffold.SCHEMA).read_text(encoding="utf-8")
    assert (folder / scaffold.SCHEMA).read_text(encoding="utf-8") == published, "write it again: see scaffold.py"
    assert json.loads(published) == suites.schema()
    line = (folder / "scenarios/shopping_hill/scenario.yaml").read_text(encoding="utf-8").split("\n")[1]
    named = line.removeprefix("# yaml-language-server: $schema=")
    assert (folder / "scenarios/shopping_hill" / named).resolve() == (folder / scaffold.SCHEMA).resolve()


def test_shipped_scenarios_are_valid_by_the_published_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    import yaml

    known = json.loads((ROOT / "test_suites" / scaffold.SCHEMA).read_text(encoding="utf-8"))
    judge = jsonschema.Draft202012Validator(known)
    judge.check_schema(known)
    file = ROOT / "test_suites" / "adults" / "scenarios" / "fall_at_home" / "scenario.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [error.message for error in judge.iter_errors(data)] == []
    assert [error.message for error in judge.iter_errors({**data, "titel": "x"})]
    data["facts"][0]["weight"] = "heavy"
    assert [list(error.path) for error in judge.iter_errors(data)] == [["facts", 0, "weight"]]


def plumbline(*words: object, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", *map(str, words)],
        cwd=home,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
    )


def test_the_verb_writes_checks_and_runs_with_nothing_lost_or_flagged(tmp_path: Path) -> None:
    made = plumbline("new", "mine", "--id", "hill", "--title", 'The "hill": {up}', "--area", "care_act_assessment",
                     "--subject", "adult", "--born", "1950", "--sex", "female", home=tmp_path)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "plumbline check mine" in made.stdout
    checked = plumbline("check", "mine", home=tmp_path)
    assert checked.returncode == 0, checked.stderr
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nsuites: [mine]\naxes: [sex, ethnicity]\nrepeats: 1\ntools: [{name: reference}]\n", encoding="utf-8"
    )
    done = plumbline("run", "mine.yaml", "--results", "results", home=tmp_path)
    assert done.returncode == 0, done.stderr
    [run] = (tmp_path / "results").iterdir()
    frame = RunFolder.open(run).findings_frame()
    facts = frame[frame["check"].str.startswith("facts.")]
    claims = frame[frame["check"].str.startswith("claims.")]
    calls = frame["call"].nunique()
    assert calls > 10
    assert len(facts) == 6 * calls
    assert set(facts["status"]) == {"kept"}
    assert claims["call"].nunique() == calls
    assert set(claims["status"]) == {"supported"}
    assert set(frame["status"]) <= {"kept", "supported", "ok", "counted"}


def test_the_verb_refuses_another_sex(tmp_path: Path) -> None:
    done = plumbline("new", "mine", "--id", "hill", "--title", "Hill", "--area", "care", "--subject", "adult",
                     "--born", "1950", "--sex", "woman", home=tmp_path)  # fmt: skip
    assert done.returncode == 2
    assert "Write female or male" in done.stderr
    assert not (tmp_path / "mine").exists()
