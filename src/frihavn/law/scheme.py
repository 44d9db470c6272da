"""A scheme: one set of rules under which a country protects, with every version it has had."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from frihavn.law.blocks import Block
from frihavn.law.expression import Expression
from frihavn.law.values import day_after
from frihavn.law.vocabulary import Citation
from frihavn.logic import Value

LAW_DAY = "law"
"""As a governing date: the day on which the law is read, whatever happened when in the case."""


class Kind(Enum):
    """Definitions and bars are not offers; overlays warn and never flip a verdict."""

    SCHEME = "scheme"
    DEFINITION = "definition"
    OVERLAY = "overlay"
    BAR = "bar"


class Status(Enum):
    """The standing of a norm. LAPSED: never adopted and no longer pending; history, never an offer."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    NOT_YET_APPLIED = "not_yet_applied"
    PROPOSED = "proposed"
    PRACTICE = "practice"
    LAPSED = "lapsed"
    REPEALED = "repealed"


class PlaceWord(Enum):
    """Where somebody must be to use a ground."""

    TERRITORY = "territory"
    BORDER = "border"
    CONSULATE = "consulate"
    THIRD_COUNTRY = "third_country"
    ANYWHERE = "anywhere"


class Role(Enum):
    """What a rule does in its scheme. Indicators, warnings and promises change no verdict."""

    RULE = "rule"
    GROUND = "ground"
    EXCLUSION = "exclusion"
    FINDING = "finding"
    INDICATOR = "indicator"
    WARNING = "warning"
    PROMISE = "promise"


class ProcedureClass(Enum):
    """How a scheme is carried out."""

    CLASS = "class"
    INDIVIDUAL = "individual"
    DISCRETIONARY = "discretionary"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; None: no bound. `known`/`known_to`: when that was the public text."""

    start: date | None = None
    end: date | None = None
    known: date | None = None
    known_to: date | None = None

    def holds(self, day: date, known_at: date) -> bool:
        """Whether the text governs that day, as far as was known at `known_at`."""
        if not self.is_known(known_at):
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def is_known(self, known_at: date) -> bool:
        """Whether this text was public then."""
        known = self.known or self.start
        return (known is None or known <= known_at) and (self.known_to is None or known_at <= self.known_to)

    def starts(self) -> set[date]:
        """The days on which this text begins to govern or has just ceased to."""
        edges = {self.start} if self.start else set()
        return edges | ({day_after(self.end)} if self.end else set())


@dataclass(frozen=True, slots=True)
class StatusFrom:
    """The standing of a scheme from a day on."""

    span: Span
    status: Status
    citations: tuple[Citation, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A named set of places from which a ground can be used."""

    name: str
    places: tuple[PlaceWord, ...]
    citations: tuple[Citation, ...]
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Unless:
    """An exception with its own citation."""

    expression: Expression
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Presumption:
    """A cited presumption: where its premise holds and the rule is open, the presumed reading takes the rule as met."""

    name: str
    premise: Expression
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of one rule.

    Args:
        title: The heading it stands under. `paraphrase`: the prose before it, in our own words.
        governs: The fact (or LAW_DAY) whose day decides whether this version is the text.
    """

    name: str
    role: Role
    expression: Expression
    citations: tuple[Citation, ...]
    title: str
    paraphrase: str
    span: Span
    governs: str
    where: str
    unless: tuple[Unless, ...] = ()
    presumptions: tuple[Presumption, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value in one span of time."""

    span: Span
    value: Value
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, day, word or yes/no that the law sets and changes; without values it is open: `open_note` says why."""

    name: str
    says: str
    governs: str
    values: tuple[DatedValue, ...]
    open_note: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a determination gives: the fields as the file has them, with span and governing date."""

    span: Span
    governs: str
    fields: dict[str, Any]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Named defaults for a proposal's open parameters; they serve only the presumed reading."""

    name: str
    says: str
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Recheck:
    """A day by which somebody must look again."""

    by: date
    why: str


@dataclass(frozen=True, slots=True)
class Helped:
    """People a scheme is known to have helped: how many, when last, and where they had waited.

    Args:
        people: How many, or None where no figure is known.
        last: "2024-10", or as much as is known.
        waited_in: Country codes; empty where it is not known, or they were in the country itself.
        says: Who they were and how, in a short sentence.
    """

    people: int | None
    last: str
    waited_in: tuple[str, ...]
    says: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of a table of cases: cells by column name, and where it stands."""

    label: str
    cells: dict[str, str]
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme file, read and checked."""

    id: str
    name: str
    country: str
    kind: Kind
    governs: str
    authority: str
    discretion: bool
    territory: tuple[str, ...]
    lines: tuple[str, ...]
    statuses: tuple[StatusFrom, ...]
    where: dict[str, Where]
    clauses: tuple[Clause, ...]
    parameters: dict[str, Parameter]
    grants: tuple[Grant, ...]
    procedure: dict[str, Any]
    procedure_citations: tuple[Citation, ...]
    assumptions: dict[str, Assumption]
    rechecks: tuple[Recheck, ...]
    helped: tuple[Helped, ...]
    reviewed: str
    cases: tuple[CaseRow, ...]
    blocks: tuple[Block, ...] = field(repr=False)
    path: str = ""
    text: str = field(default="", repr=False)
    hash: str = ""

    def versions(self, name: str) -> list[Clause]:
        """All versions of a rule, as the file has them."""
        return [clause for clause in self.clauses if clause.name == name]

    def rule_names(self, role: Role | None = None) -> list[str]:
        """Names of all rules (of one role), each once, in the order of the file."""
        names: dict[str, None] = {}
        for clause in self.clauses:
            if role is None or clause.role is role:
                names[clause.name] = None
        return list(names)

    def status_on(self, day: date, known_at: date) -> StatusFrom | None:
        """The standing on a day as known then; None where the scheme had no text yet."""
        standing = [entry for entry in self.statuses if entry.span.holds(day, known_at)]
        return standing[-1] if standing else None
