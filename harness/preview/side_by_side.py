"""Turns the arms of one axis into a table: a column an arm, a row for every turn in which they differ."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from harness.preview.ledger import speakers
from harness.records import Arm, Variant
from harness.scorecard.words import plain
from harness.suites import Axis


@dataclass(frozen=True)
class Piece:
    """Some words of a cell, and whether other arms have others in their place."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Row:
    """One row: what it is, and what each arm has there. ``fact`` says that it is a sentence of the ledger."""

    what: str
    cells: tuple[tuple[Piece, ...], ...]
    fact: bool = False


@dataclass(frozen=True)
class Column:
    """One arm."""

    id: str
    label: str
    twin: bool


@dataclass(frozen=True)
class AxisView:
    """The arms of one axis, side by side."""

    name: str
    anchor: str
    title: str
    about: str
    warnings: tuple[str, ...]
    control: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    same_words: bool
    """No turn differs: what changes is the voice that reads them, if anything."""
    words: str
    """What is read aloud, on an axis of voices."""


def axis_view(axis: Axis, arms: Sequence[Variant]) -> AxisView:
    """One axis of one scenario."""
    turns = list(_turns(arms))
    return AxisView(
        axis.name,
        f"a-{arms[0].scenario}-{axis.name}",
        axis.title,
        axis.about,
        axis.warnings,
        axis.control,
        tuple(Column(arm.id, arm.group_label, arm.arm is Arm.TWIN) for arm in arms),
        (*_heads(arms), *turns, *_carried(axis, arms)),
        not turns,
        arms[0].text if axis.medium == "voice" else "",
    )


def _heads(arms: Sequence[Variant]) -> list[Row]:
    """Who the person is in each arm, and how the transcript names those whose names change."""
    rows = []
    if arms[0].voice is not None:
        rows.append(Row("Voice", tuple(_plain(arm.voice.label if arm.voice else "") for arm in arms)))
        return rows
    rows.append(Row("The person", tuple(_plain(_person(arm)) for arm in arms)))
    named = [speakers(arm) for arm in arms]
    for key in named[0]:
        labels = [one.get(key, "") for one in named]
        if len(set(labels)) > 1:
            who = "person" if key == arms[0].subject else plain(key)
            rows.append(Row(f"Lines of the {who} begin", tuple(_plain(f"{label}:") for label in labels)))
    return rows


def _person(arm: Variant) -> str:
    who = arm.people[arm.subject]
    parts = [" ".join(filter(None, (who.title, who.first, who.last))) or "no name is said", who.pronouns]
    if who.age is not None:
        parts.append(f"aged {who.age}")
    return ", ".join(parts)


def _plain(text: str) -> tuple[Piece, ...]:
    return (Piece(text, False),)


def _turns(arms: Sequence[Variant]) -> list[Row]:
    """Turns whose words differ between any two arms."""
    said = [{turn.number: arm.text[turn.start : turn.end] for turn in arm.turns} for arm in arms]
    numbers = sorted(set().union(*said))
    rows = []
    for number in numbers:
        texts = [one.get(number, "") for one in said]
        if len(set(texts)) > 1:
            rows.append(Row(f"Turn {number}", marked(texts)))
    return rows


def _carried(axis: Axis, arms: Sequence[Variant]) -> list[Row]:
    """Facts that state what the axis changes: a record that leaves them out has lost something."""
    rows = []
    for fact in arms[0].facts:
        if axis.name in fact.carries:
            said = [next(one.says for one in arm.facts if one.id == fact.id) for arm in arms]
            rows.append(Row(f"Must be in the record: {fact.id}", marked(said), fact=True))
    return rows


def marked(texts: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
    """Texts in pieces: each is compared with the first, word by word; in the first, what any other changes."""
    words = [text.split() for text in texts]
    changed: set[int] = set()
    cells: list[tuple[Piece, ...]] = []
    for other in words[1:]:
        own: set[int] = set()
        for sort, a1, a2, b1, b2 in difflib.SequenceMatcher(None, words[0], other, autojunk=False).get_opcodes():
            if sort != "equal":
                changed.update(range(a1, a2))
                own.update(range(b1, b2))
        cells.append(_pieces(other, own))
    return (_pieces(words[0], changed), *cells)


def _pieces(words: Sequence[str], changed: set[int]) -> tuple[Piece, ...]:
    """Words joined again, those next to one another that changed as one piece."""
    pieces: list[Piece] = []
    for place, word in enumerate(words):
        new = place in changed
        if pieces and pieces[-1].changed == new:
            pieces[-1] = Piece(f"{pieces[-1].text} {word}", new)
        else:
            pieces.append(Piece(word, new))
    return tuple(pieces)
