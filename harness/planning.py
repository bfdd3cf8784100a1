"""Says before a run what it would take and the smallest difference between groups it could see."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from harness import pipeline
from harness.evaluation import Evaluation
from harness.measures import MEASURES
from harness.records import Arm, Standard, Task, Variant
from harness.stats import planner, read_standard

WORDS_A_MINUTE = 165
"""Pace of the synthetic voices; conversational English is about as fast."""

# Guesses until a pilot gives its own, from the worked examples of the statistics papers (section 8):
# what a tool that loses one critical fact in twenty and invents one statement in fifty would show.
RECALL_INTERACTION, RECALL_REPEAT = 0.0018, 0.0036
OMISSION, OMISSION_CORRELATION = 0.05, 0.2
FABRICATION, CLAIMS, CV2_INTERACTION, CV2_REPEAT = 0.02, 25, 0.25, 2.0
WORD_ERRORS, WORD_CV2_INTERACTION, WORD_CV2_REPEAT = 0.2, 0.05, 0.05


def tables(evaluation: Evaluation, progress: pipeline.Progress = pipeline.silent) -> list[Table]:
    """Three tables: what the run would take, what it could see on each axis, and what an all-clear would take."""
    made = pipeline.expand(evaluation, pipeline.load(evaluation), progress)
    calls = pipeline.plan(evaluation, made)
    standard = standard_of(evaluation)
    return [
        _effort(evaluation, made, Counter(call.tool for call in calls)),
        _sight(evaluation, made, standard),
        _all_clear(evaluation, made, standard),
    ]


def standard_of(evaluation: Evaluation) -> Standard:
    """What the evaluation is held to."""
    return read_standard(evaluation.standard)[0]


def _effort(evaluation: Evaluation, made: Sequence[Variant], calls: Counter[str]) -> Table:
    table = Table(title=f"What {evaluation.name} would take", title_justify="left")
    for heading in ("Tool", "Task", "Calls", "Minutes of audio"):
        table.add_column(heading, overflow="fold")
    spoken = sum(len(v.text.split()) for v in made if v.voice is not None) * evaluation.repeats
    for tool in evaluation.tools:
        minutes = f"{spoken / WORDS_A_MINUTE:.0f}" if tool.task is Task.TRANSCRIBE else "none"
        table.add_row(escape(tool.label), str(tool.task), f"{calls[tool.name]:,}", minutes)
    twins, controls = sum(v.arm is Arm.TWIN for v in made), sum(v.control for v in made)
    table.caption = (
        f"{len({v.scenario for v in made})} scenarios, {len(made):,} variants ({twins:,} "
        f"same-group twins and {controls:,} controls among them), {_times(evaluation.repeats)}."
    )
    return table


def _sight(evaluation: Evaluation, made: Sequence[Variant], standard: Standard) -> Table:
    table = Table(
        title="The smallest difference between two groups it would probably see (4 times in 5)", title_justify="left"
    )
    for heading in (
        "Axis",
        "Groups",
        "Scenarios",
        "Critical facts lost",
        "Invented statements",
        "Words wrong",
        "An all-clear is",
    ):
        table.add_column(heading, overflow="fold")
    tests = comparisons(made, standard)
    for axis in dict.fromkeys(v.axis for v in made if not v.control):
        arms = [v for v in made if v.axis == axis]
        scenarios = len({v.scenario for v in arms})
        groups = {v.group for v in arms}
        voice = any(v.voice is not None for v in arms)
        voices = min(len({v.voice for v in arms if v.group == group}) for group in groups)
        lost, invented, words = _smallest(arms, scenarios, evaluation.repeats, tests[voice])
        few_voices = voice and voices < standard.minimum_voices
        possible = scenarios >= standard.minimum_scenarios and not few_voices
        why = (
            f"fewer than {standard.minimum_voices} voices a group"
            if few_voices
            else f"needs {standard.minimum_scenarios} scenarios"
        )
        table.add_row(
            axis,
            str(len(groups)),
            str(scenarios),
            lost,
            "not asked" if voice else invented,
            words if voice else "not asked",
            "possible" if possible else f"not possible: {why}",
        )
    table.caption = (
        "Assumes a tool that loses 5 % of critical facts, invents 2 % of 25 statements a record and gets 20 % of "
        "words wrong; a pilot run gives better figures. A difference smaller than this can be there and not be seen."
    )
    return table


def _all_clear(evaluation: Evaluation, made: Sequence[Variant], standard: Standard) -> Table:
    """Scenarios at which a tool that treats groups alike would be shown to, by measure and repeats."""
    table = Table(title="Scenarios an all-clear would take, if the tool is fair", title_justify="left")
    for heading in ("Measure", "Difference to exclude", *(_times(repeats) for repeats in ALL_CLEAR_REPEATS)):
        table.add_column(heading, overflow="fold")
    tasks = {tool.task for tool in evaluation.tools}
    for name, margin in standard.margins.items():
        measure = MEASURES[name]
        arms = [v for v in made if (v.voice is not None) is (measure.tasks == (Task.TRANSCRIBE,))]
        if name not in _PLANNED or not tasks & set(measure.tasks) or not arms:
            continue
        needed = [max(standard.minimum_scenarios, _scenarios(name, margin, arms, r)) for r in ALL_CLEAR_REPEATS]
        told = f"{margin:g} times" if measure.kind == "rate" else f"{100 * margin:g} points"
        table.add_row(measure.title, told, *(f"{n:,}" for n in needed))
    table.caption = (
        "For one comparison of two groups, 4 times in 5. A PASS needs every comparison to come out so, which takes "
        "about twice as many; its gates also need enough critical facts to show that few are lost."
    )
    return table


def _times(repeats: int) -> str:
    return "asked once" if repeats == 1 else f"{repeats} repeats"


ALL_CLEAR_REPEATS = (1, 2, 3, 5)
_PLANNED = ("critical_omission", "fact_recall", "fabrication", "word_errors")


def _scenarios(name: str, margin: float, arms: Sequence[Variant], repeats: int) -> int:
    """Scenarios needed to exclude the margin on one measure, under the assumptions above."""
    if name == "fabrication":
        cv2 = CV2_INTERACTION, CV2_REPEAT
        return planner.plan_rate(margin, FABRICATION, CLAIMS, repeats, *cv2, mode="equivalence")
    if name == "word_errors":
        words = sum(len(v.text.split()) for v in arms) / len(arms)
        cv2 = WORD_CV2_INTERACTION, WORD_CV2_REPEAT
        return planner.plan_rate(margin, WORD_ERRORS, words, repeats, *cv2, mode="equivalence")
    if name == "fact_recall":
        return planner.plan_scenarios(margin, RECALL_INTERACTION, RECALL_REPEAT, repeats, mode="equivalence")
    return planner.plan_scenarios(margin, 2 * _omission_variance(arms, repeats), 0.0, 1, mode="equivalence")


def _omission_variance(arms: Sequence[Variant], repeats: int) -> float:
    """Variance of the share of critical facts that one arm of one scenario loses."""
    critical = max(1, round(sum(f.weight == "critical" for v in arms for f in v.facts) / len(arms)))
    trials = critical * repeats
    return OMISSION * (1 - OMISSION) * (1 + (trials - 1) * OMISSION_CORRELATION) / trials


def comparisons(made: Sequence[Variant], standard: Standard) -> dict[bool, int]:
    """Comparisons a tool is corrected for together: every measure with a margin on every pair of groups.

    By whether the tool hears (True) or reads (False).
    """
    groups: dict[tuple[bool, str], set[str]] = {}
    for v in made:
        if v.control:
            continue  # nobody is judged by them
        groups.setdefault((v.voice is not None, v.axis), set()).add(v.group)
    found = {}
    for voice in (False, True):
        task = Task.TRANSCRIBE if voice else Task.SUMMARISE
        measures = sum(MEASURES[name].contrasted and task in MEASURES[name].tasks for name in standard.margins)
        pairs = sum(math.comb(len(members), 2) for (spoken, _), members in groups.items() if spoken is voice)
        found[voice] = max(1, measures * pairs)
    return found


def _smallest(arms: Sequence[Variant], scenarios: int, repeats: int, tests: int) -> tuple[str, str, str]:
    """Points of critical facts lost, and the rate ratios of inventions and word errors, in words."""
    points = planner.mde(scenarios, 2 * _omission_variance(arms, repeats), 0.0, 1, tests=tests)
    lost = f"{100 * points:.0f} points" if points < 1 else "none"
    invented = _ratio(scenarios, FABRICATION, CLAIMS, repeats, CV2_INTERACTION, CV2_REPEAT, tests)
    words = sum(len(v.text.split()) for v in arms) / len(arms)
    wrong = _ratio(scenarios, WORD_ERRORS, words, repeats, WORD_CV2_INTERACTION, WORD_CV2_REPEAT, tests)
    return lost, invented, wrong


def _ratio(
    scenarios: int, rate: float, exposure: float, repeats: int, interaction: float, repeat: float, tests: int
) -> str:
    """The smallest rate ratio seen with a power of 0.8, to one decimal."""
    for tenth in range(11, 501):
        power = planner.power_rate(
            scenarios, tenth / 10, rate, exposure, repeats, interaction, repeat, alpha=0.05 / tests
        )
        if power >= 0.8:
            return f"{tenth / 10:.1f} times"
    return "none below 50 times"
