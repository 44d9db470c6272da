"""One offer as a diagram from what the public may answer to the word they would read.

What only an officer answers or finds is unknown here, as it is when a person asks about themselves. The readings are
those of `check`: every era and line, strict and presumed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import Any

from frihavn.law.bind import EARLIEST, PRESENT, Bound, Settings, eras
from frihavn.law.case import Answer, Case
from frihavn.law.eligibility import verdict_of
from frihavn.law.errors import LawError
from frihavn.law.explain import reason_of
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question, bound_for, edges_for, lines_of, spans_of
from frihavn.law.scheme import LAW_DAY, Scheme, Status
from frihavn.law.selfcheck.fields import KNOWN, DaysField, Field, OneField, SetField, SpanField, days_fields, fields_for
from frihavn.law.vocabulary import Fact, Line
from frihavn.law.word import OVER, Word, word_of
from frihavn.logic import (
    ANYTHING,
    NO,
    UNKNOWN,
    YES,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Const,
    Default,
    Named,
    NotOf,
    State,
    Test,
    Truth,
    Variable,
    common,
    negation,
)
from frihavn.logic.condition import children, tests_in
from frihavn.logic.evaluate import default, interval_truth, test_truth
from frihavn.logic.outcomes import Outcomes
from frihavn.logic.state import bounds
from frihavn.logic.truth import all_true, any_true

ABSENT = "absent"
"""The outcome where a scheme has no text for the dates of a case: it is not shown, and has no word."""


class Offer:
    """What a scheme says to the public on a day.

    Args:
        facts: Those that may be asked.
        root: The node from which the word is read.
    """

    def __init__(self, scheme: Scheme, book: LawBook, question: Question, facts: Mapping[str, Fact]) -> None:
        self.scheme, self.fields, self.days = scheme, dict[str, Field](), list[DaysField]()
        standing = scheme.status_on(question.on, question.knowledge)
        if standing is None or standing.status in OVER:
            self.shop = Outcomes([], [])
            self.root = self.shop.leaf(ABSENT if standing is None else Word.HISTORY)
            return
        lowered = _Lowered(scheme, book, question, facts)
        self.fields, self.days, self.shop = lowered.fields, list(lowered.days.values()), lowered.shop
        self.root = lowered.word(standing.status)
        self.shop.settle()


class _Lowered:
    """Builds the diagram; thrown away afterwards."""

    def __init__(self, scheme: Scheme, book: LawBook, question: Question, facts: Mapping[str, Fact]) -> None:
        self.scheme, self.book, self.question = scheme, book, question
        edges = edges_for(scheme, book, question)
        whole = dict.fromkeys(book.governing, (EARLIEST, date.max)) | {LAW_DAY: (question.on, question.on)}
        self.edges = {name: days for name, days in edges.items() if name != LAW_DAY}
        self.lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
        self.readings = [
            (era, line, self.bound(era, line, presume=False), self.bound(era, line, presume=True))
            for era in eras(scheme, book.schemes, whole, question.knowledge, edges)
            for line in self.lines
        ]
        self.verdicts = [(strict.verdict(), presumed.verdict()) for _, _, strict, presumed in self.readings]
        tests = list(dict.fromkeys(test for pair in self.verdicts for one in pair for test in tests_in(one)))
        self.fields = fields_for(facts, tests, self.edges, question.on)
        self.days = days_fields(tests, self.fields)
        sizes: dict[str, int] = {}
        for field in sorted(self.fields.values(), key=lambda one: one.name != PRESENT):
            sizes |= field.sizes
        for stretch in self.days.values():
            sizes |= stretch.sizes
        self.shop = Outcomes(list(sizes), list(sizes.values()))
        self.done: dict[tuple[int, bool], tuple[Condition, int]] = {}
        self.silent: dict[int, tuple[Condition, int]] = {}

    def bound(self, era: Mapping[str, date], line: Line | None, *, presume: bool) -> Bound:
        return bound_for(self.scheme, self.book, Settings(era, self.question.knowledge, line, presume))

    # ------------------------------------------------------------------------------------------- conditions

    def node(self, condition: Condition, *, presume: bool) -> int:
        """The value of a condition as people would answer: a diagram of YES, NO and UNKNOWN."""
        key = (id(condition), presume)
        if key not in self.done:
            self.done[key] = (condition, self.made(condition, presume=presume))
        return self.done[key][1]

    def made(self, condition: Condition, *, presume: bool) -> int:
        shop, parts = self.shop, [self.node(part, presume=presume) for part in children(condition)]
        match condition:
            case Test():
                return self.test(condition, presume=presume)
            case Const(value):
                return shop.leaf(value)
            case Named():
                return parts[0]
            case NotOf():
                return shop.join(negation, parts[0])
            case AllOf():
                return reduce(lambda one, other: shop.join(_and, one, other), parts, shop.leaf(YES))
            case AnyOf():
                return reduce(lambda one, other: shop.join(_or, one, other), parts, shop.leaf(NO))
            case AtLeast(count, _):
                return self.at_least(count, parts)
            case Default():
                return shop.join(default, *parts)
            case _:
                return shop.leaf(UNKNOWN)

    def at_least(self, count: int, parts: Sequence[int]) -> int:
        """At least `count` of some nodes hold. rows[k]: at least k of those seen so far."""
        shop = self.shop
        rows = [shop.leaf(YES)] + [shop.leaf(NO)] * count
        for part in parts:
            for k in range(count, 0, -1):
                rows[k] = shop.join(_or, rows[k], shop.join(_and, rows[k - 1], part))
        return rows[count]

    def test(self, test: Test, *, presume: bool) -> int:
        """A test; what the public is not asked is as it is where nobody examined anything."""
        shop, other = self.shop, test.operand.name if isinstance(test.operand, Variable) else ""
        if any(name not in self.fields for name in (test.variable, test.minus, other) if name):
            return shop.leaf(test_truth(test, self.book.presumable if presume else {}))
        field = self.fields[test.variable]
        if test.minus:
            stretch = self.days[test.variable, test.minus]
            values = [interval_truth(*bounds(state), test.operator, test.operand) for state in stretch.line.states()]
            node = shop.make(stretch.name, [shop.leaf(value) for value in values])
            return shop.join(_where_known, self.known(field), self.known(self.fields[test.minus]), node)
        if isinstance(field, SetField):
            return self.includes(field, test, other)
        if other:
            raise LawError(f"two facts are compared that a self-check cannot compare: {test.variable}, {other}")
        return shop.make(field.name, [shop.leaf(test_truth(test, {field.name: state})) for state in field.states()])

    def includes(self, field: SetField, test: Test, other: str) -> int:
        shop, no_yes = self.shop, [self.shop.leaf(NO), self.shop.leaf(YES)]
        known = self.known(field)
        if not other:
            node = shop.make(field.member(str(test.operand)), no_yes)
            return shop.join(_where_known, known, known, node)
        holder = self.fields[other]
        if not isinstance(holder, OneField) or field.held is None:
            raise LawError(f"a set is compared with a fact that a self-check cannot look for in it: {other}")
        loose = {cell for cell, _ in field.held[1]}
        cell_of = shop.make(other, [shop.leaf(cell) for cell in range(len(holder.groups) + 1)])
        found = shop.leaf(UNKNOWN)
        for cell, group in enumerate(holder.groups):
            name = field.cell_member(cell) if cell in loose else field.member(str(group[0]))
            found = shop.join(_picked(cell), cell_of, shop.make(name, no_yes), found)
        return shop.join(_where_known, known, known, found)

    def known(self, field: Field) -> int:
        """Whether a fact is known at all."""
        shop = self.shop
        if isinstance(field, SetField):
            return shop.make(KNOWN + field.name, [shop.leaf(False), shop.leaf(True)])
        size = field.sizes[field.name]
        return shop.make(field.name, [shop.leaf(cell < size - 1) for cell in range(size)])

    # ------------------------------------------------------------------------------------------- the word

    def word(self, status: Status) -> int:
        """The word as a diagram; ABSENT where no reading can apply."""
        shop, nobody = self.shop, self.shop.leaf(None)
        verdict = where = grounds = presumed = nobody
        lines = dict.fromkeys((line.id if line else "" for line in self.lines), nobody)
        for (era, line, strict, _), (plain, favoured) in zip(self.readings, self.verdicts, strict=True):
            can = self.applies(era)
            verdict = shop.join(_shared, can, verdict, self.node(plain, presume=False))
            where = shop.join(_shared, can, where, self.where(strict))
            values = [self.node(ground.condition, presume=False) for ground in strict.grounds]
            some = reduce(lambda one, other: shop.join(_or, one, other), values, shop.leaf(NO))
            grounds = shop.join(_shared, can, grounds, some)
            likely = self.node(favoured, presume=True)
            presumed = shop.join(_shared, can, presumed, likely)
            if line:
                lines[line.id] = shop.join(_shared, can, lines[line.id], likely)
        spread = reduce(lambda one, other: shop.join(_added, one, other), lines.values(), shop.leaf(frozenset()))
        alone = self.only_findings() if self.scheme.discretion else shop.leaf(False)
        return shop.join(_worder(self.scheme, status), verdict, where, grounds, presumed, spread, alone)

    def where(self, bound: Bound) -> int:
        """Of `parts_of`: whether somebody is where a ground that can still be met can be used."""
        shop = self.shop
        seen = shop.leaf((False, frozenset(), frozenset()))
        for ground in bound.grounds:
            pair = self.node(ground.condition, presume=False), self.node(ground.where, presume=False)
            seen = shop.join(_looked_at, seen, *pair)
        return shop.join(_where, seen)

    def applies(self, era: Mapping[str, date]) -> int:
        """Whether an era can apply to what is known of the governing dates."""
        shop, found = self.shop, self.shop.leaf(True)
        for name, starts in self.edges.items():
            field = self.fields.get(name)
            if isinstance(field, SpanField):
                can = [shop.leaf(self.chosen(name, starts, state, era[name])) for state in field.states()]
                found = shop.join(_both, found, shop.make(name, can))
            elif not self.chosen(name, starts, ANYTHING, era[name]):
                found = shop.leaf(False)
        return found

    def chosen(self, name: str, starts: set[date], state: State, day: date) -> bool:
        """Whether a date of which something is known may lie in the stretch that begins on a day."""
        low, high = spans_of(Case("", {name: Answer(state)}), self.book, self.question.on)[name]
        first = max((start for start in starts if start <= low), default=EARLIEST)
        return day == first or (day in starts and low < day <= high)

    # ------------------------------------------------------------------------------------------- silence

    def only_findings(self) -> int:
        """Of `open_because`: whether nothing but findings keeps the strict verdict open."""
        shop, none = self.shop, self.shop.leaf(frozenset())
        reasons, spread = none, {line.id if line else "": none for line in self.lines}
        for (era, line, _, _), (plain, _) in zip(self.readings, self.verdicts, strict=True):
            can, name = self.applies(era), line.id if line else ""
            reasons = shop.join(_joined_if, can, reasons, self.reasons(plain))
            spread[name] = shop.join(_added_if, can, spread[name], self.node(plain, presume=False))
        return shop.join(_is_findings, reasons, *spread.values())

    def reasons(self, condition: Condition) -> int:
        """The kinds of silence that keep a condition open, as a diagram."""
        key = id(condition)
        if key not in self.silent:
            shop, value = self.shop, self.node(condition, presume=False)
            parts = [self.reasons(part) for part in children(condition)]
            if parts:
                inner = reduce(lambda one, other: shop.join(_union, one, other), parts)
            else:
                inner = shop.leaf(frozenset({reason_of(condition)}))
            self.silent[key] = condition, shop.join(_if_open, value, inner)
        return self.silent[key][1]


def _and(one: Truth, other: Truth) -> Truth:
    return all_true((one, other))


def _or(one: Truth, other: Truth) -> Truth:
    return any_true((one, other))


def _both(one: bool, other: bool) -> bool:  # noqa: FBT001  outcomes of diagrams
    return one and other


def _where_known(one: bool, other: bool, value: Truth) -> Truth:  # noqa: FBT001  outcomes of diagrams
    return value if one and other else UNKNOWN


@cache
def _picked(cell: int) -> Any:
    return lambda here, value, otherwise: value if here == cell else otherwise


def _shared(can: bool, sofar: Truth | None, value: Truth) -> Truth | None:  # noqa: FBT001  outcomes of diagrams
    if not can:
        return sofar
    return value if sofar is None or sofar is value else UNKNOWN


def _added(seen: frozenset[Hashable], value: Hashable) -> frozenset[Hashable]:
    return seen if value is None else seen | {value}


def _added_if(can: bool, seen: frozenset[Hashable], value: Hashable) -> frozenset[Hashable]:  # noqa: FBT001
    return seen | {value} if can else seen


def _joined_if(can: bool, seen: frozenset[str], more: frozenset[str]) -> frozenset[str]:  # noqa: FBT001
    return seen | more if can else seen


def _union(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return one | other


def _if_open(value: Truth, reasons: frozenset[str]) -> frozenset[str]:
    return reasons if value is UNKNOWN else frozenset()


def _is_findings(reasons: frozenset[str], *lines: frozenset[Truth]) -> bool:
    spread = {line for line in lines if line}
    return reasons == {"findings"} and len(spread) < 2 and all(len(line) < 2 for line in spread)


Looked = tuple[bool, frozenset[Truth], frozenset[Truth]]


def _looked_at(seen: Looked, ground: Truth, where: Truth) -> Looked:
    met, left, every = seen
    return met or (ground is YES and where is YES), left if ground is NO else left | {where}, every | {where}


def _where(seen: Looked) -> Truth:
    met, left, every = seen
    if met:
        return YES
    values = left or every
    return common(values) if left or len(every) == 1 else UNKNOWN


def _worder(scheme: Scheme, status: Status) -> Callable[..., Hashable]:
    def word(*parts: Any) -> Hashable:
        verdict, where, grounds, presumed, lines, alone = parts
        if verdict is None:
            return ABSENT
        return word_of(
            scheme,
            status,
            verdict=verdict_of(verdict),
            where=verdict_of(where),
            grounds=verdict_of(grounds),
            presumed=verdict_of(presumed),
            lines={verdict_of(line) for line in lines},
            only_findings=alone,
        )

    return word
