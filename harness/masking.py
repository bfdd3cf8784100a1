"""Replaces every token of a text that states who the people are by a sentinel, keeping offsets.

Two filled arms of one scenario must mask to the same tokens: that is the proof that they differ
only where intended, and it is what lets a check compare outputs without seeing the person.
The manifest (``Variant.people``) says what was filled, so masking is exact, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from harness.records import Filled

PRONOUN = "§pro§"
PRONOUNS = frozenset("he she they him her them his hers their theirs himself herself themself themselves".split())
TITLES = frozenset("mr mrs ms miss mx".split())

_KIN = {
    "child": "daughter son child girl boy",
    "parent": "mother father parent mum dad mummy daddy",
    "spouse": "wife husband partner",
    "sibling": "sister brother sibling",
    "relative": "aunt uncle auntie niece nephew relative",
    "grandparent": "grandmother grandfather grandparent nan gran granny nanna grandad grandpa",
    "adult": "woman man lady gentleman person female male",
}
KIN = {word: f"§kin:{name}§" for name, words in _KIN.items() for word in words.split()}
"""Relation and sex words, one sentinel a relation: words that one slot can take share theirs."""

_AGREEMENT = {
    "is": "be",
    "are": "be",
    "was": "was",
    "were": "was",
    "has": "have",
    "have": "have",
    "does": "do",
    "do": "do",
    "isn't": "be not",
    "aren't": "be not",
    "wasn't": "was not",
    "weren't": "was not",
    "hasn't": "have not",
    "haven't": "have not",
    "doesn't": "do not",
    "don't": "do not",
}
_CONTRACTED = {"'s": "be", "'re": "be", "'ve": "have", "'d": "would", "'ll": "will"}
_TOKEN = re.compile(r"§[\w:]+§|£?\d+(?:[.,:/]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W\d_]")
_VERB_S = re.compile(r"[a-z]{2,}s")
_NOT_VERBS = frozenset("this always perhaps sometimes as us yes plus".split())


@dataclass(frozen=True)
class MaskedToken:
    """One token: canonical lower-case ``text`` (or a ``§sentinel§``) and where it stands in the original."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Drop accents and straighten quotation marks, one character for one, so that offsets still hold."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_character(chr(code))
        return self[code]


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    if character in "’‘ʼ`´":
        return "'"
    if character in "“”":
        return '"'
    if character.isascii():
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    return decomposed[0] if decomposed and len(decomposed[0]) == 1 else character


def mask(text: str, people: Mapping[str, Filled]) -> list[MaskedToken]:
    """Tokens of ``text`` with everything that depends on who the people are replaced.

    Names become ``§key§`` (the person's key), axis slots ``§slot:name§``, third-person pronouns one
    sentinel, relation and sex words one sentinel a relation; titles go; verb agreement and a/an are
    levelled. A text without a capital letter (a recogniser's) is matched without regard to case.
    """
    folded = fold(text)
    fixed = _sentinels(folded, people)
    out: list[MaskedToken] = []
    position = 0
    for start, end, sentinel in fixed:
        _plain(folded, position, start, out)
        repeated = bool(out) and out[-1].text == sentinel and not sentinel.startswith("§slot")
        if repeated:  # "Aisha Khan" and "Mrs Khan" are one mention
            out[-1] = MaskedToken(sentinel, out[-1].start, end)
        else:
            out.append(MaskedToken(sentinel, start, end))
        position = end
    _plain(folded, position, len(folded), out)
    return out


def places(text: str, people: Mapping[str, Filled]) -> list[tuple[int, int, str]]:
    """Where ``text`` names a person or states a characteristic: (start, end, sentinel), in order, none overlapping.

    As ``mask`` finds them, each mention by itself.
    """
    return _sentinels(fold(text), people)


def aliases(people: Mapping[str, Filled]) -> list[tuple[str, str]]:
    """Every way a person may be named, longest first, with the person's key.

    A surname shared by a family goes to the person listed first.
    """
    found: dict[str, str] = {}
    for key, person in people.items():
        first, last, title = fold(person.first), fold(person.last), fold(person.title)
        forms = [f"{title} {first} {last}", f"{first} {last}", f"{title} {last}", first, last]
        for form in forms:
            form = form.strip()
            if form and form not in TITLES and form != title:
                found.setdefault(form, key)
    return sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))


def _sentinels(folded: str, people: Mapping[str, Filled]) -> list[tuple[int, int, str]]:
    """Non-overlapping (start, end, sentinel) of names and axis slots, in order of place."""
    forms: dict[str, str] = {}
    for person in people.values():
        for slot, surface in person.slots.items():
            if surface.strip():
                forms.setdefault(fold(surface).lower(), f"§slot:{slot}§")
        if person.age is not None:
            forms.setdefault(str(person.age), "§slot:age§")
    names = dict(aliases(people))
    if not forms and not names:
        return []
    caseless = not any(c.isupper() for c in folded)
    flags = re.IGNORECASE if caseless else 0
    found: list[tuple[int, int, str]] = []
    if names:
        lowered = {name.lower(): key for name, key in names.items()}
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<![\w£])(?:{pattern})(?!\w)", folded, flags):
            key = names.get(match.group()) or lowered[match.group().lower()]
            found.append((match.start(), match.end(), f"§{key}§"))
    if forms:
        pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        for match in re.finditer(rf"(?<![\w£.])(?:{pattern})(?![\w%]|\.\d)", folded, re.IGNORECASE):
            found.append((match.start(), match.end(), forms[match.group().lower()]))
    found.sort(key=lambda item: (item[0], -item[1]))
    kept: list[tuple[int, int, str]] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _plain(folded: str, start: int, end: int, out: list[MaskedToken]) -> None:
    """Append the levelled tokens of ``folded[start:end]``."""
    for match in _TOKEN.finditer(folded, start, end):
        word = match.group().lower()
        at, to = match.span()
        if word in TITLES:
            continue
        for part in _level(word, out[-1].text if out else ""):
            out.append(MaskedToken(part, at, to))


def _level(word: str, before: str) -> list[str]:
    """One word to its levelled tokens, given the token before it."""
    stem, apostrophe, rest = word.partition("'")
    if apostrophe and stem in PRONOUNS and f"'{rest}" in _CONTRACTED:
        return [PRONOUN, _CONTRACTED[f"'{rest}"]]
    if apostrophe and rest == "s" and stem in KIN:
        return [KIN[stem], "'s"]
    if word in PRONOUNS:
        return [PRONOUN]
    if word in KIN:
        return [KIN[word]]
    if word.endswith("s") and word[:-1] in KIN:
        return [KIN[word[:-1]], "plural"]
    if word in _AGREEMENT:
        return _AGREEMENT[word].split()
    if word in ("a", "an"):
        return ["a"]
    if word == "s" and before.startswith("§"):
        return ["'s"]
    if before == PRONOUN and _VERB_S.fullmatch(word) and not word.endswith("ss") and word not in _NOT_VERBS:
        return [_bare_verb(word)]
    return [word]


def _bare_verb(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(ch|sh|x|o|ss|z)es$", word):
        return word[:-2]
    return word[:-1]
