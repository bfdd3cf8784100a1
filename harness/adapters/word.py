"""Reads the words of a Word document (.docx), without Word and without trusting the file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from harness.adapters.base import MAX_REPLY_BYTES

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_XML = 20 * MAX_REPLY_BYTES
"""Markup is often ten times its text. A larger part is refused: it may be built to fill the memory."""


class NotReadable(Exception):
    """The document cannot be read; the message says why in a sentence."""


def text_of_docx(path: Path) -> str:
    """The document's paragraphs, a line each; headings begin with ``#`` and list items with ``-``.

    Deleted text of tracked changes is left out, inserted text is kept. Headers, footers and notes are not read.

    Raises:
        NotReadable: it is not a Word document, or too large to be a note.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.open("word/document.xml")
            with part:
                markup = part.read(_MOST_XML + 1)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise NotReadable("It is not a Word document that can be opened (or it has a password).") from error
    if len(markup) > _MOST_XML:
        raise NotReadable("It is too large to be a note.")
    if b"<!DOCTYPE" in markup or b"<!ENTITY" in markup:  # Word never writes these; attacks do
        raise NotReadable("It holds declarations that Word does not write.")
    try:
        body = ElementTree.fromstring(markup)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotReadable("Its text cannot be read.") from error
    return "\n".join(_line(paragraph) for paragraph in body.iter(f"{_W}p")).strip("\n")


def _line(paragraph: ElementTree.Element) -> str:
    words = ""
    for run in paragraph.iter():
        if run.tag == f"{_W}t":
            words += run.text or ""
        elif run.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            words += " "
    words = words.strip()
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if words and style is not None and style.get(f"{_W}val", "").lower().startswith(("heading", "title")):
        return f"# {words}"
    if words and paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        return f"- {words}"
    return words
