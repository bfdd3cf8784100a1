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


def names() -> list[str]:
    """The shipped suites, in order of name."""
    return sorted(path.parent.name for path in shipped().glob("*/suite.yaml"))


def find(name: str, near: Path) -> Path:
    """Folder of a suite given by its shipped name, or as a folder (relative ones start from ``near``).

    Raises:
        CommandError: there is neither.
    """
    for folder in (near / name, shipped() / name):
        if (folder / "suite.yaml").is_file():
            return folder
    raise CommandError(
        f"There is no suite '{name}'. Shipped: {', '.join(names())}. Or give a folder with a suite.yaml."
    )
