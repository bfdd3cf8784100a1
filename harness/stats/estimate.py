"""Turns the counts of a run into estimates: levels, comparisons between groups, and same-group twins beside them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from harness.measures import MEASURES, Measure
from harness.records import Arm, Count, Estimate, Interval, Standard, Tool, Verdict, Weight
from harness.stats import controls, further
from harness.stats.axes import AxisPlan, axis_p
from harness.stats.consistency import excess_variance, holm
from harness.stats.contrast import PLANNING_RATE, Contrast, Kind, Pair, compare, spoilt
from harness.stats.counts import Cells, CountTable
from harness.stats.index import GROUPS, TWINS, index
from harness.stats.intervals import DRAWS, Array
from harness.stats.level_estimates import level_estimates
from harness.stats.questions import Question, wording
from harness.stats.verdict import ALPHA
from harness.stats.voices import VOICES_ONLY, Names, Welch, voice_values, welch
from harness.stats.words import contrast_sentence, number, percent, plural

MOST_INVALID = 0.05
"""Above this share of calls without a usable answer, an axis is not judged (statistics.md section 7, row 0)."""
INCONSISTENT = "fact_recall"
"""The measure whose inconsistency is tested, and whose weights are varied."""
SENSITIVE = ("critical_omission", "fact_recall")
"""The measures on which a call without an answer can be counted as having lost everything."""


def estimate(
    counts: Iterable[Count] | CountTable,
    standard: Standard,
    tools: Sequence[Tool],
    axes: Mapping[str, AxisPlan],
    seed: int,
    instrument_failures: Collection[tuple[str, str]] = (),
    draws: int = DRAWS,
    alphas: Mapping[str, float] | None = None,
    shown: Mapping[str, frozenset[tuple[str, str, str]]] | None = None,
) -> list[Estimate]:
    """Every number a scorecard may print about these tools, tool by tool; the same seed gives the same numbers.

    ``instrument_failures`` are (measure, axis) pairs on which the measure already differed between the arms'
    own texts. Measures with a margin in ``standard`` form one confirmatory family per tool over all pairs of all
    axes (max-T) together with the twins; contrasted measures without a margin are leads (Benjamini-Hochberg),
    without a verdict. ``alphas`` are the levels of tools that were looked at on the way (``stats.looks``), and
    ``shown`` the comparisons by which one was stopped. Beside them stand, for each axis, how inconsistent the tool
    is, and the disparity index.
    """
    table = counts if isinstance(counts, CountTable) else CountTable(counts)
    out: list[Estimate] = []
    for tool in tools:
        out += Audit(
            table,
            standard,
            tool,
            axes,
            seed,
            frozenset(instrument_failures),
            draws,
            (alphas or {}).get(tool.name, ALPHA),
            (shown or {}).get(tool.name, frozenset()),
        ).run()
    return out


# ------------------------------------------------------------------ one tool


@dataclass
class Audit:
    """Everything that is asked of one tool's counts.

    ``alpha`` is the level at which a difference is called one: lower where the run was looked at on the way.
    """

    table: CountTable
    standard: Standard
    tool: Tool
    axes: Mapping[str, AxisPlan]
    seed: int
    failures: frozenset[tuple[str, str]]
    draws: int
    alpha: float = ALPHA
    shown: frozenset[tuple[str, str, str]] = frozenset()
    """(measure, axis, contrast) where a planned look demonstrated a difference."""

    def rng(self, what: str) -> np.random.Generator:
        digest = hashlib.sha256(f"{self.seed}|{self.tool.name}|{what}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:16], "big"))

    def run(self) -> list[Estimate]:
        measures = [m for m in MEASURES.values() if self.tool.task in m.tasks]
        compared = [m for m in measures if m.contrasted]
        confirmatory = [m for m in compared if m.name in self.standard.margins]
        leads = [m for m in compared if m.name not in self.standard.margins]
        questions, placebos = self.questions(confirmatory), self._placebos(confirmatory)
        # Groups and twins are one family: a fair tool is accused, or its axis spoilt, in 1 run of 20, not in 2.
        family = self._compare([*questions, *placebos], "groups")
        groups, twins = family[: len(questions)], family[len(questions) :]
        invalid = self._invalid(twins)
        groups = [(q, self._demonstrated(q, spoilt(c, invalid.get((q.measure.name, q.axis.name))))) for q, c in groups]
        tested = self._compare(self.questions(leads), "leads", adjust=False)
        return [
            *level_estimates(self.table, self.tool, self._axes(), measures, self.rng("levels"), self.draws),
            *self._estimates(groups, confirmatory=True),
            *self._inconsistencies(confirmatory),
            *self._indices(groups, twins),
            *self._sensitivities(confirmatory, invalid),
            *self._estimates(tested, confirmatory=False),
            *self._estimates(twins, confirmatory=True),
            *self._controls(confirmatory),
        ]

    def _demonstrated(self, q: Question, c: Contrast) -> Contrast:
        """A difference that stopped the tool at a planned look, whatever the whole family's test can resolve."""
        known = c.verdict in (Verdict.INSTRUMENT_INVALID, Verdict.DISPARITY, Verdict.DISPARITY_MATERIAL)
        if known or (q.measure.name, q.axis.name, q.contrast) not in self.shown:
            return c
        reason = (
            "it was beyond the bound of a look planned before the first call; its size is uncertain, because the tool "
            f"was asked no more after {c.scenarios} scenarios"
        )
        return replace(c, verdict=Verdict.DISPARITY, reason=reason, more=None)

    # -------------------------------------------------------------- what is compared

    def _axes(self, *, control: bool = False) -> list[AxisPlan]:
        have = set(self.table.axes(self.tool.name))
        return [plan for name, plan in self.axes.items() if name in have and plan.control is control]

    def _controls(self, confirmatory: Sequence[Measure]) -> list[Estimate]:
        """What happens when nothing that should matter changes: a family of its own, by which nobody is judged."""
        questions = [
            Question(m, axis, changed, axis.groups[0])
            for m in confirmatory
            for axis in self._axes(control=True)
            for changed in axis.groups[1:]
            if len(self.table.cells(self.tool.name, m.name, axis.name, (changed, axis.groups[0])).scenarios)
        ]
        made = self._estimates(self._compare(questions, "controls"), confirmatory=True)
        return [e.model_copy(update={"placebo": True, "control": True}) for e in made]

    def questions(self, measures: Sequence[Measure]) -> list[Question]:
        """Every two groups of every axis that is no control, on every measure."""
        return [
            Question(m, axis, a, b, voice_reason=self._voices_short(axis, a, b))
            for m in measures
            for axis in self._axes()
            for a, b in itertools.combinations(axis.groups, 2)
            if len(self.table.cells(self.tool.name, m.name, axis.name, (a, b)).scenarios)
        ]

    def _placebos(self, measures: Sequence[Measure]) -> list[Question]:
        """Twins against their own group. Where groups take turns at having one, all are one question on the axis:
        apart, each would rest on a fraction of the scenarios, and no tool could be shown to be stable."""
        out = []
        for m in measures:
            for axis in self._axes():
                have = [
                    g
                    for g in axis.groups
                    if len(self.table.cells(self.tool.name, m.name, axis.name, (g,), Arm.TWIN).scenarios)
                ]
                sets = (
                    [(g,) for g in have] if axis.voices is not None or len(have) == 1 else [tuple(have)] if have else []
                )
                out += [
                    Question(
                        m, axis, g[0], g[0], placebo=True, pooled=g, voice_reason=self._voices_short(axis, g[0], g[0])
                    )
                    for g in sets
                ]
        return out

    def _voices_short(self, axis: AxisPlan, a: str, b: str) -> str | None:
        if axis.voices is None:
            return None
        n = {g: len({v for (_, group, _), v in axis.voices.items() if group == g}) for g in (a, b)}
        if min(n.values()) >= self.standard.minimum_voices and a != b:
            return None
        told = " and ".join(f"{plural(k, 'voice')} for {axis.labels[g]}" for g, k in n.items())
        return (
            f"{VOICES_ONLY}: {told}, and at least {self.standard.minimum_voices} a group are needed "
            "to say anything about people who speak like them"
        )

    # -------------------------------------------------------------- comparing

    def _compare(
        self,
        questions: Sequence[Question],
        what: str,
        adjust: bool = True,
    ) -> list[tuple[Question, Contrast]]:
        """All questions of one family; those about too few voices are a family of their own."""
        out: dict[int, Contrast] = {}
        for part, short in (("", False), ("-voices", True)):
            chosen = [i for i, q in enumerate(questions) if bool(q.voice_reason) is short]
            results = compare(
                [self.pair(questions[i]) for i in chosen],
                self.rng(what + part),
                self.standard.minimum_scenarios,
                adjust="max-t" if adjust else "fdr",
                draws=self.draws,
                alpha=self.alpha,
            )
            out.update(zip(chosen, results, strict=True))
        return [(q, out[i]) for i, q in enumerate(questions)]

    @cached_property
    def _rows(self) -> dict[str, int]:
        """Rows of a family: every scenario of the tool, so that all axes are flipped together."""
        names = {s for axis in self.table.axes(self.tool.name) for s in self.table.scenarios(self.tool.name, axis)}
        return {s: i for i, s in enumerate(sorted(names))}

    def _spread(self, cells: Cells, column: int) -> tuple[Array, Array]:
        out = np.full((2, len(self._rows)), np.nan)
        where = [self._rows[s] for s in cells.scenarios]
        out[0, where], out[1, where] = cells.events[:, column], cells.exposure[:, column]
        return out[0], out[1]

    def pair(self, q: Question) -> Pair:
        """The two arms of a question, over all scenarios of the tool."""
        get = self.table.cells
        if q.placebo:
            a = b = (np.full(len(self._rows), np.nan),) * 2
            for g in q.pooled:
                twin = self._spread(get(self.tool.name, q.measure.name, q.axis.name, (g,), Arm.TWIN), 0)
                own = self._spread(get(self.tool.name, q.measure.name, q.axis.name, (g,)), 0)
                # A scenario has a twin for one group at most: the rest are not missing, they were never planned.
                here = np.isfinite(twin[0]) & ~np.isfinite(a[0])
                a = (np.where(here, twin[0], a[0]), np.where(here, twin[1], a[1]))
                b = (np.where(here, own[0], b[0]), np.where(here, own[1], b[1]))
        else:
            cells = get(self.tool.name, q.measure.name, q.axis.name, (q.a, q.b))
            a, b = self._spread(cells, 0), self._spread(cells, 1)
        kind: Kind = q.measure.kind
        voices = self._welch(q) if q.axis.voices is not None and not q.voice_reason else None
        return Pair(
            kind,
            *a,
            *b,
            margin=self.standard.margins.get(q.measure.name),
            planning_rate=PLANNING_RATE,
            voices=voices,
            unresolved=q.voice_reason,
        )

    def _welch(self, q: Question) -> Welch:
        """The voice-level test, scenario effects taken out over all groups of the axis."""
        cells = self.table.cells(self.tool.name, q.measure.name, q.axis.name, q.axis.groups)
        with np.errstate(invalid="ignore", divide="ignore"):
            if q.measure.kind == "rate":
                values = np.log((cells.events + 0.5) / np.where(cells.exposure > 0, cells.exposure + 0.5, np.nan))
            else:
                values = cells.events / np.where(cells.exposure > 0, cells.exposure, np.nan)
        assert q.axis.voices is not None
        names: Names = np.array(
            [[q.axis.voices.get((s, g, Arm.GROUP)) for g in cells.groups] for s in cells.scenarios], dtype=object
        )
        by_group = voice_values(values, names, cells.groups)
        return welch(by_group[q.a], by_group[q.b])

    # -------------------------------------------------------------- what makes an axis unusable

    def _invalid(self, twins: Sequence[tuple[Question, Contrast]]) -> dict[tuple[str, str], str]:
        """(measure, axis) to the reason it cannot be judged."""
        reasons: dict[tuple[str, str], str] = {}
        for axis in self._axes():
            missing = self._missing_answers(axis)
            if missing:
                reasons.update({(m, axis.name): missing for m in MEASURES if m != "invalid"})
        for q, c in twins:
            if c.p_adjusted <= ALPHA and not q.voice_reason:
                reasons.setdefault(
                    (q.measure.name, q.axis.name),
                    (
                        f"the measure differed between two people of the same group ({q.who}"
                        f"adjusted p = {c.p_adjusted:.3f})"
                    ),
                )
        for measure, name in self.failures:
            reasons[measure, name] = "the measure already differed between the texts the tool was sent"
        return reasons

    def _missing_answers(self, axis: AxisPlan) -> str | None:
        cells = self.table.cells(self.tool.name, "invalid", axis.name, axis.groups)
        events, calls = cells.total()
        if calls and events / calls > MOST_INVALID:
            return (
                f"{number(events)} of {number(calls)} calls on this axis had no usable answer "
                f"(more than {percent(MOST_INVALID)})"
            )
        pairs = [
            Pair("share", cells.events[:, i], cells.exposure[:, i], cells.events[:, j], cells.exposure[:, j])
            for i, j in itertools.combinations(range(len(cells.groups)), 2)
        ]
        found = compare(pairs, self.rng(f"invalid-{axis.name}"), self.standard.minimum_scenarios, draws=self.draws)
        p = min((c.p_adjusted for c in found), default=1.0)
        return f"calls without a usable answer differ between groups (adjusted p = {p:.3f})" if p < ALPHA else None

    # -------------------------------------------------------------- the axis as a whole

    def _inconsistencies(self, confirmatory: Sequence[Measure]) -> list[Estimate]:
        """Excess variance of recall on every text axis with twins; on axes of voices two voices differ anyway."""
        recall = [m for m in confirmatory if m.name == INCONSISTENT]
        axes = [axis for axis in self._axes() if axis.voices is None]
        found = [
            (m, axis, arms, excess)
            for m in recall
            for axis in axes
            if (arms := further.arms_of(self.table, self.tool.name, m.name, axis))
            and (excess := excess_variance(*arms.values, self.rng(f"inconsistency-{axis.name}"), self.draws))
        ]
        adjusted = holm(np.array([excess.p for *_, excess in found]))
        return [
            further.inconsistency(self.tool.name, m, axis, arms, excess, float(p))
            for (m, axis, arms, excess), p in zip(found, adjusted, strict=True)
        ]

    def _indices(
        self, groups: Sequence[tuple[Question, Contrast]], twins: Sequence[tuple[Question, Contrast]]
    ) -> list[Estimate]:
        """The disparity index of every axis, and the same of its twins."""
        out = []
        for axis in self._axes():
            for name, compared in ((GROUPS, groups), (TWINS, twins)):
                if name == TWINS and axis.voices is not None:
                    continue  # two voices of a group do differ
                own = [(q, c) for q, c in compared if q.axis.name == axis.name and c.margin is not None]
                found = index(c for _, c in own)
                if found is not None:
                    q, c = own[found.worst]
                    who = " against ".join(q.names)
                    out.append(further.index_of(self.tool.name, q.measure, axis, name, found, c, who))
        return out

    # -------------------------------------------------------------- other assumptions

    def _sensitivities(self, confirmatory: Sequence[Measure], invalid: Mapping[tuple[str, str], str]) -> list[Estimate]:
        """Comparisons whose conclusion hangs on the weights of facts, or on what calls without an answer count as.

        Both sides of each trial are judged in one and the same small family, so that only the assumption differs.
        """
        usual, *others = (
            self.table.reweighted(dict(zip(Weight, weights, strict=True))) for weights in controls.WEIGHTINGS
        )
        trials = [
            (usual, other, f"{controls.WEIGHTS_MARK}{controls.weighting(weights)}")
            for other, weights in zip(others, controls.WEIGHTINGS[1:], strict=True)
        ]
        filled = self.table.as_omitted(self.tool.name)
        if filled is not None:
            trials.append((self.table, filled, controls.MISSING_MARK))
        out = []
        for one, other, mark in trials:
            wanted = SENSITIVE if mark == controls.MISSING_MARK else (INCONSISTENT,)
            before, after = (replace(self, table=t) for t in (one, other))
            asked = after.questions([m for m in confirmatory if m.name in wanted])
            pairs = zip(before._compare(asked, mark), after._compare(asked, mark), strict=True)
            for (q, was), (_, now) in pairs:
                told = controls.hangs_on(was.verdict, now.verdict)
                if told and (q.measure.name, q.axis.name) not in invalid:
                    out.append(self._sensitivity(self._record(q, now, True, None), q, mark, told))
        return out

    def _sensitivity(self, judged: Estimate, q: Question, mark: str, told: str) -> Estimate:
        """A comparison as it would be under another assumption: told, with no verdict of its own."""
        who = " against ".join(q.names)
        changes = {
            "contrast": judged.contrast + mark,
            "verdict": None,
            "reason": told,
            "more_scenarios": None,
            "sentence": f"{q.measure.title}, {who}{mark}: {told} ({plural(judged.n_scenarios, 'scenario')}).",
        }
        return judged.model_copy(update=changes)

    # -------------------------------------------------------------- records

    def _estimates(self, compared: Sequence[tuple[Question, Contrast]], confirmatory: bool) -> list[Estimate]:
        omnibus = self._omnibus([q for q, _ in compared if not q.placebo])
        return [self._record(q, c, confirmatory, omnibus.get((q.measure.name, q.axis.name))) for q, c in compared]

    def _record(self, q: Question, c: Contrast, confirmatory: bool, omnibus: float | None) -> Estimate:
        left_out = f"{plural(c.missing, 'scenario')} with only one of the two left out." if c.missing else ""
        sentence = contrast_sentence(c, wording(q.measure), *q.names, left_out, not confirmatory)
        method = c.method + (f"; label permutation over the axis p = {omnibus:.3f}" if omnibus is not None else "")
        return Estimate(
            tool=self.tool.name,
            measure=q.measure.name,
            axis=q.axis.name,
            contrast=q.contrast,
            kind="ratio" if c.ratio else "difference",
            value=c.value,
            interval=Interval(low=c.low, high=c.high, level=0.95, method=c.method.split(";")[0]),
            n_scenarios=c.scenarios,
            events=sum(c.events),
            exposure=sum(c.exposure),
            method=method,
            p_adjusted=c.p_adjusted,
            margin=c.margin,
            verdict=c.verdict if confirmatory else None,
            reason=c.reason if confirmatory else None,
            placebo=q.placebo,
            smallest_detectable=c.smallest,
            more_scenarios=c.more if confirmatory else None,
            sentence=sentence,
        )

    def _omnibus(self, asked: Sequence[Question]) -> dict[tuple[str, str], float | None]:
        """Whether any group differs, by (measure, axis), for text axes of three groups or more."""
        wanted = {(q.measure.name, q.axis.name): q for q in asked if len(q.axis.groups) > 2 and q.axis.voices is None}
        cells = [self.table.cells(self.tool.name, m, axis, q.axis.groups) for (m, axis), q in wanted.items()]
        questions = [(q.measure.kind, c.events, c.exposure) for q, c in zip(wanted.values(), cells, strict=True)]
        return dict(zip(wanted, axis_p(questions, self.rng("axes"), self.draws), strict=True))
