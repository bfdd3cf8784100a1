"""What comes back: every form of sheet, every fault with its row, and reviews.jsonl that only grows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from harness import pipeline, review
from harness.errors import CommandError, UserFileError
from harness.records import Harm
from harness.review.items import FACT, STATEMENT, VERDICTS, Item
from harness.review.journal import read_key
from harness.review.read import read
from harness.store import RunFolder

ITEMS = {
    f"RABCD-{n:03d}": Item(item=f"RABCD-{n:03d}", call="c", about=about, kind=kind, of="h", flagged=True)
    for n, (about, kind) in enumerate(
        (("claim:1", STATEMENT), ("falls", FACT), ("claim:2", STATEMENT), ("gas", FACT)), start=1
    )
}


def as_csv(rows: list[tuple[str, ...]], separator: str = ",", head: str = "Item Verdict Reason Harm") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([head.split(), *rows])
    return text.getvalue().encode("utf-8-sig")


def given_file(tmp_path: Path, content: bytes | str, name: str = "verdicts.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def faults(path: Path, *more: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(UserFileError) as raised:
        read([path, *more], ITEMS)
    assert all(fault.remedy for fault in raised.value.faults)
    return [(fault.line, fault.found) for fault in raised.value.faults]


# ------------------------------------------------------------------ the round trip


def test_a_filled_workbook_comes_back(run: RunFolder, tmp_path: Path) -> None:
    made = review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=20, unflagged=10)
    items = read_key(run).items()
    book = load_workbook(made.paths[0])
    page = book["Review"]
    wanted = {}
    for row in range(2, page.max_row + 1):
        item = items[page[f"A{row}"].value]
        verdict = VERDICTS[item.kind][row % 3]
        page[f"F{row}"] = verdict.capitalize() if row % 2 else f" {verdict} "
        page[f"G{row}"] = "Ça va – “oui”, £5" if row % 4 else None
        page[f"H{row}"] = "S4" if row % 5 == 0 else None
        wanted[item.item] = (verdict, "Ça va – “oui”, £5" if row % 4 else "", Harm.S4 if row % 5 == 0 else None)
    book.save(tmp_path / "back.xlsx")
    back = {one.item: (one.verdict, one.reason, one.harm) for one in read([tmp_path / "back.xlsx"], items)}
    assert back == wanted
    assert len(back) == made.items


REASONS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40).map(lambda text: text.strip())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(sorted(ITEMS)), st.tuples(st.integers(0, 2), REASONS), min_size=1),
    st.sampled_from(",;\t"),
    st.booleans(),
)
def test_csv_and_json_say_the_same(
    tmp_path: Path, chosen: dict[str, tuple[int, str]], separator: str, as_json: bool
) -> None:
    rows = [(item, VERDICTS[ITEMS[item].kind][n], reason, "") for item, (n, reason) in chosen.items()]
    if as_json:
        entries = [dict(zip(("item", "verdict", "reason", "harm"), row, strict=True)) for row in rows]
        path = given_file(tmp_path, json.dumps({"sheet": "RABCD", "verdicts": entries}), "v.json")
    else:
        path = given_file(tmp_path, as_csv(rows, separator))
    back = {one.item: (one.verdict, one.reason) for one in read([path], ITEMS)}
    unguarded = {i: r[1:] if r[:2] in ("'=", "'+", "'-", "'@") and not as_json else r for i, _, r, _ in rows}
    assert back == {item: (verdict, unguarded[item]) for item, verdict, _, _ in rows}


def test_a_csv_of_excel_on_windows_is_read(tmp_path: Path) -> None:
    content = as_csv([("rabcd-001", "Not supported", "café – no", "S3")], ";").decode("utf-8-sig").encode("cp1252")
    (one,) = read([given_file(tmp_path, content)], ITEMS)
    assert (one.item, one.verdict, one.reason, one.harm) == ("RABCD-001", "not supported", "café – no", Harm.S3)


def test_open_rows_are_left_open(tmp_path: Path) -> None:
    rows = [("RABCD-001", "supported"), ("RABCD-002", ""), ("", "", "")]
    assert [one.item for one in read([given_file(tmp_path, as_csv(rows))], ITEMS)] == ["RABCD-001"]


# ------------------------------------------------------------------ faults


def test_every_fault_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [
        ("RABCD-001", "true", "", ""),
        ("RABCD-002", "supported", "", ""),
        ("RABCD-003", "supported", "", "S9"),
        ("RABCD-009", "supported", "", ""),
        ("", "supported", "", ""),
        ("RABCD-004", "", "a reason", ""),
        ("=RABCD-001", "=1+1", "", ""),
        ("RABCD-003", "unsure", "x" * 3_000, ""),
    ]
    found = faults(given_file(tmp_path, as_csv(rows)))
    assert found == [
        (2, "'true' is not in the list."),
        (3, "'supported' is not in the list."),
        (4, "The harm 'S9' is not in the list."),
        (5, "'RABCD-009' is no item of this run's sheets."),
        (6, "There is a verdict, but no item."),
        (7, "RABCD-004 has a reason or a harm, but no verdict."),
        (8, "'=RABCD-001' is no item of this run's sheets."),
        (8, "'=1+1' is not in the list."),
        (9, "The reason has 3,000 characters."),
    ]


def test_an_item_decided_twice_is_a_fault_in_one_file_or_two(tmp_path: Path) -> None:
    one = given_file(tmp_path, as_csv([("RABCD-001", "supported"), ("RABCD-001", "unsure")]), "a.csv")
    assert faults(one) == [(3, f"RABCD-001 is decided twice: here and in {one}:2.")]
    one.write_bytes(as_csv([("RABCD-001", "supported")]))
    two = given_file(tmp_path, as_csv([("RABCD-001", "supported"), ("RABCD-003", "unsure")]), "b.csv")
    assert faults(one, two) == [(2, f"RABCD-001 is decided twice: here and in {one}:2.")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", as_csv([("RABCD-001", "")]), "No verdict is filled in."),
        ("a.csv", b"", "No row has the headings"),
        ("a.csv", b"number,answer\n1,yes\n", "No row has the headings"),
        ("a.csv", b'Item,Verdict\n"RABCD-001,supported\n', "It is not a CSV"),
        ("a.json", b"[1, 2]", "It is not what the page"),
        ("a.json", b'{"verdicts": {}}', "It is not what the page"),
        ("a.json", b'{"verdicts": [1]}', "This entry is not a verdict."),
        ("a.json", b'{"verdicts": []}', "No verdict is filled in."),
        ("a.json", b"[" * 100_000, "It is not what the page"),
        ("a.xlsx", b"PK not a workbook", "It cannot be read as a workbook."),
        ("a.docx", b"", "A file named .docx is not a sheet."),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    ((_, found),) = faults(given_file(tmp_path, content, name))
    assert found.startswith(told)


def test_a_file_that_is_not_there_and_one_that_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((_, found),) = faults(tmp_path / "gone.csv")
    assert found.startswith("It cannot be read")
    monkeypatch.setattr("harness.review.read._UNPACKED", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_100_000)
    ((_, found),) = faults(given_file(tmp_path, bomb.getvalue(), "a.xlsx"))
    assert found == "It unpacks to more than a sheet."


# ------------------------------------------------------------------ the journal


@pytest.fixture
def handed(run: RunFolder, tmp_path: Path) -> RunFolder:
    review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=20, unflagged=10)
    return run


def filled(run: RunFolder, path: Path, pick: int = 0) -> Path:
    rows = [(item.item, VERDICTS[item.kind][pick]) for item in read_key(run).items().values()]
    path.write_bytes(as_csv(rows))
    return path


def test_verdicts_are_appended_and_never_changed(handed: RunFolder, tmp_path: Path) -> None:
    journal = handed.path / "reviews.jsonl"
    first = review.take_in(handed, [filled(handed, tmp_path / "a.csv")], "Reviewer A", "2026-11-20")
    before = journal.read_bytes()
    second = review.take_in(handed, [filled(handed, tmp_path / "a.csv", 1)], " Reviewer  A ", "2026-11-21")
    assert journal.read_bytes().startswith(before)
    assert handed.reviews() == [*first, *second]
    assert {(r.reviewer, r.upload, r.date) for r in second} == {("Reviewer A", 2, "2026-11-21")}
    line = json.loads(before.split(b"\n")[1])
    assert set(line) >= {"item", "call", "about", "of", "reviewer", "verdict", "date"}


def test_with_any_fault_nothing_is_appended(handed: RunFolder, tmp_path: Path) -> None:
    good = filled(handed, tmp_path / "a.csv")
    bad = given_file(tmp_path, as_csv([("RABCD-001", "supported")]), "b.csv")
    with pytest.raises(UserFileError):
        review.take_in(handed, [good, bad], "A", None)
    for name in (None, "", "  ", "a\x00b", "a,b", "x" * 61):
        with pytest.raises(CommandError):
            review.take_in(handed, [good], name, None)
    with pytest.raises(CommandError, match="not a date"):
        review.take_in(handed, [good], "A", "yesterday")
    assert not (handed.path / "reviews.jsonl").exists()


def test_without_a_sheet_there_is_nothing_to_bring_back(run: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No sheet was made"):
        review.take_in(run, [given_file(tmp_path, as_csv([("RABCD-001", "supported")]))], "A", None)


def test_a_torn_line_is_set_aside_before_more_is_appended(handed: RunFolder, tmp_path: Path) -> None:
    journal = handed.path / "reviews.jsonl"
    first = review.take_in(handed, [filled(handed, tmp_path / "a.csv")], "A", "2026-11-20")
    with journal.open("ab") as torn:
        torn.write(b'{"item":"half')
    second = review.take_in(handed, [filled(handed, tmp_path / "a.csv")], "B", "2026-11-20")
    assert handed.reviews() == [*first, *second]
