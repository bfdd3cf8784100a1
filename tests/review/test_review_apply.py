"""A person's verdict counts: findings, counts and the scorecard follow it, and say who decided."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import make_variant

from harness import pipeline, review
from harness.errors import RunFolderError
from harness.records import Call, Finding, Harm, Output, Review, Span
from harness.review.apply import decided, decisions, told
from harness.review.items import STATEMENT, Item, hash_of
from harness.review.journal import read_key
from harness.store import RunFolder

TEXT = "Mrs Khan fell. She hoards knives."
VARIANT = make_variant()
CALL = Call(id="c1", order=1, tool="acme", variant=VARIANT.id, repeat=1)
OUTPUT = Output(call="c1", outcome="ok", text=TEXT)


def statement(number: int, start: int, end: int, status: str) -> Finding:
    code, harm = ("F2", Harm.S5) if status == "unsupported" else (None, None)
    return Finding(
        call="c1", check="claims.1", about=f"claim:{number}", status=status, code=code, harm=harm, risk=0.9,
        source=Span(start=0, end=9), output=Span(start=start, end=end), decided_by="rule:words", says="old words",
    )  # fmt: skip


def fact(status: str) -> Finding:
    return Finding(
        call="c1", check="facts.1", about="falls", status=status, weight="critical", source=Span(start=0, end=9),
        code="O1" if status == "omitted" else None, output=Span(start=0, end=14), decided_by="rule:anchors", says="old",
    )  # fmt: skip


FINDINGS = [statement(1, 0, 14, "supported"), statement(2, 15, 33, "unsupported"), fact("omitted")]
FELL, KNIVES, FALLS = (hash_of(w) for w in (TEXT[:14], TEXT[15:], "Mrs Khan has fallen three times this month."))


def verdict(about: str, of: str, said: str, by: str = "A", upload: int = 1, item: str = "", harm: str = "") -> Review:
    return Review(
        item=item or f"R-{about}", call="c1", about=about, of=of, reviewer=by, verdict=said, date="2026-11-25",
        upload=upload, harm=harm or None,
    )  # fmt: skip


def after(*reviews: Review) -> list[Finding]:
    return decided(FINDINGS, reviews, [CALL], {VARIANT.id: VARIANT}, {"c1": OUTPUT})


def test_without_verdicts_nothing_changes() -> None:
    assert after() == FINDINGS
    assert told(FINDINGS, after()) == ()


def test_what_people_support_is_no_fault() -> None:
    found = after(verdict("claim:2", KNIVES, "supported"))[1]
    assert (found.status, found.code, found.harm, found.decided_by) == ("supported", None, None, "person:A")
    assert found.says == '"She hoards knives": people read it, and the conversation supports it.'


def test_what_people_do_not_support_is_one() -> None:
    found = after(verdict("claim:1", FELL, "not supported", harm="S4"))[0]
    assert (found.status, found.code, found.harm, found.decided_by) == ("unsupported", None, Harm.S4, "person:A")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [("there rightly", "kept", None), ("there wrongly", "altered", None), ("not there", "omitted", "O1")],
)
def test_facts(said: str, status: str, code: str | None) -> None:
    found = after(verdict("falls", FALLS, said))[2]
    assert (found.status, found.code, found.decided_by) == (status, code, "person:A")
    lost = verdict("falls", FALLS, "not there")
    kept = decided([fact("kept")], [lost], [CALL], {VARIANT.id: VARIANT}, {"c1": OUTPUT})
    assert (kept[0].status, kept[0].code) == ("omitted", "O1")
    assert kept[0].harm is not None
    assert kept[0].output == Span(start=0, end=len(TEXT))


def test_a_tie_stays_with_the_rule_and_a_majority_wins() -> None:
    one, two = verdict("claim:2", KNIVES, "supported"), verdict("claim:2", KNIVES, "not supported", "B")
    assert after(one, two) == FINDINGS
    found = after(one, two, verdict("claim:2", KNIVES, "supported", "C"))[1]
    assert (found.status, found.decided_by) == ("supported", "person:A, C")
    assert after(one, verdict("claim:2", KNIVES, "unsure", "B"))[1].status == "supported"
    assert after(verdict("claim:2", KNIVES, "unsure")) == FINDINGS


def test_two_kinds_of_fault_are_a_fault_together() -> None:
    found = after(verdict("falls", FALLS, "there wrongly"), verdict("falls", FALLS, "not there", "B"))[2]
    assert (found.status, found.decided_by) == ("altered", "person:A, B")


def test_a_later_upload_counts_and_the_copy_of_an_item_is_the_same_voice() -> None:
    first, later = verdict("claim:2", KNIVES, "not supported"), verdict("claim:2", KNIVES, "supported", upload=2)
    for order in ([first, later], [later, first]):
        assert after(*order)[1].status == "supported"
    copy = verdict("claim:2", KNIVES, "supported", item="R-other")
    assert after(copy, first)[1].decided_by == "rule:words"  # two answers of one person: no voice
    other = verdict("claim:2", KNIVES, "not supported", "B")
    assert after(later, copy, other) == FINDINGS  # one against one, not two


def test_a_verdict_holds_for_its_words_wherever_a_later_check_puts_them() -> None:
    moved = [statement(7, 15, 33, "unsupported"), statement(2, 0, 14, "supported")]
    found = decided(moved, [verdict("claim:2", KNIVES, "supported")], [CALL], {VARIANT.id: VARIANT}, {"c1": OUTPUT})
    assert [f.decided_by for f in found] == ["person:A", "rule:words"]
    assert after(verdict("claim:2", hash_of("other words"), "supported")) == FINDINGS


def test_who_confirms_a_flag_is_named_and_the_harm_may_be_theirs() -> None:
    found = after(verdict("claim:2", KNIVES, "not supported", harm="S3"))[1]
    assert (found.status, found.code, found.harm, found.decided_by) == ("unsupported", "F2", Harm.S3, "person:A")
    assert found.says == "old words"
    both = after(verdict("claim:2", KNIVES, "supported"), verdict("claim:1", FELL, "not supported"))
    assert told(FINDINGS, both) == (
        "People. 2 findings of 3 were read by people, who did not know whom they were about: 1 that a check had "
        "flagged is no fault after all, and 1 that it had let pass is one. The rest is as the checks decided it.",
    )


@given(st.lists(st.sampled_from(("supported", "not supported", "unsure")), max_size=7))
def test_the_majority_of_the_sure_decides(votes: list[str]) -> None:
    reviews = [verdict("claim:2", KNIVES, said, f"R{n}") for n, said in enumerate(votes)]
    yes, no = votes.count("supported"), votes.count("not supported")
    for decision in decisions(reviews).values():
        assert decision.fault is (None if yes == no else no > yes)
        assert len(decision.by) == (0 if yes == no else max(yes, no))


# ------------------------------------------------------------------ the whole way


def give(run: RunFolder, path: Path, name: str, verdict_of: Callable[[Item], str]) -> None:
    rows = [(item.item, verdict_of(item)) for item in read_key(run).items().values()]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("Item", "Verdict"), *rows])
    review.take_in(run, [path], name, "2026-11-25")


def cleared(item: Item) -> str:
    return "supported" if item.kind == STATEMENT else "there rightly"


@pytest.fixture
def handed(run: RunFolder, tmp_path: Path) -> RunFolder:
    review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=10**6, unflagged=0)
    return run


def fabricated(run: RunFolder, tool: str = "planted_invents") -> float:
    return sum(c.events for c in run.counts() if c.measure == "fabrication" and c.tool == tool)


def test_an_override_changes_the_scorecard(handed: RunFolder, tmp_path: Path) -> None:
    before = fabricated(handed)
    assert before > 0
    give(handed, tmp_path / "a.csv", "Reviewer A", cleared)
    with pytest.raises(RunFolderError, match="plumbline score"):  # what is there was made without the verdicts
        handed.findings()
    pipeline.score(handed)
    card = pipeline.card(handed)
    assert fabricated(handed) == 0
    planted = next(tool for tool in card.tools if tool.tool.name == "planted_invents")
    assert not planted.evidence_by_kind.get("F2")
    assert any(line.startswith("People. ") and "no fault after all" in line for line in card.instrument)
    assert "person:Reviewer A" in (handed.path / "findings.csv").read_text(encoding="utf-8-sig")


def test_confirmed_flags_say_on_the_scorecard_that_people_decided(handed: RunFolder, tmp_path: Path) -> None:
    before = fabricated(handed)
    give(handed, tmp_path / "a.csv", "Reviewer A", lambda i: "not supported" if i.kind == STATEMENT else "not there")
    pipeline.score(handed)
    pipeline.card(handed)
    assert fabricated(handed) == before
    assert "Decided by a person (Reviewer A)" in (handed.path / "scorecard.html").read_text(encoding="utf-8")


def test_the_same_folder_still_gives_the_same_bytes(handed: RunFolder, tmp_path: Path) -> None:
    give(handed, tmp_path / "a.csv", "Reviewer A", cleared)

    def made() -> dict[str, bytes]:
        pipeline.score(handed)
        pipeline.card(handed)
        return {p.name: p.read_bytes() for p in handed.path.iterdir() if p.is_file() and p.name != "times.jsonl"}

    first = made()
    assert first == made()
    assert b'"reviews.jsonl":' in first["findings.jsonl"].split(b"\n")[0]


def test_findings_are_bound_to_the_reviews_they_were_made_from(handed: RunFolder, tmp_path: Path) -> None:
    give(handed, tmp_path / "a.csv", "A", cleared)
    pipeline.score(handed)
    handed.findings()
    journal = handed.path / "reviews.jsonl"
    content = journal.read_bytes()
    journal.write_bytes(content.replace(b'"supported"', b'"not supported"', 1))
    with pytest.raises(RunFolderError, match=r"another reviews\.jsonl"):
        handed.findings()
    journal.unlink()
    with pytest.raises(RunFolderError, match="made from"):
        handed.findings()


def test_a_new_sheet_is_drawn_from_what_the_checks_found_not_from_what_people_made_of_it(
    handed: RunFolder, tmp_path: Path
) -> None:
    before = read_key(handed).sheets[0].strata
    give(handed, tmp_path / "a.csv", "A", cleared)
    pipeline.score(handed)
    review.hand_out(handed, pipeline.by_rule(handed), tmp_path / "again", flags=5, unflagged=5, seed=3)
    assert read_key(handed).sheets[1].strata == before
