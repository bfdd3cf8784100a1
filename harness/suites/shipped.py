"""Says where the suites that come with Plumbline are: beside a checkout, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from harness.errors import CommandError


def shipped() -> Path:
    """Folder ``test_suites`` of the checkout, or the copy inside the wheel.

    Raises:
        CommandError: neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / "test_suites", package / "_shipped" / "test_suites"):
        if (folder / "identities").is_dir():
            return folder
    raise CommandError(
        "The suites that come with Plumbline are missing. Install it again, or give a folder with --suite."
    )
