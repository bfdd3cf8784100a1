"""Turns variants into a Hugging Face ``datasets.Dataset``, a row a variant, without network or cache."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from harness.records import Variant

if TYPE_CHECKING:
    import datasets

    from harness.suites.load import Suite


SCHEMA = "1.0"
"""Version of the columns. A column added raises the second number, one changed or taken away the first."""


def dataset(variants: Iterable[Variant], *, canary: str = "", licence: str = "CC-BY-4.0") -> datasets.Dataset:
    """One row a variant, in the order given; each holds the suite's ``canary``, so that a model trained on it shows.

    Built with ``from_list``: ``load_dataset`` would ask an outside host to count the download and copy
    the texts into the user's cache.
    """
    import datasets

    rows, features = (
        [row(variant, canary, licence) for variant in variants],
        _features(datasets),
    )
    if not rows:  # from_list would make a table without columns
        return datasets.Dataset.from_dict({column: [] for column in features}, features=features)
    return datasets.Dataset.from_list(rows, features=features)


def row(variant: Variant, canary: str, licence: str) -> dict[str, Any]:
    """One variant as plain columns."""
    return {
        "canary": canary,
        "licence": licence,
        "id": variant.id,
        "suite": variant.suite,
        "scenario": variant.scenario,
        "title": variant.title,
        "practice_area": variant.practice_area,
        "axis": variant.axis,
        "group": variant.group,
        "group_label": variant.group_label,
        "arm": variant.arm.value,
        "subject": variant.subject,
        "text": variant.text,
        "turns": [turn.model_dump() for turn in variant.turns],
        "people": [{"key": key, **_plain(person.model_dump())} for key, person in variant.people.items()],
        "facts": [fact.model_dump(mode="json") for fact in variant.facts],
        "not_said": [not_said.model_dump(mode="json") for not_said in variant.not_said],
        "not_discussed": list(variant.not_discussed),
        "actions": [action.model_dump() for action in variant.actions],
        "voice": variant.voice.name if variant.voice else None,
        "control": variant.control,
    }


def _plain(person: dict[str, Any]) -> dict[str, Any]:
    """A person whose open set of slots is a list, as columns must be the same in every row."""
    return person | {"slots": [{"slot": slot, "surface": surface} for slot, surface in person["slots"].items()]}


def card(suite: Suite, rows: int) -> str:
    """The dataset card: front matter that the Hub and ``load_dataset`` read, then what a user must know."""
    scenarios = len(suite.scenarios)
    reviewed = ", ".join(suite.reviewed_by) or "nobody outside the project yet"
    return f"""\
---
license: {suite.licence.lower()}
language: [en]
pretty_name: {json.dumps(f"Plumbline {suite.name}: {suite.title}", ensure_ascii=False)}
tags: [social-care, evaluation, synthetic, counterfactual, fairness]
size_categories: [{"n<1K" if rows < 1_000 else "1K<n<10K" if rows < 10_000 else "10K<n<100K"}]
configs:
  - config_name: default
    data_files: [{{split: train, path: data/variants.parquet}}]
---
# Plumbline {suite.name} {suite.version}: {suite.title}

{scenarios:,} invented social work conversations, each told again with only the person changed: {rows:,}
variants, a row each, with the list of everything that was said, of what a careless record adds, and of what was
agreed. Schema {SCHEMA}.

Canary: `{suite.canary}`. It stands in every row, so that a model trained on this data shows it. Please do not
train on it.

## Provenance
Written by {suite.written_by}, by hand, for this purpose; ages are counted from {suite.year}. Reviewed by:
{reviewed}. No real person, record or recording was used. Names are drawn by seed from lists, and identify
nobody. Suite hash: `{suite.content_hash}`.

## Intended use
To test tools that transcribe or write notes: what they lose, change and invent, and whether they do it more
often to some people than to others. `facts` is what a record should hold, `not_said` what it must not; variants
of one `scenario` and `axis` differ only in their slots, so differences between their records are the tool's.
`arm: twin` is another person of the same group: a difference has to be larger than what twins show. `control:
true` changes nothing that matters.

## Limits
Conversations are made up and in British English, and real talk is longer, messier and more painful. A result is
about the signals that were changed (a name, a stated word), not about people. Scenarios and names were not
reviewed by practitioners or by members of the groups unless it says so above. Not for training, not for
deciding about anybody, and no proof of fairness.

## Licence
{suite.licence}.
"""


def _features(datasets: Any) -> Any:
    """Columns, stated so that they do not depend on which lists happen to be empty."""
    text, number, many = datasets.Value("string"), datasets.Value("int32"), datasets.List
    columns = {
        name: text
        for name in (
            "canary",
            "licence",
            "id",
            "suite",
            "scenario",
            "title",
            "practice_area",
            "axis",
            "group",
            "group_label",
            "arm",
            "subject",
            "text",
        )
    }
    return datasets.Features(
        columns
        | {
            "turns": many({"number": number, "person": text, "start": number, "end": number}),
            "people": many(
                {
                    "key": text,
                    "first": text,
                    "last": text,
                    "title": text,
                    "pronouns": text,
                    "sex": text,
                    "age": number,
                    "slots": many({"slot": text, "surface": text}),
                }
            ),
            "facts": many(
                {
                    "id": text,
                    "says": text,
                    "turns": many(number),
                    "kind": text,
                    "status": text,
                    "by": text,
                    "weight": text,
                    "accept": many(text),
                    "carries": many(text),
                }
            ),
            "not_said": many({"id": text, "says": text, "kind": text, "harm": text, "accept": many(text)}),
            "not_discussed": many(text),
            "actions": many({"owner": text, "what": text, "by": text}),
            "voice": text,
            "control": datasets.Value("bool"),
        }
    )
