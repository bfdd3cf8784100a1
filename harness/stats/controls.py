"""Turns repeats, the order of calls, missing answers and weights into whether a run's conclusions can be relied on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from harness.records import Verdict
from harness.stats.intervals import DRAWS, Array
from harness.stats.paired import sign_flip
from harness.stats.verdict import ALPHA
from harness.stats.words import number, p_value, plural

WEIGHTINGS: tuple[tuple[float, float, float], ...] = ((9, 3, 1), (4, 2, 1), (1, 1, 1))
"""Worth of a critical, an important and a minor fact: the usual weights first (statistics.md 10.1)."""
WEIGHTS_MARK, MISSING_MARK = ", weights ", ", missing as omitted"
"""What an Estimate's contrast ends in when it tells how a conclusion changes under another assumption."""
_CACHED = 0.95
_FEWEST_REPEATED = 10


# ------------------------------------------------------------------ the same answer twice


@dataclass(frozen=True)
class Repeated:
    """How often a tool gave the same input the same answer, letter for letter."""

    inputs: int
    """Inputs answered at least twice."""
    identical: int
    """Of these, how many got one and the same answer every time."""
    cached: bool
    """Whether repeats must be taken for copies: the noise floor is then unknown."""
    sentence: str


def repeated_answers(answers: Iterable[tuple[str, str]]) -> Repeated:
    """Look for a vendor's cache in (input, answer) pairs; empty answers are left out.

    Repeats that are copies make the noise within a scenario 0 and say nothing about the tool's own randomness
    (statistics.md section 4). Taken for a cache from 10 repeated inputs on, if 95 % of them got identical answers.
    """
    by_input: dict[str, list[str]] = defaultdict(list)
    for what, answer in answers:
        if answer:
            by_input[what].append(answer)
    repeated = [texts for texts in by_input.values() if len(texts) > 1]
    identical = sum(len(set(texts)) == 1 for texts in repeated)
    cached = len(repeated) >= _FEWEST_REPEATED and identical >= _CACHED * len(repeated)
    if not repeated:
        sentence = "No input was answered twice, so nothing is known about how much the tool differs from itself."
    else:
        sentence = f"{identical:,} of {plural(len(repeated), 'repeated input')} got the same answer letter for letter."
        if cached:
            sentence += " Repeats look like copies (a cache, or a fixed seed): they are no evidence of stability."
    return Repeated(len(repeated), identical, cached, sentence)


# ------------------------------------------------------------------ drift


@dataclass(frozen=True)
class Drift:
    """A measure in the first and in the second half of the calls, compared within scenarios."""

    first: float
    second: float
    p: float
    scenarios: int
    moved: bool
    sentence: str


def drift(
    order: Array, values: Array, scenarios: Sequence[str], rng: np.random.Generator, draws: int = DRAWS
) -> Drift | None:
    """Whether a tool changed during the run: one entry a call of its place, its value and its scenario.

    Calls are in random order, so the halves of one scenario differ by chance alone unless the tool was changed.
    Scenarios need a call in both halves; their mean differences are sign-flipped. NaN values are left out.
    None (refused) with fewer than 2 such scenarios.
    """
    use = np.isfinite(values)
    if not use.any():
        return None
    middle = float(np.median(order[use]))
    halves: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for place, value, scenario in zip(order[use], values[use], np.asarray(scenarios)[use], strict=True):
        halves[str(scenario)][int(place > middle)].append(float(value))
    both = [(np.mean(a), np.mean(b)) for a, b in halves.values() if a and b]
    if len(both) < 2:
        return None
    pairs = np.array(both)
    p = float(sign_flip((pairs[:, 1] - pairs[:, 0])[:, None], rng, draws).p[0])
    first, second = (float(x) for x in pairs.mean(0))
    moved = p <= ALPHA
    sentence = (
        f"{number(first)} in the first half of the calls and {number(second)} in the second, over "
        f"{plural(len(both), 'scenario')} ({p_value(p).removeprefix('adjusted ')}): "
        + ("the tool seems to have changed during the run." if moved else "no sign that the tool changed.")
    )
    return Drift(first, second, p, len(both), moved, sentence)


# ------------------------------------------------------------------ conclusions under other assumptions

Conclusion = Literal["differs", "same", "unknown"]


def conclusion(verdict: Verdict) -> Conclusion:
    """What a verdict lets a reader conclude; SMALL and EQUIVALENT both exclude the margin."""
    if verdict in (Verdict.DISPARITY_MATERIAL, Verdict.DISPARITY):
        return "differs"
    return "same" if verdict in (Verdict.EQUIVALENT, Verdict.SMALL) else "unknown"


def hangs_on(usual: Verdict, other: Verdict) -> str | None:
    """What changes if an assumption does, in words; None if the conclusion stands."""
    told = {
        "differs": "a difference is shown",
        "same": "a difference as large as the margin is excluded",
        "unknown": "nothing can be said",
    }
    was, becomes = conclusion(usual), conclusion(other)
    return None if was == becomes else f"{told[becomes]}, where otherwise {told[was]}"


def weighting(weights: Sequence[float]) -> str:
    """Weights as people write them: "4/2/1"."""
    return "/".join(f"{w:g}" for w in weights)
