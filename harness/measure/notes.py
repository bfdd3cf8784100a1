"""Lines of source and note to the claims nothing supports and the facts kept, altered or omitted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from harness import findings
from harness.measure import lines


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


def measure(file: Path, out: Path) -> str:
    """Write one line of results for each line of ``file``, in order; return a sentence for people.

    Raises:
        UserFileError: the file is wrong; nothing is written.
    """
    lines.not_the_input(file, out)
    read = lines.read(file, NoteLine)
    rows = [row(line) for line in read]
    lines.write(out, rows)
    claims = sum(len(r["claims"]) for r in rows)
    flagged = sum(claim["flagged"] for r in rows for claim in r["claims"])
    facts = sum(len(r["facts"]) for r in rows)
    kept = sum(fact["status"] == "kept" for r in rows for fact in r["facts"])
    told = f" {kept} of {facts} facts were kept." if facts else ""
    return (
        f"{len(rows)} notes: {flagged} of {claims} claims are flagged as unsupported by rules, which miss many and "
        f"are not calibrated; have a person read the flagged ones.{told} Written to {out}."
    )


def row(line: NoteLine) -> dict[str, Any]:
    """The results of one line."""
    given: str | list[str] = line.note if line.note is not None else list(line.claims or ())
    joined = given if isinstance(given, str) else "\n".join(given)
    wanted = [f if isinstance(f, str) else {"text": f.text, "accept": list(f.accept)} for f in line.facts]
    return {
        "id": line.id,
        "claims": [
            {
                "text": c.text,
                "risk": c.risk,
                "flagged": c.flagged,
                "kind": c.kind,
                "evidence": list(c.evidence) if c.evidence else None,
                "decided_by": c.decided_by,
            }
            for c in findings.check_claims(line.source, given)
        ],
        "facts": [
            {"text": f.text, "coverage": f.coverage, "status": f.status} for f in findings.check_facts(wanted, joined)
        ],
        "validity": str(findings.outcome_of(line.source, joined)),
    }
