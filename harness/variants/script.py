"""Turns one scenario and the people of one arm into the variant that a tool is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from harness.records import Action, Arm, Fact, Filled, Identity, NotSaid, Scenario, Turn, Variant, Voice
from harness.variants import grammar
from harness.variants.people import texts

_SPEAKER = re.compile(r"([A-Z][A-Z0-9_]*): *(.*)", re.DOTALL)
_DIRECTION = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]+")
Said = TypeVar("Said", Fact, NotSaid)


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


@dataclass(frozen=True)
class Filler:
    """Fills one scenario, for one arm after another."""

    scenario: Scenario
    suite: str
    year: int
    case: Mapping[str, str]

    @property
    def words(self) -> set[str]:
        """Lower-case words of all the scenario's texts, which nobody's drawn name may be."""
        plain = (grammar.SLOT.sub(" ", text) for text in texts(self.scenario))
        return {word.lower() for text in (*plain, *self.case.values()) for word in _WORD.findall(text)}

    def variant(
        self, axis: str, identity: Identity, arm: Arm, people: dict[str, Filled], voice: Voice | None
    ) -> Variant:
        """The variant. With a voice, only the words of ``spoken_turns``, and the facts that they hold.

        Raises:
            UserFileError: a slot has no value.
        """
        scenario = self.scenario
        turns = list(written(scenario.dialogue))
        text, placed = self._spoken(turns, people) if voice else self._transcript(turns, people)
        heard = {turn.number for turn in placed}
        facts = [fact for fact in scenario.facts if voice is None or heard.issuperset(fact.turns)]
        return Variant(
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
            facts=tuple(self._said(fact, people) for fact in facts),
            not_said=tuple(self._said(item, people) for item in scenario.not_said),
            not_discussed=scenario.not_discussed,
            # An action has no turns, so nobody can say whether the part read aloud holds it.
            actions=() if voice else tuple(self._action(action, people) for action in scenario.actions),
            voice=voice,
        )

    def _fill(self, text: str, people: Mapping[str, Filled], where: str) -> str:
        return grammar.fill(text, people, self.case, f"{self.suite}/{self.scenario.id}, {where}")

    def _transcript(self, turns: list[Written], people: Mapping[str, Filled]) -> tuple[str, list[Turn]]:
        lines = []
        for turn in turns:
            label = "" if turn.person is None else f"{self._label(turn.person, people)}: "
            lines.append((turn, label, self._fill(turn.words, people, f"turn {turn.number}")))
        return _joined(lines)

    def _spoken(self, turns: list[Written], people: Mapping[str, Filled]) -> tuple[str, list[Turn]]:
        chosen = set(self.scenario.spoken_turns)
        lines = []
        for turn in turns:
            if turn.number in chosen and turn.person is not None:
                words = self._fill(_DIRECTION.sub(" ", turn.words), people, f"turn {turn.number}")
                lines.append((turn, "", " ".join(words.split())))
        return _joined(lines)

    def _label(self, key: str, people: Mapping[str, Filled]) -> str:
        """How the transcript names a speaker."""
        person = self.scenario.people[key]
        if person.label is not None:
            return self._fill(person.label, people, f"label of {key}").strip()
        if key == self.scenario.subject:
            who = people[key]
            return f"{who.title} {who.last}" if who.title else who.first
        return person.role.replace("_", " ").capitalize()

    def _said(self, item: Said, people: Mapping[str, Filled]) -> Said:
        where = item.id
        changes: dict[str, Any] = {
            "says": self._fill(item.says, people, where),
            "accept": tuple(self._fill(wording, people, where) for wording in item.accept),
        }
        return item.model_copy(update=changes)

    def _action(self, action: Action, people: Mapping[str, Filled]) -> Action:
        by = None if action.by is None else self._fill(action.by, people, "actions")
        return action.model_copy(update={"what": self._fill(action.what, people, "actions"), "by": by})


def _joined(lines: list[tuple[Written, str, str]]) -> tuple[str, list[Turn]]:
    """Lines to a text, with the place of each turn's words in it."""
    parts: list[str] = []
    placed: list[Turn] = []
    position = 0
    for turn, label, words in lines:
        start = position + len(label)
        placed.append(Turn(number=turn.number, person=turn.person, start=start, end=start + len(words)))
        parts.append(label + words)
        position = start + len(words) + 1
    return "\n".join(parts), placed
