"""Sets the recorded answers against the plan and says which calls are not answered exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.records import Call, Output


@dataclass(frozen=True)
class Reconciliation:
    """How plan and answers fit. Each tuple holds call ids: the first and last in plan order, the others sorted."""

    planned: int
    answered: int
    """Planned calls with at least one answer."""
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    """Answers to calls that nobody planned."""
    duplicated: tuple[str, ...]
    """Calls that are planned, or answered, more than once."""

    @property
    def complete(self) -> bool:
        """Every planned call is answered exactly once, and nothing else is."""
        return not (self.missing or self.unknown or self.duplicated)

    def __str__(self) -> str:
        if self.complete:
            return f"All {self.planned} planned calls are answered, each once."
        wrong = [
            f"{len(calls)} {word}"
            for calls, word in (
                (self.missing, "without an answer"),
                (self.unknown, "answered but never planned"),
                (self.duplicated, "there more than once"),
            )
            if calls
        ]
        return f"{self.answered} of {self.planned} planned calls are answered; {', '.join(wrong)}."


def reconcile(calls: Iterable[Call], outputs: Mapping[str, Output] | Iterable[Output]) -> Reconciliation:
    """Compare them. Nothing is dropped or mended here: the caller decides what may go on."""
    planned = Counter(call.id for call in calls)
    given = outputs.values() if isinstance(outputs, Mapping) else outputs
    answered = Counter(output.call for output in given)
    twice = {call for counter in (planned, answered) for call, n in counter.items() if n > 1}
    return Reconciliation(
        planned=len(planned),
        answered=len(planned.keys() & answered.keys()),
        missing=tuple(call for call in planned if call not in answered),
        unknown=tuple(sorted(answered.keys() - planned.keys())),
        duplicated=tuple(sorted(twice)),
    )
