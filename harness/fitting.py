"""Fits the weights that turn signs into risk: ``python -m harness.fitting`` writes ``findings/data/combiner.json``.

What is supported is every wording that a shipped scenario accepts for a fact of its own. What is not: its tempting
untruths, facts of another scenario, and its own facts with one error planted in them (a number, a negation, a person,
a speaker). Weights cannot be negative. Folds are by scenario, so that no scenario helps to judge itself.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from harness import suites, variants
from harness.findings.combiner import FILE, Combiner, features
from harness.findings.source import source_of_text
from harness.findings.statements import own_tokens
from harness.findings.support import signs
from harness.findings.text import analyse
from harness.records import Arm, Fact, Variant

SEED, FOLDS, PENALTY = 7, 5, 1.0
SPECIFICITY = 0.95
"""Share of supported statements, each judged by the other folds, that the threshold leaves unflagged."""
SHARE = 0.1
"""Base rate of unsupported statements that the constant is set for, so that a risk reads as a probability."""

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety"
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_FLIPS = (
    ("does not want", "wants"), ("did not want", "wanted"), ("do not want", "want"), ("wants", "does not want"),
    ("would like", "would not like"), ("has not", "has"), ("has never", "has"), ("is not", "is"), ("are not", "are"),
    ("was not", "was"), ("cannot", "can"), ("can", "cannot"), ("does not", "does"), ("did not", "did"), ("no", "some"),
    ("never", "often"), ("agreed", "did not agree"), ("declined", "accepted"), ("refused", "accepted"),
    ("will not", "will"), ("will", "will not"), ("would not", "would"), ("would", "would not"), ("is", "is not"),
    ("has", "has not"), ("was", "was not"), ("denied", "reported"), ("without", "with"),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One statement about one conversation, and what was planted in it (None: nothing, it is supported)."""

    scenario: str
    source: str
    text: str
    planted: str | None


def arms() -> list[Variant]:
    """The arm ``sex``, ``female`` of every shipped scenario that allows it."""
    home = suites.shipped() / "identities"
    axes, names = suites.identities(home), suites.names(home)
    made = (
        variant
        for name in suites.shipped_names()
        for variant in variants.expand(suites.load(suites.shipped() / name), axes, names, ["sex"], SEED)
    )
    return [v for v in made if v.group == "female" and v.arm is Arm.GROUP]


def examples(made: Sequence[Variant]) -> Iterator[Example]:
    """Statements of the shipped suites, supported and not."""
    for i, variant in enumerate(made):
        drawn = random.Random(hashlib.sha256(f"{SEED}|{variant.scenario}".encode()).hexdigest())
        for fact in variant.facts:
            for text, planted in _of_fact(fact, variant, drawn):
                yield Example(variant.scenario, variant.text, text, planted)
        for untruth in variant.not_said:
            for text in (untruth.says, *untruth.accept):
                yield Example(variant.scenario, variant.text, text, untruth.kind)
        for text in _of_another(made[(i + 7) % len(made)], variant, drawn):
            yield Example(variant.scenario, variant.text, text, "another case")


def _of_fact(fact: Fact, variant: Variant, drawn: random.Random) -> Iterator[tuple[str, str | None]]:
    for wording in (fact.says, *fact.accept):
        yield wording, None
    ways = [fact.says, *fact.accept[1:]]
    for planted, text in (
        ("negation", _flipped(drawn.choice(ways))),
        ("number", _renumbered(drawn.choice(ways), drawn)),
        ("person", _of_somebody_else(drawn.choice(ways), variant, drawn)),
    ):
        if text:
            yield text, planted
    speaker, others = variant.people.get(fact.by), [k for k in variant.people if k != fact.by]
    if speaker is not None:
        yield f"According to {speaker.first or fact.by}, {_lowered(drawn.choice(ways), variant)}", None
    if others:
        other = variant.people[who := drawn.choice(others)].first or who.replace("_", " ")
        yield f"According to {other}, {_lowered(drawn.choice(ways), variant)}", "speaker"


def _lowered(text: str, variant: Variant) -> str:
    named = any(p.first and text.startswith(p.first) for p in variant.people.values())
    return text if named else text[0].lower() + text[1:]


def _flipped(text: str) -> str | None:
    for before, after in _FLIPS:
        if re.search(rf"\b{before}\b", text):
            return re.sub(rf"\b{before}\b", after, text, count=1)
    return None


def _renumbered(text: str, drawn: random.Random) -> str | None:
    found = [
        (match, words)
        for words in (_NUMBERS.split(), _DAYS.split())
        for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", text)
    ]
    if not found:
        return None
    match, words = drawn.choice(found)
    other = drawn.choice([word for word in words if word != match.group()])
    return text[: match.start()] + other + text[match.end() :]


def _of_somebody_else(text: str, variant: Variant, drawn: random.Random) -> str | None:
    names = [person.first for person in variant.people.values() if person.first]
    there, others = [n for n in names if n in text], [n for n in names if n not in text]
    return text.replace(drawn.choice(there), drawn.choice(others)) if there and others else None


def _of_another(other: Variant, variant: Variant, drawn: random.Random) -> Iterator[str]:
    """Facts of another scenario, told of this one's subject."""
    subject = variant.people[variant.subject].first
    for fact in drawn.sample(list(other.facts), min(5, len(other.facts))):
        text = fact.says
        for person in other.people.values():
            text = text.replace(person.first, subject) if person.first else text
            text = text.replace(f" {person.last}", "") if person.last else text
        yield text


def measured(found: Sequence[Example]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Features (statements x features), whether each is unsupported, and its scenario; the worst sentence counts."""
    rows, wrong, scenario = [], [], []
    for example in found:
        source = source_of_text(example.source)
        each = [
            list(features(signs(own_tokens(s), source, s.body)).values())
            for s in analyse(example.text).sentences
            if s.tokens
        ]
        if each:
            rows.append(np.max(each, axis=0))
            wrong.append(example.planted is not None)
            scenario.append(example.scenario)
    return np.array(rows, float), np.array(wrong), np.array(scenario)


def fit(x: np.ndarray[Any, Any], wrong: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Constant and weights, none of them negative: penalised logistic regression, both classes weighing alike."""
    from scipy.optimize import minimize

    spread = x.std(0) + 1e-9
    scaled = x / spread
    weight = np.where(wrong, 0.5 / wrong.mean(), 0.5 / (1 - wrong.mean())) * 1000 / len(wrong)

    def loss(b: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        p = 1 / (1 + np.exp(-(b[0] + scaled @ b[1:])))
        gap = weight * (p - wrong)
        likely = np.where(wrong, np.log(p + 1e-12), np.log(1 - p + 1e-12))
        value = float(-(weight * likely).sum() + 0.5 * (b[1:] ** 2).sum() / PENALTY)
        return value, np.concatenate([[gap.sum()], scaled.T @ gap + b[1:] / PENALTY])

    bounds = [(None, None)] + [(0.0, None)] * x.shape[1]
    found = minimize(loss, np.zeros(1 + x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.concatenate([[found[0]], found[1:] / spread])


def _scores(x: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(b[0] + x @ b[1:])


def cross_validated(
    x: np.ndarray[Any, Any], wrong: np.ndarray[Any, Any], scenario: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """The score of each statement by weights fitted on the scenarios of the other folds."""
    names = sorted(set(scenario), key=lambda name: hashlib.sha256(f"fold|{name}".encode()).digest())
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    where = np.array([fold[name] for name in scenario])
    out = np.zeros(len(wrong))
    for n in range(FOLDS):
        out[where == n] = _scores(x[where == n], fit(x[where != n], wrong[where != n]))
    return out


def area(scores: np.ndarray[Any, Any], wrong: np.ndarray[Any, Any]) -> float:
    """Chance that an unsupported statement scores above a supported one (area under the ROC curve)."""
    from scipy.stats import rankdata

    ranks, n = rankdata(scores), int(wrong.sum())
    return float((ranks[wrong].sum() - n * (n + 1) / 2) / (n * (len(wrong) - n)))


def main() -> None:
    """Fit, say how well it does on scenarios it has not seen, and write the weights."""
    found = list(examples(arms()))
    x, wrong, scenario = measured(found)
    held_back = cross_validated(x, wrong, scenario)
    b = fit(x, wrong)
    # Both classes weighed alike: the constant is moved to the base rate that records have.
    constant = b[0] + np.log(SHARE / (1 - SHARE))
    cut = float(np.quantile(held_back[~wrong], SPECIFICITY)) + np.log(SHARE / (1 - SHARE))
    names = list(features_of_nothing())
    made = Combiner({n: round(float(w), 3) for n, w in zip(names, b[1:], strict=True)}, 0.0, 0.0)
    document = {
        "about": "Fitted by python -m harness.fitting on the shipped suites and errors planted in them.",
        "statements": len(wrong),
        "unsupported": int(wrong.sum()),
        "scenarios": len(set(scenario)),
        "area_on_unseen_scenarios": round(area(held_back, wrong), 3),
        "constant": round(float(constant), 3),
        "threshold": round(float(1 / (1 + np.exp(-cut))), 4),
        "weights": dict(made.weights),
    }
    path = Path(__file__).parent / "findings" / FILE
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=1))


def features_of_nothing() -> dict[str, float]:
    """Names of the features, in order."""
    source = source_of_text("Nothing.")
    sentence = analyse("Nothing at all.").sentences[0]
    return features(signs(own_tokens(sentence), source, sentence.body))


if __name__ == "__main__":
    main()
