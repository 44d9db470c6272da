"""Conditions over variables: a small tree that says when something holds. It is data; nothing in it can run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from frihavn.logic.state import Value
from frihavn.logic.truth import Truth


class Operator(Enum):
    """How a test compares a variable with its operand."""

    IS = "=="
    IS_NOT = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    IN = "in"
    INCLUDES = "includes"


@dataclass(frozen=True, slots=True)
class Variable:
    """The name of something that has a state."""

    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A condition whose value is settled, whatever the variables are."""

    value: Truth


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the rule itself is silent: always UNKNOWN. `what` names the missing piece."""

    what: str


@dataclass(frozen=True, slots=True)
class Test:
    """`variable operator operand`; with `minus`, the days between two dates: `variable - minus operator operand`.

    Args:
        operand: A value, a frozenset of values (IN), or another variable (INCLUDES: the set holds its value;
            comparisons: two dates or numbers).
    """

    variable: str
    operator: Operator
    operand: Value | frozenset[Value] | Variable
    minus: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` parts hold."""

    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Named:
    """A part that carries a label of the caller's (a clause, an exception); the label changes no value."""

    label: Any
    part: Condition


@dataclass(frozen=True, slots=True)
class Default:
    """`part` where it is settled; where it is open, YES if `premise` holds.

    Not monotone in Kleene's order, and so never part of a verdict: it serves only a second, named reading
    in which presumptions are shown as presumptions.
    """

    label: Any
    part: Condition
    premise: Condition


Condition = Const | Gap | Test | AllOf | AnyOf | AtLeast | NotOf | Named | Default


def children(condition: Condition) -> tuple[Condition, ...]:
    """The parts of a condition, in order."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case NotOf(part) | Named(_, part):
            return (part,)
        case Default(_, part, premise):
            return (part, premise)
        case _:
            return ()


def tests_in(condition: Condition) -> list[Test]:
    """Every test in a condition, left to right, repeats included."""
    found: list[Test] = []
    stack = [condition]
    while stack:
        node = stack.pop()
        if isinstance(node, Test):
            found.append(node)
        stack.extend(reversed(children(node)))
    return found


def variables_in(condition: Condition) -> list[str]:
    """The names of all variables a condition looks at, in order of first appearance."""
    names: dict[str, None] = {}
    for test in tests_in(condition):
        names[test.variable] = None
        if test.minus is not None:
            names[test.minus] = None
        if isinstance(test.operand, Variable):
            names[test.operand.name] = None
    return list(names)
