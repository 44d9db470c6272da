"""A real Chromium, a running demonstration, and the world outside, shared by the tests of what a person really sees.

Where no Chromium is found these tests are skipped, unless FRIHAVN_NEEDS_BROWSER=1 says that they must run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, sync_playwright

from tests.web.browser.codes import Account, account_of
from tests.web.browser.outside import Outside, outside
from tests.web.browser.tour import Stop, staff_tour, tour
from tests.web.browser.walker import Chromium
from tests.web.installation import Installation, installation

NAMES = ("chromium", "chromium-browser", "google-chrome")
NEEDED = "FRIHAVN_NEEDS_BROWSER"


@pytest.fixture(autouse=True)
def _database() -> None:
    """No database of this process: the installation has its own."""


@pytest.fixture(autouse=True)
def _journals() -> None:
    """Nor its journals."""


@pytest.fixture(scope="session")
def program() -> str:
    """Where the browser is."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        say = pytest.fail if os.environ.get(NEEDED) == "1" else pytest.skip
        say(f"no browser found: install one of {', '.join(NAMES)} (on Debian: apt-get install chromium)")
    return str(found)


@dataclass
class Demo:
    """A running demonstration.

    Args:
        accounts: Name -> account. `phrases`: whose file -> its phrase.
    """

    installation: Installation
    accounts: dict[str, Account]
    phrases: dict[str, str]

    @property
    def public(self) -> str:
        """Address of the public site."""
        return str(self.installation.note["public"])

    @property
    def staff(self) -> str:
        """Address of the staff site."""
        return str(self.installation.note["staff"])


@pytest.fixture(scope="session")
def demo(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, on a port of its own; ended by its own handle."""
    with installation(tmp_path_factory.mktemp("demo")) as running:
        accounts = {entry["name"]: account_of(entry) for entry in running.note["accounts"]}
        phrases = {entry["name"].split()[0]: entry["phrase"] for entry in running.note["files"]}
        yield Demo(running, accounts, phrases)


@pytest.fixture(scope="session")
def staff_pages(demo: Demo) -> list[Stop]:
    """Every page of the staff site, in English. A file is read and answered on the way."""
    return list(staff_tour(demo.staff, demo.accounts["maja"]))


@pytest.fixture(scope="session")
def pages(demo: Demo, staff_pages: list[Stop]) -> dict[str, list[Stop]]:
    """Every page of the public site, by language; filled as they are made."""
    assert staff_pages
    return Pages(demo)


class Pages(dict[str, list[Stop]]):
    """Walks through a language when it is first asked for."""

    def __init__(self, demo: Demo) -> None:
        super().__init__()
        self.demo = demo

    def __missing__(self, language: str) -> list[Stop]:
        """Walk through it."""
        phrases = self.demo.phrases
        self[language] = list(tour(self.demo.public, language, filled=phrases["Timur"], sleeping=phrases["Nina"]))
        return self[language]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """The world outside."""
    with outside(tmp_path_factory.mktemp("outside")) as found:
        yield found


@pytest.fixture(scope="module")
def playwright(program: str) -> Iterator[BrowserType]:
    """Playwright, for one module only: its event loop would keep Django's tests in this process from the database."""
    assert Path(program).exists()
    with sync_playwright() as running:
        yield running.chromium


@pytest.fixture(scope="module")
def chromium(playwright: BrowserType, program: str, world: Outside) -> Iterator[Chromium]:
    """The browser. Whatever it asks anybody but this machine for arrives at `world`."""
    found = Chromium(playwright, program, world.port)
    yield found
    found.close()
