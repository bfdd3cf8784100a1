"""Text to sentences and canonical tokens that still know where they stand in the original.

Two texts that say the same thing in different spelling, numerals or contractions become the same
tokens; who the people are is hidden by ``harness.masking``. Offsets are always into the text given.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from harness.findings import lexicon as lx
from harness.findings.polarity import clauses, negated
from harness.findings.tokens import SELF, Hidden, Token, tokenise
from harness.masking import KIN, PRONOUN, fold, mask
from harness.records import Filled


@dataclass(frozen=True)
class Sentence:
    """A sentence, bullet or heading: characters ``start`` to ``end``, its tokens, and what it stands under."""

    start: int
    end: int
    kind: Literal["sentence", "bullet", "heading"]
    label: str
    """Words before a colon at its beginning ("Risks", "Mrs Hall"); "" if none."""
    under: str
    """The heading or introducing line above it."""
    follows: bool
    """Whether it goes on from the sentence before it, in the same paragraph."""
    body: int
    """Where the words begin, after the label."""
    tokens: tuple[Token, ...]
    negated: frozenset[int]
    """Indexes of the tokens that a negator covers."""

    @property
    def stems(self) -> frozenset[str]:
        """Stems of its content words, quantities included."""
        return frozenset(t.stem for t in self.tokens if t.kind in ("word", "number", "value"))


@dataclass(frozen=True)
class Document:
    """A text and its sentences, in order."""

    text: str
    sentences: tuple[Sentence, ...]


_SPLIT = re.compile(r"(?<=[.!?…])[\"')\]*_]*\s+|(?<=[a-z0-9)]);\s+")
_ABBREVIATION = re.compile(
    r"(?<![^\s(])(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Rd|Ave|Rev|Cllr|e\.?g|i\.?e|etc|approx|[Nn]o|vs|cf|tel|ext|a\.m|p\.m|"
    r"[A-Z]|[A-Z]\.[A-Z])\.$"
)
_BULLET = re.compile(r"\s*(?:[-*•·–—o▪◦]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+|#{1,6}\s+|>\s+)")
_LABEL = re.compile(r"[*_]{0,3}([^\W\d_][^:.!?\n,;]{0,48}?)[*_]{0,3}\s?:[*_]{0,3}(?=\s|$)")

_CREDIT = re.compile(
    r"((?:reported by|said by|according to|in the (?:view|opinion) of)\b[^:.!?\n]{1,48}):\s+", re.IGNORECASE
)
"""A label in the middle of a paragraph: whose word the sentence after it is."""

_LEAD = re.compile(
    r"(?=[^:\n]{0,80}\b(?:second hand|told|heard|reported|said|according|words|view|opinion|saw)\b)"
    r"([^\W\d_][^:.!?\n;]{2,80}?)\s?:(?=\s)", re.IGNORECASE,
)  # fmt: skip
"""A longer label, commas and all, that says whose word it is: "The social worker, at second hand"."""

_HESITATION = lx.words("oh well um uh er erm ah i mean")


def analyse(text: str, people: Mapping[str, Filled] | None = None) -> Document:
    """Sentences and tokens of ``text``; ``people`` (a variant's manifest) are masked in it."""
    folded = fold(text)
    hidden = _hidden(folded, people) if people else []
    sentences: list[Sentence] = []
    at = 0
    for start, end, kind, label, body, under, follows in _segments(folded):
        while at < len(hidden) and hidden[at].end <= start:
            at += 1
        tokens = tuple(tokenise(folded, start, end, hidden[at:]))
        sentences.append(Sentence(start, end, kind, label, under, follows, body, tokens, negated(tokens, body)))
    return Document(text, tuple(_answered(sentences, folded)))


def _answered(sentences: list[Sentence], text: str) -> list[Sentence]:
    """A question answered "no" is a statement of the contrary: "Any falls?" - "No." says no falls."""
    out = list(sentences)
    for i, (asked, answer) in enumerate(itertools.pairwise(sentences)):
        if not text[asked.start : asked.end].rstrip("\"' )").endswith("?"):
            continue
        first = next((t for t in answer.tokens if t.start >= answer.body and t.text not in _HESITATION), None)
        if first is not None and first.kind == "not":
            every = frozenset(j for j in _in_question(asked.tokens) if asked.tokens[j].start >= asked.body)
            out[i] = replace(asked, negated=every)
    return out


def _in_question(tokens: tuple[Token, ...]) -> Iterator[int]:
    """Words that an answer answers: what a condition puts aside ("If you were ill, who would come?") is not denied."""
    numbers = clauses(tokens)
    aside = {n for n, token in zip(numbers, tokens, strict=True) if token.text == "if"}
    if aside >= {n for n, token in zip(numbers, tokens, strict=True) if token.kind == "word"}:
        aside = set()
    return (j for j, token in enumerate(tokens) if token.kind == "word" and numbers[j] not in aside)


def bare(text: str) -> str:
    """A text without accents, capitals, stage directions and spare white space, for comparing quotations."""
    return " ".join(_DIRECTION.sub(" ", fold(text).lower()).split())


_DIRECTION = re.compile(r"\[[^\]]*\]")


def canonical(tokens: Iterable[Token]) -> str:
    """Tokens as running text, with a space on either side, so that words can be looked for in it."""
    return f" {' '.join(t.text for t in tokens)} "


def stems_of(text: str) -> list[str]:
    """Stems of every word of a short text, in order, nobody masked."""
    return [stem for sentence in analyse(text).sentences for stem in told_apart(sentence.tokens)]


def told_apart(tokens: Iterable[Token]) -> list[str]:
    """The stems of tokens, "herself" told apart from "her"."""
    return [t.text if t.text == SELF else t.stem for t in tokens]


def _hidden(folded: str, people: Mapping[str, Filled]) -> list[Hidden]:
    """Spans that masking replaces: names, slots and relation words (pronouns are handled here)."""
    out: list[Hidden] = []
    for token in mask(folded, people):
        if token.text[0] != "§" or token.text == PRONOUN:
            continue
        word = folded[token.start : token.end].lower()
        relation = KIN.get(word) or KIN.get(word.partition("'")[0]) or KIN.get(word.removesuffix("s"))
        if relation is not None:
            out.append(Hidden(token.start, token.end, relation, "stop" if relation == KIN["person"] else "word"))
        else:
            out.append(Hidden(token.start, token.end, token.text, "word" if ":" in token.text else "person"))
    return out


class _Segment(NamedTuple):
    start: int
    end: int
    kind: Literal["sentence", "bullet", "heading"]
    label: str
    body: int
    under: str
    follows: bool


def _segments(text: str) -> list[_Segment]:
    """Where every sentence, bullet and heading stands, and under what."""
    out: list[_Segment] = []
    under = ""
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().strip():
            continue
        blank = line.start() == 0 or text[max(0, line.start() - 2) : line.start()].isspace()
        bullet = _BULLET.match(line.group())
        hashed = bullet is not None and "#" in bullet.group()
        start = line.start() + (bullet.end() if bullet else len(line.group()) - len(line.group().lstrip()))
        end = line.start() + len(line.group().rstrip())
        if start >= end:
            continue
        found = _LABEL.match(text, start, end) or _LEAD.match(text, start, end)
        body = found.end() if found else start
        while body < end and text[body].isspace():
            body += 1
        name = found.group(1).strip() if found else ""
        introduces = text[end - 1] == ":" and len(text[start:end].split()) <= 12
        if hashed or introduces or body >= end or (not bullet and not found and _heading(text[start:end], blank)):
            under = text[start:end].strip("#*_: ")
            out.append(_Segment(start, end, "heading", name, body, "", False))
            continue
        if blank and not bullet:
            under = under if out and out[-1].kind == "heading" else ""
        kind: Literal["bullet", "sentence"] = "bullet" if bullet else "sentence"
        for number, (low, high) in enumerate(_sentences(text, body, end)):
            credit = _CREDIT.match(text, low, high) if number else None
            begins = credit.end() if credit else low
            label = credit.group(1) if credit else name
            out.append(_Segment(low if number else start, high, kind, label, begins, under, number > 0))
    return out


def _heading(line: str, blank: bool) -> bool:
    """Whether a line of its own, without a label, is a heading and not a terse statement."""
    bare = line.strip("*_ ")
    words = bare.split()
    if len(words) > 7 or bare[-1:] in ".!?,;" or any(c.isdigit() for c in bare):
        return False
    if line.startswith("**") and line.endswith("**"):
        return True
    if words[0].lower() in lx.NEGATORS or not words[0][0].isupper():
        return False
    content = [w for w in words if w.lower() not in lx.STOP and w != "&"]
    return blank and (len(words) <= 3 or all(w[0].isupper() for w in content))


def _abbreviated(text: str, low: int, end: int, after: int) -> bool:
    """Whether what ends before ``end`` is an abbreviation; "no." is one only before a number."""
    found = _ABBREVIATION.search(text, low, end)
    return found is not None and (found.group().lower() != "no." or text[after : after + 1].isdigit())


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of one line; abbreviations, initials and decimals do not end one."""
    spans: list[tuple[int, int]] = []
    low = start
    for match in _SPLIT.finditer(text, start, end):
        if match.start() <= low:
            continue
        if text[match.start() - 1] == "." and _abbreviated(
            text, max(low, match.start() - 8), match.start(), match.end()
        ):
            continue
        if match.end() < end:
            spans.append((low, match.start()))
            low = match.end()
    spans.append((low, end))
    return [(a, b) for a, b in spans if any(c.isalnum() for c in text[a:b])]
