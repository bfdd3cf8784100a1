"""Turns a text with slots into English for given people: pronouns and their verbs, relation words, titles, a and an."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from harness.errors import UserFileError
from harness.records import Filled

SLOT = re.compile(r"\{(?:(?P<article>[Aa]n?) )?(?:(?P<key>[a-z][a-z0-9_]*)\.)?(?P<name>[A-Za-z][A-Za-z0-9_]*)\}")

PRONOUNS = {
    "they": {"she": "she", "he": "he", "they": "they"},
    "them": {"she": "her", "he": "him", "they": "them"},
    "their": {"she": "her", "he": "his", "they": "their"},
    "theirs": {"she": "hers", "he": "his", "they": "theirs"},
    "themself": {"she": "herself", "he": "himself", "they": "themself"},
}
VERBS = {"is": "are", "was": "were", "has": "have", "does": "do"}
"""Form beside she and he, to form beside singular they."""
ENDINGS = frozenset({"s", "es"})
RELATIONS = {
    "woman": ("woman", "man", "person"),
    "lady": ("lady", "gentleman", "person"),
    "girl": ("girl", "boy", "child"),
    "mum": ("mum", "dad", "parent"),
    "mother": ("mother", "father", "parent"),
    "daughter": ("daughter", "son", "child"),
    "sister": ("sister", "brother", "sibling"),
    "aunt": ("aunt", "uncle", "relative"),
    "grandmother": ("grandmother", "grandfather", "grandparent"),
    "nan": ("nan", "grandad", "grandparent"),
    "wife": ("wife", "husband", "partner"),
    "niece": ("niece", "nephew", "relative"),
    "female": ("female", "male", "person"),
}
"""Word for a female person, a male person, and a person who is called they."""
NAMES = ("first", "last", "title", "full")
CHILD_UNDER = 18
MRS_BORN_BEFORE = 1970


@dataclass(frozen=True)
class Slot:
    """One slot of a text; ``key`` is None for a case slot. ``capital`` says whether ``name`` began with a capital."""

    article: str | None
    key: str | None
    name: str
    capital: bool
    start: int
    end: int


def parse(text: str) -> Iterator[Slot]:
    """Slots of a text, in order."""
    for match in SLOT.finditer(text):
        name, key = match["name"], match["key"]
        capital = key is not None and name[0].isupper()
        yield Slot(
            match["article"], key, name[0].lower() + name[1:] if capital else name, capital, match.start(), match.end()
        )


def title(sex: str, pronouns: str, born: int | None, year: int) -> str:
    """How somebody is addressed before the surname; children are not.

    Mrs for women born before 1970 and Ms for others: what they would expect, not a fact about marriage.
    """
    if born is not None and year - born < CHILD_UNDER:
        return ""
    if pronouns == "they":
        return "Mx"
    if sex == "male":
        return "Mr"
    return "Mrs" if born is not None and born < MRS_BORN_BEFORE else "Ms"


def pronouns_of(sex: str) -> str:
    """The pronouns of somebody who has not said."""
    return "he" if sex == "male" else "she"


@cache
def _slot(written: str) -> Slot:
    """The slot that a text begins with: the same few are asked for again and again."""
    return next(parse(written))


class Words(dict[str, str]):
    """What each slot, as written, becomes for given people: worked out once, when it is first asked for.

    A slot of a title that stands before a space holds that space: a child's title is empty and takes it along.
    """

    def __init__(self, people: Mapping[str, Filled]) -> None:
        super().__init__()
        self.people = people

    def __missing__(self, written: str) -> str:
        slot = _slot(written)
        person = None if slot.key is None else self.people.get(slot.key)
        word = None if person is None else _of_person(slot.name, person)
        if word is None or "{" in word or "}" in word:
            raise KeyError(written.strip())
        word = _cased(word, slot.capital)
        if slot.article:
            word = f"{_cased(article(word), slot.article[0].isupper())} {word}"
        self[written] = word = f"{word} " if word and written.endswith(" ") else word
        return word


class Template:
    """A text whose slots were found once, to be filled for one set of people after another.

    Args:
        text: With slots.
        case: Values of the case slots, which are the same for all people.
        where: What a message calls this text.

    Raises:
        UserFileError: a brace is no slot.
    """

    def __init__(self, text: str, case: Mapping[str, str], where: str = "this text") -> None:
        pieces = [""]
        position = 0
        for slot in parse(text):
            pieces[-1] += text[position : slot.start]
            position = slot.end
            if slot.key is None and slot.name in case:
                word = case[slot.name]
                pieces[-1] += f"{_cased(article(word), slot.article[0].isupper())} {word}" if slot.article else word
                continue
            if slot.name == "title" and text[position : position + 1] == " ":
                position += 1
            pieces += [text[slot.start : position], ""]
        pieces[-1] += text[position:]
        if any("{" in plain or "}" in plain for plain in pieces[::2]):
            raise UserFileError.single(where, None, "A brace is left after filling.", "Run: plumbline check")
        self._where = where
        self._shape = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        self._words = itemgetter(*pieces[1::2]) if len(pieces) > 1 else None
        self.plain: str | None = pieces[0] if len(pieces) == 1 else None
        """The text, where it is the same for all people."""

    def fill(self, words: Words) -> str:
        """The text with every slot filled.

        Raises:
            UserFileError: a slot has no value.
        """
        if self.plain is not None:
            return self.plain
        assert self._words is not None
        try:
            filled: str = self._shape % self._words(words)
        except KeyError as error:
            raise UserFileError.single(
                self._where, None, f"The slot {error.args[0]} has no value.", "Run: plumbline check"
            ) from None
        return filled


def fill(text: str, people: Mapping[str, Filled], case: Mapping[str, str], where: str = "this text") -> str:
    """A text with every slot filled, once.

    Raises:
        UserFileError: a slot has no value, or a brace is left.
    """
    return Template(text, case, where).fill(Words(people))


def _of_person(name: str, person: Filled) -> str | None:
    if name in PRONOUNS:
        return PRONOUNS[name][person.pronouns]
    if name in VERBS:
        return VERBS[name] if person.pronouns == "they" else name
    if name in ENDINGS:
        return "" if person.pronouns == "they" else name
    if name in RELATIONS:
        female, male, neutral = RELATIONS[name]
        return neutral if person.pronouns == "they" else male if person.sex == "male" else female
    if name == "full":
        return f"{person.first} {person.last}".strip() or None
    if name == "title":
        return person.title
    if name in NAMES:
        return getattr(person, name) or None
    if name == "age":
        return None if person.age is None else str(person.age)
    return person.slots.get(name)


def _cased(word: str, capital: bool) -> str:
    return word[:1].upper() + word[1:] if capital else word


_LIKE_YOU = re.compile(r"(?:uni(?!n|m)|eu|ew|use|usu|uk|ura|uti|ute|u\.|one\b|once|one-)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_AN_LETTERS = frozenset("AEFHILMNORSX")


def article(word: str) -> str:
    """``a`` or ``an``, by how the first word of ``word`` is said: a uniform, an hour, an 84-year-old, an MBE."""
    start = re.match(r"[\w'.-]*", word.lstrip())
    first = start.group() if start else ""
    digits = re.match(r"\d+", first)
    if digits:
        number = digits.group()
        said_an = number[0] == "8" or (number[:2] in ("11", "18") and len(number) % 3 == 2)
        return "an" if said_an else "a"
    if len(first) > 1 and first.isupper() and not _LIKE_YOU.match(first):
        return "an" if first[0] in _AN_LETTERS else "a"
    if _SILENT_H.match(first):
        return "an"
    if _LIKE_YOU.match(first):
        return "a"
    return "an" if first[:1].lower() in tuple("aeiou") else "a"
