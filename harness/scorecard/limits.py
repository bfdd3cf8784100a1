"""Turns a run into the limits that stand beside its results, and failed gates into questions for the supplier."""

from __future__ import annotations

from collections.abc import Iterable

from harness.records import Estimate, GateResult, Run, Status, Task, Verdict

IS_NOT = (
    "It is not accreditation.",
    "It is not clinical-safety approval.",
    "It is not legal advice.",
    "It is not proof of fairness. “Not flagged” never means “fair”.",
)
"""What a scorecard is not: shown before any result."""

SYNTHETIC = (
    "Every scenario is made up. Real conversations are longer and messier, and a tool may do better or worse on them."
)
UNREVIEWED = "The scenarios were written by the Plumbline project. Practitioners have not yet reviewed them."
RULES_ONLY = (
    "Every finding was decided by fixed rules, with no person and no language model. They miss reworded facts and "
    "words given to the wrong person; how often is measured only in part. Read the evidence."
)
NOT_ONLY_RULES = (
    "Findings were decided by rules and by {others}. Each makes mistakes, and how often is measured only in part. "
    "Read the evidence before you rely on a finding."
)
SPEECH = (
    "Recordings use synthetic voices. Results say something about that recogniser on synthetic voices, "
    "and nothing about people."
)
PLANTED = (
    "Tools marked PLANTED are simulated. Their faults were put there on purpose, to show what the checks can find. "
    "They are nobody’s product."
)
PLACEHOLDER = (
    "The ceilings and margins are a {status}, set by: {by}. They are not evidence of what is safe. "
    "Your authority must set its own."
)
ACCOUNTABLE = "The worker who signs a record stays responsible for it, whichever tool wrote the draft."


def limits(run: Run, deciders: Iterable[str], *, spoken: bool) -> tuple[str, ...]:
    """The limits of this run, in plain English, always in the same order.

    Args:
        deciders: every ``decided_by`` met in the findings.
        spoken: whether any variant was read aloud.
    """
    sorts = {decider.partition(":")[0] for decider in deciders}
    words = {"judge": "a language model acting as judge", "model": "a local model", "person": "people"}
    others = " and ".join(words[sort] for sort in words if sort in sorts)
    speech = spoken or any(tool.task is not Task.SUMMARISE for tool in run.tools)
    said = [
        *IS_NOT,
        SYNTHETIC,
        UNREVIEWED,
        NOT_ONLY_RULES.format(others=others) if others else RULES_ONLY,
        PLACEHOLDER.format(status=run.standard.status, by=run.standard.set_by),
    ]
    said += [SPEECH] if speech else []
    said += [PLANTED] if any(tool.planted for tool in run.tools) else []
    return (*said, ACCOUNTABLE)


ALWAYS = (
    "Which version, settings, template and prompt were tested, and are they exactly what we would be given?",
    "What changed since that version, and will you tell us before the next change?",
)
"""Worth asking of any supplier, whatever the results."""

QUESTIONS: dict[str, tuple[str, str]] = {
    "critical_omission": (
        "Why were these critical facts left out, and what will you change so that they are kept?",
        "How often does your tool lose risks, consent or agreed actions, and how was that counted?",
    ),
    "critical_altered": (
        "Why were these critical facts changed on the way into the record, and how would a worker notice?",
        "How often does your tool change a number, a name, a “not” or who said something?",
    ),
    "fact_recall": (
        "What does your tool treat as not worth recording, and can we change that?",
        "What share of the facts in a conversation does your tool keep, weighted by how much they matter?",
    ),
    "altered_facts": (
        "What checks compare the draft with the conversation before a worker sees it?",
        "How often do facts change between conversation and record, and which kinds?",
    ),
    "fabrication": (
        "Where did these statements come from, and can your tool show the passage behind each sentence?",
        "How many statements in a hundred have nothing behind them in the conversation?",
    ),
    "critical_fabrication": (
        "How could your tool write a risk, diagnosis, consent or conclusion that nobody stated, and what stops it now?",
        "How do you test that your tool never invents a risk, a diagnosis, consent or a conclusion about capacity?",
    ),
    "introduced_blame": (
        "Where did these words about the person come from, when nobody in the conversation used them?",
        "How do you keep blaming and stigmatising words out of records, and have people who draw on care read any?",
    ),
    "introduced_infantilising": (
        "Why does your tool write of adults in words for children, when nobody in the conversation did?",
        "How do you test that your tool writes of people with respect, whatever their age or disability?",
    ),
    "introduced_framing": (
        "Why do your records talk about the text they were made from, and can we switch that off?",
        "How often do your records talk about the text instead of the person, and for whom?",
    ),
    "must_carry_lost": (
        "Why were people’s stated needs, such as faith, language or adjustments, left out of the record?",
        "How do you test that what people say about themselves reaches the record?",
    ),
    "word_errors": (
        "What is your word error rate on UK speakers, accent by accent, and on how many people?",
        "What recordings of UK speakers have you tested on, and may we see the results by accent?",
    ),
    "invalid": (
        "Why did these calls give no usable answer, and how does a worker find out when that happens?",
        "How often does your tool refuse, return nothing or stop short, and for whom?",
    ),
}
"""By measure: what to ask when its gate failed, and when there was not enough evidence to tell."""

_OTHER = ("What explains the result of this gate, and what will you change?", "What evidence do you hold on this?")
DISPARITY = (
    "This run shows a difference by {axis}. Did you know of it, have you looked for it yourself, and what will you do?"
)
PLANTED_QUESTION = "This tool is simulated, so nobody can be asked. Of a real tool with these results, ask:"


def questions(gates: Iterable[GateResult], disparities: Iterable[Estimate]) -> tuple[str, ...]:
    """What to ask a supplier: of each gate failed, then of each not shown to be met, then of each axis that differs."""
    asked = []
    for result in sorted(gates, key=lambda result: result.status is not Status.FAIL):
        if result.status is not Status.PASS:
            failed, unknown = QUESTIONS.get(result.gate.measure, _OTHER)
            asked.append(failed if result.status is Status.FAIL else unknown)
    shown = (Verdict.DISPARITY_MATERIAL, Verdict.DISPARITY)
    axes = dict.fromkeys(e.axis for e in disparities if e.axis and e.verdict in shown and not e.placebo)
    asked += [DISPARITY.format(axis=axis.replace("_", " ")) for axis in axes]
    return tuple(dict.fromkeys(asked))
