"""Speed against a peer in the same run: the ratio is the number, seconds depend on the computer."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from harness.stats import intervals, paired

SCENARIOS, MEASURES, RESAMPLES, SHARE = 160, 500, 10_000, 10


def seconds(work: Callable[[], object], times: int) -> float:
    """The best of so many tries."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


@pytest.mark.slow
def test_sign_flip_against_scipy() -> None:
    """All 500 measures with max-T against ``scipy.stats.permutation_test`` doing 10 of them without it."""
    from scipy import stats

    d = np.random.default_rng(1).normal(size=(SCENARIOS, MEASURES))

    def ours() -> object:
        return paired.sign_flip(d, np.random.default_rng(2), RESAMPLES - 1)

    def theirs() -> object:
        return stats.permutation_test(
            (d[:, :SHARE],),
            lambda x, axis: x.mean(axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=RESAMPLES,
            batch=1000,
            axis=0,
            rng=np.random.default_rng(2),
        )

    mine, peer = seconds(ours, 3), seconds(theirs, 1) * MEASURES / SHARE
    print(
        f"\nsign-flip with max-T, {RESAMPLES:,} x {MEASURES} x {SCENARIOS}: {mine:.2f} s; "
        f"scipy without max-T, scaled from {SHARE} measures: {peer:.1f} s; ratio {peer / mine:.0f}"
    )
    assert peer / mine > 5


@pytest.mark.slow
def test_bootstrap_t_against_scipy() -> None:
    """All 500 studentised, simultaneous intervals against ``scipy.stats.bootstrap`` doing 10 percentile ones."""
    from scipy import stats

    d = np.random.default_rng(1).normal(size=(SCENARIOS, MEASURES))

    def ours() -> object:
        return intervals.bootstrap_t(d, np.random.default_rng(2), draws=RESAMPLES)

    def theirs() -> object:
        return stats.bootstrap(
            (d[:, :SHARE],),
            np.mean,
            n_resamples=RESAMPLES,
            batch=1000,
            method="percentile",
            axis=0,
            rng=np.random.default_rng(2),
        )

    mine, peer = seconds(ours, 3), seconds(theirs, 1) * MEASURES / SHARE
    print(
        f"\nbootstrap-t, simultaneous, {RESAMPLES:,} x {MEASURES} x {SCENARIOS}: {mine:.2f} s; "
        f"scipy percentile, scaled from {SHARE} measures: {peer:.1f} s; ratio {peer / mine:.0f}"
    )
    assert peer / mine > 1
