"""A sentence to whose word it is: what stands under a verb of saying, a label or "according to"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.text import Sentence
from harness.findings.tokens import Token
from harness.masking import PRONOUN

_SAYING = frozenset(stem(word) for word in lx.SAYING)
_OWN_VIEW = frozenset(stem(word) for word in lx.OWN_VIEW)
_ROLES = frozenset(stem(word) for word in lx.ROLES)
_BODIES = frozenset(stem(word) for word in lx.BODIES)
_QUALIFIERS = frozenset(stem(word) for word in lx.QUALIFIERS)
_HOW = frozenset(stem(word) for word in (*lx.OWN_VIEW, "second", "hand", "own", "words", "2nd"))
"""What a label may say of how it is known: "The nurse, at second hand"."""
_SAY, _WORRY, _ACCORD = stem("say"), stem("worry"), stem("according")
_RINGS = frozenset(stem(word) for word in "ring phone call write text email message".split())
_BACK = 7
"""Tokens before a verb within which its subject must stand."""
_CUTS = lx.words("but although however whereas though while")
_NOT_YET = lx.words("to will would can could may might must should shall please")
"""Before a verb of saying: nothing has been said."""
_BE = lx.words("is was were are been be being")
_SPEAKERS = lx.words("i we they you everyone")
_GOES_ON = lx.words("it there this that these those they")
_PARTICIPLES = lx.words("said told thought felt heard understood")


class Said(NamedTuple):
    """A stretch of a sentence, tokens ``start`` to ``end``, that is somebody's word; ``by`` are stems for who."""

    by: frozenset[str]
    start: int
    end: int


def attributed(sentences: Sequence[Sentence], i: int, anchors: frozenset[str]) -> bool:
    """Whether sentence ``i`` says whose word the ``anchors`` in it are.

    By a verb of saying or thinking that governs them, a speaker's label, "according to", a heading that
    names a speaker, or by going on ("It happens at night") from a sentence that does one of these.
    """
    sentence = sentences[i]
    if _labelled(sentences, i) or _named_above(sentence):
        return True
    at = [j for j, t in enumerate(sentence.tokens) if t.stem in anchors and t.start >= sentence.body]
    for said in said_in(sentence):
        inside = sum(said.start <= j < said.end for j in at)
        if 2 * inside >= len(at):
            return True
    if not sentence.follows or not i or not sentence.tokens:
        return False
    # "Her neighbour rang. She said there is shouting. It goes on at night." is one report.
    first = sentence.tokens[0]
    goes_on = first.stem == PRONOUN or first.text in _GOES_ON
    return goes_on and bool(said_in(sentences[i - 1]) or _labelled(sentences, i - 1))


def speakers_of(sentence: Sentence, anchors: frozenset[str]) -> frozenset[str]:
    """Who is credited with most of the ``anchors`` of a sentence; empty if nobody is."""
    at = [j for j, t in enumerate(sentence.tokens) if t.stem in anchors]
    out: frozenset[str] = frozenset()
    for said in said_in(sentence):
        if at and 2 * sum(said.start <= j < said.end for j in at) >= len(at):
            out |= said.by
    return out


def said_in(sentence: Sentence) -> tuple[Said, ...]:
    """Every stretch of a sentence that is somebody's word."""
    return said_of(sentence.tokens)


@lru_cache(maxsize=4_000)
def said_of(tokens: tuple[Token, ...]) -> tuple[Said, ...]:
    """Every stretch of some tokens that is somebody's word."""
    return tuple(_said(tokens))


def _said(tokens: tuple[Token, ...]) -> Iterator[Said]:
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        second_hand = token.text == "hand" and i > 0 and tokens[i - 1].text in ("second", "2th")
        if token.text in lx.HEARSAY or second_hand:
            yield Said(frozenset(), 0, len(tokens))
        elif after is not None and (
            (token.stem == _ACCORD and after.text == "to")
            or (token.stem in (_SAY, *_SAYING) and after.text == "by" and not _pending(tokens, i))
        ):
            by = _who(tokens[i + 2 : i + 2 + _BACK])
            yield Said(by, 0, len(tokens))
        elif token.text == "on" and (advised := _on_advice(tokens, i)):
            yield Said(advised, 0, len(tokens))
        elif token.text == "per" and after is not None and _who((after,)):
            yield Said(_who((after,)), 0, len(tokens))
        elif token.stem in _OWN_VIEW and token.kind == "word":
            owner = _subject(tokens, i)[0] or (
                _who(tokens[i + 1 : i + 9]) if after is not None and after.text == "of" else frozenset()
            )
            if owner:
                yield Said(owner, 0, _cut(tokens, i))
        elif token.stem == _SAY or token.stem in _SAYING:
            yield from _verb(tokens, i)


def _on_advice(tokens: tuple[Token, ...], i: int) -> frozenset[str]:
    """Whose advice something rests on: "on the nurse's advice", "on the advice of the nurse"."""
    near = tokens[i + 1 : i + 7]
    return _who(near) if any(t.text == "advice" for t in near) else frozenset()


def _verb(tokens: tuple[Token, ...], i: int) -> Iterator[Said]:
    """What a verb of saying at ``i`` governs: what follows it, or what stands before ", she said"."""
    if _pending(tokens, i):
        return
    who, begins = _subject(tokens, i)
    form = tokens[i].text
    passive = form.endswith("ed") or form in _PARTICIPLES
    passive = passive and any(t.text in _BE for t in tokens[max(0, i - 2) : i])
    if tokens[i].stem == _WORRY:
        passive = False  # "it is worrying" is nobody's
    opens = (
        not who
        and begins == i
        and (i == 0 or tokens[i].breaks)
        and (form.endswith(("s", "ed")) or form in _PARTICIPLES)
    )
    opens = opens or (not form.endswith("ing") and any(t.text == "that" for t in tokens[i + 1 : i + 5]))
    # "The passenger told her that ..."
    if not who and not passive and not opens:  # "Says she had soup" leaves out who
        return
    end = _cut(tokens, i)
    content = sum(t.kind in ("word", "number", "value") for t in tokens[i + 1 : end])
    if begins and tokens[begins].breaks and content <= 1:
        yield Said(who, 0, end)
    else:
        yield Said(who, i + 1, end)


def _pending(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether what a verb says is yet to be said: "will tell", "asked not to say"."""
    # "Did not say" says nothing; "does not think" is a thought all the same.
    if i > 1 and tokens[i - 1].text == "to" and tokens[i].stem == _SAY and tokens[i - 2].kind != "stop":
        return not any(t.stem in _RINGS for t in tokens[max(0, i - 4) : i - 1])  # "had rung us to say"
    return any(t.text in _NOT_YET or (t.kind == "not" and tokens[i].stem == _SAY) for t in tokens[max(0, i - 2) : i])


def _subject(tokens: tuple[Token, ...], i: int) -> tuple[frozenset[str], int]:
    """Who does the saying, and where the clause with them in it begins."""
    begins = i
    for j in range(i - 1, max(-1, i - 1 - _BACK), -1):
        if tokens[j].text in _CUTS:
            break
        begins = j
        if tokens[j].breaks:
            break
    subject = tokens[begins:i]
    who = _who(subject)
    if not who and tokens[i].stem == _SAY and any(t.text == "it" for t in subject):
        who = frozenset({"it"})
    return who, begins


def _who(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        t.stem for t in tokens
        if t.kind == "person" or t.stem.startswith("§kin:") or t.stem in _ROLES | _BODIES or t.text in _SPEAKERS
    )  # fmt: skip


def _cut(tokens: tuple[Token, ...], i: int) -> int:
    """Where what is governed from ``i`` on ends: at "but" and its like, or with the sentence."""
    return next((j for j in range(i + 1, len(tokens)) if tokens[j].text in _CUTS), len(tokens))


def _labelled(sentences: Sequence[Sentence], i: int) -> bool:
    """Whether a label says whose word a sentence is; a speaker's own label holds to the end of the line."""
    own = _label(sentences[i])
    if own and (_speaker(own) or next(_said(own), None)):
        return True
    first = i
    while first and sentences[first].follows:
        first -= 1
    return _speaker(_label(sentences[first]))


def _label(sentence: Sentence) -> tuple[Token, ...]:
    return tuple(t for t in sentence.tokens if t.end <= sentence.body)


def _speaker(label: tuple[Token, ...]) -> bool:
    """Whether a label is a speaker and nothing else."""
    people = [t.kind == "person" or t.stem.startswith("§kin:") or t.stem in _ROLES for t in label]
    return any(people) and all(
        person or t.kind == "stop" or t.stem in _QUALIFIERS | _BODIES | _HOW
        for t, person in zip(label, people, strict=True)
    )


def _named_above(sentence: Sentence) -> bool:
    """Whether the heading names a speaker: "What the school says", "The daughter's view"."""
    words = sentence.under.lower().replace(":", " ").replace("'s", " ").split()
    stems = {stem(word) for word in words}
    named = bool(stems & (_ROLES | _BODIES)) or any(word in lx.KIN_WORDS for word in words)
    says = bool(stems & (_SAYING | _OWN_VIEW | {_SAY, _ACCORD}))
    return stem("allegation") in stems or (named and says)
