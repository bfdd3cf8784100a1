"""A note to the sentences of it that state something."""

from __future__ import annotations

import re

from harness.findings import lexicon as lx
from harness.findings.text import Document, Sentence
from harness.findings.tokens import Token
from harness.masking import fold

_ADMINISTRATION = lx.words(
    """date time author worker name dob address location venue present attendees participants reference id case
    number nhs signed completed recorded prepared role team status type duration from to cc subject"""
)

_ACTION = re.compile(
    r"\b(?:will|to)\s+(?:be\s+)?(?:refer|arrang|contact|follow|call|phone|email|send|book|make|request|chase|review|visit|"
    r"complete|provide|ask|organis|organiz|speak|look|check|order|start|set)\w*|\breferral\b|\baction\b|\bagreed to\b",
    re.IGNORECASE,
)

_FIELD = 4
"""Content words up to which what follows such a label is what a field of a form holds."""


def statements(document: Document) -> list[tuple[int, Sentence]]:
    """Sentences that state something, with their index; headings, dates, form fields and courtesies do not."""
    return [
        (i, s) for i, s in enumerate(document.sentences)
        if s.kind != "heading"
        and (_states(s) or _quotes(document, s))
        and not _COURTESY.match(document.text, s.start, s.end)
    ]  # fmt: skip


_COURTESY = re.compile(
    r"(?:dear\b[^.!?]{0,40},?|(?:yours|kind regards|best wishes|many thanks|with thanks|regards)\b.{0,30}|"
    r"thank you (?:for|to)\b.*|thanks for\b.*)$",
    re.IGNORECASE,
)
"""What opens and closes a letter."""


def _quotes(document: Document, sentence: Sentence) -> bool:
    """Whether it has a quotation of some length, however small its words."""
    return '"' in fold(document.text[sentence.body : sentence.end + 1]) and len(sentence.tokens) >= _QUOTED


_QUOTED = 5


def _states(sentence: Sentence) -> bool:
    body = [t for t in sentence.tokens if t.start >= sentence.body]
    content = [t for t in body if t.kind == "word"]
    if not content and not any(t.kind in ("not", "number") for t in body):
        return False
    words = sentence.label.lower().split()
    # "Date of visit: 3 May" is a field of a form; "Reported by the social worker: she fell" states something.
    if words and all(w in _ADMINISTRATION or w in lx.STOP for w in words) and len(content) <= _FIELD:
        return False
    only_calendar = all(t.kind in ("number", "value", "stop") or t.stem == "dat" for t in body)
    return not (only_calendar and not words)


def states_action(text: str) -> bool:
    """Whether a statement is of something to be done."""
    return _ACTION.search(text) is not None


def own_tokens(sentence: Sentence) -> tuple[Token, ...]:
    """The tokens of a statement; its label only where it would say nothing without it ("Falls: none")."""
    body = tuple(t for t in sentence.tokens if t.start >= sentence.body)
    if sum(t.kind in ("word", "number", "value") for t in body) >= 2:
        return body
    return sentence.tokens
