"""A fact and a passage to the probability that the passage keeps the fact, by weights fitted beforehand.

Heavy paraphrase shares few words with any wording that an author accepted. But a word that only one fact of a ledger
has tells that fact from all others, and a passage that another fact explains better is about that other. Weights stand
in ``data/likeness.json``; ``python -m harness.fitting`` makes them: each wording is left out in turn and looked for by
the others, in notes that hold it and in notes that do not.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from harness.findings.associations import Associations
from harness.findings.associations import shipped as shipped_associations
from harness.findings.paraphrases import opposites
from harness.findings.passages import Match, Passages
from harness.findings.wording import WEAK, WRITER, Wording

if TYPE_CHECKING:
    from harness.findings.prepare import FactForms

FILE = "data/likeness.json"
FEWEST = 8
"""Facts in a ledger below which no word can tell one of them from the rest."""
_LEAST, _TRIED = 0.25, 8
"""Share of a wording that a passage must hold to be tried, and how many passages are tried, the fullest first."""
_TURNED = {"denial_lost": 0.0, "quantity_lost": 0.0, "other_quantity": 0.0, "denied_otherwise": 0.0,
           "contrary_meaning": 0.0}  # fmt: skip
"""What speaks against a passage that has another quantity or denies: without it, whether it is about the fact."""
_COMMON, _MOST = 0.4, 0.7
_EXPLAINS = 0.6
"""Share of the words found that another fact must have too before it is asked whether it explains them better."""


@dataclass(frozen=True)
class Likeness:
    """Weights of the features, the constant, and the probability from which a passage keeps a fact."""

    weights: Mapping[str, float]
    constant: float
    threshold: float


@cache
def shipped() -> Likeness:
    """The fitted weights that come with Plumbline."""
    made = json.loads(resources.files("harness.findings").joinpath(FILE).read_text(encoding="utf-8"))
    return Likeness(made["weights"], made["constant"], made["threshold"])


@dataclass(frozen=True)
class Ledger:
    """All facts of a scenario together: which words tell which fact from the rest."""

    forms: tuple[FactForms, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    where: dict[str, frozenset[int]] = field(default_factory=dict)
    associations: Associations = field(default_factory=shipped_associations)
    meant: Mapping[str, int] = field(default_factory=dict)
    """By paraphrase family: how many of the facts express it."""

    @classmethod
    def of(cls, forms: Sequence[FactForms], associations: Associations | None = None) -> Ledger:
        """The ledger of some facts; the associations are by default those that come with Plumbline."""
        held: dict[str, set[int]] = {}
        for i, one in enumerate(forms):
            for anchor in _anchors(one):
                held.setdefault(anchor, set()).add(i)
        rarity = {a: math.log((len(forms) + 1) / len(where)) for a, where in held.items()}
        where = {a: frozenset(found) for a, found in held.items()}
        meant = Counter(family for one in forms for family in _meanings(one))
        return cls(tuple(forms), rarity, where, associations or shipped_associations(), meant)

    @property
    def unique(self) -> float:
        """Rarity of a word that one fact alone has."""
        return math.log(len(self.forms) + 1)

    def worth(self, anchor: str) -> float:
        """How much a word tells; words of any case note tell little."""
        rarity = self.rarity.get(anchor, self.unique)
        return rarity * _COMMON if anchor in WEAK or anchor in WRITER else rarity

    def sum(self, anchors: frozenset[str]) -> float:
        """What some words tell together."""
        return sum(self.worth(a) for a in sorted(anchors))

    def explained_by_another(self, own: FactForms, present: frozenset[str], stems: frozenset[str]) -> float:
        """Largest share of another fact's wording in a passage, of facts that have most of the words found too."""
        if not present:
            return 0.0
        shared = Counter(i for a in present for i in self.where.get(a, ()))
        best = 0.0
        for i, times in shared.items():
            if self.forms[i].id == own.id or times < max(1.0, _EXPLAINS * len(present)):
                continue
            for wording in self.forms[i].wordings:
                total = self.sum(wording.anchors)
                best = max(best, self.sum(wording.anchors & stems) / total if total else 0.0)
        return best


def _anchors(forms: FactForms) -> frozenset[str]:
    return frozenset().union(*(wording.anchors for wording in forms.wordings))


def _meanings(forms: FactForms) -> frozenset[str]:
    return frozenset().union(*(wording.meanings for wording in forms.wordings))


def _standing(ledger: Ledger, wanted: Wording, stems: frozenset[str]) -> float:
    """Share of a wording, by what its words tell, that stands in a passage or has a word there that stands for it."""
    asked = ledger.sum(wanted.anchors)
    found = sum(ledger.worth(a) * ledger.associations.likest(a, stems) for a in sorted(wanted.anchors))
    return found / asked if asked else 0.0


def _meaning(ledger: Ledger, own: frozenset[str], there: frozenset[str]) -> float:
    """The most telling meaning that a fact and a passage share: 1 if no other fact has it, 1/n of one that n have."""
    return max((1 / ledger.meant.get(family, 1) for family in own & there), default=0.0)


def features(ledger: Ledger, forms: FactForms, wanted: Wording, match: Match, passages: Passages) -> dict[str, float]:
    """What speaks for the passage keeping the fact (0 or more), and what speaks against it (0 or less)."""
    stems = passages.stems(match.first, match.last)
    present = _anchors(forms) & stems
    totals = sorted(ledger.sum(w.anchors) for w in forms.wordings)
    usual = totals[len(totals) // 2] or 1.0
    asked = ledger.sum(wanted.anchors)
    own, meant = _meanings(forms), passages.meanings(match.first, match.last)
    contrary = frozenset().union(*(opposites(family) for family in own)) - own
    unique = sum(ledger.rarity.get(a, 0.0) >= ledger.unique - 1e-9 and a not in WEAK for a in present)
    return {
        "coverage": match.coverage,
        "telling_coverage": ledger.sum(match.anchors) / asked if asked else 0.0,
        "standing_coverage": _standing(ledger, wanted, stems),
        "meaning": _meaning(ledger, own, meant),
        "told": min(1.5, ledger.sum(present) / usual),
        "unique_words": float(min(3, unique)),
        "strong_words": float(min(4, match.strong)),
        "quantities": float(bool(wanted.quantities) and not match.missing_quantities),
        "stance": float(match.stance),
        "people": float(match.named),
        "one_sentence": float(match.first == match.last),
        "denial_lost": -float(not match.holds_denial),
        "quantity_lost": -float(bool(match.missing_quantities)),
        "other_quantity": -float(match.conflict is not None),
        "denied_otherwise": -match.differs,
        "contrary_meaning": -float(bool(contrary & meant)),
        "another_fact": -ledger.explained_by_another(forms, present, stems),
    }


@dataclass(frozen=True)
class Likely:
    """The likeliest passage, with the wording that it was found by."""

    probability: float
    match: Match
    wording: Wording
    about: Mapping[int, float] = field(default_factory=dict)
    """By sentence: probability that it is about the fact, whether or not it is turned round there."""
    contested: bool = False
    """Whether most of another wording of the fact stands there turned round."""


def score(found: Mapping[str, float], likeness: Likeness) -> float:
    """Log-odds."""
    return likeness.constant + sum(weight * found[name] for name, weight in likeness.weights.items())


def candidates(forms: FactForms, passages: Passages) -> list[tuple[Wording, Match]]:
    """The passages that are worth trying."""
    found = [(w, m) for w in forms.wordings for m in passages.find(w, _LEAST)]
    return sorted(found, key=lambda pair: (-pair[1].coverage, pair[1].last - pair[1].first, pair[1].first))[:_TRIED]


def likeliest(ledger: Ledger, forms: FactForms, passages: Passages, likeness: Likeness | None = None) -> Likely | None:
    """The passage most likely to keep a fact; None if nothing of it is there, or the ledger is too small to tell."""
    if len(ledger.forms) < FEWEST:
        return None
    chosen = likeness or shipped()
    best: tuple[float, Match, Wording] | None = None
    about: dict[int, float] = {}
    tried = candidates(forms, passages)
    for wanted, match in tried:
        found = features(ledger, forms, wanted, match, passages)
        z = score(found, chosen)
        meant = 1 / (1 + math.exp(-score({**found, **_TURNED}, chosen)))
        for i in range(match.first, match.last + 1):
            about[i] = max(about.get(i, 0.0), meant)
        if best is None or z > best[0]:
            best = z, match, wanted
    if best is None:
        return None
    contested = any(
        (m.first, m.last) == (best[1].first, best[1].last) and m.coverage >= _MOST and m.flipped for _, m in tried
    )
    return Likely(1 / (1 + math.exp(-best[0])), best[1], best[2], about, contested)


def keeps(likely: Likely | None, likeness: Likeness | None = None) -> bool:
    """Whether that passage may be taken for the fact: likely enough, and with nothing in it turned round."""
    if likely is None:
        return False
    match = likely.match
    whole = match.stance and not match.flipped and match.conflict is None and not likely.contested
    return whole and likely.probability >= (likeness or shipped()).threshold
