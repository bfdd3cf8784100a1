"""A self-test end to end on a tiny suite, with the real checks and with checks whose answers are known."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from makers import make_variant
from suite_maker import SCENARIO, write_suite
from typer.testing import CliRunner

from harness import findings, planting, selftest
from harness.cli import app
from harness.errors import CommandError
from harness.records import Arm, Finding, Outcome, Output, Span, Tool, Variant
from harness.selftest.page import html
from harness.selftest.records import Example, SelfTest
from harness.selftest.trials import clean_and_planted


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_suite(tmp_path_factory.mktemp("suite"), count=2)


@pytest.fixture(scope="module")
def tested(small: Path) -> SelfTest:
    return selftest.run(selftest.Wanted((small,), ("sex",), seed=5))


def told(variant: Variant, output: Output, *, status: str, code: str | None = None) -> list[Finding]:
    """Findings that say one thing of every fact, and of the whole note as one statement."""
    whole = Span(start=0, end=len(output.text))
    claim = {"kept": "supported", "altered": "unsupported", "omitted": "supported"}[status]
    common = {"call": output.call, "source": whole, "output": whole, "decided_by": "rule:test", "says": "So."}
    return [
        *(Finding(check="facts.0", about=f.id, status=status, code=code, **common) for f in variant.facts),
        Finding(check="claims.0", about="claim:1", status=claim, code=code, **common),
    ]


def blind(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
    """Checks that see nothing wrong in anything."""
    return told(variant, output, status="kept")


def alarmed(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
    """Checks that call everything a turned negation."""
    return told(variant, output, status="altered", code="P1")


def unfair(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
    """Checks that see everything for women, and nothing for men."""
    return (alarmed if variant.group == "female" else blind)(variant, tool, output)


# ------------------------------------------------------------------ the real checks


def test_every_trial_is_counted_once(tested: SelfTest) -> None:
    planted = sum(kind.found.n for kind in tested.kinds)
    assert planted == tested.planted == tested.all_kinds.n == tested.statements.n + tested.omissions.n
    assert sum(style.found.n for style in tested.styles) == planted
    assert sum(group.found.n for group in tested.groups) == planted
    assert tested.scenarios == 2
    assert {kind.kind for kind in tested.kinds} == set(planting.KINDS)
    lines = 5 + 1  # facts, and one action
    assert tested.sentences_passed.n == 2 * 3 * len(planting.STYLES) * lines  # scenarios, arms
    assert tested.facts_kept.n == 2 * 3 * len(planting.STYLES) * 5
    assert tested.notes == planted + 2 * 3 * len(planting.STYLES)


def test_the_reference_checks_do_what_they_are_there_for(tested: SelfTest) -> None:
    by_kind = {kind.kind: kind for kind in tested.kinds}
    for kind in ("F7", "O1", "P1", "E1"):
        assert (by_kind[kind].found.value or 0) > 0.5, kind
    headed = next(style for style in tested.styles if style.style == "headed")
    assert headed.sentences_passed.value == 1.0


def test_planted_blame_is_pointed_at_by_its_own_kind(tested: SelfTest) -> None:
    blame = next(kind for kind in tested.kinds if kind.kind == "L1")
    assert blame.pointed_at is not None
    assert blame.found.value == blame.pointed_at.value == blame.right_kind.value == 1.0


def test_kinds_that_cannot_be_made_are_named(tested: SelfTest) -> None:
    absent = {kind.kind for kind in tested.kinds if not kind.found.n}
    assert absent == set(tested.nothing_to_make_it_of)
    assert all(times == 2 for times in tested.nothing_to_make_it_of.values())
    assert "X4" in absent


def test_the_signature_names_what_could_change_a_number(tested: SelfTest) -> None:
    assert re.fullmatch(
        r"suite:small@1\.0\.0#[0-9a-f]{8}\|n:2x4x1\|axes:sex\|seed:5\|checks:[\w.+]+\|test:mcnemar\+tango\|plumbline:[\d.]+",
        tested.signature,
    )


def test_the_same_seed_gives_the_same_bytes(small: Path, tested: SelfTest) -> None:
    again = selftest.run(selftest.Wanted((small,), ("sex",), seed=5))
    assert dict(selftest.files(again)) == dict(selftest.files(tested))
    other = selftest.run(selftest.Wanted((small,), ("sex",), seed=6))
    assert other.signature != tested.signature


def test_scenarios_are_drawn_and_limited(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    one = selftest.run(
        selftest.Wanted((small,), ("sex",), scenarios=1), lambda what, done, of: seen.append((done, of)), examine=blind
    )
    assert one.scenarios == 1
    assert seen[0] == (0, 3)
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize(
    ("axis", "told"),
    [
        ("sax", "There is no axis 'sax'. Did you mean 'sex'?"),
        ("accent", "The axis 'accent' is one of voices"),
        ("disability", "No scenario of these suites may be varied on disability"),
    ],
)
def test_an_axis_that_cannot_be_used_is_refused(small: Path, axis: str, told: str) -> None:
    with pytest.raises(CommandError, match=re.escape(told)):
        selftest.run(selftest.Wanted((small,), (axis,)), examine=blind)


# ------------------------------------------------------------------ checks whose answers are known


def test_blind_checks_find_nothing_and_alarm_at_nothing(small: Path) -> None:
    result = selftest.run(selftest.Wanted((small,), ("sex",)), examine=blind)
    assert result.all_kinds.events == 0
    assert result.sentences_passed.value == 1.0
    assert result.facts_kept.value == 1.0
    assert all(p.value is None for p in result.precision)
    assert any("there was no false alarm" in sentence for sentence in result.sentences)


def test_alarmed_checks_find_every_statement_and_have_no_precision(small: Path) -> None:
    result = selftest.run(selftest.Wanted((small,), ("sex",)), examine=alarmed)
    by_kind = {kind.kind: kind for kind in result.kinds}
    assert result.statements.value == 1.0
    assert result.sentences_passed.events == 0
    assert by_kind["O1"].found.events == 0, "altered is not omitted"
    assert by_kind["P1"].right_kind.value == 1.0
    assert by_kind["N1"].right_kind.events == 0
    assert by_kind["N1"].flagged_before == by_kind["N1"].found.n
    assert result.precision[0].value == pytest.approx(0.015)


def test_unfair_checks_are_shown_to_differ_and_twins_are_not(small: Path) -> None:
    result = selftest.run(selftest.Wanted((small,), ("sex",)), examine=unfair)
    between = {d.what: d for d in result.differences if not d.twin}
    assert set(between) == {"planted", "sentences", "facts"}
    assert all(d.shown == "differs" for d in between.values())
    assert all(d.shown != "differs" for d in result.differences if d.twin)
    assert abs(between["sentences"].difference) == 1.0
    assert "need a correction by group" in between["sentences"].sentence


def test_a_fact_lost_in_place_of_being_altered_is_told_apart() -> None:
    def lost(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
        return told(variant, output, status="omitted", code="O1")

    clean, trials, nothing = clean_and_planted([make_variant()], ("N1", "O1"), 1, examine=lost)
    by_kind = {trial.kind: trial for trial in trials}
    assert by_kind["N1"].found
    assert by_kind["N1"].only_lost
    assert not by_kind["N1"].pointed
    assert not by_kind["N1"].right
    assert by_kind["O1"].found
    assert by_kind["O1"].right
    assert not by_kind["O1"].only_lost
    assert all(all(note.passed) and not any(note.kept) for note in clean)
    assert nothing == {"N1": 0, "O1": 0}


def test_faults_that_do_not_read_alike_are_left_out_of_comparisons() -> None:
    one = make_variant()
    facts = (one.facts[0].model_copy(update={"says": "Mrs Khan has fallen eleven times this month."}), *one.facts[1:])
    other = make_variant(group="male", arm=Arm.GROUP, facts=facts)
    _, trials, _ = clean_and_planted([one, other], ("N1",), 1, examine=blind)
    assert [trial.matched for trial in trials] == [False, False]
    _, trials, _ = clean_and_planted([one, make_variant(group="male")], ("N1",), 1, examine=blind)
    assert [trial.matched for trial in trials] == [True, True]


# ------------------------------------------------------------------ files


def test_the_json_is_the_record_and_carries_every_interval(tested: SelfTest) -> None:
    written = dict(selftest.files(tested))["selftest.json"]
    assert SelfTest.model_validate_json(written) == tested
    read = json.loads(written)
    for kind in read["kinds"]:
        assert {"events", "n", "scenarios", "value", "interval"} == set(kind["found"])
        assert {"low", "high", "level", "method"} == set(kind["found"]["interval"])
        assert 0 <= kind["found"]["interval"]["low"] <= kind["found"]["interval"]["high"] <= 1
    schema = SelfTest.model_json_schema()
    assert schema["additionalProperties"] is False
    assert set(read) == set(schema["properties"]) == set(schema["required"])


class Page(HTMLParser):
    """Ids, links inside the page, and everything that would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        known = dict(attrs)
        if "id" in known:
            self.ids.append(known["id"] or "")
        if tag == "a":
            self.links.append((known.get("href") or "").removeprefix("#"))
        if known.get("src") or (tag == "link" and known.get("href") != "data:,"):
            self.outside.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def test_the_page_stands_alone_and_can_be_walked_through(tested: SelfTest) -> None:
    page = Page()
    page.feed(html(tested))
    assert not page.outside
    assert "script" not in page.tags
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_the_page_says_every_sentence(tested: SelfTest) -> None:
    page = html(tested)
    assert all(kind.sentence in page for kind in tested.kinds if kind.found.n)
    assert "No scenario here offered anything to make these of" in page
    assert "nan" not in re.sub(r"\w*nan\w+|\w+nan", "", page)


def test_text_of_suites_is_escaped_and_hidden_characters_are_shown(tested: SelfTest) -> None:
    nasty = Example(suite="<b>s</b>", scenario="x", style="log", was="<script>alert(1)</script>", now="a\u202eb")
    kind = next(kind for kind in tested.kinds if kind.found.n)
    kinds = tuple(k.model_copy(update={"missed": (nasty,)}) if k is kind else k for k in tested.kinds)
    page = html(tested.model_copy(update={"kinds": kinds}))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;s&lt;/b&gt;" in page
    assert "a[U+202E]b" in page


# ------------------------------------------------------------------ the verb


def test_the_verb_writes_both_files_and_prints_the_table(small: Path, tmp_path: Path) -> None:
    to = tmp_path / "made"
    done = CliRunner().invoke(
        app, ["selftest", "--suite", str(small), "--scenarios", "1", "--seed", "3", "--to", str(to)],
        env={"COLUMNS": "140"},
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in to.iterdir()) == ["selftest.html", "selftest.json"]
    assert "Faults planted, and how many were found" in done.output
    assert "A changed number, dose, day or time" in done.output
    assert "Man and Woman: the same planted faults" in done.output.replace("Woman and Man", "Man and Woman")
    assert SelfTest.model_validate_json((to / "selftest.json").read_text(encoding="utf-8")).seed == 3


def test_markup_in_a_label_does_not_reach_the_terminal(tested: SelfTest) -> None:
    from rich.console import Console

    group = tested.groups[0].model_copy(update={"label": "[red]x[/red]"})
    console = Console(width=160, record=True, file=io.StringIO())
    for table in selftest.tables(tested.model_copy(update={"groups": (group,)})):
        console.print(table)
    assert "[red]x[/red]" in console.export_text()


def test_the_outcome_of_every_note_is_ok() -> None:
    seen: list[Output] = []

    def note(variant: Variant, tool: Tool, output: Output) -> list[Finding]:
        seen.append(output)
        return findings.examine(variant, tool, output)

    clean_and_planted([make_variant()], ("P1",), 1, examine=note)
    assert len(seen) == len(planting.STYLES) + 1
    assert all(output.outcome is Outcome.OK and output.text for output in seen)
    assert "P1" in planting.KINDS
    assert SCENARIO
