"""Speed against a peer in the same run: the ratio is the number, seconds depend on the computer."""

from __future__ import annotations

import dataclasses
import importlib
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


@pytest.mark.slow
def test_whole_run_against_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything ``estimate`` does for 64 scenarios, 12 axes of 3 groups and 12 measures, beside the p-values alone.

    The peer is ``scipy.stats.permutation_test`` on the same comparisons, one at a time, without max-T, intervals or
    verdicts; scaled from 6 of them.
    """
    from scipy import stats

    from harness.measures import MEASURES
    from harness.records import Arm, Count, Standard, Task, Tool
    from harness.stats import AxisPlan, CountTable, estimate

    scenarios, axes, groups = 64, 12, ("a", "b", "c")
    kinds = {"critical_omission": 0.03, "fact_recall": 0.03, "fabrication": 1.5}
    many = {f"{name}_{i}" if i else name: (MEASURES[name], m) for i in range(4) for name, m in kinds.items()}
    monkeypatch.setattr(
        importlib.import_module("harness.stats.estimate"),  # the package gives the function of that name
        "MEASURES",
        {name: dataclasses.replace(measure, name=name) for name, (measure, _) in many.items()}
        | {"invalid": MEASURES["invalid"]},
    )
    standard = Standard(
        name="bench",
        version="1",
        title="Bench",
        set_by="nobody",
        status="policy placeholder",
        why="speed",
        gates=(),
        margins={name: margin for name, (_, margin) in many.items()},
    )
    rng = np.random.default_rng(3)
    counts = [
        Count(
            tool="acme",
            measure=name,
            scenario=f"s{s:02d}",
            axis=f"axis_{x:02d}",
            group=groups[s % 3] if arm is Arm.TWIN else group,
            arm=arm,
            repeat=0,
            events=float(rng.binomial(20, 0.1)),
            exposure=20.0,
        )
        for name in many
        for x in range(axes)
        for s in range(scenarios)
        for arm in Arm
        for group in (groups if arm is Arm.GROUP else ("twin",))
    ]
    plans = {f"axis_{x:02d}": AxisPlan(f"axis_{x:02d}", {g: g for g in groups}) for x in range(axes)}
    tool = Tool(name="acme", version="1", task=Task.SUMMARISE, adapter="function", label="Acme")
    found = []

    def ours() -> object:
        found[:] = estimate(CountTable(counts), standard, [tool], plans, 11)
        return found

    compared = axes * 3 * len(many)

    def theirs() -> object:
        d = rng.normal(size=(scenarios, 6))
        return [
            stats.permutation_test(
                (d[:, [i]],),
                lambda x, axis: x.mean(axis),
                permutation_type="samples",
                vectorized=True,
                n_resamples=9999,
                batch=1000,
                axis=0,
                rng=np.random.default_rng(2),
            )
            for i in range(6)
        ]

    mine, peer = seconds(ours, 1), seconds(theirs, 2) * compared / 6
    print(
        f"\nwhole run, {scenarios} scenarios, {axes} axes, {len(many)} measures ({len(counts):,} counts, {compared} "
        f"comparisons, {len(found):,} estimates): {mine:.1f} s; scipy, p-values alone: {peer:.1f} s; "
        f"ratio {peer / mine:.1f}"
    )
    assert sum(bool(e.verdict) for e in found) == compared + axes * len(many)
    assert mine < 60


@pytest.mark.slow
def test_sequential_bounds_and_excess_variance_are_instant() -> None:
    from harness.stats.consistency import excess_variance
    from harness.stats.sequential import obrien_fleming

    def bounds() -> object:
        obrien_fleming.cache_clear()
        return obrien_fleming(5)

    y = np.random.default_rng(1).normal(size=(SCENARIOS, 6))
    one = seconds(bounds, 3)
    two = seconds(lambda: excess_variance(y[:, 0], y[:, 2:], y[:, 1:2], np.random.default_rng(2)), 3)
    print(f"\nO'Brien-Fleming, 5 looks: {one:.3f} s; excess variance, {SCENARIOS} scenarios, 9,999 deals: {two:.3f} s")
    assert max(one, two) < 5


_MEMORY = f"""
import resource
import numpy as np
from harness.stats import intervals, paired
d = np.random.default_rng(1).normal(size=({SCENARIOS}, {MEASURES}))
paired.sign_flip(d, np.random.default_rng(2), {RESAMPLES - 1})
intervals.bootstrap_t(d, np.random.default_rng(3), draws={RESAMPLES - 1})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_stays_under_500_mb() -> None:
    """The whole process, numpy included, at its largest; in a process of its own."""
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True)
    print(f"\nsign-flip and bootstrap-t, {RESAMPLES:,} x {MEASURES} x {SCENARIOS}: {done.stdout.strip()} MB at most")
    assert int(done.stdout) < 500
