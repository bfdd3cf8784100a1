"""Turns the items of a sheet into what a reviewer reads: the record's words and the passage, with the people masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.records import Call, Finding, Output, Span, Variant
from harness.review.items import FACT, QUESTIONS, VERDICTS, Drawn, Item
from harness.review.mask import Masked
from harness.scorecard.words import clip

AROUND = 2
"""Turns shown before and after the passage a finding points at."""
BEFORE = 240
"""Characters of the record shown before a statement, so that "It" has something to refer to."""
PASSAGE, RECORD = 6_000, 20_000
"""Most characters of a passage, and of a whole record."""


@dataclass(frozen=True)
class Question:
    """One item as a reviewer reads it; every text is masked."""

    item: str
    kind: str
    asks: str
    words: str
    """The statement, or the fact."""
    record: str
    """The record just before a statement; the whole record for a fact."""
    passage: str
    conversation: int
    """Number of the whole conversation, which stands at the end of the sheet."""
    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A sheet ready to be written."""

    sheet: str
    questions: tuple[Question, ...]
    conversations: tuple[str, ...]


def ask(drawn: Drawn, calls: Mapping[str, Call], made: Mapping[str, Variant], answered: Mapping[str, Output]) -> Asked:
    """Every item in words. Arms of one scenario mask to one conversation, so they share its number."""
    said: dict[str, Masked] = {}
    wrote: dict[str, Masked] = {}
    numbers: dict[str, int] = {}
    questions = []
    for item in drawn.sheet.items:
        variant, output = made[calls[item.call].variant], answered[item.call]
        if variant.id not in said:
            said[variant.id] = Masked(variant.text, variant.people)
        if item.call not in wrote:
            wrote[item.call] = Masked(output.text, variant.people)
        number = numbers.setdefault(said[variant.id].show(), len(numbers) + 1)
        finding = drawn.findings[item.item]
        questions.append(_question(item, finding, variant, said[variant.id], wrote[item.call], number))
    return Asked(drawn.sheet.id, tuple(questions), tuple(numbers))


def _question(
    item: Item, finding: Finding, variant: Variant, said: Masked, wrote: Masked, conversation: int
) -> Question:
    if item.kind == FACT:
        fact = next((f.says for f in variant.facts if f.id == item.about), item.about)
        words, record = Masked(fact, variant.people).show(), clip(wrote.show(), RECORD)
    else:
        start = finding.output.start
        words = wrote.show(start, finding.output.end).strip()
        record = _just_before(wrote, start)
    first, last = around(variant, finding.source)
    return Question(
        item=item.item,
        kind=item.kind,
        asks=QUESTIONS[item.kind],
        words=words,
        record=record,
        passage=clip(said.show(first, last), PASSAGE),
        conversation=conversation,
        verdicts=VERDICTS[item.kind],
    )


def _just_before(wrote: Masked, start: int) -> str:
    """The end of the record up to ``start``, from the beginning of a word."""
    first = max(0, start - BEFORE)
    while first > 0 and not wrote.text[first - 1].isspace():
        first -= 1
    before = wrote.show(first, start).strip()
    return f"… {before}" if first and before else before


def around(variant: Variant, span: Span) -> tuple[int, int]:
    """Characters from the beginning of the line two turns before a passage to the end of the second turn after it."""
    inside = [i for i, turn in enumerate(variant.turns) if turn.end > span.start and turn.start < span.end]
    if not inside:
        return 0, len(variant.text)
    first = variant.turns[max(0, inside[0] - AROUND)]
    last = variant.turns[min(len(variant.turns) - 1, inside[-1] + AROUND)]
    return variant.text.rfind("\n", 0, first.start) + 1, last.end
