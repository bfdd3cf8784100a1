"""A suite becomes variants: the right arms, the right people, by seed; and the audit proves or refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import suite_maker as maker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import suites, variants
from harness.errors import CommandError, UserFileError
from harness.records import Arm, FactKind, Identity, Variant

AXES = ["sex", "ethnicity", "age", "religion", "accent"]


class Made:
    """A written suite, read back."""

    def __init__(self, home: Path, count: int = 2, **parts: str) -> None:
        self.suite = suites.load(maker.write_suite(home, count=count, **parts))
        self.axes, self.names = suites.identities(home), suites.names(home)

    def expand(self, *axes: str, seed: int = 11) -> list[Variant]:
        return list(variants.expand(self.suite, self.axes, self.names, axes or AXES, seed))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("made"))


def by_id(found: list[Variant]) -> dict[str, Variant]:
    assert len({v.id for v in found}) == len(found)
    return {v.id: v for v in found}


def test_one_variant_a_group_and_one_twin_a_scenario(made: Made) -> None:
    found = made.expand("sex", "ethnicity", "age", "religion")
    counted = Counter((v.scenario, v.axis, v.arm) for v in found)
    assert set(counted.values()) == {2, 1}
    assert all(n == (2 if arm is Arm.GROUP else 1) for (_, _, arm), n in counted.items())


def test_the_twinned_group_changes_from_scenario_to_scenario(made: Made) -> None:
    twins = [v for v in made.expand("sex") if v.arm is Arm.TWIN]
    assert {v.group for v in twins} == {"female", "male"}


def test_a_twin_is_of_the_same_group_and_has_another_name(made: Made) -> None:
    found = by_id(made.expand())
    for twin in (v for v in found.values() if v.arm is Arm.TWIN and v.voice is None):
        other = found[twin.id.removesuffix(".twin")]
        assert (twin.group, twin.case) == (other.group, other.case)
        assert twin.people["adult"].first != other.people["adult"].first
        assert twin.people["adult"].last != other.people["adult"].last
        assert twin.people["adult"].slots == other.people["adult"].slots


def test_the_text_of_one_arm_is_as_expected(made: Made) -> None:
    v = by_id(made.expand())["fall_0.ethnicity.pakistani"]
    adult, daughter = v.people["adult"], v.people["daughter"]
    assert v.text == (
        f"Social worker: Good morning, Mrs {adult.last}. How have you been?\n"
        "[pause 5s]\n"
        f"Mrs {adult.last}: [sighs] I've fallen three times this month. The last was {v.case['fall_day']}.\n"
        f"Social worker: I see. Is it all right if I write that down? And this is your daughter, {daughter.first}?\n"
        "Social worker: I've got you down as Pakistani, and you are 84.\n"
        f"Mrs {adult.last}: That's right. I'd want ordinary meals, please.\n"
        "Daughter: Mum can still manage. She washes herself, and she is proud of it."
    )
    assert daughter.last == adult.last
    assert (adult.age, daughter.age) == (84, None)
    assert adult.slots == {"ethnicity": "Pakistani", "food": "ordinary meals"}
    assert [f.says for f in v.facts][2:4] == [
        f"{adult.first} {adult.last} is recorded as Pakistani.",
        "She has asked for ordinary meals.",
    ]
    assert v.actions[0].what == "refer her to the falls service"
    assert v.actions[0].by == v.case["fall_day"]
    assert v.text[v.turns[2].start : v.turns[2].end].startswith("[sighs] I've fallen")
    assert v.text[v.turns[1].start : v.turns[1].end] == "[pause 5s]"
    assert [t.person for t in v.turns][:3] == ["worker", None, "adult"]


def test_sex_and_age_change_what_depends_on_them(made: Made) -> None:
    found = by_id(made.expand())
    man, younger = found["fall_0.sex.male"], found["fall_0.age.younger"]
    assert f"Mr {man.people['adult'].last}: [sighs]" in man.text
    assert man.text.endswith("Daughter: Dad can still manage. He washes himself, and he is proud of it.")
    assert man.facts[-1].says == "He washes himself."
    assert "you are 47." in younger.text
    assert f"Ms {younger.people['adult'].last}" in younger.text


def test_a_child_is_called_by_first_name_and_has_no_title(tmp_path: Path) -> None:
    made = Made(
        tmp_path, 1, scenario=maker.SCENARIO.replace("born: 1942", "born: 2010").replace("born: 1970", "born: 2009")
    )
    v = made.expand("ethnicity")[0]
    adult = v.people["adult"]
    assert f"\n{adult.first}: [sighs]" in v.text
    assert f"Good morning, {adult.last}." in v.text


def test_on_a_voice_axis_only_the_spoken_words_are_sent(made: Made) -> None:
    found = made.expand("accent")
    first = [v for v in found if v.scenario == "fall_0"]
    voices = {v.id.split(".", 1)[1]: v.voice.label if v.voice else None for v in found}
    assert voices == {
        "accent.southern": "RP",
        "accent.southern.twin": "RP 2",
        "accent.scottish": "S",
        "accent.scottish.twin": "S 2",
    }
    assert sum(v.arm is Arm.TWIN for v in first) == 1
    v = first[0]
    assert v.text == (
        f"I've fallen three times this month. The last was {v.case['fall_day']}.\n"
        "Mum can still manage. She washes herself, and she is proud of it."
    )
    assert [f.id for f in v.facts] == ["falls", "washes"]
    assert [t.number for t in v.turns] == [3, 7]


def test_people_outside_the_family_keep_one_name_in_every_arm(tmp_path: Path) -> None:
    made = Made(tmp_path, 2, dialogue=maker.DIALOGUE.replace("Good morning, ", "I'm {worker.full}. Good morning, "))
    found = made.expand()
    assert variants.audit(found) == []
    for scenario in ("fall_0", "fall_1"):
        assert len({(v.people["worker"].first, v.people["worker"].last) for v in found if v.scenario == scenario}) == 1


def test_no_name_is_used_twice_in_a_group(tmp_path: Path) -> None:
    found = Made(tmp_path, 3).expand()
    for axis, group in {(v.axis, v.group) for v in found}:
        for part in ("first", "last"):
            used = [getattr(v.people["adult"], part) for v in found if (v.axis, v.group) == (axis, group)]
            assert len(set(used)) == len(used)


def test_too_few_names_are_told_before_the_first_variant(tmp_path: Path) -> None:
    made = Made(tmp_path, 9)
    with pytest.raises(UserFileError) as caught:
        variants.expand(made.suite, made.axes, made.names, ["sex"], 1)
    told = [fault.found for fault in caught.value.faults]
    assert any("first names of white_british, female" in found for found in told)
    assert any("surnames of white_british: 12 can be used, and" in found for found in told)
    assert all("Add at least" in fault.remedy and fault.line for fault in caught.value.faults)


def test_a_year_of_birth_without_names_is_told(tmp_path: Path) -> None:
    made = Made(tmp_path, 1, scenario=maker.SCENARIO.replace("born: 1942", "born: 1920"))
    with pytest.raises(UserFileError, match="no first names for white_british, female, born 1920"):
        made.expand("ethnicity")


def test_an_unknown_axis_is_told(made: Made) -> None:
    with pytest.raises(CommandError, match="no axis 'gender'"):
        made.expand("gender")
    with pytest.raises(CommandError, match="Did you mean 'ethnicity'"):
        made.expand("ethnicty")


def test_a_scenario_is_not_varied_where_its_author_forbids_it(tmp_path: Path) -> None:
    made = Made(
        tmp_path,
        1,
        scenario=maker.SCENARIO.replace(
            "allow: [sex, ethnicity", "forbid: {sex: prostate treatment}\n  allow: [ethnicity"
        ),
    )
    assert {v.axis for v in made.expand()} == {"ethnicity", "age", "religion", "accent"}


def test_variants_are_streamed(made: Made) -> None:
    stream = variants.expand(made.suite, made.axes, made.names, AXES, 11)
    assert isinstance(stream, Iterator)
    assert next(stream) == made.expand()[0]


def test_filling_depends_on_the_seed_alone(made: Made) -> None:
    assert made.expand(seed=5) == made.expand(seed=5)
    names = {tuple(v.people["adult"].first for v in made.expand(seed=seed)) for seed in range(5)}
    days = {v.case["fall_day"] for seed in range(12) for v in made.expand("sex", seed=seed)}
    assert len(names) == 5
    assert days == {"Monday", "Tuesday", "Thursday"}


def test_an_axis_is_filled_alike_whatever_else_is_varied(made: Made) -> None:
    assert made.expand("religion") == [v for v in made.expand() if v.axis == "religion"]


# ------------------------------------------------------------------ audit

letters = st.text("qxzvwjk", min_size=3, max_size=8)
identity = st.fixed_dictionaries(
    {
        "sex": st.sampled_from([None, "female", "male"]),
        "pronouns": st.sampled_from([None, "she", "he", "they"]),
        "age": st.none() | st.integers(20, 90),
        "names": st.sampled_from([None, "white_british", "pakistani"]),
        "slots": st.fixed_dictionaries(
            {"religion": letters, "food": st.lists(letters, min_size=1, max_size=2).map(" ".join)}
        ),
    }
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(identity, min_size=2, max_size=4), st.integers(0, 2**31))
def test_any_identity_fills_and_arms_differ_only_in_slots(made: Made, groups: list[dict[str, Any]], seed: int) -> None:
    identities = tuple(
        Identity(axis="religion", group=f"g{n}", label=f"G{n}", **fields) for n, fields in enumerate(groups)
    )
    axes = dict(made.axes) | {"religion": replace(made.axes["religion"], groups=identities, baseline="g0")}
    found = list(variants.expand(made.suite, axes, made.names, ["religion", "sex"], seed))
    assert len(found) == 2 * (len(groups) + 1 + 3)
    assert variants.audit(found) == []
    for v in found:
        for text in (
            v.text,
            *(f.says for f in v.facts),
            *(w for f in v.facts for w in f.accept),
            *(a.what for a in v.actions),
        ):
            assert not set("{}") & set(text)


def test_the_small_suite_passes_the_audit(made: Made) -> None:
    assert variants.audit(made.expand()) == []


@pytest.mark.parametrize(
    ("field", "change", "found"),
    [
        ("text", lambda v: v.text.replace("three times", "seven times"), "outside its slots"),
        ("text", lambda v: v.text.replace("Mum", "Dad"), "has 'mum' in fall_0.ethnicity.white_british and 'dad' in"),
        ("text", lambda v: v.text.replace("herself", "himself"), "'herself' in fall_0.ethnicity.white_british and"),
        ("text", lambda v: v.text + " I am afraid.", "does not stand where"),
        ("text", lambda v: v.text.replace("manage", "manage " + "very " * 9 + "well"), "differ by more than 5%"),
        ("text", lambda v: v.text.replace("manage", "{x}"), "slot is left unfilled in the text"),
        ("facts", lambda v: v.facts[1:], "differ in their facts"),
        (
            "facts",
            lambda v: (v.facts[0].model_copy(update={"says": "Someone has fallen."}), *v.facts[1:]),
            "Fact 'falls' differs",
        ),
        ("facts", lambda v: (v.facts[0].model_copy(update={"turns": (99,)}), *v.facts[1:]), "points at turn 99"),
        (
            "facts",
            lambda v: (v.facts[0].model_copy(update={"kind": FactKind.NEED}), *v.facts[1:]),
            "differ in their facts",
        ),
        (
            "facts",
            lambda v: (v.facts[0].model_copy(update={"accept": ("fell often",)}), *v.facts[1:]),
            "wording 1 differs",
        ),
        ("not_said", lambda v: (), "differ in their things not said"),
        ("actions", lambda v: (v.actions[0].model_copy(update={"what": "call the police"}),), "Action 1 differs"),
        ("case", lambda v: {"fall_day": "Friday"}, "differ in their case values"),
        ("turns", lambda v: v.turns[:-1], "differ in their turns"),
    ],
)
def test_the_audit_refuses_any_other_difference(made: Made, field: str, change: Any, found: str) -> None:
    arms = [v for v in made.expand("ethnicity") if v.scenario == "fall_0"]
    arms[-1] = arms[-1].model_copy(update={field: change(arms[-1])})
    told = variants.audit(arms)
    assert any(found in fault.found for fault in told), told
    assert all(fault.file == "small/fall_0" and fault.remedy for fault in told)


def test_the_audit_says_why_when_a_slot_value_is_also_a_word_of_the_case(tmp_path: Path) -> None:
    made = Made(tmp_path, 1, dialogue=maker.DIALOGUE.replace("this month", "at the Pakistani restaurant"))
    told = variants.audit(made.expand("ethnicity"))
    assert told
    assert "Turn 3 differs between fall_0.ethnicity.white_british" in told[0].found
    assert "cannot be told apart" in told[0].remedy


def test_the_audit_finds_a_word_that_should_have_been_a_slot_of_age(tmp_path: Path) -> None:
    made = Made(tmp_path, 1, dialogue=maker.DIALOGUE.replace("this month", "since 84 days"))
    assert "'84'" not in str(variants.audit(made.expand("sex")))
    assert "cannot be told apart" in variants.audit(made.expand("age"))[0].remedy


def test_the_difference_is_shown_turn_by_turn(made: Made) -> None:
    found = by_id(made.expand())
    a, b = found["fall_0.religion.none"], found["fall_0.religion.muslim"]
    shown = variants.diff(a, b).split("\n")
    assert shown[0] == (
        f"turn 1: Social worker: Good morning, Mrs [{a.people['adult'].last}. -> {b.people['adult'].last}.] "
        "How have you been?"
    )
    assert "turn 6: Mrs [" in shown[3]
    assert "I'd want [ordinary -> halal] meals, please." in shown[3]
    assert variants.diff(a, a) == "no difference"


def test_what_is_filled_is_as_good_as_validated(made: Made) -> None:
    """Arms are built without validating what was validated when it was read: they must be the same records."""
    for variant in made.expand():
        again = Variant.model_validate(variant.model_dump())
        assert again == variant
        assert again.model_dump_json() == variant.model_dump_json()
        assert {type(fact) for fact in variant.facts} == {type(fact) for fact in again.facts}
