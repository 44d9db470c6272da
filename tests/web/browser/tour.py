"""Every page of both sites, as it arrives on the wire: empty, filled in, and with something wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.web.browser.codes import Account
from tests.web.browser.wire import Desk, Wire, unpacked
from tests.web.person import Person
from tests.web.visitor import Answer

TEXT = "Ich habe mich geweigert. Я отказался. رفضتُ. " * 12
MUCH = "о" * 120_000
FORMS = (
    # page, its button, what is wrong
    ("statement", "save", {"text": " "}),
    ("names", "save", {"own": ""}),
    ("dates", "save", {"born_how": "exact", "born_day": "31", "born_month": "2", "papers_until_month": "3"}),
    ("family", "save", {"relation0": "x" * 600, "age1": "34"}),
    ("contact", "save", {"ways": MUCH, "times": "вечером"}),
    ("messages", "send", {"text": ""}),
    ("documents", "add", {"about": "passport"}),
    ("keep", "save", {"months": "7"}),
    ("withdraw", "do", {}),
    ("erase", "do", {}),
)
QUESTIONS_MAX = 6
FILLED = ("statement", "names", "dates", "family", "contact", "documents", "access", "messages", "looks", "keep")


@dataclass(frozen=True)
class Stop:
    """A page on the tour, by a name of its own. `html`: unpacked. `has_cookie`: whether one was set so far."""

    name: str
    language: str
    html: str
    answer: Answer
    has_cookie: bool


def tour(address: str, language: str, *, filled: str, sleeping: str) -> Iterator[Stop]:
    """Walk through everything of the public site.

    Args:
        filled: Phrase of a file that somebody has read and answered. `sleeping`: of one that a relative started.
    """
    wire = Wire(address, language=language)
    person = Person(client=wire)
    for name in _all(person, filled, sleeping):
        yield Stop(name, language, unpacked(wire.arrived).decode(), wire.arrived, bool(wire.cookies))


def _all(person: Person, filled: str, sleeping: str) -> Iterator[str]:
    yield from _before(person)
    yield from _what_exists(person)
    yield from _self_check(person)
    yield from _mistyped(person)
    yield from _phrase(person)
    yield from _forms(person)
    yield from _ends(person)
    person.come_back(filled)
    yield "tasks"
    for name in FILLED:
        person.press(f"to:{name}")
        yield f"{name}, filled in"
        person.press("to:tasks")
    yield from _asleep(person, sleeping)
    yield from _strange(person)


def _before(person: Person) -> Iterator[str]:
    person.look()
    yield "start"
    person.press("about")
    yield "about"
    person.press("where")
    yield "where"
    person.press("continue")
    yield "where, with an error"
    person.press("continue", place="inside")
    yield "inside"


def _what_exists(person: Person) -> Iterator[str]:
    person.look()
    person.press("country")
    yield "country"
    person.press("headline")
    yield "country, with an error"
    for country in ("KZ", "DK", "RU"):
        person.look()
        person.press("country")
        person.press("headline", country=country)
        yield f"headline, in {country}"
        if 'value="here"' in person.html:
            person.press("here")
            yield f"here, in {country}"
            person.press("headline")
    person.press(re.findall(r'value="(scheme:[^"]+)"', person.html)[0])
    yield "scheme"
    for page in re.findall(r'name="go" value="(\w+)"', person.look()):
        if page not in ("about", "come_back", "country"):
            person.look()
            person.press(page)
            yield page


def _self_check(person: Person) -> Iterator[str]:
    person.look()
    person.press("country")
    person.press("headline", country="KZ")
    person.press("phone")
    yield "phone"
    person.press("continue")
    yield "ask"
    person.press("continue")
    yield "ask, with an error"
    for number in range(2, QUESTIONS_MAX):
        person.press("continue", **_first_answers(person.html))
        if 'name="page" value="result"' in person.html:
            break
        yield f"ask, question {number}"
    if 'name="go" value="result"' in person.html:
        person.press("result")
    yield "result"


def _first_answers(html: str) -> dict[str, str]:
    """The first thing that can be chosen for each question on a page."""
    fields = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="([^"]+)"', html)
    fields += re.findall(r'<select name="(\w+)"[^>]*>(?:<option value=""></option>)?<option value="([^"]+)"', html)
    return dict(reversed(fields))


def _mistyped(person: Person) -> Iterator[str]:
    person.look()
    person.press("come_back")
    yield "come_back"
    person.press("open", phrase="1234")
    yield "return"


def _begin(person: Person, place: str) -> None:
    person.client.cookies.clear()
    person.look()
    person.press("about")
    person.press("where")
    person.press("continue", place=place)


def _phrase(person: Person) -> Iterator[str]:
    _begin(person, "relative_abroad")
    yield "phrase, for a relative"
    _begin(person, "outside")
    yield "phrase"
    person.press("written")
    yield "phrase_check"
    person.press("ready", part1="1")
    yield "phrase_check, with an error"
    person.press("phrase")
    person.press("ru")
    yield "phrase, as words"
    words = re.findall(r"<li>(\w+)</li>", person.html)
    person.press("written")
    yield "phrase_check, of words"
    person.press("ready", part1=words[1], part5=words[5])
    yield "tasks, of a new file"


def _forms(person: Person) -> Iterator[str]:
    for name in ("access", "looks"):
        person.press(f"to:{name}")
        yield f"{name}, empty"
        person.press("to:tasks")
    for name, go, wrong in FORMS:
        person.press(f"to:{name}")
        yield name
        person.press(go, **wrong)
        yield f"{name}, with an error"
        person.press("to:tasks")
    person.press("to:close")
    yield "close"
    person.press("to:tasks")


def _ends(person: Person) -> Iterator[str]:
    person.press("to:statement")
    person.press("stay", text=TEXT, language_of_text="de, ru, ar")
    yield "statement, saved"
    person.press("stay", text=TEXT * 2, language_of_text="de, ru, ar")
    yield "statement, with an earlier version"
    person.press("to:tasks")
    person.press("to:withdraw")
    person.press("do", sure="yes")
    yield "tasks, of a withdrawn file"
    person.press("to:statement")
    cookies, person.client.cookies = person.client.cookies, {}
    person.press("save", text=TEXT + "!", language_of_text="de")
    yield "return, with something kept"
    person.press("open", phrase="1234")
    yield "return, with an error"
    person.client.cookies = cookies
    person.look()
    person.press("to:tasks")
    person.press("to:erase")
    person.press("do", sure="yes")
    yield "erased"
    person.press("close")


def _asleep(person: Person, phrase: str) -> Iterator[str]:
    person.come_back(phrase)
    yield "tasks, sleeping"
    person.press("to:access")
    yield "access, sleeping"
    person.press("to:tasks")
    person.press("to:take_over")
    yield "take_over"
    person.press("over")
    yield "phrase, of a file that is taken over"


def _strange(person: Person) -> Iterator[str]:
    person.client.get("/somewhere")
    yield "no such page"
    person.send({"page": "nonsense"})
    yield "nothing that can be read"


def staff_tour(address: str, account: Account) -> Iterator[Stop]:
    """Walk through everything of the staff site, as a supervisor who is a representative too."""
    wire = Wire(address)
    desk = Desk(wire)

    def stop(name: str) -> Stop:
        return Stop(name, "en", desk.html, wire.arrived, has_cookie=True)

    desk.look("/sign-in")
    yield stop("sign_in")
    desk.send("/sign-in", name="nobody", passphrase="open", code="123456")
    yield stop("sign_in, refused")
    desk.sign_in(account)
    for part in (_clients, _team):
        for name in part(desk):
            yield stop(name)


def _clients(desk: Desk) -> Iterator[str]:
    yield "clients"
    file = re.findall(r'href="(/f/[^"]+)"', desk.html)[0]
    desk.look("/?state=withdrawn")
    yield "clients, of one state"
    desk.look(file)
    yield "reason"
    desk.send(file)
    yield "reason, with an error"
    desk.send(file, reason="first_reading")
    yield "file"
    desk.send(f"{file}/answer", text="")
    yield "file, with an error"
    desk.send(f"{file}/answer", text=TEXT)
    yield "file, answered"
    desk.send(f"{file}/hand-over", note="Читать сначала сообщения.")
    yield "file, with an error of a hand-over"
    desk.look("/f/ZZZ-ZZZ-ZZ")
    yield "no such file"


def _team(desk: Desk) -> Iterator[str]:
    desk.look("/team")
    yield "team"
    desk.send("/team/add", team_name="")
    yield "team, with an error"
    desk.look("/team/officer")
    yield "officer_new"
    desk.send("/team/officer", name="", passphrase="short")
    yield "officer_new, with errors"
    fields = {"shown_name": "Tove", "name": "tove", "passphrase": "seven lanterns over quiet water"}
    team = re.findall(r'<option value="(\w+)">', desk.html)[0]
    desk.send("/team/officer", **fields, representative="yes", team=team)
    yield "officer_added"
    desk.look("/team")
    away = re.findall(r'href="(/team/officer/\w+/revoke)">[^<]*<span[^>]*>Tove', desk.html)[0]
    desk.look(away)
    yield "revoke"
    desk.send(away)
    yield "revoke, with an error"
    desk.send(away, sure="yes")
    yield "renewed"
