"""A word to the stem it is compared by: spelling levelled, endings cut, near-synonyms joined."""

from __future__ import annotations

from functools import lru_cache

from harness.findings import lexicon as lx

_VOWELS = frozenset("aeiouy")


def spell(word: str) -> str:
    """One spelling for British and American forms; which one does not matter, it is never shown."""
    if word in lx.BRITISH:
        return lx.BRITISH[word]
    if word.endswith("s") and word[:-1] in lx.BRITISH:
        return lx.BRITISH[word[:-1]] + "s"
    if len(word) > 6 and word not in lx.NOT_ISE:
        for british, american in (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"),
                                  ("ise", "ize")):  # fmt: skip
            if word.endswith(british):
                return word[: -len(british)] + american
    for root in ("behaviour", "neighbour", "colour", "labour", "favour", "honour"):
        if word.startswith(root):
            return root[:-2] + "r" + word[len(root) :]
    return word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word, near-synonyms joined. Light: endings of form, not of meaning."""
    cut = _cut(word)
    return _GROUPS.get(cut, cut)


def _cut(word: str) -> str:
    word = lx.IRREGULAR.get(word, word)
    word = spell(word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("ches", "shes", "xes", "zes", "sses")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = lx.IRREGULAR.get(word, word)
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 3 and not word.endswith("eed") and _VOWELS & set(base):
            word = base[:-1] if base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    elif word.endswith(("ment", "ness")) and len(word) > 7:
        word = word[:-4]
    if word.endswith("e") and len(word) >= 4:
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    return word


_GROUPS: dict[str, str] = {}
for _line in lx.SYNONYMS:
    _first, *_others = [_cut(w) for w in _line.split()]
    for _other in _others:
        _GROUPS.setdefault(_other, _first)
