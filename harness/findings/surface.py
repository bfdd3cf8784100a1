"""The very words of a characteristic to where they stand in a note, unmasked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from harness.findings.matching import FactMatch
from harness.findings.text import Document, analyse
from harness.findings.wording import wording
from harness.masking import fold


def match_surface(surfaces: Sequence[str], document: Document) -> FactMatch:
    """Look for the very words of a characteristic ("White British", "a hearing impairment"), unmasked."""
    low = fold(document.text).lower()
    spans: list[tuple[int, int]] = []
    for surface in surfaces:
        span = _literal(surface, low) or _by_words(surface, document)
        if span is None:
            return FactMatch("omitted", None, round(len(spans) / len(surfaces), 4), 0, len(document.text),
                             f'does not have "{surface}"')  # fmt: skip
        spans.append(span)
    start, end = min(spans)[0], max(e for _, e in spans)
    inside = tuple(i for i, s in enumerate(document.sentences) if s.start < end and s.end > start)
    return FactMatch("kept", None, 1.0, start, end, "was kept", inside)


def _literal(surface: str, low: str) -> tuple[int, int] | None:
    words = re.sub(r"^(?:an?|the|her|his|their)\s+", "", fold(surface).lower().strip())
    pattern = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", words))
    match = re.search(rf"(?<!\w){pattern}(?!\w)", low)
    return match.span() if match else None


@lru_cache(maxsize=8)
def _unmasked(text: str) -> Document:
    return analyse(text)


def _by_words(surface: str, document: Document) -> tuple[int, int] | None:
    """A sentence with every content word of the surface, so that "aged eighty-four" is 84."""
    wanted = wording(surface)
    if not wanted.size:
        return None
    amounts = {amount.split()[0] for _, amount in wanted.quantities}
    for sentence in _unmasked(document.text).sentences:
        if wanted.anchors <= sentence.stems and amounts <= {t.text for t in sentence.tokens}:
            negative = any(t.kind == "not" for t in sentence.tokens)
            if negative or not wanted.negated:
                return sentence.start, sentence.end
    return None
