"""The reference reading: every operator on every kind of state, and that it never claims too much."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from frihavn.logic import (
    ANYTHING,
    NO,
    UNKNOWN,
    YES,
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Condition,
    Const,
    Default,
    Gap,
    Members,
    Named,
    NotOf,
    OneOf,
    Operator,
    State,
    Truth,
    Variable,
    trace,
    truth_of,
)
from frihavn.logic.condition import Test as Leaf
from frihavn.logic.condition import tests_in as leaves_in
from frihavn.logic.condition import variables_in
from frihavn.logic.state import exactly

MARCH_1, MARCH_5, MARCH_9 = date(2024, 3, 1), date(2024, 3, 5), date(2024, 3, 9)
AM_KZ = frozenset({"AM", "KZ"})


def one_of(*values: Any) -> OneOf:
    return OneOf(frozenset(values))


def read(operator: Operator, operand: Any, state: State | None, **others: State) -> Truth:
    states = dict(others) if state is None else {"x": state, **others}
    return truth_of(Leaf("x", operator, operand), states)


# ------------------------------------------------------------------------------------------ one of finitely many


@pytest.mark.parametrize(
    ("operator", "operand", "state", "value"),
    [
        (Operator.IS, "KZ", one_of("KZ"), YES),
        (Operator.IS, "KZ", one_of("AM"), NO),
        (Operator.IS, "KZ", one_of("AM", "KZ"), UNKNOWN),
        (Operator.IS_NOT, "KZ", one_of("KZ"), NO),
        (Operator.IS_NOT, "KZ", one_of("AM", "GE"), YES),
        (Operator.IS_NOT, "KZ", one_of("AM", "KZ"), UNKNOWN),
        (Operator.IN, AM_KZ, one_of("AM", "KZ"), YES),
        (Operator.IN, AM_KZ, one_of("GE"), NO),
        (Operator.IN, AM_KZ, one_of("AM", "GE"), UNKNOWN),
        (Operator.IS, True, one_of(True, False), UNKNOWN),
        (Operator.IS, True, one_of(True), YES),
        (Operator.BELOW, 18, one_of(16, 17), YES),
        (Operator.BELOW, 18, one_of(17, 18), UNKNOWN),
        (Operator.BELOW, 18, one_of(18, 19), NO),
        (Operator.AT_MOST, 18, one_of(17, 18), YES),
        (Operator.AT_MOST, 18, one_of(18, 19), UNKNOWN),
        (Operator.AT_MOST, 18, one_of(19), NO),
        (Operator.ABOVE, 18, one_of(19, 20), YES),
        (Operator.ABOVE, 18, one_of(18, 19), UNKNOWN),
        (Operator.ABOVE, 18, one_of(17, 18), NO),
        (Operator.AT_LEAST, 18, one_of(18, 19), YES),
        (Operator.AT_LEAST, 18, one_of(17, 18), UNKNOWN),
        (Operator.AT_LEAST, 18, one_of(17), NO),
        (Operator.ABOVE, MARCH_5, one_of(MARCH_9), YES),
        (Operator.INCLUDES, "UA", one_of(frozenset({"RU", "UA"})), YES),
        (Operator.INCLUDES, "UA", one_of(frozenset({"RU"})), NO),
        (Operator.INCLUDES, "UA", one_of(frozenset()), NO),
        (Operator.INCLUDES, "UA", one_of(frozenset({"RU"}), frozenset({"RU", "UA"})), UNKNOWN),
    ],
)
def test_several_values_decide_where_they_agree(operator: Operator, operand: Any, state: State, value: Truth) -> None:
    assert read(operator, operand, state) is value


# ------------------------------------------------------------------------------------------------------ intervals


@pytest.mark.parametrize(
    ("operator", "low", "high", "value"),
    [
        (Operator.IS, 5, 5, YES),
        (Operator.IS, 5, 6, UNKNOWN),
        (Operator.IS, 6, None, NO),
        (Operator.IS, None, 4, NO),
        (Operator.IS, None, 5, UNKNOWN),
        (Operator.IS, None, None, UNKNOWN),
        (Operator.IS_NOT, 5, 5, NO),
        (Operator.IS_NOT, 4, 6, UNKNOWN),
        (Operator.IS_NOT, 6, None, YES),
        (Operator.IS_NOT, None, 4, YES),
        (Operator.BELOW, None, 4, YES),
        (Operator.BELOW, None, 5, UNKNOWN),
        (Operator.BELOW, 5, None, NO),
        (Operator.BELOW, 4, None, UNKNOWN),
        (Operator.AT_MOST, None, 5, YES),
        (Operator.AT_MOST, None, 6, UNKNOWN),
        (Operator.AT_MOST, 6, None, NO),
        (Operator.AT_MOST, 5, None, UNKNOWN),
        (Operator.ABOVE, 6, None, YES),
        (Operator.ABOVE, 5, None, UNKNOWN),
        (Operator.ABOVE, None, 5, NO),
        (Operator.ABOVE, None, 6, UNKNOWN),
        (Operator.AT_LEAST, 5, None, YES),
        (Operator.AT_LEAST, 4, None, UNKNOWN),
        (Operator.AT_LEAST, None, 4, NO),
        (Operator.AT_LEAST, None, 5, UNKNOWN),
    ],
)
def test_an_interval_decides_from_its_ends_open_ones_too(
    operator: Operator, low: int | None, high: int | None, value: Truth
) -> None:
    assert read(operator, 5, Between(low, high)) is value
    days = {4: date(2024, 3, 4), 5: date(2024, 3, 5), 6: date(2024, 3, 6), None: None}
    assert read(operator, MARCH_5, Between(days[low], days[high])) is value


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [(5, 5, YES), (7, 7, YES), (6, 6, NO), (8, None, NO), (None, 4, NO), (5, 7, UNKNOWN), (None, None, UNKNOWN)],
)
def test_an_interval_in_a_list(low: int | None, high: int | None, value: Truth) -> None:
    assert read(Operator.IN, frozenset({5, 7}), Between(low, high)) is value


# ------------------------------------------------------------------------------------------------- sets half known


@pytest.mark.parametrize(
    ("country", "value"),
    [("RU", YES), ("UA", NO), ("BY", UNKNOWN)],
)
def test_a_set_half_known_decides_for_what_is_surely_in_or_out(country: str, value: Truth) -> None:
    assert read(Operator.INCLUDES, country, Members(frozenset({"RU"}), frozenset({"UA"}))) is value


def test_a_set_half_known_is_never_equal_to_anything_for_sure() -> None:
    assert read(Operator.IS, frozenset({"RU"}), Members(frozenset({"RU"}))) is UNKNOWN


@pytest.mark.parametrize("operator", list(Operator))
def test_silence_never_decides(operator: Operator) -> None:
    operand: Any = frozenset({1}) if operator is Operator.IN else 1
    assert read(operator, operand, ANYTHING) is UNKNOWN
    assert read(operator, operand, None) is UNKNOWN


# ----------------------------------------------------------------------------------- the value of another variable


@pytest.mark.parametrize(
    ("holder", "other", "value"),
    [
        (one_of(frozenset({"RU", "KZ"})), one_of("KZ"), YES),
        (one_of(frozenset({"RU"})), one_of("KZ"), NO),
        (one_of(frozenset({"RU"})), one_of("KZ", "AM"), NO),
        (one_of(frozenset({"RU", "KZ"})), one_of("KZ", "AM"), UNKNOWN),
        (one_of(frozenset({"RU", "KZ"})), ANYTHING, UNKNOWN),
        (one_of(frozenset({"RU"}), frozenset({"RU", "KZ"})), one_of("RU"), YES),
        (one_of(frozenset({"RU"}), frozenset({"RU", "KZ"})), one_of("KZ"), UNKNOWN),
        (Members(frozenset({"RU"}), frozenset({"KZ"})), one_of("RU"), YES),
        (Members(frozenset({"RU"}), frozenset({"KZ"})), one_of("KZ"), NO),
        (Members(frozenset({"RU"}), frozenset({"KZ"})), one_of("AM"), UNKNOWN),
        (Members(frozenset({"RU"}), frozenset({"KZ", "AM"})), one_of("AM", "KZ"), NO),
        (ANYTHING, one_of("KZ"), UNKNOWN),
    ],
)
def test_a_set_includes_the_value_of_another_variable(holder: State, other: State, value: Truth) -> None:
    assert read(Operator.INCLUDES, Variable("y"), holder, y=other) is value


def test_a_set_and_a_variable_nobody_mentioned() -> None:
    assert read(Operator.INCLUDES, Variable("y"), one_of(frozenset({"RU"}))) is UNKNOWN


@pytest.mark.parametrize(
    ("operator", "first", "second", "value"),
    [
        (Operator.IS, one_of("RU"), one_of("RU"), YES),
        (Operator.IS, one_of("RU"), one_of("UA", "BY"), NO),
        (Operator.IS, one_of("RU", "UA"), one_of("RU"), UNKNOWN),
        (Operator.IS_NOT, one_of("RU"), one_of("UA", "BY"), YES),
        (Operator.BELOW, one_of(MARCH_1), one_of(MARCH_5, MARCH_9), YES),
        (Operator.BELOW, one_of(MARCH_1, MARCH_9), one_of(MARCH_5), UNKNOWN),
        (Operator.BELOW, Between(None, MARCH_1), Between(MARCH_5, None), YES),
        (Operator.BELOW, Between(None, MARCH_5), Between(MARCH_5, None), UNKNOWN),
        (Operator.AT_MOST, Between(None, MARCH_5), Between(MARCH_5, None), YES),
        (Operator.ABOVE, Between(None, MARCH_5), Between(MARCH_5, None), NO),
        (Operator.AT_LEAST, Between(MARCH_5, None), Between(None, MARCH_5), YES),
        (Operator.AT_LEAST, Between(MARCH_5, None), ANYTHING, UNKNOWN),
        (Operator.IS, Between(MARCH_1, MARCH_5), one_of(MARCH_9), NO),
        (Operator.IS_NOT, Between(MARCH_1, MARCH_5), one_of(MARCH_9), YES),
        (Operator.IS, Between(MARCH_1, MARCH_5), Between(MARCH_1, MARCH_5), UNKNOWN),
        (Operator.ABOVE, ANYTHING, ANYTHING, UNKNOWN),
    ],
)
def test_two_variables_are_compared(operator: Operator, first: State, second: State, value: Truth) -> None:
    assert read(operator, Variable("y"), first, y=second) is value


# ----------------------------------------------------------------------------------------------- days between dates


@pytest.mark.parametrize(
    ("operator", "days", "first", "second", "value"),
    [
        (Operator.IS, 4, one_of(MARCH_5), one_of(MARCH_1), YES),
        (Operator.IS, -4, one_of(MARCH_1), one_of(MARCH_5), YES),
        (Operator.ABOVE, 3, one_of(MARCH_5, MARCH_9), one_of(MARCH_1), YES),
        (Operator.ABOVE, 4, one_of(MARCH_5, MARCH_9), one_of(MARCH_1), UNKNOWN),
        (Operator.ABOVE, 8, one_of(MARCH_5, MARCH_9), one_of(MARCH_1), NO),
        (Operator.AT_LEAST, 4, Between(MARCH_5, None), one_of(MARCH_1), YES),
        (Operator.AT_LEAST, 5, Between(MARCH_5, None), one_of(MARCH_1), UNKNOWN),
        (Operator.BELOW, 4, Between(MARCH_5, None), one_of(MARCH_1), NO),
        (Operator.AT_MOST, 4, Between(None, MARCH_5), Between(MARCH_1, None), YES),
        (Operator.AT_MOST, 3, Between(None, MARCH_5), Between(MARCH_1, None), UNKNOWN),
        (Operator.AT_MOST, 4, Between(None, MARCH_5), ANYTHING, UNKNOWN),
        (Operator.IN, frozenset({1, 4}), one_of(MARCH_5), one_of(MARCH_1), YES),
        (Operator.IN, frozenset({1, 2}), one_of(MARCH_5), one_of(MARCH_1), NO),
        (Operator.IS_NOT, 4, one_of(MARCH_5), one_of(MARCH_1), NO),
    ],
)
def test_days_between_two_dates(operator: Operator, days: Any, first: State, second: State, value: Truth) -> None:
    assert truth_of(Leaf("a", operator, days, minus="b"), {"a": first, "b": second}) is value


def test_days_to_a_date_nobody_gave_are_unknown() -> None:
    assert truth_of(Leaf("a", Operator.ABOVE, 1, minus="b"), {"a": exactly(MARCH_5)}) is UNKNOWN


def test_one_day_more_than_the_limit_is_over_it() -> None:
    over = Leaf("decision", Operator.ABOVE, 180, minus="application")
    states = {"application": exactly(date(2024, 1, 1)), "decision": exactly(date(2024, 6, 29))}
    assert truth_of(over, states) is NO  # 180 days in a leap year
    assert truth_of(over, {**states, "decision": exactly(date(2024, 6, 30))}) is YES


# ----------------------------------------------------------------------------------------------------- joined parts


OPEN, HOLDS, FAILS = Gap("piece"), Const(YES), Const(NO)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (OPEN, UNKNOWN),
        (AllOf((HOLDS, OPEN)), UNKNOWN),
        (AllOf((FAILS, OPEN)), NO),
        (AnyOf((HOLDS, OPEN)), YES),
        (AnyOf((FAILS, OPEN)), UNKNOWN),
        (AtLeast(2, (HOLDS, OPEN, HOLDS)), YES),
        (AtLeast(2, (HOLDS, OPEN, FAILS)), UNKNOWN),
        (AtLeast(2, (FAILS, OPEN, FAILS)), NO),
        (NotOf(OPEN), UNKNOWN),
        (NotOf(FAILS), YES),
        (Named("clause", FAILS), NO),
        (Named("clause", OPEN), UNKNOWN),
    ],
)
def test_joined_parts(condition: Condition, value: Truth) -> None:
    assert truth_of(condition, {}) is value
    assert trace(condition, {}).value is value


@pytest.mark.parametrize(
    ("part", "premise", "value"),
    [
        (HOLDS, HOLDS, YES),
        (HOLDS, OPEN, YES),
        (HOLDS, FAILS, YES),
        (OPEN, HOLDS, YES),
        (OPEN, OPEN, UNKNOWN),
        (OPEN, FAILS, UNKNOWN),
        (FAILS, HOLDS, NO),
        (FAILS, OPEN, NO),
        (FAILS, FAILS, NO),
    ],
)
def test_a_presumption_fills_only_what_is_open_and_only_if_its_premise_holds(
    part: Condition, premise: Condition, value: Truth
) -> None:
    condition = Default("strong-link", part, premise)
    assert truth_of(condition, {}) is value
    assert trace(condition, {}).value is value


def test_a_trace_keeps_every_part_in_order() -> None:
    condition = AllOf((Leaf("x", Operator.IS, 1), NotOf(Named("label", OPEN))))
    found = trace(condition, {"x": exactly(1)})
    assert [part.value for part in found.parts] == [YES, UNKNOWN]
    assert found.parts[1].parts[0].parts[0].condition == OPEN


def test_variables_are_listed_once_with_operands_and_subtracted_dates() -> None:
    condition = AllOf(
        (
            Leaf("b", Operator.ABOVE, 1, minus="a"),
            NotOf(Leaf("c", Operator.INCLUDES, Variable("d"))),
            Default("x", Leaf("b", Operator.ABOVE, MARCH_1), Leaf("e", Operator.IS, True)),
        )
    )
    assert variables_in(condition) == ["b", "a", "c", "d", "e"]
    assert len(leaves_in(condition)) == 4
