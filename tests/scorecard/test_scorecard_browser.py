"""The page in a real browser: no script, no request, no sideways scrolling, and contrast that can be read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, FLAGS, NEEDS_CHROMIUM

from harness import scorecard
from harness.records import Scorecard

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def file(tmp_path: Path, card: Scorecard) -> Path:
    path = tmp_path / "scorecard.html"
    path.write_text(scorecard.html(card), encoding="utf-8")
    return path


def show(browser: Any, file: Path, width: int = 1280, **context: Any) -> tuple[Any, list[str]]:
    """A page at a width, and every address it asked for."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page, asked


def test_chromium_alone_draws_the_page(tmp_path: Path, file: Path) -> None:
    picture = tmp_path / "page.png"
    subprocess.run(
        [str(CHROMIUM), "--headless", *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,1800",
         f"--screenshot={picture}", file.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 50_000


def test_without_javascript_every_section_is_visible_and_nothing_is_asked_for(browser: Any, file: Path) -> None:
    page, asked = show(browser, file, java_script_enabled=False)
    sections = page.locator("main section")
    assert sections.count() == 10
    for number in range(sections.count()):
        assert sections.nth(number).is_visible()
        assert sections.nth(number).locator("h2").first.is_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1


def test_details_open_by_keyboard_without_javascript(browser: Any, file: Path) -> None:
    page, _ = show(browser, file, java_script_enabled=False)
    quotes = page.locator("details.kind blockquote").first
    assert not quotes.is_visible()
    page.locator("details.kind summary").first.focus()
    page.keyboard.press("Enter")
    assert quotes.is_visible()


def test_the_skip_link_is_the_first_stop_and_can_be_seen(browser: Any, file: Path) -> None:
    page, _ = show(browser, file)
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert page.evaluate("document.activeElement.className") == "skip"
    assert box["y"] >= 0


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_scrolls_sideways(browser: Any, file: Path, width: int) -> None:
    page, _ = show(browser, file, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_scrolls_sideways_with_words_that_never_end(browser: Any, tmp_path: Path, case: Any) -> None:
    endless = "Supercalifragilistic" * 40
    case.grades = {name: (grade, endless) for name, (grade, _) in case.grades.items()}
    tools = tuple(t.model_copy(update={"label": endless, "version": endless}) for t in case.run.tools)
    case.run = case.run.model_copy(update={"tools": tools, "name": endless})
    case.estimates = [e.model_copy(update={"sentence": endless}) for e in case.estimates]
    path = tmp_path / "endless.html"
    path.write_text(scorecard.html(case.card()), encoding="utf-8")
    for width in (360, 1280):
        page, _ = show(browser, path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_prints_includes_the_evidence(browser: Any, file: Path) -> None:
    page, _ = show(browser, file)
    page.emulate_media(media="print")
    assert page.locator("details.kind blockquote").first.bounding_box()["height"] > 0
    assert not page.locator(".contents").is_visible()


CONTRAST = """() => {
  const light = c => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const read = t => (t.match(/[\\d.]+/g) || []).map(Number);
  const shine = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.data.trim()) continue;
    const at = walk.currentNode.parentElement, style = getComputedStyle(at);
    let under = at, ground = [0, 0, 0, 0];
    while (under && (ground.length === 4 && ground[3] === 0)) {
      ground = read(getComputedStyle(under).backgroundColor); under = under.parentElement;
    }
    const ink = read(at.closest('svg') ? style.fill : style.color);
    const [high, low] = [shine(ink), shine(ground)].sort((a, b) => b - a);
    found.push([(high + .05) / (low + .05), at.tagName + ': ' + walk.currentNode.data.trim().slice(0, 30)]);
  }
  return found;
}"""


def test_every_word_has_contrast_of_at_least_four_and_a_half_to_one(browser: Any, file: Path) -> None:
    page, _ = show(browser, file)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    measured = page.evaluate(CONTRAST)
    assert len(measured) > 500
    assert [word for ratio, word in measured if ratio < 4.5] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_fault(browser: Any, file: Path, card: Scorecard, width: int) -> None:
    one = card.model_copy(update={"tools": card.tools[2:]})  # every part of the page, in a third of the time
    file.write_text(scorecard.html(one), encoding="utf-8")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page, _ = show(browser, file, width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details.kind').forEach(d => d.open = true)")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = axe.Axe().run(page, options=rules)
    assert len(result.response["passes"]) > 15
    assert [(fault["id"], len(fault["nodes"])) for fault in result.response["violations"]] == []
