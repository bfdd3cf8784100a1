"""The arm ``sex``, ``female`` of every shipped scenario, and notes filled for it."""

from __future__ import annotations

import re
from functools import cache

from harness import suites, variants
from harness.records import Arm, Variant


@cache
def arms() -> dict[str, Variant]:
    """By scenario: the arm that the notes are about."""
    shipped = suites.shipped()
    axes, names = suites.identities(shipped / "identities"), suites.names(shipped / "identities")
    made: dict[str, Variant] = {}
    for name in ("adults", "children"):
        for variant in variants.expand(suites.load(shipped / name), axes, names, ["sex"], 7):
            if variant.group == "female" and variant.arm is Arm.GROUP:
                made[variant.scenario] = variant
    return made


def filled(text: str, variant: Variant) -> str:
    subject = variant.people[variant.subject]
    values = {**variant.case, "first": subject.first, "last": subject.last, "title": subject.title}
    values |= {f"{key}.first": person.first for key, person in variant.people.items()}
    whole = re.sub(r"\{([\w.]+)\}", lambda match: values[match.group(1)], text).strip()
    return re.sub(r"(?m)^(- )?([a-z])", lambda match: (match.group(1) or "") + match.group(2).upper(), whole)
