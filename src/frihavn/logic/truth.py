"""Three truth values, joined as Kleene joined them: what is not known stays not known until it cannot matter."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Yes, no, or not known. Never treat one as a Python bool: UNKNOWN is neither."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"

    def __bool__(self) -> bool:
        raise TypeError("A Truth has three values; compare it with YES, NO or UNKNOWN instead of using it as a bool.")


NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


def truth(value: bool) -> Truth:  # noqa: FBT001  lifting a bool is all it does
    """Lift a Python bool."""
    return YES if value else NO


def negation(value: Truth) -> Truth:
    """Turn yes into no and no into yes; unknown stays."""
    if value is UNKNOWN:
        return UNKNOWN
    return NO if value is YES else YES


def all_true(values: Iterable[Truth]) -> Truth:
    """Join with *and*: one NO decides; otherwise one UNKNOWN leaves it open. Of nothing: YES."""
    result = YES
    for value in values:
        if value is NO:
            return NO
        if value is UNKNOWN:
            result = UNKNOWN
    return result


def any_true(values: Iterable[Truth]) -> Truth:
    """Join with *or*: one YES decides; otherwise one UNKNOWN leaves it open. Of nothing: NO."""
    result = NO
    for value in values:
        if value is YES:
            return YES
        if value is UNKNOWN:
            result = UNKNOWN
    return result


def at_least_true(count: int, values: Iterable[Truth]) -> Truth:
    """YES when `count` values are yes; NO when too few can still become yes."""
    certain = possible = 0
    for value in values:
        certain += value is YES
        possible += value is not NO
    if certain >= count:
        return YES
    return UNKNOWN if possible >= count else NO


def common(values: Iterable[Truth]) -> Truth:
    """The value all share, else UNKNOWN. Used across readings (eras, lines of authority), not within one."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else UNKNOWN
