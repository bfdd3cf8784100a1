"""Turns variants into trials: each note is made, examined by the checks, and compared with what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness import findings, planting
from harness.masking import mask
from harness.records import Arm, Finding, Harm, Outcome, Output, Task, Tool, Variant

TOOL = Tool(name="selftest", version="1", task=Task.SUMMARISE, adapter="planting", label="Notes made for the self-test")

Examine = Callable[[Variant, Tool, Output], list[Finding]]
Arms = tuple[str, str, Arm]
"""Axis, group and arm."""


@dataclass(frozen=True)
class Case:
    """Where a note stands: scenario and arm."""

    scenario: tuple[str, str]
    """Suite and scenario."""
    axis: str
    group: str
    arm: Arm

    @property
    def arms(self) -> Arms:
        return self.axis, self.group, self.arm


@dataclass(frozen=True)
class Clean:
    """A faithful note: what the checks held against it, who should hold nothing."""

    case: Case
    style: str
    passed: tuple[bool, ...]
    """By line of the note: whether nothing in it was pointed at."""
    kept: tuple[bool, ...]
    """By fact of the ledger."""


@dataclass(frozen=True)
class Trial:
    """A note with one fault: what the checks made of it."""

    case: Case
    kind: str
    place: int
    style: str
    harm: Harm
    about: str
    was: str | None
    now: str | None
    found: bool
    pointed: bool
    right: bool
    only_lost: bool
    before: bool
    matched: bool = True


def clean_and_planted(
    variants: Sequence[Variant],
    kinds: Sequence[str],
    seed: int,
    *,
    places: int = 1,
    examine: Examine = findings.examine,
    step: Callable[[], None] = lambda: None,
) -> tuple[list[Clean], list[Trial], dict[str, int]]:
    """Every faithful note in every style, and every fault that can be planted, in every arm.

    Args:
        places: how many faults of one kind a scenario gets at most, each in a note of its own.
        step: called after each arm.

    Returns:
        Clean notes, trials, and by kind the number of scenarios that offer nothing to make it of.
    """
    clean: list[Clean] = []
    trials: list[Trial] = []
    nothing = dict.fromkeys(kinds, 0)
    for arms in _by_scenario(variants).values():
        made: dict[tuple[str, str, int], list[tuple[Trial, tuple[object, ...]]]] = defaultdict(list)
        for variant in arms:
            scene = planting.Scene(variant, seed)
            notes = {style: _clean(scene, style, examine) for style in planting.STYLES}
            clean += [note for note, _ in notes.values()]
            for kind in kinds:
                for place in range(places):
                    planted = planting.plant_in(scene, kind, place=place)
                    if planted is None:
                        break
                    trial = _trial(scene, planted, place, notes[planted.style][1], examine)
                    made[variant.axis, kind, place].append((trial, _alike(variant, planted)))
            step()
        axes = {variant.axis: sum(v.axis == variant.axis for v in arms) for variant in arms}
        for (axis, _, _), same in made.items():
            matched = len({alike for _, alike in same}) == 1 and len(same) == axes[axis]
            trials += [replace(trial, matched=matched) for trial, _ in same]
        for kind in kinds:
            nothing[kind] += not any(key[1] == kind for key in made)
    return clean, trials, nothing


def _by_scenario(variants: Sequence[Variant]) -> Mapping[tuple[str, str], list[Variant]]:
    grouped: dict[tuple[str, str], list[Variant]] = defaultdict(list)
    for variant in variants:
        grouped[variant.suite, variant.scenario].append(variant)
    return grouped


def _case(variant: Variant) -> Case:
    return Case((variant.suite, variant.scenario), variant.axis, variant.group, variant.arm)


def _found(variant: Variant, note: str, examine: Examine) -> list[Finding]:
    return examine(variant, TOOL, Output(call="selftest", outcome=Outcome.OK, text=note))


def _clean(scene: planting.Scene, style: str, examine: Examine) -> tuple[Clean, dict[str, list[Finding]]]:
    """A faithful note judged, and what was held against each of its lines, by what the line is about."""
    written = planting.write(scene.lines, style)
    found = _found(scene.variant, written.text, examine)
    held: dict[str, list[Finding]] = {}
    passed = []
    for line, (start, end) in zip(scene.lines, written.spans, strict=True):
        faults = list(pointing(found, start, end))
        passed.append(not faults)
        held[line.about] = faults + [f for f in found if f.about == line.about and f.status == "omitted"]
    status = {f.about: f.status for f in found}
    kept = tuple(status.get(fact.id) == "kept" for fact in scene.variant.facts)
    return Clean(_case(scene.variant), style, tuple(passed), kept), held


def pointing(found: Sequence[Finding], start: int, end: int) -> Iterator[Finding]:
    """Findings that call something between two characters of a note wrong: a statement, an altered fact, wording."""
    for finding in found:
        wrong = finding.status in ("unsupported", "altered", "introduced")
        if wrong and finding.output.start < end and finding.output.end > start:
            yield finding


def _trial(
    scene: planting.Scene,
    planted: planting.Planted,
    place: int,
    held: Mapping[str, Sequence[Finding]],
    examine: Examine,
) -> Trial:
    found = _found(scene.variant, planted.note, examine)
    omission = planted.kind in planting.OMISSIONS
    own = [f for f in found if planted.fact and f.about == planted.about]
    here = [] if omission else list(pointing(found, planted.start, planted.end))
    faults = [f for f in own if f.status == "omitted" or (f.status == "altered" and not omission)]
    lost = [f for f in faults if f.status == "omitted"]
    told = [*faults, *here]
    return Trial(
        case=_case(scene.variant),
        kind=planted.kind,
        place=place,
        style=planted.style,
        harm=planted.harm,
        about=planted.about,
        was=planted.was,
        now=planted.now,
        found=bool(told),
        pointed=bool(here) or any(f.status == "altered" for f in faults),
        right=any(f.code == planted.kind for f in told),
        only_lost=not omission and bool(told) and len(told) == len(lost),
        before=bool(told) and planted.fact and bool(held.get(planted.about)),
    )


def _alike(variant: Variant, planted: planting.Planted) -> tuple[object, ...]:
    """What must be the same in every arm: the choice, and the sentence before and after with the person masked."""
    before, after = (tuple(t.text for t in mask(text or "", variant.people)) for text in (planted.was, planted.now))
    return planted.about, planted.mark, planted.style, before, after
