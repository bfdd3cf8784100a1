"""Stage 5, Output -> Finding: what was kept, changed, lost or invented, with both passages. A file a check.

``validity`` asks whether there is an answer at all, ``facts`` what became of each fact, ``claims`` whether
each statement has support, ``manner`` what the wording adds, ``transcript`` which words are wrong. All are rules: no
model, no network.
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
