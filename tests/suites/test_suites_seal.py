"""An edition is made by a secret, fixed by its commitment, and any change to it is found and named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import suite_maker as maker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import suites, variants
from harness.errors import CommandError, UserFileError
from harness.suites import seal as sealing

SECRET = b"a secret that nobody can guess"
CANARY = "PLUMBLINE-CANARY small 1"


def public(home: Path, count: int = 12) -> Path:
    return maker.write_suite(home, f"# {CANARY}\n{maker.SCENARIO}", f"# {CANARY}\n{maker.DIALOGUE}", count=count)


def sealed(home: Path, secret: bytes = SECRET, count: int = 12) -> Path:
    sealing.seal(public(home, count), secret, home / "sealed")
    return home / "sealed"


def test_an_edition_loads_runs_and_opens(tmp_path: Path) -> None:
    folder = sealed(tmp_path, count=3)
    manifest = sealing.open_sealed(folder, folder / "commitment.json", SECRET, tmp_path / "small")
    assert len(manifest.files) == 1 + 2 * 3
    suite, home = suites.load(folder / "edition"), tmp_path / "identities"
    assert suite.edition
    made = list(variants.expand(suite, suites.identities(home), suites.names(home), ["religion"], 1))
    assert not variants.audit(made)
    for variant in made:  # facts follow the slots
        assert variant.case["fall_day"] in variant.text
        assert any(action.by == variant.case["fall_day"] for action in variant.actions)


def test_the_public_canary_is_in_no_file_of_an_edition(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 27
    for path in files:
        assert CANARY not in path.read_text()
    assert not list(sealing.canary_faults(suites.load(folder / "edition"), [(folder, "no canary")]))
    assert list(sealing.canary_faults(suites.load(tmp_path / "small"), [(folder, "no canary")]))


def test_same_secret_same_bytes_other_secret_other_facts(tmp_path: Path) -> None:
    one, again, other = (
        sealed(tmp_path / str(n), secret) for n, secret in enumerate((SECRET, SECRET, b"quite another secret of mine"))
    )
    texts = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (one, again, other)]
    assert texts[0] == texts[1]
    days = [[s.case_slots["fall_day"] for s in suites.load(f / "edition").scenarios] for f in (one, other)]
    assert days[0] != days[1]
    commitments = [json.loads((f / "commitment.json").read_text())["commitment"] for f in (one, other)]
    assert commitments[0] != commitments[1]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_character_is_found_and_named(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    home = tmp_path_factory.mktemp("seal")
    folder = sealed(home)
    files = sorted(p for p in (folder / "edition").rglob("*") if p.is_file() and p.name != "sealed.json")
    path = data.draw(st.sampled_from(files))
    text = path.read_text()
    at = data.draw(st.integers(0, len(text) - 1))
    changed = "x" if text[at] != "x" else "y"
    path.write_text(text[:at] + changed + text[at + 1 :])
    with pytest.raises(UserFileError) as caught:
        sealing.open_sealed(folder, folder / "commitment.json", SECRET, home / "small")
    (fault,) = caught.value.faults
    assert Path(fault.file) == path
    assert fault.line == text[:at].count("\n") + 1


def test_a_missing_an_added_file_and_another_commitment_are_told(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    other = sealed(tmp_path / "other", b"quite another secret of mine")
    gone = folder / "edition" / "scenarios" / "fall_3" / "dialogue.txt"
    gone.unlink()
    (folder / "edition" / "added.txt").write_text("x")
    with pytest.raises(UserFileError) as caught:
        sealing.open_sealed(folder, other / "commitment.json")
    told = " ".join(str(fault) for fault in caught.value.faults)
    assert "not the edition that was committed to" in told
    assert "fall_3/dialogue.txt: This file was sealed and is missing" in told
    assert "added.txt: This file was not there" in told


def test_a_manifest_made_to_fit_the_change_does_not_fit_the_commitment(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    path = folder / "edition" / "scenarios" / "fall_3" / "dialogue.txt"
    path.write_text(path.read_text() + "# more\n")
    manifest = json.loads((folder / "edition" / "sealed.json").read_text())
    manifest["files"]["scenarios/fall_3/dialogue.txt"] = sealing._sha(path.read_text())
    (folder / "edition" / "sealed.json").write_text(json.dumps(manifest))
    with pytest.raises(UserFileError, match="not the edition that was committed to"):
        sealing.open_sealed(folder, folder / "commitment.json")


def test_what_a_tired_person_does_wrong(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    with pytest.raises(CommandError, match="there already"):
        sealing.seal(tmp_path / "small", SECRET, folder)
    short = tmp_path / "short.txt"
    short.write_text("hunter2\n")
    with pytest.raises(UserFileError, match="7 characters"):
        sealing.read_secret(short)
    (tmp_path / "long.txt").write_text(SECRET.decode() + "\n")
    assert sealing.read_secret(tmp_path / "long.txt") == SECRET
    (folder / "commitment.json").write_text("{}")
    with pytest.raises(UserFileError, match="not a commitment"):
        sealing.open_sealed(folder, folder / "commitment.json")
    shutil.rmtree(tmp_path / "small" / "scenarios")
    maker.write_suite(
        tmp_path,
        maker.SCENARIO.replace("case_slots:\n  fall_day: [Monday, Tuesday, Thursday]\n", "").replace(
            "{fall_day}", "Monday"
        ),
        maker.DIALOGUE.replace("{fall_day}", "Monday"),
    )
    with pytest.raises(UserFileError, match="every edition would be the same"):
        sealing.seal(tmp_path / "small", SECRET, tmp_path / "again")
    assert not (tmp_path / "again").exists()
