"""The arms themselves to findings: every measure is tried where it must find nothing.

The conversation is given to the facts check as if it were the record: every fact must be kept. The
reference note is given to the claims check: nothing may be flagged. Whatever is found all the same is
a fault of the instrument or of the scenario, and if it moves with the person, no verdict may rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.findings import claims, facts, transcript
from harness.findings.passages import Passages
from harness.findings.prepare import prepare
from harness.findings.text import analyse
from harness.findings.validity import examine_validity
from harness.records import Call, Finding, Outcome, Output, Task, Tool, Variant


def examine_inputs(
    variants: Sequence[Variant], write: Callable[[Variant], str]
) -> tuple[Tool, list[Finding], list[Call]]:
    """Findings about the arms, under a tool and calls made up for them, so that they are counted as any other.

    Args:
        variants: all spoken, or none.
        write: the reference writer: a faithful note of a variant, from its ledger.
    """
    spoken = bool(variants) and variants[0].voice is not None
    tool = Tool(
        name="inputs", version="1", task=Task.TRANSCRIBE if spoken else Task.SUMMARISE, adapter="none",
        label="The inputs themselves",
    )  # fmt: skip
    calls = [
        Call(id=f"inputs:{v.suite}:{v.id}", order=i, tool=tool.name, variant=v.id, repeat=1)
        for i, v in enumerate(variants)
    ]
    found: list[Finding] = []
    for variant, call in zip(variants, calls, strict=True):
        found += _spoken(variant, call) if spoken else _written(variant, call, write(variant))
    return tool, found, calls


def _written(variant: Variant, call: Call, note: str) -> list[Finding]:
    prepared = prepare(variant)
    as_record = Output(call=call.id, outcome=Outcome.OK, text=variant.text)
    as_note = Output(call=call.id, outcome=Outcome.OK, text=note)
    source, record = (Passages(analyse(text, variant.people)) for text in (variant.text, note))
    return [
        examine_validity(variant, Task.SUMMARISE, as_note),
        *facts.examine_facts(prepared, as_record, facts.match_spoken(prepared, source)),
        *claims.examine_claims(prepared, as_note, record, facts.match_all(prepared, record)),
    ]


def _spoken(variant: Variant, call: Call) -> list[Finding]:
    prepared = prepare(variant)
    perfect = Output(call=call.id, outcome=Outcome.OK, text=variant.text)
    matches = facts.match_spoken(prepared, Passages(analyse(variant.text, variant.people)), speakers=False)
    return [
        examine_validity(variant, Task.TRANSCRIBE, perfect),
        *facts.examine_facts(prepared, perfect, matches),
        transcript.examine_transcript(variant, perfect),
    ]
