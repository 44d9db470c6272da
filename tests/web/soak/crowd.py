"""People who write into their files, all at once, and remember everything that the site acknowledged."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event, Lock, Thread
from typing import Any

from frihavn.web.texts import TEXTS
from tests.web.caller import AwayError, Caller

SAVED = {TEXTS[f"note.{name}"] for name in ("saved", "both_kept", "sent", "document", "given", "taken_back", "already")}
STARTED = TEXTS["note.started"]
PAGES = {"statement": "stay", "messages": "send", "access": "save", "documents": "add"}
LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя     "
LOST_MAX = 50
GIVEN = ("statement", "thread")


@dataclass(slots=True)
class Kept:
    """What somebody knows of their file: its phrase, and hashes of what was acknowledged."""

    phrase: str
    started: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)
    given: list[str] | None = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As data."""
        return {"phrase": self.phrase, "started": self.started, "texts": self.texts, "given": self.given}


class EndedError(Exception):
    """The crowd goes home: an answer that has not come by now is not waited for."""


class Crowd:
    """Several people at once.

    Args:
        writes: How many a file gets, from and to. `documents`: share of writes that are uploads.
    """

    def __init__(
        self, port: int, seed: int, *, people: int = 5, writes: tuple[int, int] = (15, 60), documents: float = 0.01
    ) -> None:
        self.port, self.writes, self.documents = port, writes, documents
        self.kept: list[Kept] = []
        self.statuses: Counter[int] = Counter()
        self.acknowledged = self.unknown = 0
        self.troubles: list[str] = []
        self._lock, self._stop = Lock(), Event()
        self._threads = [
            Thread(target=self._lives, args=(random.Random(f"{seed} {n}"),), daemon=True) for n in range(people)
        ]

    def begin(self) -> None:
        """Let everybody in."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Everybody goes home; what they sent last may stay without an answer."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for(self, acknowledged: int, seconds: float) -> None:
        """Wait until so many writes are acknowledged, at most so long."""
        deadline = time.monotonic() + seconds
        while self.acknowledged < acknowledged and time.monotonic() < deadline and not self.troubles:
            time.sleep(0.05)

    def plain(self) -> list[dict[str, Any]]:
        """What everybody remembers, as data."""
        return [one.plain() for one in self.kept]

    def _lives(self, rng: random.Random) -> None:
        while not self.is_over:
            person = _Person(self, rng)
            try:
                person.has_a_file()
            except EndedError:
                return
            except Exception as error:  # noqa: BLE001 - told by whoever watches the crowd
                self.troubles.append(f"{type(error).__name__}: {error}")
                return
            finally:
                person.caller.line.hang_up()

    def was_acknowledged(self) -> None:
        """One more."""
        with self._lock:
            self.acknowledged += 1

    def answered(self, status: int) -> None:
        """What a form was answered with."""
        with self._lock:
            self.statuses[status] += 1

    @property
    def is_over(self) -> bool:
        """Whether everybody goes home."""
        return self._stop.is_set()


class _Person:
    def __init__(self, crowd: Crowd, rng: random.Random) -> None:
        self.crowd, self.rng = crowd, rng
        self.caller = Caller(crowd.port)
        self.kept = Kept("")

    def has_a_file(self) -> None:
        """Start a file and write into it."""
        self.until_answered(self.caller.asks_for_a_phrase)
        if not self.caller.groups:
            return
        self.kept = Kept(self.caller.phrase)
        self.crowd.kept.append(self.kept)
        self.until_answered(self.sender(self.caller.typed_back()))
        if self.caller.note != STARTED:  # the answer was lost on its way: the phrase shows what happened
            self.comes_back()
            if self.caller.heading != TEXTS["tasks.heading"]:
                return
        self.kept.started = True
        self.crowd.was_acknowledged()
        for number in range(self.rng.randint(*self.crowd.writes)):
            self.writes(number)

    def writes(self, number: int) -> None:
        """One write, sent until it is answered. A form that was taken already is acknowledged as such."""
        chance = self.rng.random()
        page = "documents" if chance < self.crowd.documents else "access" if chance > 0.97 else "statement"
        if page == "statement" and self.rng.random() < 0.4:
            page = "messages"
        self.goes_to(page)
        text = f"{number} " + "".join(self.rng.choices(LETTERS, k=self.rng.randint(5, 900))).strip() + f" {number}"
        if page == "access":
            wanted = [part for part in GIVEN if self.rng.random() < 0.5]
            form = self.caller.filled("save", 'name="team"', **dict.fromkeys(wanted, "yes"))
            self.kept.given = None
            if self.sent(form):
                self.kept.given = wanted
            return
        if page == "documents":
            about = " ".join(text.split()[:6])[:200]
            done = self.sent(self.caller.filled("add", about=about, document=("paper", text.encode())))
            kind, text = "document", about
        else:
            kind = "statement" if page == "statement" else "message"
            done = self.sent(self.caller.filled(PAGES[page], text=text))
        if done:
            self.kept.texts.setdefault(kind, []).append(sha256(text.encode()).hexdigest())

    def sent(self, form: dict[str, str], content: bytes = b"") -> bool:
        """Send a form; whether a page then says that it is saved."""
        self.until_answered(self.sender(form))
        self.crowd.answered(self.caller.status)
        done = self.caller.status == 303 and self.caller.note in SAVED
        if done:
            self.crowd.was_acknowledged()
        else:
            self.crowd.unknown += 1
        return done

    def sender(self, form: dict[str, object]) -> Callable[[], object]:
        """Sends one form."""
        return lambda: self.caller.send(form)

    def goes_to(self, page: str) -> None:
        """Be on a page; open the file again where it has closed."""
        for _ in range(200):
            if self.crowd.is_over:
                raise EndedError
            if f'name="page" value="{page}"' in self.caller.html:
                return
            if 'value="to:tasks"' in self.caller.html:
                self.until_answered(self.sender(self.caller.filled("to:tasks")))
            elif f'value="to:{page}"' in self.caller.html:
                self.until_answered(self.sender(self.caller.filled(f"to:{page}")))
            elif 'name="page" value=' in self.caller.html:
                self.comes_back()
            else:
                self.until_answered(self.caller.look)
        raise AssertionError(f"no way to the page {page} from {self.caller.heading!r}")

    def comes_back(self) -> None:
        """Open the file with its phrase."""
        self.until_answered(lambda: self.caller.come_back(self.kept.phrase))

    def until_answered(self, act: Callable[[], object]) -> None:
        """Do something, again and again, until the site answers it with anything but "not just now"."""
        lost = 0
        while True:
            if self.crowd.is_over:
                raise EndedError
            try:
                act()
            except AwayError:
                time.sleep(0.05)
                continue
            except AssertionError:  # half-way through, and the page is another: begin again
                lost += 1
                if lost > LOST_MAX:
                    raise
                time.sleep(0.05)
                continue
            if self.caller.status != 503:
                return
            self.crowd.answered(503)
            time.sleep(0.2)
