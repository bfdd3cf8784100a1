"""Turns a text into the same text with nothing left of who the people are: names, pronouns, relations, characteristics.

Everything else stays as it was written, so that a reviewer judges what a tool wrote and not a paraphrase of it.
What somebody else is said to be stays too: a record that gives a person another religion must be seen to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harness.masking import PRONOUNS, fold, places
from harness.records import Filled
from harness.review.neutral import AGREES, HAVE_BEFORE, NEUTRAL, NOT_VERBS, pronoun

CHARACTERISTIC = "[characteristic]"
TITLE = "[title]"
FAMILY = "[family]"

Edit = tuple[int, int, str]
"""Characters ``start`` to ``end`` of the text become these."""

_AGREE = "|".join(AGREES)
_ADVERBS = "usually|often|always|never|also|still|sometimes|now|then|just|only|really|already"
_PRONOUN = re.compile(
    rf"(?<![\w'])(?:(?P<ask>{_AGREE})\s+)?(?P<word>{'|'.join(sorted(PRONOUNS, key=len, reverse=True))})"
    rf"(?P<short>'(?:s|re|ve|d|ll))?(?!\w)(?:\s+(?P<adverb>{_ADVERBS})(?!\w))?(?:\s+(?P<next>[a-z]+(?:'t)?)(?!\w))?",
    re.IGNORECASE,
)
_RELATION = re.compile(
    rf"(?<![\w'])(?:(?P<article>an?)\s+)?(?P<word>{'|'.join(sorted(NEUTRAL, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?<!\w)(?:Mrs|Mr|Mx|MRS|MR|mrs|mr|Ms|Miss(?=\s+[A-Z]))\b\.?")
_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)


class Masked:
    """A text whose passages can be shown masked. ``people`` is the manifest of the variant it was made from or for."""

    def __init__(self, text: str, people: Mapping[str, Filled]) -> None:
        self.text = text
        self._edits = _edits(text, people)

    def show(self, start: int = 0, end: int | None = None) -> str:
        """The passage from ``start`` to ``end``, masked; what a bound would cut through is shown whole."""
        end = len(self.text) if end is None else min(end, len(self.text))
        out, at = [], start
        for first, last, word in self._edits:
            if last <= start or first >= end:
                continue
            out += [self.text[at:first], word]
            at = last
        return "".join(out) + self.text[at:end]


def letters(people: Mapping[str, Filled]) -> dict[str, str]:
    """Each person's key to "Person A", "Person B" ... in the order of the manifest, which is the same in every arm."""
    return {key: f"Person {chr(65 + i) if i < 26 else i + 1}" for i, key in enumerate(people)}


def _edits(text: str, people: Mapping[str, Filled]) -> list[Edit]:
    """What is to be replaced, in order of place, none overlapping: names and characteristics first."""
    folded = fold(text)
    called = letters(people)
    edits: list[Edit] = []
    for start, end, sentinel in places(text, people):
        slot = sentinel.startswith("§slot:")
        article = _ARTICLE.search(folded, 0, start) if slot else None
        if article and article.group(1).lower() == "an":  # "an Indian" tells it from "a Polish"
            edits.append((article.start(1), article.end(1), article.group(1)[0]))
        edits.append((start, end, CHARACTERISTIC if slot else called[sentinel.strip("§")]))
    for found in (_otherwise_named(folded, people, called), _titles(folded), _pronouns(folded), _relations(folded)):
        edits += _outside(list(found), edits)
    return sorted(edits)


def _outside(found: list[Edit], taken: list[Edit]) -> list[Edit]:
    """Those of ``found`` that touch no edit already made."""
    covered = {place for start, end, _ in taken for place in range(start, end)}
    return [edit for edit in found if covered.isdisjoint(range(edit[0], edit[1]))]


def _otherwise_named(folded: str, people: Mapping[str, Filled], called: Mapping[str, str]) -> Iterator[Edit]:
    """Names in other letters than the manifest's (AMINA, amina) and parts of longer names (Anne of Anne Marie)."""
    forms: dict[str, str] = {}
    words: dict[str, str] = {}
    for key, person in people.items():
        first, last = fold(person.first), fold(person.last)
        for name in (first, last):
            for part in (name, *re.split(r"[\s-]+", name)):
                if len(part) > 2:
                    forms.setdefault(part, called[key])
                    forms.setdefault(part.upper(), called[key])
        if len(last) > 2:
            forms.setdefault(f"{last}s", FAMILY)
        if len(first) > 2:
            forms.setdefault(first.lower(), called[key])
        if person.age is not None:
            words.setdefault(_in_words(person.age), CHARACTERISTIC)
    for table, flags in ((forms, 0), (words, re.IGNORECASE)):
        if table:
            pattern = "|".join(re.escape(form) for form in sorted(table, key=len, reverse=True))
            for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", folded, flags):
                yield match.start(), match.end(), table.get(match.group(), CHARACTERISTIC)


def _in_words(age: int) -> str:
    small = (
        "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    if age < 20:
        return f"{small[age]} years old"  # "two" alone may count anything
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if age >= 100:
        return f"{age} years old"
    return tens[age // 10 - 2] + (f"-{small[age % 10]}" if age % 10 else " years old")


def _titles(folded: str) -> Iterator[Edit]:
    for match in _TITLE.finditer(folded):
        yield match.start(), match.end(), TITLE


def _like(written: str, word: str) -> str:
    """``word`` in capitals where ``written`` was."""
    if len(written) > 1 and written.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if written[:1].isupper() else word


def _relations(folded: str) -> Iterator[Edit]:
    for match in _RELATION.finditer(folded):
        word = match.group("word")
        neutral = NEUTRAL[word.lower()]
        if neutral != word.lower():
            yield match.start("word"), match.end("word"), _like(word, neutral)
        if match.group("article") and match.group("article").lower() == "an":  # "an aunt" tells her from an uncle
            yield match.start("article"), match.end("article"), match.group("article")[0]


def _pronouns(folded: str) -> Iterator[Edit]:
    """Pronouns, and the verbs beside those that are subjects."""
    at = 0
    while match := _PRONOUN.search(folded, at):
        word, short, after = match.group("word"), match.group("short"), match.group("next") or ""
        at = match.end("short") if short else match.end("word")
        subject = word.lower() in ("he", "she")
        neutral = _like(word, pronoun(word.lower(), (match.group("adverb") or after).lower(), _before(match)))
        if neutral != word:
            yield match.start("word"), match.end("word"), neutral
        if not subject:
            continue
        if match.group("ask"):
            ask = match.group("ask")
            yield match.start("ask"), match.end("ask"), _like(ask, AGREES[ask.lower()])
        if short == "'s":
            follows = (match.group("adverb") or after).lower()
            yield match.start("short"), match.end("short"), "'ve" if follows in HAVE_BEFORE else "'re"
        elif not short and after and not match.group("ask"):
            plural = _agreed(after)
            if plural != after:
                yield match.start("next"), match.end("next"), plural


def _before(match: re.Match[str]) -> str:
    """The word before a pronoun."""
    found = re.search(
        r"([a-z]+)\s+$", match.string[max(0, match.start("word") - 20) : match.start("word")], re.IGNORECASE
    )
    return found.group(1).lower() if found else ""


def _agreed(verb: str) -> str:
    """A verb after "he" or "she" as it stands after "they"."""
    low = verb.lower()
    if low in AGREES:
        return _like(verb, AGREES[low])
    if not re.fullmatch(r"[a-z]{2,}s", verb) or verb.endswith("ss") or low in NOT_VERBS:
        return verb
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    return verb[:-2] if re.search(r"(?:ch|sh|x|o|ss|z)es$", verb) else verb[:-1]
