"""A variant to what every check of its outputs needs, made once: source units, wordings, turns."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.findings.cast import Cast
from harness.findings.likeness import Ledger
from harness.findings.paraphrases import families_in
from harness.findings.source import Source, source_of_variant
from harness.findings.telling import Entry, Tellable, entry_of, way_of
from harness.findings.text import Document, analyse, bare, canonical, stems_of
from harness.findings.topics import found_in
from harness.findings.wording import WEAK, Wording, wording
from harness.masking import PRONOUN
from harness.notes import agreed
from harness.records import EvidentialStatus, Fact, NotSaid, Turn, Variant

_KEPT = 512
"""Variants held at once: outputs come tool by tool, and the next tool's are of the same variants again."""


@dataclass(frozen=True)
class FactForms:
    """A fact as what is looked for. ``wordings`` begins with the fact's own sentence."""

    id: str
    status: EvidentialStatus
    wordings: tuple[Wording, ...]
    by: frozenset[str] = frozenset()
    """Sentinels for whose word it is."""
    subject: str = ""
    """Sentinel of the person the scenario is about."""
    surfaces: tuple[str, ...] = ()
    """Words of a characteristic that must appear as they are; "()" for other facts."""


@dataclass(frozen=True)
class Prepared:
    """A variant, ready."""

    variant: Variant
    turns: dict[int, Turn]
    source: Source
    facts: tuple[FactForms, ...]
    ledger: Ledger
    """The same facts together."""
    not_said: tuple[tuple[NotSaid, tuple[Wording, ...]], ...]
    ledger_topics: frozenset[str]
    """Topics that some wording of some fact touches."""
    ledger_words: frozenset[str]
    """Stems of every wording of every fact."""
    known: frozenset[str]
    """All words of the conversation and of the ledger."""
    spoken: frozenset[str]
    """Every sentence of the conversation, label apart, as ``bare`` text."""
    meanings: frozenset[str]
    """Paraphrase families that the conversation or a wording expresses."""
    heard: str
    """The whole conversation as canonical words, nobody named: the same in every arm."""
    tellable: Tellable
    """Facts and agreed actions, with who and what each is about."""


_made: OrderedDict[str, Prepared] = OrderedDict()
_known: dict[int, Prepared] = {}
"""By identity of the variant, which the entry itself keeps alive: most calls hand over the very same object."""


def prepare(variant: Variant) -> Prepared:
    """Everything the checks need of ``variant``; remembered for the next outputs of the same variant."""
    known = _known.get(id(variant))
    if known is not None and known.variant is variant:
        return known
    key = variant.model_dump_json()
    if key not in _made:
        # "" keeps the last word of one wording from making a phrase with the first of the next.
        document = analyse(variant.text, variant.people)
        ledger = [stem for fact in variant.facts for w in (fact.says, *fact.accept) for stem in (*stems_of(w), "")]
        forms = facts_of(variant.facts, variant)
        tellable = _tellable(variant, forms, document)
        source, ledger_words = source_of_variant(variant, document), frozenset(ledger)
        _made[key] = Prepared(
            variant=variant,
            turns={turn.number: turn for turn in variant.turns},
            source=source,
            facts=forms,
            ledger=Ledger.of(forms),
            not_said=tuple(
                (u, tuple(wording(w, variant.people) for w in (u.says, *u.accept))) for u in variant.not_said
            ),
            ledger_topics=found_in(ledger),
            ledger_words=ledger_words,
            known=source.words | ledger_words,
            spoken=frozenset(bare(document.text[s.body : s.end]) for s in document.sentences),
            meanings=_meanings(document, tellable),
            heard=canonical(t for s in document.sentences for t in s.tokens if t.start >= s.body),
            tellable=tellable,
        )
        _known[id(variant)] = _made[key]
        if len(_made) > _KEPT:
            _, oldest = _made.popitem(last=False)
            _known.pop(id(oldest.variant), None)
    _made.move_to_end(key)
    return _made[key]


def facts_of(facts: Sequence[Fact], variant: Variant) -> tuple[FactForms, ...]:
    """Facts of a variant as what is looked for."""
    return tuple(_forms(fact, variant) for fact in facts)


def _forms(fact: Fact, variant: Variant) -> FactForms:
    wordings = [wording(w, variant.people) for w in (fact.says, *fact.accept)]
    subject = frozenset({f"§{variant.subject}§"})
    # Nobody whom any wording names, nor the subject, can stand for "the daughter" of another wording.
    people = subject.union(*(w.people for w in wordings))
    core = _core(wordings)
    wordings = [replace(w, people=people, others=w.people - subject - {PRONOUN}, core=core) for w in wordings]
    own = frozenset({f"§{fact.by}§"}) | ({PRONOUN} if fact.by == variant.subject else frozenset())
    return FactForms(fact.id, fact.status, tuple(wordings), own, f"§{variant.subject}§", _surfaces(fact, variant))


def _core(wordings: Sequence[Wording]) -> frozenset[str]:
    """Telling anchors that three quarters of three or more wordings share."""
    if len(wordings) < 3:
        return frozenset()
    counted = Counter(anchor for w in wordings for anchor in w.anchors - WEAK)
    return frozenset(anchor for anchor, n in counted.items() if 4 * n >= 3 * len(wordings))


def _surfaces(fact: Fact, variant: Variant) -> tuple[str, ...]:
    """Slot surfaces that ``fact`` states literally: they must reach the record as they are."""
    if not fact.carries:
        return ()
    out: list[str] = []
    for person in variant.people.values():
        out += [surface for surface in person.slots.values() if surface.strip() and surface in fact.says]
        if "age" in fact.carries and person.age is not None and str(person.age) in fact.says:
            out.append(str(person.age))
    longest: list[str] = []
    for surface in sorted(set(out), key=lambda s: (-len(s), s)):
        if not any(surface in other for other in longest):
            longest.append(surface)
    return tuple(longest)


def _meanings(document: Document, tellable: Tellable) -> frozenset[str]:
    heard = frozenset(family for s in document.sentences for family, _, _ in families_in(s.tokens))
    return heard.union(*(entry.meanings for entry in tellable.entries))


def _tellable(variant: Variant, forms: Sequence[FactForms], document: Document) -> Tellable:
    """Facts and agreed actions, as what a sentence of a note may tell."""
    cast = Cast.of(variant)
    turns = {turn.number: turn for turn in variant.turns}
    entries: list[Entry] = []
    for fact, own in zip(variant.facts, forms, strict=True):
        there = [turns[n] for n in fact.turns if n in turns]
        said = [s for s in document.sentences if any(s.end > t.start and s.start < t.end for t in there)]
        texts = (fact.says, *fact.accept)
        ways = [way_of(text, w, cast, fact.by) for text, w in zip(texts, own.wordings, strict=True)]
        speakers = frozenset(t.person for t in there if t.person)
        entries.append(entry_of(fact.id, fact.status, fact.by, ways, said, speakers, cast))
    actions: list[FactForms] = []
    for n, action in enumerate(variant.actions):
        text = agreed(variant, action)
        wanted = wording(text, variant.people)
        actions.append(FactForms(f"action:{n}", EvidentialStatus.REPORTED, (wanted,)))
        way = way_of(text, wanted, cast, action.owner)
        entries.append(entry_of(f"action:{n}", None, action.owner, [way], (), frozenset({cast.writer}), cast))
    where: dict[str, set[int]] = {}
    for i, entry in enumerate(entries):
        for way in entry.ways:
            for key in way.wording.keys:
                where.setdefault(key, set()).add(i)
    held = {key: frozenset(found) for key, found in where.items()}
    return Tellable(cast, tuple(entries), Ledger.of([*forms, *actions]), held)
