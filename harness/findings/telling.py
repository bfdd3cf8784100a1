"""A sentence of a note to the entries of the ledger that it tells: facts and agreed actions, each by its nearest wording.

What a sentence tells decides what it may be compared with: who the fact is about, whose word it is, when, how surely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from harness.findings import lexicon as lx
from harness.findings.associations import Associations
from harness.findings.cast import Cast, Mention
from harness.findings.degrees import marked
from harness.findings.likeness import Ledger
from harness.findings.passages import Match, Passages
from harness.findings.stems import stem
from harness.findings.text import Document, Sentence, analyse
from harness.findings.tokens import Token, values
from harness.findings.verbs import hedges
from harness.findings.wording import WEAK, WRITER, Wording
from harness.records import EvidentialStatus, Variant

LEAST = 0.4
"""Share of a wording, by what its words tell, from which a sentence may be telling it."""
ALIKE = 0.6
"""Share from which an entry with the same words is as good an account of a sentence as the likeliest."""
_NEW = 0.4
"""Share of what an entry accounts for that no likelier entry has accounted for already."""
_NEAR = 0.15
"""Wordings of one entry that are within this of the nearest are as good as it."""
PEOPLE = WRITER | frozenset(stem(word) for word in (*lx.ROLES, *lx.QUALIFIERS, *lx.BODIES))
"""Stems that say who, not what: they tell no fact from another."""
_WHO = 0.3
_DRAWN = 0.2
"""Words that only one entry has, of which a wording lacks so many more: one word found of one is little evidence."""


@dataclass(frozen=True)
class Way:
    """One wording of an entry, with its words in order and whom it names; "I" is whose word it is."""

    text: str
    wording: Wording
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    hedges: frozenset[str]


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
    """Keys of who speaks in those turns, of whose word it is, and of whom a wording credits."""
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
    def hedged(self) -> frozenset[str]:
        """The sorts of doubt that any wording or turn expresses."""
        return frozenset().union(*(hedges(tokens) for tokens in self.tokens))

    def marked(self, name: str) -> frozenset[str]:
        """Which expressions of a list of cues any wording or turn has."""
        return frozenset().union(*(marked(tokens, name) for tokens in self.tokens))


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
    associations: Associations

    @cached_property
    def who(self) -> frozenset[str]:
        """Stems that say who, not what."""
        return PEOPLE.union(*self.cast.words.values())

    def worth(self, anchors: frozenset[str]) -> float:
        """How much some words tell of which entry is meant."""
        return sum(self.ledger.worth(a) * (_WHO if a in self.who else 1.0) for a in sorted(anchors))


def told_by(tellable: Tellable, passages: Passages, i: int) -> list[Told]:
    """The entries that sentence ``i`` tells, the likeliest first; an entry counts if it accounts for something more."""
    sentence = passages.sentences[i]
    body = frozenset(t.stem for t in body_of(passages.document, sentence))
    amounts = frozenset(f"{v.sort}={v.amount}" for v in values(sentence.tokens))
    tried = sorted({n for one in (*body, *amounts) for n in tellable.where.get(one, ())})
    found = []
    for n in tried:
        told = _told(tellable, tellable.entries[n], passages, i, body)
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


def _told(tellable: Tellable, entry: Entry, passages: Passages, i: int, body: frozenset[str]) -> Told | None:
    scored = []
    for way in entry.ways:
        match = passages.fit(way.wording, i, i)
        share = _share(tellable, way.wording, match, body)
        if share >= LEAST:
            scored.append((share, tellable.worth(match.anchors & body), way, match))
    if not scored:
        return None
    share, _, way, match = max(scored, key=lambda item: item[:2])
    anchors = frozenset().union(*(w.wording.anchors for w in entry.ways)) & body
    telling = anchors - WEAK - tellable.who
    if not telling and not way.wording.quantities - match.missing_quantities:
        return None
    return Told(entry, way, match, round(share, 4), anchors, tuple(w for s, _, w, _ in scored if s >= share - _NEAR))


def _amounts(tellable: Tellable, told: Told) -> float:
    return tellable.ledger.unique * len(told.way.wording.quantities - told.match.missing_quantities)


def _share(tellable: Tellable, wanted: Wording, match: Match, body: frozenset[str]) -> float:
    quantities = tellable.ledger.unique * len(wanted.quantities)
    total = tellable.worth(wanted.anchors) + quantities
    if not total:
        return 0.0
    total += _DRAWN * tellable.ledger.unique
    missing = tellable.ledger.unique * len(match.missing_quantities)
    related = frozenset(a for a in match.anchors if a.startswith("§kin:"))
    found = match.anchors & (body | related)
    like = sum(
        tellable.worth(frozenset({a})) * tellable.associations.likest(a, body) for a in sorted(wanted.anchors - found)
    )
    return (tellable.worth(found) + like + quantities - missing) / total


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


def way_of(text: str, wanted: Wording, cast: Cast, by: str, variant: Variant) -> Way:
    """A wording with its words in order."""
    tokens = tuple(t for s in analyse(text, variant.people).sentences for t in s.tokens)
    return Way(text, wanted, tokens, tuple(cast.mentions(tokens, by)), hedges(tokens))


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
    credited = [cast.credited_in(way.tokens) for way in ways]
    named = [m.keys for way in ways for m in way.mentions] + [m.keys for s in said for m in cast.mentions(s.tokens)]
    sayers = frozenset({by}).union(speakers, *credited)
    return Entry(name, status, by, tuple(ways), tuple(said), sayers, sayers.union(*named))
