"""Each measure alone, on the user's own material: compositions of the stages' own checks and statistics.

notes        claims a source does not support, and facts kept, altered or omitted
transcripts  words wrong, by group with an interval that resamples speakers
groups       any table of values or counts by scenario and group, to verdicts
pairs        outputs somebody already has, in pairs, to verdicts by group
"""

from __future__ import annotations
