"""Three truth values and how they are joined."""

from __future__ import annotations

from itertools import product

import pytest

from frihavn.logic.truth import NO, UNKNOWN, YES, Truth, all_true, any_true, at_least_true, common, negation, truth

VALUES = (NO, UNKNOWN, YES)

PAIRS = list(product(VALUES, VALUES))

AND = {
    (NO, NO): NO,
    (NO, UNKNOWN): NO,
    (NO, YES): NO,
    (UNKNOWN, NO): NO,
    (UNKNOWN, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): UNKNOWN,
    (YES, NO): NO,
    (YES, UNKNOWN): UNKNOWN,
    (YES, YES): YES,
}
OR = {
    (NO, NO): NO,
    (NO, UNKNOWN): UNKNOWN,
    (NO, YES): YES,
    (UNKNOWN, NO): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): YES,
    (YES, NO): YES,
    (YES, UNKNOWN): YES,
    (YES, YES): YES,
}


@pytest.mark.parametrize(("pair", "joined"), list(AND.items()), ids=str)
def test_and_is_kleenes(pair: tuple[Truth, Truth], joined: Truth) -> None:
    assert all_true(pair) is joined


@pytest.mark.parametrize(("pair", "joined"), list(OR.items()), ids=str)
def test_or_is_kleenes(pair: tuple[Truth, Truth], joined: Truth) -> None:
    assert any_true(pair) is joined


def test_both_tables_have_all_nine_pairs() -> None:
    assert set(AND) == set(OR) == set(PAIRS)


def test_negation_turns_yes_and_no_and_leaves_unknown() -> None:
    assert [negation(value) for value in VALUES] == [YES, UNKNOWN, NO]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_de_morgan_holds_for_three_values(first: Truth, second: Truth) -> None:
    assert negation(all_true([first, second])) is any_true([negation(first), negation(second)])


def test_all_of_nothing_is_yes_and_any_of_nothing_is_no() -> None:
    assert all_true([]) is YES
    assert any_true([]) is NO


def test_one_no_decides_an_and_wherever_it_stands() -> None:
    assert all_true([UNKNOWN, YES, UNKNOWN, NO]) is NO
    assert all_true([YES, YES, UNKNOWN, YES]) is UNKNOWN


def test_one_yes_decides_an_or_wherever_it_stands() -> None:
    assert any_true([UNKNOWN, NO, UNKNOWN, YES]) is YES
    assert any_true([NO, NO, UNKNOWN, NO]) is UNKNOWN


@pytest.mark.parametrize("count", range(5))
@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_at_least_counts_what_is_certain_and_what_is_possible(count: int, values: tuple[Truth, ...]) -> None:
    choices = [(True, False) if value is UNKNOWN else (value is YES,) for value in values]
    outcomes = {sum(chosen) >= count for chosen in product(*choices)}
    expected = UNKNOWN if len(outcomes) == 2 else truth(outcomes.pop())
    assert at_least_true(count, values) is expected


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_at_least_one_is_or_and_at_least_all_is_and(first: Truth, second: Truth) -> None:
    assert at_least_true(1, [first, second]) is OR[first, second]
    assert at_least_true(2, [first, second]) is AND[first, second]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_common_is_what_both_share_else_unknown(first: Truth, second: Truth) -> None:
    assert common([first, second]) is (first if first is second else UNKNOWN)


def test_common_of_nothing_is_unknown() -> None:
    assert common([]) is UNKNOWN


@pytest.mark.parametrize("value", VALUES)
def test_a_truth_refuses_to_be_a_bool(value: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(value)
    with pytest.raises(TypeError, match="three values"):
        assert not value


def test_a_bool_is_lifted() -> None:
    assert truth(True) is YES
    assert truth(False) is NO
