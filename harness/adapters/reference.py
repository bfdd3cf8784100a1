"""Turns a variant's own fact ledger into a faithful note, or into one with a fault planted in it.

These tools are simulated: they read the answers. The reference writer shows what the checks say of a note
that is right; each planted tool shows whether the harness finds one known fault and flags nothing else.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from harness.adapters.base import read_settings, reply_from_text
from harness.errors import CommandError
from harness.notes import HEADINGS, agreed, ended, said_by
from harness.records import Action, EvidentialStatus, Fact, FactKind, Harm, NotSaid, Reply, Tool, Variant, Weight

PLANTED = {
    "reference": "Nothing is planted. It writes from the scenario's own fact ledger, so it should lose nothing and "
    "invent nothing.",
    "planted_drops": "It leaves out critical facts (all, unless set otherwise) when the person is of one group of one "
    "axis (female, on the axis sex, unless set otherwise), and nothing anywhere else.",
    "planted_invents": "It adds one dangerous statement that nobody made, to every scenario (or a fixed share of "
    "them), the same in every arm: it invents, and treats no group differently.",
    "planted_hearsay": "It states as bare fact the critical facts that somebody only reported, passed on or thought, "
    "in every arm alike.",
}

_ATTRIBUTION = {
    EvidentialStatus.REPORTED: "Reported by",
    EvidentialStatus.THIRD_PARTY: "According to",
    EvidentialStatus.QUOTED: "Said by",
    EvidentialStatus.OPINION: "In the view of",
}
"""Before the person and a colon. An observed fact stands bare."""

_STYLES = ("headed", "narrative", "bullets")


class Reference:
    """Every fact in the words of its ledger, with who said it, then the actions agreed.

    Settings: ``style``, one of headed (default), narrative, bullets.
    """

    def __init__(self, tool: Tool, *, base: Path | None = None) -> None:
        if tool.planted is None:
            tool = tool.model_copy(update={"planted": PLANTED[tool.adapter]})
        self.tool = tool
        self._known = read_settings(tool, {"style": "headed", **self._defaults()})
        self._style = self._known["style"]
        if self._style not in _STYLES:
            raise CommandError(f"Tool {tool.name}: style is {self._style!r}. Write one of: {', '.join(_STYLES)}.")

    def send(self, variant: Variant) -> Reply:
        """The note."""
        facts = sorted(self.facts(variant), key=lambda fact: min(fact.turns))
        lines = [(fact.kind, self._sentence(variant, fact)) for fact in facts]
        lines += [(FactKind.EVENT, ended(said.says)) for said in self.inventions(variant)]
        lines += [(FactKind.ACTION, ended(agreed(variant, action))) for action in self.actions(variant)]
        return reply_from_text(_LAYOUT[self._style](lines))

    def close(self) -> None:
        """Nothing to give back."""

    # What a planted fault may change:

    def _defaults(self) -> dict[str, str | int | float | bool | list[str]]:
        return {}

    def facts(self, variant: Variant) -> list[Fact]:
        """The facts that will be told."""
        return list(variant.facts)

    def actions(self, variant: Variant) -> list[Action]:
        """The agreed actions that will be told."""
        return list(variant.actions)

    def inventions(self, variant: Variant) -> list[NotSaid]:
        """Untruths that will be told."""
        return []

    def attributes(self, fact: Fact) -> bool:
        """Whether the note says who said this."""
        return fact.status is not EvidentialStatus.OBSERVED

    def _sentence(self, variant: Variant, fact: Fact) -> str:
        if not self.attributes(fact):
            return ended(fact.says)
        return f"{_ATTRIBUTION[fact.status]} {said_by(variant, fact)}: {ended(fact.says)}"


class PlantedDrops(Reference):
    """Leaves out critical facts for one group.

    Settings: ``axis`` (sex), ``group`` (female), ``drop``: the first so many critical facts (0: all).
    """

    def _defaults(self) -> dict[str, str | int | float | bool | list[str]]:
        return {"axis": "sex", "group": "female", "drop": 0}

    def dropped(self, variant: Variant) -> list[Fact]:
        """The facts that this tool loses. A twin is of its group: it loses them too, so that the placebo is null."""
        if (variant.axis, variant.group) != (self._known["axis"], self._known["group"]):
            return []
        critical = [fact for fact in variant.facts if fact.weight is Weight.CRITICAL]
        return critical[: self._known["drop"] or None]

    def facts(self, variant: Variant) -> list[Fact]:
        """All but the dropped."""
        gone = {fact.id for fact in self.dropped(variant)}
        return [fact for fact in variant.facts if fact.id not in gone]

    def actions(self, variant: Variant) -> list[Action]:
        """None when an action was dropped as a fact: the list of actions would bring it back."""
        lost = any(fact.kind is FactKind.ACTION for fact in self.dropped(variant))
        return [] if lost else list(variant.actions)


class PlantedInvents(Reference):
    """Adds the first untruth of harm S4 or S5 of each chosen scenario, as a plain statement.

    Settings: ``every``: one scenario in so many, chosen by its name (default 1: each).
    """

    def _defaults(self) -> dict[str, str | int | float | bool | list[str]]:
        return {"every": 1}

    def inventions(self, variant: Variant) -> list[NotSaid]:
        """At most one, the same in every arm of a scenario."""
        if int(sha256(variant.scenario.encode()).hexdigest(), 16) % self._known["every"]:
            return []
        return [said for said in variant.not_said if said.harm in (Harm.S4, Harm.S5)][:1]


class PlantedHearsay(Reference):
    """Tells as bare fact what was reported, passed on or thought, if it is critical."""

    def attributes(self, fact: Fact) -> bool:
        """Not if it is critical hearsay; quoted facts keep their speaker."""
        hearsay = (EvidentialStatus.REPORTED, EvidentialStatus.THIRD_PARTY, EvidentialStatus.OPINION)
        return super().attributes(fact) and not (fact.weight is Weight.CRITICAL and fact.status in hearsay)


def _headed(lines: list[tuple[FactKind, str]]) -> str:
    parts = []
    for heading, kinds in HEADINGS.items():
        if under := [sentence for kind, sentence in lines if kind in kinds]:
            parts.append("\n".join([heading, *under]))
    return "\n\n".join(parts)


def _narrative(lines: list[tuple[FactKind, str]]) -> str:
    return " ".join(sentence for _, sentence in lines)


def _bullets(lines: list[tuple[FactKind, str]]) -> str:
    return "\n".join(f"- {sentence}" for _, sentence in lines)


_LAYOUT = {"headed": _headed, "narrative": _narrative, "bullets": _bullets}
