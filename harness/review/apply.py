"""Turns people's verdicts into findings that people decided: the majority overrides the rule, a tie leaves it.

A verdict holds for the words it was given on. Where a later check cuts a record into other statements, those it
no longer fits are left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.findings.codes import harm_to_fact, of_omission
from harness.records import Call, Finding, Harm, Output, Review, Span, Variant
from harness.review.items import FACT, FLAGGED, hash_of, kind_of, words_of
from harness.scorecard.words import plural

STATUS = {
    "supported": "supported",
    "not supported": "unsupported",
    "there rightly": "kept",
    "there wrongly": "altered",
    "not there": "omitted",
}
"""A verdict to the status it gives a finding. ``unsure`` gives none."""
Target = tuple[str, str, str]
"""Call, what it is about (``claim`` for statements, whose numbers may change), and the hash of the words."""


@dataclass(frozen=True)
class Decision:
    """What people made of one finding."""

    status: str | None
    """The status that the majority gives it; None where there is no majority for or against a fault."""
    by: tuple[str, ...]
    """Who gave the verdict that counts."""
    harm: Harm | None = None

    @property
    def fault(self) -> bool | None:
        """Whether people call it a fault."""
        return None if self.status is None else self.status in FLAGGED


def target(call: str, about: str, of: str) -> Target:
    """What a verdict is about."""
    return call, "claim" if about.startswith("claim:") else about, of


def standing_verdicts(reviews: Iterable[Review]) -> dict[tuple[str, str], Review]:
    """The verdict that counts for each (item, reviewer): the one uploaded last."""
    latest: dict[tuple[str, str], Review] = {}
    for review in reviews:
        before = latest.get((review.item, review.reviewer))
        if before is None or review.upload >= before.upload:
            latest[review.item, review.reviewer] = review
    return latest


def decisions(reviews: Iterable[Review]) -> dict[Target, Decision]:
    """What people made of everything they were asked, each reviewer having one voice on it.

    A reviewer who decides the two copies of an item differently has no voice on it.
    """
    voices: dict[Target, dict[str, list[Review]]] = defaultdict(lambda: defaultdict(list))
    for review in standing_verdicts(reviews).values():
        voices[target(review.call, review.about, review.of)][review.reviewer].append(review)
    return {about: _decide(by_reviewer) for about, by_reviewer in voices.items()}


def _decide(by_reviewer: Mapping[str, Sequence[Review]]) -> Decision:
    votes: dict[str, str] = {}
    for reviewer, given in by_reviewer.items():
        statuses = {STATUS.get(review.verdict) for review in given}
        only = statuses.pop() if len(statuses) == 1 else None
        if only is not None:
            votes[reviewer] = only
    against = [status for status in votes.values() if status in FLAGGED]
    if 2 * len(against) == len(votes):
        return Decision(None, ())
    if 2 * len(against) < len(votes):
        status = next(status for status in votes.values() if status not in FLAGGED)
    else:  # "there wrongly" and "not there" are both faults; evenly split, it is there, and wrong
        status = max(sorted(set(against)), key=against.count)
    by = tuple(sorted(name for name, vote in votes.items() if (vote in FLAGGED) is (status in FLAGGED)))
    harms = Counter(review.harm for name in by for review in by_reviewer[name] if review.harm)
    worst = max(harms, key=lambda harm: (harms[harm], harm)) if harms else None
    return Decision(status, by, worst if status in FLAGGED else None)


def decided(
    found: Iterable[Finding],
    reviews: Sequence[Review],
    calls: Iterable[Call],
    made: Mapping[str, Variant],
    answered: Mapping[str, Output],
) -> list[Finding]:
    """The findings, those that people decided with their verdict in place of the rule's."""
    if not reviews:
        return list(found)
    whose = decisions(reviews)
    read = {call for call, _, _ in whose}
    variants = {call.id: made[call.variant] for call in calls if call.id in read}
    out = []
    for finding in found:
        if finding.call in variants and kind_of(finding):
            variant, output = variants[finding.call], answered[finding.call]
            words = words_of(finding, variant, output)
            decision = whose.get(target(finding.call, finding.about, hash_of(words)))
            if decision is not None and decision.status is not None:
                finding = _overridden(finding, decision, words, variant, output)
        out.append(finding)
    return out


def _overridden(finding: Finding, decision: Decision, words: str, variant: Variant, output: Output) -> Finding:
    by = f"person:{', '.join(decision.by)}"
    if finding.status == decision.status:
        return finding.model_copy(update={"decided_by": by, "harm": decision.harm or finding.harm})
    code, harm, span = None, decision.harm, finding.output
    if kind_of(finding) == FACT:
        fact = next((fact for fact in variant.facts if fact.id == finding.about), None)
        if decision.status == "omitted":
            span = Span(start=0, end=len(output.text))  # all of it was searched
            code = of_omission(fact) if fact else None
            harm = harm or (harm_to_fact(code, fact) if code and fact else None)
    said = {
        "supported": "people read it, and the conversation supports it",
        "unsupported": "people read it, and the conversation does not support it",
        "kept": "people found it in the record, rightly",
        "altered": "people found it in the record, and wrong",
        "omitted": "people did not find it in the record",
    }[decision.status or ""]
    short = words if len(words) <= 160 else words[:157] + "..."
    return finding.model_copy(
        update={
            "status": decision.status, "code": code, "harm": harm, "output": span, "decided_by": by,
            "says": f'"{short.rstrip(".")}": {said}.',
        }
    )  # fmt: skip


def told(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[str, ...]:
    """A sentence on what people decided; none if nobody did."""
    people = [
        (rule, person) for rule, person in zip(before, after, strict=True) if person.decided_by.startswith("person:")
    ]
    if not people:
        return ()
    cleared = sum(rule.status in FLAGGED and person.status not in FLAGGED for rule, person in people)
    added = sum(rule.status not in FLAGGED and person.status in FLAGGED for rule, person in people)
    return (
        f"People. {plural(len(people), 'finding')} of {len(after):,} {'was' if len(people) == 1 else 'were'} read by "
        f"people, who did not know whom they were about: {cleared:,} that a check had flagged "
        f"{'is' if cleared == 1 else 'are'} no fault after all, and {added:,} that it had let pass "
        f"{'is' if added == 1 else 'are'} one. The rest is as the checks decided it.",
    )
