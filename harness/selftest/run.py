"""Turns suites and axes into a self-test: variants, notes with and without faults, and what the checks made of them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import harness
from harness import findings, planting, suites, variants
from harness.errors import CommandError, Fault, UserFileError
from harness.pipeline.progress import Progress, silent
from harness.records import Arm, Harm, Variant
from harness.selftest import wording
from harness.selftest.differences import arms_of, differences
from harness.selftest.records import (
    Example,
    GroupResult,
    KindResult,
    SelfTest,
    StyleResult,
)
from harness.selftest.shares import precision, share
from harness.selftest.trials import Clean, Examine, Trial, clean_and_planted
from harness.suites import plain_words

BASE_RATES = (0.015, 0.05)
"""Shares of wrong sentences that strong tools have been seen to have."""
_MISSED = 3


@dataclass(frozen=True)
class Wanted:
    """What to test on."""

    suites: tuple[Path, ...]
    axes: tuple[str, ...] = ("sex",)
    scenarios: int | None = None
    """At most so many, drawn by the seed from all the suites together; None for all."""
    seed: int = 11
    places: int = 1
    """How many faults of one kind a scenario gets at most."""


def run(
    wanted: Wanted,
    progress: Progress = silent,
    examine: Examine = findings.examine,
    *,
    judge: str | None = None,
) -> SelfTest:
    """Measure the checks on faults planted on purpose.

    Args:
        judge: the name of the model that ``examine`` asks beside the rules, if it does.

    Raises:
        UserFileError: a suite or an identity file is wrong.
        CommandError: there is no such axis, or no scenario that may be varied on one.
    """
    loaded = [suites.load(folder) for folder in wanted.suites]
    made = _variants(wanted, loaded)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress("Planting faults and looking for them", done, len(made))

    progress("Planting faults and looking for them", 0, len(made))
    clean, trials, nothing = clean_and_planted(
        made, tuple(planting.KINDS), wanted.seed, places=wanted.places, examine=examine, step=step
    )
    checks = (*findings.CHECKS, judge) if judge else findings.CHECKS
    return _summed(wanted, loaded, made, clean, trials, nothing, checks)


def _variants(wanted: Wanted, loaded: Sequence[suites.Suite]) -> list[Variant]:
    folder = suites.shipped() / "identities"
    axes, names = suites.identities(folder), suites.names(folder)
    for axis in wanted.axes:
        if axis not in axes:
            raise CommandError(f"There is no axis '{axis}'. {plain_words.closest(axis, axes)}")
        if axes[axis].medium != "text":
            raise CommandError(
                f"The axis '{axis}' is one of voices; the self-test is of notes. Choose one of text, as sex."
            )
    able = {
        (suite.name, scenario.id)
        for suite in loaded for scenario in suite.scenarios
        if any(axes[axis].control or axis in scenario.axes.allow for axis in wanted.axes)
    }  # fmt: skip
    if not able:
        raise CommandError(
            f"No scenario of these suites may be varied on {', '.join(wanted.axes)}; see axes in scenario.yaml."
        )
    chosen = set(sorted(able, key=lambda key: _drawn(wanted.seed, *key))[: wanted.scenarios])
    made: list[Variant] = []
    drawer = names.drawer(wanted.seed)
    for suite in loaded:
        kept = replace(suite, scenarios=tuple(s for s in suite.scenarios if (suite.name, s.id) in chosen))
        if kept.scenarios:
            made += variants.expand(kept, axes, names, list(wanted.axes), wanted.seed, drawer)
    if faults := _audited(made):
        raise UserFileError(faults)
    return made


def _audited(made: Sequence[Variant]) -> list[Fault]:
    by_scenario: dict[tuple[str, str], list[Variant]] = defaultdict(list)
    for variant in made:
        by_scenario[variant.suite, variant.scenario].append(variant)
    return [fault for arms in by_scenario.values() for fault in variants.audit(arms)]


def _drawn(seed: int, *what: str) -> bytes:
    return hashlib.sha256("\x1f".join((str(seed), *what)).encode()).digest()


# ------------------------------------------------------------------ summing


def _summed(
    wanted: Wanted,
    loaded: Sequence[suites.Suite],
    made: Sequence[Variant],
    clean: Sequence[Clean],
    trials: Sequence[Trial],
    nothing: Mapping[str, int],
    checks: tuple[str, ...],
) -> SelfTest:
    statements = [t for t in trials if t.kind not in planting.OMISSIONS]
    pointed = share((t.case.scenario, t.pointed) for t in statements)
    passed = share((c.case.scenario, ok) for c in clean for ok in c.passed)
    hashes = {f"{s.name}@{s.version}": s.content_hash for s in loaded if any(v.suite == s.name for v in made)}
    result = SelfTest(
        signature=_signature(wanted, hashes, made, checks),
        seed=wanted.seed,
        suites=hashes,
        checks=checks,
        axes=wanted.axes,
        scenarios=len({(v.suite, v.scenario) for v in made}),
        notes=len(clean) + len(trials),
        planted=len(trials),
        not_matched=sum(not t.matched for t in trials),
        nothing_to_make_it_of={kind: times for kind, times in nothing.items() if times},
        all_kinds=share((t.case.scenario, t.found) for t in trials),
        statements=pointed,
        omissions=share((t.case.scenario, t.found) for t in trials if t.kind in planting.OMISSIONS),
        sentences_passed=passed,
        facts_kept=share((c.case.scenario, ok) for c in clean for ok in c.kept),
        precision=tuple(precision(rate, pointed, passed) for rate in BASE_RATES),
        kinds=tuple(_kind(kind, [t for t in trials if t.kind == kind]) for kind in planting.KINDS),
        styles=tuple(_style(style, clean, trials) for style in planting.STYLES),
        groups=tuple(_groups(made, clean, trials)),
        differences=tuple(differences(made, clean, trials)),
        sentences=("-",),
    )
    return result.model_copy(update={"sentences": wording.opening(result)})


def _signature(wanted: Wanted, hashes: Mapping[str, str], made: Sequence[Variant], checks: Sequence[str]) -> str:
    arms = len({(v.axis, v.group, v.arm) for v in made})
    parts = {
        "suite": "+".join(f"{name}#{digest.rpartition(':')[2][:8]}" for name, digest in sorted(hashes.items())),
        "n": f"{len({(v.suite, v.scenario) for v in made})}x{arms}x{wanted.places}",
        "axes": "+".join(wanted.axes),
        "seed": str(wanted.seed),
        "checks": "+".join(checks),
        "test": "mcnemar+tango",
        "plumbline": harness.__version__,
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def _kind(kind: str, trials: Sequence[Trial]) -> KindResult:
    named = planting.KINDS[kind]
    found = share((t.case.scenario, t.found) for t in trials)
    harms = Counter(t.harm for t in trials)
    missed: dict[tuple[str, str], Example] = {}
    for t in trials:
        if not t.found and t.case.scenario not in missed:
            suite, scenario = t.case.scenario
            missed[t.case.scenario] = Example(suite=suite, scenario=scenario, style=t.style, was=t.was, now=t.now)
    return KindResult(
        kind=kind,
        title=named.title,
        found=found,
        right_kind=share((t.case.scenario, t.right) for t in trials if t.found),
        pointed_at=None if kind in planting.OMISSIONS else share((t.case.scenario, t.pointed) for t in trials),
        only_as_lost=sum(t.only_lost for t in trials),
        flagged_before=sum(t.before for t in trials),
        harms={harm: harms[harm] for harm in Harm if harms[harm]},
        missed=tuple(missed.values())[:_MISSED],
        sentence=wording.kind_sentence(named.plural, found),
    )


def _style(style: str, clean: Sequence[Clean], trials: Sequence[Trial]) -> StyleResult:
    own = [c for c in clean if c.style == style]
    return StyleResult(
        style=style,
        found=share((t.case.scenario, t.found) for t in trials if t.style == style),
        sentences_passed=share((c.case.scenario, ok) for c in own for ok in c.passed),
        facts_kept=share((c.case.scenario, ok) for c in own for ok in c.kept),
    )


def _groups(made: Sequence[Variant], clean: Sequence[Clean], trials: Sequence[Trial]) -> Iterable[GroupResult]:
    for axis, arms in arms_of(made).items():
        for key, label in arms:
            own = [c for c in clean if c.case.arms == key]
            yield GroupResult(
                axis=axis,
                group=key[1],
                label=label,
                twin=key[2] is Arm.TWIN,
                found=share((t.case.scenario, t.found) for t in trials if t.case.arms == key),
                sentences_passed=share((c.case.scenario, ok) for c in own for ok in c.passed),
                facts_kept=share((c.case.scenario, ok) for c in own for ok in c.kept),
            )
