"""What may still be the case of one variable."""

from __future__ import annotations

from datetime import date

import pytest

from frihavn.logic.state import ANYTHING, Between, Members, OneOf, bounds, exactly, known_value

MONDAY, FRIDAY = date(2024, 1, 1), date(2024, 1, 5)


def test_a_state_without_possible_values_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        OneOf(frozenset())


def test_an_interval_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="above"):
        Between(FRIDAY, MONDAY)


def test_an_interval_of_one_day_is_possible() -> None:
    assert Between(MONDAY, MONDAY).low == MONDAY


@pytest.mark.parametrize("value", [True, False, "RU", 0, MONDAY, frozenset(), frozenset({"RU"})], ids=str)
def test_an_exact_state_is_known(value: object) -> None:
    assert known_value(exactly(value)) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "state",
    [
        ANYTHING,
        Members(frozenset({"RU"})),
        OneOf(frozenset({"AM", "KZ"})),
        Between(),
        Between(MONDAY, None),
        Between(None, MONDAY),
        Between(MONDAY, FRIDAY),
    ],
    ids=["anything", "members", "two values", "no bounds", "no end", "no beginning", "some days"],
)
def test_more_than_one_possible_value_is_not_known(state: object) -> None:
    assert known_value(state) is None  # type: ignore[arg-type]


def test_an_interval_of_one_day_is_known() -> None:
    assert known_value(Between(MONDAY, MONDAY)) == MONDAY


def test_bounds_of_an_interval_are_its_ends_and_none_where_open() -> None:
    assert bounds(Between(MONDAY, None)) == (MONDAY, None)
    assert bounds(Between(None, 7)) == (None, 7)


def test_bounds_of_several_values_are_the_smallest_and_the_largest() -> None:
    assert bounds(OneOf(frozenset({3, 9, 5}))) == (3, 9)
    assert bounds(OneOf(frozenset({FRIDAY, MONDAY}))) == (MONDAY, FRIDAY)


@pytest.mark.parametrize("state", [ANYTHING, Members(), OneOf(frozenset({"a"})), exactly(frozenset({"a"}))], ids=str)
def test_what_has_no_order_has_no_bounds(state: object) -> None:
    assert bounds(state) == (None, None)  # type: ignore[arg-type]


def test_states_are_equal_by_content_and_can_be_keys() -> None:
    assert OneOf(frozenset({1, 2})) == OneOf(frozenset({2, 1}))
    assert len({Between(1, 2), Between(1, 2), Members(), Members(), ANYTHING, ANYTHING}) == 3


def test_a_state_is_frozen() -> None:
    with pytest.raises(AttributeError):
        exactly(1).values = frozenset({2})  # type: ignore[misc]
