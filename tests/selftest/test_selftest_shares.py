"""Shares, precision and bounds against values worked out another way, and the sentences made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import stats
from harness.records import Interval
from harness.selftest.records import Difference, Share
from harness.selftest.shares import bound, precision, share, shown
from harness.selftest.wording import difference_sentence, kind_sentence, of, points, span, whole


def trials(events: int, n: int) -> list[tuple[tuple[str, str], bool]]:
    """One trial a scenario, so that none is clustered."""
    return [(("adults", f"s{i:03}"), i < events) for i in range(n)]


def test_a_share_of_independent_trials_is_clopper_pearson() -> None:
    """Clopper and Pearson's interval of 108 of 120 is 0.8318 to 0.9470 (R: binom.test(108, 120))."""
    seen = share(trials(108, 120))
    assert (seen.events, seen.n, seen.scenarios, seen.value) == (108, 120, 120, 0.9)
    assert seen.interval.low == pytest.approx(0.8318, abs=0.0005)
    assert seen.interval.high == pytest.approx(0.9470, abs=0.0005)


def test_copies_of_a_scenario_are_not_new_evidence() -> None:
    once = share(trials(9, 10))
    copied = share([one for one in trials(9, 10) for _ in range(6)])
    assert copied.n == 60
    assert copied.interval.low == pytest.approx(once.interval.low, abs=0.08)
    assert copied.interval.low < share(trials(54, 60)).interval.low - 0.1


def test_nothing_planted_has_no_share() -> None:
    none = share([])
    assert (none.value, none.n, none.interval.low, none.interval.high) == (None, 0, 0.0, 1.0)


def test_precision_at_a_base_rate_is_that_of_the_judging_notes() -> None:
    """At 1.5 % a check with 90 % sensitivity and specificity is right in 12 of 100 flags."""
    exact = Interval(low=0.9, high=0.9, level=0.95, method="given")
    nine = Share(events=90, n=100, scenarios=100, value=0.9, interval=exact)
    found = precision(0.015, nine, nine)
    assert found.value == pytest.approx(0.1206, abs=0.0001)
    assert found.interval.low == pytest.approx(0.1206, abs=0.0001)
    assert found.sentence == (
        "If 1.5\u00a0% of a tool's sentences were wrong, 12 of 100 flagged sentences would be really wrong (12 to 12)."
    )


def test_the_interval_of_precision_holds_both_ends() -> None:
    found, passed = share(trials(60, 100)), share(trials(98, 100))
    at = precision(0.05, found, passed)
    assert at.value is not None
    assert at.interval.low < at.value < at.interval.high


@given(pairs=st.integers(30, 3000), first=st.integers(0, 8), second=st.integers(0, 8))
def test_the_bound_is_the_smallest_margin_that_is_excluded(pairs: int, first: int, second: int) -> None:
    seen = stats.SeededPairs(first, second, pairs)
    limit = bound(seen)
    assert limit >= abs(first - second) / pairs
    if limit < 0.999:
        assert stats.equivalence_p(seen, limit) <= 0.05
        assert stats.equivalence_p(seen, limit * 0.99) > 0.05


def test_no_pairs_show_nothing() -> None:
    seen = stats.SeededPairs(0, 0, 0)
    assert bound(seen) == 1.0
    assert shown(seen, 0.1) == "open"


def test_pairs_that_all_agree_are_the_same_once_there_are_enough() -> None:
    assert shown(stats.SeededPairs(0, 0, 100), 0.005) == "open"
    assert shown(stats.SeededPairs(0, 0, 2000), 0.005) == "same"
    assert shown(stats.SeededPairs(40, 0, 2000), 0.005) == "differs"


def difference(**changes: object) -> Difference:
    fields = {
        "axis": "sex", "first": "male", "second": "female", "twin": False, "what": "planted", "pairs": 1400,
        "first_only": 3, "second_only": 2, "difference": 1 / 1400, "p": 1.0, "margin": 0.1, "bound": 0.0042,
        "method": "m", "shown": "same", "sentence": "-",
    }  # fmt: skip
    return Difference.model_validate({**fields, **changes})


def test_sentences_a_commissioner_can_read() -> None:
    assert kind_sentence("negations turned round", share(trials(108, 120))) == (
        "Of 120 negations turned round, 108 were found (90\u00a0%, 83 to 95\u00a0%)."
    )
    assert kind_sentence("invented risks", share([])) == "No scenario offered anything to make invented risks of."
    assert (
        kind_sentence("invented risks", share(trials(0, 1)))
        == "Of invented risks, one could be planted; it was missed."
    )
    assert "none were found (0\u00a0%, 0 to " in kind_sentence("invented risks", share(trials(0, 9)))
    assert difference_sentence(difference(), "Man", "Woman") == (
        "Man and Woman: the same planted faults were found in 1,400 pairs, 3 times for the first only and 2 times for "
        "the second only. Shown to be the same within 10 points (differences of more than 0.42 points are ruled out)."
    )
    assert "not shown to be within 0.5 points either: it could be as much as 1.2 points" in difference_sentence(
        difference(what="sentences", shown="open", margin=0.005, bound=0.012), "Man", "Woman"
    )
    assert "The checks do differ between them (p = 0.001)" in difference_sentence(
        difference(shown="differs", p=0.001), "Man", "Woman"
    )
    assert difference_sentence(difference(pairs=0, twin=True), "Man", "Man").startswith(
        "Man and another person of that group: there was nothing"
    )


def test_percentages_that_only_round_to_all_or_nothing_say_so() -> None:
    assert whole(0.9999) == "99.9\u00a0%"
    assert whole(1.0) == "100\u00a0%"
    assert whole(0.001) == "0.1\u00a0%"
    assert whole(None) == "not known"
    assert points(0.01) == "1 point"
    assert span(Interval(low=0.0, high=0.45, level=0.95, method="m")) == "0 to 45\u00a0%"
    assert of(share([])) == "none"
