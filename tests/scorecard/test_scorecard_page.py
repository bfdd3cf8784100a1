"""The page is one sound, self-contained document, and nothing a tool writes can act in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from harness import scorecard
from harness.records import Scorecard
from harness.scorecard import limits

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
FETCHING = {"src", "href", "srcset", "action", "formaction", "poster", "data", "xlink:href", "ping", "background"}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</style><style>@import url(https://example.invalid/x.css)",
    "]]><!--{{ 7*7 }}{% raw %}",
    "=HYPERLINK(\"https://example.invalid\")",
    "\u202egnp.exe\u2066\u200b",
    "nul\x00bell\x07del\x7f",
    "x" * 100_000,
    "אבג דהו العربية",
    "javascript:alert(1)",
)  # fmt: skip


class Document(HTMLParser):
    """Reads a page strictly: every element closed in order, ids and references kept."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"repeated attribute in <{tag}>")
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        self.wanted |= set((given.get("aria-labelledby") or "").split())
        if (given.get("href") or "").startswith("#"):
            self.wanted.add((given["href"] or "")[1:])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def spoiled(case: Any, text: str) -> Scorecard:
    """The invented card with ``text`` wherever a stranger's text can stand."""
    variants = {
        key: v.model_copy(update={"text": text, "group_label": text, "title": text}) for key, v in case.variants.items()
    }
    outputs = {key: o.model_copy(update={"text": text}) for key, o in case.outputs.items()}
    whole = {"start": 0, "end": len(text)}
    case.variants, case.outputs = variants, outputs
    case.findings = [
        type(f).model_validate({**f.model_dump(), "says": text, "source": whole, "output": whole, "decided_by": text})
        for f in case.findings
    ]
    case.estimates = [e.model_copy(update={"sentence": text, "reason": text + "."}) for e in case.estimates]
    tools = tuple(t.model_copy(update={"label": text, "version": text, "planted": text}) for t in case.run.tools)
    standard = case.run.standard.model_copy(update={"title": text, "why": text, "set_by": text, "version": text})
    case.run = case.run.model_copy(update={"tools": tools, "name": text, "standard": standard, "suites": {text: text}})
    case.grades = {name: (text, text) for name in case.grades}
    case.gates = {
        name: [g.model_copy(update={"sentence": text, "gate": g.gate.model_copy(update={"title": text})}) for g in own]
        for name, own in case.gates.items()
    }
    case.instrument = case.not_tested = [text]
    return case.card()


@pytest.fixture
def document(card: Scorecard) -> Document:
    return Document(scorecard.html(card))


def test_the_document_is_sound(card: Scorecard, document: Document) -> None:
    page = scorecard.html(card)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert document.faults == []
    assert len(document.ids) == len(set(document.ids))
    assert document.wanted <= set(document.ids)
    assert document.count("h1") == document.count("main") == document.count("title") - document.count("desc") == 1


def test_headings_skip_no_level(document: Document) -> None:
    assert document.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(document.headings, document.headings[1:], strict=False))


def test_tables_have_captions_and_scopes(document: Document) -> None:
    assert document.count("table") == document.count("caption") > 0
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in document.tags if tag == "th")


def test_every_drawing_says_what_it_shows_or_is_hidden(document: Document) -> None:
    drawings = [attrs for tag, attrs in document.tags if tag == "svg" and attrs.get("role") == "img"]
    assert len(drawings) > 20
    assert document.count("desc") == len(drawings)
    assert all(attrs.get("aria-labelledby") for attrs in drawings)


def test_a_skip_link_comes_first_and_its_target_exists(document: Document) -> None:
    first = next(attrs for tag, attrs in document.tags if tag == "a")
    assert first["href"] == "#main"


def test_nothing_is_fetched_and_nothing_runs(card: Scorecard, document: Document) -> None:
    page = scorecard.html(card)
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert not {"script", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in document.tags}
    for _, attrs in document.tags:
        for name, value in attrs.items():
            assert not name.startswith("on")
            assert name not in FETCHING or (value or "").startswith("#") or value == "data:,"


def test_the_order_of_the_page(document: Document) -> None:
    sections = [attrs["id"] for tag, attrs in document.tags if tag == "section"]
    assert sections == [
        "about", "summary", "tool-1", "tool-2", "tool-3", "instrument", "limits", "not-tested", "questions", "repeat",
    ]  # fmt: skip


def test_the_page_says_what_it_is_not_and_never_calls_a_tool_fair(card: Scorecard, document: Document) -> None:
    told = document.words()
    for words in ("Not accreditation", "Not clinical-safety approval", "Not legal advice", "Not proof of fairness"):
        assert words in told
    for sentence in (*card.limits, *card.instrument, *card.not_tested):
        assert sentence in told
    assert not re.search(r"\b(is|was|be) fair\b|unbiased|no bias", told)


def test_simulated_tools_are_tagged_wherever_they_are_named(document: Document) -> None:
    # In the summary table, over its own section and over its questions.
    assert document.words().count("PLANTED - simulated tool") == 3
    assert limits.PLANTED_QUESTION in document.words()


def test_a_status_is_always_a_word(document: Document) -> None:
    told = document.words()
    for word in ("Failed", "Passed", "Not enough evidence", "Insufficient evidence", "Within the margin"):
        assert word in told
    symbols = [attrs for _, attrs in document.tags if attrs.get("class") == "sym"]
    assert symbols
    assert all(attrs.get("aria-hidden") == "true" for attrs in symbols)


def test_evidence_stands_beside_its_source(document: Document) -> None:
    told = document.words()
    assert "I don't take the blue tablets In the record She takes her tablets" in told
    assert "63 found; the 5 worst are shown" in told
    assert "Decided by a rule (facts.1)" in told


def test_folded_comparisons_are_counted(document: Document) -> None:
    assert "Ethnicity: the other 36 of 40 comparisons" in document.words()


def test_the_same_card_gives_the_same_bytes_in_any_process(tmp_path: Path, card: Scorecard) -> None:
    (tmp_path / "card.json").write_text(scorecard.to_json(card), encoding="utf-8")
    program = (
        "import sys, hashlib; from pathlib import Path; from harness import scorecard;"
        "card = scorecard.from_json(Path(sys.argv[1]).read_bytes());"
        "sys.stdout.buffer.write(scorecard.html(card).encode() + scorecard.markdown(card).encode())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "card.json")],
            capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert made == {scorecard.html(card).encode() + scorecard.markdown(card).encode()}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_ever_text(case: Any, document: Document, text: str) -> None:
    made = spoiled(case, text)
    page = scorecard.html(made)
    read = Document(page)
    assert read.faults == []
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in document.tags} | {"em"}
    assert read.count("style") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]", page)
    assert len(page) < 6_000_000
    page.encode("utf-8")
    for _, attrs in read.tags:
        assert not any(name.startswith("on") for name in attrs)
        assert all((attrs.get(name) or "#").startswith(("#", "data:,")) for name in FETCHING)


def test_hostile_text_is_shown_as_it_was_written(case: Any) -> None:
    page = scorecard.html(spoiled(case, HOSTILE[0]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "[U+202E]gnp.exe" in scorecard.html(spoiled(case, HOSTILE[5]))


def test_a_card_with_nothing_in_it_is_still_a_page(case: Any) -> None:
    case.estimates, case.findings, case.gates = [], [], {}
    read = Document(scorecard.html(case.card()))
    assert read.faults == []
    told = read.words()
    assert "This tool was held to no gate in this run." in told
    assert "Nothing was counted for this tool." in told


def test_a_card_without_an_instrument_check_says_so(card: Scorecard) -> None:
    told = Document(scorecard.html(card.model_copy(update={"instrument": (), "not_tested": ()}))).words()
    assert "No instrument check was recorded" in told
    assert "That does not mean everything was tested" in told
