"""Lines of reference and hypothesis to word errors, and to a pooled rate a group that resamples speakers."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

import harness
from harness import findings
from harness.errors import CommandError, UserFileError
from harness.measure import lines
from harness.stats.levels import Column, Level, levels

FEWEST_CLUSTERS = 8
"""Below this many speakers a group is these speakers only, not the group (statistics.md section 4)."""


class TranscriptLine(lines.Line):
    """What was said and what was written."""

    id: str | int
    reference: str
    hypothesis: str


def measure(
    file: Path, out: Path, *, normaliser: str = "uk", by: str | None = None, cluster: str | None = None, seed: int = 11
) -> str:
    """Write word counts for each line, in order, and with ``by`` a summary by group beside them.

    Raises:
        UserFileError: the file is wrong, or a line has no field ``by`` or ``cluster``; nothing is written.
        CommandError: there is no such normaliser, or ``cluster`` is given without ``by``.
    """
    if normaliser not in findings.NORMALISERS:
        raise CommandError(f"There is no normaliser '{normaliser}'. Choose from: {', '.join(findings.NORMALISERS)}.")
    if cluster is not None and by is None:
        raise CommandError("--cluster goes with --by FIELD, which names the groups.")
    lines.not_the_input(file, out, out.with_name(out.name + ".summary.json"))
    read = lines.read(file, TranscriptLine)
    _has_fields(file, read, [name for name in (by, cluster) if name])
    counted = [findings.score_words(line.reference, line.hypothesis, normaliser) for line in read]
    lines.write(
        out,
        [
            {
                "id": line.id,
                "words": c.words,
                "hits": c.hits,
                "substitutions": c.substitutions,
                "deletions": c.deletions,
                "insertions": c.insertions,
                "longest_insertion": c.longest_insertion,
                "fabrication_risk": c.fabrication_risk,
            }
            for line, c in zip(read, counted, strict=True)
        ],
    )
    total = sum(counted, findings.WordCounts.zero())
    told = f"{len(read)} transcripts: {total.errors} wrong words for {total.words} spoken"
    told += f" ({100 * total.errors / total.words:.1f} %, pooled, normaliser {normaliser})." if total.words else "."
    if by is None:
        return f"{told} Written to {out}."
    groups = summarise(read, counted, by=by, cluster=cluster, seed=seed)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    signature = (
        f"measure:transcripts|data:#{digest}|n:{len(read)}|by:{by}|cluster:{cluster or 'line'}|normaliser:{normaliser}"
        f"|check:{findings.CHECKS[-1]}|interval:bootstrap-t|seed:{seed}|plumbline:{harness.__version__}"
    )
    summary = out.with_name(out.name + ".summary.json")
    lines.save(summary, json.dumps({"signature": signature, "groups": groups}, ensure_ascii=False, indent=1) + "\n")
    sentences = "\n".join(f"  {g['group']}: {g['note']}" for g in groups)
    return f"{told}\n{sentences}\nWritten to {out} and {summary}."


def summarise(
    read: list[TranscriptLine], counted: list[findings.WordCounts], *, by: str, cluster: str | None, seed: int
) -> list[dict[str, Any]]:
    """The pooled rate of each group, with a 95 % interval over clusters; groups in order of name."""
    cells: dict[str, dict[str, tuple[int, int]]] = {}
    sizes: dict[str, int] = {}
    for number, (line, c) in enumerate(zip(read, counted, strict=True)):
        group = str(getattr(line, by))
        unit = str(getattr(line, cluster)) if cluster else str(number)
        errors, words = cells.setdefault(group, {}).get(unit, (0, 0))
        cells[group][unit] = (errors + c.errors, words + c.words)
        sizes[group] = sizes.get(group, 0) + 1
    names = sorted(cells)
    counts = [np.array(list(cells[name].values()), float).T for name in names]
    found = levels([Column("rate", errors, words) for errors, words in counts], np.random.default_rng(seed))
    return [
        _group(name, level, len(cells[name]), sizes[name], bool(cluster))
        for name, level in zip(names, found, strict=True)
    ]


def _group(name: str, level: Level, clusters: int, size: int, spoken: bool) -> dict[str, Any]:
    enough = clusters >= FEWEST_CLUSTERS
    bounded = clusters > 1 and level.value is not None and math.isfinite(level.high)
    unit = ("speaker" if spoken else "line") + ("" if clusters == 1 else "s")
    rate = (
        "no words were spoken"
        if level.value is None
        else f"{100 * level.value:.1f} % of {level.exposure:.0f} words wrong"
    )
    interval = (
        f" (95 % interval {100 * level.low:.1f} to {100 * level.high:.1f})"
        if bounded
        else " (no interval can be given)"
    )
    note = f"{rate}{interval}, {clusters} {unit}."
    if not enough:
        these = "This" if clusters == 1 else "These"
        note += f" {these} {unit} only: fewer than {FEWEST_CLUSTERS}, so nothing is concluded about the group."
    elif not spoken:
        note += " Lines are taken as independent; if speakers have several lines, name them with --cluster."
    return {
        "group": name,
        "rate": level.value,
        "low": level.low if bounded else None,
        "high": level.high if bounded else None,
        "errors": int(level.events),
        "words": int(level.exposure),
        "lines": size,
        "clusters": clusters,
        "conclusive": enough and bounded,
        "note": note,
    }


def _has_fields(file: Path, read: list[TranscriptLine], names: list[str]) -> None:
    for name in names:
        for number, line in enumerate(read, start=1):
            if line.model_dump().get(name) is None:
                have = ", ".join(sorted({*line.model_fields_set, *(line.model_extra or {})}))
                raise UserFileError.single(file, number, f"there is no field '{name}'.", f"This line has: {have}.")
