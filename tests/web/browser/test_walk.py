"""The whole walk in a real browser without script, and what the browser keeps of it: one address, and nothing typed."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from frihavn.web.language import words_of
from tests.web.browser.conftest import Demo
from tests.web.browser.outside import PAGE, Outside
from tests.web.browser.remains import everything, spellings
from tests.web.browser.walker import Chromium, Walker

PORT_LATITUDE = (54.0, 53.0, 17.0)
PARTS = ("statement", "thread")
TYPED = {
    "en": {
        "statement": "I put the rifle down near quokkafjord.",
        "language": "english of quokkafjord",
        "name": "Quirin Quokka",
        "latin": "QUOKKA QUIRIN",
        "about": "passport, page quokkatwo",
        "file": "quokka-passport.jpg",
        "message": "I can write on Tuesdays, quokkathree.",
        "lost": "A sentence that quokkafive never saved.",
    },
    "ru": {
        "statement": "Я положил автомат у деревни Квоккафьорд.",
        "language": "русский квоккафьордский",
        "name": "Квирин Квокка",
        "latin": "KVOKKA KVIRIN",
        "about": "паспорт, страница квоккадва",
        "file": "квокка-паспорт.jpg",
        "message": "Могу писать по вторникам, квоккатри.",
        "lost": "Предложение, которое квоккапять не сохранил.",
    },
}
ANSWER = {"en": "Come to the quay, quokkafour.", "ru": "Приходите на причал, квоккачетыре."}
REPRESENTATIVES = {"en": ("anton", "Anton"), "ru": ("maja", "Maja")}


@dataclass
class Walked:
    """What a walk left behind."""

    language: str
    profiles: list[Path]
    address: str
    phrase: str = ""
    words: str = ""
    origins: set[str] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)


def a_photo() -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: PORT_LATITUDE, 3: "E", 4: (14.0, 12.0, 5.0)})
    target = io.BytesIO()
    Image.new("RGB", (320, 200), "navy").save(target, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(target.getvalue())).getexif().get_ifd(0x8825)
    return target.getvalue()


def in_arabic_digits(phrase: str) -> str:
    """As somebody types it whose keyboard has them."""
    return phrase.translate({48 + digit: 0x660 + digit for digit in range(10)})


@pytest.fixture(scope="module", params=sorted(TYPED))
def walked(
    request: pytest.FixtureRequest,
    demo: Demo,
    chromium: Chromium,
    world: Outside,
    tmp_path_factory: pytest.TempPathFactory,
) -> Walked:
    """The walk: started in one browser, gone on with in a second one, answered from a third."""
    language, before = request.param, len(world.asked)
    folder = tmp_path_factory.mktemp(f"profile-{language}")
    walk = Walked(language, [folder / "first", folder / "second"], demo.public)
    _first_day(walk, chromium)
    _second_day(walk, chromium, demo)
    walk.outside = [host for host, _ in world.asked[before:]]
    assert not any({"Referer", "Cookie", "Origin"} & set(headers) for _, headers in world.asked[before:])
    return walk


def _say(walk: Walked, key: str) -> str:
    return words_of(walk.language).say(key)


def _first_day(walk: Walked, chromium: Chromium) -> None:
    """A file is started, the phrase typed back, a statement written, a photo sent; then the red button."""
    typed = TYPED[walk.language]
    with chromium.profile(walk.profiles[0], locale=walk.language) as context:
        somebody = Walker(context.pages[0], walk.address)
        somebody.look()
        somebody.press("about")
        somebody.press("where")
        somebody.press("continue", place="outside")
        walk.phrase = " ".join(somebody.page.locator(".phrase li").all_inner_texts())
        assert re.fullmatch(r"(\d{4} ){6}\d{3}", walk.phrase)
        somebody.press(walk.language)
        words = somebody.page.locator(".phrase li").all_inner_texts()
        walk.words = " ".join(words)
        somebody.press("written")
        somebody.press("ready", part1=words[1], part5="nonsense")
        assert somebody.notes() == [_say(walk, "phrase.not_the_same")]
        somebody.press("ready", part1=words[1], part5=words[5].upper())
        assert somebody.notes() == [_say(walk, "note.started")]
        somebody.press("to:statement")
        somebody.press("stay", text=typed["statement"], language_of_text=typed["language"])
        somebody.press("to:tasks")
        somebody.press("to:names")
        somebody.press("save", own=typed["name"], latin=typed["latin"])
        somebody.press("to:documents")
        somebody.choose("document", called=typed["file"], content=a_photo())
        somebody.press("add", about=typed["about"])
        assert somebody.notes() == [_say(walk, "note.document")]
        somebody.press("to:tasks")
        somebody.press("to:statement")
        somebody.fill(text=typed["lost"])
        _leave(walk, somebody)
        _note(walk, somebody)


def _leave(walk: Walked, somebody: Walker) -> None:
    somebody.page.locator("button.leave").first.click()
    assert somebody.page.locator("p").inner_text() == PAGE.decode().rpartition("<p>")[2]
    left = [answer for answer in somebody.answers if answer.url.endswith("/leave")]
    assert left[-1].all_headers()["clear-site-data"] == '"cache", "cookies", "storage"'
    assert not somebody.page.context.cookies()


def _second_day(walk: Walked, chromium: Chromium, demo: Demo) -> None:
    """Back with the phrase on another phone: given to a lawyer, read, answered, taken back, looked at, erased."""
    with chromium.profile(walk.profiles[1], locale=walk.language) as context:
        somebody = Walker(context.pages[0], walk.address)
        somebody.look()
        somebody.press("come_back")
        somebody.press("open", phrase=walk.phrase[:-1] + str((int(walk.phrase[-1]) + 1) % 10))
        assert somebody.notes() == [_say(walk, "phrase.digit_wrong")]
        somebody.press("open", phrase=in_arabic_digits(walk.phrase))
        assert somebody.heading() == _say(walk, "tasks.heading")
        somebody.press("to:access")
        _tick(somebody, PARTS, on=True)
        assert somebody.notes() == [_say(walk, "note.given")]
        _representative_answers(walk, chromium, demo)
        somebody.press("to:tasks")
        assert _say(walk, "tasks.answer") in somebody.text()
        somebody.press("to:messages")
        assert ANSWER[walk.language] in somebody.text()
        somebody.press("send", text=TYPED[walk.language]["message"])
        assert somebody.notes() == [_say(walk, "note.sent")]
        somebody.press("to:tasks")
        somebody.press("to:access")
        _tick(somebody, ("identity",), on=True)
        assert somebody.notes() == [_say(walk, "note.given")]
        _tick(somebody, ("statement",), on=False)
        assert somebody.notes() == [_say(walk, "note.taken_back")]
        somebody.press("to:tasks")
        _who_looked_and_the_end(walk, somebody)
        _note(walk, somebody)


def _tick(somebody: Walker, parts: tuple[str, ...], *, on: bool) -> None:
    form = somebody.page.locator("form", has_text="Harbour Lawyers").filter(has=somebody.page.locator("fieldset"))
    for part in parts:
        form.locator(f'[name="{part}"]').set_checked(on)
    form.locator('button[value="save"]').click()


def _representative_answers(walk: Walked, chromium: Chromium, demo: Demo) -> None:
    account = demo.accounts[REPRESENTATIVES[walk.language][0]]
    context = chromium.context(locale="en")
    officer = Walker(context.new_page(), demo.staff)
    officer.look("sign-in")
    officer.fill(name=account.name, passphrase=account.passphrase, code=account.code())
    officer.page.click("main form button")
    assert officer.heading() == "Clients"
    files = officer.page.locator("a.reference")
    addresses = [str(one.get_attribute("href")).removeprefix("/") for one in files.all()]
    for address in addresses:
        officer.look(address)
        officer.fill(reason="first_reading")
        officer.page.click('form[action*="/f/"] button')
        if TYPED[walk.language]["statement"] in officer.text():
            break
    assert TYPED[walk.language]["statement"] in officer.text()
    assert TYPED[walk.language]["name"] not in officer.text(), "the name was not given"
    officer.fill(text=ANSWER[walk.language])
    officer.page.click('form[action$="/answer"] button')
    assert ANSWER[walk.language] in officer.text()
    context.close()


def _who_looked_and_the_end(walk: Walked, somebody: Walker) -> None:
    words = words_of(walk.language)
    somebody.press("to:looks")
    row = somebody.page.locator("tbody tr").first.inner_text()
    assert f"{REPRESENTATIVES[walk.language][1]}, Harbour Lawyers" in row
    assert words.say("reason.first_reading") in row
    assert re.search(r"\b20\d\d\b", row), "the day"
    somebody.press("to:tasks")
    somebody.press("to:erase")
    somebody.press("do")
    assert somebody.notes() == [words.say("error.say_sure")]
    somebody.press("do", sure="yes")
    assert somebody.heading() == words.say("erased.heading")
    somebody.press("close")
    for phrase in (walk.phrase, walk.words):
        somebody.press("come_back")
        somebody.press("open", phrase=phrase)
        assert somebody.notes() == [words.say("phrase.opens_nothing")]
        somebody.press("start")


def _note(walk: Walked, somebody: Walker) -> None:
    walk.origins |= {"/".join(one.url.split("/")[:3]) for one in somebody.requests if not one.url.startswith("data:")}


def test_the_walk_asks_only_our_site_and_the_page_one_leaves_to(walked: Walked) -> None:
    code = walked.language
    assert walked.origins == {walked.address.rstrip("/"), f"https://{code}.wikipedia.org"}
    assert set(walked.outside) - _OF_THE_BROWSER == {f"{code}.wikipedia.org"}


_OF_THE_BROWSER = {"accounts.google.com", "clients2.google.com", "www.google.com", "content-autofill.googleapis.com"}
"""Hosts that Chromium asks by itself, whatever page is shown."""


def test_nothing_that_was_typed_or_shown_is_in_the_browsers_profile(walked: Walked) -> None:
    typed = [*TYPED[walked.language].values(), ANSWER[walked.language], walked.phrase, walked.words]
    typed.append(in_arabic_digits(walked.phrase))
    typed.append(walked.phrase[:-1])  # what a mistyped one begins with
    ways = [(text, one) for text in typed for one in spellings(text)]
    found, seen = set(), set()
    for profile in walked.profiles:
        for path, content in everything(profile):
            found |= {(path.name, text) for text, one in ways if one in content}
            seen |= {path.name.partition("_")[0]} if walked.address.encode() in content else set()
    assert not found
    assert {"History", "Session"} <= seen, "the search sees what a browser writes there"


def test_the_history_holds_one_address_of_ours_with_a_neutral_title(walked: Walked) -> None:
    for profile in walked.profiles:
        rows = _rows(profile / "Default" / "History", "SELECT url, title FROM urls WHERE url LIKE '%127.0.0.1%'")
        assert rows == [(walked.address, _say(walked, "title"))]


def test_the_browser_offers_nothing_for_other_forms(walked: Walked) -> None:
    for profile in walked.profiles:
        assert _rows(profile / "Default" / "Web Data", "SELECT name, value FROM autofill") == []
        assert _rows(profile / "Default" / "Login Data", "SELECT origin_url FROM logins") == []


def _rows(path: Path, query: str) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        with closing(sqlite3.connect(copy)) as connection:
            return connection.execute(query).fetchall()
