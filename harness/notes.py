"""What every faithful note shares: what people are called in it, its headings, how an action and a sentence end.

The reference writer and the planter both write from a ledger: what they call somebody must be one and the same.
"""

from __future__ import annotations

import re

from harness.records import Action, EvidentialStatus, Fact, FactKind, Turn, Variant

HEADINGS = {
    "Background and events:": (FactKind.EVENT, FactKind.RELATION, FactKind.NEGATIVE),
    "Risks and concerns:": (FactKind.RISK,),
    "Needs and health:": (FactKind.NEED, FactKind.QUANTITY, FactKind.MEDICATION),
    "Strengths:": (FactKind.STRENGTH,),
    "Wishes, views and consent:": (FactKind.WISH, FactKind.VIEW, FactKind.CONSENT),
    "Agreed actions:": (FactKind.ACTION,),
}
"""Headings of a headed note, in order, with the kinds of fact that stand under them."""
_DATED = ("by ", "within ", "before ", "after ", "on ", "in ", "at ", "next ", "this ", "today", "tomorrow", "as ")
_TITLES = {"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"}


def label_before(variant: Variant, turn: Turn) -> str:
    """The speaker's label written before a turn, or nothing where the text has no labels."""
    line = variant.text.rfind("\n", 0, turn.start) + 1
    return variant.text[line : turn.start].strip().removesuffix(":").strip()


def label_of(variant: Variant, person: str, turns: tuple[int, ...] = ()) -> str:
    """What to call a person in running text: ``Mrs Khan``, ``the daughter``.

    From the label before their own words in ``turns``; else of whoever speaks those turns, since a person
    who has no words of their own is quoted by somebody; else of any turn of theirs; else from their name,
    if the text has it; else from their key.
    """
    of_fact = [t for t in variant.turns if t.number in turns and t.person is not None]
    own = [t for t in variant.turns if t.person == person]
    for turn in [*(t for t in of_fact if t.person == person), *own, *of_fact]:
        if label := label_before(variant, turn):
            return _in_running_text(variant, label)
    filled = variant.people.get(person)
    if filled is not None and filled.last in variant.text:
        return f"{filled.title} {filled.last}"
    return "the " + person.replace("_", " ")


def _in_running_text(variant: Variant, label: str) -> str:
    """A name stays as it is; a role (``Social worker``) becomes ``the social worker``."""
    names = {name for filled in variant.people.values() for name in (filled.first, filled.last)} | _TITLES
    if names & set(re.findall(r"[\w'’-]+", label)) or any(" " in n and n in label for n in names):
        return label
    return "the " + " ".join(w if w.isupper() and len(w) > 1 else w.lower() for w in label.split())


def said_by(variant: Variant, fact: Fact) -> str:
    """Whose word a fact is; what others say of the person, passed on by the person, is what they were told."""
    who = label_of(variant, fact.by, fact.turns)
    passed_on = fact.status is EvidentialStatus.THIRD_PARTY and fact.by == variant.subject
    return f"what {who} was told" if passed_on else who


def agreed(variant: Variant, action: Action) -> str:
    """``The social worker to refer to the falls service by end of week``, with no full stop."""
    when = action.by or ""
    if when and not when.lower().startswith(_DATED):
        when = f"by {when}"
    what = action.what.strip().rstrip(".").removeprefix("to ")
    return f"{capital(label_of(variant, action.owner))} to {what} {when}".strip()


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]


def ended(sentence: str) -> str:
    """With a full stop, unless it has its own end."""
    sentence = sentence.strip()
    return sentence if sentence.endswith((".", "!", "?", '."', ".'", ".”", ".’")) else sentence + "."
