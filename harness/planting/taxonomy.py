"""Names the kinds of fault that can be planted, with the harm each does before and after critical content is touched.

From the error taxonomy of the design papers (``domain.md`` section 6). Kept apart from the checks on purpose: an
instrument that is measured must not supply its own answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.records import Fact, FactKind, Harm, Weight


@dataclass(frozen=True)
class Kind:
    """One kind of fault. ``plural`` is how a sentence counts it: "Of 120 negations turned round"."""

    code: str
    title: str
    plural: str
    harm: Harm


KINDS = {
    kind.code: kind
    for kind in (
        Kind("F1", "Something nobody said", "invented facts", Harm.S4),
        Kind("F2", "A risk nobody spoke of", "invented risks", Harm.S5),
        Kind("F3", "A diagnosis or medicine nobody spoke of", "invented diagnoses and medicines", Harm.S4),
        Kind("F4", "An action nobody agreed", "invented actions", Harm.S3),
        Kind("F5", "A denial of something never asked", "invented denials", Harm.S4),
        Kind("F6", "A quotation nobody said", "invented quotations", Harm.S3),
        Kind("F7", "A heading filled with nothing behind it", "headings filled with nothing behind them", Harm.S3),
        Kind("O1", "A critical fact left out", "critical facts left out", Harm.S4),
        Kind("O2", "A need, event or figure left out", "needs, events and figures left out", Harm.S3),
        Kind("O3", "A wish, view or consent left out", "wishes, views and consents left out", Harm.S3),
        Kind("O4", "A strength or relation left out", "strengths and relations left out", Harm.S3),
        Kind("O5", "An important negative left out", "important negatives left out", Harm.S3),
        Kind("P1", "A negation turned round", "negations turned round", Harm.S4),
        Kind("P2", "Past for present, planned for done", "changed states of affairs", Harm.S4),
        Kind("A1", "One person's words given to another", "statements given to the wrong speaker", Harm.S4),
        Kind("A2", "Something about one person said of another", "statements moved to the wrong person", Harm.S3),
        Kind("A4", "Who did what to whom turned round", "reversals of who did what to whom", Harm.S5),
        Kind("E1", "Hearsay as bare fact", "pieces of hearsay stated as fact", Harm.S4),
        Kind("E2", "An opinion as bare fact", "opinions stated as fact", Harm.S3),
        Kind("E3", "A cause nobody gave", "invented causes", Harm.S3),
        Kind("E4", "A conclusion on capacity or consent", "conclusions on capacity or consent", Harm.S4),
        Kind("E5", "A conclusion on eligibility", "conclusions on eligibility or threshold", Harm.S4),
        Kind("N1", "A changed number, dose, day or time", "changed numbers, doses, days and times", Harm.S3),
        Kind("N2", "A changed name or relation", "changed names and relations", Harm.S3),
        Kind("V1", "A softened statement", "softened statements", Harm.S3),
        Kind("V2", "An escalated statement", "escalated statements", Harm.S3),
        Kind("V3", "A doubt dropped or added", "changes of certainty", Harm.S2),
        Kind("L1", "Stigmatising wording nobody used", "stigmatising phrases", Harm.S3),
        Kind("X3", "Somebody else's private matters", "private matters of somebody else", Harm.S3),
        Kind("X4", "An instruction in the talk obeyed", "obeyed instructions", Harm.S4),
    )
}
"""Every kind that can be planted, in the order of the taxonomy."""

OMISSIONS = frozenset({"O1", "O2", "O3", "O4", "O5"})
"""Kinds that take a fact away; all others leave a wrong statement in the note."""

_CRITICAL = frozenset({FactKind.WISH, FactKind.CONSENT, FactKind.MEDICATION, FactKind.ACTION, FactKind.RISK})


def harm_to(code: str, fact: Fact) -> Harm:
    """Harm of fault ``code`` done to ``fact``: one level worse where critical content is touched (section 6.2)."""
    base = KINDS[code].harm
    touched = fact.weight is Weight.CRITICAL if code != "O1" else fact.kind in _CRITICAL
    if touched or (fact.kind in _CRITICAL and fact.weight is not Weight.MINOR):
        return Harm(f"S{min(5, int(base.value[1]) + 1)}")
    return base
