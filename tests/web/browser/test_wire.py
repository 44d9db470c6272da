"""What travels: no script, no cookie before a file, few bytes of few lengths, nothing that says what a page holds."""

from __future__ import annotations

import re

import pytest

from frihavn.web.headers import BUCKETS
from frihavn.web.intake.pages import PAGES
from frihavn.web.language import LANGUAGES, words_of
from tests.web.browser.conftest import Demo
from tests.web.browser.tour import Stop
from tests.web.browser.wire import Wire

BYTES_MAX = 14_336
BEFORE = ("start", "about", "where", "where, with an error", "inside", "country", "detained", "come_back")
"""Pages on which nobody has a cookie."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_persons_file_is_light_and_of_one_of_few_lengths(
    pages: dict[str, list[Stop]], language: str
) -> None:
    heavy = [
        (stop.name, len(stop.answer.content))
        for stop in pages[language]
        if len(stop.answer.content) not in BUCKETS or len(stop.answer.content) > BYTES_MAX
    ]
    assert heavy == []
    assert all(stop.answer.headers["Content-Encoding"] == "gzip" for stop in pages[language])


def test_the_tour_misses_no_page(pages: dict[str, list[Stop]]) -> None:
    names = [stop.name for stop in pages["en"]]
    assert len(set(names)) == len(names)
    assert {name.partition(",")[0] for name in names} >= set(PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_language_that_was_asked_for_with_a_neutral_title(
    pages: dict[str, list[Stop]], language: str
) -> None:
    words = words_of(language)
    for stop in pages[language]:
        assert f'<html lang="{language}" dir="{words.direction}">' in stop.html, stop.name
        assert re.findall("<title>(.*?)</title>", stop.html) == [words.say("title")], stop.name


def test_no_cookie_is_set_before_a_file_is_started_or_a_phrase_typed(pages: dict[str, list[Stop]]) -> None:
    first = [stop for stop in pages["en"] if stop.name in BEFORE]
    assert {stop.name for stop in first} == set(BEFORE)
    assert not any(stop.has_cookie or "Set-Cookie" in stop.answer.headers for stop in first)
    assert next(stop for stop in pages["en"] if stop.name == "phrase").has_cookie


def test_no_page_has_a_script_or_an_address_of_somebody_else(
    pages: dict[str, list[Stop]], staff_pages: list[Stop]
) -> None:
    for stop in [*pages["en"], *staff_pages]:
        assert not re.search(r"<script|<iframe|<object|<embed|javascript:|\son\w+=", stop.html), stop.name
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", stop.html), stop.name
        assert "default-src 'none'" in stop.answer.headers["Content-Security-Policy"], stop.name
        assert "script-src" not in stop.answer.headers["Content-Security-Policy"], stop.name


def test_every_page_of_a_persons_file_begins_and_ends_with_the_way_out(pages: dict[str, list[Stop]]) -> None:
    for stop in pages["en"]:
        if stop.name in ("no such page", "nothing that can be read"):
            continue
        presses = re.findall(r"<button[^>]*>|<a [^>]*>|<input type=\"(?!hidden)[^>]*>|<textarea|<select", stop.html)
        assert presses[0].startswith('<a class="skip"'), stop.name
        assert presses[1] == presses[-1] == '<button class="leave">', stop.name


def test_leaving_clears_what_this_site_left_and_goes_where_the_form_may_go(demo: Demo) -> None:
    wire = Wire(demo.public, language="ru")
    answer = wire.post("/leave", {"language": "ru"})
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    allowed = re.findall(r"form-action ([^;]*)", wire.get("/").headers["Content-Security-Policy"])[0].split()
    assert answer["Location"].rstrip("/") in allowed
