"""Turns a variant's transcript into labelled sentences, and a person of it into what the transcript calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from harness.records import Turn, Variant

_DIRECTION = re.compile(r"\[[^\]\n]{1,60}\]")
_END = re.compile(r"[.!?…]+[\"'”’)]*\s+(?=[\"'“‘(£]?[A-Z0-9])")
_SHORTENED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|approx|e\.g|i\.e|etc|vs)|\b[A-Z])\.\s+$")
_NUMBERED = re.compile(r"\bNo\.\s+$")
_TITLES = {"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"}


@dataclass(frozen=True)
class Sentence:
    """One sentence as spoken; ``speaker`` is the transcript's label, or empty where there are none."""

    speaker: str
    words: str

    @property
    def line(self) -> str:
        """The sentence with its speaker, as a transcript writes it."""
        return f"{self.speaker}: {self.words}" if self.speaker else self.words


def sentences(variant: Variant) -> list[Sentence]:
    """Every spoken sentence in order; stage directions are nobody's words and are left out."""
    found = []
    for turn in variant.turns:
        if turn.person is None:
            continue
        words = " ".join(_DIRECTION.sub(" ", variant.text[turn.start : turn.end]).split())
        label = label_before(variant, turn)
        found += [Sentence(label, sentence) for sentence in split(words)]
    return found


def split(words: str) -> list[str]:
    """Sentences of running text; a full stop after a title, an initial or ``e.g.`` ends none."""
    ends = [m.end() for m in _END.finditer(words)]
    cuts = [0, *(end for end in ends if not _goes_on(words[:end], words[end])), len(words)]
    return [piece for a, b in pairwise(cuts) if (piece := words[a:b].strip())]


def _goes_on(before: str, after: str) -> bool:
    return bool(_SHORTENED.search(before) or (after.isdigit() and _NUMBERED.search(before)))


def label_before(variant: Variant, turn: Turn) -> str:
    """The speaker's label written before a turn, or nothing where the text has no labels."""
    line = variant.text.rfind("\n", 0, turn.start) + 1
    return variant.text[line : turn.start].strip().removesuffix(":").strip()


def label_of(variant: Variant, person: str, turns: tuple[int, ...] = ()) -> str:
    """What to call a person in running text: ``Mrs Khan``, ``the daughter``.

    From the label before their own words in ``turns``; else of whoever speaks those turns, since a person
    who has no words of their own is quoted by somebody; else of any turn of theirs; else from their name,
    if the text has it; else from their key.
    """
    of_fact = [t for t in variant.turns if t.number in turns and t.person is not None]
    own = [t for t in variant.turns if t.person == person]
    for turn in [*(t for t in of_fact if t.person == person), *own, *of_fact]:
        if label := label_before(variant, turn):
            return _in_running_text(variant, label)
    filled = variant.people.get(person)
    if filled is not None and filled.last in variant.text:
        return f"{filled.title} {filled.last}"
    return "the " + person.replace("_", " ")


def _in_running_text(variant: Variant, label: str) -> str:
    """A name stays as it is; a role (``Social worker``) becomes ``the social worker``."""
    names = {name for filled in variant.people.values() for name in (filled.first, filled.last)} | _TITLES
    if names & set(re.findall(r"[\w'’-]+", label)) or any(" " in n and n in label for n in names):
        return label
    return "the " + " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in label.split())
