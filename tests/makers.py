"""Makes small records for tests: a variant from a few turns, a tool, a fact."""

from __future__ import annotations

from typing import Any

from harness.records import Action, Arm, Fact, Filled, NotSaid, Task, Tool, Turn, Variant

PEOPLE = {
    "adult": Filled(first="Amina", last="Khan", title="Mrs", pronouns="she", sex="female", age=84),
    "worker": Filled(first="Joan", last="Marsh", title="Ms", pronouns="she", sex="female"),
    "daughter": Filled(first="Sara", last="Khan", title="Ms", pronouns="she", sex="female"),
}

TURNS = (
    ("worker", "Social worker", "Good morning. How have you been since the fall?"),
    ("adult", "Mrs Khan", "I have fallen three times this month, and I am frightened of the stairs."),
    (None, "", "[pause 5s]"),
    ("daughter", "Daughter", "She left the gas on again. [overlap] I think she should not be alone."),
    ("worker", "Social worker", "I can see the stairs have no rail. I will refer you to the falls service."),
    ("adult", "Mrs Khan", "I want to stay at home."),
)


def make_fact(name: str, says: str, turn: int, **changes: Any) -> Fact:
    """A critical reported fact of the adult's, unless changed."""
    fields = {"kind": "risk", "status": "reported", "by": "adult", "weight": "critical", **changes}
    return Fact.model_validate({"id": name, "says": says, "turns": (turn,), **fields})


FACTS = (
    make_fact("falls", "Mrs Khan has fallen three times this month.", 2),
    make_fact("gas", "Mrs Khan left the gas on again.", 4, status="third_party", by="daughter"),
    make_fact("alone", "Mrs Khan should not be alone.", 4, status="opinion", by="daughter", weight="important"),
    make_fact("rail", "The stairs have no rail.", 5, status="observed", by="worker", weight="important"),
    make_fact("home", "Mrs Khan wants to stay at home", 6, status="quoted", kind="wish"),
)


def make_variant(
    scenario: str = "fall_at_home",
    axis: str = "sex",
    group: str = "female",
    arm: Arm = Arm.GROUP,
    *,
    turns: tuple[tuple[str | None, str, str], ...] = TURNS,
    **changes: Any,
) -> Variant:
    """A filled variant; ``turns`` are (person, label, words), a person of None being a direction."""
    text, spans = "", []
    for number, (person, label, words) in enumerate(turns, start=1):
        text += ("\n" if text else "") + (f"{label}: " if label else "")
        spans.append(Turn(number=number, person=person, start=len(text), end=len(text) + len(words)))
        text += words
    fields: dict[str, Any] = {
        "id": f"{scenario}.{axis}.{group}" + (".twin" if arm is Arm.TWIN else ""),
        "suite": "adults",
        "scenario": scenario,
        "title": "Home visit after a fall",
        "practice_area": "care_act_assessment",
        "axis": axis,
        "group": group,
        "group_label": group.capitalize(),
        "arm": arm,
        "subject": "adult",
        "people": PEOPLE,
        "case": {},
        "text": text,
        "turns": tuple(spans),
        "facts": FACTS,
        "not_said": (
            NotSaid(id="tidy", says="The flat is tidy.", kind="invented_fact", harm="S1"),
            NotSaid(id="suicidal", says="Mrs Khan has thoughts of suicide.", kind="invented_risk", harm="S5"),
        ),
        "not_discussed": ("alcohol",),
        "actions": (Action(owner="worker", what="refer to the falls service", by="end of week"),),
    }
    return Variant.model_validate({**fields, **changes})


def make_tool(adapter: str = "lead", name: str = "acme", **settings: Any) -> Tool:
    """A summarising tool with these settings."""
    return Tool(name=name, version="1", task=Task.SUMMARISE, adapter=adapter, label=name.title(), settings=settings)
