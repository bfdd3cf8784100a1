"""Turns counts by scenario into shares with intervals, and matched pairs into what may be said of a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import numpy as np

from harness import stats
from harness.records import Interval
from harness.selftest.records import Precision, Share
from harness.selftest.wording import precision_sentence
from harness.stats.intervals import share_limits

LEVEL = 0.95
_TAIL = 1 - (1 - LEVEL) / 2
METHOD = "Clopper-Pearson on the effective number of trials, scenarios as clusters"
PAIRED = "exact McNemar; equivalence by Tango's score test"
Scenario = tuple[str, str]


def share(told: Iterable[tuple[Scenario, bool]]) -> Share:
    """Events among trials, each with its scenario: trials of one scenario are not new evidence."""
    events: dict[Scenario, int] = defaultdict(int)
    trials: dict[Scenario, int] = defaultdict(int)
    for scenario, event in told:
        events[scenario] += event
        trials[scenario] += 1
    k, n = sum(events.values()), sum(trials.values())
    low, high = 0.0, 1.0
    if n:
        order = sorted(trials)
        low, high = share_limits(
            np.array([events[s] for s in order], float), np.array([trials[s] for s in order], float), _TAIL
        )
    return Share(
        events=k, n=n, scenarios=len(trials), value=k / n if n else None,
        interval=Interval(low=low, high=high, level=LEVEL, method=METHOD),
    )  # fmt: skip


def precision(base_rate: float, found: Share, passed: Share) -> Precision:
    """Share of flags that would be right: Se x p / (Se x p + (1 - Sp) x (1 - p)).

    The interval puts both ends of sensitivity and of specificity together, so it is never too short.
    """

    def of(se: float, sp: float) -> float | None:
        flagged = se * base_rate + (1 - sp) * (1 - base_rate)
        return se * base_rate / flagged if flagged > 0 else None

    value = of(found.value, passed.value) if found.value is not None and passed.value is not None else None
    low = of(found.interval.low, passed.interval.low)
    high = of(found.interval.high, passed.interval.high)
    interval = Interval(
        low=0.0 if low is None else low, high=1.0 if high is None else high, level=LEVEL,
        method="both ends of sensitivity and specificity together",
    )  # fmt: skip
    return Precision(
        base_rate=base_rate, value=value, interval=interval, sentence=precision_sentence(base_rate, value, interval)
    )


def bound(seen: stats.SeededPairs, alpha: float = 1 - LEVEL) -> float:
    """The smallest margin that is excluded on both sides at ``alpha``: differences beyond it are ruled out.

    1.0 where nothing is. Found by bisection, since the p of equivalence falls as the margin grows.
    """
    low, high = 0.0, 1.0
    if seen.pairs == 0 or stats.equivalence_p(seen, 1 - 1e-9) > alpha:
        return 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if stats.equivalence_p(seen, middle) <= alpha else (middle, high)
    return high


def shown(seen: stats.SeededPairs, margin: float) -> Literal["differs", "same", "same but moved", "open"]:
    """What the pairs show, by the rule that judges every seeded pair."""
    return stats.judge_seeded(seen, margin) if seen.pairs else "open"
