"""Wide tables and Parquet give what the same long CSV gives, and their faults name lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_stats_table import Rows, faults, values, write

from harness.stats import measure_groups
from harness.stats.readers import is_wide, lengthened


def wide(rows: Rows) -> Rows:
    cells = {(s, g): v for s, g, v in rows}
    names = list(dict.fromkeys(s for s, _ in cells))
    groups = list(dict.fromkeys(g for _, g in cells))
    return [(s, *(cells.get((s, g), "") for g in groups)) for s in names]


@pytest.mark.parametrize("groups", [("a", "b"), ("a", "b", "c")])
def test_a_wide_table_gives_what_the_long_one_gives(tmp_path: Path, groups: tuple[str, ...]) -> None:
    rows = values(60, 0.1, groups)
    long = measure_groups(write(tmp_path, "scenario,group,value", rows), 0.05)["results"]
    other = write(tmp_path, ",".join(["Scenario", *groups]), wide(rows), "wide.csv")
    assert measure_groups(other, 0.05)["results"] == long


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    rows = values(60, 0.1)
    expected = measure_groups(write(tmp_path, "scenario,group,value", rows), 0.05)["results"]
    frame = pd.DataFrame(rows, columns=["scenario", "group", "value"])
    frame.to_parquet(tmp_path / "long.parquet")
    frame.pivot(index="scenario", columns="group", values="value").reset_index().to_parquet(tmp_path / "wide.parquet")
    for name in ("long", "wide"):
        assert measure_groups(tmp_path / f"{name}.parquet", 0.05)["results"] == expected


def test_parquet_counts_flags_and_missing_values(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "scenario": [i // 2 for i in range(100)],  # whole numbers are names too
            "group": pd.Categorical(["a", "b"] * 50),
            "events": np.tile([3.0, 4.0], 50),
            "exposure": [50] * 100,
            "placebo": [False] * 100,
        }
    )
    frame.to_parquet(tmp_path / "in.parquet")
    (result,) = measure_groups(tmp_path / "in.parquet", 1.5)["results"]
    assert (result["scenarios"], result["kind"], result["estimate"]) == (50, "ratio", pytest.approx(0.75))
    frame.loc[7, "events"] = np.nan
    frame.to_parquet(tmp_path / "in.parquet")
    assert faults(tmp_path / "in.parquet") == [":9: column 'events' is empty. Correct the cell, or remove the row."]


def test_groups_a_scenario_lacks_are_missing_and_repeats_are_averaged(tmp_path: Path) -> None:
    rows = [(s, r, v, "" if s == "s3" else w) for r in (1, 2) for s, v, w in wide(values(45, seed=r))]
    (result,) = measure_groups(write(tmp_path, "scenario,repeat,old,young", rows), 0.05)["results"]
    assert (result["scenarios"], result["contrast"]) == (44, "old - young")


def test_only_tables_of_columns_of_groups_are_wide() -> None:
    assert is_wide(["scenario", "women", "men"])
    assert is_wide(["Repeat", "scenario", "axis", "women", "men"])
    for header in (["scenario", "women"], ["women", "men"], ["scenario", "group", "x"], ["scenario", "value", "x"]):
        assert not is_wide(header)


def test_a_column_of_words_is_no_group(tmp_path: Path) -> None:
    rows: Rows = [("s1", 1, 2, "good"), ("s2", "nan", 2, "bad"), ("s3", 1, 2, 3, 4)]
    assert faults(write(tmp_path, "scenario,a,b,notes", rows)) == [
        ":2: 'good' in column 'notes' is not a finite number, so the column cannot be a group. Correct it, remove the "
        "column, or write the table with columns 'group' and 'value'.",
        ":3: 'nan' in column 'a' is not a finite number, so the column cannot be a group. Correct it, remove the "
        "column, or write the table with columns 'group' and 'value'.",
        ":4: there are 5 cells where the header has 4. Correct the cell, or remove the row.",
    ]


def test_wide_tables_with_doubled_columns_or_scenarios(tmp_path: Path) -> None:
    assert faults(write(tmp_path, "scenario,a,b,a", [("s", 1, 2, 3)])) == [":1: there are two columns 'a'. Keep one."]
    assert (
        "scenario 's1', group 'a' is already on line 2"
        in faults(write(tmp_path, "scenario,a,b", [("s1", 1, 2), ("s1", 1, 2)]))[0]
    )


@pytest.mark.parametrize(
    ("content", "found"), [(b"", "is not Parquet"), (b"scenario,a,b\n", "is not Parquet"), (None, "cannot be read")]
)
def test_files_that_are_no_parquet(tmp_path: Path, content: bytes | None, found: str) -> None:
    path = tmp_path / "in.parquet"
    if content is not None:
        path.write_bytes(content)
    assert found in faults(path)[0]


def test_parquet_without_rows_or_columns(tmp_path: Path) -> None:
    pd.DataFrame({"scenario": [], "a": [], "b": []}).to_parquet(tmp_path / "in.parquet")
    assert faults(tmp_path / "in.parquet") == [":1: there are no rows. Add one row a scenario and group."]
    pd.DataFrame(index=range(3)).to_parquet(tmp_path / "in.parquet", index=False)
    assert "no columns" in faults(tmp_path / "in.parquet")[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-9, 9), st.one_of(st.none(), st.floats(-9, 9))), max_size=8))
def test_lengthening_keeps_every_number_and_its_line(cells: list[tuple[float, float | None]]) -> None:
    body = [(i, [f"s{i}", repr(a), "" if b is None else repr(b)]) for i, (a, b) in enumerate(cells, start=2)]
    header, long = lengthened(Path("x.csv"), (1, ["scenario", "A", "b"]), body)
    assert header == ["scenario", "group", "value"]
    expected = [(i, f"s{i}", g, v) for i, (a, b) in enumerate(cells, 2) for g, v in (("A", a), ("b", b))]
    assert [(i, s, g, float(v)) for i, (s, g, v) in long] == [row for row in expected if row[3] is not None]


# ------------------------------------------------------------------ the axis as a whole, in tables


def test_indices_and_inconsistencies_of_a_table(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows: Rows = []
    for s in range(60):
        rows += [
            (f"s{s}", "a", rng.normal(), ""),
            (f"s{s}", "a", rng.normal(), "1"),
            (f"s{s}", "b", rng.normal(0, 4), ""),
        ]
    found = measure_groups(write(tmp_path, "scenario,group,value,placebo", rows), 2.0)
    groups, twins = found["indices"]
    (result,) = found["results"]
    assert groups["point"] == pytest.approx(abs(result["estimate"]) / 2)
    assert groups["not_excluded"] == pytest.approx(
        max(abs(result["equivalence_low"]), abs(result["equivalence_high"])) / 2
    )
    assert (groups["axis"], groups["placebo"], twins["placebo"], twins["contrast"]) == (
        "group",
        False,
        True,
        "a twin - a",
    )
    (uneven,) = found["inconsistencies"]
    assert uneven["p_adjusted"] < 0.01
    assert uneven["excess_variance"] == pytest.approx(7.5, rel=0.5)  # (1 + 16) / (1 + 1) - 1
    bare = measure_groups(write(tmp_path, "scenario,group,value", values(60)), None)
    assert (bare["indices"], bare["inconsistencies"]) == ([], [])
