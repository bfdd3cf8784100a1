"""Turns variances, margins and costs into how many scenarios and repeats a run needs, and what it could see.

Formulas of statistics.md section 8. Variances are those of one scenario: ``var_interaction`` of the difference
between two groups that repeats do not reduce, ``var_repeat`` of one repeat of one arm.
"""

from __future__ import annotations

import math
from typing import Literal


def _z(p: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(p))


def _t(p: float, df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(df, 1.0), p))


def plan_scenarios(
    effect: float,
    var_interaction: float,
    var_repeat: float,
    repeats: int,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    tests: int = 1,
    mode: Literal["difference", "equivalence"] = "difference",
    true_effect: float = 0.0,
) -> int:
    """Scenarios needed to detect ``effect``, or with ``mode="equivalence"`` to exclude a margin of ``effect``.

    v [(t_a + t_b) / effect]^2 with v = var_interaction + 2 var_repeat / repeats, solved for its own degrees of
    freedom. ``tests`` divides alpha for differences; equivalence needs no such correction (intersection-union).
    """
    variance = var_interaction + 2 * var_repeat / repeats
    room = effect if mode == "difference" else effect - abs(true_effect)
    if room <= 0:
        raise ValueError("the true effect is at or beyond the margin: no number of scenarios can exclude it")
    level = 1 - alpha / tests / 2 if mode == "difference" else 1 - alpha
    reach = 1 - (1 - power) / 2 if mode == "equivalence" and true_effect == 0 else power
    n = variance * ((_z(level) + _z(reach)) / room) ** 2
    for _ in range(50):
        df = max(n - 1, 2)
        new = variance * ((_t(level, df) + _t(reach, df)) / room) ** 2
        if abs(new - n) < 1e-3:
            break
        n = new
    return max(2, math.ceil(n - 1e-9))


def mde(
    scenarios: int,
    var_interaction: float,
    var_repeat: float,
    repeats: int,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    tests: int = 1,
    var_voice: float = 0.0,
    voices: int = 1,
) -> float:
    """Smallest difference this many scenarios would reveal with ``power``.

    ``var_voice`` and ``voices`` (a group) add the floor that more scenarios cannot lower.
    """
    if scenarios < 2:
        return math.inf
    variance = var_interaction + 2 * var_repeat / repeats
    total = variance / scenarios + 2 * var_voice / voices
    return (_t(1 - alpha / tests / 2, scenarios - 1) + _t(power, scenarios - 1)) * math.sqrt(total)


def optimal_reps(cost_scenario: float, cost_call: float, var_interaction: float, var_repeat: float) -> float:
    """Repeats that give the least variance for the money, at least 1: sqrt(cost ratio x 2 var_repeat / var_int)."""
    return max(1.0, math.sqrt(cost_scenario / cost_call * 2 * var_repeat / max(var_interaction, 1e-12)))


def plan_rate(
    ratio: float,
    rate: float,
    exposure: float,
    repeats: int,
    cv2_interaction: float,
    cv2_repeat: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    tests: int = 1,
    mode: Literal["difference", "equivalence"] = "difference",
) -> int:
    """Scenarios needed to detect a rate ratio; ``rate`` events per unit, ``exposure`` units per output.

    With ``mode="equivalence"``, to exclude it where the rates are equal. The squared coefficients of variation are of
    the part of a scenario's rate that its two arms do not share.
    """
    if mode == "equivalence":
        z, true = _z(1 - alpha) + _z(1 - (1 - power) / 2), 1.0
    else:
        z, true = _z(1 - alpha / tests / 2) + _z(power), ratio
    variance = _rate_variance(true, rate, exposure, repeats, cv2_interaction, cv2_repeat)
    return math.ceil(variance * (z / math.log(ratio)) ** 2)


def power_rate(
    scenarios: int,
    ratio: float,
    rate: float,
    exposure: float,
    repeats: int,
    cv2_interaction: float,
    cv2_repeat: float,
    *,
    alpha: float = 0.05,
) -> float:
    """Probability that this many scenarios reveal a rate ratio."""
    variance = _rate_variance(ratio, rate, exposure, repeats, cv2_interaction, cv2_repeat) / scenarios
    from scipy.special import ndtr

    return float(ndtr(abs(math.log(ratio)) / math.sqrt(variance) - _z(1 - alpha / 2)))


def _rate_variance(ratio: float, rate: float, exposure: float, repeats: int, cv2_int: float, cv2_rep: float) -> float:
    """Variance of the log rate ratio from one scenario."""
    return (1 + 1 / ratio) / (repeats * exposure * rate) + 2 * (cv2_int + cv2_rep / repeats)


def scenarios_without_difference(margin: float, largest: float = 1.0, alpha: float = 0.05) -> int:
    """Scenarios that must all agree before a mean difference of ``margin`` is excluded: ln a / ln(1 - margin)."""
    share = margin / largest
    return 1 if share >= 1 else math.ceil(math.log(alpha) / math.log1p(-share))
