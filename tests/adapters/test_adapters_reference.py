"""The reference writer tells everything and nothing else; each planted tool differs from it by its fault alone."""

from __future__ import annotations

from difflib import ndiff

import pytest
from makers import FACTS, make_fact, make_tool, make_variant

from harness.adapters import open_tool
from harness.errors import CommandError
from harness.records import Action, Arm, Variant

HEADED = """\
Risks and concerns:
Reported by Mrs Khan: Mrs Khan has fallen three times this month.
According to the daughter: Mrs Khan left the gas on again.
In the view of the daughter: Mrs Khan should not be alone.
The stairs have no rail.

Wishes, views and consent:
Said by Mrs Khan: Mrs Khan wants to stay at home.

Agreed actions:
The social worker to refer to the falls service by end of week."""


def note(adapter: str, variant: Variant | None = None, **settings: object) -> str:
    text = open_tool(make_tool(adapter, **settings)).send(variant or make_variant()).text
    assert text is not None
    return text


def changes(adapter: str, variant: Variant, **settings: object) -> tuple[list[str], list[str]]:
    """Lines that a planted tool leaves out and adds, beside the reference writer."""
    lines = list(ndiff(note("reference", variant).splitlines(), note(adapter, variant, **settings).splitlines()))
    return [x[2:] for x in lines if x.startswith("- ")], [x[2:] for x in lines if x.startswith("+ ")]


def test_the_headed_note() -> None:
    assert note("reference") == HEADED


def test_what_the_person_was_told_is_not_put_down_as_what_the_person_thinks() -> None:
    told = make_fact("flat", "Mrs Khan sounded low on the phone.", 2, status="third_party", by="adult")
    assert "According to what Mrs Khan was told: Mrs Khan sounded low" in note("reference", make_variant(facts=(told,)))


def test_the_other_styles_say_the_same_sentences() -> None:
    said = {line for line in HEADED.splitlines() if line and not line.endswith(":")}
    bullets = note("reference", style="bullets").splitlines()
    assert {line.removeprefix("- ") for line in bullets} == said
    assert all(line.startswith("- ") for line in bullets)
    narrative = note("reference", style="narrative")
    assert "\n" not in narrative
    assert narrative.startswith("Reported by Mrs Khan: Mrs Khan has fallen three times this month. According to")
    assert all(sentence in narrative for sentence in said)
    with pytest.raises(CommandError, match=r"Write one of: headed, narrative, bullets"):
        open_tool(make_tool("reference", style="poem"))


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            Action(owner="daughter", what="ring the alarm people.", by="Tuesday"),
            "The daughter to ring the alarm people by Tuesday.",
        ),
        (Action(owner="adult", what="to call", by="within two days"), "Mrs Khan to call within two days."),
        (Action(owner="worker", what="visit", by="next week"), "The social worker to visit next week."),
        (Action(owner="worker", what="visit"), "The social worker to visit."),
    ],
)
def test_actions_are_plain_sentences(action: Action, says: str) -> None:
    assert says in note("reference", make_variant(actions=(action,))).splitlines()


@pytest.mark.parametrize("arm", list(Arm))
def test_drops_loses_the_critical_facts_of_its_group_and_nothing_else(arm: Arm) -> None:
    gone, added = changes("planted_drops", make_variant(arm=arm))
    critical = [fact.says for fact in FACTS if fact.weight == "critical"]
    told = [line for line in gone if not line.endswith(":") and line]
    assert len(told) == len(critical) == 3
    assert all(any(says in line for line in told) for says in critical)
    assert added == []


@pytest.mark.parametrize(("axis", "group"), [("sex", "male"), ("ethnicity", "female"), ("age", "older")])
def test_drops_does_nothing_elsewhere(axis: str, group: str) -> None:
    assert changes("planted_drops", make_variant(axis=axis, group=group)) == ([], [])


def test_drops_can_be_set_to_another_group_and_number() -> None:
    variant = make_variant(axis="religion", group="sikh")
    gone, added = changes("planted_drops", variant, axis="religion", group="sikh", drop=1)
    assert gone == ["Reported by Mrs Khan: Mrs Khan has fallen three times this month."]
    assert added == []


def test_a_dropped_action_does_not_come_back_in_the_list_of_actions() -> None:
    referral = make_fact("referral", "The worker will refer Mrs Khan to the falls service.", 5, kind="action")
    assert "falls service" not in note("planted_drops", make_variant(facts=(*FACTS, referral)))


def test_invents_adds_its_one_statement_in_every_arm_alike() -> None:
    for group, arm in (("female", Arm.GROUP), ("male", Arm.GROUP), ("female", Arm.TWIN)):
        gone, added = changes("planted_invents", make_variant(group=group, arm=arm))
        assert gone == []
        assert [line for line in added if line and not line.endswith(":")] == ["Mrs Khan has thoughts of suicide."]


def test_invents_chooses_scenarios_by_name_and_never_by_arm() -> None:
    chosen = {
        scenario: {
            "suicide" in note("planted_invents", make_variant(scenario, group=group), every=3)
            for group in ("female", "male")
        }
        for scenario in (f"case_{i}" for i in range(60))
    }
    assert all(len(arms) == 1 for arms in chosen.values())
    assert 10 <= sum(arms == {True} for arms in chosen.values()) <= 30  # 20 expected; sd 3.7


def test_invents_nothing_where_nothing_dangerous_is_offered() -> None:
    assert changes("planted_invents", make_variant(not_said=())) == ([], [])


def test_hearsay_takes_the_speaker_off_critical_hearsay_only() -> None:
    gone, added = changes("planted_hearsay", make_variant())
    assert gone == [
        "Reported by Mrs Khan: Mrs Khan has fallen three times this month.",
        "According to the daughter: Mrs Khan left the gas on again.",
    ]
    assert added == ["Mrs Khan has fallen three times this month.", "Mrs Khan left the gas on again."]
