"""Bind a scheme to one era and one line of authority: its rules become one condition over facts and findings.

Names of variables: a fact's id; "finding:ID" for findings. Parameters and open points become values; where the law
or the line is silent they become gaps, which are always UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frihavn.law import expression as e
from frihavn.law.case import FINDING_PREFIX
from frihavn.law.errors import LawError
from frihavn.law.links import expressions_of
from frihavn.law.scheme import Clause, DatedValue, PlaceWord, Role, Scheme, Where
from frihavn.law.vocabulary import Citation, Line
from frihavn.logic import (
    YES,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Const,
    Default,
    Gap,
    Named,
    NotOf,
    Operator,
    Test,
    Truth,
    Value,
    Variable,
)
from frihavn.logic.evaluate import passes
from frihavn.logic.truth import truth

PARAMETER, AUTHORITY = "parameter", "authority"
ERAS_MAX = 200
EARLIEST = date(1900, 1, 1)
"""Stands for "ever since" where a text has no first day."""

Edges = Mapping[str, set[date]]
"""For a governing date the days on which a text begins or has just ceased."""

PRESENT, BORDER, NATIONALITY = "present_in", "at_border_of", "nationality"


@dataclass(frozen=True, slots=True)
class ClauseLabel:
    """Marks the part of a condition that is one clause."""

    scheme: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class PartLabel:
    """Marks a part that is no clause of its own: "where", "unless", a presumption's premise, a parameter, a reading."""

    kind: str
    name: str
    citations: tuple[Citation, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a binding depends on.

    Args:
        era: A day for every governing date; LAW_DAY is the day on which the law is read.
        line: The line of authority, or None where the scheme has no open points.
        presume: Bind the second, presumed reading: presumptions apply, and `assumed` fills open parameters.
        held: Rules whose value somebody else has settled (a court's elements), by "scheme.rule".
    """

    era: Mapping[str, date]
    known_at: date
    line: Line | None = None
    presume: bool = False
    assumed: Mapping[str, Value] = field(default_factory=dict)
    held: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of a scheme: where somebody must be, and what must hold."""

    name: str
    where: Condition
    condition: Condition


@dataclass(frozen=True, slots=True)
class Bound:
    """A scheme as conditions, for one era and line."""

    grounds: tuple[Ground, ...]
    exclusions: tuple[Condition, ...]
    findings: tuple[Condition, ...]
    indicators: tuple[Condition, ...]
    warnings: tuple[Condition, ...]

    def verdict(self) -> Condition:
        """The whole as one condition: some ground from the right place, no exclusion, every finding."""
        ways = tuple(
            Named(PartLabel("way", ground.name), AllOf((ground.where, ground.condition))) for ground in self.grounds
        )
        exclusions = Named(PartLabel("exclusions", ""), NotOf(AnyOf(self.exclusions)))
        return AllOf((AnyOf(ways), exclusions, AllOf(self.findings)))


def bind(scheme: Scheme, schemes: Mapping[str, Scheme], settings: Settings) -> Bound:
    """Turn a scheme into conditions for one era and one line of authority."""
    return _Binder(schemes, settings).bound(scheme)


class _Binder:
    """Walks expressions; keeps each rule it has bound, because rules are shared."""

    def __init__(self, schemes: Mapping[str, Scheme], settings: Settings) -> None:
        self.schemes = schemes
        self.settings = settings
        self.done: dict[tuple[str, str], Condition] = {}

    def bound(self, scheme: Scheme) -> Bound:
        def of(role: Role) -> tuple[Condition, ...]:
            return tuple(self.rule(scheme, clause.name) for clause in self.texts(scheme, role))

        grounds = tuple(
            Ground(clause.name, self.where(scheme, scheme.where[clause.where]), self.rule(scheme, clause.name))
            for clause in self.texts(scheme, Role.GROUND)
        )
        return Bound(grounds, of(Role.EXCLUSION), of(Role.FINDING), of(Role.INDICATOR), of(Role.WARNING))

    def texts(self, scheme: Scheme, role: Role) -> list[Clause]:
        """The clauses of a role that have text in this era."""
        names = scheme.rule_names(role)
        return [clause for name in names if (clause := self.text(scheme, name)) is not None]

    def text(self, scheme: Scheme, name: str) -> Clause | None:
        """The version of a rule that governs in this era."""
        for clause in scheme.versions(name):
            if clause.span.holds(self.settings.era[clause.governs], self.settings.known_at):
                return clause
        return None

    def rule(self, scheme: Scheme, name: str) -> Condition:
        key = (scheme.id, name)
        if key not in self.done:
            self.done[key] = self.fresh_rule(scheme, name)
        return self.done[key]

    def fresh_rule(self, scheme: Scheme, name: str) -> Condition:
        clause = self.text(scheme, name)
        if clause is None:
            return Named(PartLabel("no_text", f"{scheme.id}.{name}"), Gap(PARAMETER))
        label = ClauseLabel(scheme.id, clause)
        held = self.settings.held.get(f"{scheme.id}.{name}")
        if held is not None:
            return Named(label, Const(held))
        condition = self.read(clause.expression, scheme)
        for exception in clause.unless:
            part = Named(PartLabel("unless", clause.name, exception.citations), self.read(exception.expression, scheme))
            condition = AllOf((condition, NotOf(part)))
        if self.settings.presume:
            for presumption in clause.presumptions:
                mark = PartLabel("presumption", presumption.name, presumption.citations)
                condition = Default(mark, condition, self.read(presumption.premise, scheme))
        return Named(label, condition)

    def where(self, scheme: Scheme, where: Where) -> Condition:
        parts = tuple(_place(place, scheme) for place in where.places)
        condition = parts[0] if len(parts) == 1 else AnyOf(parts)
        says = " ".join(place.value for place in where.places)
        return Named(PartLabel("where", where.name, where.citations, says), condition)

    def read(self, expression: e.Expression, scheme: Scheme) -> Condition:
        match expression:
            case e.Fact(name):
                return Test(name, Operator.IS, True)
            case e.Finding(name):
                return Test(FINDING_PREFIX + name, Operator.IS, True)
            case e.OpenPoint() | e.Param():
                return self.settled(expression, scheme, lambda value: truth(value is True))
            case e.RuleRef(other, name):
                return self.rule(scheme if other is None else self.schemes[other], name)
            case e.AllOf(parts):
                return AllOf(tuple(self.read(part, scheme) for part in parts))
            case e.AnyOf(parts):
                return AnyOf(tuple(self.read(part, scheme) for part in parts))
            case e.AtLeast(count, parts):
                return AtLeast(count, tuple(self.read(part, scheme) for part in parts))
            case e.Not(part):
                return NotOf(self.read(part, scheme))
            case e.Compare():
                return self.compare(expression, scheme)
            case e.Includes(fact, value):
                return self.includes(fact, value, scheme)

    def settled(self, node: e.OpenPoint | e.Param, scheme: Scheme, holds: Any) -> Condition:
        """A condition on an open point or parameter alone: settled by the line or the law, else a gap."""
        value, label = self.value(node, scheme)
        gap = AUTHORITY if isinstance(node, e.OpenPoint) else PARAMETER
        return Named(label, Gap(gap) if value is None else Const(holds(value)))

    def value(self, node: e.OpenPoint | e.Param, scheme: Scheme) -> tuple[Value | None, PartLabel]:
        settings = self.settings
        if isinstance(node, e.OpenPoint):
            reading = settings.line.reads.get(node.name) if settings.line else None
            if reading is None:
                return None, PartLabel("point", node.name)
            says = str(reading.value)
            return reading.value, PartLabel("point", node.name, (reading.citation,), says)
        dated = self.parameter(scheme, node.name)
        if dated is not None:
            return dated.value, PartLabel("parameter", node.name, dated.citations)
        assumed = settings.assumed.get(f"{scheme.id}.{node.name}") if settings.presume else None
        return assumed, PartLabel("assumption" if assumed is not None else "parameter", node.name)

    def parameter(self, scheme: Scheme, name: str) -> DatedValue | None:
        parameter = scheme.parameters[name]
        day = self.settings.era[parameter.governs]
        return next((value for value in parameter.values if value.span.holds(day, self.settings.known_at)), None)

    def compare(self, node: e.Compare, scheme: Scheme) -> Condition:
        right: Any = node.right
        label: PartLabel | None = None
        if isinstance(right, e.Param):
            right, label = self.value(right, scheme)
            if right is None:
                return Named(label, Gap(PARAMETER))
        elif isinstance(right, e.Fact):
            right = Variable(right.name)
        elif isinstance(right, tuple):
            right = frozenset(right)
        if not isinstance(node.left, e.Fact):
            return self.settled(node.left, scheme, lambda value: truth(passes(value, node.operator, right)))
        test = Test(node.left.name, node.operator, right, node.minus)
        return Named(label, test) if label else test

    def includes(self, fact: str, value: str | e.Fact | e.Param, scheme: Scheme) -> Condition:
        if isinstance(value, e.Fact):
            return Test(fact, Operator.INCLUDES, Variable(value.name))
        if isinstance(value, e.Param):
            found, label = self.value(value, scheme)
            return Named(label, Gap(PARAMETER) if found is None else Test(fact, Operator.INCLUDES, found))
        return Test(fact, Operator.INCLUDES, value)


def _place(place: PlaceWord, scheme: Scheme) -> Condition:
    """What a place word asks of the facts. Source: semantics of `where`."""
    territory = frozenset(scheme.territory)
    inside = Test(PRESENT, Operator.IN, territory)
    match place:
        case PlaceWord.TERRITORY:
            return inside
        case PlaceWord.BORDER:
            return Test(BORDER, Operator.IN, territory)
        case PlaceWord.CONSULATE:
            return NotOf(inside)
        case PlaceWord.THIRD_COUNTRY:
            return AllOf((NotOf(inside), NotOf(Test(NATIONALITY, Operator.INCLUDES, Variable(PRESENT)))))
        case PlaceWord.ANYWHERE:
            return Const(YES)


def eras(
    scheme: Scheme,
    schemes: Mapping[str, Scheme],
    spans: Mapping[str, tuple[date, date]],
    known_at: date,
    edges: Edges | None = None,
) -> list[dict[str, date]]:
    """Every combination of governing days that can still apply and has text.

    Args:
        spans: First and last possible day of every governing date (LAW_DAY: one day).
        edges: `edges_of` this scheme, where the caller keeps them.

    Returns:
        For every governing date the first day of the stretch during which all texts stay the same.
    """
    combinations: list[dict[str, date]] = [{}]
    for name, starts in (edges_of(scheme, schemes, known_at) if edges is None else edges).items():
        low, high = spans[name]
        first = max((day for day in starts if day <= low), default=EARLIEST)
        days = [first, *sorted(day for day in starts if low < day <= high)]
        combinations = [{**chosen, name: day} for chosen in combinations for day in days]
    if len(combinations) > ERAS_MAX:
        raise LawError(f"{scheme.id} has {len(combinations)} possible eras; {ERAS_MAX} are the limit")
    return [chosen for chosen in combinations if _has_text(scheme, chosen, known_at)]


def edges_of(scheme: Scheme, schemes: Mapping[str, Scheme], known_at: date) -> Edges:
    """For every date that governs some text of a scheme: the days on which a text begins or has just ceased."""
    edges: dict[str, set[date]] = {scheme.governs: set()}
    for name, found in _edges(scheme, schemes, known_at, set()):
        edges.setdefault(name, set()).update(found)
    return edges


def _has_text(scheme: Scheme, era: Mapping[str, date], known_at: date) -> bool:
    grounds = [clause for clause in scheme.clauses if clause.role in (Role.GROUND, Role.WARNING)]
    return any(clause.span.holds(era[clause.governs], known_at) for clause in grounds)


def _edges(
    scheme: Scheme, schemes: Mapping[str, Scheme], known_at: date, seen: set[str]
) -> list[tuple[str, set[date]]]:
    """Governing dates and the days on which a text begins or ends, through all referenced schemes."""
    seen.add(scheme.id)
    found: list[tuple[str, set[date]]] = []
    for clause in scheme.clauses:
        found.append((clause.governs, clause.span.starts() if clause.span.is_known(known_at) else set()))
        for part in expressions_of(clause):
            for node in e.walk(part):
                if isinstance(node, e.RuleRef) and node.scheme and node.scheme not in seen:
                    found += _edges(schemes[node.scheme], schemes, known_at, seen)
    for parameter in scheme.parameters.values():
        for value in parameter.values:
            found.append((parameter.governs, value.span.starts() if value.span.is_known(known_at) else set()))
    return found


def bind_rule(scheme: Scheme, name: str, schemes: Mapping[str, Scheme], settings: Settings) -> Condition:
    """One rule of a scheme as a condition."""
    return _Binder(schemes, settings).rule(scheme, name)


def bind_expression(
    expression: e.Expression, scheme: Scheme, schemes: Mapping[str, Scheme], settings: Settings
) -> Condition:
    """An expression of a scheme, whether it stands in the file or not, as a condition."""
    return bind_expressions([expression], scheme, schemes, settings)[0]


def bind_expressions(
    expressions: Iterable[e.Expression], scheme: Scheme, schemes: Mapping[str, Scheme], settings: Settings
) -> list[Condition]:
    """Several expressions at once; they share the rules they refer to."""
    binder = _Binder(schemes, settings)
    return [binder.read(expression, scheme) for expression in expressions]
