"""Judging statements: speed against a checker that compares words alone, and how time grows with note and source."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from harness import planting, suites, variants
from harness.findings import check_claims
from harness.records import Variant

WORDS = 1_500
"""Words of a source."""


def arms() -> list[Variant]:
    home = suites.shipped()
    axes, names = suites.identities(home / "identities"), suites.names(home / "identities")
    made = variants.expand(suites.load(home / "meetings"), axes, names, ["sex"], 1)
    return [v for v in made if len(v.text.split()) > WORDS // 2][:6]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def longest_common_subsequence(source: str, statements: list[str]) -> list[float]:
    """What ROUGE-L measures, of each statement with every line of the source, by a library in C++."""
    lines = [line.split() for line in source.splitlines()]
    return [
        float(max(process.cdist([statement.split()], lines, scorer=LCSseq.normalized_similarity)[0]))
        for statement in statements
    ]


@pytest.mark.slow
def test_speed_against_longest_common_subsequence() -> None:
    made = arms()
    statements = {v.id: [line.body for line in planting.Scene(v, 1).lines] for v in made}
    sources = {v.id: "\n".join([v.text] * 3)[: WORDS * 6] for v in made}
    for v in made:  # the source is read once, as it is for the notes of many tools
        check_claims(sources[v.id], statements[v.id][:1])
    n = sum(map(len, statements.values()))
    mine = seconds(lambda: [check_claims(sources[v.id], statements[v.id]) for v in made])
    theirs = seconds(lambda: [longest_common_subsequence(sources[v.id], statements[v.id]) for v in made])
    print(
        f"\njudging: {n} statements against {WORDS}-word sources, {n / mine:,.0f} a second of CPU; the longest common "
        f"subsequence alone {n / theirs:,.0f}; ratio {theirs / mine:.2f}"
    )
    assert n > 100


@pytest.mark.slow
def test_time_grows_as_the_note_and_the_source_do() -> None:
    variant = arms()[0]
    note = " ".join(line.body + "." for line in planting.Scene(variant, 1).lines)
    short = seconds(lambda: check_claims(variant.text, note * 2))
    long = seconds(lambda: check_claims(variant.text, note * 16))
    print(f"\nnote 8 times as long: {long / short:.1f} times the time")
    assert long / short < 8 * 3
    words = len(variant.text.split())
    base = "\n".join([variant.text] * (10_000 // words))
    big = "\n".join([variant.text] * (100_000 // words))
    short, long = (seconds(lambda text=text: check_claims(text, note)) for text in (base, big))
    print(f"source 10 times as long (100,000 words): {long / short:.1f} times the time")
    assert long / short < 10 * 3
