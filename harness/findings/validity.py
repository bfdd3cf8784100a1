"""One output to the finding that says whether it is an answer at all (check ``validity.1``).

Empty, refused, echoed, cut off or failed: each is counted, none is judged as a note.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from harness.masking import fold
from harness.records import Finding, Harm, Outcome, Output, Span, Task, Variant

CHECK = "validity.1"

ECHO = 0.95
"""Above this share of common characters an output is the source again. From the design papers (X1)."""
_LONG = 400
"""Characters from which an output that stops in mid-sentence is taken to be cut off."""

_CANNOT = r"(?:can['’]?t|cannot|can not|unable|not able|won['’]?t|will not)"
_REFUSAL = re.compile(
    rf"\b(?:i['’]?m|i am|we are|we['’]re)\s+(?:\w+\s+){{0,2}}(?:sorry|afraid)\b[^.\n]{{0,60}}\b{_CANNOT}\b"
    rf"|\b(?:sorry|apologies|unfortunately)\b[^.\n]{{0,40}}\b(?:i|we)\b[^.\n]{{0,20}}\b{_CANNOT}\b"
    rf"|\b(?:i|we)(?:['’]m| am|['’]re| are)?\s+(?:{_CANNOT}|must decline)\b[^.\n]{{0,40}}"
    r"\b(?:help|assist|fulfil|fulfill|comply|provide|complete|continue|create|write|generate|process|do that|discuss)\b"
    r"|\bas an ai\b|\bas a (?:large )?language model\b|\bagainst (?:my|our) (?:guidelines|policy|policies)\b",
    re.IGNORECASE,
)
_ERROR_PAGE = re.compile(
    r"<!doctype html|<html[\s>]|\b(?:internal server error|bad gateway|service unavailable|gateway time-?out)\b"
    r"|\b(?:error|status|http)[ :]+(?:4\d\d|5\d\d)\b|\brate limit exceeded\b|\btoo many requests\b"
    r"|^traceback \(most recent call last\)|^\s*\{\s*\"(?:error|detail|message)\"\s*:",
    re.IGNORECASE,
)
_WORDS = {
    Outcome.OK: "The tool gave an answer.",
    Outcome.EMPTY: "The tool gave nothing.",
    Outcome.REFUSED: "The tool declined, or sent an error page, instead of a record.",
    Outcome.ECHOED: "The tool sent the source back instead of a record of it.",
    Outcome.TRUNCATED: "The record stops before its end.",
    Outcome.FAILED: "The call did not bring an answer.",
}
_CODES = {Outcome.EMPTY: "X2", Outcome.REFUSED: "X2", Outcome.FAILED: "X2", Outcome.ECHOED: "X1",
          Outcome.TRUNCATED: "T4"}  # fmt: skip


def outcome_of(source: str, text: str, task: Task = Task.SUMMARISE, seen: Outcome = Outcome.OK) -> Outcome:
    """What became of a call whose answer is ``text``; ``seen`` is what the transport saw.

    A transcript may equal its source, so a transcription is never an echo.
    """
    if seen is Outcome.FAILED:
        return seen
    bare = text.strip()
    if not any(c.isalnum() for c in bare):
        return Outcome.EMPTY
    if refused(bare, source):
        return Outcome.REFUSED
    if task is not Task.TRANSCRIBE and echoed(source, bare):
        return Outcome.ECHOED
    if seen is Outcome.TRUNCATED or (task is not Task.TRANSCRIBE and cut_off(bare)):
        return Outcome.TRUNCATED
    return Outcome.OK


def refused(text: str, source: str = "") -> bool:
    """Whether ``text`` declines or is an error page; "I'm sorry" inside a long record is not."""
    if _ERROR_PAGE.search(text[:300]) and len(text) < 3000:
        return True
    opening = text[:250]
    found = _REFUSAL.search(opening)
    if not found or len(text) > 800:
        return False
    # A transcript or an extract may hold the very words; then somebody in the conversation said them.
    return _plain(found.group()) not in _plain(source)


def echoed(source: str, text: str) -> bool:
    """Whether ``text`` is the source again, or a near whole copy of it, labels apart.

    A short extract is no echo: the copy must be about as long as what it copies.
    """
    if not source.strip() or len(text.split()) < 5:
        return False
    whole, copy = _plain(source), _plain(text)
    if not 0.5 <= len(copy) / max(1, len(whole)) <= 2.0:
        return False
    if whole in copy:
        return True
    if Indel.normalized_similarity(whole, copy, score_cutoff=ECHO) > ECHO:
        return True
    unlabelled = _plain(re.sub(r"(?m)^[^:\n]{1,40}:\s", "", source))
    if unlabelled and Indel.normalized_similarity(unlabelled, copy, score_cutoff=ECHO) > ECHO:
        return True
    # Turns joined, reordered or with a line added above and below.
    return any(
        0.85 <= len(copy) / max(1, len(form)) <= 1.25 and fuzz.token_sort_ratio(form, copy, score_cutoff=97) > 97
        for form in (whole, unlabelled)
    )


def cut_off(text: str) -> bool:
    """Whether a long text stops in mid-sentence: its last line is no bullet or heading and has no end."""
    if len(text) < _LONG:
        return False
    last = text.rstrip().splitlines()[-1].strip()
    if last[-1] in ".!?…\"')]*_`”’:;" or re.match(r"[-*•#|>]|\d+[.)]", last):
        return bool(re.search(r"(?:,|-|\b(?:and|the|a|of|to|with|that|but|or|in|her|his|their))$", last))
    if len(last.split()) <= 6 or re.match(r"[^:]{1,40}:", last):
        return bool(re.search(r"(?:,|\b(?:and|the|a|an|of|to|with|that|but|or|in|for|is|was|has))$", last))
    return True


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).lower()))


def examine_validity(variant: Variant, task: Task, output: Output) -> Finding:
    """Whether one output is an answer; the status is the ``Outcome``."""
    outcome = outcome_of(variant.text, output.text, task, output.outcome)
    says = _WORDS[outcome]
    if outcome is Outcome.FAILED and output.problem:
        says = f"{says[:-1]}: {output.problem}"
    return Finding(
        call=output.call,
        check=CHECK,
        about="output",
        status=outcome.value,
        code=_CODES.get(outcome),
        harm=Harm.S3 if outcome is Outcome.TRUNCATED else None,
        source=Span(start=0, end=len(variant.text)),
        output=Span(start=0, end=len(output.text)),
        decided_by="rule:validity",
        says=says,
    )
