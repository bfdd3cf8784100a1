"""Turns the numbers of an estimate into one plain English sentence that carries its n and its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from harness.records import Verdict
from harness.stats.contrast import Contrast, Kind


@dataclass(frozen=True)
class Wording:
    """How a measure is told: its title, what exposure counts, and its kind."""

    title: str
    per: str
    kind: Kind
    points: bool
    """Whether values are fractions of 1, told as per cent and points."""


def number(value: float) -> str:
    """A number as a person writes it: whole if whole, else up to three figures; infinity in words."""
    if math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "without limit" if value > 0 else "minus without limit"
    if abs(value) >= 1e7 or 0 < abs(value) < 1e-3:
        return f"{int(value):,}" if value == int(value) else f"{value:.3g}"
    text = f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ratio_bound(value: float) -> str:
    """A bound of a ratio; beyond a hundredfold it only says that nothing useful is known."""
    if math.isinf(value) and value > 0:
        return "no limit"
    return "below 0.01" if value < 0.01 else "above 100" if value > 100 else number(value)


def percent(value: float) -> str:
    """A fraction as per cent, one place below ten."""
    return "unknown" if math.isnan(value) else f"{_points(value)} %"


def _points(value: float) -> str:
    """A fraction in points of a hundred."""
    scaled = value * 100
    if not math.isfinite(scaled):
        return number(scaled)
    text = f"{scaled:.1f}" if abs(scaled) < 10 else f"{scaled:.0f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def p_value(p: float) -> str:
    """A p-value as it is printed: never 0."""
    return "adjusted p < 0.001" if p < 0.001 else f"adjusted p = {p:.3f}" if p < 0.1 else f"adjusted p = {p:.2f}"


def plural(n: int, noun: str, many: str | None = None) -> str:
    """``1 scenario``, ``2 scenarios``."""
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


LEAD = "A lead to check, not a verdict: no margin is set."


def contrast_sentence(c: Contrast, words: Wording, a: str, b: str, note: str = "", lead: bool = False) -> str:
    """One comparison told: direction, both arms, n, size, interval, p, then a note, then the verdict (or ``LEAD``)."""
    told = f"{words.title}: {_direction(c, words, a, b)}, {_sides(c, words)} in {plural(c.scenarios, 'scenario')}"
    if c.value is not None or c.scenarios >= 2:
        told += f" ({_size(c, words)}; {p_value(c.p_adjusted)})"
    return " ".join(part for part in (told + ".", note, LEAD if lead else _conclusion(c, words)) if part)


def _direction(c: Contrast, words: Wording, a: str, b: str) -> str:
    centre = 1.0 if c.ratio else 0.0
    if c.scenarios == 0 or any(math.isnan(x) for x in c.levels):
        return f"{a} against {b}"
    value = c.value if c.value is not None else (math.inf if c.levels[0] > c.levels[1] else centre)
    if value == centre:
        return f"the same for {a} and {b}"
    if words.kind == "mean":
        return f"{'higher' if value > centre else 'lower'} for {a} than for {b}"
    return f"{'more' if value > centre else 'less'} often for {a} than for {b}"


def _sides(c: Contrast, words: Wording) -> str:
    if words.kind == "mean":
        show = percent if words.points else number
        return f"{show(c.levels[0])} against {show(c.levels[1])}"
    return (
        f"{number(c.events[0])} of {number(c.exposure[0])} {words.per} against "
        f"{number(c.events[1])} of {number(c.exposure[1])}"
    )


def _size(c: Contrast, words: Wording) -> str:
    if c.ratio:
        value = "cannot be computed" if c.value is None else number(c.value)
        return f"ratio {value}, 95 % interval {ratio_bound(c.low)} to {ratio_bound(c.high)}"
    show = _points if words.points else number
    unit = " points" if words.points else ""
    value = "cannot be computed" if c.value is None else show(c.value) + unit
    return f"difference {value}, 95 % interval {show(c.low)} to {show(c.high)}"


def _margin(c: Contrast, words: Wording) -> str:
    if c.margin is None:
        return "no margin"
    if c.ratio:
        return f"ratio {number(c.margin)}"
    return f"{_points(c.margin)} points" if words.points else number(c.margin)


def _conclusion(c: Contrast, words: Wording) -> str:
    show = number if c.ratio or not words.points else _points
    inside = f"equivalence interval {show(c.eq_low)} to {show(c.eq_high)}"
    reason = f": {c.reason}" if c.reason else ""
    return {
        Verdict.INSTRUMENT_INVALID: f"Nothing can be concluded{reason}.",
        Verdict.DISPARITY_MATERIAL: f"A disparity larger than the margin ({_margin(c, words)}) is demonstrated.",
        Verdict.DISPARITY: f"Disparity{reason}.",
        Verdict.SMALL: f"A real difference, smaller than the margin ({_margin(c, words)}; {inside}).",
        Verdict.EQUIVALENT: f"A difference as large as the margin ({_margin(c, words)}) is excluded ({inside}).",
        Verdict.INCONCLUSIVE: f"Inconclusive{reason}.",
    }[c.verdict]
