"""Shows an author what a scenario becomes: as text for a terminal, or as a page for a practitioner to read."""

from __future__ import annotations

from harness.preview.arms import arms
from harness.preview.page import html

__all__ = ["arms", "html"]
