"""Random incomplete people for a scheme, and all or many of their completions."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from typing import Any

import numpy as np

from frihavn.law.bind import EARLIEST, Bound, Settings, bind, eras
from frihavn.law.case import FINDING_PREFIX, Answer, Case
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question, lines_of, spans_of
from frihavn.law.scheme import LAW_DAY, Scheme
from frihavn.law.vocabulary import FactType
from frihavn.logic import Between, Condition, Members, OneOf, State, Test, Variable
from frihavn.logic.condition import tests_in, variables_in
from frihavn.logic.state import exactly
from tests.agree.planes import _holds

OPEN_MAX = 12
EXHAUSTIVE_MAX = 20_000
SAMPLES = 200


class Population:
    """Everything that can be known about a person, as far as one scheme can tell people apart.

    Values of a fact that no test of the scheme tells apart count as one.
    """

    def __init__(self, scheme: Scheme, book: LawBook, question: Question, seed: int) -> None:
        self.scheme, self.book, self.question = scheme, book, question
        self.random = random.Random(seed)
        self.lines = lines_of(scheme, book, question) or [None]
        self.eras = eras(scheme, book.schemes, spans_of(Case(), book, question.on), question.knowledge)
        self.bounds = {
            (index, line.id if line else ""): self.bind(era, line)
            for index, era in enumerate(self.eras)
            for line in self.lines
        }
        conditions = [part for bound in self.bounds.values() for part in conditions_of(bound)]
        self.governing = [name for name in self.eras[0] if name != LAW_DAY]
        names = dict.fromkeys([*self.governing, *(name for part in conditions for name in variables_in(part))])
        self.tests = list(dict.fromkeys(test for part in conditions for test in tests_in(part)))
        self.domains = {name: self.cells(name, self.candidates(name)) for name in names}

    def bind(self, era: dict[str, date], line: Any) -> Bound:
        return bind(self.scheme, self.book.schemes, Settings(era, self.question.knowledge, line))

    def operands(self, name: str) -> list[Any]:
        found: dict[Any, None] = {}
        for test in self.tests:
            if test.variable == name and not isinstance(test.operand, Variable) and test.minus is None:
                for value in test.operand if isinstance(test.operand, frozenset) else (test.operand,):
                    found[value] = None
        return list(found)

    def candidates(self, name: str) -> list[Any]:
        fact = self.book.vocabulary.facts.get(name)
        if fact is None or fact.type is FactType.BOOL:
            return [True, False]
        mentioned = self.operands(name)
        if name in ("present_in", "nationality"):
            places = ["RU", "UA", "BY", "KZ", "DK", "LT"]
            if fact.type is FactType.ENUM:
                return places
            return [frozenset(chosen) for count in range(3) for chosen in itertools.combinations(places, count)]
        if fact.type is FactType.ENUM:
            return list(dict.fromkeys([*mentioned, *fact.values]))
        if fact.type is FactType.SET:
            pool = list(dict.fromkeys([*mentioned, *fact.values[:1]]))
            sizes = range(3) if len(pool) > 6 else range(len(pool) + 1)
            return [frozenset(chosen) for size in sizes for chosen in itertools.combinations(pool, size)]
        if fact.type is FactType.INT:
            return sorted({value + step for value in mentioned for step in (-1, 0, 1)} | {30})
        edges = {day for era in self.eras for key, day in era.items() if key == name and day != EARLIEST}
        days = {value + timedelta(days=step) for value in [*mentioned, *edges] for step in (-1, 0, 1)}
        kept = {day for day in days if name not in self.governing or day <= self.question.on}
        return sorted(kept | {date(2021, 7, 1)})

    def cells(self, name: str, candidates: list[Any]) -> list[Any]:
        """One value for each way of answering all tests of the scheme; facts compared with facts keep all values."""
        linked = any(
            (isinstance(t.operand, Variable) and name in (t.variable, t.operand.name))
            or (t.minus and name in (t.variable, t.minus))
            for t in self.tests
        )
        if linked:
            return candidates[:40]
        seen: dict[tuple[Any, ...], Any] = {}
        for value in candidates:
            key = tuple(_passes(test, value) for test in self.tests if test.variable == name)
            if name in self.governing:
                key += (self.era_of({name: value}),)
            seen.setdefault(key, value)
        return list(seen.values())

    def era_of(self, days: dict[str, date]) -> int:
        """The era in which exact governing days fall."""
        best = 0
        for index, era in enumerate(self.eras):
            if all(day >= era[name] for name, day in days.items()):
                best = index
        return best

    def person(self) -> Case:
        """Somebody about whom some things are known, some in part, many not at all."""
        answers: dict[str, Answer] = {}
        findings: dict[str, bool] = {}
        known = self.random.choice((0.3, 0.5, 0.7, 0.9))
        for name, values in self.domains.items():
            if self.random.random() > known:
                continue
            if name.startswith(FINDING_PREFIX):
                findings[name.removeprefix(FINDING_PREFIX)] = self.random.random() < 0.5
            else:
                answers[name] = Answer(self.state(values))
        return Case("", answers, findings)

    def state(self, values: list[Any]) -> State:
        value = self.random.choice(values)
        if self.random.random() < 0.75:
            return exactly(value)
        if isinstance(value, frozenset):
            other = self.random.choice(values)
            return Members(value & other, frozenset().union(*values) - value - other)
        if isinstance(value, bool) or self.random.random() < 0.5 or not isinstance(value, (date, int)):
            return OneOf(frozenset(self.random.sample(values, min(len(values), 2))))
        low, high = sorted((value, self.random.choice(values)))
        return Between(low, self.random.choice((high, None))) if self.random.random() < 0.7 else Between(None, high)

    def completions(self, case: Case) -> tuple[dict[str, np.ndarray], bool]:
        """Complete cases that agree with what is known: all of them where few facts are open, else a sample."""
        states = case.states()
        allowed = {
            name: [i for i, value in enumerate(values) if fits(value, states.get(name))]
            for name, values in self.domains.items()
        }
        open_count = sum(len(choices) > 1 for choices in allowed.values())
        size = 1
        for choices in allowed.values():
            size *= max(len(choices), 1)
        if any(not choices for choices in allowed.values()):
            return {}, False
        if open_count <= OPEN_MAX and size <= EXHAUSTIVE_MAX:
            rows = np.array(list(itertools.product(*allowed.values())), dtype=int).reshape(size, len(allowed))
            return {name: rows[:, index] for index, name in enumerate(allowed)}, True
        generator = np.random.default_rng(self.random.randrange(2**32))
        return {name: generator.choice(choices, SAMPLES) for name, choices in allowed.items()}, False


def conditions_of(bound: Bound) -> list[Condition]:
    """Every condition of a bound scheme that decides."""
    return [
        *(part for ground in bound.grounds for part in (ground.where, ground.condition)),
        *bound.exclusions,
        *bound.findings,
    ]


def fits(value: Any, state: State | None) -> bool:
    """Whether a value is one of those a state leaves."""
    match state:
        case OneOf(values):
            return value in values
        case Between(low, high):
            return (low is None or value >= low) and (high is None or value <= high)
        case Members(surely, never):
            return surely <= value and not never & value
        case _:
            return True


def _passes(test: Test, value: Any) -> bool:
    return _holds(test.operator, value, test.operand)
