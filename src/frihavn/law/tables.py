"""Read the TOML tables of a scheme file: header, parameters, grants, procedure, assumptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import partial
from typing import Any, TypeVar

from frihavn.law.blocks import Data
from frihavn.law.citation import read_citation
from frihavn.law.errors import SchemeError, nearest
from frihavn.law.locate import Locator
from frihavn.law.scheme import (
    Assumption,
    DatedValue,
    Grant,
    Helped,
    Kind,
    Parameter,
    PlaceWord,
    ProcedureClass,
    Recheck,
    Span,
    Status,
    StatusFrom,
    Where,
)
from frihavn.law.values import date_span
from frihavn.law.vocabulary import Citation
from frihavn.logic import Value

Choice = TypeVar("Choice", bound=Enum)
_SPAN_KEYS = ("from", "to", "known", "known_to")
HEADER_KEYS = (
    "id", "name", "country", "kind", "governs", "authority", "discretion", "territory", "lines", "reviewed",
    "status", "where", "era", "recheck", "helped",
)  # fmt: skip
PROCEDURE_KEYS = (
    "class", "how", "where_to_apply", "hearing", "recording", "legal_aid", "appeal", "appeal_to", "letter", "family",
    "fee", "target_days", "deadlines", "clearance", "cite",
)  # fmt: skip
GRANT_KEYS = (
    *_SPAN_KEYS,
    "governs",
    "kind",
    "months",
    "until",
    "renewable",
    "renewal_months",
    "rights",
    "family",
    "permanent",
    "note",
    "cite",
)
ID = re.compile(r"[a-z]{2,6}/[a-z0-9]+(-[a-z0-9]+)*")
"""What can be the id of a scheme: country/short-name."""
APPEALS = ("automatic", "on_request", "none", "unknown")


class TableReader:
    """Reads one data block; every error points into it."""

    def __init__(self, block: Data, path: str) -> None:
        self.table = block.table
        self.locator = Locator(path, block.raw, block.line + 1)
        """Where is being read: the whole block, or one of its tables."""

    def error(self, message: str, key: str = "", value: str = "", hint: str = "") -> SchemeError:
        return self.locator.error(message, key, value, hint)

    def text(self, table: dict[str, Any], key: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if value is None:
            raise self.error(f"{key!r} is missing", hint=f'Add a line: {key} = "..."')
        if not isinstance(value, str):
            raise self.error(f"{key!r} wants text", key, hint="Put it in quotation marks.")
        return value

    def choice(self, table: dict[str, Any], key: str, kinds: type[Choice], default: str | None = None) -> Choice:
        value = self.text(table, key, default)
        known = [str(kind.value) for kind in kinds]
        if value not in known:
            raise self.error(
                f"{value!r} is not one of the words for {key!r}",
                key,
                value,
                nearest(value, known) or f"Use one of {', '.join(known)}.",
            )
        return kinds(value)

    def texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key!r} wants a list of texts", key)
        return tuple(value)

    def day(self, table: dict[str, Any], key: str) -> date | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.error(f"{key!r} wants a day", key, hint="Write it as 2022-03-17, without quotation marks.")
        return value

    def span(self, table: dict[str, Any]) -> Span:
        span = Span(
            self.day(table, "from"),
            self.day(table, "to"),
            self.day(table, "known"),
            self.day(table, "known_to"),
        )
        if span.start and span.end and span.end < span.start:
            raise self.error("this span ends before it begins", "to", span.end.isoformat())
        return span

    def citation_error(self, text: str, message: str, hint: str) -> SchemeError:
        return self.error(message, "cite", text, hint)

    def citations(self, table: dict[str, Any], *, needed: str = "") -> tuple[Citation, ...]:
        found = tuple(read_citation(text, partial(self.citation_error, text)) for text in self.texts(table, "cite"))
        if needed and not found:
            where = str(table.get("from", "")) or needed
            raise self.error(f"{needed} has no citation", "", where, 'Add cite = "source-id s. 1, grade B".')
        return found

    def tables(self, key: str, table: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """The tables of a list, one after the other; meanwhile errors point into the one that is being read."""
        value = (self.table if table is None else table).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(f"{key!r} wants a list of tables", key)
        whole = self.locator
        for number, entry in enumerate(value):
            self.locator = whole.part(f"[[{key}]]", number)
            if self.locator is whole:
                self.locator = whole.inline(key, number)
            yield entry
        self.locator = whole

    def named(self, what: str, hint: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The tables of a block by their names; meanwhile errors point into the one that is being read."""
        whole = self.locator
        for name, table in self.table.items():
            self.locator = whole.part(f"[{name}]")
            if not isinstance(table, dict):
                raise self.error(f"{what} {name!r} wants a table", name, hint=f"Write [{name}] and below it {hint}.")
            yield name, table
        self.locator = whole

    def value(self, raw: Any, key: str) -> Value:
        if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return frozenset(raw)
        if isinstance(raw, (bool, int, str, date)) and not isinstance(raw, datetime):
            return raw
        raise self.error(f"{key!r} wants yes/no, a number, a day, a word or a list of words", key)


class Header(TableReader):
    """The `toml scheme` block."""

    def check(self) -> None:
        self.locator.check_keys(self.table, HEADER_KEYS, "a scheme")
        if not ID.fullmatch(self.text(self.table, "id")):
            raise self.error(
                f"{self.table['id']!r} cannot be the id of a scheme",
                "id",
                hint="Write it as country/short-name, for example dk/quota.",
            )
        if not isinstance(self.table.get("discretion", False), bool):
            raise self.error("'discretion' wants true or false", "discretion")

    def kind(self) -> Kind:
        return self.choice(self.table, "kind", Kind, "scheme")

    def statuses(self) -> tuple[StatusFrom, ...]:
        found = []
        for entry in self.tables("status"):
            self.locator.check_keys(entry, (*_SPAN_KEYS, "is", "cite", "note"), "a status")
            if "from" not in entry:
                raise self.error("a status needs the day from which it holds", "status", hint="Add from = 2022-03-17.")
            found.append(
                StatusFrom(
                    self.span(entry),
                    self.choice(entry, "is", Status),
                    self.citations(entry, needed="a status"),
                    self.text(entry, "note", ""),
                )
            )
        if not found:
            raise self.error(
                "a scheme needs its status over time",
                hint='Add [[status]] with from = a day, is = "in_force" and cite = "...".',
            )
        return tuple(sorted(found, key=lambda status: status.span.start or date.min))

    def where(self) -> dict[str, Where]:
        found: dict[str, Where] = {}
        for entry in self.tables("where"):
            self.locator.check_keys(entry, ("name", "places", "cite"), "a where")
            name = self.text(entry, "name", "applicant")
            known = [place.value for place in PlaceWord]
            places = self.texts(entry, "places")
            for place in places:
                if place not in known:
                    raise self.error(
                        f"{place!r} is not a place word",
                        "places",
                        place,
                        nearest(place, known) or f"Use {', '.join(known)}.",
                    )
            if not places:
                raise self.error("a where needs its places", "where", hint='For example: places = ["territory"]')
            found[name] = Where(
                name, tuple(PlaceWord(place) for place in places), self.citations(entry, needed="a where")
            )
        if not found:
            raise self.error(
                "a scheme says where somebody must be to use it",
                hint='Add [[where]] with places = ["territory"] and cite = "...".',
            )
        return found

    def eras(self) -> dict[str, list[Span]]:
        """Named stretches of time that rules may share; one name may have several, with different knowledge."""
        found: dict[str, list[Span]] = {}
        for entry in self.tables("era"):
            self.locator.check_keys(entry, ("name", *_SPAN_KEYS, "cite"), "an era")
            self.citations(entry, needed="an era")
            found.setdefault(self.text(entry, "name"), []).append(self.span(entry))
        return found

    def rechecks(self) -> tuple[Recheck, ...]:
        found = []
        for entry in self.tables("recheck"):
            self.locator.check_keys(entry, ("by", "why"), "a recheck")
            by = self.day(entry, "by")
            if by is None:
                raise self.error("a recheck needs a day", "recheck", hint="Add by = 2026-12-01.")
            found.append(Recheck(by, self.text(entry, "why")))
        return tuple(found)

    def helped(self) -> tuple[Helped, ...]:
        """Whom the scheme is known to have helped."""
        found = []
        for entry in self.tables("helped"):
            self.locator.check_keys(entry, ("people", "last", "waited_in", "says", "cite"), "a helped")
            people, last = entry.get("people"), self.text(entry, "last")
            if people is not None and (not isinstance(people, int) or isinstance(people, bool) or people < 1):
                raise self.error("'people' wants a number", "people", hint="Leave it out where no figure is known.")
            try:
                date_span(last)
            except ValueError as error:
                raise self.error(str(error), "last", last) from None
            cited = self.citations(entry, needed="a helped")
            found.append(Helped(people, last, self.texts(entry, "waited_in"), self.text(entry, "says"), cited))
        return tuple(found)


class Params(TableReader):
    """The `toml params` block."""

    def parameters(self, governs: str) -> dict[str, Parameter]:
        return {name: self.parameter(name, table, governs) for name, table in self.named("parameter", "says, values")}

    def parameter(self, name: str, table: dict[str, Any], governs: str) -> Parameter:
        self.locator.check_keys(table, ("says", "governs", "values", "open"), "a parameter")
        values = []
        for entry in self.tables("values", table):
            self.locator.check_keys(entry, (*_SPAN_KEYS, "value", "cite"), "a parameter's value")
            if "value" not in entry:
                raise self.error(f"a value of parameter {name!r} is missing", name)
            values.append(
                DatedValue(
                    self.span(entry),
                    self.value(entry["value"], "value"),
                    self.citations(entry, needed=f"a value of {name!r}"),
                )
            )
        check_overlaps(
            [value.span for value in values],
            f"the values of parameter {name!r}",
            lambda message, text: self.error(message, name, text),
        )
        if not values and "open" not in table:
            raise self.error(
                f"parameter {name!r} has no values", name, hint='Say why it is open: open = "nobody has said"'
            )
        return Parameter(
            name,
            self.text(table, "says"),
            self.text(table, "governs", governs),
            tuple(values),
            self.text(table, "open", ""),
        )


class Grants(TableReader):
    """The `toml grants` block."""

    def grants(self, governs: str) -> tuple[Grant, ...]:
        found = []
        self.locator.check_keys(self.table, ("grant",), "grants")
        for entry in self.tables("grant"):
            self.locator.check_keys(entry, GRANT_KEYS, "a grant")
            fields = {key: value for key, value in entry.items() if key not in (*_SPAN_KEYS, "governs", "cite")}
            self.text(entry, "kind")
            found.append(
                Grant(
                    self.span(entry),
                    self.text(entry, "governs", governs),
                    fields,
                    self.citations(entry, needed="a grant"),
                )
            )
        return tuple(found)


class Procedure(TableReader):
    """The `toml procedure` block."""

    def procedure(self) -> dict[str, Any]:
        self.locator.check_keys(self.table, PROCEDURE_KEYS, "a procedure")
        self.choice(self.table, "class", ProcedureClass)
        if self.text(self.table, "appeal", "unknown") not in APPEALS:
            raise self.error(
                f"{self.table['appeal']!r} is not a kind of appeal",
                "appeal",
                hint=f"Use one of {', '.join(APPEALS)}.",
            )
        for entry in self.tables("deadlines"):
            self.locator.check_keys(entry, ("what", "days", "cite", "note"), "a deadline")
            self.citations(entry, needed="a deadline")
        return {key: value for key, value in self.table.items() if key != "cite"}


class Assume(TableReader):
    """The `toml assume` block."""

    def assumptions(self, parameters: dict[str, Parameter]) -> dict[str, Assumption]:
        found = {}
        for name, table in self.named("assumption", "says, params"):
            self.locator.check_keys(table, ("says", "params"), "an assumption")
            values = table.get("params", {})
            if not isinstance(values, dict):
                raise self.error(
                    "'params' wants a table", "params", hint="For example: params = { cutoff = 2022-01-01 }"
                )
            self.locator.check_keys(values, parameters, f"an assumption's params (assumption {name!r})")
            found[name] = Assumption(
                name, self.text(table, "says"), {key: self.value(value, key) for key, value in values.items()}
            )
        return found


def check_overlaps(spans: Iterable[Span], what: str, error: Any) -> None:
    """Refuse spans of which two hold on the same day with the same knowledge."""
    ordered = sorted(spans, key=lambda span: span.start or date.min)
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            days = first.end is None or (second.start or date.min) <= first.end
            first_known, second_known = (
                first.known or first.start or date.min,
                second.known or second.start or date.min,
            )
            together = (first.known_to is None or second_known <= first.known_to) and (
                second.known_to is None or first_known <= second.known_to
            )
            if days and together:
                day = second.start.isoformat() if second.start else ""
                raise error(f"{what} overlap: two of them hold on {day or 'the same day'}", day)
