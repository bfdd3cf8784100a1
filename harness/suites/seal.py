"""Turns a public suite and a secret into an edition with other facts, and a commitment that proves later which it was.

A supplier can learn a public suite by heart. Before a procurement the buyer publishes the commitment, a hash; in it,
the buyer uses the edition; after it, anybody who is given the edition can see that it is the one committed to, and
was not chosen when the answers were known. What is drawn anew are the case slots: days, doses, amounts, streets.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from harness.errors import CommandError, Fault, UserFileError
from harness.records import Record, Text
from harness.store import write_atomically
from harness.suites.load import Suite, label, load
from harness.suites.yaml_text import read_text

MANIFEST, COMMITMENT = "sealed.json", "commitment.json"
SHORTEST_SECRET = 16
R = TypeVar("R", bound=Record)
_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Manifest(Record):
    """What was sealed: every file of the edition with its hash. Private, and kept with the edition."""

    suite: Text
    suite_hash: _Digest
    salt: _Digest
    """Derived from the secret: without it nobody can try out editions against the commitment."""
    files: dict[str, _Digest]


class Commitment(Record):
    """What is published before a procurement: it fixes the edition and tells nothing about it."""

    suite: Text
    suite_hash: _Digest
    scenarios: int
    commitment: _Digest
    """SHA-256 of the manifest in canonical JSON."""


def read_secret(file: Path) -> bytes:
    """The secret in a file: one line of any characters, 16 at least.

    Raises:
        UserFileError: it is too short to keep anything secret.
    """
    secret = read_text(file).strip()
    if len(secret) < SHORTEST_SECRET or "\n" in secret:
        raise UserFileError.single(
            file,
            None,
            f"The secret has {len(secret)} characters" + (" on several lines." if "\n" in secret else "."),
            f"Write one line of {SHORTEST_SECRET} or more that nobody can guess, "
            "such as the output of: python -c 'import secrets; print(secrets.token_hex())'",
        )
    return secret.encode()


def seal(folder: Path, secret: bytes, to: Path) -> Commitment:
    """Write the edition of a suite that a secret gives, its manifest and its commitment into ``to``.

    The same suite and secret give the same bytes. The suite's public canary is left out.

    Raises:
        CommandError: the folder is there already.
        UserFileError: the suite is wrong, or nothing in it can be drawn anew.
    """
    if to.exists():
        raise CommandError(f"{to} is there already. A sealed edition is never written over: give another folder.")
    suite = load(folder)
    if not any(scenario.case_slots for scenario in suite.scenarios):
        raise UserFileError.single(
            folder, None, "No scenario has case_slots, so every edition would be the same.", "Add case_slots: to some."
        )
    files = dict(_edition(suite, secret))
    manifest = Manifest(
        suite=label(suite),
        suite_hash=suite.content_hash,
        salt=_derive(secret, "salt", suite.content_hash).hex(),
        files={name: _sha(content) for name, content in files.items()},
    )
    made = Commitment(
        suite=manifest.suite,
        suite_hash=manifest.suite_hash,
        scenarios=len(suite.scenarios),
        commitment=_digest(manifest),
    )
    part = to.with_name(f".{to.name}.part")
    for name, content in {**files, MANIFEST: _json(manifest)}.items():
        write_atomically(part / "edition" / name, content)
    write_atomically(part / COMMITMENT, _json(made))
    _prove(suite, part / "edition")
    part.rename(to)
    return made


def _prove(suite: Suite, edition: Path) -> None:
    """The edition is the suite with one value for each case slot, and nothing else changed.

    Raises:
        UserFileError: it is not, because a file is written in a way that could not be followed.
    """
    for public, private in zip(suite.scenarios, load(edition).scenarios, strict=True):
        drawn = {slot: set(values) for slot, values in private.case_slots.items()}
        fits = drawn.keys() == public.case_slots.keys() and all(
            len(values) == 1 and values <= set(public.case_slots[slot]) for slot, values in drawn.items()
        )
        if not fits or public.model_copy(update={"case_slots": private.case_slots}) != private:
            shutil.rmtree(edition.parent)
            raise UserFileError.single(
                suite.folder / "scenarios" / public.id / "scenario.yaml",
                None,
                "The values of case_slots could not be replaced.",
                "Write case_slots: at the start of a line, and each slot below it, indented: day: [Monday, Friday].",
            )


def open_sealed(sealed: Path, commitment: Path, secret: bytes | None = None, public: Path | None = None) -> Manifest:
    """Check an edition against the commitment that was published.

    With the secret and the public suite it was made from, the edition is made again, so that what was changed is told
    to the line.

    Raises:
        UserFileError: with everything that does not match: a changed, missing or added file, another commitment.
    """
    edition = sealed / "edition" if (sealed / "edition").is_dir() else sealed
    manifest, published = _read(edition / MANIFEST, Manifest), _read(commitment, Commitment)
    faults = []
    if not hmac.compare_digest(_digest(manifest), published.commitment):
        faults.append(
            Fault(
                edition / MANIFEST,
                None,
                f"This is not the edition that was committed to: its hash is {_digest(manifest)[:12]}, "
                f"and {commitment} says {published.commitment[:12]}.",
                "Use the edition and the commitment that were made together.",
            )
        )
    again = dict(_edition(load(public), secret)) if secret is not None and public is not None else {}
    faults += _changed(edition, manifest, again)
    if faults:
        raise UserFileError(faults)
    return manifest


def _changed(edition: Path, manifest: Manifest, again: dict[str, str]) -> Iterator[Fault]:
    """Files that are not as they were sealed."""
    there = {
        path.relative_to(edition).as_posix()
        for path in edition.rglob("*")
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    }
    for name in sorted(set(manifest.files) - there):
        yield Fault(edition / name, None, "This file was sealed and is missing.", "Restore it.")
    for name in sorted(there - set(manifest.files)):
        yield Fault(edition / name, None, "This file was not there when the edition was sealed.", "Delete it.")
    for name in sorted(there & set(manifest.files)):
        content = (edition / name).read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
        if _sha(content) == manifest.files[name]:
            continue
        line, told = None, "This file was changed after the edition was sealed."
        if name in again:
            line, now, before = _first_difference(content, again[name])
            told = f"This line was changed after the edition was sealed: '{now}' where '{before}' was sealed."
        yield Fault(edition / name, line, told, "Restore the file as it was sealed.")


def _first_difference(now: str, before: str) -> tuple[int, str, str]:
    a, b = now.split("\n"), before.split("\n")
    _, at, end, b_at, b_end = next(
        block for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if block[0] != "equal"
    )
    return at + 1, " ".join(a[at:end])[:60], " ".join(b[b_at:b_end])[:60]


def _edition(suite: Suite, secret: bytes) -> Iterator[tuple[str, str]]:
    """Files of the edition: one value for every case slot, and no public canary."""
    # The edition's own mark tells whose it is without telling the secret.
    mark = _derive(secret, "mark", suite.content_hash).hex()[:32]
    header = _without(read_text(suite.folder / "suite.yaml"), suite.canary)
    header = re.sub(r"^canary:.*\n", "", header, flags=re.MULTILINE)
    yield (
        "suite.yaml",
        header.rstrip("\n") + f'\ncanary: "PLUMBLINE-SEALED {suite.name} {mark}"\nedition: "{mark[:12]}"\n',
    )
    for scenario in suite.scenarios:
        folder = suite.folder / "scenarios" / scenario.id
        drawn = {
            slot: values[int.from_bytes(_derive(secret, suite.name, scenario.id, slot)[:8], "big") % len(values)]
            for slot, values in scenario.case_slots.items()
        }
        text = _without(read_text(folder / "scenario.yaml"), suite.canary)
        yield f"scenarios/{scenario.id}/scenario.yaml", _with_slots(text, drawn)
        yield f"scenarios/{scenario.id}/dialogue.txt", _without(read_text(folder / "dialogue.txt"), suite.canary)


def _with_slots(text: str, drawn: dict[str, str]) -> str:
    """A scenario file with its ``case_slots`` replaced: the key's line, and those below that belong to it."""
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if line.startswith("case_slots:")), None)
    if start is None:
        return text
    end = next((n for n in range(start + 1, len(lines)) if re.match(r"[A-Za-z_]", lines[n])), len(lines))
    made = [f"  {slot}: [{json.dumps(value, ensure_ascii=False)}]\n" for slot, value in drawn.items()]
    return "".join([*lines[:start], "case_slots:\n", *made, *lines[end:]])


def _without(text: str, canary: str) -> str:
    """A text without the comment lines that hold the public canary."""
    return "".join(line for line in text.splitlines(keepends=True) if not (line.startswith("#") and canary in line))


def _derive(secret: bytes, *parts: str) -> bytes:
    return hmac.new(secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(manifest: Manifest) -> str:
    return _sha(json.dumps(manifest.model_dump(), sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def _json(record: Record) -> str:
    return json.dumps(record.model_dump(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read(file: Path, kind: type[R]) -> R:
    text = read_text(file)
    try:
        return kind.model_validate_json(text)
    except ValidationError:
        raise UserFileError.single(
            file, None, f"This is not a {kind.__name__.lower()} of a sealed edition.", "Give the file that seal wrote."
        ) from None


def canary_faults(suite: Suite, texts: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """Public files without the suite's canary. A sealed edition has a mark of its own and needs none."""
    if suite.edition is not None:
        return
    for file, text in texts:
        if suite.canary not in text:
            yield Fault(
                file,
                1,
                "The suite's canary is not in this file.",
                f"Write as the first line: # {suite.canary}",
            )
