"""No barrier on any page: axe finds nothing, nothing is wider than a narrow screen, in the light and in the dark.

Colours are the same in every language and at every width, and to look at them takes longest: contrast is looked at in
English, wide, light and dark. The soak test looks at everything everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from frihavn.web.language import LANGUAGES, RIGHT_TO_LEFT
from tests.web.browser.tour import Stop
from tests.web.browser.walker import Chromium

LOOKED_AT = ("en", "ru", "ar")
NARROW, WIDE = 360, 1280
HEIGHT = 740
ZOOMED = 320
"""CSS pixels that are left of 1280 at 400 %."""
ALL = "{resultTypes: ['violations']}"
NO_COLOURS = "{resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}}"
COLOURS = "{resultTypes: ['violations'], runOnly: ['color-contrast']}"
MEASURES = """() => {
    const page = document.scrollingElement
    const left = name => document.querySelector(name)?.getBoundingClientRect().left ?? 0
    const direction = getComputedStyle(document.querySelector('main')).direction
    return [page.scrollWidth, page.clientWidth, direction, left('.mark'), left('header .leave')]
}"""
"""Width of a page and of the screen, its direction, and where its name and its way out begin (0: it has none)."""


@dataclass
class Found:
    """What was found on pages. `barriers`: what axe says; `wide`: too wide; `backward`: mirrored wrongly."""

    barriers: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    backward: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def page(chromium: Chromium) -> Iterator[Page]:
    """A window with script, which axe needs; our pages are put into it as they arrived on the wire."""
    context: BrowserContext = chromium.context(script=True, bypass_csp=True)
    context.add_init_script(Axe().axe_script)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def found(page: Page, pages: dict[str, list[Stop]], staff_pages: list[Stop]) -> dict[str, Found]:
    """By language, and for the staff site."""
    assert staff_pages
    looks = {"en": {WIDE: ALL, NARROW: NO_COLOURS}}
    found = {
        language: look_at(page, pages[language], looks.get(language, {WIDE: NO_COLOURS, NARROW: NO_COLOURS}))
        for language in LOOKED_AT
    }
    return {**found, "staff": look_at(page, staff_pages, looks["en"])}


def look_at(page: Page, stops: Sequence[Stop], widths: dict[int, str]) -> Found:
    """Look at pages. `widths`: what axe looks at, for each width."""
    found = Found()
    for width, options in widths.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for stop in stops:
            show(page, stop)
            found.barriers += barriers(page, f"{stop.name} at {width}", options)
    page.set_viewport_size({"width": ZOOMED, "height": HEIGHT})
    for stop in stops:
        show(page, stop)
        whole, seen, direction, mark, way_out = page.evaluate(MEASURES)
        if whole > seen:
            found.wide.append(f"{stop.name}: {whole} > {seen}")
        backward = stop.language in RIGHT_TO_LEFT
        if direction != ("rtl" if backward else "ltr") or (way_out < mark) != (backward and way_out != mark):
            found.backward.append(stop.name)
    return found


def show(page: Page, stop: Stop) -> None:
    """Put a page into the window, which stays the same, so that axe is loaded once."""
    page.set_content(stop.html, wait_until="domcontentloaded")


def barriers(page: Page, name: str, options: str) -> list[str]:
    """What axe finds, with its place."""
    problems: list[dict[str, Any]] = page.evaluate(f"axe.run(document, {options}).then(found => found.violations)")
    return [
        f"{name}: {problem['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for problem in problems
        for node in problem["nodes"]
    ]


@pytest.mark.parametrize("where", [*LOOKED_AT, "staff"])
def test_axe_finds_nothing_on_any_page(found: dict[str, Found], where: str) -> None:
    assert found[where].barriers == []


@pytest.mark.parametrize("where", [*LOOKED_AT, "staff"])
def test_no_page_is_wider_than_a_screen_at_four_hundred_per_cent(found: dict[str, Found], where: str) -> None:
    assert found[where].wide == []


@pytest.mark.parametrize("where", LOOKED_AT)
def test_every_page_runs_in_the_direction_of_its_language(found: dict[str, Found], where: str) -> None:
    assert found[where].backward == []


def test_contrast_holds_in_the_dark(page: Page, pages: dict[str, list[Stop]], staff_pages: list[Stop]) -> None:
    page.emulate_media(color_scheme="dark")
    dark = look_at(page, [*pages["en"], *staff_pages], {WIDE: COLOURS})
    page.emulate_media(color_scheme="light")
    assert dark.barriers == []


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_in_any_language_at_any_width_in_any_light(
    page: Page, pages: dict[str, list[Stop]], language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert look_at(page, pages[language], {WIDE: ALL, NARROW: ALL}) == Found()
