"""The page in a real browser: nothing asked for, nothing sideways, and no fault that axe can find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import NEEDS_CHROMIUM

from harness import preview

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def file(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "preview.html"
    path.write_text(preview.html(folder, scenario=None, axis=None, seed=11), encoding="utf-8")
    return path


def show(browser: Any, file: Path, width: int, **context: Any) -> tuple[Any, list[str]]:
    """A page at a width, and every address it asked for."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page, asked


@pytest.mark.parametrize("width", [360, 1200])
def test_only_the_table_of_arms_scrolls_sideways(browser: Any, file: Path, width: int) -> None:
    page, _ = show(browser, file, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 360:
        assert page.evaluate("[...document.querySelectorAll('.scroll')].some(s => s.scrollWidth > s.clientWidth)")


def test_it_is_read_without_javascript_and_asks_for_nothing(browser: Any, file: Path) -> None:
    page, asked = show(browser, file, 1200, java_script_enabled=False)
    assert page.locator(".ledger .says").first.is_visible()
    assert not page.locator(".arms").first.is_visible()
    page.locator("details.axis > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".arms").first.is_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_what_is_folded_prints(browser: Any, file: Path) -> None:
    page, _ = show(browser, file, 1200)
    page.emulate_media(media="print")
    assert page.locator(".arms").first.bounding_box()["height"] > 0
    assert page.locator(".folded li").first.bounding_box()["height"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_no_fault(browser: Any, file: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page, _ = show(browser, file, width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result = axe.Axe().run(page, options=rules)
    assert len(result.response["passes"]) > 15
    assert [(fault["id"], len(fault["nodes"])) for fault in result.response["violations"]] == []
