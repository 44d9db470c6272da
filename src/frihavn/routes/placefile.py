"""Read the files of places: TOML, one a place, every statement cited."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from typing import Any, Protocol, TypeVar

from frihavn.law.citation import read_citation
from frihavn.law.errors import SchemeError, nearest
from frihavn.law.locate import Locator
from frihavn.law.toml import read_toml
from frihavn.law.values import Grade, date_span
from frihavn.law.vocabulary import Citation, Vocabulary
from frihavn.routes.place import (
    INCIDENTS,
    Danger,
    DangerKind,
    Duty,
    DutyKind,
    Learner,
    Lifted,
    Opening,
    OpeningKind,
    Place,
)

Word = TypeVar("Word", bound=Enum)
TABLES = ("place", "danger", "duty", "opening")


class File(Protocol):
    """What is read: a path, or a file inside a package."""

    @property
    def name(self) -> str:
        """Its last part."""

    def read_text(self, encoding: str | None = None) -> str:
        """Its text."""


def load_places(files: Iterable[File], words: Vocabulary, schemes: Collection[str]) -> dict[str, Place]:
    """Read the files of places.

    Args:
        words: Knows sources, countries and papers.
        schemes: Ids an opening may name.

    Returns:
        Places by code, in the order of their codes.

    Raises:
        SchemeError: at the first thing that cannot be read; two files of one place.
    """
    found: dict[str, Place] = {}
    for file in sorted(files, key=lambda one: one.name):
        place = _Reader(file.read_text(encoding="utf-8"), f"places/{file.name}", words, schemes).place()
        if place.code in found:
            raise SchemeError(f"{place.path} and {found[place.code].path} are both about {place.code}")
        found[place.code] = place
    return found


class _Reader:
    def __init__(self, text: str, path: str, words: Vocabulary, schemes: Collection[str]) -> None:
        self.path = path
        self.words = words
        self.schemes = schemes
        self.table = read_toml(text, path)
        self.whole = Locator(path, text)
        self.whole.check_keys(self.table, TABLES, "a place")

    def place(self) -> Place:
        head = _Entry(self, "place", "", self.table.get("place", {}))
        head.check(("code", "name", "information_only", "looked_at"))
        code = head.need("code")
        return Place(
            code=code,
            name=head.need("name"),
            information_only=head.table.get("information_only", False) is True,
            looked_at=head.date("looked_at"),
            dangers=tuple(self.danger(entry) for entry in self.entries("danger")),
            duties=tuple(self.duty(entry) for entry in self.entries("duty")),
            openings=tuple(self.opening(entry) for entry in self.entries("opening")),
            path=self.path,
        )

    def entries(self, kind: str) -> list[_Entry]:
        return [_Entry(self, kind, name, table) for name, table in self.table.get(kind, {}).items()]

    def danger(self, entry: _Entry) -> Danger:
        entry.check(("kind", "says", "when", "until", "whom", "lifted", "cite"))
        kind = entry.word("kind", DangerKind)
        lifted = self.lifted(entry)
        if lifted and kind in INCIDENTS:
            hint = "Say in another entry what has changed; this one stays."
            raise entry.error("an incident cannot be lifted: it happened", "lifted", hint)
        when = entry.date("when")
        if kind in INCIDENTS and not when:
            raise entry.error("an incident needs its date", "kind", 'Add when = "2026-01", or as much as is known.')
        return Danger(
            id=entry.name,
            kind=kind,
            says=entry.need("says"),
            when=when,
            until=entry.date("until"),
            whom=entry.values("whom", "nationality"),
            lifted=lifted,
            citations=entry.citations("cite"),
        )

    def lifted(self, entry: _Entry) -> Lifted | None:
        table = entry.table.get("lifted")
        if table is None:
            return None
        inner = _Entry(self, entry.kind, f"{entry.name}.lifted", table)
        inner.check(("by", "on", "why", "cite"))
        day = table.get("on")
        if not isinstance(day, date):
            raise inner.error("whoever lifts a danger says when", "on", "Write it as on = 2026-11-24.")
        newest = entry.date("until") or entry.date("when")
        if newest and day <= date_span(newest)[1]:
            raise inner.error("a danger is lifted by what is newer than it", "on", "Look for a newer source.")
        citations = inner.citations("cite")
        if not any(self.is_newer(citation, newest) for citation in citations):
            raise inner.error("a danger is lifted by what is newer than it", "cite", "Look for a newer source.")
        return Lifted(inner.need("by"), day, inner.need("why"), citations)

    def is_newer(self, citation: Citation, newest: str) -> bool:
        """Whether somebody read a source that is younger than the last day of a danger."""
        dated = self.words.sources[citation.source].dated
        if citation.grade is Grade.M or not dated:
            return False
        return not newest or date_span(dated)[0] > date_span(newest)[1]

    def duty(self, entry: _Entry) -> Duty:
        entry.check(("kind", "says", "as_of", "days", "window", "papers", "whom", "cite"))
        citations = entry.citations("cite")
        entry.check_seen(citations)
        return Duty(
            id=entry.name,
            kind=entry.word("kind", DutyKind),
            says=entry.need("says"),
            as_of=entry.date("as_of"),
            days=entry.number("days"),
            window=entry.number("window"),
            papers=entry.values("papers", "papers"),
            whom=entry.values("whom", "nationality"),
            citations=citations,
        )

    def opening(self, entry: _Entry) -> Opening:
        entry.check(("kind", "says", "as_of", "until", "papers", "whom", "exposes_to", "scheme", "cite"))
        scheme = entry.text("scheme")
        if scheme and scheme not in self.schemes:
            raise entry.error(f"there is no scheme {scheme!r}", "scheme", nearest(scheme, self.schemes))
        until = entry.table.get("until")
        if until is not None and not isinstance(until, date):
            raise entry.error("'until' wants a day", "until", "Write it as until = 2026-09-30.")
        citations = entry.citations("cite")
        entry.check_seen(citations)
        return Opening(
            id=entry.name,
            kind=entry.word("kind", OpeningKind),
            says=entry.need("says"),
            as_of=entry.date("as_of"),
            until=until,
            papers=entry.values("papers", "papers"),
            whom=entry.values("whom", "nationality"),
            exposes_to=entry.learners(),
            scheme=scheme,
            citations=citations,
        )


class _Entry:
    """One table of a place file."""

    def __init__(self, reader: _Reader, kind: str, name: str, table: Any) -> None:
        self.reader, self.kind, self.name = reader, kind, name
        self.locator = reader.whole.part(f"[{kind}.{name}]" if name else f"[{kind}]")
        self.what = f"{kind} {name!r}" if name else f"[{kind}]"
        if not isinstance(table, dict) or not table:
            raise self.error(f"{self.what} wants a table", "")
        self.table: dict[str, Any] = table

    def error(self, message: str, key: str, hint: str = "") -> SchemeError:
        return self.locator.error(message, key, hint=hint)

    def check(self, keys: Iterable[str]) -> None:
        self.locator.check_keys(self.table, keys, self.what)

    def check_seen(self, citations: tuple[Citation, ...]) -> None:
        """What rests on memory alone was seen on no day."""
        if self.date("as_of") and all(citation.grade is Grade.M for citation in citations):
            hint = "Leave out as_of until somebody has read a source."
            raise self.error("what nobody has seen has no day on which it was seen", "as_of", hint)

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.error(f"{key!r} wants text", key)
        return value

    def need(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise self.error(f"{self.what} has no {key}", "", f'Add {key} = "..."')
        return value

    def date(self, key: str) -> str:
        """A date, as much of it as is known: "2026-01", or a day with or without quotation marks."""
        raw = self.table.get(key)
        value = raw.isoformat() if isinstance(raw, date) else self.text(key)
        if value:
            try:
                date_span(value)
            except ValueError as error:
                raise self.error(str(error), key) from None
        return value

    def number(self, key: str) -> int | None:
        value = self.table.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        raise self.error(f"{key!r} wants a number of days", key)

    def word(self, key: str, kind: type[Word]) -> Word:
        value = self.need(key)
        return self.one_of(key, value, kind)

    def one_of(self, key: str, value: str, kind: type[Word]) -> Word:
        known = [str(one.value) for one in kind]
        if value not in known:
            hint = nearest(value, known) or f"Use one of {', '.join(known)}."
            raise self.error(f"{value!r} is not one of the words for {key!r}", key, hint)
        return kind(value)

    def texts(self, key: str) -> list[str]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key!r} wants a list of words", key)
        return value

    def values(self, key: str, fact: str) -> tuple[str, ...]:
        known = self.reader.words.facts[fact].values
        for value in self.texts(key):
            if value not in known:
                hint = nearest(value, known) or "`frihavn facts` lists them."
                raise self.error(f"{value!r} is no value of {fact!r}", key, hint)
        return tuple(self.texts(key))

    def learners(self) -> tuple[Learner, ...]:
        found = tuple(self.one_of("exposes_to", value, Learner) for value in self.texts("exposes_to"))
        if not found:
            hint = 'Who learns of somebody by it? exposes_to = ["nobody"], or who does.'
            raise self.error(f"{self.what} does not say who learns of it", "", hint)
        return found

    def citations(self, key: str) -> tuple[Citation, ...]:
        value = self.table.get(key, [])
        written = [value] if isinstance(value, str) else value
        if not written:
            raise self.error(f"{self.what} has no citation", "", 'Add cite = "source-id spot in it, grade C".')
        found = tuple(read_citation(str(one), lambda message, hint: self.error(message, key, hint)) for one in written)
        sources = self.reader.words.sources
        for citation in found:
            source = sources.get(citation.source)
            if source is None:
                raise self.error(f"there is no source {citation.source!r}", key, nearest(citation.source, sources))
            if citation.grade.weakness < source.grade.weakness:
                raise self.error(f"this grade is better than that of {citation.source!r} itself", key)
        return found
