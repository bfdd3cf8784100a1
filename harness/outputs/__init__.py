"""Stage 4: plans every call, collects every answer, and proves that each call has exactly one."""

from __future__ import annotations

from harness.outputs.collect import Collected, Progress, collect
from harness.outputs.plan import call_id, plan
from harness.outputs.reconcile import Reconciliation, reconcile

__all__ = ["Collected", "Progress", "Reconciliation", "call_id", "collect", "plan", "reconcile"]
