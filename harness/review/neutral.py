"""The words that say what sex or age somebody is, and the word that says the same of anybody."""

from __future__ import annotations

from harness.masking import KIN

_PLAIN = {"adult": "person", "spouse": "partner"}
_PLURALS = {"child": "children", "person": "people", "grandchild": "grandchildren", "stepchild": "stepchildren"}


def _plural(word: str) -> str:
    return _PLURALS.get(word, word + "s")


def _made() -> dict[str, str]:
    """Singular and plural of every relation word of ``masking.KIN``, and of words a tool may add to them."""
    words = {word: sentinel.strip("§").partition(":")[2] for word, sentinel in KIN.items()}
    words = {word: _PLAIN.get(name, name) for word, name in words.items()}
    for neutral, others in _MORE.items():
        words |= dict.fromkeys(others.split(), neutral)
    words |= {word + "s": _plural(neutral) for word, neutral in list(words.items()) if not word.endswith("s")}
    return words | {"women": "people", "men": "people", "ladies": "people", "gentlemen": "people"} | {
        word: word for word in ("children", "people")
    }  # fmt: skip


_MORE = {
    "grandchild": "granddaughter grandson",
    "grandparent": "grandma gramps nana",
    "parent": "mam mom mommy momma mama papa",
    "step-parent": "stepmother stepfather stepmum stepdad stepmom",
    "stepchild": "stepdaughter stepson",
    "step-sibling": "stepsister stepbrother",
    "partner": "girlfriend boyfriend fiancé fiancée fiance fiancee",
    "widowed person": "widow widower",
    "person": "lad lass lassie bloke chap",
    "pupil": "schoolgirl schoolboy",
    "[title]": "sir madam ma'am",
}

NEUTRAL = _made()
"""A word that says what sex somebody is, in lower case, to the word for anybody."""

AGREES = {
    "is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
    "hasn't": "haven't", "doesn't": "don't",
}  # fmt: skip
"""What a verb becomes beside "they"."""

HAVE_BEFORE = frozenset(
    "been got gone had done fallen lost left said told taken given seen come become asked agreed stopped started "
    "moved lived worked never always already just not only ever since".split()
)
"""After these, the 's of "she's" is more likely "has" than "is" (of "never" and its like: either will be read)."""

NOT_VERBS = frozenset("this always perhaps sometimes as us yes plus thus does is was has its".split())
"""Words in -s that may follow "she" and are no verb to be made plural, or are in ``AGREES``."""

FUNCTION_WORDS = frozenset(
    "a an the to of in on at by for from with without about into onto over under after before during since until "
    "and or but so because if when while where who which that than then there here as up down out off away back "
    "again now today yesterday tomorrow tonight often always never sometimes is are was were be been am has have had "
    "do does did will would can could may might must should shall not i we you it they this these those what how why "
    "he she him her his them their please too also only just very quite really through regularly alone home twice "
    "once more less every each any some all ready safe well better go wait come stay sit stand walk talk know eat "
    "drink sleep leave say do get have be feel think near round past everything nothing anything something sat late "
    "thinking saying seeing going doing being".split()
)
"""After one of these "her" is read as "them"; before any other word, as "their"."""

PLACES = frozenset("at on of in do wash hurt".split())
"""After one of these "her back" is part of a body, and not a way she is going."""


def pronoun(word: str, follows: str, before: str = "") -> str:
    """The pronoun of anybody for one of somebody, by the words beside it.

    "Her" may be either of two, and is guessed. "Him" is guessed in the same way: where the guess is wrong it reads
    badly for both, and tells nobody which of them it was.
    """
    if word in ("he", "she"):
        return "they"
    if word in ("her", "him"):
        body = follows == "back" and before in PLACES
        return "their" if body or (follows and follows not in FUNCTION_WORDS) else "them"
    if word == "his":
        return "their" if follows else "theirs"
    if word.endswith(("self", "selves")):
        return "themself"
    return "theirs" if word == "hers" else word
