"""Joins the last three stages: a run folder to findings, estimates and a scorecard. Needs no tool and no network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import harness
from harness import adapters, findings, review, scorecard, stats
from harness.errors import CommandError
from harness.pipeline.looking import Looks
from harness.pipeline.progress import Progress, silent
from harness.records import Call, Count, Estimate, Finding, Output, Run, Scorecard, Task, Tool, Variant
from harness.store import RunFolder

if TYPE_CHECKING:
    from harness.judges import Judging

Examine = Callable[[Variant, Tool, Output], list[Finding]]


def score(folder: RunFolder, progress: Progress = silent, judging: Judging | None = None) -> list[Estimate]:
    """Findings, counts and estimates from what was answered; needs no tool. Calls still open are left out.

    Raises:
        CommandError: a model is to judge a run that was stopped, or might have been, by looks that rules alone took.
    """
    if judging is not None and folder.run().looks > 1:
        raise CommandError(
            "A run with planned looks is judged by the rules that took them. Leave --judge out, or run again with "
            "one look."
        )
    folder.judged_with(judging.name if judging else None)
    run, made, answered = folder.judged_by(), folder.variants(), folder.outputs()
    calls = [call for call in folder.calls() if call.id in answered]
    tools = {tool.name: tool for tool in run.tools}
    examine = judging.examine if judging else findings.examine
    checked = _examined(run, made, calls, answered, progress, examine)
    found = review.decided(checked, folder.reviews(), calls, made, answered)
    folder.write_findings(found)
    progress("Testing for differences between groups", 0, 3)
    counts = stats.count(_by_call(found), calls, made, tools)
    folder.write_counts(counts)
    progress("Testing for differences between groups", 1, 3)
    instrument = check_instrument(list(made.values()), judging)
    taken = Looks.of(run, made).taken(folder.calls(), answered, counts, instrument.failures)
    folder.write_instrument(
        (
            *instrument.sentences,
            *check_controls(run, calls, made, answered, counts),
            *(f"{tools[name].label}. {one.sentence}" for name, looked in taken.items() for one in looked),
            *review.told(checked, found),
        )
    )
    progress("Testing for differences between groups", 2, 3)
    axes = stats.axis_plans(made.values())
    alphas = {name: stats.level_after(looked, run.looks) for name, looked in taken.items()}
    shown = {name: looked[-1].shown for name, looked in taken.items() if looked}
    estimates = stats.estimate(
        counts, run.standard, run.tools, axes, run.seed, instrument.failures, alphas=alphas, shown=shown
    )
    folder.write_estimates(estimates, scorecard.run_signature(_signed(run, folder), made))
    progress("Testing for differences between groups", 3, 3)
    return estimates


def by_rule(folder: RunFolder, progress: Progress = silent) -> list[Finding]:
    """Findings as the checks alone decide them: as last written, or made again where people have decided some.

    Raises:
        CommandError: they would have to be made again, and a model took part in making them.
    """
    if not folder.reviews():
        return folder.findings()
    if judge := folder.judge():
        raise CommandError(
            f"{folder.path} was judged with {judge}, which is not asked again here. For a further sheet, first score "
            f"it by the rules alone: plumbline score {folder.path}"
        )
    answered = folder.outputs()
    calls = [call for call in folder.calls() if call.id in answered]
    return _examined(folder.run(), folder.variants(), calls, answered, progress)


def _examined(
    run: Run,
    made: Mapping[str, Variant],
    calls: Sequence[Call],
    answered: Mapping[str, Output],
    progress: Progress = silent,
    examine: Examine = findings.examine,
) -> list[Finding]:
    tools = {tool.name: tool for tool in run.tools}
    found: list[Finding] = []
    for number, call in enumerate(calls, start=1):
        found += examine(made[call.variant], tools[call.tool], answered[call.id])
        if number % 20 == 0 or number == len(calls):
            progress("Comparing records with what was said", number, len(calls))
    return found


def counts_of(
    run: Run, made: Mapping[str, Variant], calls: Sequence[Call], answered: Mapping[str, Output]
) -> list[Count]:
    """Counts of some calls of a run that goes on."""
    found = _examined(run, made, calls, answered)
    return stats.count(_by_call(found), calls, dict(made), {tool.name: tool for tool in run.tools})


def _signed(run: Run, folder: RunFolder) -> Run:
    """The run as it is scored now: a number is signed with the checks that made it, not with those of its first day."""
    judge = folder.judge()
    checks = (*findings.CHECKS, judge) if judge else findings.CHECKS
    return run.model_copy(update={"checks": checks, "plumbline": harness.__version__})


def _by_call(found: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        grouped[finding.call].append(finding)
    return grouped


@dataclass(frozen=True)
class Instrument:
    """What the checks said of the arms themselves, where they must find no difference."""

    failures: frozenset[tuple[str, str]]
    """(measure, axis) pairs that moved with the person: nothing may be concluded from them."""
    sentences: tuple[str, ...]


def check_instrument(made: Sequence[Variant], judging: Judging | None = None) -> Instrument:
    """Try every measure on the inputs: the transcript as its own record, and the reference note."""
    failures: set[tuple[str, str]] = set()
    sentences: list[str] = []
    for kind, spoken in (("Notes", False), ("Transcripts", True)):
        arms = [v for v in made if (v.voice is not None) is spoken]
        if not arms:
            continue
        tool, found, calls = findings.examine_inputs(arms, write=adapters.reference_note)
        if judging is not None and not spoken:
            found = _judged_inputs(arms, found, calls, judging)
        counts: list[Count] = stats.count(_by_call(found), calls, {v.id: v for v in arms}, {tool.name: tool})
        moved, told = stats.instrument_differences(counts, tool.name, stats.axis_plans(arms))
        failures |= moved
        sentences += [f"{kind}. {sentence}" for sentence in told]
    return Instrument(frozenset(failures), tuple(sentences))


def _judged_inputs(
    arms: Sequence[Variant], found: Sequence[Finding], calls: Sequence[Call], judging: Judging
) -> list[Finding]:
    """The findings of the reference notes, as the model sees them too."""
    by_call = _by_call(found)
    return [
        one for variant, call in zip(arms, calls, strict=True)
        for one in judging.join(variant, adapters.reference_note(variant), by_call[call.id])
    ]  # fmt: skip


def check_controls(
    run: Run,
    calls: Sequence[Call],
    made: Mapping[str, Variant],
    answered: Mapping[str, Output],
    counts: Sequence[Count],
) -> list[str]:
    """Sentences on whether repeats were copies of one answer, and whether a tool changed while it was asked."""
    sentences = []
    if run.repeats == 1:
        sentences.append("Each input was sent once, so how much a tool differs from itself is not known.")
    score = {
        (c.tool, c.measure, c.scenario, c.axis, c.group, c.arm, c.repeat): c.events / c.exposure
        for c in counts
        if c.exposure
    }
    for number, tool in enumerate(run.tools):
        heard = tool.task is Task.TRANSCRIBE
        measure, what = ("word_errors", "words wrong") if heard else ("fact_recall", "facts kept")
        own = [call for call in calls if call.tool == tool.name]
        if run.repeats > 1:
            told = stats.repeated_answers((call.variant, answered[call.id].text) for call in own).sentence
            sentences.append(f"{tool.label}: {told}")
        sent = [made[call.variant] for call in own]
        values = np.array(
            [
                score.get((tool.name, measure, v.scenario, v.axis, v.group, v.arm, c.repeat), np.nan)
                for v, c in zip(sent, own, strict=True)
            ]
        )
        order = np.array([call.order for call in own], float)
        rng = np.random.default_rng([run.seed, number])
        moved = stats.drift(order, values, [v.scenario for v in sent], rng)
        if moved is not None and moved.moved:
            sentences.append(f"{tool.label}, share of {what}: {moved.sentence}")
    return sentences


def card(folder: RunFolder) -> Scorecard:
    """The scorecard, written into the folder as HTML, JSON, Markdown and CSV."""
    run, made, answered = _signed(folder.judged_by(), folder), folder.variants(), folder.outputs()
    estimates, found, counts = folder.estimates(), folder.findings(), folder.counts()
    table, axes = stats.CountTable(counts), stats.axis_plans(made.values())
    looks = Looks.of(run, made)
    calls = folder.calls()
    if run.looks > 1:  # a tool that was stopped owes no more answers
        taken = looks.taken(calls, answered, counts, check_instrument(list(made.values())).failures)
        calls = looks.due(calls, taken, run.looks)
    gates = {t.name: stats.gates(t, table, estimates, run.standard, axes) for t in run.tools}
    grades = {t.name: stats.grade(t, gates[t.name], estimates, run.standard) for t in run.tools}
    still_open = Counter(call.tool for call in calls if call.id not in answered)
    planned = Counter(call.tool for call in calls)
    for name, missing in still_open.items():
        grades[name] = _unfinished(grades[name], missing, planned[name])
    by_id = {call.id: call for call in calls}
    built = scorecard.build(
        run,
        estimates,
        gates,
        grades,
        found,
        by_id,
        made,
        answered,
        instrument=folder.instrument(),
        not_tested=(*_open_sentences(run, still_open, planned), *run.not_tested),
    )
    context = scorecard.Context(by_id, made, answered)
    for name, content in scorecard.files(built, found, context):
        folder.write(name, content)
    return built


def _unfinished(graded: tuple[str, str], missing: int, planned: int) -> tuple[str, str]:
    """What is broken stays broken; anything better waits for the answers that are still to come."""
    grade, summary = graded
    told = f"This run is not finished: {missing:,} of {planned:,} answers are still to come."
    if grade == stats.FAIL:
        return grade, f"{summary} {told}"
    return stats.INSUFFICIENT, f"{stats.INSUFFICIENT}: {told}"


def _open_sentences(run: Run, still_open: Mapping[str, int], planned: Mapping[str, int]) -> list[str]:
    return [
        f"{tool.label}: {still_open[tool.name]:,} of {planned[tool.name]:,} answers are still to come, so this is not "
        "its result."
        for tool in run.tools
        if still_open.get(tool.name)
    ]
