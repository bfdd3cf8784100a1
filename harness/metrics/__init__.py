"""The measures as Hugging Face ``evaluate`` modules: fidelity, fabrication, disparity. Thin faces, no logic.

    import evaluate
    from harness import metrics
    fidelity = metrics.load("fidelity")                     # or evaluate.load("harness/metrics/fidelity")
    fidelity.compute(predictions=[note], references=[facts])

``metrics.load`` keeps everything in memory. ``evaluate``'s own default writes predictions and references
into the user's cache in clear, and leaves them there if the computation fails: never use it on case text.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import CommandError

if TYPE_CHECKING:
    import evaluate

NAMES = ("fidelity", "fabrication", "disparity")


def load(name: str, **settings: Any) -> evaluate.Metric:
    """One of the modules, in memory.

    Raises:
        CommandError: there is no such module.
    """
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # evaluate says twice that torch is missing
    if name not in NAMES:
        raise CommandError(f"There is no metric '{name}'. Choose from: {', '.join(NAMES)}.")
    module = import_module(f"harness.metrics.{name}.{name}")
    metric: evaluate.Metric = getattr(module, name.capitalize())(keep_in_memory=True, **settings)
    return metric


def path(name: str) -> str:
    """Folder of a module, for ``evaluate.load(path(...), keep_in_memory=True)``."""
    return str(Path(__file__).parent / name)
