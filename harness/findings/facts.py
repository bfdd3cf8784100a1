"""A note and a ledger of facts to what became of each fact: kept, altered or omitted (check ``facts.6``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harness.findings.codes import harm_to_fact, of_omission
from harness.findings.coverage import coverage_in
from harness.findings.likeness import FEWEST
from harness.findings.matching import FactMatch, FactStatus, credited, holds, match_fact
from harness.findings.passages import Match, Passages
from harness.findings.prepare import FactForms, Prepared
from harness.findings.statements import statements
from harness.findings.surface import match_surface
from harness.findings.telling import Told, told_by
from harness.findings.text import Document, Sentence, analyse, bare
from harness.findings.wording import Wording, wording
from harness.records import EvidentialStatus, Fact, Finding, Output, Span

CHECK = "facts.6"


@dataclass(frozen=True)
class FactCheck:
    """One fact looked for in a note, without a ledger: ``coverage`` is how much of it was found, 0..1."""

    text: str
    coverage: float
    status: FactStatus


def match_all(prepared: Prepared, passages: Passages, *, speakers: bool = True) -> list[FactMatch]:
    """What became of every fact of the ledger, in its order."""
    found = [
        match_surface(forms.surfaces, passages.document) if forms.surfaces
        else match_fact(forms, passages, speakers=speakers, ledger=prepared.ledger)
        for forms in prepared.facts
    ]  # fmt: skip
    found = [_unless_another(i, match, found) for i, match in enumerate(found)]
    if speakers:
        found = _or_told(prepared, passages, found)
    if not speakers:  # a transcript that drops a "not" is no quotation
        return found
    return [_unless_quoted(match, prepared, passages.document) for match in found]


_TOLD = 0.65
"""Share of a wording from which a sentence that tells the fact, and turns nothing round, keeps it."""


def _or_told(prepared: Prepared, passages: Passages, found: Sequence[FactMatch]) -> list[FactMatch]:
    """What was not found by its words is kept where a sentence tells it better than it tells anything else."""
    if len(prepared.facts) < FEWEST:
        return list(found)
    lost = {forms.id for forms, m in zip(prepared.facts, found, strict=True) if m.status == "omitted"}
    kept: dict[str, tuple[float, tuple[Wording, Match]]] = {}
    for i, _ in statements(passages.document) if lost else ():
        for told in told_by(prepared.tellable, passages, i):
            name = told.entry.id
            pair = _straight(told, passages, i) if name in lost and told.share >= _TOLD else None
            if pair is not None and told.share >= kept.get(name, (0.0,))[0]:
                kept[name] = (told.share, pair)
    out = list(found)
    for n, forms in enumerate(prepared.facts):
        if forms.id in kept and not forms.surfaces:
            out[n] = replace(credited(forms, [kept[forms.id][1]], passages.document, True), likely=True)
    return out


def _straight(told: Told, passages: Passages, i: int) -> tuple[Wording, Match] | None:
    """The nearest wording that the sentence does not turn round: "does not want to leave" beside "wants to stay"."""
    tries = [(told.way.wording, told.match), *((way.wording, passages.fit(way.wording, i, i)) for way in told.near)]
    return next((pair for pair in tries if not _turned(pair[1])), None)


def _turned(match: Match) -> bool:
    return match.flipped or match.conflict is not None or bool(match.missing_quantities) or not match.stance


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
        kept = [(w, m) for w, m in tries if holds(w, m)]
        out.append(credited(forms, kept, document, speakers) if kept else match)
    return out


def _unless_quoted(match: FactMatch, prepared: Prepared, document: Document) -> FactMatch:
    """A whole sentence of the conversation, or a question, changes no fact: what it leaves out is lost, not altered.

    Part of a sentence may: "thinking of ending my life" out of "I'm not thinking of ending my life".
    """
    if match.code not in ("N1", "P1"):
        return match
    quoted = [document.sentences[i] for i in match.sentences]
    if all(s.end and (_said(document, s) in prepared.spoken or _said(document, s).endswith("?")) for s in quoted):
        whole = len(document.text)
        return replace(match, status="omitted", code=None, start=0, end=whole, why="was not found", sentences=())
    return match


def _said(document: Document, sentence: Sentence) -> str:
    return bare(document.text[sentence.body : sentence.end])


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
        rule = "likeness" if match.likely else rule
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
        out.append(FactCheck(text, coverage_in(wordings, passages), match.status))
    return out
