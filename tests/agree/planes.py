"""A second engine, for tests: conditions over many complete cases at once, in two planes (surely yes, surely no).

It shares no evaluation code with the reference engine. A gap (what the law or a line leaves open) is in neither plane.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np

from frihavn.logic import AllOf, AnyOf, AtLeast, Condition, Const, Gap, Named, NotOf, Operator, Test, Truth, Variable

Planes = tuple[np.ndarray, np.ndarray]
_COMPARE = {
    Operator.IS: operator.eq,
    Operator.IS_NOT: operator.ne,
    Operator.BELOW: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


class Table:
    """Complete cases as columns of indices into each variable's list of candidate values."""

    def __init__(self, domains: Mapping[str, list[Any]], columns: Mapping[str, np.ndarray]) -> None:
        self.domains = domains
        self.columns = columns
        self.rows = len(next(iter(columns.values())))

    def read(self, condition: Condition) -> Planes:
        """Both planes of a condition."""
        match condition:
            case Test():
                yes = self.test(condition)
                return yes, ~yes
            case Const(value):
                return self.constant(value is Truth.YES), self.constant(value is Truth.NO)
            case Gap():
                return self.constant(False), self.constant(False)
            case Named(_, part):
                return self.read(part)
            case NotOf(part):
                yes, no = self.read(part)
                return no, yes
            case AllOf(parts):
                planes = [self.read(part) for part in parts]
                return self.every([yes for yes, _ in planes]), self.some([no for _, no in planes])
            case AnyOf(parts):
                planes = [self.read(part) for part in parts]
                return self.some([yes for yes, _ in planes]), self.every([no for _, no in planes])
            case AtLeast(count, parts):
                planes = [self.read(part) for part in parts]
                certain = sum(yes.astype(int) for yes, _ in planes)
                possible = sum((~no).astype(int) for _, no in planes)
                return certain >= count, possible < count
        raise AssertionError(f"{condition} does not belong in a verdict")

    def constant(self, value: bool) -> np.ndarray:
        return np.full(self.rows, value)

    def every(self, planes: list[np.ndarray]) -> np.ndarray:
        return np.logical_and.reduce(planes) if planes else self.constant(True)

    def some(self, planes: list[np.ndarray]) -> np.ndarray:
        return np.logical_or.reduce(planes) if planes else self.constant(False)

    def test(self, test: Test) -> np.ndarray:
        values = self.domains[test.variable]
        if test.minus is not None:
            others = self.domains[test.minus]
            grid = [[_COMPARE[test.operator]((a - b).days, test.operand) for b in others] for a in values]
            return np.array(grid)[self.columns[test.variable], self.columns[test.minus]]
        if isinstance(test.operand, Variable):
            others = self.domains[test.operand.name]
            grid = [[_holds(test.operator, a, b) for b in others] for a in values]
            return np.array(grid)[self.columns[test.variable], self.columns[test.operand.name]]
        return np.array([_holds(test.operator, value, test.operand) for value in values])[self.columns[test.variable]]


def _holds(how: Operator, value: Any, operand: Any) -> bool:
    if how is Operator.IN:
        return value in operand
    if how is Operator.INCLUDES:
        return operand in value
    return bool(_COMPARE[how](value, operand))
