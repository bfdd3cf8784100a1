"""Numbers always travel with their n and their bound, and the forest plot keeps its promises about left and right."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.records import Estimate, Scorecard
from harness.scorecard import comparisons, forest, levels, words

NB = "\u00a0"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0"), (1, "100"), (0.0341, "3.4"), (0.05, "5.0"), (0.0001, "less than 0.1"), (0.9996, "more than 99.9")],
)
def test_percent(share: float, text: str) -> None:
    assert words.percent(share) == f"{text}{NB}%"


def test_a_number_people_chose_has_no_needless_noughts() -> None:
    assert words.percent(0.05, trim=True) == f"5{NB}%"
    assert words.margin(0.03, "difference") == "3 points"
    assert words.margin(1.5, "ratio") == "1.5 times"


def test_a_level_says_n_and_how_bad_it_could_be(make_estimate: Callable[..., Estimate]) -> None:
    lost = make_estimate("t", "critical_omission", "all", 3 / 88, 0.007, 0.0812)
    assert words.level(lost) == f"3 of 88, 3.4{NB}%; could be as high as 8.1{NB}%"
    kept = make_estimate("t", "fact_recall", "all", 0.902, 0.871, 0.94, events=812, exposure=900)
    assert words.level(kept) == f"90.2{NB}% on average over 60 scenarios; could be as low as 87.1{NB}%"
    nothing = make_estimate("t", "invalid", "all", None, 0, 1, events=0, exposure=0)
    assert words.level(nothing) == "not measured (0 looked at)"


@pytest.mark.parametrize(
    ("kind", "value", "low", "high", "text"),
    [
        ("difference", 0.0214, -0.004, 0.0456, "+2.1 points (−0.4 to +4.6)"),
        ("difference", -0.0001, -math.inf, 0.01, "0.0 points (no limit to +1.0)"),
        ("ratio", 1.423, 0.88, math.inf, "1.42 times (0.88 to no limit)"),
        ("ratio", None, 0, math.inf, "not measured"),
    ],
)
def test_a_difference_says_its_interval(
    make_estimate: Callable[..., Estimate], kind: str, value: float | None, low: float, high: float, text: str
) -> None:
    assert words.contrast(make_estimate("t", "fabrication", "a - b", value, low, high, kind=kind)) == text


@given(st.text(max_size=300))
def test_visible_text_hides_and_reorders_nothing(text: str) -> None:
    shown = words.visible(text)
    assert not set(shown) & {chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0, 0x7F, 0x9F, 0xFFFF)}
    assert words.visible(shown) == shown


def test_visible_text_keeps_every_language_and_names_what_it_hides() -> None:
    plain = "Ymweliad â Siân: می‌خواهم, 你好, 👩🏽‍🦽\n"
    assert words.visible(plain) == plain
    assert words.visible("a\u202eb\x00") == "a[U+202E]b[U+0000]"


@given(st.text(max_size=400), st.integers(2, 100))
def test_clip_never_exceeds_its_limit(text: str, limit: int) -> None:
    cut = words.clip(text, limit)
    assert len(cut) <= limit
    assert cut == text if len(text) <= limit else cut.endswith("…")


# ------------------------------------------------------------------ the forest plot

numbers = st.floats(-5, 5, allow_nan=False)


@given(value=numbers, half=st.floats(0, 3), margin=st.floats(0.01, 1))
def test_a_strip_stays_inside_its_cell_and_holds_its_dot(
    make_estimate: Callable[..., Estimate], value: float, half: float, margin: float
) -> None:
    given = {"kind": "difference", "margin": margin}
    made = make_estimate("t", "critical_omission", "a - b", value, value - half, value + half, **given)
    reach = forest.span([made])
    strip = forest.strip(made, reach)
    assert strip is not None
    assert 0 <= strip.low <= strip.high <= 100
    assert strip.dot is None or strip.low <= strip.dot <= strip.high
    assert (strip.dot is None) == (abs(value / margin) > reach)
    assert strip.off_left == ((value - half) / margin < -reach)


def test_right_is_worse_for_the_first_group_whatever_the_measure(make_estimate: Callable[..., Estimate]) -> None:
    lost = make_estimate("t", "critical_omission", "a - b", 0.05, 0.01, 0.09, kind="difference", margin=0.03)
    kept = make_estimate("t", "fact_recall", "a - b", -0.05, -0.09, -0.01, kind="difference", margin=0.03)
    assert forest.strip(lost, 3.0) == forest.strip(kept, 3.0)
    strip = forest.strip(lost, 3.0)
    assert strip is not None
    assert strip.dot == pytest.approx(50 + 50 * (5 / 3) / 3, abs=0.01)


def test_a_ratio_is_drawn_in_logarithms_of_its_margin(make_estimate: Callable[..., Estimate]) -> None:
    twice = make_estimate("t", "fabrication", "a - b", 2.25, 1.0, math.inf, kind="ratio", margin=1.5)
    strip = forest.strip(twice, 4.0)
    assert strip is not None
    assert (strip.low, strip.dot, strip.off_right) == (50.0, 75.0, True)  # 2.25 is two margins of 1.5


@pytest.mark.parametrize("over", [{"margin": None}, {"margin": 0.0}, {"kind": "ratio", "margin": 1.0}])
def test_what_has_no_margin_is_not_drawn(make_estimate: Callable[..., Estimate], over: dict[str, object]) -> None:
    made = make_estimate("t", "fabrication", "a - b", 1, 0.5, 2, **{"kind": "difference", **over})
    assert forest.strip(made, 3.0) is None


# ------------------------------------------------------------------ rows


def test_flagged_come_first_and_nothing_is_lost(card: Scorecard) -> None:
    disparities = card.tools[2].disparities
    rows = comparisons.axes(disparities, (), {}, 5.0)
    assert sum(len(row.first) + len(row.rest) for row in rows) == len(disparities)
    assert rows[0].title == "Ethnicity"  # where the worst verdict is
    for row in rows:
        tones = [item.mark.tone for item in row.first]
        assert tones == sorted(tones, key=lambda tone: tone not in ("bad", "care"))
        flagged = sum(tone in ("bad", "care") for tone in tones)
        assert flagged <= comparisons.FLAGGED_SHOWN
        assert len(tones) - flagged <= comparisons.WIDEST
        assert sum(count for _, count in row.tally) == row.total


def test_no_group_is_named_as_the_worst_when_all_fare_alike(make_estimate: Callable[..., Estimate]) -> None:
    def rows(*values: float) -> list[str]:
        made = [
            make_estimate("t", "invalid", f"g{number}", value, 0, 1, axis="sex") for number, value in enumerate(values)
        ]
        return [row.group for row in levels.worst_levels(made, {})]

    assert rows(0.1, 0.1, 0.1) == ["Every group alike"]
    assert rows(0.2, 0.1, 0.2) == ["Sex: g2, and 1 more"]


def test_a_gate_does_not_print_two_sets_of_figures(card: Scorecard) -> None:
    result = card.tools[0].gates[0]
    assert levels.gate_row(result, {}).measured.startswith("68 of 880, 7.7")
    told = result.model_copy(update={"sentence": f"{result.gate.title}: 68 of 880 critical facts, ceiling 5 %."})
    row = levels.gate_row(told, {})
    assert (row.measured, row.worst, row.sentence) == ("", "", "68 of 880 critical facts, ceiling 5 %.")


def test_twins_say_what_they_could_not_tell(card: Scorecard) -> None:
    placebos = card.tools[0].placebos
    unsure = sum(e.verdict == "INCONCLUSIVE" for e in placebos)
    assert f"For {unsure}, this run cannot tell." in comparisons.twins(placebos)
    assert "nothing here shows how much this tool differs from itself" in comparisons.twins([])


def test_a_twin_is_named_as_one(make_estimate: Callable[..., Estimate]) -> None:
    made = make_estimate("t", "invalid", "polish twin - polish", 0, 0, 0, axis="ethnicity")
    assert words.sides(made, {"ethnicity.polish": "Polish"}) == ("Polish (twin)", "Polish")


def test_the_worst_level_respects_which_way_is_bad(make_estimate: Callable[..., Estimate]) -> None:
    made = [
        make_estimate("t", measure, group, value, value - 0.01, value + 0.01, axis="sex")
        for measure in ("critical_omission", "fact_recall")
        for group, value in (("female", 0.8), ("male", 0.7))
    ]
    rows = levels.worst_levels(made, {"sex.female": "Women", "sex.male": "Men"})
    assert [row.group for row in rows] == ["Sex: Women", "Sex: Men"]


def test_an_axis_of_voices_shows_words_wrong_for_each_group_fewest_first(card: Scorecard) -> None:
    like = card.tools[0].levels[0]
    heard = [
        like.model_copy(
            update={
                "measure": "word_errors",
                "axis": "accent",
                "contrast": name,
                "value": value,
                "events": 100 * value,
                "exposure": 100,
                "interval": like.interval.model_copy(update={"low": value - 0.1, "high": value + 0.1}),
            }
        )
        for name, value in (("south", 0.7), ("north", 0.2))
    ]
    other = like.model_copy(update={"measure": "fabrication", "axis": "accent", "contrast": "south"})
    rows = levels.voice_rows([*heard, other], "accent", {"accent.north": "North", "accent.south": "South"})
    assert [(row.group, row.dot) for row in rows] == [("North", 20.0), ("South", 70.0)]
    assert "20 of 100" in rows[0].told
    assert "interval" in rows[0].told
    assert levels.voice_rows([*heard, other], "sex", {}) == ()
