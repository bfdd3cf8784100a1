"""A sentence of a note against a scenario to how likely it is that it is wrong, by weights fitted beforehand.

Signs of the words alone (``support``), and differences from what the sentence tells of the ledger (``differences``).
None of the weights is negative. They stand in ``data/against_ledger.json``; ``python -m harness.fitting`` makes them,
from faithful notes in wordings that the ledger was not shown, and the same with one fault planted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz

from harness.findings import combiner
from harness.findings.degrees import marked
from harness.findings.differences import differences
from harness.findings.paraphrases import families, families_in, opposites
from harness.findings.passages import Passages
from harness.findings.prepare import Prepared
from harness.findings.source import is_content
from harness.findings.statements import own_tokens, states_action
from harness.findings.support import Signs
from harness.findings.telling import Told, body_of, told_by
from harness.findings.text import Sentence, analyse, canonical
from harness.findings.tokens import Token
from harness.findings.topics import topics
from harness.masking import PRONOUN, fold
from harness.records import EvidentialStatus

FILE = "data/against_ledger.json"
SETS = ("in_full", "in_part")
FULL, UNEXPLAINED = 0.8, 0.4
"""Share of a wording from which an entry is told in full, and of the sentence that may be about something else."""
_QUOTED = re.compile(r'"([^"\n]{12,400})"')
_SAME = 80.0
"""Percent of a quotation that must stand in the conversation, letter by letter."""


@dataclass(frozen=True)
class Weights:
    """Two sets of weights, each with the risk from which a sentence is flagged."""

    in_full: combiner.Combiner
    """Of a sentence that tells an entry of the ledger in full: what differs there is hardly a paraphrase."""
    in_part: combiner.Combiner

    def of(self, each: Mapping[str, float]) -> combiner.Combiner:
        """The set for a sentence with these features; its threshold is the risk from which it is flagged."""
        return self.in_full if in_full(each) else self.in_part


@cache
def shipped() -> Weights:
    """The fitted weights that come with Plumbline."""
    made = json.loads(resources.files("harness.findings").joinpath(FILE).read_text(encoding="utf-8"))
    sets = [combiner.Combiner(made[one]["weights"], made[one]["constant"], made[one]["threshold"]) for one in SETS]
    return Weights(*sets)


def in_full(each: Mapping[str, float]) -> bool:
    """Whether the sentence with these features tells an entry in full."""
    return each["untold"] <= 1 - FULL and each["unexplained"] <= UNEXPLAINED


def features(prepared: Prepared, passages: Passages, i: int, found: Signs, told: Sequence[Told]) -> dict[str, float]:
    """Every feature of a sentence, each 0 or more, each a reason for doubt."""
    sentence = passages.sentences[i]
    body = body_of(passages.document, sentence)
    close = [t for t in told if t.share >= 0.5]
    text = fold(passages.document.text[sentence.body : sentence.end + 1])  # with the closing quotation mark
    table = topics()
    meant = frozenset(family for family, _, _ in families_in(body))
    new = {table[name].code for name in found.new_topics}
    return {
        **combiner.features(found),
        **differences(prepared.tellable, passages, i, told, prepared.source.words),
        "unexplained": _unexplained(prepared, sentence, close),
        "heightens": float(min(2, len(marked(body, "heightens")))),
        "untold": 1.0 - max((t.share for t in told), default=0.0),
        "unseen_words": _unseen(prepared, body),
        "strange_name": float(min(2, len(_strange_names(prepared, body, passages.document.text)))),
        "quotation": float(any(_not_said(quoted, prepared) for quoted in _QUOTED.findall(text))),
        "untold_action": float(states_action(text) and not any(t.share >= 0.6 for t in told)),
        "new_meaning": float(min(2, len(meant - prepared.meanings))),
        "grave_meaning": float(any(families()[one].domain in _GRAVE for one in meant - prepared.meanings)),
        "contrary_meaning": float(_contrary(meant, close)),
        "grave_topic": float(bool(new & {"F2", "F3", "E4"})),
    }


_GRAVE = frozenset(
    {"harm", "substance", "medication", "pain_health", "mood", "capacity", "legal_process", "continence"}
)
"""Domains of paraphrase families of which an invention does most harm."""


def _contrary(meant: frozenset[str], close: Sequence[Told]) -> bool:
    """Whether it means the opposite of something that what it tells means, and not that itself."""
    there = frozenset().union(*(one.entry.meanings for t in close for one in t.every)) if close else frozenset()
    return any(opposites(one) & there and one not in there for one in meant)


def _unexplained(prepared: Prepared, sentence: Sentence, close: Sequence[Told]) -> float:
    """Share of the content, by how much it tells, that nothing told accounts for."""
    content = {t.stem for t in own_tokens(sentence) if is_content(t) and t.stem != PRONOUN}
    content -= {one for one in content if one.startswith("§")}
    known = frozenset().union(*(one.entry.words for t in close for one in t.every)) if close else frozenset()
    tellable = prepared.tellable
    worth = {one: tellable.worth_of(one) for one in sorted(content)}
    lost = sum(value * (1 - tellable.associations.likest(one, known)) for one, value in worth.items())
    return lost / sum(worth.values()) if worth else 0.0


def _unseen(prepared: Prepared, body: Sequence[Token]) -> float:
    """How many content words stand nowhere in the conversation nor in the ledger, up to 3."""
    stems = {t.stem for t in body if is_content(t) and t.kind == "word"}
    strange = sorted(stems - prepared.known)
    return min(3.0, sum(1 - prepared.tellable.associations.likest(one, prepared.known) for one in strange))


def _strange_names(prepared: Prepared, body: Sequence[Token], written: str) -> frozenset[str]:
    """Words written as names, the first word apart, that stand nowhere in the conversation nor in the ledger."""
    names = [
        t for t in body[1:]
        if t.capital and t.kind == "word" and len(t.text) > 2 and not written[t.start : t.end].isupper()
    ]  # fmt: skip
    return frozenset(t.text for t in names if not prepared.known & {t.text, t.stem})


def _not_said(quoted: str, prepared: Prepared) -> bool:
    words = canonical(t for s in analyse(quoted, prepared.variant.people).sentences for t in s.tokens)
    return fuzz.partial_ratio(words, prepared.heard) < _SAME


def judge(
    prepared: Prepared, passages: Passages, i: int, found: Signs
) -> tuple[float, Mapping[str, float], Sequence[Told]]:
    """The probability, 0..1, that sentence ``i`` is wrong; the features; and what it tells."""
    told = told_by(prepared.tellable, passages, i)
    each = features(prepared, passages, i, found, told)
    return combiner.weigh(each, shipped().of(each)), each, told


_KINDS = {
    "quotation": "F6", "reversed": "A4", "other_speaker": "A1", "bare": "E1", "other_amount": "N1", "over": "P2",
    "done_for_planned": "P2", "past_for_present": "P2", "turned": "P1", "contrary_meaning": "P1", "stranger": "A2",
    "other_subject": "A2", "cause": "E3", "less_sure": "V3", "surer": "V3", "unseen_name": "N2", "strange_name": "N2",
    "outsider": "N2", "heightened": "V2", "softened": "V1", "moved": "V1", "untold_action": "F4",
}  # fmt: skip
"""Features to the class of error that each shows."""


def kind_shown(each: Mapping[str, float], told: Sequence[Told]) -> str | None:
    """The class of the difference that weighs most; None if no difference does."""
    weights = shipped().of(each).weights
    by_kind: dict[str, float] = {}
    for name, value in each.items():
        base = name.removesuffix("_in_full")
        if base in _KINDS and value:
            by_kind[base] = by_kind.get(base, 0.0) + weights[name] * value
    if not by_kind:
        return None
    name = max(by_kind, key=lambda one: (by_kind[one], one))
    if not by_kind[name]:
        return None
    opinion = any(t.entry.status is EvidentialStatus.OPINION for t in told)
    return "E2" if name == "bare" and opinion else _KINDS[name]
