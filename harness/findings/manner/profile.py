"""One record and its source to every measure of how it is written: expressions, agency, naming, reading age, length.

All but naming is counted on masked words. None of it is a verdict: listed expressions are leads to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from harness.findings.manner.agency import Agency, agency
from harness.findings.manner.hits import Heard, Origin, find, heard
from harness.findings.manner.lists import FAMILIES
from harness.findings.manner.naming import Naming, naming
from harness.findings.manner.reading import reading_age
from harness.findings.manner.words import words_of
from harness.records import Variant


@dataclass(frozen=True)
class Manner:
    """How a record is written, beside its source. Words are masked words: a full name is one."""

    words: int
    source_words: int
    expressions: Mapping[tuple[str, Origin], int]
    """By family, and by whether the tool introduced it."""
    agency: Agency
    source_agency: Agency
    naming: Naming
    source_naming: Naming
    reading_age: float | None
    """Years."""
    source_reading_age: float | None

    @property
    def length_ratio(self) -> float | None:
        """Words of the record over words of the source."""
        return self.words / self.source_words if self.source_words else None

    def count(self, family: str, *origins: Origin) -> int:
        """Expressions of a family, of some origins or of all."""
        return sum(self.expressions.get((family, origin), 0) for origin in origins or tuple(Origin))

    def per_100_words(self, family: str, *origins: Origin) -> float | None:
        """The same per 100 words of the record; None of an empty one."""
        return 100 * self.count(family, *origins) / self.words if self.words else None


def manner_of(text: str, variant: Variant, against: Heard | None = None) -> Manner:
    """How a record of a variant is written; ``against`` is the conversation, if it was read before."""
    source = against or heard(variant)
    words = words_of(text, variant.people)
    spoken = tuple((turn.start, turn.end) for turn in variant.turns if turn.person is not None)
    return Manner(
        words=len(words),
        source_words=len(source.words),
        expressions=Counter((hit.entry.family, source.origin(hit.entry)) for hit in find(words)),
        agency=agency(words, variant.subject),
        source_agency=agency(source.words, variant.subject),
        naming=naming(text, variant.people),
        source_naming=naming(variant.text, variant.people, spoken),
        reading_age=reading_age(words),
        source_reading_age=reading_age(source.words),
    )


def count_listed(text: str) -> dict[str, int]:
    """Listed expressions of every family in a text whose people are not known, wherever they come from."""
    counted = Counter(hit.entry.family for hit in find(words_of(text)))
    return {family: counted[family] for family in FAMILIES}
