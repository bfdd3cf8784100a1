"""A reference and a transcript to counts of words hit, replaced, lost and added (check ``transcript.3``).

Errors are the fewest edits of words (Levenshtein), found by rapidfuzz on lists of normalised words.
Counts are added; a rate is only ever derived from summed counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from rapidfuzz.distance import Levenshtein

from harness.findings.normalise import normalise, strip_tags
from harness.records import Finding, Output, Span, Variant

CHECK = "transcript.3"

_ALTERNATIVES = re.compile(r"\{([^{}]*/[^{}]*)\}")
_EMPTY_ALTERNATIVE = frozenset({"@", ""})
"""How NIST reference files write "or nothing"."""
_MOST_COMBINATIONS = 64


@dataclass(frozen=True)
class WordCounts:
    """Words of one or more transcripts, counted. ``words`` is the number in the reference.

    ``longest_insertion`` is the longest run of added words; of a sum, the longest of any part.

    Raises:
        ValueError: the counts do not add up.
    """

    words: int
    hits: int
    substitutions: int
    deletions: int
    insertions: int
    longest_insertion: int = 0
    fabrication_risk: float = 0.0
    """0..1, from the longest run of added words and from loops; not a calibrated probability.
    Of a sum, the greatest of any part."""

    def __post_init__(self) -> None:
        if min(self.words, self.hits, self.substitutions, self.deletions, self.insertions) < 0:
            raise ValueError(f"A count of words cannot be negative: {self!r}.")
        if self.hits + self.substitutions + self.deletions != self.words:
            raise ValueError(f"Hits, substitutions and deletions must add up to the words of the reference: {self!r}.")
        if self.longest_insertion > self.insertions:
            raise ValueError(f"The longest run of added words cannot exceed all added words: {self!r}.")

    @classmethod
    def zero(cls) -> WordCounts:
        """The counts of nothing; the start of a sum."""
        return cls(0, 0, 0, 0, 0)

    @property
    def errors(self) -> int:
        """Substitutions, deletions and insertions together."""
        return self.substitutions + self.deletions + self.insertions

    def __add__(self, other: WordCounts) -> WordCounts:
        return WordCounts(
            self.words + other.words,
            self.hits + other.hits,
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            max(self.longest_insertion, other.longest_insertion),
            max(self.fabrication_risk, other.fabrication_risk),
        )


def score_words(reference: str, hypothesis: str, normaliser: str = "uk") -> WordCounts:
    """Count the words of one transcript against its reference.

    ``{a / b}`` in the reference offers alternatives; the one with the fewest errors counts. Tags in
    angle brackets are no words. With an empty reference every word of the hypothesis is an insertion.

    Raises:
        CommandError: there is no normaliser of that name.
    """
    heard = normalise(hypothesis, normaliser)
    best: WordCounts | None = None
    for wording in _wordings(strip_tags(reference), heard, normaliser):
        counts = count_words(normalise(wording, normaliser), heard)
        if best is None or counts.errors < best.errors:
            best = counts
    assert best is not None  # there is always at least one wording
    return best


def count_words(expected: list[str], heard: list[str]) -> WordCounts:
    """Count two lists of words already normalised."""
    replaced = lost = added = run = longest = 0
    previous = (-2, -2)
    for op in Levenshtein.editops(expected, heard):
        if op.tag == "insert":
            added += 1
            run = run + 1 if previous == (op.src_pos, op.dest_pos - 1) else 1
            longest = max(longest, run)
            previous = (op.src_pos, op.dest_pos)
        elif op.tag == "delete":
            lost += 1
        else:
            replaced += 1
    hits = len(expected) - replaced - lost
    risk = fabrication_risk(longest, len(expected), heard)
    return WordCounts(len(expected), hits, replaced, lost, added, longest, risk)


def fabrication_risk(longest: int, words: int, heard: list[str]) -> float:
    """How far a transcript looks invented in part, 0..1, rising with the longest added run.

    A run of one or two added words is everyday; eight in a row are not. Loops (the same few words
    over and over) count by how much of the transcript they fill. Set by hand, not calibrated.
    """
    by_run: float = 1.0 - 0.5 ** (max(0, longest - 1) / 3.0)
    excess = max(0, len(heard) - words)
    loop = _looped(heard)
    by_loop = loop / len(heard) if loop >= 8 and excess >= 8 else 0.0
    return round(min(1.0, max(by_run, by_loop)), 4)


def _looped(heard: list[str]) -> int:
    """Words in the longest stretch that repeats a unit of one to six words at least three times over."""
    longest = 0
    for size in range(1, 7):
        run = 0
        for i in range(size, len(heard)):
            run = run + 1 if heard[i] == heard[i - size] else 0
            if run >= 2 * size:
                longest = max(longest, run + size)
    return longest


def _wordings(reference: str, heard: list[str], normaliser: str) -> list[str]:
    """Every way to read the alternatives of a reference; beyond a limit, each choice by itself.

    With very many alternatives they are settled one after the other from the left, each to the
    reading with the fewest errors, others held at their first: cheap, and rarely different.
    """
    parts = _ALTERNATIVES.split(reference)
    if len(parts) == 1:
        return [reference]
    choices = [
        ["" if option.strip() in _EMPTY_ALTERNATIVE else option.strip() for option in inner.split("/")]
        for inner in parts[1::2]
    ]
    total = 1
    for options in choices:
        total *= len(options)
    if total <= _MOST_COMBINATIONS:
        return [_fill(parts[::2], chosen) for chosen in product(*choices)]
    settled = [options[0] for options in choices]
    for i, options in enumerate(choices):
        settled[i] = min(options, key=lambda o: Levenshtein.distance(
            normalise(_fill(parts[::2], [*settled[:i], o, *settled[i + 1 :]]), normaliser), heard))  # fmt: skip
    return [_fill(parts[::2], settled)]


def _fill(plain: list[str], chosen: list[str] | tuple[str, ...]) -> str:
    return plain[0] + "".join(f" {c} {p}" for c, p in zip(chosen, plain[1:], strict=True))


def examine_transcript(variant: Variant, output: Output, normaliser: str = "uk") -> Finding:
    """The words of one transcript of a spoken variant, counted: events are errors, exposure is words."""
    counts = score_words(variant.text, output.text, normaliser)
    return Finding(
        call=output.call,
        check=CHECK,
        about="output",
        status="counted",
        code="T2" if counts.fabrication_risk >= 0.8 else None,
        risk=counts.fabrication_risk,
        events=counts.errors,
        exposure=counts.words,
        source=Span(start=0, end=len(variant.text)),
        output=Span(start=0, end=len(output.text)),
        decided_by=f"rule:words-{normaliser}",
        says=f"{counts.errors} of {counts.words} words wrong: {counts.substitutions} replaced, "
        f"{counts.deletions} lost, {counts.insertions} added ({counts.longest_insertion} in a row at most).",
    )
