"""``measure groups`` on good, odd and broken tables."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from harness.errors import CommandError, UserFileError
from harness.stats import measure_groups

Rows = list[tuple[object, ...]]


def write(tmp_path: Path, header: str, rows: Rows, name: str = "in.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def values(
    scenarios: int, gap: float = 0.0, groups: tuple[str, ...] = ("a", "b"), seed: int = 1, noise: float = 0.05
) -> Rows:
    rng = np.random.default_rng(seed)
    rows: Rows = []
    for s in range(scenarios):
        hard = rng.normal(0, 0.2)
        rows += [
            (f"s{s}", g, round(hard + rng.normal(0, noise) + (gap if i == 0 else 0), 6)) for i, g in enumerate(groups)
        ]
    return rows


def faults(path: Path, **more: object) -> list[str]:
    with pytest.raises(UserFileError) as error:
        measure_groups(path, **more)  # type: ignore[arg-type]
    return [str(f).removeprefix(str(path)) for f in error.value.faults]


KEYS = {
    "metric",
    "axis",
    "contrast",
    "verdict",
    "estimate",
    "low",
    "high",
    "p_adjusted",
    "margin",
    "smallest_detectable",
    "more_scenarios",
    "sentence",
}


@pytest.mark.parametrize(
    ("scenarios", "gap", "margin", "verdict"),
    [
        (80, 0.2, 0.03, "DISPARITY-MATERIAL"),
        (80, 0.05, 0.05, "DISPARITY"),
        (400, 0.02, 0.05, "SMALL"),
        (80, 0.0, 0.05, "EQUIVALENT"),
        (50, 0.0, 0.005, "INCONCLUSIVE"),
        (12, 0.2, 0.03, "DISPARITY"),
        (12, 0.0, 0.5, "INCONCLUSIVE"),
    ],
)
def test_values(tmp_path: Path, scenarios: int, gap: float, margin: float, verdict: str) -> None:
    found = measure_groups(write(tmp_path, "scenario,group,value", values(scenarios, gap)), margin, 11)
    (result,) = found["results"]
    assert set(result) >= KEYS
    assert result["verdict"] == verdict
    assert (result["metric"], result["axis"], result["contrast"], result["margin"]) == (
        "value",
        "group",
        "a - b",
        margin,
    )
    assert result["estimate"] == pytest.approx(gap, abs=0.03)
    assert f"{scenarios} scenarios" in result["sentence"]
    json.dumps(found, allow_nan=False)


def rates(scenarios: int, ratio: float, base: float = 0.1, seed: int = 1) -> Rows:
    rng = np.random.default_rng(seed)
    return [
        (f"s{s}", g, rng.poisson(100 * base * (ratio if g == "a" else 1)), 100) for s in range(scenarios) for g in "ab"
    ]


@pytest.mark.parametrize(
    ("scenarios", "ratio", "verdict"),
    [
        (80, 3.0, "DISPARITY-MATERIAL"),
        (80, 1.0, "EQUIVALENT"),
        (45, 1.25, "DISPARITY"),
        (300, 1.1, "SMALL"),
        (20, 1.0, "INCONCLUSIVE"),
        (20, 3.0, "DISPARITY"),
    ],
)
def test_rates(tmp_path: Path, scenarios: int, ratio: float, verdict: str) -> None:
    path = write(tmp_path, "scenario,group,events,exposure", rates(scenarios, ratio))
    (result,) = measure_groups(path, 1.25, 11)["results"]
    assert result["verdict"] == verdict
    assert result["estimate"] == pytest.approx(ratio, rel=0.15)


def test_a_difference_of_rates_as_margin_becomes_a_ratio(tmp_path: Path) -> None:
    path = write(tmp_path, "scenario,group,events,exposure", rates(80, 1.0))
    (result,) = measure_groups(path, 0.02, 11)["results"]
    assert result["margin"] == pytest.approx(1.2, abs=0.01)
    assert "The margin of 0.02 is a ratio of" in result["sentence"]


def test_three_groups_all_pairs_and_the_axis(tmp_path: Path) -> None:
    found = measure_groups(write(tmp_path, "scenario,group,value", values(60, 0.1, ("a", "b", "c"))), 0.03)
    assert [r["contrast"] for r in found["results"]] == ["a - b", "a - c", "b - c"]
    assert [r["verdict"] for r in found["results"]] == ["DISPARITY-MATERIAL", "DISPARITY-MATERIAL", "EQUIVALENT"]
    assert {r["p_axis"] for r in found["results"]} == {0.0001}


def test_metrics_axes_repeats_and_margins_by_metric(tmp_path: Path) -> None:
    rows = [
        (m, x, s, g, r, v + (0.3 if m == "tone" and g == "a" else 0))
        for m in ("tone", "length")
        for x in ("sex", "age")
        for r in (1, 2)
        for s, g, v in values(45, seed=r)
    ]
    path = write(tmp_path, "metric,axis,scenario,group,repeat,value", rows)
    found = measure_groups(path, {"tone": 0.05, "length": 0.06})
    assert {(r["metric"], r["axis"]): r["verdict"] for r in found["results"]} == {
        ("tone", "sex"): "DISPARITY-MATERIAL",
        ("tone", "age"): "DISPARITY-MATERIAL",
        ("length", "sex"): "EQUIVALENT",
        ("length", "age"): "EQUIVALENT",
    }
    assert {r["scenarios"] for r in found["results"]} == {45}  # repeats are not scenarios


def test_copying_every_repeat_changes_no_p(tmp_path: Path) -> None:
    once = [(s, g, 1, v) for s, g, v in values(30, 0.02)]
    copied = once + [(s, g, r, v) for s, g, _, v in once for r in (2, 3, 4)]
    one, two = (
        measure_groups(write(tmp_path, "scenario,group,repeat,value", rows), 0.03)["results"][0]
        for rows in (once, copied)
    )
    assert two["p_adjusted"] == one["p_adjusted"]
    assert two["low"] == pytest.approx(one["low"])


@pytest.mark.parametrize("mark", ["1", "true", "yes", "TRUE"])
def test_twins_that_differ_invalidate(tmp_path: Path, mark: str) -> None:
    rows = [(*row, "") for row in values(60)] + [
        (s, g, float(str(v)) + 0.3, mark) for s, g, v in values(60) if g == "a"
    ]
    found = measure_groups(write(tmp_path, "scenario,group,value,placebo", rows), 0.03)
    assert found["results"][0]["verdict"] == "INSTRUMENT-INVALID"
    assert found["placebos"][0]["contrast"] == "a twin - a"
    calm = [(*row, "0") for row in values(60)] + [(*row, mark) for row in values(60, seed=1) if row[1] == "a"]
    assert (
        measure_groups(write(tmp_path, "scenario,group,value,placebo", calm), 0.05)["results"][0]["verdict"]
        == "EQUIVALENT"
    )


def test_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rows = values(45, 0.02)
    first = [r for r in rows if r[1] == "a"] + [r for r in rows if r[1] == "b"]
    one, two = (measure_groups(write(tmp_path, "scenario,group,value", x), 0.03)["results"] for x in (rows, first))
    assert one == two


def test_a_few_lone_scenarios_are_told_and_many_forbid_a_verdict(tmp_path: Path) -> None:
    rows = values(80, 0.2)
    (few,) = measure_groups(write(tmp_path, "scenario,group,value", rows[1:]), 0.03)["results"]
    assert few["verdict"] == "DISPARITY-MATERIAL"
    assert few["note"] == "1 scenario with only one of the two left out."
    (many,) = measure_groups(write(tmp_path, "scenario,group,value", [r for i, r in enumerate(rows) if i % 12]), 0.03)[
        "results"
    ]
    assert many["verdict"] == "INCONCLUSIVE"
    assert "have only one of the two groups, more than 5%" in many["reason"]


def test_odd_names_are_only_names(tmp_path: Path) -> None:
    rows = [(s, {"a": "=SUM(A1)", "b": '"Smith, J"'}[str(g)], v) for s, g, v in values(45)]
    (result,) = measure_groups(write(tmp_path, "scenario,group,value", rows), 0.05)["results"]
    assert result["contrast"] == "=SUM(A1) - Smith, J"


def test_byte_order_mark_tabs_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "in.tsv"
    rows = "\n\n".join("\t".join(map(str, r)) for r in values(45))
    path.write_text("\ufeffScenario\tGroup\tValue\n" + rows, encoding="utf-8")
    assert measure_groups(path, 0.05)["results"][0]["verdict"] == "EQUIVALENT"


# ------------------------------------------------------------------ nothing to see


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("scenario,group,value", (0.9,)),
        ("scenario,group,value", (7.0,)),
        ("scenario,group,events,exposure", (0, 50)),
        ("scenario,group,events,exposure", (3, 50)),
        ("scenario,group,events,exposure", (0, 0)),
    ],
)
@pytest.mark.parametrize("scenarios", [1, 2, 10, 60])
def test_all_equal_is_never_a_disparity(tmp_path: Path, header: str, row: tuple[float, ...], scenarios: int) -> None:
    rows = [(f"s{s}", g, *row) for s in range(scenarios) for g in "ab"]
    (result,) = measure_groups(write(tmp_path, header, rows), 1.5 if "events" in header else 0.03)["results"]
    assert result["verdict"] == ("EQUIVALENT" if scenarios == 60 and row == (3, 50) else "INCONCLUSIVE")
    assert result["p_adjusted"] == 1


def test_one_scenario(tmp_path: Path) -> None:
    (result,) = measure_groups(write(tmp_path, "scenario,group,value", [("s", "a", 1), ("s", "b", 2)]), 0.1)["results"]
    assert (result["verdict"], result["low"], result["high"]) == ("INCONCLUSIVE", None, None)


def test_groups_that_never_meet(tmp_path: Path) -> None:
    rows = [(s, g, v) for s, g, v in values(40) if (int(str(s)[1:]) % 2 == 0) == (g == "a")]
    (result,) = measure_groups(write(tmp_path, "scenario,group,value", rows), 0.1)["results"]
    assert (result["verdict"], result["estimate"], result["scenarios"]) == ("INCONCLUSIVE", None, 0)


def test_without_a_margin(tmp_path: Path) -> None:
    (result,) = measure_groups(write(tmp_path, "scenario,group,value", values(60)))["results"]
    assert (result["verdict"], result["margin"]) == ("INCONCLUSIVE", None)
    assert "no margin was given" in result["reason"]


# ------------------------------------------------------------------ broken tables


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("scenario,value", ":1: there is no column 'group'. Columns found: scenario, value."),
        (
            "scenario,group",
            ":1: there is no column 'value', nor both 'events' and 'exposure'. "
            "Add either 'value', or 'events' and 'exposure'.",
        ),
        (
            "scenario,group,events",
            ":1: there is no column 'value', nor both 'events' and 'exposure'. "
            "Add either 'value', or 'events' and 'exposure'.",
        ),
        (
            "scenario,group,value,events",
            ":1: there are both 'value' and counts. Keep either 'value', or 'events' and 'exposure'.",
        ),
        ("scenario,group,group,value", ":1: there are two columns 'group'. Keep one."),
    ],
)
def test_columns(tmp_path: Path, header: str, found: str) -> None:
    assert found in faults(write(tmp_path, header, [("s", "a", 1, 2)]))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("nan", "'nan' in column 'value' is not a finite number."),
        ("inf", "'inf' in column 'value' is not a finite number."),
        ("high", "'high' in column 'value' is not a number."),
        ("", "column 'value' is empty."),
    ],
)
def test_values_that_are_not_numbers(tmp_path: Path, cell: str, found: str) -> None:
    rows = [*values(3), ("s9", "a", cell)]
    assert faults(write(tmp_path, "scenario,group,value", rows)) == [
        f":8: {found} Correct the cell, or remove the row."
    ]


def test_every_fault_is_told(tmp_path: Path) -> None:
    rows: Rows = [("s1", "a", -1, 5), ("s1", "b", 1, "x"), ("", "a", 1, 1), ("s2", "a", 1, 1, 9), ("s3", "a", 1, 1)]
    told = faults(write(tmp_path, "scenario,group,events,exposure", rows))
    assert told[:4] == [
        ":2: '-1' in column 'events' is negative. Correct the cell, or remove the row.",
        ":3: 'x' in column 'exposure' is not a number. Correct the cell, or remove the row.",
        ":4: column 'scenario' is empty. Correct the cell, or remove the row.",
        ":5: there are 5 cells where the header has 4. Correct the cell, or remove the row.",
    ]
    assert "only one group" in told[4]


def test_duplicate_rows(tmp_path: Path) -> None:
    rows = [*values(3), values(3)[0]]
    assert faults(write(tmp_path, "scenario,group,value", rows)) == [
        ":8: scenario 's0', group 'a' is already on line 2. Remove one, or number them in a column 'repeat'."
    ]


def test_one_group(tmp_path: Path) -> None:
    rows = [r for r in values(5) if r[1] == "a"]
    assert faults(write(tmp_path, "scenario,group,value", rows)) == [
        ": 'value' has only one group on axis 'group': 'a'. Two groups at least are needed to compare."
    ]


def test_only_twins(tmp_path: Path) -> None:
    assert "only placebo rows" in faults(write(tmp_path, "scenario,group,value,placebo", [("s", "a", 1, 1)]))[0]


def test_placebo_that_is_neither(tmp_path: Path) -> None:
    assert faults(
        write(tmp_path, "scenario,group,value,placebo", [("s", "a", 1, "maybe"), ("s", "b", 1, 0), ("s", "a", 1, 0)])
    ) == [":2: 'maybe' in column 'placebo' is neither true nor false. Correct the cell, or remove the row."]


def test_ten_thousand_groups_are_refused_quickly(tmp_path: Path) -> None:
    path = write(tmp_path, "scenario,group,value", [(f"s{i % 5}", f"g{i}", 1.0) for i in range(10_000)])
    start = time.perf_counter()
    assert faults(path) == [
        ": 'value' has 10,000 groups on axis 'group', and at most 60 can be compared in pairs. "
        "Is 'group' the right column?"
    ]
    assert time.perf_counter() - start < 5


def test_too_many_comparisons(tmp_path: Path) -> None:
    rows = [(f"m{m}", "s", f"g{g}", 1.0) for m in range(12) for g in range(60)]
    assert "21,240 comparisons, and at most 20,000" in faults(write(tmp_path, "metric,scenario,group,value", rows))[0]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", ":1: the file is empty."),
        (b"\n\n", ":1: the file is empty."),
        (b"scenario,group,value\n", ":1: there are no rows."),
        (b"\xff\xfe\x00", ": is not UTF-8 text."),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    assert faults(path)[0].startswith(found)


def test_no_such_file(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "missing.csv")[0]
    assert "cannot be read" in faults(tmp_path)[0]


@pytest.mark.parametrize("margin", [0, -1.0, float("nan"), float("inf")])
def test_margins_that_cannot_be(tmp_path: Path, margin: float) -> None:
    with pytest.raises(CommandError, match="cannot be a margin"):
        measure_groups(write(tmp_path, "scenario,group,value", values(3)), margin)


def test_margins_of_rates_and_of_unknown_metrics(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be a margin"):
        measure_groups(write(tmp_path, "scenario,group,events,exposure", rates(3, 1)), 1.0)
    with pytest.raises(CommandError, match="'tone', which is no metric of the table; it has value"):
        measure_groups(write(tmp_path, "scenario,group,value", values(3)), {"tone": 0.1})
