"""Tokens to whom each of them is said of: the person named nearest before, "I" being who speaks.

No grammar: a subject stands before its verb in most English sentences, and a pronoun mostly means who was named
last. So this is evidence of who did what, not proof.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.tokens import Token
from harness.masking import PRONOUN

_ROLES = frozenset(stem(word) for word in (*lx.ROLES, *lx.KIN_WORDS))
_SELF = frozenset({"i", "me", "my", "mine", "myself"})
_ADDRESSED = frozenset({"you", "your", "yours", "yourself"})
_BE = frozenset({"is", "was", "were", "are", "been", "be", "being", "got"})
_WORDS_OF_A_NAME, _MOST_NAMES = 4, 8
NOBODY: frozenset[str] = frozenset()


@dataclass
class Talk:
    """Who speaks, who is spoken to and who was named last, as a text goes on."""

    speaker: frozenset[str] = NOBODY
    before: frozenset[str] = NOBODY
    """Who spoke before: whom "you" means."""
    last: frozenset[str] = NOBODY
    """Third person named last: whom "she" means."""
    together: dict[str, set[str]] = field(default_factory=dict)
    """Names that stand side by side, and so are one person's."""

    def turn(self, speaker: frozenset[str]) -> None:
        """Somebody begins to speak."""
        if speaker != self.speaker:
            self.before, self.speaker = self.speaker, speaker

    def join(self, names: frozenset[str], another: str) -> None:
        """Names side by side are one person's; a name that many share says nothing of any."""
        for one, other in [(name, another) for name in names] + [(another, name) for name in names]:
            held = self.together.setdefault(one, set())
            if len(held) < _MOST_NAMES:
                held.add(other)

    def known_as(self, who: frozenset[str]) -> frozenset[str]:
        """Everything that the people ``who`` are called so far."""
        return who.union(*(self.together.get(name, ()) for name in who))


def is_name(token: Token, names: frozenset[str]) -> bool:
    """Whether a token names a person, a role or a relation."""
    if token.kind == "person":
        return token.stem != PRONOUN
    return token.kind == "word" and (
        (token.capital and token.stem in names) or token.stem in _ROLES or token.stem.startswith("§kin:")
    )


def whose(tokens: Sequence[Token], names: frozenset[str], talk: Talk) -> list[frozenset[str]]:
    """For each token, stems that name whom it is said of; empty where nobody is known. Moves ``talk`` on."""
    out: list[frozenset[str]] = []
    now: frozenset[str] = NOBODY
    naming = False
    for i, token in enumerate(tokens):
        if is_name(token, names):
            if naming and not token.breaks and len(now) < _WORDS_OF_A_NAME:
                talk.join(now, token.stem)
                now |= {token.stem}
            else:
                now = frozenset({token.stem})
            talk.last, naming = now, True
            _passive(tokens, i, now, out)
        else:
            naming = False
            if token.stem == PRONOUN and token.kind == "person":
                now = talk.last
            elif token.text in _SELF:
                now = talk.speaker
            elif token.text in _ADDRESSED:
                now = talk.before
            elif token.text in ("we", "it", "they", "there", "who"):
                now = NOBODY
        out.append(now)
    return out


def _passive(tokens: Sequence[Token], i: int, who: frozenset[str], out: list[frozenset[str]]) -> None:
    """ "Was asked by Ann": the asking is Ann's."""
    for j in range(max(0, i - 2), i):
        if tokens[j].text == "by" and any(t.text in _BE for t in tokens[max(0, j - 3) : j]):
            for k in range(max(0, j - 1), j):
                out[k] = who


def names_of(tokens: Sequence[Token]) -> frozenset[str]:
    """Stems that a sentence writes with a capital elsewhere than at its beginning."""
    return frozenset(
        token.stem for before, token in itertools.pairwise(tokens)
        if token.capital and token.kind == "word" and len(token.text) > 1 and not before.breaks
    )  # fmt: skip
