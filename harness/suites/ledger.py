"""Turns one scenario's facts, untruths and actions into the faults that can be proved against its turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from harness.errors import Fault
from harness.records import Fact, NotSaid, Person, Scenario
from harness.suites import slots as language
from harness.suites.identities import Axis
from harness.suites.load import Source
from harness.suites.plain_words import closest
from harness.suites.wording import content, says, states, stems

SHARED = 0.4
"""Share of the words of says: that its turns or its other wordings must hold."""

SAID_OTHERWISE = frozenset(
    "wrong_speaker wrong_subject wrong_name interpreter_voice reversal hearsay_as_fact opinion_as_fact "
    "certainty_raised third_party_leak obeyed_instruction".split()
)
"""Kinds of untruth whose very words are spoken: of somebody else, by somebody else, or less surely."""

_GENDERED = {
    "she": "they",
    "her": "their",
    "hers": "theirs",
    "herself": "themself",
    "he": "they",
    "him": "them",
    "his": "their",
    "himself": "themself",
}
_BARE = re.compile(rf"\b({'|'.join(_GENDERED)})\b", re.IGNORECASE)


def ledger_faults(source: Source, axes: Mapping[str, Axis]) -> list[Fault]:
    """Faults of everything the author lists as said, not said and agreed."""
    return [
        *_repeated_ids(source),
        *_fact_faults(source, axes),
        *_not_said_faults(source),
        *_action_faults(source),
        *_spoken_faults(source),
        *_gendered_faults(source),
    ]


def _repeated_ids(source: Source) -> Iterator[Fault]:
    """One id names one thing, among facts and untruths together."""
    seen: dict[str, int | None] = {}
    entries = [("facts", n, fact.id) for n, fact in enumerate(source.scenario.facts)]
    entries += [("not_said", n, item.id) for n, item in enumerate(source.scenario.not_said)]
    for part, n, name in entries:
        line = source.document.line((part, n, "id"))
        if name in seen:
            yield Fault(
                source.document.file,
                line,
                f"The id '{name}' is used twice (first on line {seen[name]}).",
                "Give one of them another id.",
            )
        seen.setdefault(name, line)


def _fact_faults(source: Source, axes: Mapping[str, Axis]) -> Iterator[Fault]:
    scenario, document = source.scenario, source.document
    owned = {slot: axis.name for axis in axes.values() for group in axis.groups for slot in group.slots} | {
        "age": "age"
    }
    for n, fact in enumerate(scenario.facts):
        if fact.by not in scenario.people:
            yield Fault(
                document.file,
                document.line(("facts", n, "by")),
                f"The fact '{fact.id}' is by '{fact.by}', who is not in people.",
                closest(fact.by, scenario.people),
            )
        for i, axis in enumerate(fact.carries):
            if axis not in axes:
                yield Fault(
                    document.file,
                    document.line(("facts", n, "carries", i)),
                    f"The fact '{fact.id}' carries the axis '{axis}', which is not known.",
                    closest(axis, axes),
                )
        for axis in sorted(_axes_stated(fact, scenario, owned) - set(fact.carries)):
            if axis in scenario.axes.allow:
                yield Fault(
                    document.file,
                    document.line(("facts", n, "says")),
                    f"The fact '{fact.id}' states the axis '{axis}' but does not carry it.",
                    f"Add carries: [{axis}], or take its slot out of the fact.",
                )
        wrong = list(_turn_faults(source, fact, n))
        yield from wrong
        if not wrong:
            yield from _unsaid(source, fact, n)


def _axes_stated(fact: Fact, scenario: Scenario, owned: Mapping[str, str]) -> set[str]:
    return {
        owned[slot.name]
        for text in (fact.says, *fact.accept)
        for slot in language.slots(text)
        if slot.key == scenario.subject and slot.name in owned
    }


def _turn_faults(source: Source, fact: Fact, n: int) -> Iterator[Fault]:
    for i, turn in enumerate(fact.turns):
        if turn > len(source.spoken):
            yield Fault(
                source.document.file,
                source.document.line(("facts", n, "turns", i)),
                f"The fact '{fact.id}' points at turn {turn}, but the dialogue has {len(source.spoken)} turns.",
                "Count the turns again, directions included.",
            )


def _unsaid(source: Source, fact: Fact, n: int) -> Iterator[Fault]:
    """A fact that its turns do not say in any of its wordings."""
    words: set[str] = set()
    for turn in fact.turns:
        words |= stems(source.spoken[turn - 1].words)
    if any(says(wording, words) for wording in (fact.says, *fact.accept)):
        yield from _says_another_thing(source, fact, n, words)
        return
    elsewhere = [
        turn.number
        for turn in source.spoken
        if any(says(wording, stems(turn.words)) for wording in (fact.says, *fact.accept))
    ]
    listed = _listed(fact.turns)
    remedy = (
        f"Turn {elsewhere[0]} says it: write turns: [{elsewhere[0]}]."
        if elsewhere
        else ("Correct turns:, or add to accept: a wording close to the words that are spoken.")
    )
    yield Fault(
        source.document.file,
        source.document.line(("facts", n, "turns")),
        f"The fact '{fact.id}' is not said in {listed}: none of its wordings has all its words there.",
        remedy,
    )


def _says_another_thing(source: Source, fact: Fact, n: int, words: set[str]) -> Iterator[Fault]:
    """A fact whose own sentence has little to do with its turns and its wordings: a record is held to that sentence."""
    known = words.union(*(stems(wording) for wording in fact.accept))
    own = stems(" ".join(content(fact.says)))
    if len(own & known) < SHARED * len(own):
        yield Fault(
            source.document.file,
            source.document.line(("facts", n, "says")),
            f"The fact '{fact.id}' has another sentence in says: than its turns and accept: hold.",
            "Write in says: what the turns say, as a plain record sentence.",
        )


def _listed(turns: tuple[int, ...]) -> str:
    return ("turn " if len(turns) == 1 else "turns ") + ", ".join(map(str, turns))


def _not_said_faults(source: Source) -> Iterator[Fault]:
    for n, item in enumerate(source.scenario.not_said):
        if item.kind in SAID_OTHERWISE:
            continue
        for path, wording in _wordings(item, n):
            turn = next((turn for turn in source.spoken if turn.person and states(wording, turn.words)), None)
            if turn:
                yield Fault(
                    source.document.file,
                    source.document.line(path),
                    f"'{item.id}' is listed as not said, but turn {turn.number} says it: '{wording}'.",
                    "Take it out of not_said, or word it so that it is untrue.",
                )


def _wordings(item: NotSaid, n: int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("not_said", n, "says"), item.says
    for i, wording in enumerate(item.accept):
        yield ("not_said", n, "accept", i), wording


def _action_faults(source: Source) -> Iterator[Fault]:
    people = source.scenario.people
    for n, action in enumerate(source.scenario.actions):
        if action.owner not in people:
            yield Fault(
                source.document.file,
                source.document.line(("actions", n, "owner")),
                f"The action is owned by '{action.owner}', who is not in people.",
                closest(action.owner, people),
            )


def _spoken_faults(source: Source) -> Iterator[Fault]:
    document = source.document
    repeated = {turn for turn, times in Counter(source.scenario.spoken_turns).items() if times > 1}
    for n, turn in enumerate(source.scenario.spoken_turns):
        line = document.line(("spoken_turns", n))
        if turn > len(source.spoken):
            yield Fault(
                document.file,
                line,
                f"Turn {turn} is to be read aloud, but the dialogue has {len(source.spoken)} turns.",
                "Count the turns again, directions included.",
            )
        elif source.spoken[turn - 1].person is None:
            yield Fault(
                document.file,
                line,
                f"Turn {turn} is to be read aloud, but it is a stage direction.",
                "Take it out of spoken_turns.",
            )
        elif turn in repeated:
            yield Fault(document.file, line, f"Turn {turn} is in spoken_turns twice.", "Take one of them out.")
            repeated.discard(turn)


def _gendered_faults(source: Source) -> Iterator[Fault]:
    """A written-out pronoun in the ledger that can only mean the subject: nobody else has that gender.

    Social workers do not count as somebody else: they have slots too, and are hardly ever meant.
    """
    scenario, document = source.scenario, source.document
    if scenario.subject not in scenario.people:
        return
    others = {
        _pronouns(person)
        for key, person in scenario.people.items()
        if key != scenario.subject and person.role != "social_worker"
    }
    for path, text in language.texts(scenario):
        if path[0] == "people":
            continue
        for match in _BARE.finditer(text):
            word = match.group().lower()
            if ("she" if word in ("she", "her", "hers", "herself") else "he") in others:
                continue
            slot = _GENDERED[word]
            slot = f"{{{scenario.subject}.{slot.capitalize() if match.group()[0].isupper() else slot}}}"
            either = f" or {{{scenario.subject}.them}}" if word == "her" else ""
            yield Fault(
                document.file,
                document.line(path),
                f"'{match.group()}' is written out, and would be wrong when the subject's sex changes.",
                f"Write {slot}{either}; if somebody else is meant, add them to people.",
            )


def _pronouns(person: Person) -> str:
    return person.pronouns or ("he" if person.sex == "male" else "she")
