"""Turns a few plain answers into a new scenario that teaches: it passes the check and runs as it stands.

What is written is a very short conversation with its facts, and a comment beside everything that an author decides.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from harness.errors import CommandError, UserFileError
from harness.store import write_atomically
from harness.suites.load import SuiteFile, schema
from harness.suites.plain_words import record
from harness.suites.yaml_text import Document, parse, read, read_text

SCHEMA = "scenario.schema.json"
_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
AXES = ("sex", "ethnicity", "disability")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of character that no title holds: line ends, and what cannot be seen."""
_LISTS = (
    (r"^(practice_areas:\s*\[[^\]#]*?),?\s*\]", r"\1, {area}]"),
    (r"^(practice_areas:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*)([ \t]*)- ([^\n]*)", r"\1\2- \3\n\2- {area}"),
)
"""How a list is written in brackets, or with a dash a line; and with one more in it (in a list of dashes, second)."""


@dataclass(frozen=True)
class Wanted:
    """What an author is asked. ``born`` is the subject's year of birth."""

    id: str
    title: str
    practice_area: str = "care_act_assessment"
    subject: str = "adult"
    born: int = 1950
    sex: str = "female"


def new(suite: Path, wanted: Wanted, year: int) -> list[Path]:
    """Write a scenario into a suite, and the suite too if there is none; return the files written.

    ``year`` is the one that ages are counted from in a new suite.

    Raises:
        CommandError: the id cannot be used or is taken, the title cannot be read again, the year of birth is after
            the suite's year, or the practice area cannot be added to those of suite.yaml.
        UserFileError: suite.yaml is wrong.
    """
    for what, name in (("id", wanted.id), ("subject", wanted.subject), ("practice area", wanted.practice_area)):
        if not _ID.fullmatch(name):
            raise CommandError(
                f"The {what} '{name}' cannot be used. Use lower-case letters, digits and underscores, beginning with a "
                "letter, as in fall_at_home."
            )
    if not wanted.title.strip() or any(unicodedata.category(one) in _UNSEEN for one in wanted.title):
        raise CommandError("The title is empty, or holds a line end or a character that cannot be seen. Type it again.")
    if wanted.subject == "worker":
        raise CommandError("The subject is whoever the record is about, and 'worker' is the social worker. Try: adult.")
    folder = suite / "scenarios" / wanted.id
    if folder.exists():
        raise CommandError(f"{folder} is there already. Choose another id.")
    header = suite / "suite.yaml"
    fresh = not header.exists()
    made = None if fresh else _header(read(header))
    text = _suite(suite, wanted, year) if made is None else _with_area(header, made, wanted.practice_area)
    canary = f"PLUMBLINE-CANARY {_name(suite)} {_mark(suite)}" if made is None else made.canary
    if wanted.born > (year if made is None else made.year):
        raise CommandError(f"Somebody born in {wanted.born} is not born yet in {year if made is None else made.year}.")
    files = {
        header: text,
        suite / SCHEMA: json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
        folder / "scenario.yaml": _filled("scenario.yaml", wanted, canary),
        folder / "dialogue.txt": _filled("dialogue.txt", wanted, canary),
    }
    for path, content in files.items():
        write_atomically(path, content)
    return list(files)


def _name(suite: Path) -> str:
    name = re.sub(r"[^a-z0-9_]+", "_", suite.resolve().name.lower()).strip("_")
    return name if _ID.fullmatch(name) else "my_suite"


def _mark(suite: Path) -> str:
    """A mark that no other suite is likely to have; the same for the same name, so that nothing depends on chance."""
    return hashlib.sha256(f"canary {suite.resolve().name}".encode()).hexdigest()[:32]


def _suite(suite: Path, wanted: Wanted, year: int) -> str:
    return _template("suite.yaml").format(
        name=_name(suite),
        title=json.dumps(suite.resolve().name.replace("_", " ").capitalize(), ensure_ascii=False),
        mark=_mark(suite),
        year=year,
        area=wanted.practice_area,
        axes=", ".join((*AXES, "accent")),
    )


def _header(document: Document) -> SuiteFile:
    """The keys of ``suite.yaml``.

    Raises:
        UserFileError: with every fault.
    """
    made, faults = record(SuiteFile, document)
    if made is None or faults:
        raise UserFileError(faults)
    return made


def _with_area(header: Path, made: SuiteFile, area: str) -> str:
    """``suite.yaml`` with the practice area among those it lists, and nothing else changed.

    Raises:
        CommandError: the list is written in a way that this cannot add to.
    """
    text = read_text(header)
    if area in made.practice_areas:
        return text
    for pattern, added in _LISTS:
        longer = re.sub(pattern, added.format(area=area), text, count=1, flags=re.MULTILINE)
        document, faults = parse(longer, header)
        if document and not faults and longer != text:
            now = _header(document)
            areas = now.practice_areas
            if sorted(areas) == sorted((*made.practice_areas, area)) and now == made.model_copy(
                update={"practice_areas": areas}
            ):
                return longer
    raise CommandError(f"Add {area} to practice_areas: in {header}, and run this again.")


def _template(name: str) -> str:
    """A file of ``scaffolding/``; braces of slots are doubled in it."""
    return (resources.files("harness.suites") / "scaffolding" / name).read_text(encoding="utf-8")


def _filled(name: str, wanted: Wanted, canary: str) -> str:
    """A template with the author's answers."""
    return _template(name).format(
        canary=canary,
        schema=f"../../{SCHEMA}",
        title=json.dumps(wanted.title, ensure_ascii=False),
        area=wanted.practice_area,
        subject=wanted.subject,
        SUBJECT=wanted.subject.upper(),
        born=wanted.born,
        sex=wanted.sex,
    )
