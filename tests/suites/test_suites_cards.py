"""Every shipped suite has a card, a change log that begins with its version, and ledgers as full as they should be."""

from __future__ import annotations

import re

import pytest

from harness import suites


@pytest.mark.parametrize("name", suites.shipped_names())
def test_a_card_and_a_change_log_say_what_is_there(name: str) -> None:
    suite = suites.load(suites.shipped() / name)
    card = (suite.folder / "README.md").read_text(encoding="utf-8")
    assert f"\n{len(suite.scenarios)} invented conversations" in card
    for heading in ("Who wrote it", "Who reviewed it", "What it covers", "What it cannot show"):
        assert f"**{heading}.**" in card
    assert (suite.reviewed_by == ()) is ("Nobody outside the project yet" in card)
    log = (suite.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## (\S+)", log, re.MULTILINE)
    assert first is not None
    assert first.group(1) == suite.version


def test_the_suites_are_as_many_and_as_long_as_they_claim() -> None:
    """Sixty-four families or more; six long and six short conversations; no two alike."""
    found = [s for name in suites.shipped_names() for s in suites.load(suites.shipped() / name).scenarios]
    assert len(found) >= 64
    words = [_spoken(s.dialogue) for s in found]
    assert sum(n >= 2500 for n in words) >= 6
    assert sum(n < 150 for n in words) >= 6
    runs: dict[tuple[str, ...], str] = {}
    for scenario in found:
        spoken = re.findall(r"[a-z']+", re.sub(r"\{[^}]*\}|\[[^\]]*\]", " x ", scenario.dialogue).lower())
        own = {tuple(spoken[i : i + 9]) for i in range(len(spoken) - 8)}
        for run in own:
            assert runs.setdefault(run, scenario.id) == scenario.id, f"{scenario.id}, {runs[run]}: {' '.join(run)}"


def _spoken(dialogue: str) -> int:
    """Words of the turns: no speakers, stage directions or comments; a slot is one word."""
    lines = [re.sub(r"^[A-Z_0-9]+: ", "", line) for line in dialogue.split("\n") if not line.startswith("#")]
    return len(re.sub(r"\[[^\]]*\]", " ", re.sub(r"\{[^}]*\}", "x", " ".join(lines))).split())


def test_every_ledger_is_full() -> None:
    """At least five untruths, case slots and several real wordings; a fifth of the facts critical."""
    for name in suites.shipped_names():
        for s in suites.load(suites.shipped() / name).scenarios:
            short = len(s.dialogue.split()) < 250
            assert short or len(s.facts) >= 12, s.id
            assert len(s.not_said) >= 5, s.id
            assert len(s.case_slots) >= (2 if short else 4), s.id
            assert 5 * sum(f.weight == "critical" for f in s.facts) >= len(s.facts), s.id
            assert s.families, s.id
            assert s.legal, s.id
            assert all(len(f.accept) >= 2 for f in s.facts), s.id
