"""Turns sentences of social care talk into the small language model of the fitted recogniser."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from harness.errors import ToolError

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")

CARE_TALK = Path(__file__).parent / "data" / "care_talk.txt"
"""The sentences the fitted language model is built from; none of them is in a test suite."""

COMMON_WORDS = 3000
"""How many of the commonest words of the general model the fitted one may also hear, each at the lowest count."""

DISCOUNT = 0.7
"""Weight of what the text does not hold: it is short, and people will say other things."""


@dataclass(frozen=True)
class LanguageModel:
    """A language model on disk, with how much of its text it could use."""

    path: Path
    sentences: int
    words: int
    """Running words used."""
    skipped: int
    """Running words left out because the pronouncing dictionary does not have them."""


def fingerprint() -> str:
    """Eight hexadecimal digits that change when the text or the way the model is built from it does."""
    recipe = f"{COMMON_WORDS} {DISCOUNT}\n" + CARE_TALK.read_text(encoding="utf-8")
    return hashlib.sha256(recipe.encode()).hexdigest()[:8]


def fit(folder: Path, text: Path = CARE_TALK) -> LanguageModel:
    """Build a three-word back-off language model from the sentences of ``text`` and write it into ``folder``.

    The commonest words of the general model are added, so that ordinary words missing from the text can be heard.
    The same sentences give the same bytes. Needs PocketSphinx.

    Raises:
        ToolError: the folder cannot be written to.
    """
    from pocketsphinx import get_model_path
    from pocketsphinx.lm import ArpaBoLM

    dictionary = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8")
    known = {line.split(maxsplit=1)[0] for line in dictionary.splitlines() if line.strip()}
    kept: list[str] = []
    words = skipped = 0
    for line in text.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        heard = _WORD.findall(line.lower().replace("\u2019", "'"))
        usable = [word for word in heard if word in known]
        words += len(usable)
        skipped += len(heard) - len(usable)
        if usable:
            kept.append(" ".join(usable))
    model = ArpaBoLM(text="\n".join(kept), add_start=True, discount_mass=DISCOUNT)
    for word in _common(known):
        if word not in model.grams_1:
            model.grams_1[word] = 1
    model.compute()
    path = folder / "care_talk.lm"
    if not model.write_file(str(path)):
        raise ToolError(f"The language model could not be written to {path}.")
    return LanguageModel(path, len(kept), words, skipped)


def _common(known: set[str]) -> list[str]:
    """The commonest words of the general language model, commonest first."""
    from pocketsphinx import Config, LogMath, NGramModel, get_model_path

    general = NGramModel(Config(), LogMath(), get_model_path("en-us/en-us.lm.bin"))
    plain = [word for word in known if _WORD.fullmatch(word)]
    return sorted(plain, key=lambda word: (-general.prob([word]), word))[:COMMON_WORDS]
