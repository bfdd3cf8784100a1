"""Turns one scenario and the people of one arm into the variant that a tool is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from harness.records import Action, Arm, Fact, Filled, Identity, NotSaid, Record, Scenario, Turn, Variant, Voice
from harness.variants import grammar
from harness.variants.grammar import Template, Words
from harness.variants.people import texts

_SPEAKER = re.compile(r"([A-Z][A-Z0-9_]*): *(.*)", re.DOTALL)
_DIRECTION = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]+")
Said = TypeVar("Said", Fact, NotSaid)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Written:
    """One turn of a dialogue, slots unfilled; ``person`` is None for a stage direction."""

    number: int
    person: str | None
    words: str


def written(dialogue: str) -> Iterator[Written]:
    """Turns of a dialogue: a paragraph each, lines beginning with ``#`` left out."""
    lines = [line for line in dialogue.split("\n") if not line.startswith("#")]
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", "\n".join(lines)) if part.strip()]
    for number, paragraph in enumerate(paragraphs, start=1):
        match = _SPEAKER.fullmatch(paragraph)
        yield Written(number, match[1].lower(), match[2]) if match else Written(number, None, paragraph)


class Filler:
    """Fills one scenario, for one arm after another; its texts are read once.

    Args:
        scenario: As written.
        suite: Name of its suite.
        case: What its case slots hold, in every arm.
    """

    def __init__(self, scenario: Scenario, suite: str, case: Mapping[str, str]) -> None:
        self.scenario, self.suite, self.case = scenario, suite, case
        self._turns = [
            (turn, self._label(turn.person), self._template(turn.words, f"turn {turn.number}"))
            for turn in written(scenario.dialogue)
        ]
        self._facts = [self._prepared(fact) for fact in scenario.facts]
        self._not_said = [self._prepared(item) for item in scenario.not_said]
        self._actions = [
            (
                action,
                self._template(action.what, "actions"),
                self._template(action.by, "actions") if action.by else None,
            )
            for action in scenario.actions
        ]

    @cached_property
    def words(self) -> set[str]:
        """Lower-case words of all the scenario's texts, which nobody's drawn name may be."""
        plain = (grammar.SLOT.sub(" ", text) for text in texts(self.scenario))
        return {word.lower() for text in (*plain, *self.case.values()) for word in _WORD.findall(text)}

    def variant(
        self,
        axis: str,
        identity: Identity,
        arm: Arm,
        people: dict[str, Filled],
        voice: Voice | None,
        crosses: tuple[str, ...] = (),
        control: bool = False,
    ) -> Variant:
        """The variant. With a voice, only the words of ``spoken_turns``, and the facts that they hold.

        A fact that carries one of the axes that ``axis`` crosses carries ``axis`` too.

        Raises:
            UserFileError: a slot has no value.
        """
        scenario = self.scenario
        words = Words(people)
        text, placed = self._spoken(words) if voice else self._transcript(words)
        heard = {turn.number for turn in placed}
        facts = (entry for entry in self._facts if voice is None or heard.issuperset(entry[0].turns))
        return Variant.model_construct(
            id=f"{scenario.id}.{axis}.{identity.group}" + (".twin" if arm is Arm.TWIN else ""),
            suite=self.suite,
            scenario=scenario.id,
            title=scenario.title,
            practice_area=scenario.practice_area,
            axis=axis,
            group=identity.group,
            group_label=identity.label,
            arm=arm,
            subject=scenario.subject,
            people=people,
            case=dict(self.case),
            text=text,
            turns=tuple(placed),
            facts=tuple(_carrying(_said(*entry, words), axis, crosses) for entry in facts),
            not_said=tuple(_said(*entry, words) for entry in self._not_said),
            not_discussed=scenario.not_discussed,
            # An action has no turns, so nobody can say whether the part read aloud holds it.
            actions=() if voice else tuple(self._action(*entry, words) for entry in self._actions),
            voice=voice,
            control=control,
        )

    def _template(self, text: str, where: str) -> Template:
        return Template(text, self.case, f"{self.suite}/{self.scenario.id}, {where}")

    def _prepared(self, item: Said) -> tuple[Said, Template, tuple[Template, ...]]:
        """An item with its templates; filled here and now if nothing in it depends on anybody."""
        says = self._template(item.says, item.id)
        wordings: list[Template] = [self._template(one, item.id) for one in item.accept]
        plain = [one.plain for one in (says, *wordings)]
        if None not in plain:
            return _like(item, says=plain[0], accept=tuple(plain[1:])), says, tuple(wordings)
        return item, says, tuple(wordings)

    def _transcript(self, words: Words) -> tuple[str, list[Turn]]:
        labels: dict[str, str] = {}
        lines = []
        for turn, label, said in self._turns:
            named = ""
            if turn.person is not None:
                if turn.person not in labels:
                    labels[turn.person] = f"{self._named(turn.person, label, words)}: "
                named = labels[turn.person]
            lines.append((turn, named, said.fill(words)))
        return _joined(lines)

    def _spoken(self, words: Words) -> tuple[str, list[Turn]]:
        chosen = set(self.scenario.spoken_turns)
        lines = []
        for turn, _, _ in self._turns:
            if turn.number in chosen and turn.person is not None:
                said = self._template(_DIRECTION.sub(" ", turn.words), f"turn {turn.number}").fill(words)
                lines.append((turn, "", " ".join(said.split())))
        return _joined(lines)

    def _label(self, key: str | None) -> Template | None:
        label = None if key is None else self.scenario.people[key].label
        return None if label is None else self._template(label, f"label of {key}")

    def _named(self, key: str, label: Template | None, words: Words) -> str:
        """How the transcript names a speaker."""
        if label is not None:
            return label.fill(words).strip()
        if key == self.scenario.subject:
            who = words.people[key]
            return f"{who.title} {who.last}" if who.title else who.first
        return self.scenario.people[key].role.replace("_", " ").capitalize()

    def _action(self, action: Action, what: Template, by: Template | None, words: Words) -> Action:
        return _like(action, what=what.fill(words), by=by.fill(words) if by else None)


def _said(item: Said, says: Template, accept: tuple[Template, ...], words: Words) -> Said:
    if says.plain is not None and all(one.plain is not None for one in accept):
        return item  # nothing in it depends on anybody
    return _like(item, says=says.fill(words), accept=tuple([one.plain or one.fill(words) for one in accept]))


def _like(item: R, **changes: object) -> R:
    """A record as ``item`` with some fields changed, not validated again: what is filled in was, when it was read.

    Three times as fast as ``model_construct``, which looks at every field; a suite has thousands of facts times arms.
    """
    return _built(item, {**item.__dict__, **changes})


def _built(item: R, fields: dict[str, object]) -> R:
    """A record of the sort of ``item`` with all its fields given."""
    made = object.__new__(type(item))
    object.__setattr__(made, "__dict__", fields)
    object.__setattr__(made, "__pydantic_fields_set__", item.__pydantic_fields_set__)
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made


_TURN = Turn(number=1, person=None, start=0, end=0)


def _carrying(fact: Fact, axis: str, crosses: tuple[str, ...]) -> Fact:
    if not crosses or not set(fact.carries) & set(crosses):
        return fact
    return fact.model_copy(update={"carries": (*fact.carries, axis)})


def _joined(lines: list[tuple[Written, str, str]]) -> tuple[str, list[Turn]]:
    """Lines to a text, with the place of each turn's words in it."""
    parts: list[str] = []
    placed: list[Turn] = []
    position = 0
    for turn, label, words in lines:
        start = position + len(label)
        end = start + len(words)
        placed.append(_built(_TURN, {"number": turn.number, "person": turn.person, "start": start, "end": end}))
        parts.append(label + words)
        position = start + len(words) + 1
    return "\n".join(parts), placed
