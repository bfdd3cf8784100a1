"""Pilots: variances back from runs whose variances are known, and plans that reach the power they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.records import Count, Verdict
from harness.stats import CountTable, paired, planner
from harness.stats.contrast import Pair, compare
from harness.stats.intervals import Array, mh_parts
from harness.stats.pilot import Pilot, cheapest, needs, pilot_rate, pilot_variances, rate_needs

RNG = np.random.default_rng
GROUPS = ("f", "m")


def table(events: Array, exposure: float = 1.0, measure: str = "fact_recall") -> CountTable:
    """A run from scenarios x 2 groups x repeats; NaN is not counted."""
    return CountTable(
        Count.model_construct(
            tool="acme",
            measure=measure,
            scenario=f"s{s:04d}",
            axis="sex",
            group=g,
            arm="group",
            repeat=r,
            events=float(events[s, i, r]),
            exposure=exposure,
        )
        for s, i, r in np.ndindex(events.shape)
        for g in (GROUPS[i],)
        if np.isfinite(events[s, i, r])
    )


def drawn(rng: np.random.Generator, scenarios: int, repeats: int, var_int: float, var_rep: float, gap: float = 0.0):  # type: ignore[no-untyped-def]
    """Values around 5 whose difference has variance var_int + 2 var_rep / repeats."""
    arm = rng.normal(scale=np.sqrt(var_int / 2), size=(scenarios, 2, 1))
    noise = rng.normal(scale=np.sqrt(var_rep), size=(scenarios, 2, repeats))
    return 5 + rng.normal(size=(scenarios, 1, 1)) + arm + noise + np.array([gap, 0.0])[None, :, None]


def test_by_hand() -> None:
    """Two scenarios, two repeats: within (0.5 + 0.5 + 2 + 0) / 4, differences 1 and -2."""
    events = np.array([[[2.0, 3.0], [1.0, 2.0]], [[1.0, 3.0], [4.0, 4.0]]])
    found = pilot_variances(table(events), "acme", "fact_recall", "sex", GROUPS)
    assert found.var_repeat == pytest.approx(3.0 / 4)
    assert found.var_interaction == pytest.approx(4.5 - 0.75)
    assert found.var_interaction_upper > found.var_interaction
    assert (found.scenarios, found.repeats) == (2, 2)


def test_variances_come_back() -> None:
    found = pilot_variances(table(drawn(RNG(1), 3000, 3, 0.04, 0.09)), "acme", "fact_recall", "sex", GROUPS)
    assert found.var_interaction == pytest.approx(0.04, rel=0.15)
    assert found.var_repeat == pytest.approx(0.09, rel=0.05)
    assert found.var_interaction < found.var_interaction_upper < 0.06


def test_uneven_repeats_are_weighed() -> None:
    values = drawn(RNG(2), 4000, 3, 0.04, 0.09)
    values[::2, 0, 1:] = np.nan
    values[3, 1, :] = np.nan  # no second arm: left out
    found = pilot_variances(table(values), "acme", "fact_recall", "sex", GROUPS)
    assert found.scenarios == 3999
    assert found.var_interaction == pytest.approx(0.04, rel=0.2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 4))
def test_scale_is_squared_and_shifts_do_not_matter(seed: int, scale: float) -> None:
    values = drawn(RNG(seed), 12, 2, 0.1, 0.1)
    one, two = (pilot_variances(table(v), "acme", "fact_recall", "sex", GROUPS) for v in (values, (values + 3) * scale))
    assert two.var_repeat == pytest.approx(one.var_repeat * scale**2)
    assert two.var_interaction_upper == pytest.approx(one.var_interaction_upper * scale**2, abs=1e-9)


def test_what_is_no_pilot_is_refused() -> None:
    values = drawn(RNG(3), 5, 2, 0.1, 0.1)
    with pytest.raises(ValueError, match="two groups"):
        pilot_variances(table(values), "acme", "fact_recall", "sex", ("f",))
    with pytest.raises(ValueError, match="1 scenarios have both"):
        pilot_variances(table(values[:1]), "acme", "fact_recall", "sex", GROUPS)
    with pytest.raises(ValueError, match="no arm was repeated"):
        pilot_variances(table(values[:, :, :1]), "acme", "fact_recall", "sex", GROUPS)
    with pytest.raises(ValueError, match="0 scenarios"):
        pilot_rate(CountTable([]), "acme", "fabrication", "sex", GROUPS)
    with pytest.raises(ValueError, match="events in a group"):
        pilot_rate(table(np.zeros((9, 2, 1)), 20.0, "fabrication"), "acme", "fabrication", "sex", GROUPS)


# ------------------------------------------------------------------ rates


def counted(rng: np.random.Generator, scenarios: int, repeats: int, rate: float, ratio: float, cv2: float) -> Array:
    """Events of 25 claims an output, rates of an arm gamma with a squared coefficient of variation of cv2."""
    shared = rng.gamma(2, 0.5, (scenarios, 1, 1))
    own = rng.gamma(1 / cv2, cv2, (scenarios, 2, 1)) if cv2 else np.ones((scenarios, 2, 1))
    lift = np.array([ratio, 1.0])[None, :, None]
    return np.asarray(rng.poisson(25 * rate * lift * shared * own, (scenarios, 2, repeats)).astype(float))


def test_rates_come_back() -> None:
    events = counted(RNG(4), 4000, 3, 0.05, 1.5, 0.5)
    found = pilot_rate(table(events, 25.0, "fabrication"), "acme", "fabrication", "sex", GROUPS)
    assert found.rate == pytest.approx(0.05, rel=0.1)
    assert (found.exposure, found.repeats, found.events) == pytest.approx((25, 3, events[:, 1].sum()))
    # A scenario of double the rate has double the weight: the shared gamma (CV^2 .5) lifts CV^2 of the scores.
    assert found.cv2 == pytest.approx(0.5 * (1 + 0.5), rel=0.15)


def test_plain_poisson_has_no_excess() -> None:
    events = counted(RNG(5), 3000, 2, 0.05, 1.0, 0.0)
    assert pilot_rate(table(events, 25.0, "fabrication"), "acme", "fabrication", "sex", GROUPS).cv2 < 0.03


# ------------------------------------------------------------------ plans


def test_needs_of_the_specification() -> None:
    """statistics.md section 8: recall, margin .03, equivalence: 88, 54, 42 and 33 scenarios with 1, 2, 3, 5 repeats."""
    plans = needs(0.03, Pilot(20, 3, 0.0018, 0.0018, 0.0036), cost_scenario=1, cost_call=1)
    assert [plans[r - 1].equivalence for r in (1, 2, 3, 5)] == pytest.approx([88, 54, 42, 33], abs=1)
    assert cheapest(plans).repeats == round(planner.optimal_reps(1, 1, 0.0018, 0.0036)) == 2


def test_dear_calls_want_few_repeats_and_dear_scenarios_many() -> None:
    pilot = Pilot(20, 3, 0.001, 0.001, 0.01)
    assert cheapest(needs(0.03, pilot, cost_scenario=0.01, cost_call=1)).repeats == 1
    assert cheapest(needs(0.03, pilot, cost_scenario=100, cost_call=1)).repeats == 10
    middle = cheapest(needs(0.03, pilot, cost_scenario=1, cost_call=1)).repeats
    assert middle == pytest.approx(planner.optimal_reps(1, 1, 0.001, 0.01), abs=1)


def test_excluding_a_ratio_takes_more_than_revealing_it() -> None:
    events = counted(RNG(6), 60, 3, 0.03, 1.0, 0.25)
    pilot = pilot_rate(table(events, 25.0, "fabrication"), "acme", "fabrication", "sex", GROUPS)
    plan = rate_needs(1.5, pilot)
    assert plan.repeats == 3
    assert plan.difference < plan.equivalence
    assert rate_needs(1.5, pilot, repeats=6).difference < plan.difference


# ------------------------------------------------------------------ achieved power


@pytest.mark.slow
@pytest.mark.parametrize(("tests", "repeats"), [(1, 2), (9, 3)])
def test_a_planned_difference_is_found_as_often_as_promised(tests: int, repeats: int) -> None:
    rng, gap, hits = RNG(7), 0.2, 0
    n = planner.plan_scenarios(gap, 0.04, 0.25, repeats, tests=tests)
    for _ in range(800):
        d = drawn(rng, n, repeats, 0.04, 0.25, gap).mean(2)
        hits += paired.sign_flip((d[:, 0] - d[:, 1])[:, None], rng, 1999).p[0] <= 0.05 / tests
    print(f"\nplanned power .80, difference, {tests} tests, {n} scenarios x {repeats}: {hits / 800:.3f}")
    assert hits / 800 == pytest.approx(0.8, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("power", [0.8, 0.95])
def test_planned_equivalence_is_shown_as_often_as_promised(power: float) -> None:
    rng, shown = RNG(8), 0
    n = planner.plan_scenarios(0.03, 0.0018, 0.0036, 2, power=power, mode="equivalence")
    one = np.ones(n)
    for i in range(600):
        y = drawn(rng, n, 2, 0.0018, 0.0036).mean(2)
        (found,) = compare([Pair("mean", y[:, 0], one, y[:, 1], one, 0.03)], RNG(i), 40, draws=999)
        shown += found.verdict in (Verdict.EQUIVALENT, Verdict.SMALL)
    print(f"\nplanned power {power}, equivalence, {n} scenarios x 2: {shown / 600:.3f}")
    assert shown / 600 == pytest.approx(power, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "ratio"), [(0.02, 1.5), (0.05, 2.0)])
def test_a_planned_rate_ratio_is_found_as_often_as_promised(rate: float, ratio: float) -> None:
    """Planned from a large pilot of the same tool with equal rates, as a run would be."""
    pilot = pilot_rate(
        table(counted(RNG(9), 1500, 3, rate, 1.0, 0.25), 25.0, "fabrication"), "acme", "fabrication", "sex", GROUPS
    )
    plan, rng, hits = rate_needs(ratio, pilot), RNG(10), 0
    for _ in range(800):
        events = counted(rng, plan.difference, 3, rate, ratio, 0.25).sum(2)
        exposure = np.full(plan.difference, 75.0)
        a, b = mh_parts(events[:, 0], exposure, events[:, 1], exposure)
        hits += paired.sign_flip((a - b)[:, None], rng, 1999).p[0] <= 0.05
    print(f"\nplanned power .80, rate {rate} ratio {ratio}, {plan.difference} scenarios x 3: {hits / 800:.3f}")
    assert hits / 800 == pytest.approx(0.8, abs=0.05)
