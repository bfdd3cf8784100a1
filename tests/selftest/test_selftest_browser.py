"""The page in a real browser: no request, no sideways scrolling, and nothing that shuts a reader out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import NEEDS_CHROMIUM
from suite_maker import write_suite

from harness import selftest
from harness.selftest.page import html

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("page")
    path = home / "selftest.html"
    path.write_text(html(selftest.run(selftest.Wanted((write_suite(home),), ("sex",)))), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_scrolls_sideways_and_nothing_is_asked_for(browser: Any, file: Path, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_fault(browser: Any, file: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = axe.Axe().run(page, options=rules)
    assert len(result.response["passes"]) > 15
    assert [(fault["id"], len(fault["nodes"])) for fault in result.response["violations"]] == []
