"""Every page of a person's own file in one language: empty, filled in, and with something wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.web.browser.wire import Arrived, Wire

LONG = "Ich habe mich geweigert. Я отказался. رفضتُ. " * 12


@dataclass(frozen=True)
class Stop:
    """A page on the tour, by a name of its own."""

    name: str
    language: str
    arrived: Arrived
    has_cookie: bool


def tour(address: str, language: str, *, filled: str, sleeping: str) -> Iterator[Stop]:
    """Walk through everything.

    Args:
        filled: Phrase of a file that somebody can read. `sleeping`: of one that a relative started.
    """
    wire = Wire(address, language)

    def stop(name: str) -> Stop:
        return Stop(name, language, wire.arrived, bool(wire.cookie))

    for part in (_before, _of_a_new_file, _ends):
        for name in part(wire):
            yield stop(name)
    wire.come_back(filled)
    for name in _of_a_filled_file(wire):
        yield stop(name)
    wire.come_back(sleeping)
    yield stop("tasks, sleeping")
    wire.press("to:access")
    yield stop("access, sleeping")
    wire.press("to:tasks")
    wire.press("to:take_over")
    yield stop("take_over")
    wire.press("over")
    yield stop("phrase, of a file that is taken over")
    for name in _strange(wire):
        yield stop(name)
    wire.line.close()


def _before(wire: Wire) -> Iterator[str]:
    wire.look()
    yield "start"
    wire.press("about")
    yield "about"
    wire.press("where")
    yield "where"
    wire.press("continue")
    yield "where, with an error"
    wire.press("continue", place="inside")
    yield "inside"
    wire.press("start")
    wire.press("come_back")
    yield "come_back"
    wire.press("open", phrase="1234")
    yield "come_back, with an error"


def _of_a_new_file(wire: Wire) -> Iterator[str]:
    wire.look()
    wire.press("about")
    wire.press("where")
    wire.press("continue", place="relative_abroad")
    yield "phrase, for a relative"
    wire.look()
    wire.cookie = ""
    wire.look()
    wire.press("about")
    wire.press("where")
    wire.press("continue", place="outside")
    yield "phrase"
    wire.press("written")
    yield "phrase_check"
    wire.press("ready", part1="1")
    yield "phrase_check, with errors"
    wire.press("phrase")
    wire.press("ru")
    yield "phrase, as words"
    words = re.findall(r"<li>(\w+)</li>", wire.html)
    wire.press("written")
    yield "phrase_check, of words"
    wire.press("ready", part1=words[1], part5=words[5])
    yield "tasks, of a new file"
    for name in ("messages", "access", "looks", "documents"):
        wire.press(f"to:{name}")
        yield f"{name}, empty"
        wire.press("to:tasks")
    for name, fields in _WRONG:
        wire.press(f"to:{name}")
        yield name
        wire.press({"messages": "send", "documents": "add", "withdraw": "do", "erase": "do"}.get(name, "save"), **fields)
        yield f"{name}, with an error"
        wire.press("to:tasks")
    wire.press("to:close")
    yield "close"
    wire.press("to:tasks")


_WRONG: tuple[tuple[str, dict[str, str]], ...] = (
    ("statement", {"text": " "}),
    ("names", {"own": ""}),
    ("dates", {"born_how": "exact", "born_day": "31", "born_month": "2", "papers_until_how": "?", "born_year": "1998"}),
    ("family", {"relation0": "x" * 600, "age1": "34", "more": LONG * 500}),
    ("contact", {"ways": LONG * 500}),
    ("messages", {"text": ""}),
    ("documents", {"about": "passport"}),
    ("keep", {"months": "7"}),
    ("withdraw", {}),
    ("erase", {}),
)


def _ends(wire: Wire) -> Iterator[str]:
    wire.press("to:statement")
    wire.press("stay", text=LONG, language_of_text="de, ru, ar")
    yield "statement, saved"
    wire.press("stay", text=LONG * 2, language_of_text="de, ru, ar")
    yield "statement, with an earlier version"
    wire.press("to:tasks")
    wire.press("to:withdraw")
    wire.press("do", sure="yes")
    yield "tasks, of a withdrawn file"
    wire.press("to:statement")
    cookie, wire.cookie = wire.cookie, ""
    wire.press("save", text=LONG + "!", language_of_text="de")
    yield "return, with something kept"
    wire.press("open", phrase="1234")
    yield "return, with an error"
    wire.cookie = cookie
    wire.look()
    wire.press("to:tasks")
    wire.press("to:erase")
    wire.press("do", sure="yes")
    yield "erased"
    wire.press("close")


def _of_a_filled_file(wire: Wire) -> Iterator[str]:
    yield "tasks"
    for name in ("statement", "names", "dates", "family", "contact", "documents", "access", "messages", "looks", "keep"):
        wire.press(f"to:{name}")
        yield f"{name}, filled in"
        wire.press("to:tasks")


def _strange(wire: Wire) -> Iterator[str]:
    wire.look("/somewhere")
    yield "no such page"
    wire.send(page="start", go="about", foreign=True)
    yield "a foreign form"
    wire.send(page="nonsense")
    yield "nothing that can be read"
