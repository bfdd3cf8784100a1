"""Knows the forms of common verbs, so that a sentence can be turned without breaking its grammar.

A verb that is not listed is not turned: what is planted must read as English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_IRREGULAR = """
have has had had; do does did done; go goes went gone; get gets got got; give gives gave given;
take takes took taken; come comes came come; see sees saw seen; say says said said; tell tells told told;
know knows knew known; think thinks thought thought; keep keeps kept kept; sleep sleeps slept slept;
leave leaves left left; lose loses lost lost; fall falls fell fallen; find finds found found;
feel feels felt felt; make makes made made; bring brings brought brought; buy buys bought bought;
pay pays paid paid; sit sits sat sat; stand stands stood stood; write writes wrote written; eat eats ate eaten;
drink drinks drank drunk; drive drives drove driven; ring rings rang rung; run runs ran run;
wake wakes woke woken; wear wears wore worn; speak speaks spoke spoken; break breaks broke broken;
choose chooses chose chosen; forget forgets forgot forgotten; hold holds held held; hear hears heard heard;
meet meets met met; read reads read read; send sends sent sent; spend spends spent spent;
teach teaches taught taught; understand understands understood understood; hide hides hid hidden;
steal steals stole stolen; shake shakes shook shaken; throw throws threw thrown; begin begins began begun;
swim swims swam swum; sell sells sold sold; build builds built built; hurt hurts hurt hurt; put puts put put;
let lets let let; cut cuts cut cut; hit hits hit hit; shut shuts shut shut; set sets set set;
grow grows grew grown; draw draws drew drawn; lie lies lay lain; catch catches caught caught;
"""
_REGULAR = """
want like need live look work stay help ask move cook wash talk call play visit manage use start try stop worry
hope believe miss enjoy prefer agree refer order book arrange email phone contact check type record chase
complete request share cry shout yank smack push pull kick punch slap scratch watch answer wait carry climb walk
lift bang tidy clean sort attend arrive offer promise refuse mention remember dream smoke save owe join finish
open close change turn follow receive explain report describe raise note add mind act care trust love hate
remain return smell laugh chat
"""
_DOUBLED = frozenset({"stop", "refer", "prefer", "grab", "plan", "slip", "drop", "chat"})
_ADVERBS = frozenset("really always usually often just ever also still even only yet now quite at".split())


@dataclass(frozen=True)
class Verb:
    """One verb: want, wants, wanted, wanted."""

    base: str
    third: str
    past: str
    participle: str


def _regular(base: str) -> Verb:
    past = base + "ed"
    if base.endswith("e"):
        past = base + "d"
    elif re.search(r"[^aeiou]y$", base):
        past = base[:-1] + "ied"
    elif base in _DOUBLED:
        past = base + base[-1] + "ed"
    return Verb(base, third(base), past, past)


def third(base: str) -> str:
    """The form after he or she: "goes" of "go"."""
    if base == "have":
        return "has"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(s|sh|ch|x|z|o)$", base) else "s")


VERBS = tuple(
    [Verb(*entry.split()) for entry in _IRREGULAR.replace("\n", " ").split(";") if entry.strip()]
    + [_regular(base) for base in dict.fromkeys(_REGULAR.split()) if f"{base} {third(base)} " not in _IRREGULAR]
)
BY_BASE = {verb.base: verb for verb in VERBS}
BY_THIRD = {verb.third: verb for verb in VERBS}
BY_PAST = {verb.past: verb for verb in VERBS if verb.past != verb.base}
PARTICIPLES = frozenset(verb.participle for verb in VERBS) | {"been"}
AUXILIARIES = frozenset("is are was were will would can could should must may might".split())
_NO_SUBJECT = frozenset(
    "who that which and or but if when where while of to for with from by at on in about as because so than not".split()
)
_OPENERS = _NO_SUBJECT | frozenset(
    "there once under asked what it after since before being although nobody nothing until till during how why".split()
)
"""A sentence that begins with one of these has its own verb elsewhere, or none that may be denied or moved in time."""
_PLURAL = ("they", "these", "those")


@dataclass(frozen=True)
class Place:
    """Where the finite verb of a sentence stands: characters ``start`` to ``end``; ``plural`` is of its subject."""

    start: int
    end: int
    word: str
    plural: bool
    following: str
    """The word after it, or nothing."""


def finite_verb(sentence: str) -> Place | None:
    """The finite verb after the subject that a sentence opens with; None where that is not plain to see.

    The subject is a name, or up to five words with no preposition or clause in them: "The water tablet", "Alfred's
    nephew". A sentence that opens otherwise ("On Sunday, ...", "There is ...") has none.
    """
    words = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[,:;]?", sentence)]
    if len(words) < 2 or words[0][0].lower().strip(",") in _OPENERS or words[0][0].endswith((",", ":", ";")):
        return None
    for i in range(1, min(6, len(words))):
        word, before = words[i][0], words[i - 1][0]
        if before.endswith((",", ":", ";")) or before.lower() in _NO_SUBJECT or before in ("last", "only", "just"):
            return None
        if before.endswith(("'s", "’s", "s'", "s’")) or before in (
            "The",
            "His",
            "Her",
            "Their",
            "A",
            "Mr",
            "Mrs",
            "Ms",
        ):
            continue
        plural = before.lower() in _PLURAL or (before.islower() and before.endswith("s") and not before.endswith("ss"))
        following = words[i + 1][0] if i + 1 < len(words) and not word.endswith((",", ":", ";")) else ""
        singular = word in BY_THIRD and not plural
        many = plural and word in BY_BASE
        if word in AUXILIARIES or word in ("has", "have") or singular or many or (word in BY_PAST and not plural):
            return Place(words[i][1], words[i][2], word, plural, following)
    return None


def third_after_denial(base: str) -> str | None:
    """ "wants" of "does not want"; None where the word after "not" is no verb."""
    return None if base in _ADVERBS or not base.isalpha() or not base.islower() else third(base)
