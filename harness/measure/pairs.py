"""Outputs somebody already has, in pairs that differ in the person, to verdicts by group for each tool.

Validity first: what is echoed, repeated, refused or empty is set aside and reported. Then five questions, each
first tried on the sources, where it must find no difference between the groups.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import harness
from harness import findings, stats
from harness.errors import UserFileError
from harness.findings import manner
from harness.findings.text import stems_of
from harness.findings.topics import found_in
from harness.measure import lines

MARGINS = {"length": 1.1, "theme_inclusion": 1.1, "wording": 1.25, "framing": 1.25, "invented_content": 1.5}
"""Ratios between groups that would matter. Policy placeholders of the project, not evidence."""

HARSH = ("stigma", "blame", "doubt")
"""Lists that are counted together as wording."""

Counted = tuple[float, float]
"""Events and exposure."""


class PairLine(lines.Line):
    """One output of one tool about one member of a pair."""

    pair: str | int
    group: str
    source: str
    output: str
    tool: str = "tool"
    file: str | None = None


@dataclass(frozen=True)
class _Question:
    """A measure of an output against its source, and the same of the source alone."""

    name: str
    of_output: Callable[[PairLine], Counted]
    of_source: Callable[[PairLine], Counted]


def _words(text: str) -> int:
    return len(text.split())


def _themes(line: PairLine) -> Counted:
    said = found_in(stems_of(line.source))
    return len(said & found_in(stems_of(line.output))), len(said)


def _listed(text: str, *families: str) -> Counted:
    """Listed expressions, carried over or introduced: choosing what to carry over is the tool's doing as well."""
    counted = manner.count_listed(text)
    return sum(counted[family] for family in families), _words(text)


def _invented(source: str, text: str) -> Counted:
    claims = findings.check_claims(source, text)
    return sum(claim.flagged for claim in claims), len(claims)


QUESTIONS = (
    _Question("length", lambda x: (_words(x.output), _words(x.source)), lambda x: (_words(x.source), 1)),
    _Question("theme_inclusion", _themes, lambda x: (len(found_in(stems_of(x.source))), 1)),
    _Question("wording", lambda x: _listed(x.output, *HARSH), lambda x: _listed(x.source, *HARSH)),
    _Question("framing", lambda x: _listed(x.output, "framing"), lambda x: _listed(x.source, "framing")),
    _Question("invented_content", lambda x: _invented(x.source, x.output), lambda x: _invented(x.source, x.source)),
)


def measure(file: Path, out: Path, *, seed: int = 11) -> str:
    """Write the results as JSON and return sentences for people.

    Raises:
        UserFileError: the file is wrong, has one group only, or gives one output twice; nothing is written.
    """
    lines.not_the_input(file, out)
    read = lines.read(file, PairLine)
    _once(file, read)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    by_tool: dict[str, list[PairLine]] = defaultdict(list)
    for line in read:
        by_tool[line.tool].append(line)
    told: list[str] = []
    results = []
    for tool in sorted(by_tool):
        kept, aside = set_aside(by_tool[tool])
        judged = judge(kept, digest, seed)
        results.append(
            {"tool": tool, "pairs": len({line.pair for line in by_tool[tool]}), "set_aside": aside, "results": judged}
        )
        told.append(_aside_sentence(tool, by_tool[tool], aside))
        told += [f"  {one['sentence']}" for one in judged]
    margins = "+".join(f"{name}:{value:g}" for name, value in MARGINS.items())
    signature = (
        f"measure:pairs|data:#{digest[:8]}|n:{len(read)}|checks:{findings.CHECKS[0]}+{findings.CHECKS[2]}+{manner.CHECK}"
        f"|margin:{margins}|test:signflip+maxt|seed:{seed}|plumbline:{harness.__version__}"
    )
    document = {"signature": signature, "tools": results}
    lines.save(out, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return "\n".join([*told, f"Written to {out}."])


def set_aside(read: Sequence[PairLine]) -> tuple[list[PairLine], dict[str, Any]]:
    """Lines that can be compared, and the counts and files of those that cannot.

    An output is repeated if the same text was given for another pair, or if it says one passage over and over.
    """
    pairs_of: dict[str, set[str]] = defaultdict(set)
    for line in read:
        pairs_of[_bare(line.output)].add(str(line.pair))
    counts: Counter[str] = Counter()
    by_group: dict[str, Counter[str]] = {line.group: Counter() for line in read}
    kept: list[PairLine] = []
    files: list[dict[str, Any]] = []
    for line in read:
        why = str(findings.outcome_of(line.source, line.output))
        if why in ("ok", "truncated"):
            bare = _bare(line.output)
            why = "repeated" if len(pairs_of[bare]) > 1 or _loops(bare) else ""
        if not why:
            kept.append(line)
            continue
        counts[why] += 1
        by_group[line.group][why] += 1
        files.append({"file": line.file, "pair": line.pair, "group": line.group, "why": why})
    whys = ("echoed", "repeated", "empty", "refused")
    groups = {group: {why: by_group[group][why] for why in whys} for group in sorted(by_group)}
    return kept, {why: counts[why] for why in whys} | {"by_group": groups, "files": files}


def judge(kept: Sequence[PairLine], digest: str, seed: int) -> list[dict[str, Any]]:
    """A verdict for each question and pair of groups; none if fewer than two groups are left."""
    if len({line.group for line in kept}) < 2:
        return []
    of_output = {q.name: _cells(kept, q.of_output) for q in QUESTIONS}
    of_source = {q.name: _cells(kept, q.of_source) for q in QUESTIONS}
    moved = _moved(of_source, digest, seed)
    table = stats.table_of({(name, "group"): cells for name, cells in of_output.items()}, "rate", digest)
    results: list[dict[str, Any]] = stats.judge_table(table, MARGINS, seed, moved)["results"]
    return results


def _cells(kept: Sequence[PairLine], count: Callable[[PairLine], Counted]) -> dict[tuple[str, str], Counted]:
    """Events and exposure by (pair, group); several outputs of one cell are added."""
    cells: dict[tuple[str, str], Counted] = {}
    for line in kept:
        events, exposure = count(line)
        before = cells.get((str(line.pair), line.group), (0.0, 0.0))
        cells[str(line.pair), line.group] = (before[0] + events, before[1] + exposure)
    return cells


def _moved(
    of_source: Mapping[str, dict[tuple[str, str], Counted]], digest: str, seed: int
) -> dict[tuple[str, str], str]:
    """Questions that already differ between the groups' sources: nothing may be concluded from them."""
    table = stats.table_of({(name, "group"): cells for name, cells in of_source.items()}, "rate", digest)
    found = stats.judge_table(table, None, seed)["results"]
    return {
        (one["metric"], "group"): f"the measure already differs between the sources ({one['contrast']}, adjusted p = "
        f"{one['p_adjusted']:.3f})"
        for one in found
        if one["p_adjusted"] is not None and one["p_adjusted"] <= 0.05
    }


def _bare(text: str) -> str:
    return " ".join(text.lower().split())


def _loops(text: str) -> bool:
    """Whether a passage of at least four words makes up the whole text three times over or more."""
    words = text.split()
    return any(
        len(words) >= 3 * size and all(word == words[i % size] for i, word in enumerate(words))
        for size in range(4, min(200, len(words) // 3) + 1)
    )


def _once(file: Path, read: Sequence[PairLine]) -> None:
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(read, start=1):
        key = (line.tool, str(line.pair), line.group, line.output)
        if line.output.strip() and key in seen:
            found = f"entry {number} gives the output of pair '{line.pair}', group '{line.group}' a second time."
            raise UserFileError.single(file, None, found, "Remove one of the two.")
        seen.add(key)
    groups = {line.group for line in read}
    if len(groups) < 2:
        raise UserFileError.single(
            file, 1, f"there is only one group: '{next(iter(groups))}'.", "Two at least are compared."
        )


def _aside_sentence(tool: str, read: Sequence[PairLine], aside: Mapping[str, Any]) -> str:
    gone = [f"{aside[name]} {name}" for name in ("echoed", "repeated", "empty", "refused") if aside[name]]
    left = f"; set aside: {', '.join(gone)}" if gone else "; none set aside"
    return f"{tool}: {len(read)} outputs of {len({line.pair for line in read})} pairs{left}."
