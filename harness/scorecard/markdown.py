"""Turns a Scorecard into a short form in Markdown, at most two pages, for a cabinet report or a pull request."""

from __future__ import annotations

import re

from harness.records import Scorecard
from harness.scorecard import words
from harness.scorecard.view import Page, ToolView, page

TOOLS = 3
"""Tools told at length (one alone where there are more than ``NAMED``); the page is named for the rest."""
ROWS = 15
GATES = 4
DIFFERENCES = 3
QUESTIONS = 3
SENTENCES = 12
NAMED = 4
"""Up to this many tools, the table names the gates; beyond it, it counts them."""


def markdown(card: Scorecard) -> str:
    """Grades, gates, the worst differences, limits and questions. Two pages at most, whatever the run's size."""
    view = page(card)
    lines = [
        f"# {_safe(card.title, 160)}",
        "",
        _safe(f"{view.purpose} {view.headline}", 400),
        "",
        *([f"**{_safe(view.changed, 400)}**", ""] if view.changed else []),
        "Not accreditation, not clinical-safety approval, not legal advice, not proof of fairness. "
        "“Not flagged” never means “fair”.",
        "",
        *_table(view),
    ]
    told = TOOLS if len(view.tools) <= NAMED else 1
    for tool in view.tools[:told]:
        lines += ["", *_tool(tool, brief=len(view.tools) > 2)]
    if len(view.tools) > told:
        rest = words.plural(len(view.tools) - told, "other tool is", "other tools are")
        lines += ["", f"{rest} told at length in scorecard.html."]
    lines += ["", "## Limits", ""]
    lines += _bullets([_safe(sentence, 220) for sentence in card.limits], SENTENCES)
    lines += ["", "## Not tested", ""]
    lines += _bullets([_safe(sentence, 160) for sentence in card.not_tested], 4) or ["Nothing was listed."]
    lines += ["", f"Signature: `{words.clip(card.signature.replace('`', ''), 500)}`", ""]
    return "\n".join(lines)


def _table(view: Page) -> list[str]:
    rows = ["| Tool | Grade | Gates failed | Gates without enough evidence |", "|---|---|---|---|"]
    for tool in view.tools[:ROWS]:
        planted = " (PLANTED - simulated tool)" if tool.card.tool.planted else ""
        failed, unsure = (_titles(tool, tone, len(view.tools)) for tone in ("bad", "unsure"))
        grade = _safe(tool.grade.word.upper(), 40)
        rows.append(f"| {_safe(tool.label, 40)}{planted} | {grade} | {failed} | {unsure} |")
    if len(view.tools) > ROWS:
        rows.append(f"| and {len(view.tools) - ROWS} more | see scorecard.html | | |")
    return rows


def _titles(tool: ToolView, tone: str, tools: int) -> str:
    titles = [_safe(gate.title, 50) for gate in tool.gates if gate.mark.tone == tone]
    if tools > NAMED:
        return f"{len(titles)} of {len(tool.gates)}"
    more = [f"{len(titles) - GATES} more"] if len(titles) > GATES else []
    return "; ".join(titles[:GATES] + more) or "none"


def _tool(tool: ToolView, *, brief: bool) -> list[str]:
    length = 100 if brief else 240
    planted = " (PLANTED - simulated tool)" if tool.card.tool.planted else ""
    heading = f"## {_safe(tool.label, 60)}{planted}: {_safe(tool.grade.word.upper(), 40)}"
    lines = [heading, "", _safe(tool.summary, 150 if brief else 300), ""]
    missed = sorted((gate for gate in tool.gates if gate.mark.tone != "good"), key=lambda gate: gate.mark.tone != "bad")
    gates = [f"{g.mark.word}: {_safe(f'{g.title}. {g.sentence}', 170 if brief else 240)}" for g in missed]
    lines += _bullets(gates, 2 if brief else GATES)
    flagged = [row for axis in tool.axes for row in (*axis.first, *axis.rest) if row.mark.tone in ("bad", "care")]
    told = [f"{row.mark.word}: {_safe(f'{row.measure}: {row.sentence}', length)}" for row in flagged]
    lines += _bullets(told, 2 if brief else DIFFERENCES)
    if tool.questions:
        lines += ["", "Ask the supplier:" if not tool.card.tool.planted else "A real supplier would be asked:", ""]
        lines += _bullets([_safe(question, length) for question in tool.questions], 1 if brief else QUESTIONS)
    return lines


def _bullets(sentences: list[str], most: int) -> list[str]:
    kept = [f"- {sentence}" for sentence in sentences[:most]]
    return [*kept, f"- and {len(sentences) - most} more, in scorecard.html"] if len(sentences) > most else kept


def _safe(text: str, limit: int) -> str:
    """Text on one line that Markdown reads as text: no markup, no HTML, no links."""
    line = words.one_line(text, limit)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_\[\]|#~!])", r"\\\1", line)
    return line.replace("://", ":&#47;&#47;").replace("www.", "www&#46;").replace("@", "&#64;")
