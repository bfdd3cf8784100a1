"""Turns a variant's fact ledger into a faithful note, sentence by sentence, in one of five styles.

Three styles are those of the reference tool. ``worker`` is told in the worker's own voice, ``log`` is terse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from harness.notes import HEADINGS, agreed, capital, ended, said_by
from harness.records import EvidentialStatus, FactKind, Variant

STYLES = ("headed", "narrative", "bullets", "worker", "log")

Lead = dict[EvidentialStatus, str]
_REPORT: Lead = {
    EvidentialStatus.REPORTED: "Reported by {who}:",
    EvidentialStatus.THIRD_PARTY: "According to {who}:",
    EvidentialStatus.QUOTED: "Said by {who}:",
    EvidentialStatus.OPINION: "In the view of {who}:",
}
_LEADS: dict[str, Lead] = {
    "headed": _REPORT,
    "narrative": _REPORT,
    "bullets": _REPORT,
    "worker": {
        EvidentialStatus.REPORTED: "We heard from {who}:",
        EvidentialStatus.THIRD_PARTY: "We have it only at second hand, from {who}:",
        EvidentialStatus.QUOTED: "In the words of {who}, as we heard them:",
        EvidentialStatus.OPINION: "We were told that in the view of {who}:",
        EvidentialStatus.OBSERVED: "We saw for ourselves:",
    },
    "log": {
        EvidentialStatus.REPORTED: "{who}:",
        EvidentialStatus.THIRD_PARTY: "{who}, at second hand:",
        EvidentialStatus.QUOTED: "{who}, own words:",
        EvidentialStatus.OPINION: "{who}, opinion:",
        EvidentialStatus.OBSERVED: "Seen:",
    },
}


@dataclass(frozen=True)
class Line:
    """One sentence of a note.

    Attributes:
        about: the fact's id, ``action:N`` counted from 0, or empty for a sentence that states neither.
        status: how the conversation knows it; None stands bare in every style.
        who: whose word it is, as running text calls them.
        heading: a heading of its own, which nothing else stands under.
    """

    about: str
    kind: FactKind
    body: str
    status: EvidentialStatus | None = None
    who: str = ""
    heading: str = ""

    def written(self, style: str) -> str:
        """The sentence as the style puts it."""
        lead = _LEADS[style].get(self.status, "") if self.status else ""
        lead = lead.replace("{who}", self.who)
        if self.about.startswith("action:"):
            lead = {"worker": "We agreed:", "log": "Action:"}.get(style, "")
        return f"{capital(lead)} {ended(self.body)}" if lead else ended(self.body)


@dataclass(frozen=True)
class Written:
    """A note, and for each of its lines the characters it stands at."""

    text: str
    spans: tuple[tuple[int, int], ...]


def faithful(variant: Variant) -> tuple[Line, ...]:
    """Every fact in the words of its ledger and the order it was said in, then the actions agreed."""
    told = [
        Line(fact.id, fact.kind, fact.says, fact.status, said_by(variant, fact))
        for fact in sorted(variant.facts, key=lambda fact: min(fact.turns))
    ]
    told += [
        Line(f"action:{number}", FactKind.ACTION, agreed(variant, action))
        for number, action in enumerate(variant.actions)
    ]
    return tuple(told)


def write(lines: Sequence[Line], style: str) -> Written:
    """The lines as a note. The order of the spans is that of the lines, wherever the style puts them."""
    parts: list[tuple[str, int | None]] = list(_LAYOUT[style](lines))
    text, spans = "", [(0, 0)] * len(lines)
    for piece, number in parts:
        if number is not None:
            spans[number] = (len(text), len(text) + len(piece))
        text += piece
    return Written(text, tuple(spans))


Parts = Iterable[tuple[str, int | None]]


def _headed(lines: Sequence[Line]) -> Parts:
    first = True
    own = dict.fromkeys(line.heading for line in lines if line.heading)
    for heading, kinds in (*HEADINGS.items(), *((heading, ()) for heading in own)):
        under = [
            i for i, line in enumerate(lines) if (line.heading == heading or (not line.heading and line.kind in kinds))
        ]
        if not under:
            continue
        yield (heading if first else f"\n\n{heading}"), None
        first = False
        for number in under:
            yield "\n", None
            yield lines[number].written("headed"), number


def _running(style: str, before: str, between: str) -> Callable[[Sequence[Line]], Parts]:
    def parts(lines: Sequence[Line]) -> Parts:
        for number, line in enumerate(lines):
            yield (between if number else "") + before + (f"{line.heading} " if line.heading else ""), None
            yield line.written(style), number

    return parts


_LAYOUT: dict[str, Callable[[Sequence[Line]], Parts]] = {
    "headed": _headed,
    "narrative": _running("narrative", "", " "),
    "bullets": _running("bullets", "- ", "\n"),
    "worker": _running("worker", "", " "),
    "log": _running("log", "", "\n"),
}
