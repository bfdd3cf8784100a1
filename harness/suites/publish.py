"""Turns variants into a Hugging Face ``datasets.Dataset``, a row a variant, without network or cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from harness.records import Variant

if TYPE_CHECKING:
    import datasets


def dataset(variants: Iterable[Variant], *, canary: str = "", licence: str = "CC-BY-4.0") -> datasets.Dataset:
    """One row a variant, in the order given; each holds the suite's ``canary``, so that a model trained on it shows.

    Built with ``from_list``: ``load_dataset`` would ask an outside host to count the download and copy
    the texts into the user's cache.
    """
    import datasets

    rows, features = (
        [{"canary": canary, "licence": licence, **_row(variant)} for variant in variants],
        _features(datasets),
    )
    if not rows:  # from_list would make a table without columns
        return datasets.Dataset.from_dict({column: [] for column in features}, features=features)
    return datasets.Dataset.from_list(rows, features=features)


def _row(variant: Variant) -> dict[str, Any]:
    return {
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
    }


def _plain(person: dict[str, Any]) -> dict[str, Any]:
    """A person whose open set of slots is a list, as columns must be the same in every row."""
    return person | {"slots": [{"slot": slot, "surface": surface} for slot, surface in person["slots"].items()]}


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
        }
    )
