"""Turns findings into evidence: the worst few of each kind, with the words they point at."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from harness.records import Call, Evidence, Finding, Output, Span, Variant, Weight
from harness.scorecard.kinds import kind
from harness.scorecard.words import clip

MOST = 5
"""Pieces of evidence shown for one kind of fault of one tool. How many there are is always said."""
AGAIN = 2
"""Times one fact of one scenario is shown for one kind of fault; the rest are copies of it in other records."""
QUOTE = 300
"""Most characters of a quotation, the ellipsis included."""

_WEIGHTS = {Weight.CRITICAL: 3, Weight.IMPORTANT: 2, Weight.MINOR: 1, None: 0}


def severity(finding: Finding) -> tuple[int, int, float]:
    """Larger is worse: harm first, then the fact's weight, then how sure the check is."""
    harm = int(finding.harm.value[1:]) if finding.harm else 0
    return harm, _WEIGHTS[finding.weight], finding.risk or 0.0


def quote(text: str, span: Span) -> str:
    """The words of ``span``, at most ``QUOTE`` characters; a span beyond the text gives what there is."""
    return clip(text[span.start : span.end].strip(), QUOTE)


def worst(
    faults: Sequence[Finding], calls: Mapping[str, Call], variants: Mapping[str, Variant], most: int = MOST
) -> dict[str, list[Finding]]:
    """The worst ``most`` faults of each kind; kinds and faults alike worst first.

    Among equally bad faults, scenarios take turns, and one fact of one scenario is shown at most ``AGAIN``
    times: repeats of one omission would hide the others.
    """
    # By hash, not by name: in alphabetical order every example would be about the same group of people.
    shuffled = sorted(faults, key=lambda finding: hashlib.sha256(finding.model_dump_json().encode()).digest())
    turns: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[tuple[float, ...], int, Finding]] = []
    for order, finding in enumerate(shuffled):
        turn = (kind(finding), variants[calls[finding.call].variant].scenario)
        harm, weight, risk = severity(finding)
        ranked.append(((-harm, -weight, turns[turn], -risk), order, finding))
        turns[turn] += 1
    ranked.sort(key=lambda item: item[:2])
    chosen: dict[str, list[Finding]] = {}
    shown: Counter[tuple[str, str, str]] = Counter()
    for _, _, finding in ranked:
        of_kind = chosen.setdefault(kind(finding), [])
        same = (kind(finding), variants[calls[finding.call].variant].scenario, finding.about)
        if len(of_kind) < most and shown[same] < AGAIN:
            of_kind.append(finding)
            shown[same] += 1
    return chosen


def opened(
    findings: Iterable[Finding],
    calls: Mapping[str, Call],
    variants: Mapping[str, Variant],
    outputs: Mapping[str, Output],
) -> tuple[Evidence, ...]:
    """Each finding with its scenario, its arm and both quotations."""
    made = []
    for finding in findings:
        variant, output = variants[calls[finding.call].variant], outputs.get(finding.call)
        made.append(
            Evidence(
                finding=finding,
                scenario=variant.scenario,
                group_label=variant.group_label,
                arm=variant.arm,
                source_quote=quote(variant.text, finding.source),
                output_quote=quote(output.text, finding.output) if output else "",
            )
        )
    return tuple(made)
