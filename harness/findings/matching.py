"""One fact and the passages of a note to what became of it: kept, altered or omitted.

A fact is looked for by its own sentence and by every wording the author accepts: content words in any
order inside one or two neighbouring sentences, quantities that agree, and the same negation. It counts
as altered only where most of it stands there and one thing differs; otherwise it is omitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from harness.findings.attribution import attributed, speakers_of
from harness.findings.likeness import Ledger, keeps, likeliest
from harness.findings.passages import Match, Passages
from harness.findings.prepare import FactForms
from harness.findings.text import Document
from harness.findings.wording import Wording, worth
from harness.records import EvidentialStatus

ENOUGH = 0.75
SHORT_ENOUGH = 0.85
"""Share of a wording that must be found; the greater one for a wording of four things or fewer."""
_FULL, DOUBTFUL = 0.9, 0.6
"""Share of a fact's own sentence that leaves no doubt; the probability below which a wording of few words does."""
_MOST = 0.6
"""Share of the anchors that must stand in a passage before a difference is called an alteration."""

FactStatus = Literal["kept", "altered", "omitted"]


@dataclass(frozen=True)
class FactMatch:
    """What became of one fact. ``start`` and ``end`` are characters of the note."""

    status: FactStatus
    code: str | None
    coverage: float
    start: int
    end: int
    why: str
    sentences: tuple[int, ...] = ()
    anchors: frozenset[str] = frozenset()
    likely: bool = False
    """Whether fitted weights decided, not a wording."""


def match_fact(
    forms: FactForms, passages: Passages, *, speakers: bool = True, ledger: Ledger | None = None
) -> FactMatch:
    """Look for one fact. ``speakers`` False: a plain transcript, where nobody is credited with anything.

    Where no wording is found, or only one that is turned round, the likeliest passage of the ``ledger`` decides.
    """
    found = _by_wording(forms, passages, speakers)
    if ledger is None:
        return found
    by_wording = found.status == "kept" or found.code in ("E1", "E2")
    if by_wording and _in_full(forms, passages):
        return found
    likely = likeliest(ledger, forms, passages)
    if by_wording:
        # A wording of few words stands in many a sentence about something else.
        doubtful = likely is not None and likely.probability < DOUBTFUL
        return _lost(forms, passages) if doubtful else found
    if likely is None or not keeps(likely):
        about = likely.about if likely is not None else {}
        unlikely = max((about.get(i, 0.0) for i in found.sentences), default=0.0) < DOUBTFUL
        return _lost(forms, passages) if found.status == "altered" and about and unlikely else found
    if found.status == "altered" and set(found.sentences) & set(range(likely.match.first, likely.match.last + 1)):
        return found  # what is turned round there is not mended by other words of the same sentence
    return replace(credited(forms, [(likely.wording, likely.match)], passages.document, speakers), likely=True)


def _in_full(forms: FactForms, passages: Passages) -> bool:
    """Whether the fact's own sentence stands there, as good as word for word."""
    return any(m.coverage >= _FULL for m in passages.find(forms.wordings[0], _FULL))


def _lost(forms: FactForms, passages: Passages) -> FactMatch:
    whole = len(passages.document.text)
    return FactMatch("omitted", None, coverage_of(forms.wordings, passages), 0, whole, "was not found")


def _by_wording(forms: FactForms, passages: Passages, speakers: bool) -> FactMatch:
    """A fact looked for by its wordings alone."""
    document = passages.document
    found = [(w, m) for w in forms.wordings for m in passages.find(w, _MOST * len(w.anchors) / max(1, w.size))]
    kept = [(w, m) for w, m in found if holds(w, m)]
    turned = {m.first for w, m in found if m.first == m.last and m.flipped and _altered(w, m)}
    # What one sentence turns round is not mended by its neighbour.
    kept = [(w, m) for w, m in kept if m.first == m.last or not turned & set(range(m.first, m.last + 1))]
    against = [_contrary(forms, m, passages) for _, m in kept]
    agreeing = [pair for pair, contrary in zip(kept, against, strict=True) if contrary is None]
    if agreeing:
        return credited(forms, agreeing, document, speakers)
    altered = [(w, m) for w, m in found if m.first == m.last and _altered(w, m) and not _of_another(forms, m, document)]
    altered += [(forms.wordings[0], contrary) for contrary in against if contrary is not None]
    if altered:
        wanted, match = max(altered, key=lambda pair: (pair[1].coverage, len(pair[1].anchors), -pair[1].first))
        return _difference(wanted, match, document)
    return _lost(forms, passages)


def holds(wanted: Wording, match: Match) -> bool:
    if match.flipped or match.missing_quantities or not (match.stance and match.holds_denial and wanted.size):
        return False
    if match.coverage >= enough(wanted):
        return True
    # The words that make it this fact stand in one sentence, with most of one way to say it, denied alike.
    telling = bool(wanted.core) and wanted.core <= match.anchors and match.strong >= 2
    return telling and match.coverage >= _MOST and match.first == match.last and not match.differs


def enough(wanted: Wording) -> float:
    """The share of ``wanted`` that must be found."""
    return ENOUGH if wanted.size > 4 else SHORT_ENOUGH


def _contrary(forms: FactForms, match: Match, passages: Passages) -> Match | None:
    """A short wording was found, but with another quantity than the fact's own sentence states.

    "gone over" is accepted for "has fallen three times"; "gone over twice" is not.
    """
    own = forms.wordings[0]
    whole = passages.fit(own, match.first, match.last)
    strong = len(whole.anchors) >= 2 or len(own.anchors) <= 1
    # A passage that also states the fact's quantity, or none at all, does not contradict it.
    return whole if whole.conflict and strong and match.first == match.last else None


def _altered(wanted: Wording, match: Match) -> bool:
    if not match.stance or not match.named or not (match.conflict or match.flipped):
        return False
    share = worth(match.anchors) / worth(wanted.anchors) if wanted.anchors else 0.0
    if len(match.anchors) >= 2:
        return share == 1.0 or (share >= _MOST and match.strong >= 2)
    # One anchor is evidence only where the wording is that anchor and nothing else but a negation.
    return share == 1.0 and match.flipped and not wanted.quantities


def _difference(wanted: Wording, match: Match, document: Document) -> FactMatch:
    if match.conflict:
        (_, asked), (_, stands) = match.conflict
        code, why = "N1", f'has "{stands}" where the conversation has "{asked}"'
    else:
        code, why = "P1", "says the contrary"
    return _at("altered", code, match, document, why)


def credited(forms: FactForms, kept: Sequence[tuple[Wording, Match]], document: Document, speakers: bool) -> FactMatch:
    """The best passage that keeps the fact; where the fact is somebody's word, one that says so."""
    ranked = sorted(kept, key=lambda pair: (-pair[1].coverage, pair[1].last - pair[1].first, pair[1].first))
    code = {EvidentialStatus.THIRD_PARTY: "E1", EvidentialStatus.OPINION: "E2"}.get(forms.status)
    if code is None or not speakers:
        return _at("kept", None, ranked[0][1], document, "was kept")
    ranked = [pair for pair in ranked if not any(_inside(other, pair[1]) for _, other in ranked)]
    credited = [m for _, m in ranked if _credited(m, document)]
    if credited:
        return _at("kept", None, credited[0], document, "was kept")
    return _at("altered", code, ranked[0][1], document, "is stated as fact, not as somebody's word")


def _inside(one: Match, other: Match) -> bool:
    """Whether a passage is a part of another: the wider one may owe its words of saying to a neighbour."""
    return other.first <= one.first and one.last <= other.last and one.last - one.first < other.last - other.first


def _credited(match: Match, document: Document) -> bool:
    """Whether the sentence of a passage with most of the fact in it says whose word it is."""
    within = range(match.first, match.last + 1)
    most = max(len(match.anchors & document.sentences[i].stems) for i in within)
    return any(
        attributed(document.sentences, i, match.anchors)
        for i in within if len(match.anchors & document.sentences[i].stems) == most
    )  # fmt: skip


def _of_another(forms: FactForms, match: Match, document: Document) -> bool:
    """Whether a passage gives the contrary as the word of somebody other than whose word the fact is.

    "Kieron says she took it" does not turn round that the person saw nobody take it.
    """
    if match.conflict or forms.status is EvidentialStatus.THIRD_PARTY:
        return False
    who = speakers_of(document.sentences[match.first], match.anchors)
    if not who or who & forms.by:
        return False
    return forms.subject in forms.by or any(name.startswith("§") and not name.startswith("§kin:") for name in who)


def _at(status: FactStatus, code: str | None, match: Match, document: Document, why: str) -> FactMatch:
    within = document.sentences[match.first : match.last + 1]
    return FactMatch(
        status, code, round(match.coverage, 4), within[0].start, within[-1].end, why,
        tuple(range(match.first, match.last + 1)), match.anchors,
    )  # fmt: skip


def coverage_of(wordings: Sequence[Wording], passages: Passages) -> float:
    """Share of the best wording found in the best passage, 0..1."""
    return round(max((passages.best(w) for w in wordings), default=0.0), 4)
