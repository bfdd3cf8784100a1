"""The command line: one function a verb. Each reads its arguments, calls one thing and says what came of it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.errors import BelowStandard, PlumblineError, RunFolderError

if TYPE_CHECKING:
    from harness.evaluation import Evaluation
    from harness.judges import Judging
    from harness.records import Scorecard

app = typer.Typer(
    name="plumbline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Tests whether an AI transcription or note-writing tool can be trusted with social work records: "
    "what it loses, what it invents, and whether it does either more often to some people than to others.",
    epilog="Start with: plumbline demo.   Nothing leaves this computer unless a tool you name needs it to.",
)
measure_app = typer.Typer(
    no_args_is_help=True, help="Use one measure alone, on your own material: notes, transcripts, pairs or groups."
)
app.add_typer(measure_app, name="measure")


def _version(wanted: bool) -> None:
    if wanted:
        from harness import __version__

        typer.echo(f"plumbline {__version__}")
        raise typer.Exit


@app.callback()
def plumbline(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """Tests whether an AI transcription or note-writing tool can be trusted with social work records."""


Results = Annotated[Path, typer.Option("--results", help="Folder that run folders are made in.")]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, as `results/2026-11-24_demo`.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Start again, even if this run was begun or finished before.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=64, help="How many calls to make at once.")]
MustPass = Annotated[
    bool, typer.Option("--must-pass", help="End with status 4 unless every tool that is not planted passes.")
]
NotesOnly = Annotated[bool, typer.Option("--notes-only", help="Leave the speech recognisers out.")]
JudgeName = Annotated[
    str | None,
    typer.Option("--judge", help="A model beside the rules: its folder, a hub name, or the address of an endpoint."),
]
JudgeOptions = Annotated[
    list[str] | None,
    typer.Option(
        "--judge-option",
        metavar="NAME=VALUE",
        help="calibration=FILE; of an endpoint: model=NAME, key=ENVIRONMENT_VARIABLE, votes=3.",
    ),
]
AllowHub = Annotated[bool, typer.Option("--allow-hub", help="Fetch the judge from the model hub, by its name.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="File to write.")]


@app.command()
def demo(
    results: Results = Path("results"),
    notes_only: NotesOnly = False,
    fresh: Fresh = False,
    workers: Workers = 4,
) -> None:
    """Do the main job with nothing to set up: real and planted tools, shipped scenarios, a scorecard.

    Takes a few minutes. If it is stopped, run it again: it goes on where it was.
    """
    from harness import evaluation

    _run(evaluation.demo(speech=not notes_only), results, fresh=fresh, workers=workers)


@app.command()
def new(
    suite: Annotated[Path, typer.Argument(metavar="SUITE", help="Folder of the suite; it is made if there is none.")],
    name: Annotated[str, typer.Option("--id", prompt="Short name (lower case, underscores)", help="As fall_at_home.")],
    title: Annotated[str, typer.Option("--title", prompt="Title", help="What a reader sees.")],
    area: Annotated[
        str, typer.Option("--area", prompt="Practice area", help="As care_act_assessment, child_in_need.")
    ] = "care_act_assessment",
    subject: Annotated[
        str, typer.Option("--subject", prompt="Who is the record about (adult, child, mother ...)")
    ] = "adult",
    born: Annotated[int, typer.Option("--born", min=1900, max=2030, prompt="Their year of birth")] = 1950,
    sex: Annotated[str, typer.Option("--sex", prompt="Their sex, as you write it (female, male)")] = "female",
) -> None:
    """Write a new scenario to change: a short conversation and its facts, with comments that teach. No code."""
    import datetime

    from harness import console
    from harness.errors import CommandError
    from harness.suites import scaffold

    if sex not in ("female", "male"):
        raise CommandError(f"The sex '{sex}' cannot be used. Write female or male; an axis may change it.")
    wanted = scaffold.Wanted(name, title, area, subject, born, sex)
    for path in scaffold.new(suite, wanted, datetime.date.today().year):
        console.say(f"Written: {path}")
    console.say(f"Now change them, and after every change: plumbline check {suite}")
    console.say(f"To see it as a tool would: plumbline preview {suite} --scenario {name}")


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUITE...]", help="Suite folders, as test_suites/adults. Default: all that are shipped."
        ),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show all that is covered, not only what is thin.")
    ] = False,
) -> None:
    """Look for faults in a suite: each with its file, its line and what to write instead; then what it covers."""
    from harness import console, stats, suites

    chosen = names or suites.shipped_names()
    given = [Path(name) if Path(name).exists() else suites.find(name, Path.cwd()) for name in chosen]
    folders, other = suites.sorted_out(given)
    faults = [fault for folder in folders for fault in suites.check(folder)]
    faults += stats.standard_faults(other.standards) + suites.identity_faults(other.identities)
    console.faults(faults)
    if faults:
        raise typer.Exit(1)
    console.say(f"No fault found in {', '.join(map(str, [*folders, *other.identities, *other.standards]))}.")
    if other.rest:
        console.say(f"Left out, because they are no suites: {', '.join(map(str, other.rest))}.")
    if not folders:
        return
    loaded = [suites.load(folder) for folder in folders]
    axes = suites.identities(suites.identities_beside(folders[0]))
    console.coverage(suites.coverage(loaded, axes, suites.read_coverage(folders[0])), all_of_it=coverage)
    console.notes(suites.notes(loaded))


@app.command()
def preview(
    name: Annotated[str, typer.Argument(metavar="SUITE", help="A suite folder, as test_suites/adults, or adults.")],
    scenario: Annotated[str | None, typer.Option("--scenario", help="Only this scenario.")] = None,
    axis: Annotated[str | None, typer.Option("--axis", help="Only this axis.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the names and the case values.")] = 11,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.html", help="Write a page to read in a browser instead.")
    ] = None,
) -> None:
    """Show what a tool would be sent, and how each arm differs from the first.

    With --to, as a page: the facts beside the turns that say them, and the arms side by side.
    """
    from harness import console, preview, suites
    from harness.errors import CommandError
    from harness.store import write_atomically

    folder = Path(name) if Path(name).exists() else suites.find(name, Path.cwd())
    if to is None:
        for text in preview.arms(folder, scenario=scenario, axis=axis, seed=seed):
            console.say(text)
        only = f" --scenario {scenario}" if scenario else ""
        console.say(
            f"To read it as a page, with the facts beside the turns: plumbline preview {name}{only} --to preview.html"
        )
        return
    if to.suffix.lower() not in (".html", ".htm"):
        raise CommandError(f"The page cannot be written as {to}. Give a name that ends in .html.")
    write_atomically(to, preview.html(folder, scenario=scenario, axis=axis, seed=seed))
    console.say(f"Written: {to}. Open it in a browser; it needs no network.")


@app.command()
def publish(
    name: Annotated[str, typer.Argument(metavar="SUITE", help="A suite folder, as test_suites/adults, or adults.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write, or to check.")],
    check: Annotated[
        bool, typer.Option("--check", help="Prove that what is there opens as what the suite holds.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the names and the case values.")] = 11,
) -> None:
    """Write a suite as a Hugging Face dataset, with its card; or check one that was written."""
    from harness import console, publishing, suites

    folder = Path(name) if Path(name).exists() else suites.find(name, Path.cwd())
    if check:
        rows = publishing.check(folder, to)
        console.say(f"{to}: {rows:,} rows, loaded whole and streamed, are what {folder} gives.")
        return
    with console.progress() as progress:
        rows = publishing.write(folder, to, seed=seed, progress=lambda done: progress("Writing variants", done, done))
    console.say(f"{to}: {rows:,} rows. To check it: plumbline publish {name} --to {to} --check")


@app.command()
def seal(
    name: Annotated[str, typer.Argument(metavar="SUITE", help="The public suite: a folder, or adults.")],
    to: Annotated[Path, typer.Option("--to", help="Folder of the sealed edition: to write, or to open.")],
    seed_file: Annotated[
        Path | None, typer.Option("--seed-file", help="A file with one secret line of 16 characters or more.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Check an edition against the commitment made before.")] = False,
    commitment: Annotated[
        Path | None, typer.Option("--commitment", help="The published commitment. Default: the one in the folder.")
    ] = None,
) -> None:
    """Make an edition of a suite with other facts, and the hash to publish before a procurement; or open one.

    Publish commitment.json, keep the folder and the secret to yourself, run the edition as a suite, and give all of it
    away when the procurement is over: --open then shows that nothing was changed.
    """
    from harness import console, suites
    from harness.errors import CommandError
    from harness.suites import seal as sealing

    folder = Path(name) if Path(name).exists() else suites.find(name, Path.cwd())
    secret = sealing.read_secret(seed_file) if seed_file else None
    if open_:
        manifest = sealing.open_sealed(to, commitment or to / sealing.COMMITMENT, secret, folder)
        console.say(f"{to}: {len(manifest.files):,} files are as they were sealed from {manifest.suite}.")
        return
    if secret is None:
        raise CommandError("Give --seed-file: a file with one secret line, which decides the edition's facts.")
    made = sealing.seal(folder, secret, to)
    console.say(f"Sealed {made.suite}, {made.scenarios} scenarios, as {to / 'edition'}.")
    console.say(f"Publish before the procurement: {to / sealing.COMMITMENT}")
    console.say(f"Commitment: {made.commitment}")


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(metavar="EVALUATION.yaml", help="What to run; see the README.")],
    pilot: Annotated[
        Path | None, typer.Option("--from", metavar="RUN", help="A scored run to plan from, instead of guesses.")
    ] = None,
    cost_scenario: Annotated[float, typer.Option("--cost-scenario", min=0, help="Cost of one more scenario.")] = 0.0,
    cost_call: Annotated[float, typer.Option("--cost-call", min=0, help="Cost of one call of a tool.")] = 1.0,
) -> None:
    """Say what a run would take, and the smallest difference between groups it could see.

    With --from, also how many scenarios and repeats the spread seen in a pilot run asks for, and what they cost.
    """
    from harness import console, evaluation, piloting, planning
    from harness.store import RunFolder

    chosen = evaluation.read(file)
    with console.progress() as progress:
        tables = planning.tables(chosen, progress)
    if pilot is not None:
        standard = planning.standard_of(chosen)
        tables.append(piloting.table(RunFolder.open(pilot), standard, piloting.Cost(cost_scenario, cost_call)))
    console.table(tables)


@app.command()
def run(
    file: Annotated[Path | None, typer.Argument(metavar="[EVALUATION.yaml]", help="What to run.")] = None,
    tool: Annotated[list[str] | None, typer.Option("--tool", help="An embedded tool; instead of a file.")] = None,
    suite: Annotated[list[str] | None, typer.Option("--suite", help="A shipped suite or a suite folder.")] = None,
    looks: Annotated[
        int | None,
        typer.Option("--looks", min=1, max=20, help="Look so many times on the way, and stop a tool shown to differ."),
    ] = None,
    results: Results = Path("results"),
    fresh: Fresh = False,
    workers: Workers = 4,
    must_pass: MustPass = False,
) -> None:
    """Send the scenarios to the tools, compare, test and write the scorecard. Can be stopped and run again.

    Ends with 0 when done, 1 if a file of yours is wrong, 2 if the command is, 3 if a tool cannot be used,
    4 if --must-pass is given and a tool does not pass. The README shows an evaluation file; embedded tools are
    lead, graph, reference, planted_drops, planted_invents, planted_hearsay, pocketsphinx and pocketsphinx_fitted.
    """
    from harness import evaluation

    chosen = evaluation.choose(file, tools=tool or [], suites=suite or [])
    if looks is not None:
        chosen = replace(chosen, looks=looks)
    _run(chosen, results, fresh=fresh, workers=workers, must_pass=must_pass)


@app.command()
def selftest(
    suite: Annotated[
        list[str] | None, typer.Option("--suite", help="A shipped suite or a suite folder. Default: all.")
    ] = None,
    axis: Annotated[
        list[str] | None, typer.Option("--axis", help="An axis to compare groups on. Default: sex.")
    ] = None,
    scenarios: Annotated[
        int | None,
        typer.Option("--scenarios", min=1, help="At most so many scenarios, drawn by the seed. Default: all."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the names, the case values and the faults.")] = 11,
    to: Annotated[Path, typer.Option("--to", help="Folder to write selftest.json and selftest.html into.")] = Path(
        "selftest"
    ),
    judge: JudgeName = None,
    judge_options: JudgeOptions = None,
    allow_hub: AllowHub = False,
) -> None:
    """Measure the checks themselves: plant faults on purpose, and count what is found, missed and wrongly flagged.

    By kind of fault, by style of note and by group, so that a difference between groups is not the checks' own.
    """
    from harness import console, findings, suites
    from harness import selftest as measured
    from harness.store import write_atomically

    folders = tuple(suites.find(name, Path.cwd()) for name in suite or suites.shipped_names())
    judging = _judging(judge, judge_options, allow_hub, ())
    wanted = measured.Wanted(folders, tuple(axis or ["sex"]), scenarios, seed)
    with console.progress() as progress:
        examine = judging.examine if judging else findings.examine
        result = measured.run(wanted, progress, examine, judge=judging.name if judging else None)
    for name, content in measured.files(result):
        write_atomically(to / name, content)
    console.table(measured.tables(result))
    for sentence in (*result.sentences, *(d.sentence for d in result.differences if not d.twin)):
        console.say(sentence)
    console.say(f"Written: {to / 'selftest.html'} and {to / 'selftest.json'}.")


@app.command()
def score(
    path: RunPath,
    standard: Annotated[
        str | None,
        typer.Option("--standard", help="Judge by another standard; the scorecard says that it was changed."),
    ] = None,
    must_pass: MustPass = False,
    judge: JudgeName = None,
    judge_options: JudgeOptions = None,
    allow_hub: AllowHub = False,
) -> None:
    """Compare and test again from the answers in a run folder, and write the scorecard. Calls no tool.

    Without --standard the run is judged by the one that was fixed before its first call. With --judge, by a model
    beside the rules; what it says is kept in judgements.jsonl, and is not asked again.
    """
    from harness import console, evaluation, judges, pipeline
    from harness.store import RunFolder

    folder = RunFolder.open(path)
    others = judges.names_of(folder.run().tools) if judge else ()
    judging = _judging(judge, judge_options, allow_hub, others, folder.path / "judgements.jsonl")
    folder.judge_by(*(evaluation.read_standard(standard, Path.cwd()) if standard else (None, "")))
    with console.progress() as progress:
        pipeline.score(folder, progress, judging)
        card = pipeline.card(folder)
    console.summary(card, folder.path)
    if must_pass:
        _hold(card)


@app.command()
def card(path: RunPath) -> None:
    """Write the scorecard again from the estimates in a run folder."""
    from harness import console, pipeline
    from harness.store import RunFolder

    folder = RunFolder.open(path)
    console.summary(pipeline.card(folder), folder.path)


@app.command()
def review(
    path: RunPath,
    sheet: Annotated[Path | None, typer.Option("--sheet", metavar="FOLDER", help="Write a sheet to give out.")] = None,
    flags: Annotated[int, typer.Option("--flags", min=0, help="At most so many flagged findings.")] = 200,
    unflagged: Annotated[int, typer.Option("--unflagged", min=0, help="So many others, drawn at random.")] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the items and their order.")] = 11,
    verdicts: Annotated[
        list[Path] | None,
        typer.Option("--verdicts", metavar="FILE", help="A filled sheet: .xlsx, .csv, or the .json the page saves."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Whose verdicts they are, as 'Reviewer A'.")] = None,
    date: Annotated[str | None, typer.Option("--date", help="When they were given. Default: today.")] = None,
) -> None:
    """Let people decide what the checks flagged, without knowing whom it is about; and bring their verdicts back.

    With --sheet, a workbook and a page to give out. With --verdicts, they are added to the run; plumbline score then
    counts them in place of the checks. With neither: where the review stands, with agreement and corrected shares.
    """
    from harness import console, pipeline
    from harness import review as reviewing
    from harness.errors import CommandError
    from harness.store import RunFolder

    if sheet is not None and verdicts:
        raise CommandError("Give --sheet to hand one out, or --verdicts to bring one back; not both.")
    if name is not None and not verdicts:
        raise CommandError("--name says whose verdicts they are: give --verdicts FILE with it.")
    folder = RunFolder.open(path)
    if sheet is not None:
        with console.progress() as progress:
            found = pipeline.by_rule(folder, progress)
        made = reviewing.hand_out(
            folder, found, sheet, flags=flags, unflagged=unflagged, seed=seed, checks=folder.run().checks
        )
        console.handed_out(made, path)
        return
    if verdicts:
        taken = reviewing.take_in(folder, verdicts, name, date)
        console.say(f"{len(taken):,} verdicts of {taken[0].reviewer} are added to {folder.path / 'reviews.jsonl'}.")
        console.say(f"To count them in the scorecard: plumbline score {path}")
    for line in reviewing.standing(folder):
        console.say(line)


# ------------------------------------------------------------------ measures alone


@measure_app.command("notes")
def measure_notes(
    file: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help='Lines of {"id", "source", "note" or "claims", "facts"?}.')
    ],
    out: Out,
    judge: JudgeName = None,
    judge_options: JudgeOptions = None,
    allow_hub: AllowHub = False,
    written_by: Annotated[
        list[str] | None, typer.Option("--written-by", help="Model that wrote the notes: it may not judge them.")
    ] = None,
) -> None:
    """Claims of each note that its source does not support, and which facts were kept."""
    from harness import console
    from harness.measure import notes

    judging = _judging(judge, judge_options, allow_hub, written_by or ())
    console.say(notes.measure(file, out, judging))


@measure_app.command("transcripts")
def measure_transcripts(
    file: Annotated[Path, typer.Argument(metavar="IN.jsonl", help='Lines of {"id", "reference", "hypothesis", ...}.')],
    out: Out,
    normaliser: Annotated[str, typer.Option("--normaliser", help="uk, plain, whisper or none.")] = "uk",
    by: Annotated[str | None, typer.Option("--by", help="Field that names the group of a line.")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", help="Field that names the speaker.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the resamples.")] = 11,
) -> None:
    """Words wrong in each transcript, and by group with an interval that resamples speakers."""
    from harness import console
    from harness.measure import transcripts

    console.say(transcripts.measure(file, out, normaliser=normaliser, by=by, cluster=cluster, seed=seed))


@measure_app.command("groups")
def measure_groups(
    file: Annotated[
        Path, typer.Argument(metavar="IN.csv", help="Columns scenario, group, value (or events, exposure).")
    ],
    out: Out,
    margin: Annotated[float, typer.Option("--margin", help="The difference that would matter; a ratio for rates.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the resamples.")] = 11,
) -> None:
    """Whether any measure differs between groups, with the verdict a statistician would give."""
    from harness import console
    from harness.measure import groups

    console.say(groups.measure(file, out, margin=margin, seed=seed))


@measure_app.command("pairs")
def measure_pairs(
    file: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help='Lines of {"pair", "group", "source", "output", "tool"}.')
    ],
    out: Out,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the resamples.")] = 11,
) -> None:
    """Whether outputs you already have differ between groups; echoed, repeated and empty ones set aside first."""
    from harness import console
    from harness.measure import pairs

    console.say(pairs.measure(file, out, seed=seed))


# ------------------------------------------------------------------ shared by the verbs


def _run(chosen: Evaluation, results: Path, *, fresh: bool, workers: int, must_pass: bool = False) -> None:
    from harness import console, pipeline

    with console.progress() as progress:
        prepared = pipeline.prepare(chosen, results, fresh=fresh, progress=progress)
        console.begun(prepared)
        asked = pipeline.collect(prepared.folder, base=chosen.base, workers=workers, progress=progress)
        console.looked(asked)
        if asked.reconciled.missing:  # a scorecard now would count what is still to come as failed
            console.unfinished(prepared.folder.path, asked)
            if must_pass:
                raise BelowStandard("Not shown to meet the standard: the run is not finished.")
            raise typer.Exit(130 if asked.stopped else 0)
        pipeline.score(prepared.folder, progress)
        made = pipeline.card(prepared.folder)
    console.summary(made, prepared.folder.path)
    if must_pass:
        _hold(made)


def _judging(
    judge: str | None,
    options: list[str] | None,
    allow_hub: bool,
    others: Iterable[str],
    record: Path | None = None,
) -> Judging | None:
    """The judge asked for, joined to the rules; None if none was."""
    from harness.errors import CommandError

    if judge is None:
        if options or allow_hub:
            raise CommandError("--judge-option and --allow-hub go with --judge: name the model as well.")
        return None
    from harness import console, judges

    judging, warning = judges.open_judging(judges.wanted(judge, options or (), allow_hub=allow_hub), record, others)
    if warning:
        console.say(warning)
    return judging


def _hold(made: Scorecard) -> None:
    """Raise BelowStandard unless every real tool passes."""
    if all(one.tool.planted is not None for one in made.tools):
        raise BelowStandard("There is no real tool in this run to hold to the standard.")
    below = [one for one in made.tools if one.tool.planted is None and one.grade != "PASS"]
    if below:
        raise BelowStandard("Below the standard: " + "; ".join(f"{one.tool.label}: {one.grade}" for one in below) + ".")


def main() -> None:
    """Entry point: every error a user can cause becomes a sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):  # a redirected Windows stream cannot write every name otherwise
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except PlumblineError as error:
        from harness import console

        console.error(error)
        sys.exit(error.exit_status)
    except OSError as error:
        from harness import console

        console.error(RunFolderError(f"{error.filename or 'A file'}: {error.strerror or error}."))
        sys.exit(1)


if __name__ == "__main__":
    main()
