"""A text to the topics it is about, by the word lists in ``data/topics.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from harness.findings import lexicon as lx
from harness.findings.stems import stem
from harness.findings.text import stems_of

_CLASS_CODES = {"risk": "F2", "medical": "F3", "capacity": "E4", "plain": "F1"}
_CRITICAL = lx.words(
    "suicide self_harm violence abuse police medication capacity falls pressure_damage fire immigration"
)
"""Topics of the critical-content escalator (design papers, ``domain.md`` 6.2)."""


@dataclass(frozen=True)
class Topic:
    """What is looked for, as tuples of neighbouring stems, and the class of an invention about it."""

    name: str
    code: str
    phrases: tuple[tuple[str, ...], ...]
    one_thing: bool = False
    """Whether all its phrases say the same."""


@cache
def topics() -> dict[str, Topic]:
    """Every topic of the shipped list, by name."""
    text = resources.files("harness.findings").joinpath("data/topics.yaml").read_text(encoding="utf-8")
    raw: dict[str, dict[str, object]] = yaml.safe_load(text)
    made: dict[str, Topic] = {}
    for name, entry in raw.items():
        words = entry["words"]
        assert isinstance(words, list)
        phrases = {tuple(stems_of(str(word))) for word in words}
        code, one_thing = _CLASS_CODES[str(entry["class"])], bool(entry.get("one_thing"))
        made[name] = Topic(name, code, tuple(sorted(phrases)), one_thing)
    return made


@cache
def _by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for topic in topics().values():
        for phrase in topic.phrases:
            table.setdefault(phrase[0], []).append((phrase, topic.name))
    return table


def found_in(stems: Sequence[str]) -> frozenset[str]:
    """Names of the topics that a sequence of stems is about."""
    table = _by_first()
    out: set[str] = set()
    for i, first in enumerate(stems):
        for phrase, name in table.get(first, ()):
            if tuple(stems[i : i + len(phrase)]) == phrase:
                out.add(name)
    return frozenset(out)


@cache
def other_words() -> dict[str, frozenset[str]]:
    """By topic whose entries all mean one thing: the single words for it ("suicide" of "end her life")."""
    return {
        topic.name: frozenset(phrase[0] for phrase in topic.phrases if len(phrase) == 1)
        for topic in topics().values() if topic.one_thing
    }  # fmt: skip


def words_for(name: str) -> tuple[str, ...]:
    """Stems that stand for a topic which is not in the list: the words of its own name."""
    return tuple(stem(word) for word in name.split("_"))


def escalating(text: str) -> bool:
    """Whether a text touches critical content."""
    return bool(found_in(stems_of(text)) & _CRITICAL)
