"""The page: whole, escaped, and every arm of every axis on it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import preview, suites, variants
from harness.errors import UserFileError
from harness.preview.page import _environment
from harness.preview.side_by_side import marked
from tests.suite_maker import line_of

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Reader(HTMLParser):
    """Tags with their attributes, and the text between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def made(folder: Path, scenario: str | None = None, axis: str | None = None, seed: int = 11) -> str:
    return preview.html(folder, scenario=scenario, axis=axis, seed=seed)


def block(page: str, scenario: str, axis: str) -> str:
    """The part of the page on one axis of one scenario."""
    start = page.index(f'id="a-{scenario}-{axis}"')
    return page[start : page.index("</details>", page.index('class="scroll"', start))]


def test_every_arm_of_every_axis_has_a_column(folder: Path) -> None:
    page = made(folder)
    suite = suites.load(folder)
    home = suites.identities_beside(folder)
    axes, names = suites.identities(home), suites.names(home)
    arms = list(variants.expand(suite, axes, names, [*suite.axes, "controls"], 11))
    for scenario in ("fall_0", "fall_1"):
        for axis in (*suite.axes, "controls"):
            own = [arm for arm in arms if (arm.scenario, arm.axis) == (scenario, axis)]
            part = block(page, scenario, axis)
            heads = re.findall(r'<th scope="col"(?: class="(twin)")?>', part)
            assert len(heads) == len(own) > 1
            assert [bool(twin) for twin in heads] == [arm.arm == "twin" for arm in own]
            for arm in own:
                assert arm.group_label in part
                assert not arm.voice or arm.voice.label in part
                assert arm.voice or f"{arm.people['adult'].first} {arm.people['adult'].last}" in part


def test_the_cells_joined_are_the_words_of_the_turn(folder: Path) -> None:
    part = block(made(folder, "fall_0", "ethnicity"), "fall_0", "ethnicity")
    row = re.search(r'<th scope="row">Turn 5</th>(.*?)</tr>', part, re.S)
    assert row
    cells = [re.sub(r"<[^>]+>", "", unescape(cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.S)]
    assert cells[0] == "I've got you down as White British, and you are 84."
    assert any("down as Pakistani, and" in cell for cell in cells)
    assert "<mark>Pakistani,</mark>" in row[1]
    assert "Turn 2<" not in part, "a turn that is the same in every arm is left out"


def test_a_control_is_called_one_and_changes_a_detail(folder: Path) -> None:
    part = block(made(folder), "fall_0", "controls")
    assert "CONTROL" in part
    assert re.search(r"<mark>\w+day\.</mark>", part)
    assert "CONTROL" not in block(made(folder), "fall_0", "sex")


def test_the_ledger_stands_beside_its_turns(folder: Path) -> None:
    page = made(folder, "fall_0")
    turns = re.findall(r'class="n">(\d+)</th>(.*?)</tr>', page, re.S)
    assert [int(number) for number, _ in turns] == list(range(1, 8))
    beside = {number: re.findall(r'id="f-fall_0-(\w+)"', row) for number, row in turns}
    assert beside == {
        "1": [],
        "2": [],
        "3": ["falls"],
        "4": [],
        "5": ["age", "ethnicity"],
        "6": ["food"],
        "7": ["washes"],
    }
    third = dict(turns)["3"]
    assert "Critical" in third
    assert "risk, reported; said by " in third
    assert "<summary>1 other wording</summary>" in third
    assert "known at second hand; said by Daughter" in dict(turns)["7"]


def test_everything_an_author_lists_is_on_it(folder: Path) -> None:
    text = Reader(made(folder, "fall_0")).text
    for part in ("lives alone.", "Something nobody said (F1)", "Major (S4)", "Not discussed at all: alcohol",
                 "Social worker: refer her to the falls service, by ", "home visit", "Reviewed by"):  # fmt: skip
        assert part in text, part


def test_a_fact_of_two_turns_is_told_once_and_pointed_at(folder: Path) -> None:
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("turns: [3]", "turns: [3, 6]"), encoding="utf-8")
    page = made(folder, "fall_0")
    assert page.count('id="f-fall_0-falls"') == 1
    assert page.count('href="#f-fall_0-falls"') == 1


def test_no_slot_is_left_and_ids_are_used_once(folder: Path) -> None:
    page = made(folder)
    reader = Reader(page)
    assert not re.search(r"\{[a-z]+[.}]", page[page.index("</style>") :])
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [str(attrs["href"]) for tag, attrs in reader.tags if tag == "a"]
    assert {"#s-fall_0", "#s-fall_1"} <= set(links)
    assert [link for link in links if link.removeprefix("#") not in ids] == []


def test_hostile_text_is_shown_and_does_nothing(folder: Path) -> None:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("title: Home visit after a fall", f'title: "{quoted}"\ncontent_note: "{quoted}"')
    text = text.replace("provenance: Written for the tests", f'provenance: "{quoted}"\nlegal: ["{quoted}"]')
    text = text.replace('"fallen three times"]', f'"fallen three times {quoted}", "fallen three times"]')
    text = text.replace('says: "{adult.first} lives alone."', f'says: "{{adult.first}} lives {quoted}"')
    file.write_text(text, encoding="utf-8")
    script = file.with_name("dialogue.txt")
    script.write_text(script.read_text(encoding="utf-8").replace("Good morning", f"Good {HOSTILE}"), encoding="utf-8")
    page = made(folder, "fall_0")
    reader = Reader(page)
    assert not {"script", "img", "iframe", "object", "link "} & {tag for tag, _ in reader.tags}
    assert not [name for _, attrs in reader.tags for name in attrs if name.startswith("on")]
    assert page.count("&lt;script&gt;") >= 6


def test_characters_that_turn_text_round_are_shown_should_a_reader_let_them_by() -> None:
    shown = _environment().from_string("{{ text }}").render(text="ab\u202ecd" + "x" * 5_000)
    assert shown == "ab[U+202E]cd" + "x" * 5_000


def test_nothing_is_loaded_from_anywhere(folder: Path) -> None:
    page = made(folder)
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:https?:)?//[a-z]", page)
    assert "url(" not in page
    assert "@import" not in page


def test_the_same_seed_gives_the_same_page(folder: Path) -> None:
    assert made(folder) == made(folder)
    assert made(folder, seed=12) != made(folder)


def test_faults_are_told_instead_of_a_page(folder: Path) -> None:
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("by: daughter", "by: daughtr"), encoding="utf-8")
    with pytest.raises(UserFileError) as refused:
        made(folder)
    [fault] = refused.value.faults
    assert fault.line == line_of(file.read_text(encoding="utf-8"), "by: daughtr")
    assert fault.remedy == "Did you mean 'daughter'?"
    with pytest.raises(UserFileError):
        made(folder, "fall_0")
    assert "fall_1" in made(folder, "fall_1"), "a fault of another scenario does not stop this one"


def test_a_scenario_that_is_varied_on_nothing_is_read_all_the_same(folder: Path) -> None:
    (folder.parent / "identities" / "controls.yaml").unlink()
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    text = file.read_text(encoding="utf-8").replace("allow: [sex, ethnicity, age, religion, accent]", "allow: []")
    file.write_text(text, encoding="utf-8")
    page = made(folder, "fall_0")
    assert "This scenario is varied on nothing." in page
    assert "down as White British, and you are 84" in page


def test_one_axis_alone_is_shown_for_the_scenarios_that_allow_it(folder: Path) -> None:
    file = folder / "scenarios" / "fall_0" / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("allow: [sex, ", "allow: ["), encoding="utf-8")
    page = made(folder, axis="sex")
    assert 'id="a-fall_1-sex"' in page
    assert 'id="s-fall_0"' not in page
    assert 'id="a-fall_1-controls"' not in page


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "<"]), max_size=6), min_size=1, max_size=4))
def test_marked_cells_hold_all_words_and_equal_texts_have_no_mark(words: list[list[str]]) -> None:
    texts = [" ".join(one) for one in words]
    cells = marked(texts)
    assert [" ".join(piece.text for piece in cell) for cell in cells] == texts
    for text, cell in zip(texts[1:], cells[1:], strict=True):
        assert any(piece.changed for piece in cell) <= (text != texts[0])
    if len(set(texts)) == 1:
        assert not any(piece.changed for cell in cells for piece in cell)
