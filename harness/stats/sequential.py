"""Turns looks at a growing run into bounds that keep its error rate, and a stream of differences into an alarm.

For procurement: O'Brien-Fleming bounds at looks planned beforehand, on batches of scenarios. For watching a tool after
it was bought: a sign-flip e-process, valid whenever one stops. Peeking without either rejects .25 to .43 of true nulls.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from harness.stats.intervals import Array

LOOKS = 5
BETS = (0.1, 0.2, 0.3, 0.45, 0.7, 1.0)
"""Sizes of the bets of the e-process, in units of 1 / (standard deviation of a pilot's differences)."""
_NODES = 160
_MOST_LOOKS = 50


@cache
def obrien_fleming(looks: int = LOOKS, alpha: float = 0.05) -> tuple[float, ...]:
    """Two-sided bounds on abs(z) at so many equally spaced looks: C sqrt(k / j), crossed with probability alpha.

    C by recursive integration of the sum's density between the bounds (Armitage, McPherson and Rowe 1969) for the
    constant boundary of O'Brien and Fleming (1979). Five looks at .05: 4.56, 3.23, 2.63, 2.28, 2.04.
    ValueError for fewer than 1 or more than 50 looks, or an alpha outside 0 to 1.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if not 1 <= looks <= _MOST_LOOKS or not 0 < alpha < 1:
        raise ValueError(f"{looks} looks at a level of {alpha:g} are not a plan")
    if looks == 1:
        return (float(ndtri(1 - alpha / 2)),)
    least, most = float(ndtri(1 - alpha / 2)), float(ndtri(1 - alpha / 2 / looks))  # one look, and Bonferroni
    constant = float(brentq(lambda c: _crossed(c * math.sqrt(looks), looks) - alpha, least, most, xtol=1e-6))
    return tuple(constant * math.sqrt(looks / j) for j in range(1, looks + 1))


def _crossed(bound: float, looks: int) -> float:
    """Chance that a walk of standard normal steps is ever beyond ``bound`` at its first so many steps."""
    from scipy.special import ndtr

    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    at, weights = bound * nodes, bound * weights
    density = np.exp(-(at**2) / 2) / math.sqrt(2 * math.pi)
    step = np.exp(-np.square(at[:, None] - at[None, :]) / 2) / math.sqrt(2 * math.pi)
    inside = 2 * float(ndtr(bound)) - 1
    for look in range(2, looks + 1):
        stays = ndtr(bound - at) - ndtr(-bound - at)
        inside = float((weights * density * stays).sum())
        if look < looks:
            density = step @ (weights * density)
    return 1 - inside


@dataclass(frozen=True)
class Look:
    """One planned look: how many scenarios, how far from 0 they are, and whether that is enough to stop."""

    number: int
    scenarios: int
    z: float
    bound: float
    mean: float

    @property
    def crossed(self) -> bool:
        """Whether a disparity is demonstrated at this look."""
        return abs(self.z) >= self.bound


@dataclass(frozen=True)
class Looks:
    """The looks taken, up to the first that stops."""

    looks: tuple[Look, ...]
    planned: int

    @property
    def demonstrated(self) -> bool:
        """Whether the last look taken demonstrates a disparity."""
        return bool(self.looks) and self.looks[-1].crossed

    @property
    def finished(self) -> bool:
        """Whether the run may stop: shown, or at its last planned look. Only then may equivalence be asked."""
        return self.demonstrated or len(self.looks) == self.planned


def judge_looks(differences: Array, planned: int, looks: int = LOOKS, alpha: float = 0.05, tests: int = 1) -> Looks:
    """Judge a run as far as it has come: ``differences`` of the scenarios so far, in the order they were run.

    ``planned`` scenarios in all are looked at after every ``planned / looks`` of them (rounded up); alpha is divided
    by ``tests``. Each look turns the t of the scenarios so far into the z of the same p. Scenarios beyond the last
    full batch wait. NaN scenarios (an arm missing) are left out and do not count. ValueError if a batch would hold
    fewer than 2 scenarios.
    """
    if planned < 2 * looks:
        raise ValueError(f"{planned} scenarios cannot be looked at {looks} times: 2 a batch at least")
    bounds = obrien_fleming(looks, alpha / tests)
    here = differences[np.isfinite(differences)]
    taken: list[Look] = []
    for j, bound in enumerate(bounds, start=1):
        size = math.ceil(planned * j / looks)
        if size > len(here):
            break
        taken.append(Look(j, size, z_of(here[:size]), bound, float(here[:size].mean())))
        if taken[-1].crossed:
            break
    return Looks(tuple(taken), looks)


def z_of(values: Array) -> float:
    """The standard normal deviate with the p of a one-sample t.

    Where every value is the same, no error can be estimated: then that of the exact sign-flip, whose p is 2^(1 - n).
    """
    from scipy.special import ndtri, stdtr

    n, spread = len(values), float(values.std(ddof=1))
    mean = float(values.mean())
    if spread <= 1e-12 * max(abs(mean), 1e-300):
        return math.copysign(1.0, mean) * float(-ndtri(0.5**n)) if mean else 0.0
    t = mean / spread * math.sqrt(n)
    return -math.copysign(1.0, t) * float(ndtri(max(stdtr(n - 1, -abs(t)), 1e-300)))


def e_process(differences: Array, scale: float, bets: Sequence[float] = BETS) -> Array:
    """Evidence against "the label changes nothing" after each scenario; an alarm at 20 has a level of .05.

    K_t is the mean over bets l (and -l) of the product of exp(l d) / cosh(l d): a test martingale, because under the
    null d is symmetric given its size. ``scale`` is the standard deviation of a pilot's differences and, like the
    bets, fixed before the first scenario. ``differences`` is scenarios, or scenarios x columns judged apart.
    Source: statistics.md 6.4 (after de la Pena 1999). ValueError for a scale not above 0 or a missing value.
    """
    if not scale > 0 or not np.isfinite(differences).all():
        raise ValueError("the scale of a pilot must be above 0, and no difference may be missing")
    grid = np.array([s * b / scale for b in bets for s in (1, -1)])
    x = differences[..., None] * grid
    log_wealth = np.cumsum(x - np.logaddexp(x, -x) + math.log(2), axis=0)
    top = log_wealth.max(-1, keepdims=True)
    log_mean = top[..., 0] + np.log(np.exp(log_wealth - top).mean(-1))
    return np.asarray(np.exp(np.minimum(log_mean, 700.0)))


def alarm(evidence: Array, alpha: float = 0.05) -> int | None:
    """The number of scenarios after which a stream's evidence first reached 1 / alpha; None if it never did."""
    reached = np.flatnonzero(evidence >= 1 / alpha)
    return int(reached[0]) + 1 if len(reached) else None
