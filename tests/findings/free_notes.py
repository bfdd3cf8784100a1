"""Measures the checks on notes that were written freely: ``PYTHONPATH=. python tests/findings/free_notes.py [held]``.

A statement is wrong if it overlaps one that the writer marked. A fact is judged only if it was in the ledger when the
notes were labelled. The half that is held back is for the figure that is reported, and for nothing else.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from harness import suites
from harness.findings import examine
from harness.fitting.regression import area
from harness.records import Arm, Filled, Outcome, Output, Scenario, Task, Tool, Variant
from harness.variants.script import Filler

NOTES = Path(__file__).parent.parent.parent / "fixtures" / "notes"
FILES = {"development": "free_development.yaml", "held": "free_held_back.yaml"}
TOOL = Tool(name="free", version="1", task=Task.SUMMARISE, adapter="by_hand", label="Free notes")
SEED, RESAMPLES = 3, 1000
LEAST_SHARED = 3
"""Characters that a statement must share with a marked one to be it."""


def notes(half: str) -> list[dict[str, Any]]:
    """The notes of one half."""
    found: list[dict[str, Any]] = yaml.safe_load((NOTES / FILES[half]).read_text(encoding="utf-8"))
    return found


def casts() -> dict[str, dict[str, Any]]:
    """By scenario: its suite, the case values and the people that the notes are about, and the facts there were."""
    made: dict[str, dict[str, Any]] = json.loads((NOTES / "casts.json").read_text(encoding="utf-8"))
    return made


def variants_of_notes() -> dict[str, Variant]:
    """By scenario: the variant that its notes are about, as the ledger is now."""
    axes = suites.identities(suites.shipped() / "identities")
    known: dict[str, Scenario] = {
        s.id: s for name in suites.shipped_names() for s in suites.load(suites.shipped() / name).scenarios
    }
    usual = {k: v for axis in axes.values() if not axis.crosses for k, v in axis.group(axis.baseline).slots.items()}
    made = {}
    for scenario, cast in casts().items():
        people = {key: Filled(**person) for key, person in cast["people"].items()}
        subject = known[scenario].subject  # a ledger may state more by now than when its notes were written
        people[subject] = people[subject].model_copy(update={"slots": usual | people[subject].slots})
        filler = Filler(known[scenario], cast["suite"], cast["case"])
        made[scenario] = filler.variant("sex", axes["sex"].group(cast["group"]), Arm.GROUP, people, None)
    return made


@dataclass
class Measured:
    """Statements and facts of some notes, as labelled and as judged."""

    risks: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    """Characters of each statement: what a judge that never reads the conversation could go by."""
    of: list[str] = field(default_factory=list)
    """Scenario of each statement."""
    wrong: list[bool] = field(default_factory=list)
    flagged: list[bool] = field(default_factory=list)
    facts: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: list[tuple[str, bool]] = field(default_factory=list)
    """(scenario, whether judged as labelled) of each fact."""
    seen: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """(kind, whether a finding about a statement or a fact points at it)."""

    def figures(self) -> dict[str, float]:
        """The figures that are reported."""
        wrong, flagged = np.array(self.wrong), np.array(self.flagged)
        found, spared = float(flagged[wrong].mean()), float(1 - flagged[~wrong].mean())
        right = sum(n for (label, status), n in self.facts.items() if label == status)
        return {
            "statements": len(wrong),
            "wrong": int(wrong.sum()),
            "area under the curve": round(area(np.array(self.risks), wrong), 3),
            "sensitivity": round(found, 3),
            "specificity": round(spared, 3),
            "balanced accuracy": round((found + spared) / 2, 3),
            "facts": self.facts.total(),
            "facts judged rightly": round(right / self.facts.total(), 3),
        }

    def intervals(self) -> dict[str, str]:
        """95 % percentile intervals of the same figures, scenarios resampled; and length alone as a judge."""
        drawn = np.random.default_rng(SEED)
        names = sorted(set(self.of))
        of, risks, wrong, flagged = (np.array(v) for v in (self.of, self.risks, self.wrong, self.flagged))
        where = {name: np.flatnonzero(of == name) for name in names}
        facts = {name: [right for scenario, right in self.right if scenario == name] for name in names}
        found: dict[str, list[float]] = {"area under the curve": [], "specificity": [], "balanced accuracy": []}
        found["facts judged rightly"] = []
        for _ in range(RESAMPLES):
            chosen = drawn.choice(len(names), len(names))
            at = np.concatenate([where[names[i]] for i in chosen])
            if not wrong[at].any() or wrong[at].all():
                continue
            spared, seen = 1 - flagged[at][~wrong[at]].mean(), flagged[at][wrong[at]].mean()
            found["area under the curve"].append(area(risks[at], wrong[at]))
            found["specificity"].append(float(spared))
            found["balanced accuracy"].append(float((spared + seen) / 2))
            found["facts judged rightly"].append(float(np.mean([r for i in chosen for r in facts[names[i]]])))
        low_high = {name: np.percentile(values, [2.5, 97.5]) for name, values in found.items()}
        out = {f"{name}, 95 % interval": f"{low:.3f} to {high:.3f}" for name, (low, high) in low_high.items()}
        return out | {"length alone, area under the curve": f"{area(np.array(self.lengths), wrong):.3f}"}


def measure(half: str) -> Measured:
    """Examine every note of one half."""
    made, known, out = variants_of_notes(), casts(), Measured()
    for entry in notes(half):
        variant, note = made[entry["scenario"]], entry["note"]
        found = examine(variant, TOOL, Output(call="c", outcome=Outcome.OK, text=note))
        marked = [(note.index(w["text"]), len(w["text"]), w["kind"]) for w in entry.get("wrong", ())]
        hit: set[int] = set()
        for f in found:
            over = [
                j
                for j, (start, length, _) in enumerate(marked)
                if min(f.output.end, start + length) - max(f.output.start, start) > LEAST_SHARED
            ]
            if f.check.startswith("claims"):
                out.risks.append(f.risk or 0.0)
                out.lengths.append(f.output.end - f.output.start)
                out.of.append(entry["scenario"])
                out.wrong.append(bool(over))
                out.flagged.append(f.status == "unsupported")
            if f.status == "unsupported" or (f.status == "altered" and f.check.startswith("facts")):
                hit |= set(over)
            if f.check.startswith("facts") and f.about in known[entry["scenario"]]["facts"]:
                kept, altered = entry["kept"], entry["altered"]
                label = "kept" if f.about in kept else "altered" if f.about in altered else "omitted"
                out.facts[label, f.status] += 1
                out.right.append((entry["scenario"], label == f.status))
        for j, (_, _, kind) in enumerate(marked):
            out.seen[kind, j in hit] += 1
    return out


if __name__ == "__main__":
    measured = measure("held" if "held" in sys.argv[1:] else "development")
    for name, figure in (measured.figures() | measured.intervals()).items():
        print(f"{name}: {figure}")
    for kind in sorted({kind for kind, _ in measured.seen}):
        print(f"  {kind}: {measured.seen[kind, True]} of {measured.seen[kind, True] + measured.seen[kind, False]} seen")
    print(f"  facts, (labelled, judged): {dict(measured.facts)}")
