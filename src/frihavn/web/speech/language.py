"""Words in the reader's language. What is not translated stays English and is marked."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import PoFileError

from frihavn.law.errors import LawError, Place, nearest
from frihavn.law.lawbook import LawBook
from frihavn.law.values import date_span
from frihavn.law.vocabulary import Fact
from frihavn.web.catalogue import read_catalogue
from frihavn.web.speech.texts import TEXTS

LANGUAGES = ("en", "da", "nb", "fr", "de", "ru", "uk")


class Language:
    """Texts, country names and dates in one language.

    Args:
        code: One of LANGUAGES.
        book: The law whose catalogues are used beside the command's own.
    """

    def __init__(self, code: str, book: LawBook) -> None:
        if code not in LANGUAGES:
            hint = nearest(code, LANGUAGES) or f"There are {', '.join(LANGUAGES)}."
            raise LawError(f"there is no language {code!r} yet", hint=hint)
        self.code = code
        self.locale = Locale.parse(code)
        self.table: dict[tuple[str, str], str] = {}
        self.troubles: list[LawError] = []
        if code != "en":
            for package in ("frihavn.web.speech", "frihavn.routes"):
                own = files(package).joinpath("locale", f"{code}.po").read_text(encoding="utf-8")
                self.table.update(read_catalogue(own))
            for path, text in book.catalogues.get(code, ()):
                try:
                    self.table.update(read_catalogue(text))
                except (PoFileError, ValueError, LookupError) as error:  # what babel raises for a header gone wrong
                    self.troubles.append(LawError(f"this catalogue cannot be read ({error})", Place(path)))

    def of(self, context: str, english: str) -> str:
        """The translation of a text of the law; untranslated text is marked."""
        if self.code == "en" or not english:
            return english
        found = self.table.get((context, english))
        return found or f"{english} {self.table.get(('ui:language.missing', TEXTS['language.missing']), '[en]')}"

    def say(self, key: str, **values: object) -> str:
        """One of the command's own texts, with values put in."""
        english = TEXTS[key]
        text = self.table.get((f"ui:{key}", english), english) if self.code != "en" else english
        try:
            return text.format(**values) if values else text
        except (LookupError, ValueError):  # a translation with gaps of its own
            return english.format(**values)

    def country(self, code: str) -> str:
        """A country's name."""
        return self.locale.territories.get(code, code) if code != "none" else self.say("state.empty")

    def day(self, day: date | str) -> str:
        """A day written out."""
        value = date.fromisoformat(day) if isinstance(day, str) else day
        form = {"en": "d MMMM y", "fr": "d'er' MMMM y" if value.day == 1 else "long"}.get(self.code, "long")
        return format_date(value, form, self.locale)

    def loose(self, text: str) -> str:
        """A date of which the day or month may not be known: "2026-01" is January 2026."""
        first, last = date_span(text)
        if first == last:
            return self.day(first)
        return str(first.year) if first.month != last.month else format_date(first, "LLLL y", self.locale)

    def fact(self, fact: Fact, field: str = "label") -> str:
        """A text of a fact."""
        return self.of(f"fact:{fact.id}:{field}", getattr(fact, field))

    def value(self, fact: Fact, value: object) -> str:
        """A value of a fact in words."""
        if isinstance(value, bool):
            return self.say("answer.yes" if value else "answer.no")
        text = str(value)
        if fact.type.value == "date":
            return self.day(text)
        if fact.type.value == "int":
            return text
        if fact.value_labels:
            return self.of(f"fact:{fact.id}:value:{text}", fact.label_of(text))
        return self.country(text)
