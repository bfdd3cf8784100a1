"""Turns a self-test into its two files: every number as JSON, and one self-contained page. The same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.records import Harm
from harness.scorecard.render import environment
from harness.scorecard.words import plain, plural
from harness.selftest.records import KindResult, SelfTest, Share
from harness.selftest.wording import of, span, whole

if TYPE_CHECKING:
    pass

TEMPLATES = Path(__file__).parent / "templates"
STYLES = {
    "headed": "Headed assessment", "narrative": "Running text", "bullets": "Bullet points",
    "worker": "The worker's own voice", "log": "Terse log",
}  # fmt: skip
_HARM = {Harm.S5: "catastrophic", Harm.S4: "major", Harm.S3: "considerable", Harm.S2: "significant", Harm.S1: "minor"}


def files(result: SelfTest) -> Iterator[tuple[str, str]]:
    """(name, content) of selftest.json and selftest.html."""
    yield "selftest.json", result.model_dump_json(indent=2) + "\n"
    yield "selftest.html", html(result)


def html(result: SelfTest) -> str:
    """The page. All text of suites is escaped, and hidden characters are shown."""
    planted = [row for row in result.kinds if row.found.n]
    return (
        environment(TEMPLATES)
        .get_template("selftest.html.j2")
        .render(
            t=result,
            kinds=[(row, _bar(row.found), _harms(row)) for row in planted],
            absent=[f"{row.title} ({row.kind})" for row in result.kinds if not row.found.n],
            styles=[(STYLES.get(row.style, row.style), row) for row in result.styles],
            differences=[d for d in result.differences if not d.twin],
            twins=[d for d in result.differences if d.twin],
            axes=[plain(axis) for axis in result.axes],
            hashes=sorted(result.suites.items()),
            of=of, span=span, whole=whole, plural=plural,
        )
    )  # fmt: skip


def _bar(share: Share) -> dict[str, str]:
    """Places of the interval and the point on a line from 0 to 100, for the drawing."""
    low, high, value = share.interval.low, share.interval.high, share.value or 0.0
    return {"low": f"{100 * low:.1f}", "wide": f"{100 * (high - low):.1f}", "at": f"{100 * value:.1f}"}


def _harms(row: KindResult) -> str:
    return ", ".join(f"{n:,} {_HARM[harm]} ({harm.value})" for harm, n in reversed(row.harms.items()))
