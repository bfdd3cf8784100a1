"""Joins the first four stages: an evaluation to a run folder with every answer in it. May call tools."""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import harness
from harness import adapters, findings, outputs, stats, suites, variants
from harness.errors import CommandError, Fault, RunFolderError, UserFileError
from harness.evaluation import Evaluation
from harness.pipeline import scoring
from harness.pipeline.looking import Looks
from harness.pipeline.progress import Progress, silent
from harness.records import Call, Count, Run, Task, Variant
from harness.store import RunFolder
from harness.suites import plain_words


@dataclass(frozen=True)
class Prepared:
    """A run folder ready to be collected into, and how much of it is answered already."""

    folder: RunFolder
    answered: int
    planned: int
    not_tested: tuple[str, ...]


# ------------------------------------------------------------------ plan


def load(evaluation: Evaluation) -> list[suites.Suite]:
    """The suites of an evaluation, with only the scenarios that it names, if it names any.

    Raises:
        UserFileError: one of them is wrong.
        CommandError: a scenario is in none of them.
    """
    loaded = [suites.load(folder) for folder in evaluation.suites]
    if not evaluation.scenarios:
        return loaded
    wanted, known = set(evaluation.scenarios), [s.id for suite in loaded for s in suite.scenarios]
    for name in evaluation.scenarios:
        if name not in known:
            raise CommandError(f"There is no scenario '{name}' in these suites. {plain_words.closest(name, known)}")
    kept = [replace(suite, scenarios=tuple(s for s in suite.scenarios if s.id in wanted)) for suite in loaded]
    return [suite for suite in kept if suite.scenarios]


def expand(evaluation: Evaluation, loaded: Sequence[suites.Suite], progress: Progress = silent) -> list[Variant]:
    """Every variant the evaluation's tools are to be sent, proved to differ only in their slots.

    Raises:
        UserFileError: an identity file is wrong, or two arms differ where they must not.
    """
    axes, names = suites.identities(evaluation.identities), suites.names(evaluation.identities)
    media = {"voice" if tool.task is Task.TRANSCRIBE else "text" for tool in evaluation.tools}
    asked = {axes[name].medium for name in evaluation.axes} & media
    controls = [name for name, axis in axes.items() if axis.control and evaluation.controls]
    chosen = [name for name in dict.fromkeys([*evaluation.axes, *controls]) if axes[name].medium in asked]
    made: list[Variant] = []
    faults: list[Fault] = []
    drawer = names.drawer(evaluation.seed)  # one for all suites: no group has a name twice in a run
    for number, suite in enumerate(loaded, start=1):
        progress("Filling scenarios", number, len(loaded))
        filled = list(variants.expand(suite, axes, names, chosen, evaluation.seed, drawer))
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
    """Every call that will be made: each tool with every variant of its medium, every repeat; batch by batch of looks.

    Raises:
        CommandError: a tool would have nothing to do, because no axis of its medium was chosen.
    """
    calls: list[Call] = []
    batch = stats.batches((v.scenario for v in made), evaluation.looks, evaluation.seed)
    for number in range(1, evaluation.looks + 1):
        for spoken in (False, True):
            tools = [t for t in evaluation.tools if (t.task is Task.TRANSCRIBE) is spoken]
            arms = [v for v in made if (v.voice is not None) is spoken]
            if tools and not arms:
                what = "an axis of voices, as accent" if spoken else "an axis of text, as sex"
                raise CommandError(f"Tool '{tools[0].name}' would have nothing to do. Add {what} to axes.")
            here = [v for v in arms if batch[v.scenario] == number]
            for call in outputs.plan(tools, here, evaluation.repeats, evaluation.seed) if here else ():
                calls.append(call.model_copy(update={"order": len(calls)}))
    return calls


def prepare(evaluation: Evaluation, results: Path, *, fresh: bool = False, progress: Progress = silent) -> Prepared:
    """Make the run folder, or find the one that was begun with exactly this plan, ledger and standard.

    Every tool is opened once first, so that a wrong setting is told before anything is written.
    """
    loaded = load(evaluation)
    made = expand(evaluation, loaded, progress)
    calls = plan(evaluation, made)
    standard, standard_hash = stats.read_standard(evaluation.standard)
    run = Run(
        name=evaluation.name,
        created=datetime.date.today().isoformat(),
        suites={suites.label(s): s.content_hash for s in loaded} | {"identities": _hash_of(evaluation.identities)},
        tools=evaluation.tools,
        axes=tuple(dict.fromkeys(v.axis for v in made)),
        repeats=evaluation.repeats,
        seed=evaluation.seed,
        standard=standard,
        standard_hash=standard_hash,
        plumbline=harness.__version__,
        checks=findings.CHECKS,
        not_tested=evaluation.not_tested,
        looks=evaluation.looks,
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
    looked: tuple[str, ...] = ()
    """What the planned looks showed so far, a sentence each."""


def collect(folder: RunFolder, *, base: Path | None = None, workers: int = 4, progress: Progress = silent) -> Round:
    """Ask every tool what it has not answered yet, and record each answer as it comes.

    With planned looks, batch by batch: a tool that is beyond a bound is asked no more.

    Raises:
        ToolError: a tool cannot be used at all; what others answered is kept.
    """
    run, made, calls = folder.run(), folder.variants(), folder.calls()
    looks = Looks.of(run, made)
    taken: dict[str, list[stats.Looked]] = {}
    counts: list[Count] = []
    failures = scoring.check_instrument(list(made.values())).failures if run.looks > 1 else frozenset()
    lock = folder.locked()
    try:
        for number in range(1, run.looks + 1):
            due = looks.due(calls, taken, number)
            answered = folder.outputs()
            open_calls = [call for call in due if call.id not in answered]
            asked = _ask(folder, open_calls, len(answered), base, workers, progress) if open_calls else None
            folder.settle(due)
            answered = folder.outputs()
            if any(call.id not in answered for call in due):
                break
            if number < run.looks:
                new = [call for call in due if looks.batch[made[call.variant].scenario] == number]
                counts += scoring.counts_of(run, made, new, answered)
                taken = looks.take(counts, failures, number)
        reconciled = outputs.reconcile(due, {call.id: answered[call.id] for call in due if call.id in answered})
        told = tuple(f"{tool}: {one.sentence}" for tool, looked in taken.items() for one in looked)
        return Round(reconciled, asked.to_come if asked else (), asked is not None and asked.stopped, told)
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
