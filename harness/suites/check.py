"""Turns a suite's folder into the list of everything that is wrong with it: form, slots, turns and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import Fault, UserFileError
from harness.suites import slots as language
from harness.suites.coverage import read_coverage, vocabulary_faults
from harness.suites.identities import Axis, identities, names
from harness.suites.ledger import ledger_faults
from harness.suites.load import Reading, Source, Suite, read_suite
from harness.suites.plain_words import closest
from harness.suites.seal import canary_faults
from harness.suites.shipped import shipped
from harness.suites.wording import plain_words
from harness.suites.yaml_text import read_text

SCENARIO_FILES = ("scenario.yaml", "dialogue.txt")
DESCRIBED_BY_AGE = "age"
"""The one axis whose slot is not in its file: ``{subject.age}`` is filled from the group's age."""


def check(folder: Path, identities_folder: Path | None = None, others: Iterable[Path] = ()) -> list[Fault]:
    """Every fault of a suite, in file and line order.

    Args:
        folder: The suite.
        identities_folder: Where the axis files are. Default: ``identities`` beside the suite, or those that
            come with Plumbline.
        others: Suites that it will be run with; a scenario's name may be used once among them all.
    """
    folder = Path(folder)
    reading = read_suite(folder)
    faults = list(reading.faults)
    try:
        axes = identities(identities_folder or identities_beside(folder))
    except UserFileError as error:
        return _in_order([*faults, *error.faults])
    try:
        asked = read_coverage(folder)
    except UserFileError as error:
        return _in_order([*faults, *error.faults])
    for source in reading.sources:
        faults += scenario_faults(source, axes)
        faults += vocabulary_faults(source, asked)
    faults += list(_suite_faults(reading, axes))
    faults += list(_repeated(reading, [read_suite(Path(other)) for other in others]))
    return _in_order(faults)


def identities_beside(folder: Path) -> Path:
    """Where a suite's axis files are: ``identities`` beside it, or those that come with Plumbline."""
    beside = folder.resolve().parent / "identities"
    return beside if beside.is_dir() else shipped() / "identities"


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda fault: (str(fault.file), fault.line or 0))


def scenario_faults(source: Source, axes: Mapping[str, Axis]) -> list[Fault]:
    """What is wrong with what one scenario says (its form is already known to be right)."""
    return [
        *_slot_faults(source, axes),
        *_people_faults(source),
        *_axis_faults(source, axes),
        *ledger_faults(source, axes),
    ]


def axis_slots(axes: Mapping[str, Axis]) -> dict[str, str]:
    """Every slot that identities fill, with its axis."""
    return {slot: axis.name for axis in axes.values() for group in axis.groups for slot in group.slots}


def _slot_faults(source: Source, axes: Mapping[str, Axis]) -> Iterator[Fault]:
    scenario, document = source.scenario, source.document
    filled = axis_slots(axes)
    sized = frozenset(key for key, person in scenario.people.items() if person.born is not None)
    used: set[str] = set()
    for path, text in language.texts(scenario):
        used |= {slot.name for slot in language.slots(text) if slot.key is None}
        for found, remedy in language.problems(text, scenario, filled, sized):
            yield Fault(document.file, document.line(path), found, remedy)
    for turn in source.spoken:
        used |= {slot.name for slot in language.slots(turn.words) if slot.key is None}
        for found, remedy in language.problems(turn.words, scenario, filled, sized):
            yield Fault(source.dialogue_file, turn.line, found, remedy)
    for name, values in scenario.case_slots.items():
        line = document.line(("case_slots", name))
        if not values:
            yield Fault(
                document.file, line, f"The slot {{{name}}} has no value.", f"Write its values: {name}: [one, two]."
            )
        elif name not in used:
            yield Fault(
                document.file, line, f"The slot {{{name}}} is used nowhere.", "Use it in the dialogue, or delete it."
            )


def _people_faults(source: Source) -> Iterator[Fault]:
    scenario, document = source.scenario, source.document
    people = scenario.people
    if scenario.subject not in people:
        yield Fault(
            document.file,
            document.line(("subject",)),
            f"The subject '{scenario.subject}' is not in people.",
            closest(scenario.subject, people),
        )
    words = set().union(*(plain_words(turn.words) for turn in source.spoken)) if source.spoken else set()
    given: dict[str, str] = {}
    for key, person in people.items():
        line = document.line(("people", key))
        if person.family_of is not None and (person.family_of not in people or person.family_of == key):
            yield Fault(
                document.file,
                line,
                f"{key} is family of '{person.family_of}', who is not in people.",
                closest(person.family_of, [k for k in people if k != key]),
            )
        for part in ("first", "last"):
            name = getattr(person, part)
            if name is None:
                continue
            if key == scenario.subject or person.family_of == scenario.subject:
                yield Fault(
                    document.file,
                    line,
                    f"The name '{name}' of {key} is fixed, but it must change with the subject's group.",
                    f"Delete {part}: and use {{{key}.{part}}}.",
                )
            for word in name.lower().split():
                if word in words:
                    yield Fault(
                        document.file,
                        line,
                        f"The name '{name}' of {key} is also an ordinary word of the dialogue.",
                        "Choose another name: the two could not be told apart in a record.",
                    )
            for other, whose in given.items():
                if whose != key and (name.lower() in other.lower() or other.lower() in name.lower()):
                    yield Fault(
                        document.file,
                        line,
                        f"The name '{name}' of {key} and the name '{other}' of {whose} contain one another.",
                        "Choose another name: the two could not be told apart in a record.",
                    )
            given.setdefault(name, key)
    yield from _label_faults(source)


def _label_faults(source: Source) -> Iterator[Fault]:
    """Two speakers whose lines would begin alike."""
    scenario = source.scenario
    speaking = {turn.person for turn in source.spoken if turn.person}
    seen: dict[str, str] = {}
    for key, person in scenario.people.items():
        if key not in speaking or key == scenario.subject:
            continue
        label = person.label or person.role.replace("_", " ").capitalize()
        if label in seen:
            yield Fault(
                source.document.file,
                source.document.line(("people", key)),
                f"{key} and {seen[label]} are both called '{label}' in the transcript.",
                "Give one of them a label: of its own.",
            )
        seen.setdefault(label, key)


def _axis_faults(source: Source, axes: Mapping[str, Axis]) -> Iterator[Fault]:
    scenario, document = source.scenario, source.document
    filled = axis_slots(axes)
    stated = {
        filled.get(slot.name, slot.name)
        for turn in source.spoken
        for slot in language.slots(turn.words)
        if slot.key == scenario.subject
    }
    for n, name in enumerate(scenario.axes.allow):
        line = document.line(("axes", "allow", n))
        if name not in axes:
            yield Fault(document.file, line, f"The axis '{name}' is not known.", closest(name, axes))
            continue
        if name in scenario.axes.forbid:
            yield Fault(
                document.file,
                line,
                f"The axis '{name}' is both allowed and forbidden.",
                "Delete it from one of the two.",
            )
        if axes[name].medium == "voice":
            if not scenario.spoken_turns:
                yield Fault(
                    document.file,
                    line,
                    f"The axis '{name}' needs turns to be read aloud, and there are none.",
                    "Add spoken_turns: [3, 4, 5], or take the axis out of allow.",
                )
            continue
        own = sorted(slot for slot, axis in filled.items() if axis == name) or (
            [DESCRIBED_BY_AGE] if name == DESCRIBED_BY_AGE else []
        )
        if own and name not in stated:
            yield Fault(
                document.file,
                line,
                f"The axis '{name}' is allowed, but no turn says what it changes.",
                f"Write {{{scenario.subject}.{own[0]}}} in a turn, or take the axis out of allow.",
            )
        if (
            own
            and axes[name].carried
            and name != DESCRIBED_BY_AGE
            and not any(name in fact.carries for fact in scenario.facts)
        ):
            yield Fault(
                document.file,
                line,
                f"The axis '{name}' is allowed, but no fact carries it.",
                f"Add a fact that states {{{scenario.subject}.{own[0]}}}, with carries: [{name}].",
            )
    for name in scenario.axes.forbid:
        if name not in axes:
            yield Fault(
                document.file,
                document.line(("axes", "forbid", name)),
                f"The axis '{name}' is not known.",
                closest(name, axes),
            )


def _suite_faults(reading: Reading, axes: Mapping[str, Axis]) -> Iterator[Fault]:
    """What does not fit between suite.yaml and its scenarios."""
    suite, header = reading.suite, reading.suite_document
    if suite is None or header is None:
        return
    for n, name in enumerate(suite.axes):
        if name not in axes:
            yield Fault(header.file, header.line(("axes", n)), f"The axis '{name}' is not known.", closest(name, axes))
    for source in reading.sources:
        scenario, document = source.scenario, source.document
        if scenario.practice_area not in suite.practice_areas:
            yield Fault(
                document.file,
                document.line(("practice_area",)),
                f"The practice area '{scenario.practice_area}' is not in suite.yaml.",
                closest(scenario.practice_area, suite.practice_areas),
            )
        for n, name in enumerate(scenario.axes.allow):
            if name in axes and name not in suite.axes:
                yield Fault(
                    document.file,
                    document.line(("axes", "allow", n)),
                    f"The axis '{name}' is not among the axes of suite.yaml.",
                    "Add it there, or take it out here.",
                )
        for key, person in scenario.people.items():
            if person.born is not None and person.born > suite.year:
                yield Fault(
                    document.file,
                    document.line(("people", key, "born")),
                    f"{key} is born in {person.born}, after the suite's year {suite.year}.",
                    "Write an earlier year.",
                )


def _repeated(reading: Reading, others: list[Reading]) -> Iterator[Fault]:
    """Scenario names that another suite uses too: results are kept by scenario name."""
    taken = {source.scenario.id: source.document.file for other in others for source in other.sources}
    for source in reading.sources:
        if source.scenario.id in taken:
            yield Fault(
                source.document.file,
                None,
                f"The scenario name '{source.scenario.id}' is used twice, also by {taken[source.scenario.id]}.",
                "Rename one of the two folders.",
            )


def notes(suites: Iterable[Suite]) -> list[Fault]:
    """What is no fault, and worth knowing: public files without their canary, scenarios that nobody reviewed."""
    found: list[Fault] = []
    for suite in suites:
        files = [suite.folder / "scenarios" / s.id / name for s in suite.scenarios for name in SCENARIO_FILES]
        found += canary_faults(suite, ((file, read_text(file)) for file in files))
        unreviewed = sum(not s.reviewed_by for s in suite.scenarios)
        if unreviewed and not suite.reviewed_by:
            told = f"{unreviewed} of {len(suite.scenarios)} scenarios were reviewed by nobody outside their author."
            found.append(
                Fault(suite.folder / "suite.yaml", None, told, "Name reviewers under reviewed_by: once there are.")
            )
    return found


@dataclass(frozen=True)
class Others:
    """What stands beside suites in a folder of theirs, as ``test_suites/*`` gives it."""

    identities: tuple[Path, ...]
    standards: tuple[Path, ...]
    rest: tuple[Path, ...]


def sorted_out(given: Sequence[Path]) -> tuple[list[Path], Others]:
    """Suites, and what else was given with them. One path alone is taken for a suite, whatever it is."""
    if len(given) == 1:
        return list(given), Others((), (), ())
    folders = [path for path in given if (path / "suite.yaml").is_file()]
    identities = [path for path in given if (path / "names.yaml").is_file()]
    standards = [path for path in given if path.is_dir() and path.name == "standards"]
    known = {*folders, *identities, *standards}
    return folders, Others(tuple(identities), tuple(standards), tuple(path for path in given if path not in known))


def identity_faults(folders: Iterable[Path]) -> list[Fault]:
    """Faults of axis files and names."""
    found: list[Fault] = []
    for folder in folders:
        for read in (identities, names):
            try:
                read(folder)
            except UserFileError as error:
                found += error.faults
    return found
