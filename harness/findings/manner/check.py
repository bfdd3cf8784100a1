"""One output to the listed expressions that nobody in the conversation used (check ``wording.1``).

Of its own status, ``introduced``, so that no count of facts or statements moves. Leads to read, not verdicts.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence

from harness.findings.codes import BASE_HARM
from harness.findings.manner.hits import Heard, Origin, find, heard
from harness.findings.manner.lists import FAMILIES, families
from harness.findings.manner.words import words_of
from harness.records import Finding, Harm, Output, Span, Variant

CHECK = "wording.1"

_KEPT = 64
_heard: OrderedDict[int, tuple[Variant, Heard]] = OrderedDict()


def examine_wording(variant: Variant, output: Output, statements: Sequence[Finding] = ()) -> list[Finding]:
    """A finding for every introduced expression that has a class, then the count of each family.

    Args:
        statements: findings about the record's statements, for the source passage nearest to an expression.
    """
    source = _conversation(variant)
    words = words_of(output.text, variant.people)
    counted: Counter[tuple[str, Origin]] = Counter()
    out: list[Finding] = []
    for hit in find(words):
        family = families()[hit.entry.family]
        origin = source.origin(hit.entry)
        counted[family.name, origin] += 1
        if origin is not Origin.INTRODUCED or family.code is None:
            continue
        start, end = words[hit.first].start, words[hit.last - 1].end
        out.append(
            Finding(
                call=output.call,
                check=CHECK,
                about=f"wording:{len(out) + 1}",
                status="introduced",
                code=family.code,
                harm=BASE_HARM.get(family.code, Harm.S1),  # L4 is the least
                source=_nearest(statements, start, end),
                output=Span(start=start, end=end),
                decided_by=family.rule,
                says=f'"{_quoted(output.text[start:end])}" is listed as wording that {family.reads}, and nobody in '
                "the conversation said it. A lead to read.",
            )
        )
    whole = Span(start=0, end=len(variant.text)), Span(start=0, end=len(output.text))
    for name in FAMILIES:
        introduced, carried, own = (counted[name, o] for o in (Origin.INTRODUCED, Origin.CARRIED, Origin.SELF))
        out.append(
            Finding(
                call=output.call,
                check=CHECK,
                about=f"wording:{name}",
                status="counted",
                events=introduced,
                exposure=len(words),
                source=whole[0],
                output=whole[1],
                decided_by=families()[name].rule,
                says=f"Expressions listed as {name} in {len(words)} words: {introduced} introduced, {carried} carried "
                f"over from the conversation, {own} the person's own.",
            )
        )
    return out


def _conversation(variant: Variant) -> Heard:
    """What was heard of a variant, remembered for its next outputs."""
    known = _heard.get(id(variant))
    if known is None or known[0] is not variant:
        _heard[id(variant)] = known = variant, heard(variant)
        if len(_heard) > _KEPT:
            _heard.popitem(last=False)
    return known[1]


def _nearest(statements: Sequence[Finding], start: int, end: int) -> Span:
    """The source passage of the statement that holds an expression; nothing where there is none."""
    for statement in statements:
        if statement.about.startswith("claim:") and statement.output.start < end and start < statement.output.end:
            return statement.source
    return Span(start=0, end=0)


def _quoted(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= 80 else f"{short[:77]}..."
