"""Masked words to how often the person does something, has it done to them, or is only mentioned.

The rule: a mention is the person's name, or a pronoun where nobody else has been named in the line since. It is
``active`` if a verb follows ("she cooks", "Mrs Khan has left"), ``passive`` if a form of "be" and a participle do
("she was told"), else an ``object`` ("the nurse visits her"). Possessives ("her stairs") are not counted, nor is a
name that begins a line and has punctuation after it ("Mrs Khan:"). No parser: some mentions are put in the wrong
place, in every arm alike. For comparing, not for judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.findings.lexicon import IRREGULAR, STOP
from harness.findings.manner.words import PRO, WHO, Word

_BE = frozenset("be was been being get gets got getting".split())
_AUXILIARY = frozenset("have had do did will would can could shall should may might must ought cannot to".split())
_BETWEEN = frozenset("not never also always often still now then just only already usually sometimes no longer".split())
_PARTICIPLES = frozenset(
    "given told seen taken left found made put kept sent brought shown held hurt hit fed led driven woken hidden "
    "known lost paid met caught taught heard spoken written stolen beaten chosen forbidden".split()
)
_STATES = frozenset(
    "worried frightened scared pleased tired interested concerned excited depressed distressed upset confused retired "
    "married divorced widowed bored annoyed delighted used supposed ashamed exhausted determined isolated "
    "relaxed settled disappointed embarrassed unsettled experienced".split()
)
"""Participles that say how somebody is, not what was done to them."""
_VERBS = frozenset(IRREGULAR) | frozenset("said let cut put set".split())
_POSSESSIVE = "'s"


@dataclass(frozen=True)
class Agency:
    """Mentions of one person, by what they are in their sentence."""

    active: int = 0
    passive: int = 0
    object: int = 0

    @property
    def share(self) -> float | None:
        """Share of mentions in which the person acts; None if there are none."""
        every = self.active + self.passive + self.object
        return self.active / every if every else None


def agency(words: Sequence[Word], subject: str) -> Agency:
    """How the person with key ``subject`` is mentioned."""
    counts = {"active": 0, "passive": 0, "object": 0}
    name, current, line = f"§{subject}§", True, 0
    for i, word in enumerate(words):
        if word.line != line:
            current, line = True, word.line
        if WHO in word.classes and PRO not in word.classes:
            current = word.text == name
        if current and WHO in word.classes and (role := _role(words, i)):
            counts[role] += 1
    return Agency(**counts)


def _role(words: Sequence[Word], i: int) -> str:
    """What the person named by word ``i`` is in the sentence; "" for a possessive or a label."""
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) else None
    pronoun = PRO in word.classes
    if after is not None and after.breaks and not pronoun and after.start - word.end < 3 and _labels(words, i):
        return ""
    if after is None or not after.joined:
        return "active" if word.nominative else "object"
    if after.text in (_POSSESSIVE, "s"):
        return ""
    if pronoun and not word.nominative:
        return "object" if after.text in STOP and after.text != "own" else ""
    return _of_verb(words, i + 1, certain=word.nominative)


def _labels(words: Sequence[Word], i: int) -> bool:
    """Whether a name by itself begins a line, as who speaks does."""
    return i == 0 or words[i - 1].line != words[i].line


def _of_verb(words: Sequence[Word], start: int, *, certain: bool) -> str:
    """Active, passive or object by the words after a mention; ``certain`` if it must be the subject of a verb."""
    was, helped = False, False
    for j in range(start, min(start + 6, len(words))):
        word = words[j]
        if not word.joined:
            break
        if word.text in _BE:
            was = True
        elif word.text in _AUXILIARY and (certain or helped or word.text != "to"):
            helped = True
        elif word.text not in _BETWEEN and not word.text.endswith("ly"):
            done = word.text in _PARTICIPLES or (word.text.endswith("ed") and word.text not in _STATES)
            if was and done:
                return "passive"
            return "active" if certain or was or helped or _verb(word.text) else "object"
    return "active" if certain or was or helped else "object"


def _verb(word: str) -> bool:
    """Whether a word after a name looks like a verb: "wants", "walked", "went"."""
    if word in STOP or word in _STATES:
        return False
    return word in _VERBS or (word.endswith(("s", "ed")) and not word.endswith("ss"))
