"""Lines of source and note to the claims nothing supports and the facts kept, altered or omitted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_validator

from harness import findings
from harness.measure import lines

if TYPE_CHECKING:
    from harness.judges import JudgedClaim, Judging

_TOGETHER = 32
"""Lines whose claims a model is asked about together."""


class FactLine(BaseModel):
    """A fact to look for, with its weight and other wordings if there are any."""

    model_config = ConfigDict(extra="allow", frozen=True)

    text: str
    weight: str | None = None
    accept: tuple[str, ...] = ()


class NoteLine(lines.Line):
    """A source with its note, or with a list of claims about it."""

    id: str | int
    source: str
    note: str | None = None
    claims: tuple[str, ...] | None = None
    facts: tuple[str | FactLine, ...] = ()

    @model_validator(mode="after")
    def _one_of(self) -> NoteLine:
        if (self.note is None) == (self.claims is None):
            raise ValueError("give either note or claims")
        return self


def measure(file: Path, out: Path, judging: Judging | None = None) -> str:
    """Write one line of results for each line of ``file``, in order; return a sentence for people.

    With a judge each claim also has ``judge``: what the model said of it, or null where it was not asked.

    Raises:
        UserFileError: the file is wrong; nothing is written.
        ToolError: the judge cannot be used; nothing is written.
    """
    lines.not_the_input(file, out)
    read = lines.read(file, NoteLine)
    rows = [row(line) for line in read] if judging is None else _judged(read, judging)
    lines.write(out, rows)
    claims = sum(len(r["claims"]) for r in rows)
    flagged = sum(claim["flagged"] for r in rows for claim in r["claims"])
    facts = sum(len(r["facts"]) for r in rows)
    kept = sum(fact["status"] == "kept" for r in rows for fact in r["facts"])
    told = f" {kept} of {facts} facts were kept." if facts else ""
    if judging is None:
        by = "rules, which miss many and are not calibrated"
    else:
        said = [c["judge"] for r in rows for c in r["claims"] if c["judge"] is not None]
        silent = sum(one["support"] is None for one in said)
        by = f"rules and {judging.name} together, which is measured no better for being two"
        told += f" The model was asked about {len(said)} claims and gave no usable answer on {silent}."
    return (
        f"{len(rows)} notes: {flagged} of {claims} claims are flagged as unsupported by {by}; "
        f"have a person read the flagged ones.{told} Written to {out}."
    )


def _judged(read: Sequence[NoteLine], judging: Judging) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for start in range(0, len(read), _TOGETHER):
        here = read[start : start + _TOGETHER]
        judged = judging.claims([(line.source, findings.check_claims(line.source, _given(line))) for line in here])
        rows += [row(line, claims) for line, claims in zip(here, judged, strict=True)]
    return rows


def _given(line: NoteLine) -> str | list[str]:
    return line.note if line.note is not None else list(line.claims or ())


def row(line: NoteLine, judged: Sequence[JudgedClaim] | None = None) -> dict[str, Any]:
    """The results of one line; ``judged`` are its claims where a model was asked as well."""
    given = _given(line)
    joined = given if isinstance(given, str) else "\n".join(given)
    wanted = [f if isinstance(f, str) else {"text": f.text, "accept": list(f.accept)} for f in line.facts]
    if judged is None:
        claims = [_claim(c) for c in findings.check_claims(line.source, given)]
    else:
        claims = [_claim(one.claim) | {"judge": _said(one)} for one in judged]
    return {
        "id": line.id,
        "claims": claims,
        "facts": [
            {"text": f.text, "coverage": f.coverage, "status": f.status} for f in findings.check_facts(wanted, joined)
        ],
        "validity": str(findings.outcome_of(line.source, joined)),
    }


def _claim(c: findings.Claim) -> dict[str, Any]:
    return {
        "text": c.text,
        "risk": c.risk,
        "flagged": c.flagged,
        "kind": c.kind,
        "evidence": list(c.evidence) if c.evidence else None,
        "decided_by": c.decided_by,
    }


def _said(one: JudgedClaim) -> dict[str, Any] | None:
    opinion = one.opinion
    if opinion is None:
        return None
    return {"support": opinion.support, "votes": list(opinion.votes), "problem": opinion.problem}
