"""A word or short phrase to the ladder it stands on, and to the relation or role it names, by ``ladders.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from harness.findings.levelling import expression


@cache
def _ladders() -> Mapping[str, object]:
    text = resources.files("harness.findings").joinpath("data/paraphrases/ladders.yaml").read_text(encoding="utf-8")
    raw: dict[str, object] = yaml.safe_load(text)
    return raw


@cache
def _rungs() -> Mapping[str | tuple[str, ...], tuple[str, int]]:
    """By the words as written, and by their stems unless these are a bare negator ("never", "denied")."""
    raw = _ladders()["ladders"]
    assert isinstance(raw, dict)
    every = [(word, (name, rank)) for name, steps in raw.items() for rank, step in enumerate(steps) for word in step]
    return dict(every) | {expression(word): rung for word, rung in every if expression(word) != ("not",)}


@cache
def rungs() -> Mapping[tuple[str, ...], tuple[str, int]]:
    """By the levelled stems of an expression: its ladder, and its rank from 0 up."""
    return {words: rung for words, rung in _rungs().items() if isinstance(words, tuple)}


def ladder(word: str) -> tuple[str, int] | None:
    """The ladder on which a word or short phrase stands, and its rank from 0 up; None if on none."""
    rungs = _rungs()
    return rungs.get(" ".join(word.lower().split())) or rungs.get(expression(word))


def cues(name: str) -> frozenset[tuple[str, ...]]:
    """The expressions of a list of ``ladders.yaml``: negation, hearsay, hedge, quoting, planned or idiom."""
    return frozenset(expression(word) for word in written(name))


def written(name: str) -> frozenset[str]:
    """The expressions of such a list as they are written."""
    raw = _ladders()["cues"]
    assert isinstance(raw, dict)
    return frozenset(raw[name])


@cache
def _people() -> Mapping[str, str]:
    out: dict[str, str] = {}
    for group in ("kinship", "roles"):
        raw = _ladders()[group]
        assert isinstance(raw, dict)
        out |= {word: name for name, words in raw.items() for word in words}
    return out


def relation(word: str) -> str | None:
    """The one name of a relation or role ("mum" -> mother, "stepdad" -> stepfather); None if it is neither."""
    return _people().get(" ".join(word.lower().replace("-", " ").split()))
