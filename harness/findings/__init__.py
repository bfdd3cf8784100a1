"""Stage 5, Output -> Finding: what was kept, changed, lost or invented, with both passages. A file a check.

``validity`` asks whether there is an answer at all, ``facts`` what became of each fact, ``claims`` whether
each statement has support, ``manner`` what the wording adds, ``transcript`` which words are wrong. All are rules with
fitted weights: no language model, no network.

A statement is judged in this order. What it ``telling``s of the ledger (facts and actions, by words, by what may stand
for them: ``associations``); its ``differences`` from that (whom it is about, whose word it is, denied, how much, when,
how surely, why); its signs of support in the conversation (``support``); and all of these weighed (``against_ledger``).
Without a ledger the signs alone are weighed (``combiner``). ``python -m harness.fitting`` makes every weight.
"""

from __future__ import annotations

from harness.findings.claims import Claim, check_claims
from harness.findings.examine import CHECKS, examine
from harness.findings.facts import FactCheck, check_facts
from harness.findings.instrument import examine_inputs
from harness.findings.normalise import NORMALISERS
from harness.findings.transcript import WordCounts, score_words
from harness.findings.validity import outcome_of

__all__ = [
    "CHECKS",
    "NORMALISERS",
    "Claim",
    "FactCheck",
    "WordCounts",
    "check_claims",
    "check_facts",
    "examine",
    "examine_inputs",
    "outcome_of",
    "score_words",
]
