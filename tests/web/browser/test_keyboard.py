"""Without a mouse: Tab, Space and Enter reach everything, and one always sees where one is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Demo
from tests.web.browser.outside import PAGE
from tests.web.browser.walker import Chromium, Walker

PRESSES_MAX = 60
HERE = "document.activeElement"
NAME = f"{HERE}.value || {HERE}.className || {HERE}.tagName"
RING = f"[getComputedStyle({HERE}).outlineStyle, getComputedStyle({HERE}).outlineWidth]"


@pytest.fixture
def somebody(chromium: Chromium, demo: Demo) -> Iterator[Walker]:
    """Somebody whose window has script switched off, at the first page."""
    context = chromium.context(locale="en")
    walker = Walker(context.new_page(), demo.public)
    walker.look()
    yield walker
    context.close()


def tab_to(page: Page, goal: str) -> None:
    """Press Tab until something is reached; each place on the way shows that one is there."""
    for _ in range(PRESSES_MAX):
        page.keyboard.press("Tab")
        style, width = page.evaluate(RING)
        assert (style, width) == ("solid", "3px"), page.evaluate(NAME)
        if page.evaluate(NAME) == goal:
            return
    raise AssertionError(f"Tab does not reach {goal!r}")


def enter(walker: Walker) -> None:
    """Press Enter, and wait for the next page."""
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")


def test_a_file_is_started_by_keyboard_alone(somebody: Walker) -> None:
    page = somebody.page
    for goal in ("about", "where"):
        tab_to(page, goal)
        enter(somebody)
    tab_to(page, "outside")
    page.keyboard.press("Space")
    tab_to(page, "continue")
    enter(somebody)
    groups = page.locator(".phrase li").all_inner_texts()
    tab_to(page, "written")
    enter(somebody)
    for group in (groups[1], groups[4]):
        tab_to(page, "short")
        page.keyboard.type(group)
    tab_to(page, "ready")
    enter(somebody)
    assert somebody.heading() == "Your file"


def test_the_way_out_is_the_first_thing_after_the_skip_link_and_the_last(somebody: Walker) -> None:
    page, places = somebody.page, []
    for _ in range(PRESSES_MAX):
        page.keyboard.press("Tab")
        place = page.evaluate(NAME)
        if place == "BODY" or (len(places) > 2 and place == places[0]):
            break
        places.append(place)
    assert places[:2] == ["skip", "leave"]
    assert places[-1] == "leave"


def test_the_way_out_works_by_two_tabs_and_enter(somebody: Walker) -> None:
    somebody.page.keyboard.press("Tab")
    somebody.page.keyboard.press("Tab")
    enter(somebody)
    assert somebody.page.locator("p").inner_text() == PAGE.decode().rpartition("<p>")[2]
    assert somebody.page.url == "https://en.wikipedia.org/"
