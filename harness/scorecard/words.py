"""Turns numbers, names and untrusted text into what a reader sees: percentages with n, plain words, safe characters."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from harness.measures import MEASURES, Measure
from harness.records import Estimate, Harm, Status, Verdict

NBSP = "\u00a0"
MINUS = "\u2212"

_KEPT_CONTROLS = "\n\t"
# Marks that reorder or hide text without being seen. The joiners U+200C and U+200D stay: Persian and
# several Indian languages are misspelt without them.
_INVISIBLE = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def visible(text: str, limit: int = 2_000) -> str:
    """Untrusted text with every control, reordering or unpaired character shown as ``[U+202E]``.

    Nothing is dropped in silence; what is longer than ``limit`` characters ends in an ellipsis.
    """
    return "".join(_shown(character) for character in clip(text, limit))


def _shown(character: str) -> str:
    hidden = character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cs")
    # U+FFFE and U+FFFF (in every plane) are not characters at all, and HTML forbids them.
    nothing = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return f"[U+{ord(character):04X}]" if (hidden and character not in _KEPT_CONTROLS) or nothing else character


def one_line(text: str, limit: int = 200) -> str:
    """``visible`` text with every run of white space made one space."""
    return visible(" ".join(text[: 8 * limit].split()), limit)


def clip(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word where one is near, with an ellipsis for the rest."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > 0.8 * limit else cut).rstrip() + "…"


# ------------------------------------------------------------------ numbers


def percent(share: float, *, trim: bool = False) -> str:
    """A share of 1 as "3.4 %"; ``trim`` writes "5 %" for a round number that people chose."""
    points = 100 * share
    if 0 < abs(points) < 0.05:
        return f"less than 0.1{NBSP}%"
    if 99.95 <= points < 100:
        return f"more than 99.9{NBSP}%"
    exact = points in (0, 100) or (trim and math.isclose(points, round(points), abs_tol=1e-9))
    return signless(points, 0 if exact else 1) + f"{NBSP}%"


def signless(value: float, places: int) -> str:
    """A number with a true minus sign, and no minus on a zero."""
    text = f"{value:,.{places}f}"
    return text.replace("-", "" if float(text.replace(",", "")) == 0 else MINUS)


def amount(value: float) -> str:
    """A count: whole where it is whole, else one decimal (weighted facts)."""
    return signless(value, 0 if float(value).is_integer() else 1)


def difference(value: float, kind: str) -> str:
    """A difference in points ("+2.1 points") or a ratio ("1.4 times"), infinite where nothing is excluded."""
    if kind == "ratio":
        return "without limit" if math.isinf(value) else f"{value:.2f} times"
    if math.isinf(value):
        return "without limit"
    return f"{'+' if 100 * value >= 0.05 else ''}{signless(100 * value, 1)} points"


def margin(size: float, kind: str) -> str:
    """A margin that people chose, without needless noughts: "3 points", "1.5 times"."""
    return f"{size:g} times" if kind == "ratio" else f"{round(100 * size, 2):g} points"


def plural(number: int, one: str, many: str | None = None) -> str:
    """ "1 scenario", "60 scenarios"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(things: list[str]) -> str:
    """ "a, b and c"."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}" if things else ""


def upper_first(text: str) -> str:
    """The text with a capital first letter; the rest as it was."""
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------ estimates in words


def measure_of(name: str) -> Measure:
    """The measure, or a plain stand-in for one this version does not know."""
    known = MEASURES.get(name)
    return known or Measure(name, "share", "higher", (), upper_first(plain(name)), plain(name), "opportunities")


def measure_order(name: str) -> int:
    """The place of a measure in the order a scorecard tells them."""
    return list(MEASURES).index(name) if name in MEASURES else len(MEASURES)


def level(estimate: Estimate) -> str:
    """A level with its n: "3 of 88, 3.4 %; could be as high as 8.1 %"."""
    worse = measure_of(estimate.measure).worse
    if estimate.value is None:
        return f"not measured ({amount(estimate.exposure)} looked at)"
    bound = estimate.interval.high if worse == "higher" else estimate.interval.low
    said = f"{amount(estimate.events)} of {amount(estimate.exposure)}, {percent(estimate.value)}"
    if measure_of(estimate.measure).kind == "mean":  # a mean over scenarios is not the quotient of the sums
        said = f"{percent(estimate.value)} on average over {plural(estimate.n_scenarios, 'scenario')}"
    way = "high" if worse == "higher" else "low"
    limit = "no limit can be given" if math.isinf(bound) else f"could be as {way} as {percent(bound)}"
    return f"{said}; {limit}"


def level_with_interval(estimate: Estimate) -> str:
    """A level with both ends: "92 of 290, 31.7 % (95 % interval 20.1 % to 43.8 %)"."""
    if estimate.value is None:
        return "not measured"
    low, high = estimate.interval.low, estimate.interval.high
    upper = "no limit" if math.isinf(high) else percent(high)
    said = f"{amount(estimate.events)} of {amount(estimate.exposure)}, {percent(estimate.value)}"
    return f"{said} ({percent(estimate.interval.level, trim=True)} interval {percent(low)} to {upper})"


def contrast(estimate: Estimate) -> str:
    """A difference with its interval: "+2.1 points (−0.4 to +4.6)"."""
    if estimate.value is None:
        return "not measured"
    kind = estimate.kind
    low, high = estimate.interval.low, estimate.interval.high
    bound = _ratio_bound if kind == "ratio" else _bound
    return f"{difference(estimate.value, kind)} ({bound(low)} to {bound(high)})"


def _ratio_bound(value: float) -> str:
    if math.isinf(value) and value > 0:
        return "no limit"
    return "below 0.01" if value < 0.01 else "above 100" if value > 100 else f"{value:.2f}"


def _bound(value: float) -> str:
    return "no limit" if math.isinf(value) else difference(value, "difference").removesuffix(" points")


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")


def group(axis: str | None, name: str, labels: Mapping[str, str]) -> str:
    """The label people read for a group of an axis, clipped; its identifier as words where it has none."""
    return one_line(labels.get(f"{axis}.{name}", plain(name)), 60)


def sides(estimate: Estimate, labels: Mapping[str, str]) -> tuple[str, str]:
    """The two groups of a contrast, as labels; the second is empty where the contrast names only one."""
    first, _, second = estimate.contrast.partition(" - ")
    named = [group(estimate.axis, side.removesuffix(" twin"), labels) for side in (first, second) if side]
    if first.endswith(" twin"):
        named[0] += " (twin)"
    return named[0], named[1] if len(named) > 1 else ""


def untitled(sentence: str, title: str) -> str:
    """A sentence without the title before it, where the page says that already."""
    rest = sentence.removeprefix(f"{title}: ")
    return upper_first(rest) if rest else sentence


# ------------------------------------------------------------------ marks


@dataclass(frozen=True)
class Mark:
    """A status as word, symbol and tone: colour never stands alone."""

    symbol: str
    word: str
    tone: str
    """good, bad, unsure, care or plain; names a class of the style sheet."""


STATUS_MARKS = {
    Status.PASS: Mark("✓", "Passed", "good"),
    Status.FAIL: Mark("✕", "Failed", "bad"),
    Status.NOT_ENOUGH_EVIDENCE: Mark("?", "Not enough evidence", "unsure"),
}

GRADE_MARKS = {
    "PASS": Mark("✓", "Pass", "good"),
    "FAIL": Mark("✕", "Fail", "bad"),
    "INSUFFICIENT EVIDENCE": Mark("?", "Insufficient evidence", "unsure"),
    "CONDITIONAL": Mark("!", "Conditional", "care"),
}

VERDICT_MARKS = {
    Verdict.DISPARITY_MATERIAL: Mark("▲", "Difference larger than the margin", "bad"),
    Verdict.DISPARITY: Mark("▲", "Difference shown", "bad"),
    Verdict.SMALL: Mark("△", "Small difference", "care"),
    Verdict.INCONCLUSIVE: Mark("?", "Not enough evidence", "unsure"),
    Verdict.INSTRUMENT_INVALID: Mark("⊘", "Cannot be measured", "unsure"),
    Verdict.EQUIVALENT: Mark("=", "Within the margin", "plain"),
}
"""In the order a reader should meet them."""

VERDICT_MEANINGS = {
    Verdict.DISPARITY_MATERIAL: "The whole interval lies beyond the margin: the difference matters.",
    Verdict.DISPARITY: "A difference is demonstrated; it may be larger than the margin.",
    Verdict.SMALL: "A difference is demonstrated, and it is smaller than the margin.",
    Verdict.INCONCLUSIVE: "This run cannot tell. It does not mean there is no difference.",
    Verdict.INSTRUMENT_INVALID: "The check, twins or missing answers differed by themselves: nothing can be said.",
    Verdict.EQUIVALENT: "Differences as large as the margin are ruled out on these scenarios. It does not mean fair.",
}

EXPLORATORY = Mark("•", "Explored, no verdict", "plain")
EXPLORED = "Looked at, but not among the questions this run was planned to answer."
UNSURE = (Verdict.INCONCLUSIVE, Verdict.INSTRUMENT_INVALID)

FLAGGED = (Verdict.DISPARITY_MATERIAL, Verdict.DISPARITY, Verdict.SMALL)

HARM_WORDS = {
    Harm.S5: "Catastrophic",
    Harm.S4: "Major",
    Harm.S3: "Considerable",
    Harm.S2: "Significant",
    Harm.S1: "Minor",
}


def grade_mark(grade: str) -> Mark:
    """The mark of a grade; one this version does not know is shown in its own words."""
    return GRADE_MARKS.get(grade.strip().upper(), Mark("•", one_line(grade, 60), "plain"))


def verdict_mark(estimate: Estimate) -> Mark:
    """The mark of a contrast's verdict."""
    return VERDICT_MARKS[estimate.verdict] if estimate.verdict else EXPLORATORY


def verdict_order(estimate: Estimate) -> int:
    """Worst verdicts first; none at all last."""
    return list(VERDICT_MARKS).index(estimate.verdict) if estimate.verdict else len(VERDICT_MARKS)


def changed_standard(before: str | None) -> str:
    """That a run is judged by another standard than the one it was begun with; nothing if it is not."""
    if before is None:
        return ""
    return (
        "The standard was changed after the answers were in. This run was begun with "
        f"{one_line(before, 160)}; it is judged here by another, chosen when its results could be known."
    )
