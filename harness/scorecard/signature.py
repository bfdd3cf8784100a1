"""Turns a run's choices into one line that travels with every number, after sacreBLEU's signatures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from harness.records import Run, Tool, Variant

TEST = "signflip+maxt"
RULES = "rules.1"
SHORT = 8
"""Characters of a hash in a signature; whole hashes are in ``run.json``."""


def signature(run: Run, tools: Iterable[Tool], size: tuple[int, int, int], *, test: str = TEST) -> str:
    """The line for some tools of a run: every choice that could change a number.

    Args:
        size: scenarios, arms (groups of every axis, and their twins) and repeats.
        test: what the differences were tested with.

    A check whose name begins ``judge`` or ``model`` is a model that decides beside the rules.
    """
    judges = [check for check in run.checks if check.startswith(("judge", "model"))]
    parts = {
        "suite": "+".join(f"{_safe(name)}#{_short(run.suites[name])}" for name in sorted(run.suites)),
        "tool": "+".join(_tool(tool) for tool in tools),
        "n": "x".join(str(number) for number in size),
        "seed": str(run.seed),
        "checks": "+".join(_safe(check) for check in run.checks if check not in judges),
        "judge": "+".join([RULES, *(_safe(judge) for judge in judges)]),
        "test": test,
        "standard": f"{_safe(run.standard.name)}.{_safe(run.standard.version)}#{_short(run.standard_hash)}"
        + ("+changed_afterwards" if run.standard_before else ""),
        "plumbline": _safe(run.plumbline),
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def size(variants: Iterable[Variant], repeats: int) -> tuple[int, int, int]:
    """Scenarios, arms and repeats of what was sent."""
    scenarios, arms = set(), set()
    for variant in variants:
        scenarios.add((variant.suite, variant.scenario))
        arms.add((variant.axis, variant.group, variant.arm))
    return len(scenarios), len(arms), repeats


def run_signature(run: Run, variants: Mapping[str, Variant]) -> str:
    """The line for a whole run: all its tools, everything that was planned."""
    return signature(run, run.tools, size(variants.values(), run.repeats))


def _tool(tool: Tool) -> str:
    """Name and version, and a hash of the settings if there are any."""
    named = f"{_safe(tool.name)}@{_safe(tool.version)}"
    if not tool.settings:
        return named
    settings = json.dumps(tool.settings, sort_keys=True, ensure_ascii=False)
    return f"{named}#{hashlib.sha256(settings.encode()).hexdigest()[:SHORT]}"


def _short(digest: str) -> str:
    return _safe(digest.rpartition(":")[2][:SHORT])


def _safe(text: str) -> str:
    """No separators, spaces or control characters: the line stays one line and can be taken apart again."""
    return re.sub(r"[^\w.@\-]", "_", text)[:80]
