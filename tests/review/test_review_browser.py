"""The page in a real browser: filled on a telephone, saved with no request, read back; and legible to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import NEEDS_CHROMIUM

from harness import pipeline, review
from harness.review.items import VERDICTS
from harness.review.journal import read_key
from harness.review.read import read
from harness.store import RunFolder

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def page_file(run: RunFolder, tmp_path: Path) -> Path:
    return review.hand_out(run, pipeline.by_rule(run), tmp_path / "sheet", flags=6, unflagged=4).paths[1]


def test_filled_on_a_telephone_saved_and_read_back(browser: Any, run: RunFolder, page_file: Path) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(page_file.as_uri())
    items = read_key(run).items()
    wanted = {}
    for number, box in enumerate(page.locator(".item").all()):
        name = box.get_attribute("data-item")
        if number % 3 == 2:
            continue  # left open
        verdict = VERDICTS[items[name].kind][number % 2]
        box.locator(f'input[value="{verdict}"]').check()
        box.locator("textarea").fill('=SUM(A1) "quoted" <b>' if number == 0 else "")
        wanted[name] = (verdict, '=SUM(A1) "quoted" <b>' if number == 0 else "")
    assert page.locator("#count").inner_text() == f"{len(wanted)} of {len(items)} decided"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as waiting:
        page.locator("#save").click()
    saved = page_file.with_name(waiting.value.suggested_filename)
    waiting.value.save_as(saved)
    assert {one.item: (one.verdict, one.reason) for one in read([saved], items)} == wanted
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert problems == []


def test_without_script_it_is_a_questionnaire_to_print(browser: Any, page_file: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator("noscript p").first.is_visible()
    assert page.locator(".item").count() == 11
    assert page.locator('.item input[type="radio"]').first.is_visible()


def test_accessibility(browser: Any, page_file: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = browser.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True).new_page()
    page.goto(page_file.as_uri())
    found = axe.run(page)
    assert [one["id"] for one in found.response["violations"]] == []
