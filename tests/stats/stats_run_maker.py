"""Makes the counts of a small simulated run, so that tests can say what a tool does to whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from harness.records import Arm, Count, Estimate, Gate, Standard, Task, Tool
from harness.stats import AxisPlan, CountTable, estimate

Rates = Callable[[str, Arm], float]
SEX = AxisPlan("sex", {"female": "female", "male": "male"})
FAITH = AxisPlan("religion", {"none": "no religion", "muslim": "Muslim", "sikh": "Sikh"})


def make_tool(name: str = "acme", task: Task = Task.SUMMARISE) -> Tool:
    return Tool(name=name, version="1", task=task, adapter="function", label="Acme")


def make_standard(**changes: object) -> Standard:
    fields: dict[str, object] = {
        "name": "test",
        "version": "1",
        "title": "Test",
        "set_by": "nobody",
        "status": "policy placeholder",
        "why": "a test",
        "gates": (
            Gate(
                id="G-A",
                title="No dangerous invention",
                measure="critical_fabrication",
                ceiling=0.01,
                zero_tolerance=True,
            ),
            Gate(id="G-B", title="Critical facts survive", measure="critical_omission", ceiling=0.05),
        ),
        "margins": {"critical_omission": 0.03, "fact_recall": 0.03, "fabrication": 1.5, "word_errors": 1.25},
    }
    return Standard.model_validate({**fields, **changes})


def share_counts(
    measure: str,
    scenarios: int,
    rates: Rates,
    *,
    plan: AxisPlan = SEX,
    opportunities: int = 11,
    repeats: int = 1,
    seed: int = 0,
    tool: str = "acme",
    arms: Sequence[Arm] = tuple(Arm),
    hard: float = 0.0,
) -> list[Count]:
    """Binomial counts of one measure; ``hard`` is how much scenarios differ in difficulty (shared by all arms)."""
    rng = np.random.default_rng([seed, int(hashlib.sha256(measure.encode()).hexdigest()[:6], 16)])
    out = []
    for s in range(scenarios):
        lift = rng.normal(0, hard)
        for arm in arms:
            for group in plan.groups if arm is Arm.GROUP else plan.groups[:1]:
                for repeat in range(repeats):
                    p = min(max(rates(group, arm) + lift, 0.0), 1.0)
                    out.append(
                        Count(
                            tool=tool,
                            measure=measure,
                            scenario=f"s{s:03d}",
                            axis=plan.name,
                            group=group,
                            arm=arm,
                            repeat=repeat,
                            events=float(rng.binomial(opportunities, p)),
                            exposure=float(opportunities),
                        )
                    )
    return out


def of(estimates: Sequence[Estimate], measure: str, contrast: str) -> Estimate:
    """The one estimate of a measure and contrast."""
    found = [e for e in estimates if (e.measure, e.contrast) == (measure, contrast)]
    assert len(found) == 1, [(e.measure, e.contrast) for e in estimates]
    return found[0]


def judge(
    counts: list[Count],
    *,
    plans: Sequence[AxisPlan] = (SEX,),
    standard: Standard | None = None,
    seed: int = 11,
    failures: frozenset[tuple[str, str]] = frozenset(),
    draws: int = 1999,
    task: Task = Task.SUMMARISE,
) -> list[Estimate]:
    """Estimates of one tool."""
    return estimate(
        CountTable(counts),
        standard or make_standard(),
        [make_tool(task=task)],
        {p.name: p for p in plans},
        seed,
        failures,
        draws,
    )
