"""Shares behind flags of which only some were read: equal to two_phase where all were, unbiased where not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.instrument_error import Verified, two_phase, two_phase_difference
from harness.stats.verified import PartlyVerified, corrected, corrected_difference

RNG = np.random.default_rng
SCENARIOS = 30


def drawn(rng: np.random.Generator, share: float, se: float, sp: float, flags: int, others: int) -> PartlyVerified:
    """60 claims a scenario; a random ``flags`` of all flags and ``others`` of all the rest are read."""
    wrong = rng.binomial(60, rng.beta(share * 20, (1 - share) * 20, SCENARIOS))
    true_all = rng.binomial(wrong, se)
    flagged = true_all + rng.binomial(60 - wrong, 1 - sp)
    missed_all = wrong - true_all

    def take(right: np.ndarray, of: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        cells = np.repeat(np.arange(2 * SCENARIOS), np.column_stack([right, of - right]).ravel())
        chosen = rng.permutation(cells)[:wanted]
        found = np.bincount(chosen, minlength=2 * SCENARIOS).reshape(SCENARIOS, 2)
        return found.sum(1).astype(float), found[:, 0].astype(float)

    read, true = take(true_all, flagged, flags)
    sampled, missed = take(missed_all, 60 - flagged, others)
    return PartlyVerified(np.full(SCENARIOS, 60.0), flagged.astype(float), read, true, sampled, missed)


def test_by_hand() -> None:
    """200 claims, 10 flags; 3 of 4 read right; 2 of 38 others wrong: .05 x 3/4 + .95 x 2/38."""
    seen = PartlyVerified(*(np.array(x, float) for x in ([100, 100], [4, 6], [2, 2], [2, 1], [19, 19], [1, 1])))
    assert corrected(seen).value == pytest.approx(0.05 * 0.75 + 0.95 * 2 / 38)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_with_every_flag_read_it_is_two_phase(seed: int) -> None:
    a, b = (drawn(RNG(seed + i), 0.05, 0.8, 0.97, 10**6, 300) for i in (0, 1))
    whole = [Verified(x.claims, x.flagged, x.true, x.sampled, x.missed) for x in (a, b)]
    for ours, theirs in (
        (corrected(a), two_phase(whole[0])),
        (corrected_difference(a, b), two_phase_difference(*whole)),
    ):
        assert ours.value == pytest.approx(theirs.value, abs=1e-12)
        assert ours.error == pytest.approx(theirs.error, abs=1e-12)


def test_unbiased_and_covered_whatever_the_check_s_errors() -> None:
    """Sensitivity .6, specificity .95, true share 5 %: the flagged share would say 7.75 %."""
    rng = RNG(5)
    found = [corrected(drawn(rng, 0.05, 0.6, 0.95, 60, 300)) for _ in range(400)]
    assert np.mean([one.value for one in found]) == pytest.approx(0.05, abs=0.002)
    covered = np.mean([one.low <= 0.05 <= one.high for one in found])
    assert 0.90 <= covered <= 0.99


def test_what_cannot_be_is_refused() -> None:
    two = np.ones(2)
    with pytest.raises(ValueError, match="more were read"):
        PartlyVerified(9 * two, two, 2 * two, two, two, two)
    with pytest.raises(ValueError, match="must have been read"):
        PartlyVerified(9 * two, two, 0 * two, 0 * two, two, two)
    with pytest.raises(ValueError, match="fewer than two"):
        PartlyVerified(*(np.ones(1) * n for n in (9, 1, 1, 1, 1, 1)))
