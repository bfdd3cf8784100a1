"""Offers to say a fact more softly (V1) or more harshly (V2) than it was said, by words that stand on one ladder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.planting.inventing import untruths
from harness.planting.scene import Offer, Scene

Ladder = tuple[tuple[str, str], ...]
SOFTER: Ladder = (
    (r"(?<!they )\bcannot (?=[a-z])", "finds it hard to "),
    (r"\bhas fallen\b", "has been a little unsteady"),
    (r"\bshouted at\b", "was short with"),
    (r"\bso painful\b", "a little sore"),
    (r"\b(?:frightened|scared|afraid) of\b", "a little unsure about"),
    (r"\b(?:is|was) frightened\b(?! of)", "is a little unsure"),
    (r"\bis worried\b", "is a little curious"),
    (r"\bmust not\b", "would ideally not"),
    (r"\bwill not\b", "would rather not"),
    (r"\bdoes not want\b", "is not very keen on"),
    (r"\bevery (?=night|day|week)", "the odd "),
    (r"\ball night\b", "part of the night"),
    (r"(?<=has )never\b", "not often"),
    (r"\bwill never\b", "may not"),
    (r"\bbruises?\b", "mark"),
    (r"\bcried\b", "was a little quiet"),
    (r"\byanked\b", "guided"),
    (r"\bhit\b", "brushed against"),
    (r"\bnobody else\b", "hardly anybody else"),
    (r"\bnot safe\b", "not ideal"),
    (r"\b(?:very|really|so) (?=[a-z]+(?:ed|ous|y|ful)\b)", "slightly "),
    (r"\bwants to\b", "would quite like to"),
)
"""From the words that a note-writer has been seen to soften ("disabled" to "requires assistance", ``domain.md`` 4)."""

HARSHER: Ladder = (
    (r"(?<!has )(?<!have )(?<!had )(?<!never )(?<!much as )\braised (?:his|her|their) voice\b", "screamed abuse"),
    (r"\bshouted at\b", "screamed abuse at"),
    (r"\bfinds it hard to\b", "cannot"),
    (r"\bfrightened of\b", "terrified of"),
    (r"\bworried\b", "frantic"),
    (r"\bcried\b", "was hysterical"),
    (r"\bdoes not want\b", "flatly refuses"),
    (r"\bwill not (?!be\b|have\b)", "angrily refuses to "),
    (r"\bwants to\b", "demands to"),
    (r"\bsometimes\b", "constantly"),
    (r"\bjust the once\b", "time and again"),
    (r"\bpoorly\b", "gravely ill"),
    (r"(?:(?<=\bis )|(?<=\bwas ))hurt\b", "seriously injured"),
    (r"\b(?:so )?painful\b", "agonising"),
    (r"\bbruises\b", "serious injuries"),
    (r"\bhas fallen\b", "has collapsed"),
    (r"\btired\b", "utterly exhausted"),
    (r"\bdoes not like\b", "cannot bear"),
    (r"\basked\b(?= (?:for|if|whether|about|to)\b)", "demanded"),
    (r"\bupset\b", "distraught"),
    (r"\bforgot\b", "wilfully ignored"),
    (r"(?<!was )(?<!were )\bmissed\b", "deliberately missed"),
)


def offers(scene: Scene, kind: str) -> Iterator[Offer]:
    """Facts with a word on the ladder, and the author's untruths of this kind."""
    yield from untruths(scene, kind)
    for fact in scene.facts:
        for number, (pattern, put) in enumerate(SOFTER if kind == "V1" else HARSHER):
            body = re.sub(pattern, put, fact.says, count=1)
            if body != fact.says and _reads(pattern, body):
                yield scene.retold(fact, body, f"rung {number}")
                break


_FOLLOWS = {
    "keen on": re.compile(r"keen on (?:an? [a-z]+|any [a-z]+|[a-z]+ing|[a-z]+[.,])"),
    "refuses": re.compile(r"refuses (?:to [a-z]+|an? [a-z]+|any [a-z]+|[a-z]+[.,])"),
}


def _reads(pattern: str, body: str) -> bool:
    """Whether what follows goes with the new words: "is not very keen on respite", not "... on Glynis to know"."""
    if "does not want" not in pattern:
        return True
    return any(follows.search(body) for follows in _FOLLOWS.values())
