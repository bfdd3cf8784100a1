"""Joins the stages: an evaluation to a run folder (``asking``), a run folder to a scorecard (``scoring``).

``prepare`` and ``collect`` may call tools; ``score`` and ``card`` need only the folder, so that anybody can
repeat them with no tool and no network.
"""

from __future__ import annotations

from harness.pipeline.asking import Prepared, Round, collect, expand, load, plan, prepare
from harness.pipeline.progress import Progress, silent
from harness.pipeline.scoring import Instrument, by_rule, card, check_controls, check_instrument, score

__all__ = [
    "Instrument",
    "Prepared",
    "Progress",
    "Round",
    "by_rule",
    "card",
    "check_controls",
    "check_instrument",
    "collect",
    "expand",
    "load",
    "plan",
    "prepare",
    "score",
    "silent",
]
