"""Turns ``dialogue.txt`` into numbered turns, and back into the plain form that a scenario carries.

One turn a paragraph: ``KEY: words``, or a stage direction alone in square brackets. Lines that begin
with ``#`` are for authors. The plain form has one line a turn and a blank line between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from harness.errors import Fault
from harness.suites.plain_words import closest

MAX_TURNS = 2_000

_SPEAKER = re.compile(r"([A-Z][A-Z0-9_]*): *(.*)", re.DOTALL)
_LOOSE_SPEAKER = re.compile(r"([A-Za-z][\w ]{0,40}?) ?: *")
_DIRECTION = re.compile(r"\[[^\[\]]+\]")


@dataclass(frozen=True)
class Spoken:
    """One turn as written: ``number`` from 1, the line of the file, the person (None for a direction), the words."""

    number: int
    line: int
    person: str | None
    words: str


def turns(text: str, file: Path | str) -> tuple[list[Spoken], list[Fault]]:
    """Turns of a dialogue in file order, and what is wrong with its form."""
    found: list[Spoken] = []
    faults: list[Fault] = []
    for line, paragraph in _paragraphs(text):
        if len(found) >= MAX_TURNS:
            faults.append(Fault(file, line, f"There are more than {MAX_TURNS:,} turns.", "Split the scenario in two."))
            break
        turn, wrong = _turn(len(found) + 1, line, paragraph, file)
        found.append(turn)
        faults += wrong
    if not found:
        faults.append(
            Fault(file, 1, "There are no turns here.", "Write one turn a paragraph, as in: WORKER: Good morning.")
        )
    return found, faults


def plain(spoken: list[Spoken]) -> str:
    """The dialogue without comments: one line a turn, a blank line between."""
    return "\n\n".join(turn.words if turn.person is None else f"{turn.person.upper()}: {turn.words}" for turn in spoken)


def speakers(spoken: list[Spoken], people: list[str], file: Path | str) -> list[Fault]:
    """Faults for turns spoken by somebody who is not among ``people``."""
    return [
        Fault(
            file,
            turn.line,
            f"Turn {turn.number} is spoken by {turn.person.upper()}, who is not in people.",
            f"{closest(turn.person, people)} Write the key in capitals, or add '{turn.person}' to people.",
        )
        for turn in spoken
        if turn.person is not None and turn.person not in people
    ]


def _paragraphs(text: str) -> list[tuple[int, list[str]]]:
    """(line of its first line, its lines) of every paragraph, comments left out."""
    found: list[tuple[int, list[str]]] = []
    open_ = False
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("#"):
            continue
        if not line.strip():
            open_ = False
        elif open_:
            found[-1][1].append(" ".join(line.split()))
        else:
            found.append((number, [" ".join(line.split())]))
            open_ = True
    return found


def _turn(number: int, line: int, lines: list[str], file: Path | str) -> tuple[Spoken, list[Fault]]:
    faults = [
        Fault(file, line + offset, f"A new speaker begins inside turn {number}.", "Put a blank line before it.")
        for offset, part in enumerate(lines)
        if offset and _SPEAKER.match(part)
    ]
    words = " ".join(lines)
    if words.count("[") != words.count("]") or "[" in _DIRECTION.sub("", words):
        faults.append(
            Fault(
                file,
                line,
                f"A square bracket in turn {number} is not closed, or stands in another.",
                "Write directions as [pause 20s].",
            )
        )
    match = _SPEAKER.fullmatch(words)
    if match:
        if not _DIRECTION.sub("", match[2]).strip():
            faults.append(
                Fault(
                    file,
                    line,
                    f"Turn {number} has a speaker and no words.",
                    "Write what is said, or the direction alone without a speaker.",
                )
            )
        return Spoken(number, line, match[1].lower(), match[2]), faults
    if not _DIRECTION.sub("", words).strip() and words.startswith("["):
        return Spoken(number, line, None, words), faults
    loose = _LOOSE_SPEAKER.match(words)
    if loose:
        remedy = f"Write the speaker's key from people in capitals: {loose[1].upper().replace(' ', '_')}: ..."
    else:
        remedy = (
            "Begin it with a speaker, as in WORKER: ..., or join it to the turn above by taking out the blank line."
        )
    faults.append(Fault(file, line, f"Turn {number} does not begin with a speaker: '{words[:40]}'.", remedy))
    return Spoken(number, line, None, words), faults
