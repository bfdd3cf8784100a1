"""A text to what it calls each person: by first name, by title and surname, in full, or by a role.

The one measure that is taken on the text as it stands, names and all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from harness.masking import PRONOUNS, fold, places
from harness.records import Filled

FORMS = ("first", "titled", "full", "surname")
"""First name alone; title and surname, with or without the first name; first name and surname; surname alone."""
ROLES = ("service user", "client", "patient", "resident", "customer", "the adult", "the child", "the young person",
         "the individual")  # fmt: skip
"""What a record may call somebody instead of a name. The choice is the project's."""
_ROLES = re.compile(r"\b(?:" + "|".join(re.escape(role) for role in sorted(ROLES, key=len, reverse=True)) + r")s?\b")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|mx|miss|dr)\.?\s*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Naming:
    """Mentions by person and form, and mentions by role or pronoun, which say nothing of whom they mean."""

    people: Mapping[str, Mapping[str, int]]
    roles: int
    pronouns: int

    def first_names(self, person: str) -> float | None:
        """Share of a person's names that are the first name alone; None if they are never named."""
        forms = self.people.get(person, {})
        return forms.get("first", 0) / total if (total := sum(forms.values())) else None


def naming(text: str, people: Mapping[str, Filled], spans: tuple[tuple[int, int], ...] | None = None) -> Naming:
    """What ``text`` calls everybody; with ``spans``, only there (labels of turns are no way to call somebody)."""
    folded = fold(text)
    if spans is not None:
        folded = "\n".join(folded[start:end] for start, end in spans)
    counts: dict[str, Counter[str]] = {}
    for start, end, sentinel in places(folded, people):
        key = sentinel.strip("§")
        if key in people:
            form = _form(folded[start:end], people[key], folded[max(0, start - 6) : start])
            counts.setdefault(key, Counter())[form] += 1
    lowered = folded.lower()
    pronouns = sum(word in PRONOUNS for word in _WORD.findall(lowered))
    return Naming({key: dict(forms) for key, forms in counts.items()}, len(_ROLES.findall(lowered)), pronouns)


def _form(written: str, person: Filled, before: str) -> str:
    words, first, last, title = written.lower(), *(fold(n).lower() for n in (person.first, person.last, person.title))
    if (title and words.startswith(f"{title} ")) or (words == last and _TITLE.search(before)):
        return "titled"
    if words == first:
        return "first"
    return "surname" if words == last else "full"
