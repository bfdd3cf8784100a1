"""Turns a run's variants into the axes they were varied on, and an axis of several groups into one omnibus p-value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from harness.records import Arm, Variant
from harness.stats.contrast import Kind
from harness.stats.intervals import DRAWS, Array
from harness.stats.paired import label_permutation


@dataclass(frozen=True)
class AxisPlan:
    """The groups of one axis, how a sentence names them, and who spoke if it is an axis of voices."""

    name: str
    labels: Mapping[str, str]
    """Group to label, in the order of the axis file."""
    voices: Mapping[tuple[str, str, Arm], str] | None = None
    """(scenario, group, arm) to voice; None on a text axis."""
    control: bool = False
    """Nothing that should matter changes on it: nobody is judged by it."""

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.labels)


def axis_plans(variants: Iterable[Variant]) -> dict[str, AxisPlan]:
    """The axes of a run, as its variants have them; groups in order of appearance."""
    labels: dict[str, dict[str, str]] = {}
    voices: dict[str, dict[tuple[str, str, Arm], str]] = {}
    controls = set()
    for v in variants:
        labels.setdefault(v.axis, {}).setdefault(v.group, v.group_label)
        if v.control:
            controls.add(v.axis)
        if v.voice is not None:
            voices.setdefault(v.axis, {})[v.scenario, v.group, v.arm] = f"{v.voice.engine}:{v.voice.name}"
    return {axis: AxisPlan(axis, groups, voices.get(axis), axis in controls) for axis, groups in labels.items()}


def axis_p(
    questions: Sequence[tuple[Kind, Array, Array]],
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> list[float | None]:
    """Omnibus p of each question: does any group differ, over scenarios x groups of events and of exposure.

    Scenarios that lack a group are left out; None with fewer than two left. Questions of one shape are permuted
    together, which costs one permutation for all.
    """
    scores = [_scores(*question) for question in questions]
    out: list[float | None] = [None] * len(scores)
    shapes: dict[tuple[int, ...], list[int]] = {}
    for i, values in enumerate(scores):
        if len(values) >= 2:
            shapes.setdefault(values.shape, []).append(i)
    for members in shapes.values():
        found = label_permutation(np.stack([scores[i] for i in members], axis=2), rng, draws)
        for i, p in zip(members, found.p_axis, strict=True):
            out[i] = float(p)
    return out


def _scores(kind: Kind, events: Array, exposure: Array) -> Array:
    """Complete scenarios x groups of what is exchangeable if labels change nothing.

    Rates: events less what the scenario's own rate would give. Shares: weighted by the scenario's opportunities.
    """
    whole = np.isfinite(events).all(1) & np.isfinite(exposure).all(1) & (exposure > 0).all(1)
    e, x = events[whole], exposure[whole]
    if kind == "rate":
        return np.asarray(e - x * (e.sum(1, keepdims=True) / x.sum(1, keepdims=True)))
    return np.asarray(e / x * (x.sum(1, keepdims=True) if kind == "share" else 1.0))
