"""The rules' risk and a model's support to one risk.

The mean of the two on the logit scale, in equal parts: neither is calibrated here, and equal parts are the weighting
that assumes the least. Each is held within 0.02 to 0.98 first, so that neither can outvote the other by being certain.
A calibration (fitted elsewhere, on material that shows what the model's numbers are worth) replaces slope, intercept
and weight.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.errors import UserFileError

STANDING = frozenset(
    {
        "rule:not-said",
        "rule:not-discussed",
        "rule:absence-stated",
        "rule:nothing-stated",
        "rule:denied-risk",
    }
)
"""What a rule decides by the ledger, or by what a statement is: no model is asked."""
_EDGE = 0.02


class Calibration(BaseModel):
    """logit(model's risk) = intercept + slope * logit(1 - support); ``weight`` is the model's share of the mean."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    slope: Annotated[float, Field(gt=0)] = 1.0
    intercept: float = 0.0
    weight: Annotated[float, Field(ge=0, le=1)] = 0.5


def read_calibration(path: Path) -> Calibration:
    """A calibration from a JSON file.

    Raises:
        UserFileError: it cannot be read, or a number is missing its range.
    """
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserFileError.single(path, None, f"it cannot be read: {error.strerror}.", "Give another file.") from None
    except ValidationError as error:
        item = error.errors()[0]
        where = ".".join(map(str, item["loc"])) or "the file"
        raise UserFileError.single(
            path, None, f"'{where}': {item['msg']}.", 'Write {"slope": 1.0, "intercept": 0.0, "weight": 0.5}.'
        ) from None


def combined(rules: float, support: float, calibration: Calibration | None = None) -> float:
    """Probability, 0..1, that the source does not support a statement, from the rules' and the model's view of it."""
    how = calibration or Calibration()
    model = how.intercept + how.slope * _logit(1 - support)
    z = (1 - how.weight) * _logit(rules) + how.weight * model
    return 1 / (1 + math.exp(-z))


def _logit(p: float) -> float:
    held = min(1 - _EDGE, max(_EDGE, p))
    return math.log(held / (1 - held))
