"""Turns findings into the items of a blind sheet, drawn at random by the seed, and the key that says what each is.

Flagged and not flagged items look alike: the same question, the same passages. What only states a characteristic is
left out, because it is masked; so is what was lost because there was no answer at all, which needs no reader.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.records import Arm, Call, Finding, Name, Output, Record, Text, Variant

STATEMENT, FACT = "statement", "fact"
VERDICTS = {
    STATEMENT: ("supported", "not supported", "unsure"),
    FACT: ("there rightly", "there wrongly", "not there", "unsure"),
}
QUESTIONS = {
    STATEMENT: "Does the conversation support this statement?",
    FACT: "Is this fact in the record, rightly?",
}
FLAGGED = frozenset({"unsupported", "altered", "omitted"})
DOUBLED = 10
"""One item in so many is asked twice."""
_APART = 4
"""Items that lie between the two at least, where the sheet is long enough."""


class Item(Record):
    """What one number of a sheet stands for. Reviewers never see this."""

    item: Text
    call: Text
    about: Text
    kind: Name
    of: Text
    flagged: bool
    double_of: Text | None = None
    """The earlier number that asks the same."""


class Stratum(Record):
    """How many findings there were to draw from, and how many were flagged."""

    tool: Name
    kind: Name
    axis: Name
    arm: Arm
    group: Name
    scenario: Name
    total: int
    flagged: int


class Sheet(Record):
    """One sheet as it was drawn."""

    id: Text
    seed: int
    checks: tuple[Text, ...]
    items: tuple[Item, ...]
    strata: tuple[Stratum, ...]


@dataclass(frozen=True)
class Drawn:
    """The sheet, and the finding behind every item."""

    sheet: Sheet
    findings: Mapping[str, Finding]


def kind_of(finding: Finding) -> str | None:
    """``statement``, ``fact``, or None for what people are not asked about."""
    if finding.status in ("supported", "unsupported"):
        return STATEMENT
    return FACT if finding.status in ("kept", "altered", "omitted") else None


def words_of(finding: Finding, variant: Variant, output: Output) -> str:
    """The words a verdict is about: the statement as written, or the fact as the ledger has it."""
    if kind_of(finding) == FACT:
        return next((fact.says for fact in variant.facts if fact.id == finding.about), finding.about)
    return output.text[finding.output.start : finding.output.end]


def hash_of(words: str) -> str:
    """A short hash of words, white space aside."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def draw(
    found: Iterable[Finding],
    calls: Mapping[str, Call],
    made: Mapping[str, Variant],
    answered: Mapping[str, Output],
    *,
    flags: int,
    unflagged: int,
    seed: int,
    checks: Sequence[str] = (),
) -> Drawn:
    """Draw up to ``flags`` flagged findings and ``unflagged`` others; every tool and kind gets as many places.

    Within a tool and a kind each finding has the same chance, so that shares found among them hold for all.
    """
    pool: dict[tuple[str, str, bool], list[Finding]] = defaultdict(list)
    strata: Counter[tuple[str, str, str, Arm, str, str, bool]] = Counter()
    stated = {v.id: frozenset(fact.id for fact in v.facts if fact.carries) for v in made.values()}
    for finding in found:
        call = calls[finding.call]
        variant = made[call.variant]
        kind = kind_of(finding)
        if kind is None or finding.must_carry or finding.about in stated[variant.id]:
            continue
        if finding.decided_by == "rule:no-answer":
            continue
        flagged = finding.status in FLAGGED
        pool[call.tool, kind, flagged].append(finding)
        strata[call.tool, kind, variant.axis, variant.arm, variant.group, variant.scenario, flagged] += 1
    chosen: list[Finding] = []
    for wanted, is_flagged in ((flags, True), (unflagged, False)):
        sizes = {key: len(members) for key, members in sorted(pool.items()) if key[2] is is_flagged}
        for key, places in _shared(wanted, sizes).items():
            chosen += sorted(pool[key], key=lambda f: _lot(seed, "drawn", f.call, f.about))[:places]
    return _numbered(chosen, calls, made, answered, seed, checks, _strata(strata))


def _shared(wanted: int, sizes: Mapping[tuple[str, str, bool], int]) -> dict[tuple[str, str, bool], int]:
    """Places in equal parts, none more than there is to place; what one does not need goes to the others."""
    given = dict.fromkeys(sizes, 0)
    left = min(wanted, sum(sizes.values()))
    while left:
        open_ = [key for key, size in sizes.items() if given[key] < size]
        for key in open_[:left]:
            more = min(max(left // len(open_), 1), sizes[key] - given[key])
            given[key] += more
        left = min(wanted, sum(sizes.values())) - sum(given.values())
    return given


def _lot(seed: int, *names: str) -> bytes:
    return hashlib.sha256("|".join([str(seed), *names]).encode()).digest()


def _strata(counted: Mapping[tuple[str, str, str, Arm, str, str, bool], int]) -> tuple[Stratum, ...]:
    made = []
    for tool, kind, axis, arm, group, scenario in sorted({key[:-1] for key in counted}):
        key = (tool, kind, axis, arm, group, scenario)
        flagged = counted.get((*key, True), 0)
        made.append(
            Stratum(
                tool=tool, kind=kind, axis=axis, arm=arm, group=group, scenario=scenario,
                total=flagged + counted.get((*key, False), 0), flagged=flagged,
            )
        )  # fmt: skip
    return tuple(made)


def _numbered(
    chosen: Sequence[Finding],
    calls: Mapping[str, Call],
    made: Mapping[str, Variant],
    answered: Mapping[str, Output],
    seed: int,
    checks: Sequence[str],
    strata: tuple[Stratum, ...],
) -> Drawn:
    """Put what was drawn into random order, one in ten of it twice, and number it."""
    names = "|".join(f"{f.call}:{f.about}" for f in chosen)
    sheet = "R" + _lot(seed, "sheet", names, *checks).hex()[:4].upper()
    doubles = sorted(chosen, key=lambda f: _lot(seed, "doubled", f.call, f.about))[: -(-len(chosen) // DOUBLED)]
    placed = sorted(
        [(finding, 1) for finding in chosen] + [(finding, 2) for finding in doubles],
        key=lambda pair: _lot(seed, "place", pair[0].call, pair[0].about, str(pair[1])),
    )
    first: dict[tuple[str, str], str] = {}
    items, findings = [], {}
    for number, finding in enumerate(_apart([finding for finding, _ in placed]), start=1):
        name, key = f"{sheet}-{number:03d}", (finding.call, finding.about)
        variant = made[calls[finding.call].variant]
        items.append(
            Item(
                item=name,
                call=finding.call,
                about=finding.about,
                kind=kind_of(finding) or FACT,
                of=hash_of(words_of(finding, variant, answered[finding.call])),
                flagged=finding.status in FLAGGED,
                double_of=first.get(key),
            )
        )
        first.setdefault(key, name)
        findings[name] = finding
    return Drawn(Sheet(id=sheet, seed=seed, checks=tuple(checks), items=tuple(items), strata=strata), findings)


def _apart(placed: list[Finding]) -> list[Finding]:
    """The same order, but an item that would follow too soon on itself goes half the sheet further."""
    out = list(placed)
    for _ in range(len(out)):
        last: dict[tuple[str, str], int] = {}
        for place, finding in enumerate(list(out)):
            key = (finding.call, finding.about)
            if key in last and place - last[key] <= _APART < len(out) // 2:
                out.remove(finding)  # the first of the two, which is the same finding
                out.insert((place + len(out) // 2) % len(out), finding)
                break
            last[key] = place
        else:
            return out
    return out
