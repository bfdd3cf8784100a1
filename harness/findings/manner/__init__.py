"""How a record is written: listed expressions and where they come from, agency, naming, reading age and length."""

from __future__ import annotations

from harness.findings.manner.check import CHECK, examine_wording
from harness.findings.manner.hits import Heard, Hit, Origin, find, heard, heard_in
from harness.findings.manner.lists import FAMILIES, Entry, Family, families
from harness.findings.manner.profile import Manner, count_listed, manner_of
from harness.findings.manner.words import words_of

__all__ = [
    "CHECK",
    "FAMILIES",
    "Entry",
    "Family",
    "Heard",
    "Hit",
    "Manner",
    "Origin",
    "count_listed",
    "examine_wording",
    "families",
    "find",
    "heard",
    "heard_in",
    "manner_of",
    "words_of",
]
