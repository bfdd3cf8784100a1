"""What is asked of one tool's counts: two groups of an axis, or twins with the people they are twins of."""

from __future__ import annotations

from dataclasses import dataclass

from harness.measures import Measure
from harness.stats.axes import AxisPlan
from harness.stats.words import Wording

POOLED = "twins - own groups"
"""The comparison of all twins of an axis with the people they are twins of."""


@dataclass(frozen=True)
class Question:
    """One comparison to make: group ``a`` against ``b``, or the twin of ``a`` against ``a``."""

    measure: Measure
    axis: AxisPlan
    a: str
    b: str
    placebo: bool = False
    pooled: tuple[str, ...] = ()
    """The groups whose twins are asked about."""
    voice_reason: str | None = None

    @property
    def contrast(self) -> str:
        """The name of the comparison."""
        if not self.placebo:
            return f"{self.a} - {self.b}"
        return f"{self.a} twin - {self.a}" if len(self.pooled) == 1 else POOLED

    @property
    def names(self) -> tuple[str, str]:
        """The two arms, as a sentence names them."""
        if not self.placebo:
            return self.axis.labels[self.a], self.axis.labels[self.b]
        if len(self.pooled) == 1:
            return f"the twin of {self.axis.labels[self.a]}", self.axis.labels[self.a]
        return "twins", "the first person of their group"

    @property
    def who(self) -> str:
        """The one group whose twins are asked about, before a comma; nothing if they are pooled."""
        return f"{self.axis.labels[self.a]}, " if len(self.pooled) == 1 else ""


def wording(measure: Measure) -> Wording:
    """How sentences tell a measure of the pipeline."""
    return Wording(measure.title, measure.per, measure.kind, points=True)
