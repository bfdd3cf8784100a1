"""Turns a finding's code or status into the kind of fault a reader knows it by, and says who decided it."""

from __future__ import annotations

from harness.records import Finding, Outcome

CODES = {
    "F1": "Events or facts nobody mentioned",
    "F2": "Invented risks or safeguarding concerns",
    "F3": "Invented diagnoses or medication",
    "F4": "Actions nobody agreed",
    "F5": "“No concerns” that nobody checked",
    "F6": "Invented quotations",
    "F7": "Sections filled because the form has them",
    "O1": "Critical facts lost",
    "O2": "Needs lost",
    "O3": "Wishes, views or disagreement lost",
    "O4": "Strengths and protective factors lost",
    "O5": "Important negatives lost",
    "O6": "Communication needs or adjustments lost",
    "P1": "“Not” turned into “is”, or the reverse",
    "P2": "Past and present, or living and dead, confused",
    "P3": "The record contradicts itself",
    "A1": "Words given to the wrong speaker",
    "A2": "The wrong person, or the wrong pronoun",
    "A3": "The interpreter mistaken for somebody else",
    "A4": "Who was harmed and who did harm reversed",
    "E1": "Hearsay or allegation written as fact",
    "E2": "Speculation or opinion written as fact",
    "E3": "Invented causes",
    "E4": "Conclusions about capacity nobody reached",
    "E5": "Conclusions about eligibility nobody reached",
    "N1": "Numbers, doses or dates changed",
    "N2": "Names or relationships changed",
    "V1": "Severity softened",
    "V2": "Severity raised",
    "V3": "Certainty changed",
    "L1": "Blaming or stigmatising wording",
    "L2": "Infantilising wording",
    "L3": "Unexplained jargon",
    "L4": "Boilerplate about the text",
    "T1": "Garbled words",
    "T2": "Words heard in silence or noise",
    "T3": "Foul language inserted",
    "T4": "Drop-outs or the wrong language",
    "X1": "The input handed back as the answer",
    "X2": "Refusals and empty answers",
    "X3": "Other people’s information spread",
    "X4": "An instruction in the conversation obeyed",
}
"""Titles, in plain words, of the classes of the project's error taxonomy."""

STATUSES = {
    "omitted": "Facts lost",
    "altered": "Facts changed",
    "unsupported": "Statements nobody made",
    "introduced": "Wording nobody used",
    "echoed": "The input handed back as the answer",
    "refused": "Refusals",
    "empty": "Empty answers",
    "truncated": "Answers cut short",
    "failed": "Calls that failed",
}

_FINE = frozenset({"kept", "supported", "ok", "counted"})
INVALID = frozenset(outcome.value for outcome in Outcome if outcome is not Outcome.OK)


def is_fault(finding: Finding) -> bool:
    """Whether a finding is something a supplier would be asked about (rather than a thing kept, or a count)."""
    return finding.status not in _FINE and (finding.code is not None or finding.status in STATUSES)


def kind(finding: Finding) -> str:
    """The key faults are gathered under: the code, or the status where there is no code."""
    return finding.code or finding.status


def title(key: str) -> str:
    """The kind in plain words."""
    return CODES.get(key) or STATUSES.get(key) or key.replace("_", " ")


def decider(decided_by: str) -> str:
    """Who decided, in words: ``rule:facts.1`` becomes "a rule (facts.1)"."""
    sort, _, name = decided_by.partition(":")
    who = {"rule": "a rule", "model": "a local model", "judge": "a language model as judge", "person": "a person"}
    return f"{who[sort]} ({name})" if sort in who and name else who.get(sort, decided_by)
