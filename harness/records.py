"""The nouns that travel through Plumbline. Frozen; no reading, no writing, no arithmetic.

In the order of the pipeline::

    Scenario, Fact, NotSaid, Action, Person     what people wrote
    Identity                                    who the person is made to be, on one axis
    Variant, Turn                               a scenario filled for one identity: what a tool is sent
    Tool, Call, Output                          who was asked, what was planned, what came back
    Finding, Span                               what a check found in an output, and where
    Review                                      what a person decided of a finding, without knowing whom
    Count                                       findings summed for one scenario, arm and measure
    Estimate, Interval                          a number with its n, its interval and its verdict
    Standard, Gate, Run, Scorecard              what it is held to, and what a commissioner reads
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""An identifier people write in files: lower-case letters, digits and underscores."""


class Record(BaseModel):
    """Base of every record: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------ vocabulary


class Task(StrEnum):
    """What a tool is asked to do. A fourth level of risk, recommending, is never asked for."""

    TRANSCRIBE = "transcribe"  # audio -> transcript
    SUMMARISE = "summarise"  # transcript -> note
    SCRIBE = "scribe"  # audio -> note


class Weight(StrEnum):
    """How much a fact matters to a decision about the person."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    MINOR = "minor"


class FactKind(StrEnum):
    """What sort of thing a fact is."""

    RISK = "risk"
    NEED = "need"
    STRENGTH = "strength"
    WISH = "wish"
    CONSENT = "consent"
    ACTION = "action"
    EVENT = "event"
    QUANTITY = "quantity"
    RELATION = "relation"
    MEDICATION = "medication"
    VIEW = "view"
    NEGATIVE = "negative"


class EvidentialStatus(StrEnum):
    """How the conversation knows a fact. Changing it in a record can do real harm."""

    OBSERVED = "observed"
    REPORTED = "reported"
    QUOTED = "quoted"
    THIRD_PARTY = "third_party"
    OPINION = "opinion"


class Harm(StrEnum):
    """Severity of an error, after the scale named in DCB0129 (S5 worst)."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"


class Arm(StrEnum):
    """What a variant is for: a group of the axis, or the same-group twin (the placebo)."""

    GROUP = "group"
    TWIN = "twin"


class Outcome(StrEnum):
    """What became of one planned call."""

    OK = "ok"
    EMPTY = "empty"
    REFUSED = "refused"
    ECHOED = "echoed"
    TRUNCATED = "truncated"
    FAILED = "failed"


class Verdict(StrEnum):
    """What may be concluded about one contrast (first that holds)."""

    INSTRUMENT_INVALID = "INSTRUMENT-INVALID"
    DISPARITY_MATERIAL = "DISPARITY-MATERIAL"
    DISPARITY = "DISPARITY"
    SMALL = "SMALL"
    EQUIVALENT = "EQUIVALENT"
    INCONCLUSIVE = "INCONCLUSIVE"


class Status(StrEnum):
    """Whether a gate is met. "Not enough evidence" is an answer."""

    FAIL = "fail"
    NOT_ENOUGH_EVIDENCE = "not enough evidence"
    PASS = "pass"


# ------------------------------------------------------------------ suites


class Person(Record):
    """Somebody in a scenario. Names are drawn unless they are given here."""

    role: Text
    label: Text | None = None
    """How the transcript names this speaker; may hold slots. Default: by role."""
    born: int | None = Field(default=None, ge=1900, le=2030)
    sex: Annotated[str, Field(pattern="^(female|male)$")] = "female"
    pronouns: Annotated[str, Field(pattern="^(she|he|they)$")] | None = None
    """Default: by sex."""
    family_of: Name | None = None
    """Takes the surname, and the name group, of this person."""
    first: Text | None = None
    last: Text | None = None
    title: Text | None = None


class Fact(Record):
    """One thing the conversation says, written by the author; the unit of fidelity.

    ``says`` and ``accept`` may hold slots until a variant fills them.
    ``turns`` count from 1.
    """

    id: Name
    says: Text
    turns: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1)
    kind: FactKind
    status: EvidentialStatus
    by: Name
    weight: Weight
    accept: tuple[Text, ...] = ()
    carries: tuple[Name, ...] = ()
    """Axes whose characteristic this fact states: it must appear when an arm sets them."""


class NotSaid(Record):
    """A tempting untruth: something a careless tool adds. Nobody says it."""

    id: Name
    says: Text
    kind: Name
    harm: Harm
    accept: tuple[Text, ...] = ()
    """Other wordings a tool might give it."""


class Action(Record):
    """An action agreed in the conversation."""

    owner: Name
    what: Text
    by: Text | None = None


class Axes(Record):
    """Which axes a scenario may be varied on, and why not the others."""

    allow: tuple[Name, ...]
    forbid: dict[Name, Text] = Field(default_factory=dict)

    def allows(self, axis: str, crosses: Collection[str] = ()) -> bool:
        """Whether the author allows an axis: by its name, or by those of all the axes that it crosses."""
        return axis in self.allow or bool(crosses and set(crosses) <= set(self.allow))


class Scenario(Record):
    """A synthetic case as written: people, dialogue with slots, and the ledger of facts."""

    id: Name
    title: Text
    practice_area: Name
    permitted_use: tuple[Name, ...] = Field(min_length=1)
    content_note: Text | None = None
    legal: tuple[Text, ...] = ()
    """Tags such as ``care_act:nutrition`` or ``children_act:s17``."""
    families: tuple[Name, ...] = ()
    """Kinds of case and traps that it stands for, by their ids in ``registers/coverage.yaml``."""
    subject: Name
    """The person whose identity the axes change."""
    people: dict[Name, Person]
    axes: Axes
    case_slots: dict[Name, tuple[Text, ...]] = Field(default_factory=dict)
    facts: tuple[Fact, ...] = Field(min_length=1)
    not_said: tuple[NotSaid, ...] = ()
    not_discussed: tuple[Name, ...] = ()
    actions: tuple[Action, ...] = ()
    spoken_turns: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Turns read aloud, in one voice, when recordings are made."""
    provenance: Text
    reviewed_by: tuple[Text, ...] = ()
    dialogue: Text
    """The text of ``dialogue.txt``, slots unfilled."""


# ------------------------------------------------------------------ variants


class Voice(Record):
    """A synthetic voice; ``name`` is the engine's own."""

    engine: Name
    name: Text
    label: Text


class Identity(Record):
    """One group of one axis, with what fills the slots when a scenario is given it."""

    axis: Name
    group: Name
    label: Text
    slots: dict[Name, str] = Field(default_factory=dict)
    sex: Annotated[str, Field(pattern="^(female|male)$")] | None = None
    pronouns: Annotated[str, Field(pattern="^(she|he|they)$")] | None = None
    age: int | None = Field(default=None, ge=0, le=110)
    names: Name | None = None
    """The cell of ``names.yaml`` that names are drawn from."""
    redraws: bool = False
    """A control: one value of the case is another one than in the other arms."""
    voices: tuple[Voice, ...] = ()


class Turn(Record):
    """One turn of a filled transcript: characters ``start`` to ``end`` of ``Variant.text``.

    ``start`` is where the words begin, after the speaker's label.
    """

    number: int
    person: Name | None
    """None for a stage direction such as ``[pause 20s]``."""
    start: int
    end: int


class Filled(Record):
    """What the slots of one person were filled with; used to mask them again."""

    first: str
    last: str
    title: str
    pronouns: str
    sex: str
    age: int | None = None
    slots: dict[str, str] = Field(default_factory=dict)
    """Axis slots (``ethnicity``, ``religion`` ...) to their surface."""


class Variant(Record):
    """A scenario filled for one identity: exactly what a tool is sent, with its ledger."""

    id: Text
    suite: Text
    scenario: Name
    title: Text
    practice_area: Name
    axis: Name
    group: Name
    group_label: Text
    arm: Arm
    subject: Name
    people: dict[Name, Filled]
    """The manifest: everything in ``text`` that depends on who the people are."""
    case: dict[Name, str]
    text: Text
    turns: tuple[Turn, ...]
    facts: tuple[Fact, ...]
    """Slots filled."""
    not_said: tuple[NotSaid, ...]
    not_discussed: tuple[Name, ...]
    actions: tuple[Action, ...]
    voice: Voice | None = None
    control: bool = False
    """Its axis changes nothing that should matter: it shows what a tool does without any reason to."""


# ------------------------------------------------------------------ tools and calls


class Tool(Record):
    """A tool under test, and everything about it that could change an answer."""

    name: Name
    version: Text
    task: Task
    adapter: Name
    label: Text
    """How a scorecard names it."""
    settings: dict[str, str | int | float | bool | list[str] | None] = Field(default_factory=dict)
    planted: Text | None = None
    """For a simulated tool: what was planted in it. Shown wherever its results are."""


class Call(Record):
    """One planned call: this tool, this variant, this repeat, in this place of the order."""

    id: Text
    """Hash of the tool's whole configuration, the variant's content and the repeat."""
    order: int
    tool: Name
    variant: Text
    repeat: int


class Reply(Record):
    """What an adapter brings back from one call, before anybody judges it.

    Either ``text`` or ``problem``; ``raw`` is the tool's own bytes where they differ from the text.
    """

    text: str | None = None
    problem: Text | None = None
    """Why there is no answer, in a sentence."""
    cut: bool = False
    """The answer was longer than the limit, and was cut."""
    transcript: str | None = None
    raw: bytes | None = None
    tool_version: str | None = None
    """If the tool says."""


class Output(Record):
    """The one recorded answer to one call. ``outcome`` is what the transport saw:
    ok, empty, truncated or failed; refusals and echoes are for the checks to find."""

    call: Text
    outcome: Outcome
    text: str
    problem: str | None = None
    transcript: str | None = None
    tool_version: str | None = None
    raw: str | None = None
    """File in ``raw/`` with the tool's own bytes."""


# ------------------------------------------------------------------ findings


class Span(Record):
    """Characters ``start`` to ``end`` (end not included)."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Finding(Record):
    """What one check found about one fact, one claim or one whole output.

    Both spans are always given. Of something kept or altered, they are the passages that match;
    of something omitted, the source passage and the whole output, which was searched;
    of something invented, the nearest source passage and the claim.
    """

    call: Text
    check: Text
    """Name and version of the check, as ``facts.1``."""
    about: Text
    """The fact's id, ``claim:N``, ``wording:N``, ``wording:FAMILY``, or ``output``."""
    status: Name
    """facts: kept, altered, omitted; claims: supported, unsupported; validity: an Outcome;
    wording: introduced, counted; transcript: counted."""
    code: str | None = None
    """Class of the error taxonomy (F2, O1, P1, E1, N1 ...)."""
    harm: Harm | None = None
    weight: Weight | None = None
    must_carry: bool = False
    risk: Annotated[float, Field(ge=0, le=1)] | None = None
    """Claims: probability that the source does not support it."""
    events: Annotated[int, Field(ge=0)] | None = None
    exposure: Annotated[int, Field(ge=0)] | None = None
    source: Span
    output: Span
    decided_by: Text
    """``rule:...``, ``model:...``, ``judge:...`` or ``person:...``"""
    says: Text
    """One plain sentence."""


class Review(Record):
    """One verdict of one person on one item of a blind sheet. Appended, never changed: a later upload counts."""

    item: Text
    """Sheet and number, as ``R4F2A-017``."""
    call: Text
    about: Text
    of: Text
    """Hash of the words that were judged: a verdict holds for these and no others."""
    reviewer: Text
    verdict: Text
    """supported, not supported, there rightly, there wrongly, not there, or unsure."""
    reason: str = ""
    harm: Harm | None = None
    date: Text
    upload: Annotated[int, Field(ge=1)]
    """Counts the uploads of this run, from 1."""


class Count(Record):
    """Findings of one measure summed over one scenario, arm and repeat. Counts are added; rates are derived."""

    tool: Name
    measure: Name
    scenario: Name
    axis: Name
    group: Name
    arm: Arm
    repeat: int
    events: float
    exposure: float


# ------------------------------------------------------------------ estimates


class Interval(Record):
    """A confidence interval. ``level`` is 0..1; a bound may be infinite (nothing can be excluded)."""

    low: float
    high: float
    level: float
    method: Text


class Estimate(Record):
    """A number that may be printed: it cannot exist without its n, its interval and its method.

    ``contrast`` is ``"female - male"`` for a difference between groups, a group's name for a level,
    or ``"all"`` for the whole run.
    """

    tool: Name
    measure: Name
    axis: Name | None
    contrast: Text
    kind: Annotated[str, Field(pattern="^(level|difference|ratio)$")]
    value: float | None
    interval: Interval
    n_scenarios: int
    events: float
    exposure: float
    method: Text
    p_adjusted: float | None = None
    margin: float | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    """Why the verdict is INCONCLUSIVE or INSTRUMENT-INVALID."""
    placebo: bool = False
    control: bool = False
    """Of a control axis: it says how much the tool moves for no reason, and nobody is judged by it."""
    smallest_detectable: float | None = None
    more_scenarios: int | None = None
    sentence: Text


# ------------------------------------------------------------------ standard, run, scorecard


class Gate(Record):
    """One thing a tool must not do, and how much of it ends the matter."""

    id: Text
    title: Text
    measure: Name
    ceiling: Annotated[float, Field(ge=0, le=1)]
    zero_tolerance: bool = False
    """One finding is enough to fail, whatever the rate."""


class Standard(Record):
    """Floors, ceilings and margins as data; hashed into the run before the first call."""

    name: Name
    version: Text
    title: Text
    set_by: Text
    status: Text
    """``policy placeholder`` until an authority sets its own."""
    why: Text
    gates: tuple[Gate, ...]
    margins: dict[Name, float]
    """By measure: a difference in points for shares, a ratio above 1 for rates."""
    minimum_scenarios: int = 40
    minimum_voices: int = 8


class Run(Record):
    """The manifest of a run folder."""

    name: Text
    created: Text
    """ISO date; the only clock in the manifest."""
    suites: dict[str, str]
    """``name@version`` to content hash."""
    tools: tuple[Tool, ...]
    axes: tuple[Name, ...]
    repeats: int
    seed: int
    standard: Standard
    standard_hash: Text
    standard_before: Text | None = None
    """Name, version and hash of the standard that was fixed before the first call, where it was changed afterwards."""
    plumbline: Text
    checks: tuple[Text, ...]
    not_tested: tuple[Text, ...] = ()
    """What was left out of the run, and why."""
    looks: Annotated[int, Field(ge=1, le=20)] = 1
    """How often the results are looked at while the run goes on; fixed before the first call."""


class GateResult(Record):
    """A gate, whether it is met, and the sentence that says so."""

    gate: Gate
    status: Status
    estimate: Estimate | None
    worst: Estimate | None = None
    """The group it is worst for."""
    sentence: Text


class Evidence(Record):
    """One finding with the words it points at, for people to read."""

    finding: Finding
    scenario: Name
    group_label: Text
    arm: Arm
    source_quote: str
    output_quote: str


class ToolCard(Record):
    """Everything a scorecard says of one tool."""

    tool: Tool
    grade: Text
    """FAIL, INSUFFICIENT EVIDENCE, CONDITIONAL or PASS."""
    summary: Text
    outcomes: dict[str, int]
    gates: tuple[GateResult, ...]
    levels: tuple[Estimate, ...]
    disparities: tuple[Estimate, ...]
    placebos: tuple[Estimate, ...]
    evidence: tuple[Evidence, ...]
    evidence_total: int
    evidence_distinct: int = 0
    """Different facts or statements among them: one fact lost in every arm is many faults and one loss."""
    evidence_by_kind: dict[str, int] = Field(default_factory=dict)
    """Every fault found, by code of the taxonomy (or by status where there is no code)."""
    signature: Text


class Scorecard(Record):
    """What a moderation panel reads. ``limits`` stand on the same page as the results."""

    title: Text
    run: Run
    tools: tuple[ToolCard, ...]
    instrument: tuple[Text, ...]
    limits: tuple[Text, ...]
    not_tested: tuple[Text, ...]
    labels: dict[str, str] = Field(default_factory=dict)
    """``axis.group`` to the label people read."""
    signature: Text
