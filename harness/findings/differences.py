"""A sentence and what it tells to how it differs from that: who, whose word, denied, how much, when, how surely, why.

Each difference is a number from 0 up, by a rule that can be read; weights are fitted (``against_ledger``). A difference
counts only if no accepted wording of the entry, and none of the turns in which it was said, agrees with the note.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from harness.findings import lexicon as lx
from harness.findings.attribution import attributed
from harness.findings.cast import NOBODY
from harness.findings.degrees import marked, moved, steps
from harness.findings.denials import turned
from harness.findings.here import SURE, Here
from harness.findings.passages import Passages
from harness.findings.telling import Entry, Tellable, Told, body_of, lead_of
from harness.findings.tokens import Token, values
from harness.findings.verbs import hedges, times
from harness.findings.whose import other_subject, reversed_people, stranger
from harness.records import EvidentialStatus

_CAUSES = re.compile(
    r"\b(?:because|due to|owing to|as a result|caused by|on account of|brought on|led to|leading to|resulting|"
    r"stems? from|attribut\w+ to)\b"
)
_GIVES_CAUSE = lx.words("because cause caused due why reason owing result")
_FULL = 0.8
"""Share from which a wording stands there in full: what differs then is hardly a paraphrase."""


def differences(
    tellable: Tellable, passages: Passages, i: int, told: Sequence[Told], known: frozenset[str]
) -> dict[str, float]:
    """Every difference of sentence ``i`` from what it tells; the same names, whatever it tells.

    ``known`` are the words of the whole conversation.
    """
    cast, sentence = tellable.cast, passages.sentences[i]
    body, lead = body_of(passages.document, sentence), lead_of(passages.document, sentence)
    here = Here(
        body, tuple(cast.mentions(body)), cast.credited(lead, sentence), tuple(passages.clauses(i)),
        hedges(sentence.tokens), passages.document.text[sentence.body : sentence.end].lower(),
        attributed(passages.sentences, i, frozenset(t.stem for t in body)), tellable.who,
        times(body), steps(body), marked(body, "heightens"), marked(body, "softens"), NOBODY,
        passages.in_past,
        any(t.stem in tellable.who or t.kind == "person" for t in lead),
    )  # fmt: skip
    close = [t for t in told if t.share >= SURE]
    full = [t for t in close if t.share >= _FULL]
    by_entry: dict[str, Callable[[Here, Told], float | None]] = {
        "other_subject": other_subject, "reversed": reversed_people, "turned": turned, "over": _over,
        "done_for_planned": _done_for_planned, "past_for_present": _past_for_present, "surer": _surer,
        "less_sure": _less_sure, "moved": _moved, "heightened": _heightened, "softened": _softened,
    }  # fmt: skip
    here = replace(here, about=frozenset().union(*(t.entry.named for t in told)))
    by_all: dict[str, Callable[[Here, Sequence[Told]], float]] = {
        "stranger": stranger, "other_speaker": _other_speaker, "other_amount": _other_amount, "bare": _bare,
    }  # fmt: skip
    out = {"outsider": float(any(not m.keys and here.tokens[m.at].stem not in known for m in here.mentions))}
    for name, difference in by_entry.items():
        out[name] = _most(difference, here, close)
        out[f"{name}_in_full"] = _most(difference, here, full)
    for name, of_all in by_all.items():
        out[name] = of_all(here, close)
        out[f"{name}_in_full"] = of_all(here, full)
    out["cause"], out["cause_in_full"] = _cause(here, told), _cause(here, full)
    return out


def _most(difference: Callable[[Here, Told], float | None], here: Here, told: Sequence[Told]) -> float:
    """The greatest difference from anything told, from whichever of the entries alike it differs least."""
    each = [[d for one in t.every if (d := difference(here, one)) is not None] for t in told]
    return max((min(found) for found in each if found), default=0.0)


def _other_speaker(here: Here, close: Sequence[Told]) -> float:
    """1 if the sentence is said to be the word of somebody who said nothing of what it tells."""
    if not here.credited or not close:
        return 0.0
    every = [one.entry for t in close for one in t.every]
    return float(all(not here.credited & e.sayers and e.status is not EvidentialStatus.OBSERVED for e in every))


def _bare(here: Here, told: Sequence[Told]) -> float:
    """1 if what is only somebody's word is nobody's here; what is nearly as likely told and no such word excuses it."""
    if here.attributed or here.credited or here.led:
        return 0.0
    words = (EvidentialStatus.THIRD_PARTY, EvidentialStatus.OPINION)
    return float(any(all(o.entry.status in words for o in t.every if o.share >= t.share - _AS_LIKE) for t in told))


def _other_amount(here: Here, told: Sequence[Told]) -> float:
    """1 for a quantity of a sort that what is told has, and not this much; half for one that nothing told has."""
    own = {(v.sort, v.amount) for v in values(here.tokens)}
    if not own or not told:
        return 0.0
    every = [one.entry for t in told for one in t.every]
    known = frozenset().union(*(entry.amounts for entry in every))
    amounts = {amount for _, amount in known}
    sorts = frozenset().union(*(entry.sorts for entry in every))
    return max((1.0 if sort in sorts else 0.5 for sort, amount in own - known if amount not in amounts), default=0.0)


def _over(here: Here, told: Told) -> float:
    """1 if something is over here ("used to") and not there, or there and not here."""
    now = _used_to(here.tokens)
    if now:
        return float("used" not in told.entry.words)
    return float(all(_used_to(way.tokens) for way in told.entry.ways))


def _used_to(tokens: Sequence[Token]) -> bool:
    return any(t.text == "used" and after.text == "to" for t, after in itertools.pairwise(tokens))


def _done_for_planned(here: Here, told: Told) -> float | None:
    return _time(here, told, lambda one, known: (one == "planned") != ("planned" in known))


def _past_for_present(here: Here, told: Told) -> float | None:
    both = {"past", "present"}
    return _time(here, told, lambda one, known: one in both and known <= both and not (one == "past" and here.in_past))


def _time(here: Here, told: Told, counts: Callable[[str, frozenset[str]], bool]) -> float | None:
    """Share of the words told that stand in another time than in every wording and turn."""
    mine, known = here.times, told.entry.times
    judged = [a for a in sorted(told.match.anchors) if a in mine and a in known]
    wrong = [a for a in judged if mine[a] not in known[a] and counts(mine[a], known[a])]
    return len(wrong) / len(judged) if judged else None


def _less_sure(here: Here, told: Told) -> float:
    """1 if a doubt stands here that no wording and no turn has."""
    return float("doubt" in here.hedges - told.entry.hedged)


def _surer(here: Here, told: Told) -> float:
    """1 if every wording has a doubt that the sentence has not; half for "about" before a number."""
    always = frozenset.intersection(*(way.hedges for way in told.entry.ways)) - here.hedges
    return 1.0 if "doubt" in always else 0.5 if always else 0.0


def _cause(here: Here, told: Sequence[Told]) -> float:
    """1 if a cause is given that no entry told gives; a quarter if a turn it was said in may give it."""
    if not _CAUSES.search(here.text):
        return 0.0
    every = [one.entry for t in told for one in t.every]
    if any(_CAUSES.search(way.text.lower()) for entry in every for way in entry.ways):
        return 0.0
    if len(told) > 1:
        return 0.25 if _near(told[0].entry, told[1].entry) else 1.0
    given = any(t.text in _GIVES_CAUSE for e in every for s in e.said for t in s.tokens)
    content = {t.stem for t in here.tokens if t.kind == "word"} - here.who
    within = len(content & every[0].words) >= _WITHIN * len(content) if every else False
    return 0.25 if given or within else 1.0


def _near(one: Entry, other: Entry) -> bool:
    """Whether two things were said in one breath: then one may well have been given as the cause of the other."""
    return any(abs(a.start - b.start) < _BREATH for a in one.said for b in other.said)


_WITHIN = 0.7
"""Share of a sentence that one entry must account for before the cause is its own."""
_AS_LIKE = 0.1
"""What an entry may lack of the likeliest and still be as good a reason that nobody need be credited."""
_BREATH = 400
"""Characters of the conversation."""


def _moved(here: Here, told: Told) -> float:
    return moved(here.steps, told.entry.steps)


def _heightened(here: Here, told: Told) -> float:
    return float(bool(here.heightened - told.entry.heightened))


def _softened(here: Here, told: Told) -> float:
    return float(bool(here.softened - told.entry.softened))
