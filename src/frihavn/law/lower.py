"""Lower conditions to decision diagrams: cut each fact's domain into cells that no test tells apart.

A set-typed fact becomes one yes/no variable for each member that some test names. A test that compares two facts is
exact where one side is a set and the other one value; a comparison of two dates becomes a variable of its own, which
may be wider than exact.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from frihavn.law.vocabulary import Fact, FactType
from frihavn.logic import (
    NO,
    YES,
    Between,
    Condition,
    Members,
    OneOf,
    Operator,
    State,
    Test,
    Variable,
)
from frihavn.logic.condition import tests_in
from frihavn.logic.diagram import Diagrams, build
from frihavn.logic.evaluate import passes, test_truth

KNOWN_MAX = 1_000
MEMBER, SAME = " includes ", " includes the value of "


@dataclass(frozen=True, slots=True)
class Cells:
    """One variable of a diagram.

    Args:
        name: Its name; facts: the facts it depends on.
        values: For a fact with one value: the values that stand for each cell (the first one is its representative).
        spans: For dates and numbers instead: first and last value of each cell; None: no bound.
        member: For a set: the member asked about. other: values of another fact, one of which is looked for in it.
        test: For a comparison of two facts: the test itself.
    """

    name: str
    facts: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...] = ()
    spans: tuple[tuple[Any, Any], ...] = ()
    member: str | None = None
    other: tuple[Any, ...] | None = None
    test: Test | None = None

    @property
    def size(self) -> int:
        """How many cells."""
        return len(self.values) or len(self.spans) or 2


class Lowering:
    """Conditions over facts as diagrams, and states of facts as sets of cells.

    Args:
        conditions: All conditions that will be lowered; their tests decide the cells.
        facts: The vocabulary's facts. A variable that is none (a finding) has the values no and yes.
    """

    def __init__(self, conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.tests = list(dict.fromkeys(test for condition in conditions for test in tests_in(condition)))
        self.variables: dict[str, Cells] = {}
        for test in self.tests:
            for cells in self.cells_for(test):
                self.variables.setdefault(cells.name, cells)
        order = self._order()
        self.shop = Diagrams(order, [self.variables[name].size for name in order])
        self.done: dict[Condition, int] = {}
        self.known: dict[str, dict[State | None, frozenset[int]]] = {}

    # ------------------------------------------------------------------------------------------- variables

    def cells_for(self, test: Test) -> list[Cells]:
        """The variables that a test looks at."""
        if _is_pair(test):
            second = test.minus or operand_name(test)
            return [Cells(_pair_name(test), (test.variable, second), test=test)]
        if test.operator is not Operator.INCLUDES:
            return [self._scalar(test.variable)]
        if not isinstance(test.operand, Variable):
            return [Cells(f"{test.variable}{MEMBER}{test.operand}", (test.variable,), member=str(test.operand))]
        other = self._scalar(test.operand.name)
        found = [other]
        for index, values in enumerate(other.values):
            name = self.member_name(test, index)
            if name.endswith(f"{MEMBER}{values[0]}"):
                found.append(Cells(name, (test.variable,), member=str(values[0])))
            else:
                found.append(Cells(name, (test.variable, other.name), other=values))
        return found

    def member_name(self, test: Test, index: int) -> str:
        """The variable for "the set holds the value", given that the value lies in one cell."""
        values = self._scalar(operand_name(test)).values[index]
        if len(values) == 1:
            return f"{test.variable}{MEMBER}{values[0]}"
        return f"{test.variable}{SAME}{operand_name(test)}, cell {index}"

    def _own(self, name: str) -> list[Test]:
        return [test for test in self.tests if test.variable == name and not _is_pair(test)]

    def _scalar(self, name: str) -> Cells:
        if name in self.variables:
            return self.variables[name]
        fact, own = self.facts.get(name), self._own(name)
        if fact is None or fact.type is FactType.BOOL:
            return Cells(name, (name,), values=((False,), (True,)))
        if fact.type is not FactType.ENUM:
            return Cells(name, (name,), spans=_spans(own))
        holders = {
            test.variable for test in self.tests if isinstance(test.operand, Variable) and test.operand.name == name
        }
        alone = {test.operand for holder in holders for test in self._own(holder) if isinstance(test.operand, str)}
        groups: dict[Any, list[Any]] = {}
        for value in fact.values:
            key = (*(passes(value, test.operator, test.operand) for test in own), value if value in alone else None)
            groups.setdefault(key, []).append(value)
        return Cells(name, (name,), values=tuple(tuple(group) for group in groups.values()))

    # ------------------------------------------------------------------------------------------- conditions

    def lower(self, condition: Condition) -> int:
        """The node of a condition."""
        if condition not in self.done:
            self.done[condition] = build(condition, self.shop, self._test)
        return self.done[condition]

    def _test(self, test: Test) -> int:
        shop, yes = self.shop, frozenset({1})
        if _is_pair(test):
            return shop.test(_pair_name(test), yes)
        if test.operator is not Operator.INCLUDES:
            values = representatives(self.variables[test.variable])
            passing = frozenset(i for i, value in enumerate(values) if passes(value, test.operator, test.operand))
            return shop.test(test.variable, passing)
        if not isinstance(test.operand, Variable):
            return shop.test(f"{test.variable}{MEMBER}{test.operand}", yes)
        other = self.variables[test.operand.name]
        return shop.choose(other.name, [shop.test(self.member_name(test, i), yes) for i in range(other.size)])

    # ------------------------------------------------------------------------------------------- states

    def allowed(self, states: Mapping[str, State]) -> Possible:
        """For every variable the cells that the states leave possible."""
        return Possible(self, states)

    def possible(self, cells: Cells, states: Mapping[str, State]) -> frozenset[int]:
        """The cells of one variable that the states leave possible."""
        if cells.test is not None:
            value = test_truth(cells.test, states)
            return frozenset({1} if value is YES else {0} if value is NO else {0, 1})
        state = states.get(cells.facts[0])
        if cells.member is not None:
            return _membership(state, {cells.member})
        if cells.other is not None:
            return _membership(state, _places_left(cells.other, states.get(cells.facts[1])))
        return _scalar_cells(cells, state)

    def places(self, cells: Cells, cell: int, states: Mapping[str, State]) -> Iterator[Any]:
        """Of a variable "the set holds the value of another fact": the values of that fact that give a cell."""
        state = states.get(cells.facts[0])
        return (value for value in cells.other or () if cell in _membership(state, {value}))

    def leaves_open(self, name: str, cells: Cells, states: Mapping[str, State]) -> bool:
        """Whether a fact is one that leaves a variable open: of a set and a value, it may be either or both."""
        if cells.other is None:
            return True
        holder, other = cells.facts
        values = _places_left(cells.other, states.get(other))
        if name == other:
            return len(values) > 1
        return any(len(_membership(states.get(holder), {value})) > 1 for value in values)

    def _order(self) -> list[str]:
        """Variables in the order in which the rules first look at them; those of one fact stand together."""
        groups: dict[str, dict[str, None]] = {}
        for cells in self.variables.values():
            groups.setdefault(cells.facts[-1], {})[cells.name] = None
        return [name for group in groups.values() for name in group]


class Possible(dict[str, frozenset[int]]):
    """For every variable the cells that some states leave possible, looked up when first asked for."""

    def __init__(self, lowering: Lowering, states: Mapping[str, State]) -> None:
        super().__init__()
        self.lowering, self.states = lowering, states

    def __missing__(self, name: str) -> frozenset[int]:
        cells = self.lowering.variables[name]
        if len(cells.facts) > 1:
            found = self.lowering.possible(cells, self.states)
        else:
            known = self.lowering.known.setdefault(name, {})
            state = self.states.get(cells.facts[0])
            if state not in known:
                if len(known) >= KNOWN_MAX:
                    known.clear()
                known[state] = self.lowering.possible(cells, self.states)
            found = known[state]
        self[name] = found
        return found


def representatives(cells: Cells) -> list[Any]:
    """One value for each cell."""
    if cells.values:
        return [values[0] for values in cells.values]
    return [low if low is not None else high for low, high in cells.spans]


def operand_name(test: Test) -> str:
    """The other fact of a test that compares two."""
    return test.operand.name if isinstance(test.operand, Variable) else ""


def _is_pair(test: Test) -> bool:
    return test.minus is not None or (isinstance(test.operand, Variable) and test.operator is not Operator.INCLUDES)


def _pair_name(test: Test) -> str:
    minus = f" - {test.minus}" if test.minus else ""
    return f"{test.variable}{minus} {test.operator.value} {operand_name(test) or test.operand}"


def _places_left(values: Iterable[Any], state: State | None) -> set[Any]:
    """Of the values of one cell those that are still possible; all, where the state lies in another cell."""
    possible = set(values)
    return possible & state.values if isinstance(state, OneOf) and possible & state.values else possible


def _membership(state: State | None, members: set[str]) -> frozenset[int]:
    """Which of no (0) and yes (1) are possible for "the set holds one of these", asked of each member alone."""
    if not members:
        return frozenset({0})
    match state:
        case OneOf(sets):
            return frozenset(int(member in chosen) for chosen in sets for member in members)  # type: ignore[operator]
        case Members(surely, never):
            found = {1 if member in surely else 0 if member in never else 2 for member in members}
            return frozenset({0, 1}) if 2 in found else frozenset(found)
        case _:
            return frozenset({0, 1})


def _scalar_cells(cells: Cells, state: State | None) -> frozenset[int]:
    everything = frozenset(range(cells.size))
    match state:
        case OneOf(values):
            if cells.values:
                return frozenset(i for i, group in enumerate(cells.values) if values & set(group))
            return frozenset(
                i for i, (low, high) in enumerate(cells.spans) if any(_within(value, low, high) for value in values)
            )
        case Between(low, high):
            return frozenset(i for i, (first, last) in enumerate(cells.spans) if _meets(first, last, low, high))
        case _:
            return everything


def _within(value: Any, low: Any, high: Any) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _meets(first: Any, last: Any, low: Any, high: Any) -> bool:
    return (last is None or low is None or last >= low) and (first is None or high is None or first <= high)


def _spans(tests: list[Test]) -> tuple[tuple[Any, Any], ...]:
    """Cut a line of dates or numbers where some test changes its answer."""
    operands: list[Any] = []
    for test in tests:
        operands.extend(test.operand if isinstance(test.operand, frozenset) else (test.operand,))
    if not operands:
        return ((None, None),)
    starts = sorted({edge for value in operands for edge in (value, step(value, 1))})
    pieces = [
        (None, step(starts[0], -1)),
        *((a, step(b, -1)) for a, b in itertools.pairwise(starts)),
        (starts[-1], None),
    ]
    merged: list[tuple[Any, Any]] = []
    keys: list[tuple[bool, ...]] = []
    for low, high in pieces:
        key = tuple(passes(high if low is None else low, test.operator, test.operand) for test in tests)
        if keys and keys[-1] == key:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
            keys.append(key)
    return tuple(merged)


def step(value: Any, by: int) -> Any:
    """The day or number before or after."""
    return value + timedelta(days=by) if isinstance(value, date) else value + by
