"""A sentence of a note to the entries of the ledger that it tells: facts and actions, each by its nearest wording.

What a sentence tells decides what it may be compared with: who the fact is about, whose word it is, when, how surely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from harness.findings import lexicon as lx
from harness.findings.associations import Associations
from harness.findings.cast import Cast, Mention
from harness.findings.degrees import marked, steps
from harness.findings.likeness import Ledger
from harness.findings.paraphrases import families_in
from harness.findings.passages import Match, Passages
from harness.findings.stems import stem
from harness.findings.text import Document, Sentence
from harness.findings.tokens import Token, values
from harness.findings.verbs import hedges, times
from harness.findings.wording import WEAK, WRITER, Wording
from harness.records import EvidentialStatus

LEAST = 0.35
"""Share of a wording, by what its words tell, from which a sentence may be telling it."""
ALIKE = 0.35
"""Share from which an entry with the same words is as good an account of a sentence as the likeliest."""
_NEW = 0.4
"""Share of what an entry accounts for that no likelier entry has accounted for already."""
_NEAR = 0.15
"""Wordings of one entry that are within this of the nearest are as good as it."""
PEOPLE = WRITER | frozenset(stem(word) for word in (*lx.ROLES, *lx.QUALIFIERS, *lx.BODIES))
"""Stems that say who, not what: they tell no fact from another."""
_WHO = 0.3
_ANOTHER = 0.6
"""What another quantity of the same sort counts for: the sentence may well be about it, and wrong."""
_DRAWN = 0.2
"""Words that only one entry has, of which a wording lacks so many more: one word found of one is little evidence."""


@dataclass(frozen=True)
class Way:
    """One wording of an entry, with whom it names; "I" is whose word it is."""

    text: str
    wording: Wording
    mentions: tuple[Mention, ...]
    hedges: frozenset[str]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its words in order."""
        return self.wording.tokens


@dataclass(frozen=True)
class Entry:
    """A fact or an agreed action, with everything about it that a note must not change."""

    id: str
    status: EvidentialStatus | None
    by: str
    ways: tuple[Way, ...]
    said: tuple[Sentence, ...]
    """Sentences of the turns it was said in; () for an action."""
    sayers: frozenset[str]
    """Keys of who speaks in those turns, of whose word it is, and of whom a wording or a turn credits with anything."""
    named: frozenset[str]
    """Everybody whom its wordings or its turns name, and who speaks there."""

    @cached_property
    def amounts(self) -> frozenset[tuple[str, str]]:
        """Every quantity of its wordings and of its turns."""
        own = [way.wording.quantities for way in self.ways]
        return frozenset().union(*own, *(((v.sort, v.amount) for v in values(s.tokens)) for s in self.said))

    @cached_property
    def sorts(self) -> frozenset[str]:
        """What sorts of quantity its wordings state."""
        return frozenset(sort for way in self.ways for sort, _ in way.wording.quantities)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of its wordings and turns, as stems and as written."""
        return frozenset(w for tokens in self.tokens for t in tokens for w in (t.text, t.stem))

    @cached_property
    def tokens(self) -> tuple[tuple[Token, ...], ...]:
        """Its wordings, then the sentences it was said in."""
        return (*(way.tokens for way in self.ways), *(s.tokens for s in self.said))

    @cached_property
    def times(self) -> Mapping[str, frozenset[str]]:
        """By word: the times in which any wording or turn has it."""
        out: dict[str, set[str]] = {}
        for tokens in self.tokens:
            for anchor, time in times(tokens).items():
                out.setdefault(anchor, set()).add(time)
        return {anchor: frozenset(found) for anchor, found in out.items()}

    @cached_property
    def steps(self) -> Mapping[str, frozenset[int]]:
        """By ladder: the ranks of everything in any wording or turn."""
        out: dict[str, set[int]] = {}
        for tokens in self.tokens:
            for ladder, ranks in steps(tokens).items():
                out.setdefault(ladder, set()).update(ranks)
        return {ladder: frozenset(ranks) for ladder, ranks in out.items()}

    @cached_property
    def heightened(self) -> frozenset[str]:
        """Words of any wording or turn that heighten."""
        return frozenset().union(*(marked(tokens, "heightens") for tokens in self.tokens))

    @cached_property
    def softened(self) -> frozenset[str]:
        """Words of any wording or turn that soften."""
        return frozenset().union(*(marked(tokens, "softens") for tokens in self.tokens))

    @cached_property
    def hedged(self) -> frozenset[str]:
        """The sorts of doubt that any wording or turn expresses."""
        return frozenset().union(*(hedges(tokens) for tokens in self.tokens))

    @cached_property
    def meanings(self) -> frozenset[str]:
        """Paraphrase families that any wording or turn expresses."""
        return frozenset(family for tokens in self.tokens for family, _, _ in families_in(tokens))


@dataclass(frozen=True)
class Told:
    """An entry that a sentence tells. ``share`` is how much of the nearest wording stands there, 0..1."""

    entry: Entry
    way: Way
    match: Match
    share: float
    anchors: frozenset[str]
    """Words of the sentence, its label apart, that any wording of the entry has."""
    near: tuple[Way, ...] = ()
    """Its wordings that are as near."""
    alike: tuple[Told, ...] = ()
    """Other entries with the same words: what agrees with one of them is no difference."""

    @property
    def every(self) -> tuple[Told, ...]:
        """Itself and what is alike."""
        return (self, *self.alike)


@dataclass(frozen=True)
class Tellable:
    """Everything of a scenario that a note may tell; ``where`` gives by stem or quantity the entries that have it."""

    cast: Cast
    entries: tuple[Entry, ...]
    ledger: Ledger
    where: Mapping[str, frozenset[int]]

    @property
    def associations(self) -> Associations:
        """Words that stand for each other."""
        return self.ledger.associations

    @cached_property
    def who(self) -> frozenset[str]:
        """Stems that say who, not what."""
        return PEOPLE.union(*self.cast.words.values())

    @cached_property
    def _worth(self) -> dict[str, float]:
        return {}

    def worth_of(self, anchor: str) -> float:
        """How much a word tells of which entry is meant."""
        known = self._worth.get(anchor)
        if known is None:
            known = self._worth[anchor] = self.ledger.worth(anchor) * (_WHO if anchor in self.who else 1.0)
        return known

    def worth(self, anchors: frozenset[str]) -> float:
        """As ``worth_of``, of some words together."""
        return sum(map(self.worth_of, sorted(anchors)))

    @cached_property
    def unique(self) -> float:
        """What a word is worth that one entry alone has."""
        return self.ledger.unique


def told_by(tellable: Tellable, passages: Passages, i: int) -> list[Told]:
    """The entries that sentence ``i`` tells, the likeliest first; an entry counts if it accounts for something more."""
    known = passages.told.get(i)
    if known is not None and known[0] is tellable:
        told: list[Told] = known[1]
        return told
    told = _told_by(tellable, passages, i)
    passages.told[i] = (tellable, told)
    return told


def _told_by(tellable: Tellable, passages: Passages, i: int) -> list[Told]:
    sentence = passages.sentences[i]
    body = frozenset(t.stem for t in body_of(passages.document, sentence))
    amounts = frozenset(f"{v.sort}={v.amount}" for v in values(sentence.tokens))
    tried = sorted({n for one in (*body, *amounts) for n in tellable.where.get(one, ())})
    found = []
    for n in tried:
        told = _told(tellable, tellable.entries[n], passages, i, body, amounts)
        if told is not None:
            held = tellable.worth(told.anchors) + _amounts(tellable, told)
            found.append((told.share * held, told))
    ranked = [told for _, told in sorted(found, key=lambda item: (-item[0], item[1].entry.id))]
    out: list[Told] = []
    seen: frozenset[str] = frozenset()
    for told in ranked:
        new = told.anchors - seen
        more = tellable.worth(new) >= _NEW * tellable.worth(told.anchors) and bool(new - WEAK - tellable.who)
        if not out or more:
            same = [t for t in ranked if t is not told and t.share >= ALIKE and 2 * len(t.anchors & told.anchors) > (
                len(told.anchors)
            )]  # fmt: skip
            out.append(replace(told, alike=tuple(same)))
            seen |= told.anchors
    return out


def _told(
    tellable: Tellable, entry: Entry, passages: Passages, i: int, body: frozenset[str], amounts: frozenset[str]
) -> Told | None:
    related = passages.related(i)
    scored = [
        (share, way) for way in entry.ways
        if (share := _share(tellable, way.wording, body, amounts, related)) >= LEAST
    ]  # fmt: skip
    if not scored:
        return None
    top = max(share for share, _ in scored)
    near = [(way, passages.fit(way.wording, i, i)) for share, way in scored if share >= top - _NEAR]
    best = [(tellable.worth(m.anchors & body), way, m) for (way, m), share in zip(
        near, (share for share, _ in scored if share >= top - _NEAR), strict=True
    ) if share == top]  # fmt: skip
    _, way, match = max(best, key=lambda item: item[0])
    anchors = frozenset().union(*(w.wording.anchors for w in entry.ways)) & body
    telling = anchors - WEAK - tellable.who
    if not telling and not way.wording.quantities - match.missing_quantities:
        return None
    return Told(entry, way, match, round(top, 4), anchors, tuple(w for w, _ in near))


def _amounts(tellable: Tellable, told: Told) -> float:
    return tellable.unique * len(told.way.wording.quantities - told.match.missing_quantities)


def _share(tellable: Tellable, wanted: Wording, body: frozenset[str], amounts: frozenset[str], related: bool) -> float:
    """Share of a wording, by what its words tell, that a sentence holds; what may stand for a word counts in part."""
    if not wanted.size:
        return 0.0
    total = held = 0.0
    for anchor in sorted(wanted.anchors):
        worth = tellable.worth_of(anchor)
        total += worth
        if anchor in body or (related and anchor.startswith("§kin:")):
            held += worth
        elif worth:
            held += worth * tellable.associations.likest(anchor, body)
    quantities = tellable.unique * len(wanted.quantities)
    for sort, amount in sorted(wanted.quantities):
        there = f"{sort}={amount}" in amounts
        another = not there and any(one.startswith(f"{sort}=") for one in amounts)
        held += tellable.unique * (1.0 if there else _ANOTHER if another else 0.0)
    return held / (total + quantities + _DRAWN * tellable.unique)


def body_of(document: Document, sentence: Sentence) -> tuple[Token, ...]:
    """The words of a sentence after what says whose word it is, where that ends with a colon."""
    colon = document.text.find(": ", sentence.body, min(sentence.end, sentence.body + _LEAD))
    start = sentence.body if colon < 0 else colon
    return tuple(t for t in sentence.tokens if t.start >= start) or sentence.tokens


_LEAD = 80
"""Characters within which such a lead must end."""


def lead_of(document: Document, sentence: Sentence) -> tuple[Token, ...]:
    """The words before the body, label included."""
    body = body_of(document, sentence)
    return sentence.tokens[: len(sentence.tokens) - len(body)]


def way_of(text: str, wanted: Wording, cast: Cast, by: str) -> Way:
    """A wording with whom it names; ``by`` is whom its "I" means."""
    return Way(text, wanted, tuple(cast.mentions(wanted.tokens, by)), hedges(wanted.tokens))


def entry_of(
    name: str,
    status: EvidentialStatus | None,
    by: str,
    ways: Sequence[Way],
    said: Sequence[Sentence],
    speakers: frozenset[str],
    cast: Cast,
) -> Entry:
    """An entry, with whom it names and credits."""
    credited = [cast.credits(tokens) for tokens in (*(way.tokens for way in ways), *(s.tokens for s in said))]
    named = [m.keys for way in ways for m in way.mentions] + [m.keys for s in said for m in cast.mentions(s.tokens)]
    sayers = frozenset({by}).union(speakers, *credited)
    return Entry(name, status, by, tuple(ways), tuple(said), sayers, sayers.union(*named))
