"""A record to how often it doubts, blames or frames: counts of listed expressions, as leads to read (``tone.1``)."""

from __future__ import annotations

import functools
import re
from importlib import resources

import yaml

CHECK = "tone.1"


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    text = resources.files("harness.findings").joinpath("data/tone.yaml").read_text(encoding="utf-8")
    listed: dict[str, list[str]] = yaml.safe_load(text)
    return {
        family: re.compile(r"\b(?:" + "|".join(re.escape(e) for e in sorted(words, key=len, reverse=True)) + r")\b")
        for family, words in listed.items()
    }


def count_tone(text: str) -> dict[str, int]:
    """Occurrences of each family's expressions, whatever their case."""
    lowered = text.lower().replace("’", "'")
    return {family: len(pattern.findall(lowered)) for family, pattern in _patterns().items()}
