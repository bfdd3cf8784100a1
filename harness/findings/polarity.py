"""Tokens to what is denied among them: the scope of every negator, and the clauses it may reach."""

from __future__ import annotations

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.tokens import Token

_AUXILIARIES = lx.words("is are has was were have had will would does do did can")
_STARTS = _AUXILIARIES | {"i", "we", "not"}
_OPINION = frozenset(stem(word) for word in (*lx.ATTRIBUTION, "know", "sure", "want"))
_STANCE = frozenset(stem(word) for word in lx.STANCE)
_LIST = 8
"""Tokens within which "or" must follow for a comma to go on with a list."""


def negated(tokens: tuple[Token, ...], body: int = 0) -> frozenset[int]:
    """Indexes of tokens in the scope of a negator: from it to the end of its clause.

    Two negators cancel, unless the second is "nor". A negator with nothing after it ("Falls: none")
    covers what stands before it.
    """
    out: set[int] = set()
    active, opened, covered = False, -1, 0
    for i, token in enumerate(tokens):
        if active and _ends(tokens, i):
            active = False
        if token.kind == "not":
            active = token.text == "nor" or not active
            opened, covered = i, 0
        elif active and token.kind in ("word", "number", "value"):
            out.add(i)
            covered += 1
    trailing = opened >= 0 and not covered and not any(t.kind == "word" for t in tokens[opened:])
    if trailing and opened > 0:
        asked = next((i + 1 for i, t in enumerate(tokens[:opened]) if t.stem == "ask"), None)
        if tokens[opened].breaks or asked is not None:
            # "Asked about falls and said no" is a question and its answer.
            out |= {i for i, t in enumerate(tokens[:opened]) if t.kind == "word" and i >= (asked or 0)} - out
    return frozenset(out)


def clauses(tokens: tuple[Token, ...]) -> tuple[int, ...]:
    """The number of the clause that each token stands in.

    A clause that only takes up the one before it ("... but she did not agree to it", "... and denies
    this") is one with it.
    """
    numbers: list[int] = []
    number, begins = 0, 0
    said = False
    for i in range(len(tokens) + 1):
        # "but" or "and" alone is no clause yet: "but | she did not agree" is one.
        if i == len(tokens) or (said and _ends(tokens, i)):
            if number and _takes_up(tokens[begins:i]):
                number -= 1
            numbers += [number] * (i - begins)
            number, begins, said = number + 1, i, False
        said = said or (i < len(tokens) and tokens[i].kind != "stop")
    return tuple(numbers)


def _takes_up(clause: tuple[Token, ...]) -> bool:
    """Whether a clause denies or refuses without saying what."""
    if not any(t.kind == "not" for t in clause):
        return False
    return not any(t.kind in ("number", "value") or (t.kind == "word" and t.stem not in _STANCE) for t in clause)


def near_negator(tokens: tuple[Token, ...]) -> frozenset[int]:
    """Indexes of tokens that share a clause with a negator, before it or after ("medication not taken")."""
    numbers = clauses(tokens)
    denied = {n for n, token in zip(numbers, tokens, strict=True) if token.kind == "not"}
    return frozenset(i for i, number in enumerate(numbers) if number in denied)


def _ends(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a clause ends before token ``i``."""
    if tokens[i].breaks:
        return not _goes_on(tokens, i)
    return tokens[i].text in lx.SCOPE_ENDS or _new_clause(tokens, i)


def _goes_on(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a comma stands in a list that "or" closes: "no falls, trips or dizziness"."""
    for token in tokens[i : i + _LIST]:
        if token.text == "or":
            return True
        ends = token.text in lx.SCOPE_ENDS or token.text in _AUXILIARIES or token.text in ("and", "i", "we")
        if ends or token.kind in ("person", "not"):
            return False
    return False


def _new_clause(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a clause with a subject of its own begins: "no falls and she cooks", "if I'm not up she's yelling".

    "She does not think she is safe" goes on: what is thought is denied too.
    """
    if i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    if tokens[i].text == "and":
        return after.kind == "person" or after.text in _STARTS
    subject = tokens[i].kind == "person" or tokens[i].text in ("i", "we", "you")
    before = tokens[i - 1] if i else None
    carries_on = before is None or before.stem in _OPINION or before.text == "that" or before.kind == "not"
    return subject and after.text in _AUXILIARIES and not carries_on
