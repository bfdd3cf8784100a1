"""Tokens to whom each of them is said of: the person named nearest before, "I" being who speaks.

No grammar: a subject stands before its verb in most English sentences, and a pronoun mostly means who was named
last. So this is evidence of who did what, not proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.tokens import Token
from harness.masking import PRONOUN

_ROLES = frozenset(stem(word) for word in (*lx.ROLES, *lx.KIN_WORDS))
_SELF = frozenset({"i", "me", "my", "mine", "myself"})
_ADDRESSED = frozenset({"you", "your", "yours", "yourself"})
_BE = frozenset({"is", "was", "were", "are", "been", "be", "being", "got"})
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
            if naming and not token.breaks:
                for other in now:
                    talk.together.setdefault(other, set()).add(token.stem)
                    talk.together.setdefault(token.stem, set()).add(other)
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


def names_of(tokens: Iterable[tuple[Token, Token]]) -> frozenset[str]:
    """Stems written with a capital inside a sentence, from pairs of neighbouring tokens."""
    return frozenset(
        token.stem for before, token in tokens
        if token.capital and token.kind == "word" and len(token.text) > 1 and not before.breaks
    )  # fmt: skip
