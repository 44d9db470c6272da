"""No barrier on any page: axe finds nothing, nothing is wider than a narrow screen, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.web.browser.tour import Stop
from tests.web.browser.walker import Chromium

LANGUAGES = ("en", "ru", "ar")
WIDTHS = (360, 1280)
HEIGHT = 740
ZOOMED = 320
"""CSS pixels that are left of 1280 at 400 %."""
RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
WIDTH_OF_PAGE = "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"


@pytest.fixture(scope="module")
def looking(chromium: Chromium) -> Iterator[BrowserContext]:
    """A window with script, which axe needs; our pages stand in it as they arrived on the wire."""
    context = chromium.context(script=True, bypass_csp=True)
    context.add_init_script(Axe().axe_script)
    yield context
    context.close()


def show(page: Page, stop: Stop) -> None:
    """Put a page into the window, which stays the same, so that axe is loaded once."""
    page.set_content(stop.html, wait_until="domcontentloaded")


def violations(page: Page, stop: Stop, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What axe finds on a page, with its place."""
    show(page, stop)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        problems: list[dict[str, Any]] = page.evaluate(RUN)
        found += [
            f"{stop.name} at {width}: {problem['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for problem in problems
            for node in problem["nodes"]
        ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_public_page(
    looking: BrowserContext, pages: dict[str, list[Stop]], language: str
) -> None:
    page = looking.new_page()
    assert [one for stop in pages[language] for one in violations(page, stop)] == []
    page.close()


def test_axe_finds_nothing_on_any_staff_page(looking: BrowserContext, staff_pages: list[Stop]) -> None:
    page = looking.new_page()
    assert [one for stop in staff_pages for one in violations(page, stop)] == []
    page.close()


def test_axe_finds_nothing_in_the_dark(
    looking: BrowserContext, pages: dict[str, list[Stop]], staff_pages: list[Stop]
) -> None:
    page = looking.new_page()
    page.emulate_media(color_scheme="dark")
    assert [one for stop in [*pages["en"], *staff_pages] for one in violations(page, stop, (1280,))] == []
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_a_screen_at_four_hundred_per_cent(
    looking: BrowserContext, pages: dict[str, list[Stop]], staff_pages: list[Stop], language: str
) -> None:
    page = looking.new_page()
    page.set_viewport_size({"width": ZOOMED, "height": HEIGHT})
    wide = []
    for stop in [*pages[language], *(staff_pages if language == "en" else [])]:
        show(page, stop)
        whole, seen = page.evaluate(WIDTH_OF_PAGE)
        wide += [f"{stop.name}: {whole} > {seen}"] if whole > seen else []
    assert wide == []
    page.close()


def test_arabic_runs_from_right_to_left(looking: BrowserContext, pages: dict[str, list[Stop]]) -> None:
    page = looking.new_page()
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    for stop in pages["ar"]:
        show(page, stop)
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl", stop.name
        if page.locator("header").count():
            mark, way_out = page.locator(".mark").bounding_box(), page.locator(".leave").first.bounding_box()
            assert mark
            assert way_out
            assert way_out["x"] < mark["x"], stop.name
    page.close()
