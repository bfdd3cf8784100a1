"""Turns matched trials into what may be said of the checks themselves: whether they err more for one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from harness import stats
from harness.records import Arm, Variant
from harness.selftest import wording
from harness.selftest.records import Difference
from harness.selftest.shares import PAIRED, bound, shown
from harness.selftest.trials import Arms, Clean, Trial

MARGINS = {"planted": 0.10, "sentences": 0.005, "facts": 0.005}
"""Differences between groups that must be ruled out (statistics.md section 9)."""


def arms_of(made: Sequence[Variant]) -> dict[str, list[tuple[Arms, str]]]:
    """Axis to its arms, groups in order of appearance and twins last, each with its label."""
    plans = stats.axis_plans(made)
    present = {(v.axis, v.group, v.arm) for v in made}
    return {
        axis: [
            ((axis, group, arm), label)
            for arm in Arm for group, label in plan.labels.items() if (axis, group, arm) in present
        ]
        for axis, plan in plans.items()
    }  # fmt: skip


def differences(made: Sequence[Variant], clean: Sequence[Clean], trials: Sequence[Trial]) -> Iterable[Difference]:
    """Every group against the first of its axis, and every group against its twin."""
    told = {"planted": _planted_by_arm(trials), **_clean_by_arm(clean)}
    for axis, arms in arms_of(made).items():
        groups = [(key, label) for key, label in arms if key[2] is Arm.GROUP]
        sides = [(groups[0], other) for other in groups[1:]]
        sides += [((key, label), ((axis, key[1], Arm.TWIN), label)) for key, label in groups]
        for (first, one), (second, other) in sides:
            for what, by_arm in told.items():
                if second in by_arm and first in by_arm:
                    yield _difference(what, first, second, (one, other), by_arm[first], by_arm[second])


def _difference(
    what: str,
    first: Arms,
    second: Arms,
    labels: tuple[str, str],
    one: Mapping[object, bool],
    other: Mapping[object, bool],
) -> Difference:
    both = [key for key in one if key in other]
    seen = stats.SeededPairs(
        sum(one[key] and not other[key] for key in both), sum(other[key] and not one[key] for key in both), len(both)
    )
    margin = MARGINS[what]
    made = Difference(
        axis=first[0],
        first=first[1],
        second=second[1],
        twin=second[2] is Arm.TWIN,
        what=what,
        pairs=seen.pairs,
        first_only=seen.first_only,
        second_only=seen.second_only,
        difference=(seen.first_only - seen.second_only) / seen.pairs if seen.pairs else 0.0,
        p=stats.mcnemar(seen),
        margin=margin,
        bound=round(bound(seen), 6),
        method=PAIRED,
        shown=shown(seen, margin),
        sentence="-",
    )
    return made.model_copy(update={"sentence": wording.difference_sentence(made, *labels)})


def _planted_by_arm(trials: Sequence[Trial]) -> dict[Arms, dict[object, bool]]:
    """By arm: each planted fault that reads alike in every arm, and whether it was found."""
    told: dict[Arms, dict[object, bool]] = defaultdict(dict)
    for t in trials:
        if t.matched:
            told[t.case.arms][t.case.scenario, t.kind, t.place] = t.found
    return told


def _clean_by_arm(clean: Sequence[Clean]) -> dict[str, dict[Arms, dict[object, bool]]]:
    """By arm: each sentence let pass, and each fact found kept, of the faithful notes."""
    told: dict[str, dict[Arms, dict[object, bool]]] = {"sentences": defaultdict(dict), "facts": defaultdict(dict)}
    for c in clean:
        for what, values in (("sentences", c.passed), ("facts", c.kept)):
            for number, ok in enumerate(values):
                told[what][c.case.arms][c.case.scenario, c.style, number] = ok
    return told
