"""A sentence and what it tells to how far one denies what the other asserts, clause by clause."""

from __future__ import annotations

from harness.findings.here import SURE, Here
from harness.findings.passages import Clause
from harness.findings.stems import stem
from harness.findings.telling import Told, Way
from harness.findings.wording import Part, worth

_FULLEST = 0.95
"""Of the nearest wordings those are asked what they deny that are nearly as like the sentence as the likest."""
_BEFORE_NOT = 1.5
_DENY_TOO = frozenset(
    stem(word)
    for word in "miss fail lack stop cease avoid prevent uncertain uncertainty doubt disagree fear alone only instead "
    "rather hardly barely rarely too far free empty lost lose except impossible unlikely untrue false wrong silent "
    "absent against unsure unhappy want difficulty spare forget ignore decline refuse reject oppose keep until".split()
)
_IN_OTHER_WORDS = 0.4
"""What a difference in negation is worth where one side has a word that denies without a negator."""


def turned(here: Here, told: Told) -> float | None:
    """How far a clause denies what every near wording asserts, or asserts what it denies; 0..1."""
    own = frozenset(t.stem for t in here.tokens if t.kind == "word") - here.who
    alike = {way.text: _alike(way.wording.anchors - here.who, own) for way in told.near}
    fullest = [way for way in told.near if alike[way.text] >= _FULLEST * max(alike.values())]
    each = [flips for way in fullest if (flips := _flips(way, here)) is not None]
    return min(each, default=None)


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * worth(a & b) / ((worth(a) + worth(b)) or 1.0)


def _flips(way: Way, here: Here) -> float | None:
    most = None
    for part in way.wording.parts:
        own = part.anchors - here.who
        whole = worth(own)
        scored = [(worth(own & clause.stems), clause) for clause in here.clauses]
        top = max((value for value, _ in scored), default=0.0)
        if not whole or top < SURE * whole:
            continue
        meant = [clause for value, clause in scored if value >= top - 0.25]
        most = max(most or 0.0, min(_flip(part, clause, way.wording.both_ways | here.who) for clause in meant))
    return most


def _flip(part: Part, clause: Clause, apart: frozenset[str]) -> float:
    shared = (part.anchors & clause.stems) - apart
    if not shared:
        return 0.0
    agree = (shared & part.negated & clause.near) | (shared - part.negated - clause.denied)
    # What stands before the negator, as the subject does, cannot be denied: half of the rest is enough.
    turned = min(1.0, _BEFORE_NOT * worth(shared - agree) / worth(shared))
    return turned * _IN_OTHER_WORDS if (clause.stems ^ part.anchors) & _DENY_TOO else turned
