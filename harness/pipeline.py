"""Joins the stages: an evaluation to a run folder, a run folder to findings, estimates and a scorecard.

``prepare`` and ``collect`` may call tools; ``score`` and ``card`` need only the folder, so that
anybody can repeat them with no tool and no network.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import harness
from harness import adapters, findings, outputs, scorecard, stats, suites, variants
from harness.errors import CommandError, Fault, RunFolderError, UserFileError
from harness.evaluation import Evaluation
from harness.records import Call, Count, Estimate, Finding, Run, Scorecard, Task, Variant
from harness.store import RunFolder

Progress = Callable[[str, int, int], None]
"""Called as ``progress(what, done, of)``; ``what`` is a short sentence."""


def silent(what: str, done: int, of: int) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True)
class Prepared:
    """A run folder ready to be collected into, and how much of it is answered already."""

    folder: RunFolder
    answered: int
    planned: int
    not_tested: tuple[str, ...]


# ------------------------------------------------------------------ plan


def expand(evaluation: Evaluation, progress: Progress = silent) -> list[Variant]:
    """Every variant the evaluation's tools are to be sent, proved to differ only in their slots.

    Raises:
        UserFileError: a suite or an identity file is wrong, or two arms differ where they must not.
    """
    axes, names = suites.identities(evaluation.identities), suites.names(evaluation.identities)
    media = {"voice" if tool.task is Task.TRANSCRIBE else "text" for tool in evaluation.tools}
    chosen = [name for name in evaluation.axes if axes[name].medium in media]
    made: list[Variant] = []
    faults: list[Fault] = []
    for number, folder in enumerate(evaluation.suites, start=1):
        suite = suites.load(folder)
        progress("Filling scenarios", number, len(evaluation.suites))
        filled = list(variants.expand(suite, axes, names, chosen, evaluation.seed))
        for scenario in suite.scenarios:
            faults += variants.audit([v for v in filled if v.scenario == scenario.id])
        made += filled
    if faults:
        raise UserFileError(faults)
    twice = [id_ for id_, times in Counter(v.id for v in made).items() if times > 1]
    if twice:
        found = f"Two suites have a scenario of the same name ({twice[0].split('.')[0]})."
        raise UserFileError.single("suites", None, found, "Rename one of them.")
    return made


def plan(evaluation: Evaluation, made: Sequence[Variant]) -> list[Call]:
    """Every call that will be made: each tool with every variant of its medium, every repeat.

    Raises:
        CommandError: a tool would have nothing to do, because no axis of its medium was chosen.
    """
    calls: list[Call] = []
    for spoken in (False, True):
        tools = [t for t in evaluation.tools if (t.task is Task.TRANSCRIBE) is spoken]
        arms = [v for v in made if (v.voice is not None) is spoken]
        if tools and not arms:
            what = "an axis of voices, as accent" if spoken else "an axis of text, as sex"
            raise CommandError(f"Tool '{tools[0].name}' would have nothing to do. Add {what} to axes.")
        for call in outputs.plan(tools, arms, evaluation.repeats, evaluation.seed):
            calls.append(call.model_copy(update={"order": len(calls)}))
    return calls


def prepare(evaluation: Evaluation, results: Path, *, fresh: bool = False, progress: Progress = silent) -> Prepared:
    """Make the run folder, or find the one that was begun with exactly this plan, ledger and standard.

    Every tool is opened once first, so that a wrong setting is told before anything is written.
    """
    made = expand(evaluation, progress)
    calls = plan(evaluation, made)
    standard, standard_hash = stats.read_standard(evaluation.standard)
    loaded = {suites.label(s): s.content_hash for s in map(suites.load, evaluation.suites)}
    run = Run(
        name=evaluation.name,
        created=datetime.date.today().isoformat(),
        suites=loaded | {"identities": _hash_of(evaluation.identities)},
        tools=evaluation.tools,
        axes=tuple(a for a in evaluation.axes if any(v.axis == a for v in made)),
        repeats=evaluation.repeats,
        seed=evaluation.seed,
        standard=standard,
        standard_hash=standard_hash,
        plumbline=harness.__version__,
        checks=findings.CHECKS,
        not_tested=evaluation.not_tested,
    )
    existing = None if fresh else _begun(results, run, made, calls)
    if existing is not None:
        return Prepared(existing, len(existing.outputs()), len(calls), evaluation.not_tested)
    for tool in evaluation.tools:
        adapters.open_tool(tool, base=evaluation.base, audio=results).close()
    path = _free(results / f"{run.created}_{evaluation.name}")
    return Prepared(RunFolder.create(path, run, made, calls), 0, len(calls), evaluation.not_tested)


def _hash_of(folder: Path) -> str:
    """SHA-256 of the YAML files of a folder, by name and content."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name}:{len(text)}:".encode() + text)
    return digest.hexdigest()


def _begun(results: Path, run: Run, made: Sequence[Variant], calls: Sequence[Call]) -> RunFolder | None:
    """The newest run that was begun with the same plan, ledger and standard: only its date may differ."""
    for manifest in sorted(results.glob("*/run.json"), reverse=True):
        try:
            folder = RunFolder.open(manifest.parent)
            before = folder.run()
            same = before == run.model_copy(update={"created": before.created, "plumbline": before.plumbline})
            if same and folder.calls() == list(calls) and list(folder.variants().values()) == list(made):
                return folder
        except RunFolderError:
            continue  # somebody else's folder, or a broken one: never ours to continue
    return None


def _free(path: Path) -> Path:
    """``path``, or ``path-2`` and so on: a run never writes into another's folder."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


# ------------------------------------------------------------------ collect


@dataclass(frozen=True)
class Round:
    """What one round of collecting left: how plan and answers fit, and what people have still to bring."""

    reconciled: outputs.Reconciliation
    to_come: tuple[str, ...]
    """What is still to come from people and where to put it, a line a call."""
    stopped: bool
    """Ctrl-C was pressed."""


def collect(folder: RunFolder, *, base: Path | None = None, workers: int = 4, progress: Progress = silent) -> Round:
    """Ask every tool what it has not answered yet, and record each answer as it comes.

    Raises:
        ToolError: a tool cannot be used at all; what others answered is kept.
    """
    calls = folder.calls()
    lock = folder.locked()
    try:
        answered = folder.outputs()
        open_calls = [call for call in calls if call.id not in answered]
        asked = _ask(folder, open_calls, len(answered), base, workers, progress) if open_calls else None
        folder.settle()
        reconciled = outputs.reconcile(calls, folder.outputs())
        return Round(reconciled, asked.to_come if asked else (), asked is not None and asked.stopped)
    finally:
        lock.release()


def _ask(
    folder: RunFolder, open_calls: Sequence[Call], before: int, base: Path | None, workers: int, progress: Progress
) -> outputs.Collected:
    """Speak what must be spoken, open the tools that are needed, and ask."""
    made, audio = folder.variants(), folder.path / "audio"
    spoken = [made[v] for v in dict.fromkeys(c.variant for c in open_calls) if made[v].voice is not None]
    if spoken:
        variants.record(spoken, audio, functools.partial(progress, "Speaking the scripts"))
    needed = {call.tool for call in open_calls}
    total = before + len(open_calls)
    with ExitStack() as opened:
        ready: dict[str, adapters.Adapter] = {}
        for tool in folder.run().tools:
            if tool.name in needed:
                ready[tool.name] = adapters.open_tool(tool, base=base, audio=audio)
                opened.callback(ready[tool.name].close)
        return outputs.collect(
            open_calls,
            made,
            ready,
            folder,
            workers=workers,
            on_progress=lambda at: progress("Asking the tools", before + at.done, total),
        )


# ------------------------------------------------------------------ score


def score(folder: RunFolder, progress: Progress = silent) -> list[Estimate]:
    """Findings, counts and estimates from what was answered; needs no tool. Calls still open are left out."""
    run, made, answered = folder.run(), folder.variants(), folder.outputs()
    calls = [call for call in folder.calls() if call.id in answered]
    tools = {tool.name: tool for tool in run.tools}
    found: list[Finding] = []
    for number, call in enumerate(calls, start=1):
        found += findings.examine(made[call.variant], tools[call.tool], answered[call.id])
        if number % 20 == 0 or number == len(calls):
            progress("Comparing records with what was said", number, len(calls))
    folder.write_findings(found)
    progress("Testing for differences between groups", 0, 3)
    counts = stats.count(_by_call(found), calls, made, tools)
    folder.write_counts(counts)
    progress("Testing for differences between groups", 1, 3)
    instrument = check_instrument(list(made.values()))
    folder.write_instrument(instrument.sentences)
    progress("Testing for differences between groups", 2, 3)
    axes = stats.axis_plans(made.values())
    estimates = stats.estimate(counts, run.standard, run.tools, axes, run.seed, instrument.failures)
    folder.write_estimates(estimates, scorecard.run_signature(_signed(run), made))
    progress("Testing for differences between groups", 3, 3)
    return estimates


def _signed(run: Run) -> Run:
    """The run as it is scored now: a number is signed with the checks that made it, not with those of its first day."""
    return run.model_copy(update={"checks": findings.CHECKS, "plumbline": harness.__version__})


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


def check_instrument(made: Sequence[Variant]) -> Instrument:
    """Try every measure on the inputs: the transcript as its own record, and the reference note."""
    failures: set[tuple[str, str]] = set()
    sentences: list[str] = []
    for kind, spoken in (("Notes", False), ("Transcripts", True)):
        arms = [v for v in made if (v.voice is not None) is spoken]
        if not arms:
            continue
        tool, found, calls = findings.examine_inputs(arms, write=adapters.reference_note)
        counts: list[Count] = stats.count(_by_call(found), calls, {v.id: v for v in arms}, {tool.name: tool})
        moved, told = stats.instrument_differences(counts, tool.name, stats.axis_plans(arms))
        failures |= moved
        sentences += [f"{kind}. {sentence}" for sentence in told]
    return Instrument(frozenset(failures), tuple(sentences))


def card(folder: RunFolder) -> Scorecard:
    """The scorecard, written into the folder as HTML, JSON, Markdown and CSV."""
    run, made, calls, answered = _signed(folder.run()), folder.variants(), folder.calls(), folder.outputs()
    estimates, found = folder.estimates(), folder.findings()
    table, axes = stats.CountTable(folder.counts()), stats.axis_plans(made.values())
    gates = {t.name: stats.gates(t, table, estimates, run.standard, axes) for t in run.tools}
    grades = {t.name: stats.grade(t, gates[t.name], estimates, run.standard) for t in run.tools}
    still_open = Counter(call.tool for call in calls if call.id not in answered)
    planned = Counter(call.tool for call in calls)
    for name, missing in still_open.items():
        grades[name] = _unfinished(grades[name], missing, planned[name])
    built = scorecard.build(
        run,
        estimates,
        gates,
        grades,
        found,
        {c.id: c for c in calls},
        made,
        answered,
        instrument=folder.instrument(),
        not_tested=(*_open_sentences(run, still_open, planned), *run.not_tested),
    )
    context = scorecard.Context({c.id: c for c in calls}, made, answered)
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
