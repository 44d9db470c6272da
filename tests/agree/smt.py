"""A third opinion, for tests: conditions as z3 formulas over the facts themselves, without cells or diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import z3

from frihavn.law.vocabulary import Fact, FactType
from frihavn.logic import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Condition,
    Const,
    Gap,
    Members,
    Named,
    NotOf,
    OneOf,
    Operator,
    State,
    Test,
    Truth,
    Variable,
)


class Formulas:
    """Facts as z3 variables: yes/no, whole numbers (days, codes), or one yes/no for each member of a set."""

    def __init__(self, facts: Mapping[str, Fact], members: Mapping[str, list[str]]) -> None:
        self.facts, self.members = facts, members

    def kind(self, name: str) -> FactType:
        return self.facts[name].type if name in self.facts else FactType.BOOL

    def truth(self, name: str) -> z3.BoolRef:
        return z3.Bool(name)

    def number(self, name: str) -> z3.ArithRef:
        return z3.Int(name)

    def member(self, name: str, value: str) -> z3.BoolRef:
        return z3.Bool(f"{name}:{value}")

    def code(self, name: str, value: Any) -> int:
        if isinstance(value, date):
            return value.toordinal()
        return self.facts[name].values.index(value) if isinstance(value, str) else value

    def domain(self, name: str) -> z3.BoolRef:
        """The values a fact can have at all."""
        if self.kind(name) is FactType.ENUM:
            return z3.And(self.number(name) >= 0, self.number(name) < len(self.facts[name].values))
        return z3.BoolVal(True)

    def yes(self, condition: Condition, *, gap: bool) -> z3.BoolRef:
        """Whether the condition is YES, with every gap read as `gap`."""
        match condition:
            case Test():
                return self.test(condition)
            case Const(value):
                return z3.BoolVal(value is Truth.YES)
            case Gap():
                return z3.BoolVal(gap)
            case Named(_, part):
                return self.yes(part, gap=gap)
            case NotOf(part):
                return z3.Not(self.yes(part, gap=not gap))
            case AllOf(parts):
                return z3.And([self.yes(part, gap=gap) for part in parts])
            case AnyOf(parts):
                return z3.Or([self.yes(part, gap=gap) for part in parts])
            case AtLeast(count, parts):
                return z3.AtLeast(*[self.yes(part, gap=gap) for part in parts], count)
        raise AssertionError(condition)

    def test(self, test: Test) -> z3.BoolRef:
        name, operand = test.variable, test.operand
        if test.operator is Operator.INCLUDES:
            if isinstance(operand, Variable):
                codes = [(self.code(operand.name, value), value) for value in self.members[name]]
                return z3.Or(
                    [z3.And(self.number(operand.name) == code, self.member(name, value)) for code, value in codes]
                )
            return self.member(name, str(operand))
        if self.kind(name) is FactType.BOOL:
            same = self.truth(name) == z3.BoolVal(bool(operand))
            return same if test.operator is Operator.IS else z3.Not(same)
        left = self.number(name)
        if test.operator is Operator.IN:
            return z3.Or([left == self.code(name, value) for value in operand])
        right = self.code(name, operand)
        return {
            Operator.IS: left == right,
            Operator.IS_NOT: left != right,
            Operator.BELOW: left < right,
            Operator.AT_MOST: left <= right,
            Operator.ABOVE: left > right,
            Operator.AT_LEAST: left >= right,
        }[test.operator]

    def state(self, name: str, state: State | None) -> z3.BoolRef:
        """What a state says, as a formula."""
        if self.kind(name) is FactType.SET:
            return z3.And([self.holds(name, value, state) for value in self.members[name]])
        match state:
            case OneOf(values) if self.kind(name) is FactType.BOOL:
                return z3.Or([self.truth(name) == z3.BoolVal(bool(value)) for value in values])
            case OneOf(values):
                return z3.Or([self.number(name) == self.code(name, value) for value in values])
            case Between(low, high):
                bounds = [self.number(name) >= self.code(name, low)] if low is not None else []
                return z3.And(bounds + ([self.number(name) <= self.code(name, high)] if high is not None else []))
            case _:
                return z3.BoolVal(True)

    def holds(self, name: str, value: str, state: State | None) -> z3.BoolRef:
        """What a state says about one member of a set."""
        match state:
            case OneOf(sets) if len({value in one for one in sets}) == 1:
                return self.member(name, value) == z3.BoolVal(value in next(iter(sets)))
            case Members(surely, never) if value in surely | never:
                return self.member(name, value) == z3.BoolVal(value in surely)
            case _:
                return z3.BoolVal(True)
