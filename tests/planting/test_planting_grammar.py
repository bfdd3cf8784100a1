"""What is planted must read as English: sentences turned by rule, against what a person would write."""

from __future__ import annotations

import pytest

from harness.planting.certainty import surer, unsure
from harness.planting.grammar import affirmed, denied, denies
from harness.planting.numbers import values
from harness.planting.turning import revived, shifted
from harness.planting.verbs import VERBS, finite_verb, third


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Alfred did not bang his head.", "Alfred banged his head."),
        ("Lionel does not want respite.", "Lionel wants respite."),
        ("They do not want respite.", "They want respite."),
        ("Ernest does not take any tablets.", "Ernest takes some tablets."),
        ("Karl has never laid a hand on Lionel.", "Karl has laid a hand on Lionel."),
        ("Karl never said Lionel should go in a home.", "Karl said Lionel should go in a home."),
        ("Alfred cannot lift his leg over the bath.", "Alfred can lift his leg over the bath."),
        ("Alfred will not wear an alarm but would try one.", "Alfred will wear an alarm but would try one."),
        ("There is nobody else to step in if Karl is poorly.", "There is somebody else to step in if Karl is poorly."),
        ("Nobody has power of attorney for Stefan.", "Somebody has power of attorney for Stefan."),
        ("Alfred has had no falls.", "Alfred has had falls."),
        ("Arnold's leg does not smell any more.", "Arnold's leg smells."),
        ("Brogan does not have to go to a different school.", "Brogan has to go to a different school."),
        ("Josie isn't coming on Monday.", "Josie is coming on Monday."),
        ("Stefan didn’t ask anybody, and nobody told him anything.", None),
        ("There is no rail.", None),  # "there is a rail" needs to know that a rail is one thing
        ("The stairs take Alfred fifteen minutes.", None),
    ],
)
def test_a_denial_is_taken_out(before: str, after: str | None) -> None:
    assert affirmed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The stairs take Alfred fifteen minutes.", "The stairs do not take Alfred fifteen minutes."),
        ("Alfred has fallen three times.", "Alfred has not fallen three times."),
        ("Alfred's nephew has the box room.", "Alfred's nephew does not have the box room."),
        ("Karl shouted at Lionel.", "Karl did not shout at Lionel."),
        ("The water tablet can make the legs weak.", "The water tablet cannot make the legs weak."),
        ("The social worker will ring on Monday.", "The social worker will not ring on Monday."),
        ("Lifting Lionel has done Karl's shoulder in.", "Lifting Lionel has not done Karl's shoulder in."),
        ("Logan's mother wants him told first.", "Logan's mother does not want him told first."),
        ("They were holding on to the door frame.", "They were not holding on to the door frame."),
        ("Osbert had been sleeping in the chair.", "Osbert had not been sleeping in the chair."),
        ("Samuel last had it on Tuesday.", None),
        ("Karl wants no mushrooms.", None),  # it denies already
        ("Once Louise has gone back there will be only Osbert.", None),  # its verb is not plain to see
        ("On Sunday, Karl fell.", None),
        ("Under religion, the form says no religion.", None),
    ],
)
def test_a_denial_is_put_in(before: str, after: str | None) -> None:
    assert denied(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The social worker will ask about a night sitter.", "The social worker has asked about a night sitter."),
        ("The therapist will bring the frame on Friday.", "The therapist has brought the frame on Friday."),
        ("Alice is staying with Osbert.", "Alice was staying with Osbert."),
        ("The blue bin was out.", "The blue bin is out."),
        ("Cecil smokes two a day.", "Cecil used to smoke two a day."),
        ("Samuel was finished by letter in June.", None),  # "is finished in June" is no English
        ("The social worker will order the mat and ring Karl.", None),  # "has ordered the mat and ring" is none either
        ("The social worker will ring tomorrow.", None),
        ("Alfred has fallen.", None),
        ("Nothing was decided today.", None),
    ],
)
def test_a_time_is_shifted(before: str, after: str | None) -> None:
    assert shifted(before) == after


def test_the_dead_are_revived() -> None:
    assert revived("Stefan's wife has died.") == "Stefan's wife is alive."
    assert revived("Stefan's wife is still alive.") == "Stefan's wife has died."
    assert revived("Stefan's wife is at home.") is None


def test_a_hedge_is_dropped_or_put_in() -> None:
    assert surer("The water tablet can make the legs weak.") == "The water tablet makes the legs weak."
    assert surer("Osbert was in for nearly a fortnight.") == "Osbert was in for a fortnight."
    assert surer("The social worker will ask about a sitter.") is None
    assert surer("The sheet may be shown to Karl.") is None  # permission, not doubt
    assert unsure("Maxine has rung them.") == "Maxine may have rung them."
    assert unsure("Rosie comes at night.") == "Rosie may come at night."
    assert unsure("Rosie does not come at night.") is None
    assert unsure("Rosie might come at night.") is None


def test_values_are_numbers_days_and_units_and_not_words_that_look_like_them() -> None:
    found = [(sort, word) for sort, _, _, word in values("On the twenty-third she had thirty milligrams for six days.")]
    assert found == [
        ("number", "six"), ("tens", "thirty"), ("last ordinal", "third"), ("span", "days"),
        ("dose", "milligrams"),
    ]  # fmt: skip
    assert values("He has it at second hand, from one of the first.") == []
    assert [word for *_, word in values("The sleepover is at half-term on Monday.")] == ["Monday"]


def test_forms_of_verbs() -> None:
    assert [third(base) for base in ("wash", "carry", "play", "go", "miss", "want")] == [
        "washes", "carries", "plays", "goes", "misses", "wants",
    ]  # fmt: skip
    by_base = {verb.base: verb for verb in VERBS}
    assert len(by_base) == len(VERBS), "a verb is listed twice"
    assert [by_base[base].past for base in ("stop", "carry", "like", "bring", "refer", "play")] == [
        "stopped", "carried", "liked", "brought", "referred", "played",
    ]  # fmt: skip


def test_the_finite_verb_is_found_or_left_alone() -> None:
    place = finite_verb("Alfred's own doctor said so.")
    assert place is not None
    assert place.word == "said"
    assert finite_verb("Winifred's back and feet") is None
    assert finite_verb("Alone") is None
    assert denies("He isn't here.")
    assert not denies("He is here.")
