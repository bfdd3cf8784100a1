"""Turns a run's verdicts into where its review stands: who decided what, agreement, and the truth behind the flags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from harness import stats
from harness.records import Call, Review, Variant
from harness.review.apply import Decision, decisions, standing_verdicts, target
from harness.review.correction import corrections
from harness.review.items import FACT, STATEMENT, Item, Sheet
from harness.review.journal import Key
from harness.scorecard.words import MINUS, listed, percent, plural, upper_first

NAMES = {STATEMENT: "statements", FACT: "facts"}


def standing(
    key: Key,
    reviews: Sequence[Review],
    calls: Mapping[str, Call],
    made: Mapping[str, Variant],
    tools: Mapping[str, str],
    run: str,
) -> list[str]:
    """Where the review stands, in sentences. ``tools`` are names to labels; ``run`` is the folder, as written."""
    if not key.sheets:
        return [f"No sheet has been made yet. Make one: plumbline review {run} --sheet FOLDER"]
    items = key.items()
    lines = [_sheet(sheet) for sheet in key.sheets]
    latest = standing_verdicts(reviews)
    if not latest:
        return [*lines, f'No verdicts yet. Bring them: plumbline review {run} --verdicts FILE --name "Reviewer A"']
    lines += _reviewers(latest, items)
    lines += _with_themselves(latest, items, key.sheets[-1].seed)
    lines += _with_each_other(latest, items, key.sheets[-1].seed)
    whose = decisions(reviews)
    lines += _decided(items, whose)
    lines += corrections(key, whose, calls, made, tools)
    return lines


def _sheet(sheet: Sheet) -> str:
    doubles = sum(item.double_of is not None for item in sheet.items)
    flagged = sum(item.flagged for item in sheet.items if item.double_of is None)
    return (
        f"Sheet {sheet.id}, seed {sheet.seed}: {plural(len(sheet.items), 'item')}: {flagged:,} flagged, "
        f"{len(sheet.items) - doubles - flagged:,} not flagged, {doubles:,} asked twice."
    )


def _reviewers(latest: Mapping[tuple[str, str], Review], items: Mapping[str, Item]) -> list[str]:
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, reviewer), review in latest.items():
        given[reviewer][review.verdict] += 1
    return [
        f"{reviewer}: {plural(sum(counts.values()), 'verdict')} on {len(items):,} items ("
        + ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(counts.items()))
        + ")."
        for reviewer, counts in sorted(given.items())
    ]


def _with_themselves(latest: Mapping[tuple[str, str], Review], items: Mapping[str, Item], seed: int) -> list[str]:
    lines = []
    for reviewer in sorted({name for _, name in latest}):
        pairs = [
            (latest[item.double_of, reviewer].verdict, latest[item.item, reviewer].verdict)
            for item in items.values()
            if item.double_of and (item.double_of, reviewer) in latest and (item.item, reviewer) in latest
        ]
        seen = stats.agreement(pairs, "share", seed)
        if seen.items:
            lines.append(f"{reviewer} with themself, on items asked twice: {_share(seen)}")
    return lines or ["Nobody has decided both copies of an item yet, so agreement with oneself is not known."]


def _with_each_other(latest: Mapping[tuple[str, str], Review], items: Mapping[str, Item], seed: int) -> list[str]:
    """Statements and facts apart: their verdicts are different words, and together they would flatter."""
    reviewers = sorted({name for _, name in latest})
    if len(reviewers) < 2:
        return ["One person has reviewed: agreement between people is not known."]
    lines = []
    for kind in (STATEMENT, FACT):
        own = [item.item for item in items.values() if item.kind == kind and item.double_of is None]
        for one, two in combinations(reviewers, 2):
            pairs = [
                (latest[item, one].verdict, latest[item, two].verdict)
                for item in own
                if (item, one) in latest and (item, two) in latest
            ]
            seen = stats.agreement(pairs, "kappa", seed)
            if seen.items:
                lines.append(f"{one} with {two}, {NAMES[kind]}: {_share(seen)} Cohen's kappa {_chance(seen)}")
        units = [[latest[item, name].verdict for name in reviewers if (item, name) in latest] for item in own]
        seen = stats.agreement([unit for unit in units if len(unit) > 1], "alpha", seed)
        if seen.items:
            lines.append(f"All reviewers, {NAMES[kind]}: Krippendorff's alpha {_chance(seen)}")
    return lines or ["No item has verdicts of two people yet: agreement between people is not known."]


def _share(seen: stats.Agreement) -> str:
    agreed = f"{seen.agreed:,.0f} of {plural(seen.items, 'item')} alike"
    if seen.statistic == "share" and seen.low is not None and seen.high is not None:
        return f"{agreed}, {percent(seen.share or 0)} (95 % interval {percent(seen.low)} to {percent(seen.high)})."
    return f"{agreed}, {percent(seen.share or 0)} (at least {percent(seen.share_low)})."


def _chance(seen: stats.Agreement) -> str:
    if seen.value is None:
        return f"cannot be given: one verdict was used throughout ({plural(seen.items, 'item')})."
    if seen.low is None or seen.high is None:
        return f"{_number(seen.value)}, n = {seen.items:,}; too little disagreement for an interval."
    return f"{_number(seen.value)} (95 % interval {_number(seen.low)} to {_number(seen.high)}), n = {seen.items:,}."


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS) if round(value, 2) else "0.00"


def _decided(items: Mapping[str, Item], whose: Mapping[tuple[str, str, str], Decision]) -> list[str]:
    own = [item for item in items.values() if item.double_of is None]
    found = [whose.get(target(item.call, item.about, item.of)) for item in own]
    settled = [
        (item, decision) for item, decision in zip(own, found, strict=True) if decision and decision.fault is not None
    ]
    cleared = sum(item.flagged and not decision.fault for item, decision in settled)
    added = sum(not item.flagged and bool(decision.fault) for item, decision in settled)
    left = sum(decision is not None for decision in found) - len(settled)
    changes = [f"{cleared:,} flagged ones cleared", f"{added:,} missed ones found"]
    return [
        upper_first(f"people have settled {len(settled):,} of {len(own):,} findings: {listed(changes)}.")
        + (f" {left:,} stay with the check: a tie, or nobody sure." if left else "")
    ]
