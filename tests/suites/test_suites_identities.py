"""Identities and names are read or refused in words, and names are drawn fresh, fitting and by seed."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
import suite_maker as maker
from hypothesis import given
from hypothesis import strategies as st

from harness import suites
from harness.errors import CommandError, UserFileError
from harness.suites.drawing import Cell, Names, _usable


def fault_of(home: Path, axis: str, old: str, new: str) -> tuple[str, int | None, str, str]:
    folder = maker.write_identities(home)
    path = folder / f"{axis}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(UserFileError) as caught:
        suites.names(folder) if axis == "names" else suites.identities(folder)
    fault = caught.value.faults[0]
    return Path(fault.file).name, fault.line, fault.found, fault.remedy


def test_axes_are_read_with_their_groups(tmp_path: Path) -> None:
    axes = suites.identities(maker.write_identities(tmp_path))
    assert set(axes) == {"sex", "ethnicity", "age", "religion", "accent"}
    assert axes["religion"].group("none").slots == {"religion": "no religion", "food": "ordinary meals"}
    assert axes["age"].group("younger").age == 47
    assert axes["accent"].medium == "voice"
    assert axes["accent"].groups[0].voices[1].label == "RP 2"
    assert suites.identities(tmp_path) == axes  # the folder around identities/ will do


@pytest.mark.parametrize(
    ("axis", "old", "new", "line", "found", "remedy"),
    [
        ("religion", ", food: halal meals", "", 8, "'muslim' has no value for the slot 'food'", "Add food:"),
        (
            "religion",
            "food: ordinary",
            "mum: x, food: ordinary",
            7,
            "The slot 'mum' means something else",
            "another name",
        ),
        ("religion", "halal meals", "'{x} meals'", 8, "holds a brace", "plain words"),
        ("religion", "baseline: none", "baseline: nobody", 5, "'nobody' is not one of the groups", "Known here"),
        ("religion", "id: muslim", "id: none", 8, "'none' is here twice", "Delete"),
        ("sex", "sex: male", "sex: man", 8, "'man'", "female or male"),
        ("sex", "axis: sex", "axis: gender", 1, "describes the axis 'gender'", "gender.yaml"),
        (
            "accent",
            ", {engine: espeak, name: en-gb-x-rp+f2, label: RP 2}",
            "",
            7,
            "1 voice(s)",
            "second reads the twin",
        ),
        ("names", "sex: female", "sex: woman", 3, "'woman'", "female or male"),
        ("names", "source: made", "source: mad", 3, "'mad' is not under sources", "'made'"),
        ("names", "Doreen, Hilda", "Doreen, Doreen", 3, "'Doreen' is in this list twice", "Delete"),
        ("names", "Doreen", "Dor3en", 3, "does not look like a name", "letters"),
        ("names", "1930-2010", "2010-1930", 3, "run backwards", "1930-2010"),
        ("names", "sex: male", "sex: female", 4, "overlap", "one list only"),
        (
            "names",
            "  - {group: pakistani, source",
            "  - {group: pakistan, source",
            7,
            "'pakistani' has first names and no surnames",
            "under last:",
        ),
    ],
)
def test_a_fault_names_file_line_and_remedy(
    tmp_path: Path, axis: str, old: str, new: str, line: int, found: str, remedy: str
) -> None:
    told = fault_of(tmp_path, axis, old, new)
    assert told[0] == f"{axis}.yaml"
    assert found in told[2]
    assert remedy in told[3]
    assert told[1] == line


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserFileError, match="no identities here"):
        suites.identities(tmp_path)


CELL = Cell("made_up", "female", 1930, 1950)


def lists(*names: str) -> Names:
    return Names(Path("names.yaml"), {CELL: names}, {"made_up": ("Ogden", "Dobson")}, {CELL: 3, "made_up": 5})


@given(st.integers(), st.permutations(["Doreen", "Hilda", "Maureen", "Beryl", "Enid"]))
def test_drawing_depends_on_the_seed_and_not_on_the_order_of_the_file(seed: int, order: list[str]) -> None:
    one, two = lists(*order).drawer(seed), lists(*sorted(order)).drawer(seed)
    drawn = [one.draw(("sex.female", CELL), [], frozenset()) for _ in order]
    assert drawn == [two.draw(("sex.female", CELL), [], frozenset()) for _ in order]
    assert sorted(drawn) == sorted(order)  # none twice


def test_names_that_cannot_be_told_apart_are_passed_over() -> None:
    drawer = lists("Ann", "Anna", "Rose", "May", "Doreen", "Enid").drawer(1)
    drawn = {drawer.draw(("a.b", CELL), ["Hannah"], frozenset({"enid"})) for _ in range(1)}
    assert drawn == {"Doreen"}  # in Hannah; in Hannah; a word; a word; the scenario's word


def test_another_owner_may_have_the_same_name() -> None:
    drawer = lists("Doreen").drawer(1)
    assert drawer.draw(("sex.female", CELL), [], frozenset()) == "Doreen"
    assert drawer.draw(("age.older", CELL), [], frozenset()) == "Doreen"


def test_an_exhausted_list_says_how_many_are_needed() -> None:
    names = lists("Doreen", "Hilda", "Rose")
    fault = names.shortages({("sex.female", CELL): 5, ("age.older", CELL): 4, ("sex.female", "made_up"): 2})[0]
    assert (fault.file, fault.line) == (Path("names.yaml"), 3)
    assert fault.found == (
        "There are too few first names of made_up, female, born 1930-1950: 2 can be used, and "
        "5 are needed for the group 'female' of the axis 'sex'."
    )
    assert "Add at least 3 more" in fault.remedy
    drawer = names.drawer(1)
    for _ in range(2):
        drawer.draw(("sex.female", CELL), [], frozenset())
    with pytest.raises(UserFileError, match="too few first names"):
        drawer.draw(("sex.female", CELL), [], frozenset())


def test_names_are_right_for_the_year_of_birth(tmp_path: Path) -> None:
    names = lists("Doreen")
    assert names.cell("made_up", "female", 1930) == names.cell("made_up", "female", 1950) == CELL
    for group, sex, born in (("made_up", "female", 1951), ("made_up", "male", 1940), ("other", "female", 1940)):
        with pytest.raises(UserFileError, match=f"no first names for {group}, {sex}, born {born}"):
            names.cell(group, sex, born)


def test_shipped_suites_are_found_in_a_checkout_or_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "harness"
    module = sys.modules["harness.suites.shipped"]  # the name in the package is the function's
    monkeypatch.setattr(module, "__file__", str(package / "suites" / "shipped.py"))
    with pytest.raises(CommandError, match="Install it again"):
        suites.shipped()
    (package / "_shipped" / "test_suites" / "identities").mkdir(parents=True)
    assert suites.shipped() == package / "_shipped" / "test_suites"
    (tmp_path / "site" / "test_suites" / "identities").mkdir(parents=True)
    assert suites.shipped() == tmp_path / "site" / "test_suites"


TEST_SUITES = Path(__file__).parents[2] / "test_suites"
SHIPPED = suites.names(TEST_SUITES)
GROUPS = [group.names for group in suites.identities(TEST_SUITES)["ethnicity"].groups if group.names]
"""Groups that are compared with one another: lists made for a control may be of another length on purpose."""
CELLS = [cell for cell in SHIPPED.first if cell.group in GROUPS]
LETTERS_APART = 0.8
"""Above this, one group's names would be longer on average, and a tool could react to that."""


def letters(names: tuple[str, ...]) -> float:
    return mean(len(name) for name in _usable(names))


def cells_of(group: str) -> list[Cell]:
    return [cell for cell in CELLS if cell.group == group]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "-".join(map(str, cell)))
def test_each_shipped_list_of_first_names_lasts_for_a_run(cell: Cell) -> None:
    usable = _usable(SHIPPED.first[cell])
    assert len(usable) >= (80 if cell.group == "white_british" else 64)
    assert all(4 <= len(name) <= 9 and name.isascii() and name.isalpha() for name in usable)


@pytest.mark.parametrize("group", GROUPS)
def test_each_shipped_list_of_surnames_lasts_for_a_run(group: str) -> None:
    usable = _usable(SHIPPED.last[group])
    assert len(usable) >= (100 if group == "white_british" else 80)
    assert all(4 <= len(name) <= 9 and name.isascii() and name.isalpha() for name in usable)


@pytest.mark.parametrize("group", GROUPS)
def test_no_shipped_name_of_a_group_is_there_twice_or_part_of_another(group: str) -> None:
    names = [name for cell in cells_of(group) for name in SHIPPED.first[cell]] + list(SHIPPED.last[group])
    assert [name for name, number in Counter(names).items() if number > 1] == []
    folded = [name.casefold() for name in names]
    assert [(one, two) for one, two in combinations(folded, 2) if one in two or two in one] == []


@pytest.mark.parametrize("group", GROUPS)
def test_women_and_men_of_a_group_share_no_shipped_first_name_and_have_names_as_long(group: str) -> None:
    by_sex = {
        sex: {name for cell in cells_of(group) if cell.sex == sex for name in SHIPPED.first[cell]}
        for sex in ("female", "male")
    }
    assert all(by_sex.values())
    assert by_sex["female"].isdisjoint(by_sex["male"])
    for low in {cell.low for cell in cells_of(group)}:
        women, men = (SHIPPED.first[c] for s in by_sex for c in cells_of(group) if (c.sex, c.low) == (s, low))
        assert abs(letters(women) - letters(men)) < LETTERS_APART


@pytest.mark.parametrize("sex", ["female", "male"])
def test_shipped_first_names_are_as_long_in_every_ethnic_group_for_each_year_of_birth(sex: str) -> None:
    starts = sorted({cell.low for cell in CELLS})
    for born in starts:
        lengths = {group: letters(SHIPPED.first[SHIPPED.cell(group, sex, born)]) for group in GROUPS}
        assert max(lengths.values()) - min(lengths.values()) < LETTERS_APART, (born, lengths)


def test_shipped_surnames_are_as_long_in_every_ethnic_group() -> None:
    lengths = {group: letters(SHIPPED.last[group]) for group in GROUPS}
    assert max(lengths.values()) - min(lengths.values()) < LETTERS_APART, lengths
