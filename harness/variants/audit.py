"""Turns the variants of one scenario into proof that its arms differ only in their slots, or the reasons why not.

The filler is not asked. Each arm is masked by its own manifest (``harness.masking``), and what is left must be
the same tokens in the same order, in the text and in everything that is said of it.
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from harness.errors import Fault
from harness.masking import MaskedToken, mask
from harness.records import Filled, Variant
from harness.variants.surfaces import wrong_forms

LENGTH_SHARE = 0.05
LENGTH_WORDS = 3
"""Arms may differ in length by this share of the longer, or by this many words where that is more."""

_BETWEEN = "\n§between§\n"


def audit(variants: Iterable[Variant]) -> list[Fault]:
    """Reasons why the arms of one scenario may not be compared; none means that they may.

    Every arm is compared with the first of its axis: sameness of masked tokens carries over to every pair.
    Variants of several scenarios may be given; each scenario and axis is taken by itself.
    """
    arms: dict[tuple[str, str, str], list[Variant]] = {}
    for variant in variants:
        arms.setdefault((variant.suite, variant.scenario, variant.axis), []).append(variant)
    faults: list[Fault] = []
    for group in arms.values():
        for variant in group:
            faults += _whole(variant)
        faults += _lengths(group)
        faults += _pairs(group)
    return list(dict.fromkeys(faults))


def diff(a: Variant, b: Variant) -> str:
    """The turns in which two variants differ, a line each, with ``[words of a -> words of b]``."""
    lines: list[str] = []
    places = [{turn.number: turn for turn in variant.turns} for variant in (a, b)]
    for number in sorted(places[0].keys() | places[1].keys()):
        texts = [
            _line(v, place[number].start, place[number].end) if number in place else ""
            for v, place in zip((a, b), places, strict=True)
        ]
        if texts[0] != texts[1]:
            lines.append(f"turn {number}: {_marked(texts[0].split(), texts[1].split())}")
    if a.voice != b.voice:
        lines.append(f"voice: [{a.voice.label if a.voice else 'none'} -> {b.voice.label if b.voice else 'none'}]")
    return "\n".join(lines) or "no difference"


def _line(variant: Variant, start: int, end: int) -> str:
    """A turn with its label: the line that it stands on."""
    return variant.text[variant.text.rfind("\n", 0, start) + 1 : end]


def _marked(a: list[str], b: list[str]) -> str:
    parts: list[str] = []
    for sort, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        parts.append(" ".join(a[a1:a2]) if sort == "equal" else f"[{' '.join(a[a1:a2])} -> {' '.join(b[b1:b2])}]")
    return " ".join(parts)


def _where(variant: Variant) -> str:
    return f"{variant.suite}/{variant.scenario}"


def _texts(variant: Variant) -> Iterator[tuple[str, str]]:
    """(what it is, text) of everything that is filled, the transcript first."""
    yield "text", variant.text
    for fact in variant.facts:
        yield f"fact '{fact.id}'", fact.says
        yield from ((f"fact '{fact.id}', wording {n}", wording) for n, wording in enumerate(fact.accept, start=1))
    for item in variant.not_said:
        yield f"not said '{item.id}'", item.says
        yield from ((f"not said '{item.id}', wording {n}", wording) for n, wording in enumerate(item.accept, start=1))
    for n, action in enumerate(variant.actions, start=1):
        yield f"action {n}", f"{action.what} {action.by or ''}"


def _whole(variant: Variant) -> Iterator[Fault]:
    """What is wrong with one variant by itself."""
    for what, text in _texts(variant):
        if "{" in text or "}" in text:
            yield Fault(
                _where(variant), None, f"{variant.id}: a slot is left unfilled in the {what}.", "Run: plumbline check"
            )
    position = 0
    for turn in variant.turns:
        if not position <= turn.start < turn.end <= len(variant.text) or variant.text[turn.end : turn.end + 1] not in (
            "",
            "\n",
        ):
            yield Fault(
                _where(variant),
                None,
                f"{variant.id}: turn {turn.number} does not stand where it is said to stand.",
                "Report this: it is a fault of Plumbline.",
            )
        position = turn.end
    numbers = {turn.number for turn in variant.turns}
    for fact in variant.facts:
        for number in fact.turns:
            if number not in numbers:
                yield Fault(
                    _where(variant),
                    None,
                    f"{variant.id}: fact '{fact.id}' points at turn {number}, which is not there.",
                    "Correct turns: of the fact.",
                )


def _lengths(arms: list[Variant]) -> Iterator[Fault]:
    """Arms whose lengths differ: a longer source makes a longer note, whoever it is about."""
    counted = sorted((len(variant.text.split()), variant.id) for variant in arms)
    (low, shortest), (high, longest) = counted[0], counted[-1]
    if high - low > max(LENGTH_WORDS, LENGTH_SHARE * high):
        yield Fault(
            _where(arms[0]),
            None,
            f"{longest} has {high} words and {shortest} has {low}: they differ by more than {LENGTH_SHARE:.0%}.",
            "Use shorter values for the slots, or use them less often.",
        )


@dataclass(frozen=True)
class _Masked:
    """One text of a variant, and its tokens with their places in it."""

    what: str
    text: str
    tokens: list[MaskedToken]


def _masked(variant: Variant, details: Iterable[str] = ()) -> list[_Masked]:
    """Every text of a variant, masked in one go: making ready to mask costs more than masking.

    ``details`` are the case slots whose values are masked too, because another arm has others.
    """
    people = dict(variant.people)
    if changed := {f"case_{slot}": variant.case[slot] for slot in details}:
        people["case"] = Filled(first="", last="", title="", pronouns="they", sex="female", slots=changed)
    parts = list(_texts(variant))
    starts, position = [], 0
    for _, text in parts:
        starts.append(position)
        position += len(text) + len(_BETWEEN)
    tokens: list[list[MaskedToken]] = [[] for _ in parts]
    for token in mask(_BETWEEN.join(text for _, text in parts), people):
        part = bisect_right(starts, token.start) - 1
        if token.start < starts[part] + len(parts[part][1]):  # else it is the mark between
            tokens[part].append(MaskedToken(token.text, token.start - starts[part], token.end - starts[part]))
    return [_Masked(what, text, found) for (what, text), found in zip(parts, tokens, strict=True)]


def _pairs(arms: list[Variant]) -> Iterator[Fault]:
    """What differs between the first arm and each other besides their slots."""
    first = arms[0]
    shape, masked = _shape(first), _masked(first)
    for other in arms[1:]:
        other_shape = _shape(other)
        unlike = [what for what in shape if shape[what] != other_shape[what]]
        if unlike:
            found = f"{first.id} and {other.id} differ in their {' and '.join(unlike)}."
            yield Fault(_where(first), None, found, "Report this: it is a fault of Plumbline.")
            continue
        details = [slot for slot in first.case if first.case[slot] != other.case[slot]]
        pairs = zip(_masked(first, details) if details else masked, _masked(other, details), strict=True)
        for one, two in pairs:
            if [token.text for token in one.tokens] != [token.text for token in two.tokens]:
                yield _difference(first, other, one, two)
                continue
            subjects = first.people[first.subject], other.people[other.subject]
            for words in wrong_forms((one.text, one.tokens, subjects[0]), (two.text, two.tokens, subjects[1])):
                found = f"{one.what.capitalize()} has '{words[0]}' in {first.id} and '{words[1]}' in {other.id}"
                remedy = "Report this: it is a fault of Plumbline."
                yield Fault(_where(first), None, f"{found}: one of them does not fit its person.", remedy)


def _shape(variant: Variant) -> dict[str, object]:
    """Everything that must be the same without masking."""
    return {
        "turns": [(turn.number, turn.person) for turn in variant.turns],
        "facts": [fact.model_dump(exclude={"says", "accept"}) | {"n": len(fact.accept)} for fact in variant.facts],
        "things not said": [
            item.model_dump(exclude={"says", "accept"}) | {"n": len(item.accept)} for item in variant.not_said
        ],
        "subjects not discussed": variant.not_discussed,
        "actions": [(action.owner, action.by is None) for action in variant.actions],
        # A control changes one detail of the case, and that is masked; which details there are stays the same.
        "case values": list(variant.case) if variant.control else variant.case,
        "people": list(variant.people),
    }


def _difference(a: Variant, b: Variant, of_a: _Masked, of_b: _Masked) -> Fault:
    """The first place where two masked texts part, in the author's words."""
    tokens = zip_longest(of_a.tokens, of_b.tokens)
    one, other = next((x, y) for x, y in tokens if x is None or y is None or x.text != y.text)
    what = of_a.what
    if what == "text" and one is not None:
        what = next((f"turn {turn.number}" for turn in a.turns if one.start < turn.end), what)
    seen = f"{_seen(of_a.text, one)} against {_seen(of_b.text, other)}"
    found = f"{what.capitalize()} differs between {a.id} and {b.id} outside its slots: {seen}."
    return Fault(_where(a), None, found, _remedy(one, other))


def _seen(text: str, token: MaskedToken | None) -> str:
    """A token with the words around it."""
    if token is None:
        return "its end"
    return "'" + " ".join(text[max(0, token.start - 20) : token.end + 20].split()) + "'"


def _remedy(one: MaskedToken | None, other: MaskedToken | None) -> str:
    masked = [token.text.startswith("§") if token else False for token in (one, other)]
    if masked[0] != masked[1]:
        return (
            "A word here is also the name, the age or the value of a slot of somebody in one of the arms, so that the "
            "two cannot be told apart. Use the slot, or another word."
        )
    return "Write a slot wherever a word depends on who the person is."
