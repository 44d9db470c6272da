"""Read vocabulary files: any TOML file below the law folder, told apart by its tables, not by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from frihavn.law.errors import Place, SchemeError, nearest
from frihavn.law.locate import Locator
from frihavn.law.values import Grade, date_span
from frihavn.law.vocabulary import (
    AskedOf,
    Citation,
    Fact,
    FactType,
    Finding,
    Line,
    Point,
    Reading,
    Sensitivity,
    Source,
)

Choice = TypeVar("Choice", bound=Enum)
TABLES = ("fact", "finding", "point", "source", "line", "domain")
FACT_KEYS = (
    "type", "label", "question", "why", "help", "sensitivity", "asked_of", "values", "min", "max", "changeable",
    "governing",
)  # fmt: skip


class WordsFile:
    """One TOML file of shared words, read entry by entry; every error points at its entry."""

    def __init__(self, text: str, path: str, domains: dict[str, tuple[str, ...]]) -> None:
        self.path = path
        self.text = text
        self.domains = domains
        try:
            self.table: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SchemeError(f"this TOML cannot be read: {error}", Place(path)) from None
        locator = Locator(path, text)
        for key in self.table:
            if key not in TABLES:
                raise locator.error(
                    f"{key!r} is not a kind of shared word",
                    key,
                    hint=nearest(key, TABLES) or f"Use {', '.join(f'[{t}.name]' for t in TABLES)}.",
                )

    def own_domains(self) -> dict[str, tuple[str, ...]]:
        """Lists of values that facts may name instead of repeating them: [domain.countries] values = [...]."""
        return {name: tuple(entry.get("values", ())) for name, entry in self.table.get("domain", {}).items()}

    def facts(self) -> list[Fact]:
        return [self.fact(_Entry(self, "fact", name, table)) for name, table in self.table.get("fact", {}).items()]

    def findings(self) -> list[Finding]:
        return [
            self.finding(_Entry(self, "finding", name, table)) for name, table in self.table.get("finding", {}).items()
        ]

    def points(self) -> list[Point]:
        return [self.point(_Entry(self, "point", name, table)) for name, table in self.table.get("point", {}).items()]

    def sources(self) -> list[Source]:
        return [
            self.source(_Entry(self, "source", name, table)) for name, table in self.table.get("source", {}).items()
        ]

    def lines(self) -> list[Line]:
        return [self.line(_Entry(self, "line", name, table)) for name, table in self.table.get("line", {}).items()]

    def fact(self, entry: _Entry) -> Fact:
        entry.check_keys(FACT_KEYS)
        kind = entry.choice("type", FactType)
        values, labels = entry.values(self.domains, needed=kind in (FactType.ENUM, FactType.SET))
        return Fact(
            id=entry.name,
            type=kind,
            label=entry.need("label"),
            question=entry.need("question"),
            why=entry.need("why"),
            help=entry.text("help"),
            sensitivity=entry.choice("sensitivity", Sensitivity),
            asked_of=entry.choice("asked_of", AskedOf, "applicant"),
            values=values,
            value_labels=labels,
            minimum=entry.bound("min"),
            maximum=entry.bound("max"),
            immutable=not entry.table.get("changeable", False),
            governing=bool(entry.table.get("governing", False)),
            where=entry.where,
        )

    def finding(self, entry: _Entry) -> Finding:
        entry.check_keys(("label", "question", "favour", "who"))
        favour = entry.table.get("favour")
        if not isinstance(favour, bool):
            raise entry.error(
                f"finding {entry.name!r} says not which value favours the applicant",
                "favour",
                hint="Add favour = true or false.",
            )
        return Finding(entry.name, entry.need("label"), entry.need("question"), favour, entry.need("who"), entry.where)

    def point(self, entry: _Entry) -> Point:
        entry.check_keys(("type", "label", "question", "values"))
        kind = entry.choice("type", FactType)
        values, labels = entry.values(self.domains, needed=kind is FactType.ENUM)
        return Point(entry.name, kind, entry.need("label"), entry.need("question"), values, labels, entry.where)

    def source(self, entry: _Entry) -> Source:
        entry.check_keys(("title", "address", "date", "seen", "grade", "note"))
        return Source(
            id=entry.name,
            title=entry.need("title"),
            address=entry.text("address"),
            dated=entry.loose_date("date"),
            grade=entry.choice("grade", Grade),
            seen=entry.day("seen"),
            note=entry.text("note"),
            where=entry.where,
        )

    def line(self, entry: _Entry) -> Line:
        entry.check_keys(("court", "country", "docket", "decided", "from", "to", "says", "reads"))
        start = entry.day("from")
        if start is None:
            raise entry.error(f"line {entry.name!r} needs the day from which it stands", "from")
        reads = {}
        for point, reading in entry.table.get("reads", {}).items():
            keys = {"value", "cite", "at", "grade"}
            if not isinstance(reading, dict) or set(reading) - keys or "value" not in reading:
                hint = 'Write: point = { value = true, cite = "source-id", at = "para 3", grade = "B" }'
                raise entry.error(f"the reading of {point!r} cannot be read", point, hint=hint)
            grade = str(reading.get("grade", ""))
            if grade not in Grade.__members__:
                raise entry.error(f"the reading of {point!r} needs a grade", point, hint="A, B, C or M.")
            reads[point] = Reading(
                reading["value"],
                Citation(str(reading.get("cite", "")), str(reading.get("at", "")), Grade[grade]),
            )
        return Line(
            id=entry.name,
            court=entry.need("court"),
            country=entry.need("country"),
            docket=entry.text("docket"),
            decided=entry.loose_date("decided"),
            start=start,
            end=entry.day("to"),
            says=entry.need("says"),
            reads=reads,
            where=entry.where,
        )


class _Entry:
    """One table `[kind.name]` of a vocabulary file."""

    def __init__(self, file: WordsFile, kind: str, name: str, table: Any) -> None:
        header = file.text.find(f"[{kind}.{name}]")
        line = file.text.count("\n", 0, max(header, 0)) + 1
        following = file.text.find("\n[", header + 1)
        self.locator = Locator(file.path, file.text[max(header, 0) : None if following < 0 else following], line)
        self.kind, self.name = kind, name
        self.where = f"{file.path}:{line}"
        if not isinstance(table, dict):
            raise self.error(f"{kind} {name!r} wants a table", name)
        self.table: dict[str, Any] = table

    def error(self, message: str, key: str = "", value: str = "", hint: str = "") -> SchemeError:
        return self.locator.error(message, key, value, hint)

    def check_keys(self, allowed: Iterable[str]) -> None:
        self.locator.check_keys(self.table, allowed, f"{self.kind} {self.name!r}")

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.error(f"{key!r} wants text", key)
        return value

    def need(self, key: str) -> str:
        value = self.text(key)
        if not value:
            raise self.error(f"{self.kind} {self.name!r} has no {key}", hint=f'Add {key} = "..."')
        return value

    def choice(self, key: str, kinds: type[Choice], default: str = "") -> Choice:
        value = self.text(key) or default
        known = [str(kind.value) for kind in kinds]
        if value not in known:
            message = (
                f"{value!r} is not one of the words for {key!r}" if value else f"{self.kind} {self.name!r} has no {key}"
            )
            raise self.error(message, key, value, nearest(value, known) or f"Use one of {', '.join(known)}.")
        return kinds(value)

    def day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.error(f"{key!r} wants a day", key, hint="Write it as 2022-03-17, without quotation marks.")
        return value

    def loose_date(self, key: str) -> str:
        value = self.table.get(key, "")
        text = value.isoformat() if isinstance(value, date) else str(value)
        if text:
            try:
                date_span(text)
            except ValueError as error:
                raise self.error(str(error), key, text) from None
        return text

    def bound(self, key: str) -> int | date | None:
        value = self.table.get(key)
        if value is None or isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise self.error(f"{key!r} wants a number or a day", key)

    def values(self, domains: dict[str, tuple[str, ...]], *, needed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The closed domain and its labels: a list ("@name" puts in a shared domain), a table, a name."""
        raw = self.table.get("values")
        match raw:
            case None if not needed:
                return (), ()
            case str() if raw in domains:
                return domains[raw], ()
            case str():
                raise self.error(f"no shared domain is called {raw!r}", "values", raw, nearest(raw, domains))
            case dict() if all(isinstance(label, str) for label in raw.values()):
                return tuple(raw), tuple(raw.values())
            case list() if raw and all(isinstance(item, str) for item in raw):
                wanted = [domains.get(item[1:], ()) if item.startswith("@") else (item,) for item in raw]
                return tuple(value for values in wanted for value in values), ()
        raise self.error(
            f"{self.kind} {self.name!r} needs its values",
            "values",
            hint='For example: values = { yes = "yes", partly = "in part" }',
        )
