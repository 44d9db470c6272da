"""The reference reading of a condition: strict Kleene, one node at a time. Every other engine must agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from frihavn.logic.condition import (
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
    Variable,
    children,
)
from frihavn.logic.state import ANYTHING, Anything, Between, Members, OneOf, State, bounds
from frihavn.logic.truth import NO, UNKNOWN, YES, Truth, all_true, any_true, at_least_true, negation, truth

States = Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition, its value, and the traces of all its parts."""

    condition: Condition
    value: Truth
    parts: tuple[Trace, ...] = ()


def truth_of(condition: Condition, states: States) -> Truth:
    """Read a condition; a variable without a state is unknown."""
    match condition:
        case Test():
            return test_truth(condition, states)
        case AllOf(parts):
            return all_true(truth_of(part, states) for part in parts)
        case AnyOf(parts):
            return any_true(truth_of(part, states) for part in parts)
        case NotOf(part):
            return negation(truth_of(part, states))
        case Named(_, part):
            return truth_of(part, states)
        case Const(value):
            return value
        case Gap():
            return UNKNOWN
        case AtLeast(count, parts):
            return at_least_true(count, [truth_of(part, states) for part in parts])
        case Default(_, part, premise):
            return default(truth_of(part, states), truth_of(premise, states))


def trace(condition: Condition, states: States) -> Trace:
    """Read a condition and keep the value of every part, for a proof."""
    if isinstance(condition, Test):
        return Trace(condition, test_truth(condition, states))
    parts = tuple(trace(part, states) for part in children(condition))
    values = [part.value for part in parts]
    match condition:
        case AllOf():
            value = all_true(values)
        case AnyOf():
            value = any_true(values)
        case AtLeast(count, _):
            value = at_least_true(count, values)
        case NotOf():
            value = negation(values[0])
        case Named():
            value = values[0]
        case Default():
            value = default(*values)
        case Const(settled):
            value = settled
        case _:
            value = UNKNOWN
    return Trace(condition, value, parts)


def default(part: Truth, premise: Truth) -> Truth:
    """The part where it is settled; where it is open, YES if the premise holds."""
    if part is not UNKNOWN:
        return part
    return YES if premise is YES else UNKNOWN


def test_truth(test: Test, states: States) -> Truth:
    """Read one test: YES if every possible value passes, NO if none does, else UNKNOWN."""
    state = states.get(test.variable, ANYTHING)
    if test.minus is not None:
        low, high = difference(state, states.get(test.minus, ANYTHING))
        return interval_truth(low, high, test.operator, test.operand)
    if isinstance(test.operand, Variable):
        other = states.get(test.operand.name, ANYTHING)
        if test.operator is Operator.INCLUDES:
            return _includes_value_of(state, other)
        return _compare_states(state, other, test.operator)
    match state:
        case OneOf(values):
            return _share(passes(value, test.operator, test.operand) for value in values)
        case Between():
            return interval_truth(state.low, state.high, test.operator, test.operand)
        case Members():
            return _membership(state, test.operand) if test.operator is Operator.INCLUDES else UNKNOWN
        case Anything():
            return UNKNOWN


def passes(value: Any, operator: Operator, operand: Any) -> bool:
    """Whether one known value passes a test."""
    match operator:
        case Operator.IS:
            return bool(value == operand)
        case Operator.IS_NOT:
            return bool(value != operand)
        case Operator.BELOW:
            return bool(value < operand)
        case Operator.AT_MOST:
            return bool(value <= operand)
        case Operator.ABOVE:
            return bool(value > operand)
        case Operator.AT_LEAST:
            return bool(value >= operand)
        case Operator.IN:
            return value in operand
        case Operator.INCLUDES:
            return operand in value


def _share(results: Any) -> Truth:
    seen = set(results)
    return UNKNOWN if len(seen) > 1 else truth(seen.pop())


def _membership(state: Members, wanted: object) -> Truth:
    if wanted in state.surely:
        return YES
    return NO if wanted in state.never else UNKNOWN


def _includes_value_of(holder: State, other: State) -> Truth:
    """Whether a set holds the value of another variable; exact as long as the two are independent."""
    if not isinstance(other, OneOf):
        return UNKNOWN
    answers: set[Truth] = set()
    for value in other.values:
        match holder:
            case OneOf(sets):
                answers.add(_share(passes(members, Operator.INCLUDES, value) for members in sets))
            case Members():
                answers.add(_membership(holder, value))
            case _:
                answers.add(UNKNOWN)
    return answers.pop() if len(answers) == 1 else UNKNOWN


def _days(value: date | int | None) -> int | None:
    return value.toordinal() if isinstance(value, date) else value


def difference(first: State, second: State) -> tuple[int | None, int | None]:
    """The fewest and the most days (or the like) from the second to the first; None: no bound."""
    (low_1, high_1), (low_2, high_2) = bounds(first), bounds(second)
    a, b, c, d = _days(low_1), _days(high_1), _days(low_2), _days(high_2)
    return (None if a is None or d is None else a - d), (None if b is None or c is None else b - c)


def _compare_states(first: State, second: State, operator: Operator) -> Truth:
    if isinstance(first, OneOf) and isinstance(second, OneOf):
        return _share(passes(a, operator, b) for a in first.values for b in second.values)
    low, high = difference(first, second)
    return interval_truth(low, high, operator, 0)


def interval_truth(low: Any, high: Any, operator: Operator, operand: Any) -> Truth:
    """Read a comparison for every value from low to high (None: unbounded), without listing them."""
    if operator is Operator.IN:
        return any_true(interval_truth(low, high, Operator.IS, value) for value in operand)
    if operator is Operator.IS_NOT:
        return negation(interval_truth(low, high, Operator.IS, operand))
    below = high is not None and high < operand
    above = low is not None and low > operand
    match operator:
        case Operator.IS:
            if below or above:
                return NO
            return YES if low == operand and high == operand else UNKNOWN
        case Operator.BELOW:
            settled_yes, settled_no = below, low is not None and low >= operand
        case Operator.AT_MOST:
            settled_yes, settled_no = high is not None and high <= operand, above
        case Operator.ABOVE:
            settled_yes, settled_no = above, high is not None and high <= operand
        case Operator.AT_LEAST:
            settled_yes, settled_no = low is not None and low >= operand, below
        case _:
            return UNKNOWN
    if settled_yes:
        return YES
    return NO if settled_no else UNKNOWN
