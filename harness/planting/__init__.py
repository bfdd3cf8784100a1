"""A stage beside the adapters, Variant -> note with exactly one known fault: what the checks are measured on.

``faithful`` and ``write`` make clean notes in five styles; ``plant`` puts one fault of a named kind into one, the same
fault in every arm of a scenario. A family of faults has a module of its own.
"""

from __future__ import annotations

from harness.planting.notes import STYLES, Line, Written, faithful, write
from harness.planting.plant import Planted, plant, plant_in
from harness.planting.scene import Scene
from harness.planting.taxonomy import KINDS, OMISSIONS, Kind

__all__ = [
    "KINDS",
    "OMISSIONS",
    "STYLES",
    "Kind",
    "Line",
    "Planted",
    "Scene",
    "Written",
    "faithful",
    "plant",
    "plant_in",
    "write",
]
