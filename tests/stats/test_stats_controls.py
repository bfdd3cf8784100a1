"""Controls of a run: copies, drift, and conclusions that hang on weights or on answers that never came."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stats_run_maker import SEX, judge, make_standard, make_tool, share_counts
from test_stats_counts import FACTS, OK, counted

from harness.records import Arm, Count, Estimate, Verdict, Weight
from harness.stats import CountTable, grade
from harness.stats.controls import MISSING_MARK, WEIGHTINGS, WEIGHTS_MARK, drift, hangs_on, repeated_answers
from harness.stats.paired import sign_flip

RNG = np.random.default_rng


# ------------------------------------------------------------------ copies


def test_copies_are_taken_for_a_cache_and_own_answers_are_not() -> None:
    copied = repeated_answers((f"v{i}", f"note {i}") for i in range(12) for _ in range(3))
    assert (copied.inputs, copied.identical, copied.cached) == (12, 12, True)
    assert copied.sentence.startswith("12 of 12 repeated inputs got the same answer letter for letter. Repeats look")
    own = repeated_answers((f"v{i}", f"note {i} {r if i else 0}") for i in range(12) for r in range(3))
    assert (own.inputs, own.identical, own.cached) == (12, 1, False)


def test_too_few_repeats_accuse_nobody_and_empty_answers_are_no_copies() -> None:
    assert not repeated_answers([("v", "a"), ("v", "a")]).cached
    assert repeated_answers([("v", ""), ("v", ""), ("w", "a")]).inputs == 0
    assert "No input was answered twice" in repeated_answers([]).sentence


# ------------------------------------------------------------------ drift


def calls(change: float, scenarios: int = 40, each: int = 6, seed: int = 1):  # type: ignore[no-untyped-def]
    rng = RNG(seed)
    names = np.repeat([f"s{i}" for i in range(scenarios)], each)
    order = rng.permutation(len(names)).astype(float)
    hard = np.repeat(rng.normal(size=scenarios), each)
    return order, hard + 0.3 * rng.normal(size=len(names)) + change * (order > np.median(order)), list(names)


def test_a_change_halfway_is_seen_and_a_steady_tool_is_not_accused() -> None:
    moved = drift(*calls(0.3), RNG(1))
    assert moved is not None
    assert moved.moved
    assert moved.second - moved.first == pytest.approx(0.3, abs=0.1)
    assert moved.sentence.endswith("the tool seems to have changed during the run.")
    steady = drift(*calls(0.0), RNG(1))
    assert steady is not None
    assert not steady.moved
    assert "no sign that the tool changed" in steady.sentence


def test_drift_is_the_sign_flip_of_the_halves_within_scenarios() -> None:
    order, values = np.arange(8.0), np.array([1.0, 2, 3, 4, 1.5, 2.9, 3.1, 4.7])
    found = drift(order, values, ["a", "b", "c", "d"] * 2, RNG(2))
    assert found is not None
    expected = sign_flip((values[4:] - values[:4])[:, None], RNG(2))
    assert (found.p, found.scenarios) == (float(expected.p[0]), 4)


def test_drift_is_refused_without_scenarios_in_both_halves() -> None:
    assert drift(np.arange(4.0), np.ones(4), ["a", "a", "b", "b"], RNG(1)) is None
    assert drift(np.arange(2.0), np.full(2, np.nan), ["a", "a"], RNG(1)) is None


@pytest.mark.slow
def test_drift_false_alarms() -> None:
    hits = sum(bool((found := drift(*calls(0.0, each=4, seed=i), RNG(i), 399)) and found.moved) for i in range(600))
    print(f"\ndrift false alarms: {hits / 600:.3f}")
    assert hits / 600 <= 0.07


# ------------------------------------------------------------------ weights


def test_parts_of_recall_add_up_to_it() -> None:
    found = counted(*FACTS, OK)
    assert (found["recall_critical"], found["recall_important"], found["recall_minor"]) == ((1.5, 3), (0.5, 1), (1, 1))
    recall = sum(w * found[f"recall_{weight}"][0] for w, weight in zip(WEIGHTINGS[0], Weight, strict=True))
    assert recall == found["fact_recall"][0]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
def test_the_usual_weights_give_the_usual_recall(kept: list[tuple[int, int]]) -> None:
    counts = []
    for s, (critical, minor) in enumerate(kept):
        parts = {"recall_critical": critical, "recall_minor": minor, "fact_recall": 9 * critical + minor}
        of = {"recall_critical": 5, "recall_minor": 5, "fact_recall": 50}
        counts += [one(m, f"s{s}", "female", float(e), float(of[m])) for m, e in parts.items()]
    table = CountTable(counts)
    usual = table.reweighted(dict(zip(Weight, WEIGHTINGS[0], strict=True)))
    for t in (table, usual):
        assert t.cells("acme", "fact_recall", "sex", ("female",)).events.sum() == sum(9 * c + m for c, m in kept)
    flat = table.reweighted(dict.fromkeys(Weight, 1.0)).cells("acme", "fact_recall", "sex", ("female",))
    assert flat.total() == (sum(c + m for c, m in kept), 10 * len(kept))


def one(
    measure: str, scenario: str, group: str, events: float, exposure: float, repeat: int = 0, arm: Arm = Arm.GROUP
) -> Count:
    return Count(
        tool="acme",
        measure=measure,
        scenario=scenario,
        axis="sex",
        group=group,
        arm=arm,
        repeat=repeat,
        events=events,
        exposure=exposure,
    )


def recalled(minor_gap: float, scenarios: int = 120) -> list[Count]:
    """Critical facts kept alike, minor facts lost more often for women; recall counted with its parts."""
    rng, out = RNG(4), []
    for s in range(scenarios):
        for group, arm in (("female", Arm.GROUP), ("male", Arm.GROUP), ("female", Arm.TWIN)):
            gap = minor_gap if group == "female" else 0.0
            critical, minor = float(rng.binomial(20, 0.95)), float(rng.binomial(20, 0.95 - gap))
            out += [
                one("recall_critical", f"s{s}", group, critical, 20.0, arm=arm),
                one("recall_minor", f"s{s}", group, minor, 20.0, arm=arm),
                one("fact_recall", f"s{s}", group, 9 * critical + minor, 200.0, arm=arm),
            ]
    return out


def marked(estimates: list[Estimate], mark: str) -> list[Estimate]:
    return [e for e in estimates if mark in e.contrast]


def test_a_conclusion_that_hangs_on_weights_is_told_and_caps_the_grade() -> None:
    found = judge(recalled(0.15))
    (flat,) = [e for e in marked(found, WEIGHTS_MARK) if e.contrast.endswith("1/1/1")]
    assert flat.contrast == "female - male, weights 1/1/1"
    assert (flat.verdict, flat.placebo) == (None, False)
    assert flat.reason == ("a difference is shown, where otherwise a difference as large as the margin is excluded")
    calm = [e for e in found if not e.placebo and e.verdict is None and WEIGHTS_MARK in e.contrast]
    passed = [e.model_copy(update={"verdict": Verdict.EQUIVALENT}) for e in found if e.verdict]
    levels = [e for e in found if e.kind == "level"]
    name, why = grade(make_tool(), [], [*levels, *passed, *calm], make_standard())
    assert name == "CONDITIONAL"
    assert "on how facts are weighed (first: facts kept, weighted by importance by sex (female - male, weights" in why


def test_a_conclusion_that_stands_is_not_told() -> None:
    assert not marked(judge(recalled(0.0)), WEIGHTS_MARK)


def test_small_and_equivalent_conclude_the_same() -> None:
    assert hangs_on(Verdict.SMALL, Verdict.EQUIVALENT) is None
    assert hangs_on(Verdict.DISPARITY, Verdict.DISPARITY_MATERIAL) is None
    assert hangs_on(Verdict.EQUIVALENT, Verdict.INCONCLUSIVE) == (
        "nothing can be said, where otherwise a difference as large as the margin is excluded"
    )


# ------------------------------------------------------------------ answers that never came


def test_calls_without_an_answer_lose_what_others_had() -> None:
    counts = [
        one("fact_recall", "a", "female", 8.0, 10.0),
        one("critical_omission", "a", "female", 1.0, 3.0),
        one("invalid", "a", "female", 0.0, 1.0),
        one("invalid", "a", "male", 1.0, 1.0),
        one("invalid", "a", "female", 1.0, 1.0, repeat=1),
        one("invalid", "b", "male", 1.0, 1.0),  # nobody knows what was in this one
    ]
    filled = CountTable(counts).as_omitted("acme")
    assert filled is not None
    lost = filled.cells("acme", "critical_omission", "sex", ("female", "male"))
    assert (lost.scenarios, lost.events.tolist(), lost.exposure.tolist()) == (("a",), [[4, 3]], [[6, 3]])
    kept = filled.cells("acme", "fact_recall", "sex", ("female", "male"))
    assert (kept.events.tolist(), kept.exposure.tolist()) == ([[8, 0]], [[20, 10]])
    assert CountTable(counts[:3]).as_omitted("acme") is None
    assert CountTable(counts).as_omitted("another") is None


def test_what_a_truncated_answer_did_say_is_kept() -> None:
    counts = [
        one("fact_recall", "a", "female", 8.0, 10.0),
        one("invalid", "a", "female", 1.0, 1.0),
        one("invalid", "a", "male", 1.0, 1.0),
    ]
    filled = CountTable(counts).as_omitted("acme")
    assert filled is not None
    assert filled.cells("acme", "fact_recall", "sex", ("female", "male")).events.tolist() == [[8, 0]]


def test_refusing_one_group_is_not_a_way_to_pass() -> None:
    """Four women in a hundred get no answer: too few to spoil the axis, enough to undo "no difference"."""
    counts = share_counts("fact_recall", 100, lambda g, a: 0.9, opportunities=60)
    gone = [f"s{i:03d}" for i in (3, 30, 60, 90)]
    silent = [c for c in counts if (c.scenario in gone, c.group, c.arm) == (True, "female", Arm.GROUP)]
    counts = [c for c in counts if c not in silent]
    counts += [c.model_copy(update={"measure": "invalid", "events": 0.0, "exposure": 1.0}) for c in counts]
    counts += [c.model_copy(update={"measure": "invalid", "events": 1.0, "exposure": 1.0}) for c in silent]
    found = judge(counts)
    assert next(e for e in found if e.measure == "fact_recall" and e.verdict).verdict is Verdict.EQUIVALENT
    (told,) = marked(found, MISSING_MARK)
    assert told.contrast == "female - male, missing as omitted"
    assert told.value == pytest.approx(-0.036, abs=0.01)
    assert ", where otherwise a difference as large as the margin is excluded" in told.sentence
    name, why = grade(make_tool(), [], [e for e in found if not e.placebo or e.verdict], make_standard())
    assert name in ("CONDITIONAL", "INSUFFICIENT EVIDENCE")
    if name == "CONDITIONAL":
        assert "calls without an answer count as having lost everything" in why


def test_a_run_without_missing_answers_tells_nothing() -> None:
    counts = share_counts("fact_recall", 60, lambda g, a: 0.9) + share_counts("invalid", 60, lambda g, a: 0.0)
    assert not marked(judge(counts, plans=[SEX]), MISSING_MARK)
