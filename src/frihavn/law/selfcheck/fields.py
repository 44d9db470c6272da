"""What the public may answer to a fact, as far as one scheme can tell answers apart.

A field is one fact as variables of a diagram whose cells are *states*: the values a person can name, and not knowing.
So a diagram over fields says how strict Kleene logic reads whatever they answer, or leave unanswered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from frihavn.law.errors import LawError
from frihavn.law.lower import step
from frihavn.law.vocabulary import Fact, FactType
from frihavn.logic import ANYTHING, Anything, Between, Members, OneOf, Operator, State, Test, Variable
from frihavn.logic.evaluate import difference, passes
from frihavn.logic.state import bounds

KNOWN = "? "
Cells = dict[str, tuple[int, ...]]
"""For some variables the cells that are left."""


ANY_DAY = Between(date(2000, 1, 1), date(2000, 1, 1))
"""Stands for a day that is not known yet, where only the width of what is known about another counts."""


class UnevenAnswerError(Exception):
    """An answer that lies across what a scheme tells apart, in a way that the self-check never offers."""


@dataclass(frozen=True)
class OneField:
    """A fact with one of finitely many values, yes and no among them. The last cell: not known."""

    name: str
    groups: tuple[tuple[Any, ...], ...]

    @property
    def sizes(self) -> dict[str, int]:
        """Its variables and how many cells each has."""
        return {self.name: len(self.groups) + 1}

    def states(self) -> list[State]:
        """The state behind each cell."""
        return [*(OneOf(frozenset(group[:1])) for group in self.groups), ANYTHING]

    def free(self) -> Cells:
        """The cells that somebody who is asked may choose."""
        return {self.name: tuple(range(len(self.groups) + 1))}

    def told(self, state: State | None, _: Mapping[str, State]) -> Cells:
        """The cells of what somebody said; None: they were asked and said nothing."""
        if state is None or isinstance(state, Anything):
            return {self.name: (len(self.groups),)}
        values = state.values if isinstance(state, OneOf) else frozenset()
        for cell, group in enumerate(self.groups):
            if values and values <= set(group):
                return {self.name: (cell,)}
        raise UnevenAnswerError(self.name)


@dataclass(frozen=True)
class Stretches:
    """A line of days or numbers, cut where something changes: the pieces between cuts, and longer ones.

    Args:
        starts: First value of each piece; the first has none.
    """

    starts: tuple[Any, ...]

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """First and last piece of every stretch, those of one piece first."""
        count = len(self.starts)
        return [*((cell, cell) for cell in range(count)), *combinations(range(count), 2)]

    def states(self) -> list[State]:
        """The state behind each stretch."""
        highs = [*(step(start, -1) for start in self.starts[1:]), None]
        return [Between(self.starts[first], highs[last]) for first, last in self.pieces]

    def cell(self, low: Any, high: Any) -> int:
        """The stretch in which everything from low to high lies."""
        return self.pieces.index((self._piece(low, 0), self._piece(high, len(self.starts) - 1)))

    def at_least(self, width: int | None, low: Any, high: Any) -> tuple[int, ...]:
        """The stretches in which something lies that is so wide; without a bound on a side where that has none."""
        last, found = len(self.starts) - 1, []
        for cell, (first, end) in enumerate(self.pieces):
            start, stop = self.starts[first], None if end == last else self.starts[end + 1] - 1
            open_enough = (low is not None or first == 0) and (high is not None or end == last)
            if open_enough and (width is None or start is None or stop is None or stop - start >= width):
                found.append(cell)
        return tuple(found)

    def _piece(self, value: Any, otherwise: int) -> int:
        if value is None:
            return otherwise
        return max(cell for cell, start in enumerate(self.starts) if start is None or start <= value)


@dataclass(frozen=True)
class SpanField:
    """A date or number, known more or less closely. The last cell: not known."""

    name: str
    line: Stretches

    @property
    def sizes(self) -> dict[str, int]:
        """Its variables and how many cells each has."""
        return {self.name: len(self.line.pieces) + 1}

    def states(self) -> list[State]:
        """The state behind each cell."""
        return [*self.line.states(), ANYTHING]

    def free(self) -> Cells:
        """The cells that somebody who is asked may choose."""
        return {self.name: tuple(range(len(self.line.pieces) + 1))}

    def told(self, state: State | None, _: Mapping[str, State]) -> Cells:
        """The cells of what somebody said; None: they were asked and said nothing."""
        low, high = bounds(state) if state is not None else (None, None)
        unknown = low is None and high is None
        return {self.name: (len(self.line.pieces) if unknown else self.line.cell(low, high),)}


@dataclass(frozen=True)
class DaysField:
    """The days from one date to another, where both are known more or less closely."""

    first: str
    second: str
    line: Stretches

    @property
    def name(self) -> str:
        """Its only variable."""
        return f"{self.first} - {self.second}"

    @property
    def sizes(self) -> dict[str, int]:
        """Its variable and how many cells that has."""
        return {self.name: len(self.line.pieces)}

    def told(self, states: Mapping[str, State]) -> Cells:
        """The cells that two dates leave; where one of them is open, those that some day of it gives."""
        first, second = states.get(self.first), states.get(self.second)
        if first is not None and second is not None:
            return {self.name: (self.line.cell(*difference(first, second)),)}
        if first is None and second is None:
            return {self.name: tuple(range(len(self.line.pieces)))}
        low, high = difference(ANY_DAY if first is None else first, ANY_DAY if second is None else second)
        return {self.name: self.line.at_least(None if low is None or high is None else high - low, low, high)}


@dataclass(frozen=True)
class SetField:
    """A fact with any number of values: whether it is known, and for each member that some test names yes or no.

    Args:
        members: Values that some test names. `held`: another fact whose value is looked for in the set, with the
            values of its cells that no test names.
    """

    name: str
    members: tuple[str, ...]
    held: tuple[str, tuple[tuple[int, tuple[Any, ...]], ...]] | None = None

    def member(self, value: str) -> str:
        """The variable "the set holds this value"."""
        return f"{self.name} {value}"

    def cell_member(self, cell: int) -> str:
        """The variable "the set holds the value of the other fact", where that lies in a cell."""
        return f"{self.name} cell {cell}"

    @property
    def sizes(self) -> dict[str, int]:
        """Its variables and how many cells each has."""
        cells = self.held[1] if self.held else ()
        names = [*map(self.member, self.members), *(self.cell_member(cell) for cell, _ in cells)]
        return {KNOWN + self.name: 2, **dict.fromkeys(names, 2)}

    def free(self) -> Cells:
        """The cells that somebody who is asked may choose."""
        return dict.fromkeys(self.sizes, (0, 1))

    def told(self, state: State | None, states: Mapping[str, State]) -> Cells:
        """The cells of what somebody said; None: they were asked and said nothing."""
        if state is None or isinstance(state, Anything):
            return dict.fromkeys(self.sizes, (0,))
        found: Cells = {KNOWN + self.name: (1,)}
        for value in self.members:
            held = _holds(state, value)
            if held is None:
                raise UnevenAnswerError(self.name)
            found[self.member(value)] = (int(held),)
        for cell, values in self.held[1] if self.held else ():
            other = states.get(self.held[0]) if self.held else None
            left = [one for one in values if not isinstance(other, OneOf) or one in other.values] or values
            answers = {_holds(state, str(one)) for one in left}
            found[self.cell_member(cell)] = (0, 1) if answers not in ({True}, {False}) else (int(True in answers),)
        return found


Field = OneField | SpanField | SetField


def _holds(state: State, value: str) -> bool | None:
    match state:
        case OneOf(sets) if len(sets) == 1:
            return value in next(iter(sets))  # type: ignore[operator]
        case Members(surely, never):
            return True if value in surely else False if value in never else None
        case _:
            return None


def fields_for(
    facts: Mapping[str, Fact], tests: Iterable[Test], edges: Mapping[str, Iterable[date]], on: date
) -> dict[str, Field]:
    """The fields of facts that some tests look at, or whose days choose texts.

    Args:
        facts: Those that may be asked. `edges`: governing date -> days on which a text begins or has just ceased.
    """
    every = list(tests)
    found: dict[str, Field] = {}
    for name, fact in facts.items():
        own = [
            test
            for test in every
            if test.variable == name and test.minus is None and not isinstance(test.operand, Variable)
        ]
        pairs = [
            test
            for test in every
            if name in (test.variable, test.minus, _other(test)) and (test.minus or isinstance(test.operand, Variable))
        ]
        if not own and not pairs and not edges.get(name):
            continue
        if fact.type in (FactType.BOOL, FactType.ENUM):
            found[name] = OneField(name, _groups(fact, own, every))
        elif fact.type is not FactType.SET:
            cuts = [] if not fact.governing else [*edges.get(name, ()), on]
            found[name] = SpanField(name, _starts(own, cuts))
    for name, fact in facts.items():
        if fact.type is FactType.SET and any(test.variable == name for test in every):
            found[name] = _set_field(name, every, found)
    return found


def _other(test: Test) -> str:
    return test.operand.name if isinstance(test.operand, Variable) else ""


def _groups(fact: Fact, own: Sequence[Test], every: Sequence[Test]) -> tuple[tuple[Any, ...], ...]:
    """Values that no test tells apart; a value that is looked for in a set by name stands alone."""
    holders = {test.variable for test in every if _other(test) == fact.id}
    alone = {test.operand for test in every if test.variable in holders and isinstance(test.operand, str)}
    groups: dict[Any, list[Any]] = {}
    for value in (False, True) if fact.type is FactType.BOOL else fact.values:
        key = (*(passes(value, test.operator, test.operand) for test in own), value if value in alone else None)
        groups.setdefault(key, []).append(value)
    return tuple(tuple(group) for group in groups.values())


def days_fields(tests: Iterable[Test], fields: Mapping[str, Field]) -> dict[tuple[str, str], DaysField]:
    """The stretches of days between two dates that some tests look at."""
    own: dict[tuple[str, str], list[Test]] = {}
    for test in tests:
        if test.minus and test.variable in fields and test.minus in fields:
            own.setdefault((test.variable, test.minus), []).append(test)
    return {pair: DaysField(*pair, _starts(found, ())) for pair, found in own.items()}


def _starts(own: Sequence[Test], cuts: Iterable[date]) -> Stretches:
    """Where a line of days or numbers is cut: where a test changes its answer, or another text governs."""
    found: set[Any] = set(cuts)
    values = {
        value for test in own for value in (test.operand if isinstance(test.operand, frozenset) else (test.operand,))
    }
    edges: set[Any] = {edge for value in values for edge in (value, step(value, 1))}
    places = sorted(edges - found)
    for place in places:
        before, here = ([passes(one, test.operator, test.operand) for test in own] for one in (step(place, -1), place))
        if before != here:
            found.add(place)
    return Stretches((None, *sorted(found)))


def _set_field(name: str, every: Sequence[Test], fields: Mapping[str, Field]) -> SetField:
    own = [test for test in every if test.variable == name and test.operator is Operator.INCLUDES]
    members = tuple(dict.fromkeys(str(test.operand) for test in own if not isinstance(test.operand, Variable)))
    others = list(dict.fromkeys(_other(test) for test in own if isinstance(test.operand, Variable)))
    if not others:
        return SetField(name, members)
    if len(others) > 1:
        raise LawError(f"a set is compared with two facts: {name}")
    other = fields.get(others[0])
    if not isinstance(other, OneField):
        return SetField(name, members)
    cells = tuple(
        (cell, group) for cell, group in enumerate(other.groups) if not (len(group) == 1 and group[0] in members)
    )
    return SetField(name, members, (others[0], cells))
