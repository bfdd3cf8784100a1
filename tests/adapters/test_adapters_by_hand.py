"""The by-hand journey: scripts out, documents back, of every kind that people save."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from makers import make_tool, make_variant

from harness.adapters import open_tool
from harness.adapters.base import Adapter, NotYet
from harness.adapters.by_hand import file_name
from harness.adapters.word import NotReadable, text_of_docx
from harness.errors import CommandError, ToolError, UserFileError

NAME = "fall_at_home.sex.female"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def by_hand(tmp_path: Path) -> Adapter:
    return open_tool(make_tool("by_hand", folder="acme"), base=tmp_path)


def docx(body: str, head: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


def test_a_script_goes_out_and_the_call_stays_open_until_the_note_comes(by_hand: Adapter, tmp_path: Path) -> None:
    with pytest.raises(NotYet, match=r"still to come. Save the tool's note as .*female.txt"):
        by_hand.send(make_variant())
    assert (tmp_path / f"acme/scripts/{NAME}.txt").read_text() == make_variant().text
    (tmp_path / f"acme/{NAME}.txt").write_text("The note.")
    assert by_hand.send(make_variant()).text == "The note."
    assert [p.name for p in (tmp_path / "acme/scripts").iterdir()] == [f"{NAME}.txt"]


def test_an_empty_document_is_an_empty_answer(by_hand: Adapter, tmp_path: Path) -> None:
    (tmp_path / f"acme/{NAME}.md").touch()
    assert by_hand.send(make_variant()).text == ""


def test_what_notepad_saves_is_read(by_hand: Adapter, tmp_path: Path) -> None:
    path = tmp_path / f"acme/{NAME}.txt"
    for data in ("£40 – “often”\r\n".encode("cp1252"), "£40 – “often”\r\n".encode("utf-16")):
        path.write_bytes(data)
        reply = by_hand.send(make_variant())
        assert reply.text == "£40 – “often”\n"
        assert reply.raw == data


def test_two_documents_for_one_script_are_not_chosen_between(by_hand: Adapter, tmp_path: Path) -> None:
    for kind in ("txt", "md"):
        (tmp_path / f"acme/{NAME}.{kind}").write_text(kind)
    with pytest.raises(UserFileError, match=r"There is also .*female.md for the same script. Keep one of them."):
        by_hand.send(make_variant())


def test_notes_of_an_older_script_are_refused(by_hand: Adapter, tmp_path: Path) -> None:
    with pytest.raises(NotYet):
        by_hand.send(make_variant())
    (tmp_path / f"acme/{NAME}.txt").write_text("note")
    changed = make_variant(turns=(("adult", "Mrs Khan", "Something else now."),))
    with pytest.raises(UserFileError, match=r"differs from what the run asks about. Use a new folder"):
        by_hand.send(changed)


def test_a_script_saved_again_with_windows_line_ends_is_the_same_script(by_hand: Adapter, tmp_path: Path) -> None:
    script = tmp_path / f"acme/scripts/{NAME}.txt"
    script.write_bytes(make_variant().text.replace("\n", "\r\n").encode())
    with pytest.raises(NotYet):
        by_hand.send(make_variant())


def test_long_and_strange_ids_make_distinct_safe_file_names() -> None:
    ids = ["a" * 300, "a" * 301, "../../etc/passwd", "..", "", "fall.sex.é", "fall.sex.è", ".hidden"]
    names = [file_name(one) for one in ids]
    assert len(set(names)) == len(ids)
    assert all(len(name) <= 120 and "/" not in name and not name.startswith(".") and name for name in names)
    assert file_name(NAME) == NAME


def test_a_very_long_id_goes_both_ways(by_hand: Adapter, tmp_path: Path) -> None:
    variant = make_variant(id="x" * 400)
    with pytest.raises(NotYet):
        by_hand.send(variant)
    (script,) = (tmp_path / "acme/scripts").iterdir()
    (tmp_path / "acme" / script.name).write_text("note")
    assert by_hand.send(variant).text == "note"


def test_a_word_document_is_read(by_hand: Adapter, tmp_path: Path) -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Risks</w:t></w:r></w:p>'
        '<w:p><w:r><w:t xml:space="preserve">Mrs Khan fell </w:t></w:r><w:r><w:t>twice.</w:t></w:r>'
        "<w:del><w:r><w:delText>Never.</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Gas</w:t><w:tab/><w:t>on</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl>"
    )
    (tmp_path / f"acme/{NAME}.docx").write_bytes(docx(body))
    reply = by_hand.send(make_variant())
    assert reply.text == "# Risks\nMrs Khan fell twice.\n- Gas on"
    assert reply.raw == docx(body)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"not a zip", "It is not a Word document"),
        (docx("<w:p>"), "Its text cannot be read"),
        (docx("", '<!DOCTYPE x [<!ENTITY a "b">]>'), "declarations that Word does not write"),
        (docx("<w:p/>" * 10_000_000), "too large to be a note"),
    ],
    ids=["no zip", "broken", "entities", "bomb"],
)
def test_a_document_that_cannot_be_read_leaves_the_call_open(
    by_hand: Adapter, tmp_path: Path, data: bytes, says: str
) -> None:
    path = tmp_path / f"acme/{NAME}.docx"
    path.write_bytes(data)
    with pytest.raises(NotReadable, match=says):
        text_of_docx(path)
    with pytest.raises(NotYet, match=r"Save it as plain text \(fall_at_home.sex.female.txt\) instead."):
        by_hand.send(make_variant())


def test_opening_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"by_hand needs a folder"):
        open_tool(make_tool("by_hand"), base=tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(ToolError, match=r"cannot make the folder"):
        open_tool(make_tool("by_hand", folder="file"), base=tmp_path)
