"""Agreement: published worked examples, independent implementations, and what cannot be given."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.stats.agreement import agreement, cohen_kappa, krippendorff_alpha

# Cohen (1960), Educational and Psychological Measurement 20, 37-46: two judges, three categories, 200 cases;
# observed .70, by chance .41, kappa .492.
COHEN = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, some
# missing; nominal alpha .743.
KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def cohen_pairs() -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(COHEN) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


def krippendorff_units() -> list[list[str]]:
    rows = [row.split() for row in KRIPPENDORFF]
    return [[value for value in column if value != "."] for column in zip(*rows, strict=True)]


def test_cohen_1960() -> None:
    assert cohen_kappa(*cohen_pairs()) == pytest.approx(0.29 / 0.59)
    seen = agreement(list(zip(*cohen_pairs(), strict=True)), "kappa", seed=1)
    assert seen.share == pytest.approx(0.70)
    assert seen.items == 200
    assert seen.value is not None
    assert round(seen.value, 3) == 0.492


def test_krippendorff_2011() -> None:
    value = krippendorff_alpha(krippendorff_units())
    assert value is not None
    assert round(value, 3) == 0.743
    assert agreement(krippendorff_units(), "alpha", seed=1).items == 11  # the last unit was judged once


def test_krippendorff_2011_two_observers_and_binary_data() -> None:
    """Section A of the same paper: ten units, two observers, alpha .095."""
    first, second = "0 1 0 0 0 0 0 0 1 0".split(), "1 1 1 0 0 1 0 0 0 0".split()
    value = krippendorff_alpha(list(zip(first, second, strict=True)))
    assert value is not None
    assert round(value, 3) == 0.095


VERDICTS = st.sampled_from(("supported", "not supported", "unsure"))


@settings(deadline=None)
@given(st.lists(st.tuples(VERDICTS, VERDICTS), min_size=2, max_size=40))
def test_kappa_is_that_of_an_independent_implementation(pairs: list[tuple[str, str]]) -> None:
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    names = sorted({*first, *second})
    table = np.zeros((len(names), len(names)))
    for a, b in pairs:
        table[names.index(a), names.index(b)] += 1
    ours = cohen_kappa(first, second)
    if len(names) == 1:
        assert ours is None
        return
    assert ours == pytest.approx(rater.cohens_kappa(table, return_results=False), abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.lists(VERDICTS, min_size=3, max_size=3), min_size=2, max_size=30))
def test_alpha_of_complete_data_is_fleiss_kappa_corrected_for_few_units(units: list[list[str]]) -> None:
    """With n verdicts in all, 1 - alpha = (1 - Fleiss' kappa) (n - 1) / n; Fleiss' kappa from statsmodels."""
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    ours = krippendorff_alpha(units)
    names = sorted({v for unit in units for v in unit})
    if len(names) == 1:
        assert ours is None
        return
    table = np.array([[unit.count(name) for name in names] for unit in units])
    n = table.sum()
    assert ours == pytest.approx(1 - (1 - rater.fleiss_kappa(table)) * (n - 1) / n, abs=1e-9)


@settings(deadline=None)
@given(st.permutations(range(12)), st.randoms())
def test_alpha_does_not_mind_the_order_of_units_or_of_people(order: list[int], rng: object) -> None:
    units = krippendorff_units()
    turned = [units[i][::-1] for i in order]
    assert krippendorff_alpha(turned) == pytest.approx(krippendorff_alpha(units))


def test_the_interval_is_that_of_the_bootstrap_and_seeded() -> None:
    pairs = list(zip(*cohen_pairs(), strict=True))
    seen = agreement(pairs, "kappa", seed=7)
    assert seen == agreement(pairs, "kappa", seed=7)
    assert seen != agreement(pairs, "kappa", seed=8)
    assert seen.low is not None
    assert seen.high is not None
    # The large-sample error of kappa here is .0546 (Fleiss, Cohen and Everitt 1969, by statsmodels).
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    error = math.sqrt(rater.cohens_kappa(np.array(COHEN)).var_kappa)
    assert seen.high - seen.low == pytest.approx(2 * 1.96 * error, rel=0.08)
    assert seen.low < 0.492 < seen.high


def test_the_share_s_interval_is_near_the_binomial_one() -> None:
    seen = agreement([("a", "a")] * 80 + [("a", "b")] * 20, "share", seed=3)
    assert seen.value == pytest.approx(0.8)
    assert seen.low == pytest.approx(0.8 - 1.96 * 0.04, abs=0.02)
    assert seen.high == pytest.approx(0.8 + 1.96 * 0.04, abs=0.02)


def test_full_agreement_makes_no_interval_out_of_nothing() -> None:
    seen = agreement([("a", "a")] * 6 + [("b", "b")] * 4, "kappa", seed=3)
    assert (seen.value, seen.low, seen.high) == (1.0, None, None)
    assert seen.share_low == pytest.approx(0.025 ** (1 / 10))


def test_what_cannot_be_given() -> None:
    assert cohen_kappa(["a"] * 5, ["a"] * 5) is None
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([["a"], ["b"]]) is None
    nothing = agreement([], "kappa", seed=1)
    assert (nothing.value, nothing.items, nothing.share) == (None, 0, None)
    with pytest.raises(ValueError, match="the same items"):
        cohen_kappa(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="two verdicts on each"):
        agreement([("a", "b", "c")], "kappa", seed=1)
