"""The instrument measured before it measures: planted faults, and what the checks find, miss and wrongly flag.

``run`` plants and examines, ``table`` shows it on a terminal, ``files`` gives ``selftest.json`` and ``selftest.html``.
"""

from __future__ import annotations

from harness.selftest.page import files
from harness.selftest.records import SelfTest
from harness.selftest.run import Wanted, run
from harness.selftest.terminal import tables

__all__ = ["SelfTest", "Wanted", "files", "run", "tables"]
