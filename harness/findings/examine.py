"""One output to all its findings: validity first, then facts, then statements and wording, or words."""

from __future__ import annotations

from harness.findings import claims, facts, manner, transcript, validity
from harness.findings.passages import Passages
from harness.findings.prepare import prepare
from harness.findings.text import analyse
from harness.records import Finding, Outcome, Output, Task, Tool, Variant

CHECKS: tuple[str, ...] = (validity.CHECK, facts.CHECK, claims.CHECK, manner.CHECK, transcript.CHECK)
"""Name and version of every check, as they stand in a run's manifest."""


LONGEST, TIMES_SOURCE = 20_000, 10
"""Characters of an output that are searched, at least, and as a multiple of the source: more is no record of it."""


def examine(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
    """What the checks found in one output.

    Without a usable answer (anything but ok or truncated) every fact counts as omitted, decided by
    ``rule:no-answer``, and every spoken word as lost: a tool gains nothing by staying silent.
    """
    limit = max(LONGEST, TIMES_SOURCE * len(variant.text))
    if len(output.text) > limit:
        output = output.model_copy(update={"text": output.text[:limit], "outcome": Outcome.TRUNCATED})
    prepared = prepare(variant)
    transcribes = tool.task is Task.TRANSCRIBE
    first = validity.examine_validity(variant, tool.task, output)
    out = [first]
    if first.status not in (Outcome.OK, Outcome.TRUNCATED):
        out += facts.examine_facts(prepared, output, None)
        if transcribes:
            silent = output.model_copy(update={"text": ""})
            out.append(transcript.examine_transcript(variant, silent))
        return out
    passages = Passages(analyse(output.text, variant.people))
    matches = facts.match_all(prepared, passages, speakers=not transcribes)
    out += facts.examine_facts(prepared, output, matches)
    if transcribes:
        out.append(transcript.examine_transcript(variant, output))
    else:
        statements = claims.examine_claims(prepared, output, passages, matches)
        out += statements + manner.examine_wording(variant, output, statements)
    return out
