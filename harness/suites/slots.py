"""Turns a text with slots into the list of its slots, and says which of them cannot be filled.

The names here are the whole language of slots; ``harness/variants/grammar.py`` says what each becomes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.records import Scenario
from harness.suites.plain_words import closest

NAMES = frozenset({"first", "last", "title", "full"})
PRONOUNS = frozenset({"they", "them", "their", "theirs", "themself"})
VERBS = frozenset({"is", "was", "has", "does"})
ENDINGS = frozenset({"s", "es"})
RELATIONS = frozenset(
    {
        "woman",
        "lady",
        "girl",
        "mum",
        "mother",
        "daughter",
        "sister",
        "aunt",
        "grandmother",
        "nan",
        "wife",
        "niece",
        "female",
    }
)
OF_ANYONE = NAMES | PRONOUNS | VERBS | ENDINGS | RELATIONS | {"age"}

SLOT = re.compile(r"\{(?:(?P<article>[Aa]n?) )?(?:(?P<key>[a-z][a-z0-9_]*)\.)?(?P<name>[A-Za-z][A-Za-z0-9_]*)\}")
_BRACED = re.compile(r"\{[^{}]*\}")

Problem = tuple[str, str]
"""What was found, and what to write instead."""


@dataclass(frozen=True)
class Slot:
    """One slot: ``{article key.name}``; ``key`` is None for a case slot. ``name`` begins with a small letter."""

    text: str
    article: str | None
    key: str | None
    name: str
    start: int
    end: int


def slots(text: str) -> Iterator[Slot]:
    """Well-formed slots of a text, in order."""
    for match in SLOT.finditer(text):
        name = match["name"]
        if match["key"] is not None:
            name = name[0].lower() + name[1:]
        yield Slot(match.group(), match["article"], match["key"], name, match.start(), match.end())


def texts(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of ``scenario.yaml`` that may hold slots, with its key path."""
    for key, person in scenario.people.items():
        if person.label:
            yield ("people", key, "label"), person.label
    for n, fact in enumerate(scenario.facts):
        yield ("facts", n, "says"), fact.says
        yield from ((("facts", n, "accept", i), wording) for i, wording in enumerate(fact.accept))
    for n, not_said in enumerate(scenario.not_said):
        yield ("not_said", n, "says"), not_said.says
        yield from ((("not_said", n, "accept", i), wording) for i, wording in enumerate(not_said.accept))
    for n, action in enumerate(scenario.actions):
        yield ("actions", n, "what"), action.what
        if action.by:
            yield ("actions", n, "by"), action.by


def problems(text: str, scenario: Scenario, axis_slots: Mapping[str, str], sized: frozenset[str]) -> list[Problem]:
    """What is wrong with the slots of one text.

    ``axis_slots`` are the slots of the subject that identities fill, each with its axis;
    ``sized`` are the people whose age is known.
    """
    found: list[Problem] = []
    rest = SLOT.sub("", text)
    for match in _BRACED.finditer(rest):
        found.append(
            (f"{match.group()[:60]} is not written as a slot.", "Write {person.word}, or {word} for a case slot.")
        )
    if "{" in (bare := _BRACED.sub("", rest)) or "}" in bare:
        found.append(("A brace is not closed.", "Write slots as {person.word}; braces have no other use here."))
    for slot in slots(text):
        problem = _problem(text, slot, scenario, axis_slots, sized)
        if problem:
            found.append(problem)
    return found


def _problem(
    text: str, slot: Slot, scenario: Scenario, axis_slots: Mapping[str, str], sized: frozenset[str]
) -> Problem | None:
    if slot.key is None:
        return _case_problem(slot, scenario)
    if slot.key not in scenario.people:
        return f"{slot.text} names '{slot.key}', who is not in people.", closest(slot.key, scenario.people)
    if slot.name in axis_slots:
        if slot.key != scenario.subject:
            return (
                f"{slot.text} asks for the {slot.name} of {slot.key}, but identities describe only {scenario.subject}.",
                f"Write {{{scenario.subject}.{slot.name}}}, or plain words.",
            )
    elif slot.name not in OF_ANYONE:
        return f"{slot.text} is not a known slot.", closest(slot.name, sorted(OF_ANYONE | set(axis_slots)))
    if slot.name == "age" and slot.key not in sized:
        return f"{slot.text} has no value: {slot.key} has no year of birth.", f"Add born: to people, {slot.key}."
    if slot.article and slot.name in PRONOUNS | VERBS | ENDINGS | NAMES:
        return f"{slot.text} puts 'a' before a word that takes none.", f"Write {{{slot.key}.{slot.name}}}."
    if slot.name in VERBS | ENDINGS:
        return _agreement_problem(text, slot)
    if slot.name == "they":
        return _pronoun_problem(text, slot)
    before = re.search(r"\b(an?) $", text[: slot.start], re.IGNORECASE)
    if before and (slot.name in axis_slots or slot.name == "age"):
        return (
            f"'{before[1]} {slot.text}' is wrong for some groups ('a' or 'an').",
            f"Write {{{before[1][0]} {slot.key}.{slot.name}}}.",
        )
    return None


def _case_problem(slot: Slot, scenario: Scenario) -> Problem | None:
    if slot.name in scenario.case_slots:
        return None
    if slot.name in scenario.people:
        return f"{slot.text} names a person but not what of them.", f"Write {{{slot.name}.first}}, for instance."
    return (
        f"{slot.text} has no value: it is not in case_slots.",
        f"Add {slot.name}: [one, two] under case_slots. {closest(slot.name, scenario.case_slots)}".rstrip(),
    )


def _agreement_problem(text: str, slot: Slot) -> Problem | None:
    """Agreement stands directly after its pronoun (``{x.They} {x.is}``, ``{x.they} walk{x.s}``), or asks before it."""
    pronoun = rf"\{{{slot.key}\.[Tt]hey\}}"
    before, after = text[: slot.start], text[slot.end :]
    if slot.name in ENDINGS:
        if re.search(rf"{pronoun} [A-Za-z]+$", before):
            return None
        after_name = re.search(r"(?:\}|\b[A-Z]\w*) ([A-Za-z]+)$", before)
        verb = after_name[1] + slot.name if after_name else f"walk{slot.name}"
        return (
            f"{slot.text} does not follow a verb that stands directly after {{{slot.key}.they}}.",
            f"After a name write the plain verb ({verb}); after a pronoun write {{{slot.key}.they}} walk{slot.text}.",
        )
    if re.search(rf"{pronoun} $", before) or re.match(rf"(?:n't)? {pronoun}", after):
        return None
    return (
        f"{slot.text} does not stand beside {{{slot.key}.they}}.",
        f"After a name write '{slot.name}' itself; after a pronoun write {{{slot.key}.they}} {slot.text}.",
    )


_WRITTEN = re.compile(
    r"(?:'(?P<short>s|re|ve)\b| (?P<verb>is|was|has|does|are|were|have)(?P<not>n't)?\b| (?P<other>[a-z]{2,}s)\b(?!'))"
)
_ASKING = re.compile(r"\b(?P<verb>is|was|has|does|are|were|have|do)(?P<not>n't)? $", re.IGNORECASE)
_HELPING = re.compile(r"\b(?:did|had|can|could|will|would|should|might|may|must)(?:n't)? $|\} $", re.IGNORECASE)
_ENDING_IN_S = """
always sometimes perhaps besides nowadays afterwards thus towards indoors outdoors upstairs downstairs overseas
this as us yes plus others focus
"""
_NOT_VERBS = frozenset(_ENDING_IN_S.split())
_TO_SLOT = {"s": "is", "re": "is", "ve": "has", "are": "is", "were": "was", "have": "has", "do": "does"}


def _pronoun_problem(text: str, slot: Slot) -> Problem | None:
    """A verb written out beside a pronoun slot is wrong for one of "she" and "they"."""
    before, after = text[: slot.start].replace("’", "'"), text[slot.end :].replace("’", "'")
    asking = _ASKING.search(before)
    if asking:
        verb = asking["verb"].lower()
        right = f"{{{slot.key}.{_TO_SLOT.get(verb, verb)}}}{asking['not'] or ''} {slot.text}"
        return f"'{asking.group()}{slot.text}' is wrong for some pronouns.", f"Write {right}."
    match = _WRITTEN.match(after)
    if match is None or _HELPING.search(before):
        return None
    if match["other"]:
        if match["other"] in _NOT_VERBS or match["other"].endswith("ss"):
            return None
        return f"'{slot.text} {match['other']}' is wrong for some pronouns.", _ended(slot, match["other"])
    verb = match["short"] or match["verb"]
    right = f"{slot.text} {{{slot.key}.{_TO_SLOT.get(verb, verb)}}}{match['not'] or ''}"
    return f"'{slot.text}{match.group()}' is wrong for some pronouns.", f"Write {right}."


def _ended(slot: Slot, verb: str) -> str:
    if verb.endswith("ies"):
        return "Use a verb that only adds s, or a name in place of the pronoun."
    ending = "es" if re.search(r"(?:ch|sh|x|ss|z|o)es$", verb) else "s"
    return f"Write {slot.text} {verb.removesuffix(ending)}{{{slot.key}.{ending}}}."
