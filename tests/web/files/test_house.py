"""What holds for every page of both sites: its door, its words, its addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from frihavn.web import texts
from frihavn.web.doors import EVERYBODY, WHO
from frihavn.web.files import queries, rotation
from frihavn.web.keys import REASONS, ROLES
from frihavn.web.texts import TEXTS
from frihavn.web.ui.style import STAFF, css

WEB = Path(texts.__file__).parent
TEMPLATES = sorted(WEB.rglob("*.html"))
OPEN_TO_EVERYBODY = {"", "leave", "health", "sign-in", "language"}
ENDS = {
    "staff.state.": queries.SHOWN_STATES,
    "staff.part.": ("statement", "identity", "contact", "files", "thread"),
    "staff.reason.": REASONS,
    "staff.role.": ROLES,
    "staff.officer.": ROLES,
    "staff.date.": ("born", "left_country", "came_here", "papers_until"),
    "documents.kind.": ("png", "jpeg", "pdf", "text"),
}
"""Keys of two halves in the staff site's templates, and what the second half can be."""


@pytest.mark.parametrize("site", ["public", "staff"])
def test_every_page_has_a_door(site: str) -> None:
    patterns = get_resolver(f"frihavn.web.{site}_urls").url_patterns
    assert patterns
    for one in patterns:
        who = one.callback.doors
        assert set(who) <= set(WHO)
        if EVERYBODY in who:
            assert str(one.pattern) in OPEN_TO_EVERYBODY, one.pattern


def test_addresses_of_the_staff_site_hold_random_names_only() -> None:
    for one in get_resolver("frihavn.web.staff_urls").url_patterns:
        for converter in one.pattern.converters.values():
            assert type(converter).__name__ in ("Reference", "RandomId"), one.pattern


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_exists(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    for key in re.findall(r'{% say "([^"]+)"', html):
        assert key in TEXTS
    if "files" in path.parts:
        for start in re.findall(r'{% sayof "([^"]+)"', html):
            for end in ENDS[start]:
                assert start + end in TEXTS


def test_every_text_of_the_staff_site_is_said_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *WEB.rglob("*.py")])
    halves = {start + end for start, ends in ENDS.items() for end in ends}
    dates = {f"staff.date.{how}" for how in ("about", "before", "after", "unsure")}
    for key in TEXTS:
        if key.startswith("staff."):
            assert f'"{key}"' in source or key in halves | dates, key


def test_reasons_and_roles_are_those_of_the_keyholder() -> None:
    from frihavn.keyholder import files, people  # noqa: PLC0415 - the sites never import it

    assert REASONS == files.REASONS
    assert ROLES == people.ROLES
    assert rotation.REASON in REASONS


def test_the_style_sheets_stay_small() -> None:
    assert len(css()) < 9_216  # about 2.5 KB of the 14 that a page may have on the wire
    assert css() in css(STAFF)
    assert len(css(STAFF)) < 16_384


def test_the_public_site_knows_nothing_of_the_staff_site() -> None:
    for path in [
        *WEB.joinpath("intake").rglob("*.py"),
        *WEB.joinpath("cleaning").rglob("*.py"),
        WEB / "public_urls.py",
    ]:
        text = path.read_text(encoding="utf-8")
        assert "frihavn.web.files" not in text, path
        assert "frihavn.web.keys" not in text, path
