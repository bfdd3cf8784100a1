"""Sheets: blind, the same bytes, text only, one item in ten twice; and what comes back from them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from harness import pipeline, review
from harness.errors import CommandError
from harness.records import Finding, Output, Span
from harness.review.items import FACT, STATEMENT, VERDICTS, draw
from harness.review.journal import read_key
from harness.review.questions import Asked, Question, ask
from harness.review.sheet import COLUMNS, html, xlsx
from harness.store import RunFolder

HOSTILE = ("=SUM(A1)", "+1", "-1", "@cmd", "\t=1", "＝1", "<script>alert(1)</script>", "{{ 7 * 7 }}", "\u202egnp.exe")


def hand_out(run: RunFolder, to: Path, **sizes: int) -> review.desk.HandedOut:
    return review.hand_out(run, pipeline.by_rule(run), to, **{"flags": 60, "unflagged": 40, **sizes})


def drawn_of(run: RunFolder, **sizes: int) -> tuple:
    calls = {call.id: call for call in run.calls()}
    parts = calls, run.variants(), run.outputs()
    return draw(run.findings(), *parts, **{"flags": 60, "unflagged": 40, "seed": 11, **sizes}), parts


def test_the_same_run_and_seed_give_the_same_bytes(copy: Callable[[str], RunFolder], tmp_path: Path) -> None:
    made = [hand_out(copy(name), tmp_path / f"sheet_{name}") for name in ("one", "two")]
    for first, second in zip(*(one.paths for one in made), strict=True):
        assert first.read_bytes() == second.read_bytes()
    assert made[0].key.read_bytes() == made[1].key.read_bytes()
    other = hand_out(copy("three"), tmp_path / "sheet_three", seed=12)
    assert other.sheet != made[0].sheet


def test_a_second_sheet_keeps_the_first_in_the_key(run: RunFolder, tmp_path: Path) -> None:
    first, second = hand_out(run, tmp_path / "a"), hand_out(run, tmp_path / "b", seed=12)
    hand_out(run, tmp_path / "c")
    assert [sheet.id for sheet in read_key(run).sheets] == [first.sheet, second.sheet]
    assert len(read_key(run).items()) == first.items + second.items


def test_items_are_drawn_at_random_from_both_kinds_and_one_in_ten_is_asked_twice(run: RunFolder) -> None:
    drawn, (calls, _, _) = drawn_of(run)
    once = [item for item in drawn.sheet.items if item.double_of is None]
    assert sum(item.flagged for item in once) == 60
    assert sum(not item.flagged for item in once) == 40
    assert {(calls[i.call].tool, i.kind, i.flagged) for i in once} == {
        ("planted_invents", STATEMENT, True), ("planted_invents", STATEMENT, False), ("planted_invents", FACT, False),
        ("lead", FACT, True), ("lead", FACT, False), ("lead", STATEMENT, False),
    }  # fmt: skip
    doubles = [item for item in drawn.sheet.items if item.double_of]
    assert len(doubles) == 10
    places = {item.item: place for place, item in enumerate(drawn.sheet.items)}
    for item in doubles:
        first = drawn.sheet.items[places[item.double_of]]
        assert (first.call, first.about, first.of) == (item.call, item.about, item.of)
        assert places[item.item] - places[item.double_of] > 4
    kinds = "".join("f" if item.flagged else "u" for item in drawn.sheet.items)
    assert len(re.findall("f+|u+", kinds)) > 20  # not in blocks


def test_the_strata_count_everything_that_could_be_drawn(run: RunFolder) -> None:
    drawn, (calls, made, _) = drawn_of(run)
    facts = {f"{v.id}:{fact.id}" for v in made.values() for fact in v.facts if fact.carries}
    asked = [
        f
        for f in run.findings()
        if f.status in ("supported", "unsupported", "kept", "altered", "omitted")
        and not f.must_carry
        and f"{calls[f.call].variant}:{f.about}" not in facts
    ]
    assert sum(s.total for s in drawn.sheet.strata) == len(asked)
    assert sum(s.flagged for s in drawn.sheet.strata) == sum(f.status in ("unsupported", "omitted") for f in asked)


def test_more_places_than_findings_draws_them_all_once(run: RunFolder) -> None:
    drawn, _ = drawn_of(run, flags=10**6, unflagged=0)
    once = [item for item in drawn.sheet.items if item.double_of is None]
    assert len(once) == len({(i.call, i.about) for i in once}) == sum(s.flagged for s in drawn.sheet.strata)
    few, _ = drawn_of(run, flags=1, unflagged=1)
    assert len([item for item in few.sheet.items if item.double_of is None]) == 2


def words_of_sheet(folder: Path) -> str:
    book = load_workbook(folder / "review.xlsx")
    cells = [str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
    page = (folder / "review.html").read_text(encoding="utf-8")
    return "\n".join([*cells, re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)])


def test_a_sheet_names_no_tool_no_arm_no_person_and_no_flag(run: RunFolder, tmp_path: Path) -> None:
    hand_out(run, tmp_path / "sheet")
    text = words_of_sheet(tmp_path / "sheet")
    for tool in run.run().tools:
        assert tool.name == "lead" or tool.name not in text  # "lead" is a word
        assert tool.label not in text
    for variant in run.variants().values():
        assert variant.id not in text
        for person in variant.people.values():
            for name in filter(None, (person.first, person.last)):
                assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text), name
    for word in ("unsupported", "omitted", "flagged", "rule:", "twin"):
        assert word not in text
    assert not (tmp_path / "sheet" / "review_key.json").exists()
    assert (run.path / "review_key.json").exists()


def test_flagged_and_not_flagged_items_are_shown_alike(run: RunFolder) -> None:
    drawn, parts = drawn_of(run)
    asked = ask(drawn, *parts)
    _, made, answered = parts
    calls = parts[0]
    for item, question in zip(drawn.sheet.items, asked.questions, strict=True):
        assert question.verdicts == VERDICTS[item.kind]
        if item.kind == FACT:  # the whole record, lost or kept
            whole = answered[item.call].text
            assert question.record.count("\n") == whole.count("\n")
        turns = question.passage.split("\n")
        assert 3 <= len(turns) <= len(made[calls[item.call].variant].turns)
        assert question.passage in asked.conversations[question.conversation - 1]


def test_a_double_reads_exactly_as_its_first(run: RunFolder) -> None:
    drawn, parts = drawn_of(run)
    read = {q.item: q for q in ask(drawn, *parts).questions}
    for item in drawn.sheet.items:
        if item.double_of:
            one, two = read[item.double_of], read[item.item]
            assert (one.words, one.record, one.passage) == (two.words, two.record, two.passage)


def hostile_sheet() -> Asked:
    questions = tuple(
        Question(f"R0000-{n:03d}", STATEMENT, "Does it?", words, words, words, 1, VERDICTS[STATEMENT])
        for n, words in enumerate(HOSTILE, start=1)
    )
    return Asked("R0000", questions, tuple(HOSTILE))


def test_the_workbook_holds_text_and_nothing_that_could_run() -> None:
    book = load_workbook(io.BytesIO(xlsx(hostile_sheet())))
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.coordinate
                assert cell.data_type != "n" or cell.value is None
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "＝"))
                assert cell.hyperlink is None
    assert "[U+202E]" in str(book["Review"]["C10"].value)


def test_a_cell_holds_what_a_cell_can_hold() -> None:
    long = Question("R0000-001", FACT, "Is it?", "\u202e" * 9_000, "word " * 9_000, "x" * 40_000, 1, VERDICTS[FACT])
    row = load_workbook(io.BytesIO(xlsx(Asked("R0000", (long,), ("",)))))["Review"][2]
    assert all(0 < len(str(cell.value)) <= 32_767 for cell in row[:5])


def test_the_workbook_has_a_frozen_head_drop_downs_and_widths(run: RunFolder, tmp_path: Path) -> None:
    made = hand_out(run, tmp_path / "sheet")
    page = load_workbook(made.paths[0])["Review"]
    assert tuple(cell.value for cell in page[1]) == COLUMNS
    assert page.freeze_panes == "B2"
    assert page.column_dimensions["E"].width > 50
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    kinds = {item.item: item.kind for item in read_key(run).sheets[0].items}
    for row in range(2, made.items + 2):
        assert lists[f"F{row}"] == '"' + ",".join(VERDICTS[kinds[page[f"A{row}"].value]]) + '"'
        assert lists[f"H{row}"] == '"S5,S4,S3,S2,S1"'
        assert not page[f"F{row}"].protection.locked
        assert page[f"C{row}"].protection.locked


def test_the_page_is_self_contained_and_runs_nothing_of_what_it_shows() -> None:
    page = html(hostile_sheet())
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "\u202e" not in page
    assert not re.search(r"https?://|fetch\(|XMLHttp|sendBeacon|WebSocket|import\(", page)


def test_where_a_sheet_cannot_go(run: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="another folder"):
        hand_out(run, run.path)
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="is a file"):
        hand_out(run, tmp_path / "file")
    with pytest.raises(CommandError, match="nothing to review"):
        hand_out(run, tmp_path / "sheet", flags=0, unflagged=0)


def test_hostile_words_of_a_tool_reach_the_sheet_as_words(run: RunFolder) -> None:
    calls = {call.id: call for call in run.calls()}
    call = next(iter(calls.values()))
    variant = run.variants()[call.variant]
    findings, text = [], ""
    for number, words in enumerate(HOSTILE):
        span = Span(start=len(text), end=len(text) + len(words))
        text += words + "\n"
        findings.append(
            Finding(
                call=call.id,
                check="claims.1",
                about=f"claim:{number}",
                status="unsupported",
                source=Span(start=0, end=5),
                output=span,
                decided_by="rule:x",
                says="x",
            )
        )
    answered = {call.id: Output(call=call.id, outcome="ok", text=text)}
    made = {variant.id: variant}
    drawn = draw(findings, calls, made, answered, flags=99, unflagged=0, seed=1)
    asked = ask(drawn, calls, made, answered)
    assert {q.words for q in asked.questions} == {words.strip() for words in HOSTILE}
    cells = [row[2] for row in load_workbook(io.BytesIO(xlsx(asked)))["Review"].iter_rows(min_row=2, values_only=True)]
    assert "'=SUM(A1)" in cells
