"""A note and a ledger of facts to what became of each fact: kept, altered or omitted (check ``facts.1``).

A fact is looked for by its own sentence and by every wording the author accepts: content words in any
order inside one or two neighbouring sentences, quantities that agree, and the same negation. It counts
as altered only where most of it stands there and one thing differs; otherwise it is omitted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from harness.findings.attribution import attributed, speakers_of
from harness.findings.codes import harm_to_fact, of_omission
from harness.findings.passages import Match, Passages
from harness.findings.prepare import FactForms, Prepared
from harness.findings.text import Document, analyse
from harness.findings.wording import Wording, wording
from harness.masking import fold
from harness.records import EvidentialStatus, Fact, Finding, Output, Span

CHECK = "facts.1"

ENOUGH = 0.75
SHORT_ENOUGH = 0.85
"""Share of a wording that must be found; the greater one for a wording of four things or fewer."""
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


@dataclass(frozen=True)
class FactCheck:
    """One fact looked for in a note, without a ledger: ``coverage`` is the share of it found, 0..1."""

    text: str
    coverage: float
    status: FactStatus


# ------------------------------------------------------------------ one fact


def match_fact(forms: FactForms, passages: Passages, *, speakers: bool = True) -> FactMatch:
    """Look for one fact. ``speakers`` False: a plain transcript, where nobody is credited with anything."""
    document = passages.document
    found = [(w, m) for w in forms.wordings for m in passages.find(w, _MOST * len(w.anchors) / max(1, w.size))]
    kept = [(w, m) for w, m in found if _kept(w, m)]
    against = [_contrary(forms, m, passages) for _, m in kept]
    agreeing = [pair for pair, contrary in zip(kept, against, strict=True) if contrary is None]
    if agreeing:
        return _attributed(forms, agreeing, document, speakers)
    altered = [(w, m) for w, m in found if m.first == m.last and _altered(w, m) and not _of_another(forms, m, document)]
    altered += [(forms.wordings[0], contrary) for contrary in against if contrary is not None]
    if altered:
        wanted, match = max(altered, key=lambda pair: (pair[1].coverage, len(pair[1].anchors), -pair[1].first))
        return _difference(wanted, match, document)
    return FactMatch("omitted", None, coverage_of(forms.wordings, passages), 0, len(document.text), "was not found")


def _kept(wanted: Wording, match: Match) -> bool:
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
    share = len(match.anchors) / max(1, len(wanted.anchors))
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


def _attributed(
    forms: FactForms, kept: Sequence[tuple[Wording, Match]], document: Document, speakers: bool
) -> FactMatch:
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


# ------------------------------------------------------------------ a fact that states a characteristic


def match_surface(surfaces: Sequence[str], document: Document) -> FactMatch:
    """Look for the very words of a characteristic ("White British", "a hearing impairment"), unmasked."""
    low = fold(document.text).lower()
    spans: list[tuple[int, int]] = []
    for surface in surfaces:
        span = _literal(surface, low) or _by_words(surface, document)
        if span is None:
            return FactMatch("omitted", None, round(len(spans) / len(surfaces), 4), 0, len(document.text),
                             f'does not have "{surface}"')  # fmt: skip
        spans.append(span)
    start, end = min(spans)[0], max(e for _, e in spans)
    inside = tuple(i for i, s in enumerate(document.sentences) if s.start < end and s.end > start)
    return FactMatch("kept", None, 1.0, start, end, "was kept", inside)


def _literal(surface: str, low: str) -> tuple[int, int] | None:
    words = re.sub(r"^(?:an?|the|her|his|their)\s+", "", fold(surface).lower().strip())
    pattern = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", words))
    match = re.search(rf"(?<!\w){pattern}(?!\w)", low)
    return match.span() if match else None


def _by_words(surface: str, document: Document) -> tuple[int, int] | None:
    """A sentence with every content word of the surface, so that "aged eighty-four" is 84."""
    wanted = wording(surface)
    if not wanted.size:
        return None
    amounts = {amount.split()[0] for _, amount in wanted.quantities}
    for sentence in analyse(document.text).sentences:
        if wanted.anchors <= sentence.stems and amounts <= {t.text for t in sentence.tokens}:
            negative = any(t.kind == "not" for t in sentence.tokens)
            if negative or not wanted.negated:
                return sentence.start, sentence.end
    return None


# ------------------------------------------------------------------ a whole note


def match_all(prepared: Prepared, passages: Passages, *, speakers: bool = True) -> list[FactMatch]:
    """What became of every fact of the ledger, in its order."""
    found = [
        match_surface(forms.surfaces, passages.document) if forms.surfaces
        else match_fact(forms, passages, speakers=speakers)
        for forms in prepared.facts
    ]  # fmt: skip
    return [_unless_another(i, match, found) for i, match in enumerate(found)]


def match_spoken(prepared: Prepared, passages: Passages, *, speakers: bool = True) -> list[FactMatch]:
    """As ``match_all``, of the conversation itself, where a fact may lie spread over the turns it is said in."""
    document = passages.document
    out: list[FactMatch] = []
    for fact, forms, match in zip(
        prepared.variant.facts, prepared.facts, match_all(prepared, passages, speakers=speakers), strict=True
    ):
        within = source_span(prepared, fact)
        inside = [i for i, s in enumerate(document.sentences) if s.end > within.start and s.start < within.end]
        if match.status == "kept" or forms.surfaces or not inside:
            out.append(match)
            continue
        tries = [(w, passages.fit(w, inside[0], inside[-1])) for w in forms.wordings]
        kept = [(w, m) for w, m in tries if _kept(w, m)]
        out.append(_attributed(forms, kept, document, speakers) if kept else match)
    return out


def _unless_another(i: int, match: FactMatch, found: Sequence[FactMatch]) -> FactMatch:
    """A passage that keeps another fact with the same words is about that fact; this one is then omitted."""
    if match.code not in ("N1", "P1"):
        return match
    for j, other in enumerate(found):
        if j != i and other.status == "kept" and set(match.sentences) & set(other.sentences) and (
            match.anchors <= other.anchors
        ):  # fmt: skip
            return replace(match, status="omitted", code=None, start=0, end=-1, why="was not found", sentences=())
    return match


def examine_facts(prepared: Prepared, output: Output, matches: Sequence[FactMatch] | None) -> list[Finding]:
    """One finding for every fact. ``matches`` None: there is no answer, and every fact is lost."""
    variant = prepared.variant
    out: list[Finding] = []
    for i, fact in enumerate(variant.facts):
        nothing = FactMatch("omitted", None, 0.0, 0, len(output.text), "is lost: there is no usable answer")
        match = nothing if matches is None else matches[i]
        code = match.code if match.status != "omitted" else of_omission(fact)
        rule = "no-answer" if matches is None else "surface" if prepared.facts[i].surfaces else "anchors"
        out.append(Finding(
            call=output.call,
            check=CHECK,
            about=fact.id,
            status=match.status,
            code=code,
            harm=harm_to_fact(code, fact) if code else None,
            weight=fact.weight,
            must_carry=variant.axis in fact.carries,
            source=source_span(prepared, fact),
            output=Span(start=match.start, end=match.end if match.end >= 0 else len(output.text)),
            decided_by=f"rule:{rule}",
            says=_sentence(fact, match),
        ))  # fmt: skip
    return out


def source_span(prepared: Prepared, fact: Fact) -> Span:
    """The turns a fact is said in."""
    turns = [prepared.turns[number] for number in fact.turns if number in prepared.turns]
    if not turns:
        return Span(start=0, end=len(prepared.variant.text))
    return Span(start=min(t.start for t in turns), end=max(t.end for t in turns))


def _sentence(fact: Fact, match: FactMatch) -> str:
    said = fact.says.rstrip(".")
    if match.code in ("N1", "P1") or match.why.startswith("does"):
        return f'"{said}": the record {match.why}.'
    return f'"{said}" {match.why}.'


def check_facts(facts: Sequence[str | Mapping[str, object]], note: str | Sequence[str]) -> list[FactCheck]:
    """Look for plain facts (texts, or mappings with ``text`` and perhaps ``accept``) in any note."""
    passages = Passages(analyse(note if isinstance(note, str) else "\n".join(note)))
    out: list[FactCheck] = []
    for fact in facts:
        text = fact if isinstance(fact, str) else str(fact["text"])
        others = [] if isinstance(fact, str) else fact.get("accept") or []
        wordings = tuple(wording(str(w)) for w in (text, *others))  # type: ignore[misc]
        match = match_fact(FactForms("", EvidentialStatus.REPORTED, wordings), passages)
        coverage = match.coverage if match.status == "kept" else coverage_of(wordings, passages)
        out.append(FactCheck(text, coverage, match.status))
    return out


def coverage_of(wordings: Sequence[Wording], passages: Passages) -> float:
    """Share of the best wording found in the best passage, 0..1."""
    return round(max((passages.best(w) for w in wordings), default=0.0), 4)
