"""Turns an axis that crosses others into groups made of theirs: an intersection, or one axis's signals taken apart.

An older Black woman is one group of each of three axes. A name without the word, and the word without the name,
are two halves of one group: what differs between them says which of the two a tool reacts to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from harness.errors import Fault
from harness.records import Identity
from harness.suites.identity_files import AxisFile, GroupFile
from harness.suites.plain_words import closest
from harness.suites.yaml_text import Document

if TYPE_CHECKING:
    from harness.suites.identities import Axis


def faults(made: AxisFile, document: Document, axes: Mapping[str, Axis]) -> Iterator[Fault]:
    """What does not fit between an axis that crosses others and those others."""
    for n, name in enumerate(made.crosses):
        line = document.line(("crosses", n))
        if name not in axes or name == made.axis:
            yield Fault(document.file, line, f"The axis '{name}' is not known.", closest(name, set(axes) - {made.axis}))
        elif axes[name].crosses:
            yield Fault(
                document.file,
                line,
                f"The axis '{name}' crosses others itself.",
                f"Write its own axes here: {', '.join(axes[name].crosses)}.",
            )
        elif axes[name].medium != made.medium:
            yield Fault(
                document.file,
                line,
                f"The axis '{name}' is of {axes[name].medium}, and this one is of {made.medium}.",
                "Cross axes of one medium.",
            )
    for n, group in enumerate(made.groups):
        yield from _group_faults(made, n, group, document, axes)


def _group_faults(
    made: AxisFile, n: int, group: GroupFile, document: Document, axes: Mapping[str, Axis]
) -> Iterator[Fault]:
    line = document.line(("groups", n, "id"))
    if group.slots or group.sex or group.pronouns or group.age is not None:
        yield Fault(
            document.file,
            line,
            f"The group '{group.id}' sets slots, sex, pronouns or age, which come from the axes that it crosses.",
            "Keep only id, label, of and, if names are not to follow, names.",
        )
    for axis in sorted(set(made.crosses) - set(group.of)):
        yield Fault(
            document.file,
            line,
            f"The group '{group.id}' does not say which group of '{axis}' it is made of.",
            f"Add {axis}: under its of.",
        )
    for axis, of in group.of.items():
        at = document.line(("groups", n, "of", axis))
        if axis not in made.crosses:
            yield Fault(document.file, at, f"The axis '{axis}' is not under crosses.", closest(axis, made.crosses))
        elif axis in axes and of not in (known := [one.group for one in axes[axis].groups]):
            yield Fault(document.file, at, f"The axis '{axis}' has no group '{of}'.", closest(of, known))


def groups(made: AxisFile, axes: Mapping[str, Axis]) -> tuple[Identity, ...]:
    """The groups, each with everything that the groups it is made of set; ``names`` of its own goes before theirs."""
    return tuple(_made_of(made, group, axes) for group in made.groups)


def _made_of(made: AxisFile, group: GroupFile, axes: Mapping[str, Axis]) -> Identity:
    parts = [axes[axis].group(group.of[axis]) for axis in made.crosses]
    set_by: dict[str, Any] = {
        key: next((value for part in parts if (value := getattr(part, key)) is not None), None)
        for key in ("sex", "pronouns", "age", "names")
    }
    slots = {slot: surface for part in parts for slot, surface in part.slots.items()}
    own = {"names": group.names} if group.names else {}
    return Identity(axis=made.axis, group=group.id, label=group.label, slots=slots, **(set_by | own))
