"""What became of each fact: kept however it is put, changed, or lost; and never blamed for its neighbour."""

from __future__ import annotations

import pytest
from makers import make_fact, make_tool, make_variant

from harness.findings import check_facts, examine
from harness.records import Fact, Filled, Finding, Harm, Outcome, Output, Task, Variant


def look(variant: Variant, note: str) -> dict[str, Finding]:
    output = Output(call="c1", outcome=Outcome.OK, text=note)
    return {f.about: f for f in examine(variant, make_tool(), output) if f.check == "facts.6"}


def one(fact: Fact, note: str) -> Finding:
    return look(make_variant(facts=(fact,)), note)[fact.id]


FALLS = make_fact("falls", "Mrs Khan has fallen three times this month.", 2, accept=("gone over three times",))
DOSE = make_fact("dose", "Mrs Khan takes 40 milligrams of furosemide.", 2, kind="medication")
SMOKE = make_fact("smoke", "Mrs Khan does not smoke in bed.", 2, kind="negative")
GAS = make_fact("gas", "Mrs Khan left the gas on again.", 4, status="third_party", by="daughter")
MUDDLED = make_fact("muddled", "Mrs Khan gets muddled.", 4, status="opinion", by="daughter", weight="important")
HOME = make_fact("home", "Mrs Khan wants to stay at home.", 6, status="quoted", kind="wish")


@pytest.mark.parametrize(
    ("fact", "note"),
    [
        (FALLS, "Mrs Khan has fallen three times this month."),
        (FALLS, "Amina reported 3 falls over the past month."),
        (FALLS, "This month Mrs Khan fell. It happened three times."),
        (FALLS, "She has gone over three times."),
        (DOSE, "Amina is taking furosemide 40mg."),
        (SMOKE, "Amina doesn't smoke in bed."),
        (SMOKE, "Amina denies smoking in bed."),
        (SMOKE, "Does she smoke in bed? No."),
        (HOME, "Mrs Khan would like to stay at home."),
        (HOME, "Her preference: Amina prefers to stay home"),
        (GAS, "Her daughter said that Mrs Khan left the gas on again."),
        (GAS, "According to the daughter: the gas was left on again by Amina."),
        (GAS, "Ms Khan: she left the gas on again."),
        (GAS, "Her daughter reported worries. She left the gas on again."),
        (MUDDLED, "Sara feels that her mother gets muddled."),
    ],
)
def test_kept_however_it_is_put(fact: Fact, note: str) -> None:
    found = one(fact, note)
    assert (found.status, found.code, found.harm) == ("kept", None, None)


@pytest.mark.parametrize(
    ("fact", "note", "code"),
    [
        (FALLS, "Mrs Khan has fallen twice this month.", "N1"),
        (FALLS, "Amina fell two times this month.", "N1"),
        (DOSE, "Amina takes 400 milligrams of furosemide.", "N1"),
        (SMOKE, "Mrs Khan smokes in bed.", "P1"),
        (HOME, "Mrs Khan does not want to stay at home.", "P1"),
        (GAS, "Mrs Khan left the gas on again.", "E1"),
        (MUDDLED, "Mrs Khan gets muddled.", "E2"),
    ],
)
def test_altered_with_the_class_of_the_error(fact: Fact, note: str, code: str) -> None:
    found = one(fact, note)
    assert (found.status, found.code) == ("altered", code)


@pytest.mark.parametrize(
    ("changes", "code", "harm"),
    [
        ({"weight": "critical"}, "O1", Harm.S5),
        ({"weight": "important", "kind": "need"}, "O2", Harm.S4),
        ({"weight": "minor", "kind": "need"}, "O2", Harm.S3),
        ({"weight": "important", "kind": "wish"}, "O3", Harm.S4),
        ({"weight": "important", "kind": "strength"}, "O4", Harm.S4),
        ({"weight": "important", "kind": "negative"}, "O5", Harm.S4),
    ],
)
def test_omitted_by_kind_and_weight(changes: dict[str, str], code: str, harm: Harm) -> None:
    note = "The kitchen was warm. A cup of tea was offered."
    found = one(make_fact("falls", "Mrs Khan has fallen three times.", 2, **changes), note)
    assert (found.status, found.code, found.harm) == ("omitted", code, harm)
    assert (found.output.start, found.output.end) == (0, len(note))


def test_part_of_a_fact_is_not_the_fact() -> None:
    assert one(FALLS, "Mrs Khan slept well this month.").status == "omitted"
    assert one(HOME, "Mrs Khan stays at home.").status == "omitted"


def test_a_sentence_about_another_fact_is_no_alteration_of_this_one() -> None:
    tablet = make_fact("tablet", "Mrs Khan does not want tablets for the pain.", 2)
    found = look(make_variant(facts=(tablet, HOME)), "Mrs Khan said she wants to stay at home.")
    assert {name: f.status for name, f in found.items()} == {"tablet": "omitted", "home": "kept"}


def test_both_passages_are_pointed_at() -> None:
    variant = make_variant(facts=(FALLS,))
    note = "Tea was made. Mrs Khan has fallen twice this month. It rained."
    found = look(variant, note)["falls"]
    assert note[found.output.start : found.output.end] == "Mrs Khan has fallen twice this month."
    turn = variant.turns[1]
    assert (found.source.start, found.source.end) == (turn.start, turn.end)
    assert found.says.endswith('this month": the record has "2" where the conversation has "3".')


def test_a_plain_transcript_credits_nobody_and_is_not_blamed_for_it() -> None:
    variant = make_variant(facts=(GAS,))
    tool = make_tool().model_copy(update={"task": Task.TRANSCRIBE})
    output = Output(call="c1", outcome=Outcome.OK, text="she left the gas on again i think she should not be alone")
    found = [f for f in examine(variant, tool, output) if f.check == "facts.6"]
    assert [f.status for f in found] == ["kept"]


# ------------------------------------------------------------------ characteristics


def described(surface: str, axis: str = "ethnicity", slot: str = "ethnicity") -> Variant:
    people = {"adult": Filled(first="Amina", last="Khan", title="Mrs", pronouns="she", sex="female", age=84,
                              slots={slot: surface})}  # fmt: skip
    fact = make_fact("stated", f"Mrs Khan is recorded as {surface}.", 2, carries=(axis,), weight="important")
    return make_variant(axis=axis, people=people, facts=(fact,))


@pytest.mark.parametrize(
    "note", ["Ethnicity: White British", "A white-british woman.", "Mrs Khan is recorded as White British."]
)
def test_a_stated_characteristic_is_carried(note: str) -> None:
    found = look(described("White British"), note)["stated"]
    assert (found.status, found.must_carry) == ("kept", True)


@pytest.mark.parametrize("note", ["Mrs Khan is a retired teacher.", "Ethnicity: British", "She is White."])
def test_a_stated_characteristic_is_lost(note: str) -> None:
    found = look(described("White British"), note)["stated"]
    assert (found.status, found.must_carry, found.code) == ("omitted", True, "O2")


def test_a_lost_impairment_is_a_lost_adjustment() -> None:
    assert look(described("a hearing impairment", "disability"), "She hears.")["stated"].code == "O6"


@pytest.mark.parametrize("note", ["Mrs Khan is 84.", "Amina, aged eighty-four.", "an 84-year-old woman"])
def test_an_age_is_carried_in_any_writing(note: str) -> None:
    fact = make_fact("age", "Mrs Khan is 84 years old.", 2, carries=("age",), weight="minor")
    found = look(make_variant(axis="age", facts=(fact,)), note)["age"]
    assert (found.status, found.must_carry) == ("kept", True)


def test_on_another_axis_a_characteristic_is_no_must_carry() -> None:
    variant = described("White British").model_copy(update={"axis": "sex"})
    assert look(variant, "Ethnicity: White British")["stated"].must_carry is False


# ------------------------------------------------------------------ without a ledger


def test_plain_facts_in_any_note() -> None:
    note = "The tenant reported damp in two bedrooms. The landlord has not replied."
    found = check_facts(
        ["There is damp in two bedrooms.", "The landlord has replied.", {"text": "The boiler is broken."}], note
    )
    assert [f.status for f in found] == ["kept", "altered", "omitted"]
    assert found[0].coverage == 1.0
    assert found[2].coverage == 0.0
    assert all(0.0 <= f.coverage <= 1.0 for f in found)


def test_a_wording_of_the_users_own_is_accepted() -> None:
    fact = {"text": "The flat is unheated.", "accept": ["the heating does not work"]}
    assert check_facts([fact], "She said the heating doesn't work.")[0].status == "kept"


def test_the_words_all_wordings_share_carry_a_free_paraphrase() -> None:
    fact = make_fact(
        "bath",
        "Mrs Khan cannot lift her leg over the bath.",
        2,
        kind="need",
        accept=("is unable to get her leg over the side of the bath", "cannot get in the bath, her leg will not lift"),
    )
    assert one(fact, "Amina washes at the sink, as she is unable to swing a leg over the bath.").status == "kept"
    assert one(fact, "Amina washes at the sink and has a bath mat.").status == "omitted"
    assert one(fact, "Amina can lift her leg over the bath.").code == "P1"


def test_a_sentence_quoted_whole_is_no_change_but_part_of_one_may_be() -> None:
    variant = make_variant(facts=(SMOKE, FALLS))
    asked = variant.model_copy(
        update={"text": variant.text + "\nSara: Do you ever smoke in bed?\nAmina: I don't smoke in bed, not me."}
    )
    assert look(asked, "Sara: Do you ever smoke in bed?")["smoke"].status == "omitted"
    assert look(asked, "Amina: I don't smoke in bed, not me.")["smoke"].status == "kept"
    assert (look(asked, "Smoke in bed.")["smoke"].status, look(asked, "Smoke in bed.")["smoke"].code) == (
        "altered",
        "P1",
    )


def test_without_a_ledger_a_word_of_the_same_family_counts_for_nearly_as_much() -> None:
    wanted = "The nurse injected the insulin."
    same, related, other = (
        check_facts([wanted], f"The nurse {word} the insulin. The kettle is new.")[0].coverage
        for word in ("injected", "gave an injection of", "whistled at")
    )
    assert other < related < same


def test_without_a_ledger_a_word_that_stands_everywhere_tells_less_than_one_that_does_not() -> None:
    note = "The tablets are late. The tablets are dear. The tablets are white. The kettle is new."
    common, rare = (
        check_facts([f"{word} zebra"], note)[0].coverage for word in ("tablets", "kettle")
    )  # the zebra is missing from both
    assert common < rare


def test_without_a_ledger_words_spread_over_a_note_count_for_less_than_in_one_sentence() -> None:
    between = " ".join(["It rained.", "The bus was late.", "The shop was shut.", "The road was wet."])
    near, far = (
        check_facts(["The nurse weighed the baby"], text)[0].coverage
        for text in (f"The nurse weighed the baby. {between}", f"The nurse left. {between} Somebody weighed the baby.")
    )
    assert near == 1.0
    assert 0.0 < far < near
