"""Turns what a check flagged, and how often it is wrong for each group, into shares that its errors do not bias.

Half a point of specificity is a disparity of half a point that nobody caused. Calibration is therefore always of one
group: a calibration pooled over groups does nothing about errors that differ between them, and looks rigorous
(coverage .00 to .77, statistics.md section 9); it is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from harness.stats.intervals import Array


@dataclass(frozen=True)
class Calibration:
    """How a check did for one group on planted errors and on clean claims."""

    group: str
    found: int
    planted: int
    """Errors planted, and how many of them the check found (sensitivity)."""
    passed: int
    clean: int
    """Claims known to be right, and how many of them the check let pass (specificity)."""

    def __post_init__(self) -> None:
        if not (0 <= self.found <= self.planted and 0 <= self.passed <= self.clean and self.planted and self.clean):
            raise ValueError(f"not a calibration: {self}")

    @property
    def sensitivity(self) -> float:
        """Share of planted errors found."""
        return self.found / self.planted

    @property
    def specificity(self) -> float:
        """Share of clean claims passed."""
        return self.passed / self.clean

    @property
    def youden(self) -> float:
        """J = sensitivity + specificity - 1: 0 is a coin."""
        return self.sensitivity + self.specificity - 1


@dataclass(frozen=True)
class Flagged:
    """Claims of one group, and how many the check flagged; ``trials`` is their effective number."""

    group: str
    flagged: float
    trials: float


@dataclass(frozen=True)
class Corrected:
    """A share, or a difference of two, with its standard error and interval; fractions of 1."""

    value: float
    error: float
    low: float
    high: float


def rogan_gladen(seen: Flagged, check: Calibration, level: float = 0.95) -> Corrected:
    """The share of wrong claims behind the share flagged, (q + Sp - 1) / J, with the interval of Lang and Reiczigel.

    Source: Rogan and Gladen (1978); error by the delta method. ValueError if the calibration is of another group, or
    the check does no better than a coin (J at or below 0). ``value`` may fall outside 0 to 1; it is not clipped,
    because clipping would bias differences.
    """
    _same(seen, check)
    q = seen.flagged / seen.trials
    value = (q + check.specificity - 1) / check.youden
    se, sp = check.sensitivity, check.specificity
    variance = (
        q * (1 - q) / seen.trials
        + (1 - value) ** 2 * sp * (1 - sp) / check.clean
        + value**2 * se * (1 - se) / check.planted
    ) / check.youden**2
    return Corrected(value, math.sqrt(variance), *lang_reiczigel(seen, check, level))


def _same(seen: Flagged, check: Calibration) -> None:
    if seen.group != check.group:
        raise ValueError(f"claims of {seen.group} need a calibration of {seen.group}, not of {check.group}")
    if check.youden <= 0:
        raise ValueError(f"the check does no better than a coin for {check.group}")


def lang_reiczigel(seen: Flagged, check: Calibration, level: float = 0.95) -> tuple[float, float]:
    """Interval for a true share when sensitivity and specificity are estimated too, within 0 and 1.

    Source: Lang and Reiczigel (2014), Preventive Veterinary Medicine 113, as in statistics.md appendix A.
    """
    _same(seen, check)
    z = _z(1 - (1 - level) / 2)
    n = seen.trials + z * z
    p = (seen.flagged + z * z / 2) / n
    planted, clean = check.planted + 2, check.clean + 2
    se, sp = (check.found + 1) / planted, (check.passed + 1) / clean
    youden = se + sp - 1
    value = (p + sp - 1) / youden
    var_se, var_sp = se * (1 - se) / planted, sp * (1 - sp) / clean
    centre = value + 2 * z * z * (value * var_se - (1 - value) * var_sp)
    half = z * math.sqrt(p * (1 - p) / n + value**2 * var_se + (1 - value) ** 2 * var_sp) / youden
    return min(max(centre - half, 0.0), 1.0), min(max(centre + half, 0.0), 1.0)


def group_difference(
    a: Flagged, check_a: Calibration, b: Flagged, check_b: Calibration, level: float = 0.95
) -> Corrected:
    """Share of a minus share of b, each corrected by its own group's calibration.

    ValueError for a pooled calibration: one calibration for both, or one of the wrong group.
    """
    if check_a.group == check_b.group or check_a is check_b:
        raise ValueError("a calibration pooled over groups cannot correct a difference between them; calibrate each")
    one, two = rogan_gladen(a, check_a, level), rogan_gladen(b, check_b, level)
    gap, error = one.value - two.value, math.hypot(one.error, two.error)
    half = _z(1 - (1 - level) / 2) * error
    return Corrected(gap, error, gap - half, gap + half)


# ------------------------------------------------------------------ every flag verified


@dataclass(frozen=True)
class Verified:
    """One group's claims by scenario, every flag read by a person who does not know the group.

    Arrays with one entry a scenario: ``claims``, ``flagged``, ``true`` (flags that were right), and of the claims
    that were not flagged a random ``sampled``, of which ``missed`` were wrong after all.
    """

    claims: Array
    flagged: Array
    true: Array
    sampled: Array
    missed: Array

    def __post_init__(self) -> None:
        rest = self.claims - self.flagged
        if not ((self.true <= self.flagged) & (self.missed <= self.sampled) & (self.sampled <= rest)).all():
            raise ValueError("more true flags than flags, or more misses than were sampled of the rest")
        if self.claims.sum() <= 0 or len(self.claims) < 2:
            raise ValueError("no claims, or fewer than two scenarios")
        if rest.sum() > 0 and self.sampled.sum() <= 0:
            raise ValueError("some claims that were not flagged must be sampled, or misses stay unknown")


def two_phase(seen: Verified, level: float = 0.95) -> Corrected:
    """True share from verified flags and sampled rest: TP / N + (N - k) / N x misses / sampled.

    The scenario is the cluster: the error is that of the linearised estimator over scenarios, with Student's t.
    Unbiased whatever the check's errors are (statistics.md section 9).
    """
    value, influence = _two_phase(seen)
    return _interval(value, influence, level)


def two_phase_difference(a: Verified, b: Verified, level: float = 0.95) -> Corrected:
    """Share of a minus share of b on the same scenarios in the same order, paired by scenario."""
    if len(a.claims) != len(b.claims):
        raise ValueError("both groups need the same scenarios")
    (one, za), (two, zb) = _two_phase(a), _two_phase(b)
    return _interval(one - two, za - zb, level)


def _two_phase(seen: Verified) -> tuple[float, Array]:
    rest = seen.claims - seen.flagged
    return in_phases(seen.claims, (seen.flagged, seen.flagged, seen.true), (rest, seen.sampled, seen.missed))


def in_phases(claims: Array, *parts: tuple[Array, Array, Array]) -> tuple[float, Array]:
    """True share and its influence by scenario, from parts of the claims: all of a part, those read, those true.

    Each part's share of the claims times the share true of those read in it, linearised. A part with nobody's
    reading in it must be empty.
    """
    n = float(claims.sum())
    value, influence = 0.0, np.zeros(len(claims))
    for part, looked, found in parts:
        m = float(looked.sum())
        if m == 0:  # there is nothing in this part
            continue
        share, wrong = float(part.sum()) / n, float(found.sum()) / m
        value += share * wrong
        influence = influence + wrong * (part - share * claims) / n + share * (found - wrong * looked) / m
    return value, np.asarray(len(claims) * influence)


def _interval(value: float, influence: Array, level: float) -> Corrected:
    from scipy.special import stdtrit

    scenarios = len(influence)
    error = float(influence.std(ddof=1)) / math.sqrt(scenarios)
    half = float(stdtrit(scenarios - 1, 1 - (1 - level) / 2)) * error
    return Corrected(value, error, value - half, value + half)


# ------------------------------------------------------------------ sensitivity


def spurious(share: float, sensitivity_gap: float, specificity_gap: float) -> float:
    """Largest difference of shares that errors alone could make: dSe_ub x share + dSp_ub (statistics.md section 9)."""
    return abs(sensitivity_gap) * share + abs(specificity_gap)


def survives(low: float, high: float, bound: float) -> bool:
    """Whether a disparity with this interval is still one after errors of up to ``bound`` either way."""
    return low > bound or high < -bound


# ------------------------------------------------------------------ the same error planted in both arms


@dataclass(frozen=True)
class SeededPairs:
    """One error planted in two arms ``pairs`` times: found in the first arm only, in the second only, or alike."""

    first_only: int
    second_only: int
    pairs: int

    def __post_init__(self) -> None:
        if min(self.first_only, self.second_only) < 0 or self.first_only + self.second_only > self.pairs:
            raise ValueError(f"not pairs: {self}")


def mcnemar(seen: SeededPairs) -> float:
    """Exact two-sided p that the check finds the error equally often in both arms (McNemar 1947, binomial)."""
    from scipy.special import bdtr

    discordant = seen.first_only + seen.second_only
    return min(1.0, 2 * float(bdtr(min(seen.first_only, seen.second_only), discordant, 0.5))) if discordant else 1.0


def equivalence_p(seen: SeededPairs, margin: float) -> float:
    """p of both one-sided tests that the difference (b - c) / m is within ``margin``.

    Score test of Tango (1998) for paired shares, which keeps its level with few or no discordant pairs, where
    Wald's error is 0. The p is the larger of the two (intersection-union).
    """
    from scipy.special import ndtr

    if not 0 < margin < 1:
        raise ValueError(f"{margin:g} is not a margin between 0 and 1")
    return float(ndtr(max(-_tango(seen, -margin), _tango(seen, margin))))


def _tango(seen: SeededPairs, gap: float) -> float:
    """Score statistic of a difference ``gap``; the nuisance share is its maximum-likelihood value under it."""
    b, c, n = seen.first_only, seen.second_only, seen.pairs
    if n == 0:
        return 0.0
    linear = b + c + (b - c - 2 * n) * gap
    nuisance = (linear + math.sqrt(max(linear**2 + 8 * n * c * gap * (1 - gap), 0.0))) / (4 * n)
    variance = n * (2 * nuisance + gap * (1 - gap))
    return (b - c - n * gap) / math.sqrt(variance) if variance > 0 else 0.0


def judge_seeded(
    seen: SeededPairs, margin: float, alpha: float = 0.05
) -> Literal["differs", "same", "same but moved", "open"]:
    """What seeded pairs show of a check: it differs by group, or differences of ``margin`` are excluded, or neither.

    "differs" asks for a correction by group or another check; "open" for a sensitivity bound (``spurious``).
    """
    differs, same = mcnemar(seen) <= alpha, equivalence_p(seen, margin) <= alpha
    return "same but moved" if differs and same else "differs" if differs else "same" if same else "open"


def _z(p: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(p))
