"""Turns a Scorecard into scorecard.json and back: sorted keys, and infinite bounds as the words "inf" and "-inf"."""

from __future__ import annotations

import json
import math
from typing import Any

from pydantic import ValidationError

from harness.errors import RunFolderError
from harness.records import Scorecard


def to_json(card: Scorecard) -> str:
    """The whole record. JSON has no infinity, so an unbounded interval is written "inf" or "-inf"."""
    plain = _finite(card.model_dump(mode="python"))
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def from_json(text: str | bytes) -> Scorecard:
    """The record that ``to_json`` wrote.

    Raises:
        RunFolderError: this is not a scorecard.
    """
    try:
        return Scorecard.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RunFolderError(
            f"scorecard.json is not a scorecard: {where}: {first['msg']}. Make it again with `plumbline card`."
        ) from None


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value
