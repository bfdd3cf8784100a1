"""Stage 2: scenarios and identities become variants, with proof that arms differ only in their slots."""

from __future__ import annotations

from harness.variants.audit import audit, diff
from harness.variants.expand import expand
from harness.variants.speech import record

__all__ = ["audit", "diff", "expand", "record"]
