"""Turns tools, variants and a number of repeats into every call that will be made, in order.

The order is a stratified systematic one. Each arm of each axis of each tool is a stratum; its m calls stand
at (0.5, 1.5, ... m - 0.5) / m of the run, so every stretch of the run holds every arm in proportion, and a
supplier's update half-way through meets all arms alike. Strata of equal size fall into permuted blocks (one
call of each, in random order), as in a trial's allocation list. Within a tool and axis all arms take the
scenarios in the same shuffled order, so the arms that will be compared stand close together.

With N calls, S strata and m calls in a stratum, the first k calls hold k m / N of them, give or take
1/2 + m S / (2 N): at most one more or less than their share when strata are equal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from harness.errors import CommandError
from harness.records import Call, Tool, Variant

ONCE = frozenset({"by_hand"})
"""Adapters whose answers people bring: one document a variant, so a repeat would only read it again."""


@dataclass(frozen=True)
class _Planned:
    id: str
    tool: str
    variant: str
    repeat: int
    stratum: tuple[str, ...]
    """Tool, axis, group and arm."""
    place: str
    """Shuffles scenarios and repeats; the same in every arm of a tool and axis."""


def plan(tools: Iterable[Tool], variants: Iterable[Variant], repeats: int, seed: int) -> list[Call]:
    """Every call, in the order to make them. Deterministic in its arguments, whatever order they come in.

    Variants are read once and not kept.

    Args:
        tools: what to ask, all of them asked everything. Adapters in ``ONCE`` are asked once.
        variants: what to send.
        repeats: how often to ask the same, 1 or more; repeats are numbered from 1.
        seed: decides the order, and nothing else.

    Raises:
        CommandError: two tools or two variants have the same name, or there are fewer than 1 repeats.
    """
    if repeats < 1:
        raise CommandError(f"repeats is {repeats}. Write 1 or more.")
    tools = list(tools)
    if len({tool.name for tool in tools}) < len(tools):
        raise CommandError(f"Two tools are called {_twice(tool.name for tool in tools)!r}. Give each its own name.")
    planned = list(_every(tools, variants, repeats, seed))
    if len({(one.tool, one.variant, one.repeat) for one in planned}) < len(planned):
        name = _twice(one.variant for one in planned if (one.tool, one.repeat) == (tools[0].name, 1))
        raise CommandError(f"Two variants are called {name!r}. Give each scenario, over all suites, its own id.")
    return [
        Call(id=p.id, order=order, tool=p.tool, variant=p.variant, repeat=p.repeat)
        for order, p in enumerate(_interleaved(planned, seed), start=1)
    ]


def call_id(tool: Tool, variant: Variant, repeat: int) -> str:
    """Twenty hex digits of the hash of everything that could change the answer.

    The tool's whole configuration, the variant's id, words and voice, and the repeat: a changed setting asks
    anew, and two variants that happen to hold the same words are still two calls.
    """
    return _call_id(_canonical(tool.model_dump(mode="json")), variant, repeat)


def _call_id(configuration: str, variant: Variant, repeat: int) -> str:
    voice = variant.voice.model_dump(mode="json") if variant.voice else None
    asked = _canonical([configuration, variant.suite, variant.id, variant.text, voice, repeat])
    return sha256(asked.encode()).hexdigest()[:20]


def _twice(names: Iterable[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _draw(seed: int, *parts: object) -> str:
    """A random-looking key that depends on the seed and the parts alone."""
    return sha256(_canonical([seed, *parts]).encode()).hexdigest()


def _every(tools: list[Tool], variants: Iterable[Variant], repeats: int, seed: int) -> Iterator[_Planned]:
    configurations = {tool.name: _canonical(tool.model_dump(mode="json")) for tool in tools}
    for variant in variants:
        for tool in tools:
            for repeat in range(1, (1 if tool.adapter in ONCE else repeats) + 1):
                yield _Planned(
                    id=_call_id(configurations[tool.name], variant, repeat),
                    tool=tool.name,
                    variant=variant.id,
                    repeat=repeat,
                    stratum=(tool.name, variant.axis, variant.group, variant.arm.value),
                    place=_draw(seed, tool.name, variant.axis, variant.suite, variant.scenario, repeat),
                )


def _interleaved(planned: list[_Planned], seed: int) -> list[_Planned]:
    strata: dict[tuple[str, ...], list[_Planned]] = {}
    for one in planned:
        strata.setdefault(one.stratum, []).append(one)
    keyed = []
    for members in strata.values():
        members.sort(key=lambda one: (one.place, one.id))
        keyed += [((i + 0.5) / len(members), _draw(seed, one.id), one) for i, one in enumerate(members)]
    return [one for _, _, one in sorted(keyed, key=lambda entry: entry[:2])]
