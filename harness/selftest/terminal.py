"""Turns a self-test into tables for a terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from harness.selftest.records import SelfTest, Share
from harness.selftest.wording import span, whole


def tables(result: SelfTest) -> tuple[Table, ...]:
    """Kinds, then styles, then groups."""
    kinds = _table(
        "Faults planted, and how many were found",
        "Kind",
        "What was planted",
        "Planted",
        "Found",
        "Could be",
        "Right kind",
    )
    for row in result.kinds:
        if row.found.n:
            shown = (
                whole(row.found.value),
                span(row.found.interval),
                whole(row.right_kind.value) if row.found.events else "-",
            )
            kinds.add_row(row.kind, row.title, f"{row.found.n:,}", *shown, style=_style(row.found))
        else:
            kinds.add_row(row.kind, row.title, "0", "-", "-", "-", style="dim")
    styles = _table("By style of note", "Style", "Faults found", "Faithful sentences let pass", "Facts found kept")
    for style in result.styles:
        styles.add_row(
            style.style, *(_told(share) for share in (style.found, style.sentences_passed, style.facts_kept))
        )
    groups = _table("By group", "Axis", "Group", "Faults found", "Faithful sentences let pass", "Facts found kept")
    for group in result.groups:
        label = escape(group.label) + (" (twin)" if group.twin else "")
        told = (_told(share) for share in (group.found, group.sentences_passed, group.facts_kept))
        groups.add_row(group.axis, label, *told)
    return kinds, styles, groups


def _table(title: str, *headings: str) -> Table:
    made = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        made.add_column(heading, overflow="fold", justify="left" if number < 2 else "right")
    return made


def _told(share: Share) -> str:
    return f"{whole(share.value)} ({span(share.interval)}) of {share.n:,}" if share.n else "-"


def _style(share: Share) -> str:
    value = share.value or 0.0
    return "green" if value >= 0.8 else "" if value >= 0.5 else "yellow"
