"""What a self-test writes to disk: every number with its n, its interval and its method."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from harness.records import Harm, Interval, Record, Text


class Share(Record):
    """Some of several, with an interval that takes the scenario as the cluster."""

    events: Annotated[int, Field(ge=0)]
    n: Annotated[int, Field(ge=0)]
    scenarios: Annotated[int, Field(ge=0)]
    value: float | None
    """None where n is 0."""
    interval: Interval


class Example(Record):
    """A planted fault, word for word."""

    suite: Text
    scenario: Text
    style: Text
    was: str | None
    """None: the sentence was added."""
    now: str | None
    """None: the sentence was left out."""


class KindResult(Record):
    """How the checks did on one kind of fault."""

    kind: Text
    title: Text
    found: Share
    right_kind: Share
    """Of those found, how many were given this kind."""
    pointed_at: Share | None
    """How many wrong sentences were themselves pointed at; None for omissions, which leave none."""
    only_as_lost: int
    """Found only because the fact no longer stood in the note, with nothing said of what stood there instead."""
    flagged_before: int
    """Of those found, how many were flagged in the faithful note as well, before anything was planted."""
    harms: dict[Harm, int]
    missed: tuple[Example, ...]
    sentence: Text


class GroupResult(Record):
    """How the checks did for one group of one axis, or for its same-group twin."""

    axis: Text
    group: Text
    label: Text
    twin: bool
    found: Share
    sentences_passed: Share
    facts_kept: Share


class StyleResult(Record):
    """How the checks did on notes of one style."""

    style: Text
    found: Share
    sentences_passed: Share
    facts_kept: Share


class Precision(Record):
    """How often a flag would be right, if so many sentences of a tool were wrong."""

    base_rate: float
    value: float | None
    interval: Interval
    sentence: Text


class Difference(Record):
    """Whether the checks err more for one group than for another, on the very same faults and sentences."""

    axis: Text
    first: Text
    second: Text
    twin: bool
    """A comparison within one group: nothing should differ."""
    what: Text
    """planted, sentences or facts"""
    pairs: int
    first_only: int
    second_only: int
    difference: float
    p: float
    margin: float
    bound: float
    """Differences larger than this are ruled out, at 95 %."""
    method: Text
    shown: Annotated[str, Field(pattern="^(differs|same|same but moved|open)$")]
    sentence: Text


class SelfTest(Record):
    """One self-test, whole."""

    signature: Text
    seed: int
    suites: dict[str, str]
    checks: tuple[Text, ...]
    axes: tuple[Text, ...]
    scenarios: int
    notes: int
    """Notes that were examined."""
    planted: int
    not_matched: int
    """Faults that did not read alike in every arm, and are left out of the comparisons between groups."""
    nothing_to_make_it_of: dict[str, int]
    """Kind to the number of scenarios that offer nothing to make it of."""
    all_kinds: Share
    statements: Share
    """Wrong sentences that were themselves pointed at, all kinds but omissions."""
    omissions: Share
    sentences_passed: Share
    facts_kept: Share
    precision: tuple[Precision, ...]
    kinds: tuple[KindResult, ...]
    styles: tuple[StyleResult, ...]
    groups: tuple[GroupResult, ...]
    differences: tuple[Difference, ...]
    sentences: tuple[Text, ...]
