"""Turns flags of which a random part was read, and a random part of the rest, into a share that errors do not bias.

As ``two_phase`` of ``instrument_error``, which it equals where every flag was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.stats.instrument_error import Corrected, _interval, in_phases
from harness.stats.intervals import Array


@dataclass(frozen=True)
class PartlyVerified:
    """One group's claims by scenario, read by people who do not know the group. Arrays with one entry a scenario.

    ``claims``, and how many were ``flagged``; of the flags a random ``read``, of which ``true`` were right; of the rest
    a random ``sampled``, of which ``missed`` were wrong after all.
    """

    claims: Array
    flagged: Array
    read: Array
    true: Array
    sampled: Array
    missed: Array

    def __post_init__(self) -> None:
        rest = self.claims - self.flagged
        if not (
            (self.read <= self.flagged)
            & (self.true <= self.read)
            & (self.sampled <= rest)
            & (self.missed <= self.sampled)
        ).all():
            raise ValueError("more were read than there are, or more found than read")
        if len(self.claims) < 2 or self.claims.sum() <= 0:
            raise ValueError("no claims, or fewer than two scenarios")
        if (self.flagged.sum() > 0 and self.read.sum() <= 0) or (rest.sum() > 0 and self.sampled.sum() <= 0):
            raise ValueError("some flags, and some of the rest, must have been read")


def corrected(seen: PartlyVerified, level: float = 0.95) -> Corrected:
    """True share, K / N x true / read + (N - K) / N x missed / sampled, with the linearised error over scenarios.

    With no miss among few sampled the error is too small: say then, too, what share of the rest may be missed.
    """
    value, influence = _parts(seen)
    return _interval(value, influence, level)


def corrected_difference(a: PartlyVerified, b: PartlyVerified, level: float = 0.95) -> Corrected:
    """Share of a minus share of b on the same scenarios in the same order, paired by scenario."""
    if len(a.claims) != len(b.claims):
        raise ValueError("both groups need the same scenarios")
    (one, za), (two, zb) = _parts(a), _parts(b)
    return _interval(one - two, za - zb, level)


def _parts(seen: PartlyVerified) -> tuple[float, Array]:
    rest = seen.claims - seen.flagged
    return in_phases(seen.claims, (seen.flagged, seen.read, seen.true), (rest, seen.sampled, seen.missed))
