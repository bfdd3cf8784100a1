"""Stage 1: files that people write become scenarios, identities and names, or a list of what to put right."""

from __future__ import annotations

from harness.suites.check import check, identities_beside, identity_faults, notes, sorted_out
from harness.suites.coverage import coverage, read_coverage
from harness.suites.drawing import Names
from harness.suites.identities import Axis, identities, names
from harness.suites.load import Suite, label, load, schema
from harness.suites.publish import dataset
from harness.suites.shipped import find, shipped
from harness.suites.shipped import names as shipped_names

__all__ = [
    "Axis",
    "Names",
    "Suite",
    "check",
    "coverage",
    "dataset",
    "find",
    "identities",
    "identities_beside",
    "identity_faults",
    "label",
    "load",
    "names",
    "notes",
    "read_coverage",
    "schema",
    "shipped",
    "shipped_names",
    "sorted_out",
]
