"""Joins a model to the rules: what is undecided by the ledger is asked, and claims and findings are given back changed.

Only the risk, and what follows from it (flag, kind, harm, who decided), can change; no finding comes or goes.
Names, pronouns and characteristics of known people are masked before a model sees a word, so that two arms of a pair
that say the same are one question, asked once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness import findings
from harness.errors import UserFileError
from harness.findings import against_ledger, combiner
from harness.findings.claims import CHECK, Claim, kind_of
from harness.findings.codes import NAMES, harm_of_claim
from harness.findings.prepare import prepare
from harness.findings.source import Source, source_of_text
from harness.findings.statements import own_tokens
from harness.findings.support import signs
from harness.findings.text import analyse
from harness.judges import retrieval
from harness.judges.base import Asked, Judge, Opinion
from harness.judges.combining import STANDING, Calibration, combined
from harness.records import Filled, Finding, Output, Tool, Variant
from harness.review.mask import Masked


@dataclass(frozen=True)
class Statement:
    """A statement to be judged, the source it is judged by, and the people to be masked in both."""

    text: str
    source: Source
    people: Mapping[str, Filled]


@dataclass(frozen=True)
class JudgedClaim:
    """A claim after the model was asked, with what it said; ``opinion`` is None where it was not asked."""

    claim: Claim
    opinion: Opinion | None


class Judging:
    """A judge with its calibration and its record. ``name`` goes into signatures beside that of the rules.

    Args:
        judge: the model, already open.
        calibration: how its numbers are read; without one, as they stand.
        record: a JSON Lines file that opinions are appended to and read from: what stands there is not asked again.

    Raises:
        UserFileError: the record is not one.
    """

    def __init__(self, judge: Judge, calibration: Calibration | None = None, record: Path | None = None) -> None:
        self._judge = judge
        self._calibration = calibration
        self.name = judge.name
        if calibration is not None:
            self.name += f"-{hashlib.sha256(calibration.model_dump_json().encode()).hexdigest()[:8]}"
        self._record = record
        self._known = _read(record) if record is not None and record.exists() else {}
        self._masked: dict[int, tuple[Source, Masked]] = {}

    def examine(self, variant: Variant, tool: Tool, output: Output) -> list[Finding]:
        """``findings.examine``, and then the model about each statement that the ledger leaves open."""
        return self.join(variant, output.text, findings.examine(variant, tool, output))

    def join(self, variant: Variant, note: str, found: Sequence[Finding]) -> list[Finding]:
        """The findings of one note, each open statement of it judged by both."""
        open_ = [i for i, f in enumerate(found) if f.check == CHECK and f.decided_by not in STANDING]
        source = prepare(variant).source
        said = [note[found[i].output.start : found[i].output.end] for i in open_]
        opinions = self.opinions([Statement(text, source, variant.people) for text in said])
        out = list(found)
        for i, text, opinion in zip(open_, said, opinions, strict=True):
            out[i] = self._finding(found[i], text, opinion, source, variant)
        return out

    def _finding(self, before: Finding, said: str, opinion: Opinion, source: Source, variant: Variant) -> Finding:
        if opinion.support is None or before.risk is None:
            return before
        risk, flagged = self._risk(before.risk, opinion.support, before.decided_by)
        kind = (before.code or _kind(said, source, variant.people)) if flagged else None
        short = said if len(said) <= 160 else said[:157] + "..."
        if kind:
            says = f'"{short}" looks like {NAMES.get(kind, "something nobody said")}.'
        else:
            says = f'"{short}" is borne out by what was said.'
        return before.model_copy(
            update={
                "status": "unsupported" if flagged else "supported", "risk": risk, "code": kind, "says": says,
                "harm": (before.harm or harm_of_claim(kind, said)) if kind else None,
                "decided_by": f"{self.name}+{before.decided_by}",
            }
        )  # fmt: skip

    def claims(self, notes: Sequence[tuple[str, Sequence[Claim]]]) -> list[list[JudgedClaim]]:
        """Claims of several notes, each given with its source, judged by both; all are asked together."""
        asked, where = [], []
        for n, (source, found) in enumerate(notes):
            for c, claim in enumerate(found):
                if claim.decided_by not in STANDING:
                    asked.append(Statement(claim.text, source_of_text(source), {}))
                    where.append((n, c))
        opinions = dict(zip(where, self.opinions(asked), strict=True))
        return [
            [self._claim(claim, opinions.get((n, c)), source) for c, claim in enumerate(found)]
            for n, (source, found) in enumerate(notes)
        ]

    def _claim(self, before: Claim, opinion: Opinion | None, source: str) -> JudgedClaim:
        if opinion is None or opinion.support is None:
            return JudgedClaim(before, opinion)
        risk, flagged = self._risk(before.risk, opinion.support, before.decided_by)
        kind = (before.kind or _kind(before.text, source_of_text(source), {})) if flagged else None
        harm = (before.harm or harm_of_claim(kind, before.text)) if kind else None
        decided = f"{self.name}+{before.decided_by}"
        return JudgedClaim(
            replace(before, risk=risk, flagged=flagged, kind=kind, harm=harm, decided_by=decided), opinion
        )

    def _risk(self, rules: float, support: float, decided_by: str) -> tuple[float, bool]:
        """The joint risk, and whether it flags: what was weighed against a ledger needs what its weights ask."""
        risk = combined(rules, support, self._calibration)
        ledger = decided_by == "rule:ledger"
        threshold = against_ledger.shipped().in_part.threshold if ledger else combiner.shipped().threshold
        return round(risk, 4), risk >= threshold

    # ------------------------------------------------------------------ asking

    def opinions(self, statements: Sequence[Statement]) -> list[Opinion]:
        """One opinion for each, in order; none is asked twice."""
        keys, new = [], dict[str, Asked]()
        out: dict[str, Opinion] = {}
        for statement in statements:
            asked = self._asked(statement)
            key = self._key(asked)
            keys.append(key)
            if key in self._known or key in new:
                continue
            if not asked.passages:
                out[key] = Opinion(None, problem="no passage of the source bears on it, or it is too long to be read")
            else:
                new[key] = asked
        answers = self._judge.opinions(list(new.values())) if new else []
        fresh = dict(zip(new, answers, strict=True))
        self._known |= fresh
        self._keep({key: one for key, one in fresh.items()})
        return [self._known[key] if key in self._known else out[key] for key in keys]

    def _asked(self, statement: Statement) -> Asked:
        source, people = statement.source, statement.people
        said = Masked(statement.text, people).show() if people else statement.text
        shown = self._shown(source, people)
        stems = retrieval.stems_of(statement.text, people)
        room = self._judge.room(said)
        return Asked(said, retrieval.passages(stems, source, room, self._judge.length, shown))

    def _shown(self, source: Source, people: Mapping[str, Filled]) -> retrieval.Show:
        if not people:
            return lambda start, end: source.text[start:end]
        held = self._masked.get(id(source))
        if held is None:  # the entry keeps the source alive, so that its id stays its own
            if len(self._masked) >= _HELD:
                self._masked.clear()
            held = self._masked[id(source)] = (source, Masked(source.text, people))
        return held[1].show

    def _key(self, asked: Asked) -> str:
        whole = json.dumps([self._judge.name, asked.statement, asked.passages], ensure_ascii=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _keep(self, fresh: Mapping[str, Opinion]) -> None:
        if self._record is None or not fresh:
            return
        with self._record.open("a", encoding="utf-8") as journal:
            for key, one in fresh.items():
                line: dict[str, Any] = {"asked": key, "by": self._judge.name, "support": one.support}
                line |= {"votes": list(one.votes)} if one.votes else {}
                line |= {"problem": one.problem} if one.problem else {}
                journal.write(json.dumps(line, ensure_ascii=False) + "\n")
            journal.flush()


_HELD = 64


def _read(record: Path) -> dict[str, Opinion]:
    """The opinions of a record; a torn last line (a kill in mid-write) was never finished."""
    known: dict[str, Opinion] = {}
    lines = record.read_text(encoding="utf-8").split("\n")
    for number, text in enumerate(lines[:-1], start=1):
        try:
            line = json.loads(text)
            support = line["support"]
            if support is not None:
                support = float(support)
                if not 0 <= support <= 1:
                    raise ValueError
                known[str(line["asked"])] = Opinion(support, tuple(map(str, line.get("votes", ()))))
        except (ValueError, KeyError, TypeError, RecursionError):
            remedy = "Move it away; the judge will be asked again."
            raise UserFileError.single(record, number, "this is no opinion of a judge.", remedy) from None
    return known


def _kind(said: str, source: Source, people: Mapping[str, Filled]) -> str:
    """The class that a statement most likely belongs to which the rules had let pass."""
    sentence = max(analyse(said, people).sentences, key=lambda s: len(s.tokens), default=None)
    return kind_of(signs(own_tokens(sentence), source, sentence.body), said) if sentence else "F1"
