"""Joins collecting and judging for a run with planned looks: which calls are due, and which tools are asked no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness import stats
from harness.records import Call, Count, Run, Variant


@dataclass(frozen=True)
class Looks:
    """The looks planned for a run. With one look everything is due at once and nothing is decided on the way."""

    run: Run
    made: Mapping[str, Variant]
    batch: Mapping[str, int]
    """Scenario to the look by which it is asked."""

    @classmethod
    def of(cls, run: Run, made: Mapping[str, Variant]) -> Looks:
        """The looks of a run: they follow from its seed and its scenarios alone."""
        return cls(run, made, stats.batches((v.scenario for v in made.values()), run.looks, run.seed))

    def due(self, calls: Iterable[Call], taken: Mapping[str, Sequence[stats.Looked]], upto: int) -> list[Call]:
        """Calls to be answered by look ``upto``: of a tool that was stopped, those before it was."""
        last = {tool: next((one.number for one in looked if one.stops), upto) for tool, looked in taken.items()}
        return [c for c in calls if self.batch[self.made[c.variant].scenario] <= min(upto, last.get(c.tool, upto))]

    def taken(
        self,
        calls: Sequence[Call],
        answered: Collection[str],
        counts: Sequence[Count],
        failures: Iterable[tuple[str, str]],
    ) -> dict[str, list[stats.Looked]]:
        """The looks that the answers so far allow: each needs every answer that was due by then."""
        failed, taken = frozenset(failures), {tool.name: list[stats.Looked]() for tool in self.run.tools}
        for number in range(1, self.run.looks):
            if any(call.id not in answered for call in self.due(calls, taken, number)):
                break
            taken = self.take(counts, failed, number)
        return taken

    def take(
        self, counts: Sequence[Count], failures: Iterable[tuple[str, str]], upto: int
    ) -> dict[str, list[stats.Looked]]:
        """Looks 1 to ``upto`` at every tool, each on the scenarios of its batches, to the one that stops it.

        The last planned look is the scorecard itself, so it is none of these.
        """
        axes = stats.axis_plans(self.made.values())
        planned = Counter(axis for axis, _ in {(v.axis, v.scenario) for v in self.made.values()})
        failed = frozenset(failures)
        taken: dict[str, list[stats.Looked]] = {tool.name: [] for tool in self.run.tools}
        for tool in self.run.tools:
            own = [count for count in counts if count.tool == tool.name]
            for number in range(1, min(upto, self.run.looks - 1) + 1):
                so_far = [count for count in own if self.batch[count.scenario] <= number]
                if not so_far:
                    break
                taken[tool.name].append(
                    stats.look(so_far, self.run.standard, tool, axes, failed, planned, number, self.run.looks)
                )
                if taken[tool.name][-1].stops:
                    break
        return taken
