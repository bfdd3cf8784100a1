"""A note to its statements, each with how likely it is that the source does not support it (check ``claims.6``).

``risk`` is the probability that the source does not support a statement, where one in ten is unsupported; higher is
worse. With a scenario's ledger it comes from how the statement differs from what it tells (``against_ledger``), and
the author's own untruths go before that; without one, from signs in the words alone (``combiner``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.findings import against_ledger, combiner
from harness.findings.codes import NAMES, harm_of_claim, of_not_said
from harness.findings.matching import ENOUGH, FactMatch, enough
from harness.findings.own_words import against_own_words
from harness.findings.passages import Match, Passages
from harness.findings.prepare import Prepared
from harness.findings.source import Source, source_of_text
from harness.findings.statements import own_tokens, statements, states_action
from harness.findings.support import ATTRIBUTION, Signs, signs
from harness.findings.text import Sentence, analyse, canonical
from harness.findings.topics import topics, words_for
from harness.findings.wording import Wording, worth
from harness.masking import PRONOUN
from harness.records import Finding, Harm, NotSaid, Output, Span

CHECK = "claims.6"

_WHOLLY = 0.95
"""Coverage from which a fact is kept in full."""
_CERTAIN = 0.95
"""Risk where a rule about this very scenario decides, not a score."""
_OWN_WORDS = 0.6
"""Least risk of a statement of somebody's view where all their own words on it say the contrary."""
_DENIED = 0.9
"""Least risk of a statement of a grave risk of which the conversation has only denials."""
_ABSENCE = re.compile(
    r"\b(?:not|never|n't)\s+(?:been\s+|be\s+|yet\s+)?(?:discussed|mentioned|explored|covered|asked|raised|disclosed|stated|"
    r"recorded|assessed|addressed|talked about)\b|\bno (?:information|mention|details?|discussion)\b|\bnot known\b",
    re.IGNORECASE,
)
"""A note may say that something was not talked about: that is the contrary of inventing it."""


@dataclass(frozen=True)
class Claim:
    """One statement of a note. ``evidence`` is (start, end) of the nearest source passage, or None."""

    text: str
    risk: float
    flagged: bool
    kind: str | None
    """Class of the error taxonomy where flagged."""
    evidence: tuple[int, int] | None
    decided_by: str
    start: int = 0
    end: int = 0
    """Characters of the note."""
    harm: Harm | None = None


# ------------------------------------------------------------------ classes


def kind_of(s: Signs, text: str) -> str:
    """The class an unsupported statement most likely belongs to."""
    table = topics()
    codes = {table[name].code for name in s.new_topics}
    for code in ("F2", "E4", "F3"):
        if code in codes:
            return "F5" if s.negative and code != "E4" else code
    if s.denied_risk:
        return "F2"
    near = s.coverage >= 0.6
    if near and s.negation:
        return "P1"
    if near and (s.unseen_quantities or s.moved_quantities):
        return "N1"
    if near and s.wrong_speaker:
        return "A1"
    if near and s.unseen_names:
        return "N2"
    if states_action(text):
        return "F4"
    return "F5" if s.negative else "F1"


def check_claims(source: str, note: str | Sequence[str]) -> list[Claim]:
    """Statements of any note, each with its risk, against any source, with or without speaker labels.

    ``note`` may be a list of statements: then there is one Claim for each, flagged if one of its sentences is. Its
    risk is that of its worst sentence: how many sentences there are tells nothing. (On planted notes of 3 to 30
    sentences this finds more than the chance that any is unsupported, each taken as independent, which counts them.)
    """
    against = source_of_text(source)
    if isinstance(note, str):
        document = analyse(note)
        return [_plain_claim(document.text, s, against) for _, s in statements(document)]
    return [_listed(text, against) for text in note]


def _listed(text: str, against: Source) -> Claim:
    document = analyse(text)
    parts = [_plain_claim(text, s, against) for s in document.sentences if s.tokens]
    if not parts:
        return Claim(text, 0.1, False, None, None, "rule:nothing-stated", 0, len(text))
    worst = max(parts, key=lambda claim: claim.risk)
    return Claim(text, worst.risk, worst.flagged, worst.kind, worst.evidence, worst.decided_by, 0, len(text))


def _plain_claim(text: str, sentence: Sentence, against: Source) -> Claim:
    said = text[sentence.start : sentence.end]
    found = signs(own_tokens(sentence), against, sentence.body)
    if _ABSENCE.search(said) and found.new_topics:
        risk, rule = 0.1, "rule:absence-stated"
    else:
        risk, rule = combiner.risk(found), "rule:words"
    if rule == "rule:words" and against_own_words(own_tokens(sentence), against):
        return _claim(said, sentence, max(risk, _OWN_WORDS), "A1", "rule:own-words", found)
    return _claim(said, sentence, risk, kind_of(found, said), rule, found)


def _claim(
    said: str, sentence: Sentence, risk: float, kind: str, rule: str, found: Signs, threshold: float | None = None
) -> Claim:
    flagged = risk >= (combiner.shipped().threshold if threshold is None else threshold)
    return Claim(
        said, round(risk, 4), flagged, kind if flagged else None, found.window, rule, sentence.start, sentence.end,
        harm_of_claim(kind, said) if flagged else None,
    )  # fmt: skip


# ------------------------------------------------------------------ with a ledger


def claims_of(prepared: Prepared, passages: Passages, matches: Sequence[FactMatch]) -> list[Claim]:
    """Statements of a note on a variant: its ledger and its untruths decide before the words do."""
    return [_judged(prepared, i, s, matches, passages) for i, s in statements(passages.document)]


def _judged(prepared: Prepared, i: int, sentence: Sentence, matches: Sequence[FactMatch], passages: Passages) -> Claim:
    said = passages.document.text[sentence.start : sentence.end]
    found = signs(own_tokens(sentence), prepared.source, sentence.body)
    absent = _ABSENCE.search(said) is not None
    risk, each, told = against_ledger.judge(prepared, passages, i, found)
    threshold = against_ledger.shipped().of(each).threshold
    copied = canonical(own_tokens(sentence)) in prepared.heard and not each["other_speaker"]
    # What the ledger has in full, with no difference that counts, is no untruth, whatever else it may be like.
    borne_out = copied or (against_ledger.in_full(each) and risk < threshold)
    untruth = None if borne_out or absent else _untruth(prepared, passages, i, matches)
    if untruth is not None:
        claim = _claim(said, sentence, _CERTAIN, of_not_said(untruth), "rule:not-said", found)
        return replace(claim, harm=untruth.harm)
    forbidden = _forbidden(prepared, sentence, found)
    if forbidden and not absent:
        return _claim(said, sentence, _CERTAIN, kind_of(found, said), "rule:not-discussed", found)
    if absent and (forbidden or found.new_topics):
        return _claim(said, sentence, 0.1, "F1", "rule:absence-stated", found)
    if copied:
        return _claim(said, sentence, combiner.risk(found), kind_of(found, said), "rule:words", found)
    if found.denied_risk and not against_ledger.in_full(each):
        return _claim(said, sentence, max(risk, _DENIED), "F2", "rule:denied-risk", found, threshold)
    kind = against_ledger.kind_shown(each, told) or kind_of(found, said)
    return _claim(said, sentence, risk, kind, "rule:ledger", found, threshold)


def _untruth(prepared: Prepared, passages: Passages, i: int, matches: Sequence[FactMatch]) -> NotSaid | None:
    """The tempting untruth that sentence ``i`` states, if any; words that a kept fact accounts for state none."""
    kept = [m.anchors for m in matches if m.status == "kept" and i in m.sentences and m.coverage >= _WHOLLY]
    own = frozenset(t.stem for t in own_tokens(passages.sentences[i]))  # "care worker:" is no word about a care plan
    for untruth, wordings in prepared.not_said:
        for wanted in wordings:
            if not wanted.size or passages.share(wanted, i) < ENOUGH:
                continue
            match = passages.fit(wanted, i, i)
            if (
                worth(match.anchors & own, len(wanted.quantities)) >= enough(wanted) * wanted.whole
                and not match.differs
                and match.holds_denial
                and not match.missing_quantities
                and _telling(wanted, match, passages, i, f"§{prepared.variant.subject}§")
                and not any(match.anchors - ATTRIBUTION <= anchors for anchors in kept)
            ):
                return untruth
    return None


def _telling(wanted: Wording, match: Match, passages: Passages, i: int, subject: str) -> bool:
    """Whether what was found is enough to be this untruth: two telling words, or else everybody whom it names."""
    others = wanted.people - {subject, PRONOUN}
    if others and not others <= passages.people(i) and not passages.related(i):
        return False  # "Her brother has fits" is not stated by what is said of her
    return match.strong + len(wanted.quantities) >= 2 or wanted.people <= passages.people(i)


def _forbidden(prepared: Prepared, sentence: Sentence, found: Signs) -> frozenset[str]:
    """Topics the scenario never touches that the sentence does."""
    declared = frozenset(prepared.variant.not_discussed)
    own = {t.stem for t in sentence.tokens}
    unlisted = {
        name for name in declared - topics().keys()
        if own.issuperset(words_for(name)) and not prepared.source.words.issuperset(words_for(name))
    }  # fmt: skip
    # A topic that the ledger itself has words of may be meant in another sense.
    return ((declared & found.new_topics) | frozenset(unlisted)) - prepared.ledger_topics


def examine_claims(
    prepared: Prepared, output: Output, passages: Passages, matches: Sequence[FactMatch]
) -> list[Finding]:
    """One finding for every statement of the note."""
    out: list[Finding] = []
    for number, claim in enumerate(claims_of(prepared, passages, matches), start=1):
        start, end = claim.evidence or (0, len(prepared.variant.text))
        out.append(Finding(
            call=output.call,
            check=CHECK,
            about=f"claim:{number}",
            status="unsupported" if claim.flagged else "supported",
            code=claim.kind,
            harm=claim.harm,
            risk=claim.risk,
            source=Span(start=start, end=end),
            output=Span(start=claim.start, end=claim.end),
            decided_by=claim.decided_by,
            says=_sentence(claim),
        ))  # fmt: skip
    return out


def _sentence(claim: Claim) -> str:
    short = claim.text if len(claim.text) <= 160 else claim.text[:157] + "..."
    if claim.kind is None:
        return f'"{short}" is borne out by what was said.'
    return f'"{short}" looks like {NAMES.get(claim.kind, "something nobody said")}.'
