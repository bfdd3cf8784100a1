"""Turns a plain folder of documents, brought by people from a tool without an API, into a tool."""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from harness.adapters.base import MAX_REPLY_BYTES, NotYet, read_settings, reply_from_bytes, reply_from_text
from harness.adapters.word import NotReadable, text_of_docx
from harness.errors import CommandError, ToolError, UserFileError
from harness.records import Reply, Tool, Variant

KINDS = (".txt", ".md", ".docx")
_LONGEST = 120
"""Characters of a file name before its ending; folders have room left under Windows' limit of 260."""


class ByHand:
    """Scripts go out to ``FOLDER/scripts/<variant>.txt``; the tool's notes come back as ``FOLDER/<variant>.txt``.

    A note may also be Markdown (``.md``) or a Word document (``.docx``). An empty document counts as
    the empty answer that it is; a missing one leaves its call open.

    Settings: ``folder``, made if it is missing.

    Raises:
        CommandError: no folder is named.
        ToolError: the folder cannot be made.
    """

    def __init__(self, tool: Tool, *, base: Path | None = None) -> None:
        folder = read_settings(tool, {"folder": ""})["folder"]
        if not folder:
            raise CommandError(f"Tool {tool.name}: by_hand needs a folder. Write folder: where the documents will be.")
        self.tool = tool
        self.folder = (base or Path()) / folder
        try:
            (self.folder / "scripts").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ToolError(f"Tool {tool.name}: cannot make the folder {self.folder}: {error.strerror}.") from error

    def send(self, variant: Variant) -> Reply:
        """Put the script out if it is not there yet, and read the note if it is.

        Raises:
            NotYet: the document has still to come.
            UserFileError: two documents for one script, or a script that is not the one this run asks about.
        """
        name = file_name(variant.id)
        self._put_script(name, variant.text)
        there = [path for kind in KINDS if (path := self.folder / f"{name}{kind}").is_file()]
        if not there:
            raise NotYet(f"{name}: still to come. Save the tool's note as {self.folder / name}.txt")
        if len(there) > 1:
            raise UserFileError.single(
                there[0], None, f"There is also {there[1].name} for the same script.", "Keep one of them."
            )
        return _read(there[0])

    def close(self) -> None:
        """Nothing to give back."""

    def _put_script(self, name: str, text: str) -> None:
        path = self.folder / "scripts" / f"{name}.txt"
        if path.is_file():
            # A note made from an old script would be scored against facts it was never given.
            if path.read_bytes().replace(b"\r\n", b"\n") != text.encode():
                raise UserFileError.single(
                    path, None, "This script differs from what the run asks about.", "Use a new folder for each run."
                )
            return
        part = path.with_name(f".{uuid4().hex}.part")  # two threads may put the same script out
        part.write_bytes(text.encode())
        with suppress(FileExistsError):
            part.replace(path)


def file_name(variant_id: str) -> str:
    """A variant's id as a file name: itself, unless it is very long or holds what a path must not."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", variant_id).lstrip(".") or "_"
    if plain == variant_id and len(plain) <= _LONGEST:
        return plain
    return f"{plain[: _LONGEST - 11]}-{sha256(variant_id.encode()).hexdigest()[:10]}"


def _read(path: Path) -> Reply:
    if path.suffix == ".docx":
        try:
            return reply_from_text(text_of_docx(path)).model_copy(update={"raw": path.read_bytes()})
        except NotReadable as why:
            # The document is a person's to mend: the call stays open rather than being counted against the tool.
            raise NotYet(f"{path}: {why} Save it as plain text ({path.stem}.txt) instead.") from None
    with path.open("rb") as document:
        data = document.read(MAX_REPLY_BYTES + 1)
    # What Windows' editors call ANSI; pound signs and curly quotes are at stake.
    return reply_from_bytes(data, legacy="cp1252")
