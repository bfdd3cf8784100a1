"""Turns evidence into what a reader opens: faults of one kind, each with its two quotations and who decided it."""

from __future__ import annotations

from dataclasses import dataclass

from harness.records import Arm, Evidence, Finding, ToolCard
from harness.scorecard import kinds, words

BEGINNING = 120
"""Characters of a record shown when a fact was found nowhere in it."""


@dataclass(frozen=True)
class EvidenceItem:
    """One finding for people to read."""

    harm: str
    scenario: str
    person: str
    says: str
    source: str
    output: str
    source_title: str
    output_title: str
    decided: str


@dataclass(frozen=True)
class Kind:
    """The faults of one kind."""

    title: str
    code: str
    harm: str
    shown: str
    items: tuple[EvidenceItem, ...]


def fault_kinds(card: ToolCard) -> tuple[Kind, ...]:
    """Evidence gathered by kind, in the order it stands on the card (worst first)."""
    gathered: dict[str, list[Evidence]] = {}
    for item in card.evidence:
        gathered.setdefault(kinds.kind(item.finding), []).append(item)
    made = []
    for key, items in gathered.items():
        total = max(card.evidence_by_kind.get(key, 0), len(items))
        harms = [item.finding.harm for item in items if item.finding.harm]
        made.append(
            Kind(
                title=words.one_line(kinds.title(key), 80),
                code=words.one_line(key, 20) if key in kinds.CODES else "",
                harm=words.HARM_WORDS[max(harms)] if harms else "",
                shown=f"{total:,} found" + (f"; the {len(items)} worst are shown" if total > len(items) else ""),
                items=tuple(evidence_item(item) for item in items),
            )
        )
    return tuple(made)


def evidence_item(item: Evidence) -> EvidenceItem:
    """One finding with its two quotations and who decided it."""
    finding = item.finding
    invented = finding.about.startswith(("claim", "wording"))
    lost = finding.status == "omitted"
    return EvidenceItem(
        harm=f"{words.HARM_WORDS[finding.harm]} harm" if finding.harm else "",
        scenario=words.upper_first(words.plain(item.scenario)),
        person=words.one_line(item.group_label, 80) + (" (same-group twin)" if item.arm is Arm.TWIN else ""),
        says=finding.says,
        source=item.source_quote,
        output=words.clip(" ".join(item.output_quote.split()), BEGINNING) if lost else item.output_quote,
        source_title="Nearest words in the conversation" if invented else "In the conversation",
        output_title="Not found in the record, which begins" if lost else "In the record",
        decided=words.one_line(_decided(finding), 160),
    )


def _decided(finding: Finding) -> str:
    who = kinds.decider(finding.decided_by)
    return f"Decided by {who}" + ("" if finding.check in who else f", check {finding.check}")
