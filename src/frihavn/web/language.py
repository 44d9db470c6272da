"""The sites' words in the reader's language. What is only drafted says so; nothing falls back unseen."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from django.db import Error
from django.http import HttpRequest

from frihavn.web.catalogue import read_catalogue
from frihavn.web.database import NotDurableError
from frihavn.web.texts import TEXTS

LANGUAGES = ("en", "da", "nb", "fr", "de", "ru", "uk", "ar")
DRAFTED = tuple(code for code in LANGUAGES if code != "en")
"""Languages that no native speaker has reviewed yet."""
RIGHT_TO_LEFT = ("ar",)


class Words:
    """Texts, dates and numbers in one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(code)
        self.direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
        self.is_draft = code in DRAFTED
        self.table: dict[tuple[str, str], str] = {}
        if code != "en":
            text = files("frihavn.web").joinpath("locale", f"{code}.po").read_text(encoding="utf-8")
            self.table = read_catalogue(text)

    def say(self, key: str, **values: object) -> str:
        """One of the sites' texts, with values put in."""
        english = TEXTS[key]
        text = self.table.get((f"web:{key}", english), english)
        return text.format(**values) if values else text

    def day(self, day: date) -> str:
        """A day written out."""
        form = "d MMMM y" if self.code == "en" else "long"
        return format_date(day, form, self.locale)

    def short_day(self, day: date) -> str:
        """A day with its month in letters, shortened where the language has a short form."""
        return format_date(day, "d MMM y" if self.code == "en" else "medium", self.locale)

    def month(self, number: int) -> str:
        """A month's name, 1 to 12."""
        return str(self.locale.months["stand-alone"]["wide"][number])

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return {"nb": "norsk"}.get(self.code) or (self.locale.get_display_name(self.code) or self.code)


@cache
def words_of(code: str) -> Words:
    """The words of one language; English where there is no such language."""
    return Words(code if code in LANGUAGES else "en")


def language_of(request: HttpRequest) -> Words:
    """The reader's language: the one they chose, else the first of the browser's that there is."""
    chosen = _chosen(request)
    if chosen in LANGUAGES:
        return words_of(chosen)
    asked = request.POST.get("language", "") if request.method == "POST" else ""
    if asked in LANGUAGES:
        return words_of(asked)
    for entry in request.headers.get("Accept-Language", "").split(","):
        code = entry.split(";")[0].strip().lower().split("-")[0]
        code = "nb" if code in ("no", "nn") else code
        if code in LANGUAGES:
            return words_of(code)
    return words_of("en")


def _chosen(request: HttpRequest) -> str:
    """What the session says; nothing where the database is away, so that the page can still say so."""
    session = getattr(request, "session", None)
    try:
        return str(session.get("language", "")) if session is not None else ""
    except (Error, NotDurableError):
        return ""
