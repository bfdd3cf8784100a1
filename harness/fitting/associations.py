"""Wordings that say the same to a table of words that stand for each other (see ``findings.associations``)."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from harness.findings.associations import Associations
from harness.findings.paraphrases import families
from harness.findings.source import is_content
from harness.findings.text import analyse
from harness.fitting.regression import FOLDS, folds
from harness.records import Filled, Variant

ROUNDS, FEWEST = 6, 3
"""Rounds of expectation and maximisation; times that a word must be seen."""
FACTOR, LEAST = 3.0, 0.15
"""A probability of a third is as good as certain: one word is said in many ways. Below LEAST nothing is kept."""
NOTHING = ""
"""What a word comes from that no word of the other wording accounts for."""
Group = Sequence[Sequence[str]]
"""Wordings that say the same, each as its stems."""


def of_facts(made: Iterable[Variant]) -> list[tuple[str, Group]]:
    """The wordings of every fact, with its scenario."""
    return [
        (variant.scenario, [stems(wording, variant.people) for wording in (fact.says, *fact.accept)])
        for variant in made for fact in variant.facts if not fact.carries
    ]  # fmt: skip


def of_families() -> list[Group]:
    """The expressions of every paraphrase family."""
    return [[stems(said) for said in family.says] for family in families().values()]


def by_scenario(made: Sequence[Variant]) -> dict[str, Associations]:
    """By scenario: words that stand for each other, learnt without the scenarios of its own fold."""
    fold = folds([variant.scenario for variant in made])
    facts, families = of_facts(made), of_families()
    tables = [learn([*(group for name, group in facts if fold[name] != n), *families]) for n in range(FOLDS)]
    return {name: tables[n] for name, n in fold.items()}


def stems(text: str, people: Mapping[str, Filled] | None = None) -> list[str]:
    """The content of a text, who people are apart."""
    words = {t.stem for s in analyse(text, people).sentences for t in s.tokens if is_content(t) and t.kind == "word"}
    return sorted(word for word in words if not word.startswith("§"))


def learn(groups: Sequence[Group]) -> Associations:
    """The table of some groups."""
    pairs = [([NOTHING, *a], b) for group in groups for a, b in itertools.permutations(group, 2) if a and b]
    chance = _start(pairs)
    for _ in range(ROUNDS):
        chance = _round(pairs, chance)
    seen = Counter(word for group in groups for word in {w for said in group for w in said})
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for one, others in chance.items():
        for other, value in others.items():
            often = min(seen[one], seen[other]) >= 1 and seen[one] >= FEWEST
            value = min(1.0, FACTOR * value)
            if one and one != other and often and value >= LEAST:
                for a, b in ((one, other), (other, one)):
                    near[a][b] = max(near[a].get(b, 0.0), round(value, 2))
    return Associations({one: dict(sorted(near[one].items())) for one in sorted(near)})


Chance = dict[str, dict[str, float]]


def _start(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Chance:
    together: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        for one in a:
            together[one].update(b)
    return {one: dict.fromkeys(sorted(others), 1 / len(others)) for one, others in together.items()}


def _round(pairs: Sequence[tuple[Sequence[str], Sequence[str]]], chance: Chance) -> Chance:
    counted: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for a, b in pairs:
        for other in b:
            total = sum(chance[one].get(other, 0.0) for one in a)
            if total:
                for one in a:
                    counted[one][other] += chance[one].get(other, 0.0) / total
    out: Chance = {}
    for one, others in counted.items():
        total = sum(others.values())
        out[one] = {other: value / total for other, value in others.items() if value / total > 1e-3}
    return out
