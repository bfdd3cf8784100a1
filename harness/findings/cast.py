"""Words for people to the people of a scenario: names, relations, roles, and who is credited with a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harness.findings import lexicon as lx
from harness.findings.attribution import said_of
from harness.findings.stems import stem
from harness.findings.text import Sentence, analyse
from harness.findings.tokens import Token
from harness.masking import KIN, PRONOUN
from harness.notes import label_before
from harness.records import Variant

_ROLES = frozenset(stem(word) for word in lx.ROLES)
_NO_ROLE = lx.words("own old new big young older opposite weekend room support")
_SELF = lx.words("i we me us my our")
_BEFORE = 3
"""Tokens before a role that may tell one nurse from another."""
NOBODY: frozenset[str] = frozenset()


class Mention(NamedTuple):
    """Somebody named at token ``at``: whom it can mean; nobody, if no one of the scenario."""

    at: int
    keys: frozenset[str]


@dataclass(frozen=True)
class Cast:
    """The people of a scenario, by the stems that can mean them."""

    by_stem: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    """By person: stems of every word of the label and the key."""
    writer: str
    """Key of the social worker, who says "I" in a note; "" if there is none."""

    @classmethod
    def of(cls, variant: Variant) -> Cast:
        """The cast of a variant, from its people and the labels before their words."""
        words: dict[str, set[str]] = defaultdict(set)
        for key in sorted({*variant.people, *(t.person for t in variant.turns if t.person)}):
            words[key] |= {_stem_of(word) for word in key.split("_") if word not in _NO_ROLE}
        for turn in variant.turns:
            if turn.person is not None and (label := label_before(variant, turn)):
                words[turn.person] |= {
                    t.stem for s in analyse(label, variant.people).sentences for t in s.tokens if t.stem != PRONOUN
                }
        found: dict[str, set[str]] = defaultdict(set)
        for key, own in words.items():
            for one in own | {f"§{key}§"}:
                found[one].add(key)
        social = next((key for key, own in words.items() if {"social", "worker"} <= own), "")
        writer = "worker" if "worker" in words else social
        return cls(
            {one: frozenset(keys) for one, keys in found.items()},
            {key: frozenset(own) for key, own in words.items()},
            writer,
        )

    def mentions(self, tokens: Sequence[Token], speaker: str = "") -> list[Mention]:
        """Everybody that some tokens name, pronouns apart; ``speaker`` is whom "I" means."""
        out: list[Mention] = []
        for i, token in enumerate(tokens):
            if token.text in _SELF and speaker:
                out.append(Mention(i, frozenset({speaker})))
            elif token.stem.startswith("§kin:") and token.kind == "word":
                if i + 1 < len(tokens) and tokens[i + 1].kind == "person" and tokens[i + 1].stem != PRONOUN:
                    continue  # "her nephew Tristram" is one person
                out.append(Mention(i, self.by_stem.get(token.stem, NOBODY)))
            elif (token.kind == "person" and token.stem != PRONOUN) or token.stem in _ROLES:
                out.append(Mention(i, self._one_of(tokens, i)))
        return out

    def _one_of(self, tokens: Sequence[Token], i: int) -> frozenset[str]:
        keys = self.by_stem.get(tokens[i].stem, NOBODY)
        if len(keys) < 2:
            return keys
        before = {t.stem for t in tokens[max(0, i - _BEFORE) : i]}
        share = {key: len(self.words[key] & before) for key in keys}
        return frozenset(key for key in keys if share[key] == max(share.values()))

    def credited(self, lead: Sequence[Token], sentence: Sentence) -> frozenset[str]:
        """Whose word most of a sentence is said to be, by the ``lead`` before its colon or a verb of saying."""
        return self._led(lead) or self.credited_in(sentence.tokens)

    def _led(self, lead: Sequence[Token]) -> frozenset[str]:
        """Whom a lead names; "we" are whoever writes, and credited with nothing ("as we heard them")."""
        return frozenset().union(*(m.keys for m in self.mentions(lead)))

    def credited_in(self, tokens: tuple[Token, ...]) -> frozenset[str]:
        """Whose word most of some tokens is said to be, by a verb of saying among them."""
        out: frozenset[str] = NOBODY
        for said in said_of(tokens):
            if 2 * (said.end - said.start) >= len(tokens):
                out |= frozenset().union(*(self._keys(one) for one in said.by))
        return out

    def credits(self, tokens: tuple[Token, ...]) -> frozenset[str]:
        """Everybody whose word any part of some tokens is said to be."""
        return frozenset().union(*(self._keys(one) for said in said_of(tokens) for one in said.by))

    def _keys(self, one: str) -> frozenset[str]:
        if one in _SELF:
            return frozenset({self.writer}) - {""}
        return self.by_stem.get(one, NOBODY) if one != PRONOUN else NOBODY


def _stem_of(word: str) -> str:
    return KIN.get(word, stem(word))
