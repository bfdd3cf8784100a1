"""Optional models beside the rules: local checkers from a folder, or a large model behind an endpoint.

No model comes with Plumbline, and none is asked unless it is named. ``open_judge`` opens one; ``Judging`` joins it to
the rules. What a model adds is not known until it has been measured: ``plumbline selftest --judge``.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from harness.judges.base import Asked, Judge, Opinion
from harness.judges.combining import Calibration, combined, read_calibration
from harness.judges.folder import locate, look
from harness.judges.joining import JudgedClaim, Judging, Statement
from harness.judges.wanted import Wanted, names_of, refuse_own, wanted

__all__ = [
    "Asked",
    "Calibration",
    "Judge",
    "JudgedClaim",
    "Judging",
    "Opinion",
    "Statement",
    "Wanted",
    "combined",
    "names_of",
    "open_judge",
    "open_judging",
    "read_calibration",
    "refuse_own",
    "wanted",
]


def open_judge(chosen: Wanted) -> Judge:
    """The judge that somebody asked for.

    Raises:
        CommandError: there is no such model.
        MissingExtraError: a part for it is not installed.
        ToolError: it cannot be used.
        UserFileError: its judge.json is wrong.
    """
    if chosen.endpoint:
        from harness.judges.endpoint import Endpoint

        return Endpoint(chosen)
    folder = look(*locate(chosen.judge, allow_hub=chosen.allow_hub), have_torch=find_spec("torch") is not None)
    if folder.runtime == "torch":
        from harness.judges.torch_model import open_torch

        return open_torch(folder)
    from harness.judges.onnx_model import OnnxModel

    return OnnxModel(folder)


def open_judging(chosen: Wanted, record: Path | None = None, others: Iterable[str] = ()) -> tuple[Judging, str | None]:
    """The judge joined to the rules, and a warning if it is of the family of one of ``others``, the models under test.

    Raises:
        CommandError: it *is* one of them; and as ``open_judge`` does.
    """
    warning = refuse_own(chosen.model or chosen.judge, others)
    calibration = read_calibration(chosen.calibration) if chosen.calibration else None
    return Judging(open_judge(chosen), calibration, record), warning
