"""The law as the public site reads it: loaded once in a process, at the first question, and shared by its threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from threading import RLock

from frihavn.law.lawbook import LawBook, load
from frihavn.law.reading import Question
from frihavn.law.selfcheck.questions import SelfCheck
from frihavn.routes.place import Place
from frihavn.routes.placefile import load_places
from frihavn.web.speech.language import LANGUAGES, Language

_LOCK = RLock()
DAYS_MAX = 2


@dataclass(frozen=True)
class Law:
    """The law, what is known of places, and the words for both.

    Args:
        places: By the code of the country.
        tongues: Languages that were asked for, by code. `checks`: the self-check by day, of the last days asked for.
    """

    book: LawBook
    places: Mapping[str, Place]
    tongues: dict[str, Language] = field(default_factory=dict, repr=False)
    checks: dict[date, SelfCheck] = field(default_factory=dict, repr=False)

    def selfcheck(self, day: date) -> SelfCheck:
        """The self-check as the law stands on a day."""
        if day not in self.checks:
            if len(self.checks) >= DAYS_MAX:
                self.checks.pop(min(self.checks))
            self.checks[day] = SelfCheck(self.book, Question(day))
        return self.checks[day]

    def language(self, code: str) -> Language:
        """The law's words in a language; in English where nobody has translated the law, so mark it as English."""
        code = code if code in LANGUAGES else "en"
        if code not in self.tongues:
            self.tongues[code] = Language(code, self.book)
        return self.tongues[code]


@contextmanager
def reading() -> Iterator[Law]:
    """The law, for one thread at a time: reading it fills caches that threads must not fill at once.

    Build what a page needs inside, and write the answer outside.
    """
    with _LOCK:
        yield _law()


@cache
def _law() -> Law:
    book = load([files("frihavn.schemes")])
    folder = files("frihavn.routes").joinpath("places")
    return Law(
        book,
        load_places([file for file in folder.iterdir() if file.name.endswith(".toml")], book.vocabulary, book.schemes),
    )
