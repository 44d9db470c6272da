"""Read vocabulary files: any TOML file below the law folder, told apart by its tables, not by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from frihavn.law.errors import SchemeError, nearest
from frihavn.law.locate import Locator
from frihavn.law.toml import read_toml
from frihavn.law.values import Grade, date_span
from frihavn.law.vocabulary import (
    AskedOf,
    ChangeKind,
    Citation,
    Fact,
    FactType,
    Finding,
    Line,
    Point,
    Prior,
    Reading,
    Sensitivity,
    Source,
)

Choice = TypeVar("Choice", bound=Enum)
TABLES = ("fact", "finding", "point", "source", "line", "domain", "prior")
FACT_KEYS = (
    "type", "label", "question", "why", "help", "sensitivity", "asked_of", "values", "min", "max", "change",
    "effort", "page", "after", "governing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Domain:
    """Values that several facts share."""

    id: str
    values: tuple[str, ...]
    where: str


class WordsFile:
    """One TOML file of shared words, read entry by entry; every error points at its entry."""

    def __init__(self, text: str, path: str, domains: dict[str, Domain]) -> None:
        self.path = path
        self.text = text
        self.shared = domains
        self.table = read_toml(text, path)
        locator = Locator(path, text)
        for key, tables in self.table.items():
            if key not in TABLES:
                raise locator.error(
                    f"{key!r} is not a kind of shared word",
                    key,
                    hint=nearest(key, TABLES) or f"Use {', '.join(f'[{t}.name]' for t in TABLES)}.",
                )
            if not isinstance(tables, dict):
                raise locator.error(f"{key!r} is no text, but tables", key, hint=f"Write them as [{key}.name].")

    def entries(self, kind: str) -> list[_Entry]:
        return [_Entry(self, kind, name, table) for name, table in self.table.get(kind, {}).items()]

    def domains(self) -> list[Domain]:
        """Lists of values that facts may name instead of repeating them: [domain.countries] values = [...]."""
        return [self.domain(entry) for entry in self.entries("domain")]

    def facts(self) -> list[Fact]:
        return [self.fact(entry) for entry in self.entries("fact")]

    def findings(self) -> list[Finding]:
        return [self.finding(entry) for entry in self.entries("finding")]

    def points(self) -> list[Point]:
        return [self.point(entry) for entry in self.entries("point")]

    def sources(self) -> list[Source]:
        return [self.source(entry) for entry in self.entries("source")]

    def lines(self) -> list[Line]:
        return [self.line(entry) for entry in self.entries("line")]

    def priors(self) -> list[Prior]:
        return [self.prior(entry) for entry in self.entries("prior")]

    def domain(self, entry: _Entry) -> Domain:
        entry.check_keys(("values",))
        values = entry.table.get("values")
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise entry.error(f"domain {entry.name!r} wants a list of words", "values")
        return Domain(entry.name, tuple(values), entry.where)

    def prior(self, entry: _Entry) -> Prior:
        entry.check_keys(("weights", "cite", "at", "grade"))
        weights = entry.table.get("weights")
        shares = weights.values() if isinstance(weights, dict) else [None]
        if not all(isinstance(share, (int, float)) and 0 <= share <= 1 for share in shares):
            raise entry.error(
                f"prior {entry.name!r} needs its weights", "weights", hint="For example: weights = { yes = 0.2 }"
            )
        grade = entry.choice("grade", Grade)
        citation = Citation(entry.need("cite"), entry.text("at"), grade)
        return Prior(entry.name, {str(key): float(share) for key, share in (weights or {}).items()}, citation)

    def fact(self, entry: _Entry) -> Fact:
        entry.check_keys(FACT_KEYS)
        kind = entry.choice("type", FactType)
        values, labels = entry.values(self.shared, needed=kind in (FactType.ENUM, FactType.SET))
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
            minimum=entry.bound("min", kind),
            maximum=entry.bound("max", kind),
            change=entry.choice("change", ChangeKind, "answer"),
            effort=entry.effort(),
            page=entry.text("page"),
            after=entry.text("after"),
            governing=entry.yes_no("governing"),
            where=entry.where,
        )

    def finding(self, entry: _Entry) -> Finding:
        entry.check_keys(("label", "question", "favour", "gift", "who"))
        favour = entry.table.get("favour")
        if not isinstance(favour, bool):
            raise entry.error(
                f"finding {entry.name!r} says not which value favours the applicant",
                "favour",
                hint="Add favour = true or false.",
            )
        label, question, who = (entry.need(key) for key in ("label", "question", "who"))
        return Finding(entry.name, label, question, favour, who, entry.where, entry.yes_no("gift"))

    def point(self, entry: _Entry) -> Point:
        entry.check_keys(("type", "label", "question", "values"))
        kind = entry.choice("type", FactType)
        values, labels = entry.values(self.shared, needed=kind is FactType.ENUM)
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
        readings = entry.table.get("reads", {})
        if not isinstance(readings, dict):
            raise entry.error("'reads' wants a table", "reads", hint=f"Write it as [line.{entry.name}.reads].")
        for point, reading in readings.items():
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
        self.locator = Locator(file.path, file.text).part(f"[{kind}.{name}]")
        self.kind, self.name = kind, name
        self.where = f"{file.path}:{self.locator.place(name).line}"
        if not isinstance(table, dict):
            raise self.error(f"{kind} {name!r} wants a table", name, hint=f"Write it as [{kind}.{name}].")
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

    def yes_no(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key!r} wants true or false", key)
        return value

    def bound(self, key: str, kind: FactType) -> int | date | None:
        value = self.table.get(key)
        if value is None:
            return None
        if kind is FactType.DATE and isinstance(value, date):
            return value
        if kind is FactType.INT and isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self.error(f"{key!r} wants a number for a number, or a day for a date", key)

    def effort(self) -> int:
        value = self.table.get("effort", 1)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9:
            return value
        raise self.error("'effort' wants a number from 1 (bring a document) to 9", "effort")

    def values(self, shared: dict[str, Domain], *, needed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The closed domain and its labels: a list ("@name" puts in a shared domain), a table, a name."""
        raw = self.table.get("values")
        match raw:
            case None if not needed:
                return (), ()
            case str():
                return self.domain(shared, raw), ()
            case dict() if raw and all(isinstance(label, str) for label in raw.values()):
                return tuple(raw), tuple(raw.values())
            case list() if raw and all(isinstance(item, str) for item in raw):
                wanted = [self.domain(shared, item[1:]) if item.startswith("@") else (item,) for item in raw]
                return tuple(value for values in wanted for value in values), ()
        raise self.error(
            f"{self.kind} {self.name!r} needs its values",
            "values",
            hint='For example: values = { yes = "yes", partly = "in part" }',
        )

    def domain(self, shared: dict[str, Domain], name: str) -> tuple[str, ...]:
        if name not in shared:
            hint = nearest(name, shared) or f"There are: {', '.join(shared)}."
            raise self.error(f"no shared domain is called {name!r}", "values", name, hint)
        return shared[name].values
