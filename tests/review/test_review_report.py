"""Where the review stands: agreement, what flags were worth, and shares corrected for the checks' errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_review_apply import give
from typer.testing import CliRunner

from harness import pipeline, review, stats
from harness.cli import app
from harness.errors import CommandError
from harness.review.items import STATEMENT, Item, Sheet
from harness.review.journal import read_key
from harness.store import RunFolder


@pytest.fixture
def handed(run: RunFolder, tmp_path: Path) -> RunFolder:
    review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=200, unflagged=200)
    return run


def right(item: Item) -> str:
    """Every flag is a fault, and nothing else is."""
    if item.kind == STATEMENT:
        return "not supported" if item.flagged else "supported"
    return "not there" if item.flagged else "there rightly"


def turned(every: int) -> Callable[[Item], str]:
    """As ``right``, but every so many of the statements the other way round."""

    def verdict(item: Item) -> str:
        said = right(item)
        if item.kind == STATEMENT and int(item.item[-3:]) % every == 0:
            return "supported" if said == "not supported" else "not supported"
        return said

    return verdict


def line(lines: list[str], *words: str) -> str:
    found = [one for one in lines if all(word in one for word in words)]
    assert len(found) == 1, (words, lines)
    return found[0]


def test_before_a_sheet_and_before_a_verdict(run: RunFolder, tmp_path: Path) -> None:
    assert "No sheet has been made yet" in review.standing(run)[0]
    review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=20, unflagged=10)
    assert "No verdicts yet" in review.standing(run)[-1]


def test_one_reviewer(handed: RunFolder, tmp_path: Path) -> None:
    give(handed, tmp_path / "a.csv", "Reviewer A", right)
    lines = review.standing(handed)
    items = read_key(handed).items()
    doubles = sum(item.double_of is not None for item in items.values())
    alike = line(lines, "Reviewer A with themself").replace("\u00a0", " ")
    assert f"{doubles} of {doubles} items alike, 100 %" in alike
    line(lines, "agreement between people is not known")
    flags = sum(s.flagged for s in read_key(handed).sheets[0].strata if s.kind == STATEMENT)
    told = line(lines, "statements flagged as unsupported").replace("\u00a0", " ")
    assert f"({flags}): {flags} of {flags} read (100 %;" in told


def test_two_reviewers_have_kappa_and_alpha_by_kind(handed: RunFolder, tmp_path: Path) -> None:
    give(handed, tmp_path / "a.csv", "Reviewer A", right)
    give(handed, tmp_path / "b.csv", "Reviewer B", turned(7))
    lines = review.standing(handed)
    own = [i for i in read_key(handed).items().values() if i.kind == STATEMENT and i.double_of is None]
    kappa = stats.cohen_kappa([right(i) for i in own], [turned(7)(i) for i in own])
    alpha = stats.krippendorff_alpha([(right(i), turned(7)(i)) for i in own])
    told = line(lines, "Reviewer A with Reviewer B, statements")
    assert f"Cohen's kappa {kappa:.2f} (95 % interval" in told
    assert f"n = {len(own)}." in told
    assert f"{alpha:.2f}" in line(lines, "All reviewers, statements", "Krippendorff's alpha")
    assert "1.00" in line(lines, "All reviewers, facts")
    assert lines == review.standing(handed)  # seeded


def settled(sheet: Sheet, verdict: Callable[[Item], str]) -> list[tuple[Item, bool]]:
    """Statements once each, with what one person made of them; two answers to one question are none."""
    twice = {item.double_of: item for item in sheet.items if item.double_of}
    out = []
    for item in sheet.items:
        said = {verdict(item), verdict(twice.get(item.item, item))}
        if item.double_of is None and item.kind == STATEMENT and len(said) == 1:
            out.append((item, said == {"not supported"}))
    return out


def test_the_corrected_share_is_the_two_phase_one(handed: RunFolder, tmp_path: Path) -> None:
    """A third of the verdicts the other way round; the share by hand from the key: K / N x T / r + rest."""
    give(handed, tmp_path / "a.csv", "Reviewer A", turned(3))
    sheet, calls = read_key(handed).sheets[0], {c.id: c for c in handed.calls()}
    own = [s for s in sheet.strata if (s.tool, s.kind) == ("planted_invents", STATEMENT)]
    n, flags = sum(s.total for s in own), sum(s.flagged for s in own)
    found = [(i, fault) for i, fault in settled(sheet, turned(3)) if calls[i.call].tool == "planted_invents"]
    read, sampled = [f for i, f in found if i.flagged], [f for i, f in found if not i.flagged]
    assert 0 < sum(read) < len(read) <= flags
    assert 0 < sum(sampled) < len(sampled) < n - flags
    share = flags / n * sum(read) / len(read) + (n - flags) / n * sum(sampled) / len(sampled)
    told = line(review.standing(handed), "Planted", "unsupported in truth:")
    assert f"unsupported in truth: {100 * share:.1f}" in told
    assert "No miss" not in told


def test_groups_are_compared_where_enough_was_read(run: RunFolder, tmp_path: Path) -> None:
    review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=10**6, unflagged=10**6)
    give(run, tmp_path / "a.csv", "Reviewer A", right)
    lines = review.standing(run)
    line(lines, "Planted", "unsupported in truth, by sex: Woman")
    line(lines, "Planted", "Woman less Man")
    assert "in every scenario, so no interval" in line(lines, "Planted", "Woman less Man")
    assert not [one for one in lines if "0 % to 0 %)." in one.replace("\u00a0", " ")]
    assert not [one for one in lines if "chance" in one]  # the control axis says nothing of anybody


def test_no_miss_among_few_is_not_told_as_none(handed: RunFolder, tmp_path: Path) -> None:
    give(handed, tmp_path / "a.csv", "Reviewer A", right)
    told = line(review.standing(handed), "Planted", "unsupported in truth:")
    assert "No miss was seen among" in told
    assert "could still be wrong" in told
    assert "interval allows for it" in told


# ------------------------------------------------------------------ the command


def plumbline(*words: str | Path) -> str:
    done = CliRunner().invoke(app, ["review", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_command_from_sheet_to_standing(run: RunFolder, tmp_path: Path) -> None:
    out = plumbline(run.path, "--sheet", tmp_path / "sheet", "--flags", "20", "--unflagged", "10", "--seed", "4")
    assert "33 items, 20 of them flagged and 10 not, 3 asked twice" in out
    give(run, tmp_path / "a.csv", "Reviewer A", right)
    out = plumbline(run.path, "--verdicts", tmp_path / "a.csv", "--name", "Reviewer B", "--date", "2026-11-25")
    assert "33 verdicts of Reviewer B are added" in out
    assert "plumbline score" in out
    assert "Cohen's kappa" in plumbline(run.path)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--sheet", "s", "--verdicts", "v.csv"], "not both"),
        (["--name", "A"], "give --verdicts"),
        (["--verdicts", "v.csv"], "Say whose verdicts"),
    ],
)
def test_commands_that_do_not_go_together(run: RunFolder, words: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        plumbline(run.path, *words)
