"""Offers to join two true facts by a cause that nobody gave (E3), or to tell the author's own tempting one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene
from harness.records import Fact, FactKind

_EFFECTS = frozenset({FactKind.EVENT, FactKind.NEED, FactKind.RISK, FactKind.QUANTITY, FactKind.VIEW})
_CAUSES = frozenset({FactKind.EVENT, FactKind.NEED, FactKind.RISK, FactKind.RELATION, FactKind.STRENGTH})
_SMALL = frozenset(
    "The There A An On At In Once Nobody Nothing He She They It His Her Their This That Somebody Lifting Caring".split()
)
"""First words that are no names."""
_LINKED = ("because", " so ", " as ", "since", "that is why", "due to")


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """One cause for each fact that could be an effect, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for effect in scene.facts:
        causes = [fact for fact in scene.facts if _apart(effect, fact) and _opens(scene, fact)]
        if effect.kind in _EFFECTS and _plain(effect) and causes:
            cause = min(causes, key=lambda fact: scene.rank("cause", effect.id, fact.id))
            body = f"{effect.says.rstrip('.')} because {_inside(cause.says)}"
            yield scene.retold(effect, body, f"because {cause.id}")


def _apart(effect: Fact, cause: Fact) -> bool:
    """Two facts said in different turns, the second of which reads well after "because"."""
    return (
        cause.id != effect.id and cause.kind in _CAUSES and _plain(cause) and not set(cause.turns) & set(effect.turns)
    )


def _opens(scene: Scene, cause: Fact) -> bool:
    """Whether it is plain how its first word is written inside a sentence: a name, or one of a few small words."""
    first = cause.says.split()[0]
    return first in _SMALL or any(re.match(rf"{re.escape(name)}\b", cause.says) for name, _ in scene.named)


def _plain(fact: Fact) -> bool:
    """One clause without a reason of its own, that is no form field."""
    says = f" {fact.says} "
    return ":" not in says and "?" not in says and '"' not in says and not any(word in says for word in _LINKED)


def _inside(sentence: str) -> str:
    """A sentence as a clause: "The nurse" becomes "the nurse", a name stays."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower() if first in _SMALL else first} {rest}"
