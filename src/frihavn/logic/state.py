"""What may still be the case: the possible values of one variable.

A state never says how likely a value is. It only says which values are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Scalar = bool | str | int | date
Value = Scalar | frozenset[str]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of finitely many values (one value: it is known). Set-typed variables hold frozensets of strings."""

    values: frozenset[Value]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("A state needs at least one possible value.")


@dataclass(frozen=True, slots=True)
class Between:
    """A date or whole number from `low` to `high`, both included; None: no bound on that side."""

    low: date | int | None = None
    high: date | int | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:  # type: ignore[operator]
            raise ValueError("The lower bound lies above the upper bound.")


@dataclass(frozen=True, slots=True)
class Members:
    """A set that surely holds `surely` and surely lacks `never`; about everything else nothing is known."""

    surely: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Anything:
    """Nothing is known."""


ANYTHING = Anything()
State = OneOf | Between | Members | Anything


YES_STATE, NO_STATE = OneOf(frozenset({True})), OneOf(frozenset({False}))


def exactly(value: Value) -> OneOf:
    """The state of a variable whose value is known."""
    if isinstance(value, bool):
        return YES_STATE if value else NO_STATE
    return OneOf(frozenset({value}))


def known_value(state: State) -> Value | None:
    """The single value left, or None where more than one is possible."""
    if isinstance(state, OneOf) and len(state.values) == 1:
        return next(iter(state.values))
    if isinstance(state, Between) and state.low is not None and state.low == state.high:
        return state.low
    return None


def bounds(state: State) -> tuple[date | int | None, date | int | None]:
    """Lowest and highest possible value of a date or number; None: no bound."""
    if isinstance(state, Between):
        return state.low, state.high
    if isinstance(state, OneOf):
        ordered = sorted(value for value in state.values if isinstance(value, (date, int)))
        if ordered:
            return ordered[0], ordered[-1]
    return None, None
