"""Generated conditions and states: the reading never claims too much, whatever the rule and whatever is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

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
    Members,
    Named,
    NotOf,
    OneOf,
    Operator,
    State,
    Variable,
    trace,
    truth_of,
)
from frihavn.logic.condition import Test as Leaf
from frihavn.logic.condition import variables_in
from frihavn.logic.state import exactly

MARCH_1, MARCH_5, MARCH_9 = date(2024, 3, 1), date(2024, 3, 5), date(2024, 3, 9)
HOLDS, FAILS = Const(YES), Const(NO)

SETS = tuple(frozenset(chosen) for size in range(3) for chosen in combinations(("p", "q"), size))
DAYS = (MARCH_1, MARCH_5, MARCH_9)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "flag": (True, False),
    "word": ("p", "q", "r"),
    "bag": SETS,
    "early": DAYS,
    "late": DAYS,
}
ORDERS = (Operator.BELOW, Operator.AT_MOST, Operator.ABOVE, Operator.AT_LEAST)
EQUALS = (Operator.IS, Operator.IS_NOT)


def one_value_tests() -> st.SearchStrategy[Condition]:
    flag = st.builds(lambda op, value: Leaf("flag", op, value), st.sampled_from(EQUALS), st.booleans())
    word = st.builds(lambda op, value: Leaf("word", op, value), st.sampled_from(EQUALS), st.sampled_from("pqr"))
    word_in = st.builds(
        lambda values: Leaf("word", Operator.IN, values), st.frozensets(st.sampled_from("pqr"), min_size=1)
    )
    bag = st.builds(lambda value: Leaf("bag", Operator.INCLUDES, value), st.sampled_from("pqr"))
    day = st.builds(lambda op, value: Leaf("early", op, value), st.sampled_from(EQUALS + ORDERS), st.sampled_from(DAYS))
    return st.one_of(flag, word, word_in, bag, day)


def two_variable_tests() -> st.SearchStrategy[Condition]:
    bag_word = st.just(Leaf("bag", Operator.INCLUDES, Variable("word")))
    dates = st.builds(lambda op: Leaf("early", op, Variable("late")), st.sampled_from(EQUALS + ORDERS))
    days = st.builds(
        lambda op, count: Leaf("late", op, count, minus="early"), st.sampled_from(EQUALS + ORDERS), st.integers(-9, 9)
    )
    return st.one_of(bag_word, dates, days)


def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(AllOf),
        several.map(AnyOf),
        several.flatmap(lambda found: st.integers(1, len(found)).map(lambda count: AtLeast(count, found))),
        parts.map(NotOf),
        parts.map(lambda part: Named("label", part)),
    )


CONDITIONS = st.recursive(
    st.one_of(one_value_tests(), two_variable_tests(), st.sampled_from([HOLDS, FAILS])), joined, max_leaves=6
)


def states_of(name: str) -> st.SearchStrategy[State]:
    domain = DOMAINS[name]
    choices: list[st.SearchStrategy[State]] = [
        st.just(ANYTHING),
        st.frozensets(st.sampled_from(domain), min_size=1).map(OneOf),
    ]
    if name == "bag":
        choices.append(
            st.sampled_from(
                [Members(frozenset(a), frozenset(b)) for a, b in product(SETS, SETS) if not frozenset(a) & frozenset(b)]
            )
        )
    if name in ("early", "late"):
        ends = st.tuples(st.sampled_from((None, *domain)), st.sampled_from((None, *domain)))
        choices.append(
            ends.filter(lambda pair: None in pair or pair[0] <= pair[1]).map(lambda pair: Between(*pair))  # type: ignore[operator]
        )
    return st.one_of(choices)


STATES = st.fixed_dictionaries({name: states_of(name) for name in DOMAINS})


def possible(name: str, state: State) -> list[Any]:
    """The values of a domain that a state leaves; written apart from the engine."""
    match state:
        case OneOf(values):
            return [value for value in DOMAINS[name] if value in values]
        case Between(low, high):
            return [d for d in DOMAINS[name] if (low is None or d >= low) and (high is None or d <= high)]  # type: ignore[operator]
        case Members(surely, never):
            return [bag for bag in DOMAINS[name] if surely <= bag and not never & bag]
    return list(DOMAINS[name])


def completions(states: Mapping[str, State], names: list[str]) -> Iterator[dict[str, Any]]:
    for values in product(*(possible(name, states[name]) for name in names)):
        yield dict(zip(names, values, strict=True))


COMPARE = {
    Operator.IS: lambda a, b: a == b,
    Operator.IS_NOT: lambda a, b: a != b,
    Operator.BELOW: lambda a, b: a < b,
    Operator.AT_MOST: lambda a, b: a <= b,
    Operator.ABOVE: lambda a, b: a > b,
    Operator.AT_LEAST: lambda a, b: a >= b,
    Operator.IN: lambda a, b: a in b,
    Operator.INCLUDES: lambda a, b: b in a,
}


def plainly(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Two-valued logic on known values: the oracle."""
    match condition:
        case Leaf(variable, operator, operand, minus):
            left = values[variable] if minus is None else (values[variable] - values[minus]).days
            right = values[operand.name] if isinstance(operand, Variable) else operand
            return bool(COMPARE[operator](left, right))
        case AllOf(parts):
            return all(plainly(part, values) for part in parts)
        case AnyOf(parts):
            return any(plainly(part, values) for part in parts)
        case AtLeast(count, parts):
            return sum(plainly(part, values) for part in parts) >= count
        case NotOf(part):
            return not plainly(part, values)
        case Named(_, part):
            return plainly(part, values)
        case Const(value):
            return value is YES
    raise AssertionError(condition)


@settings(max_examples=400, deadline=None)
@given(condition=CONDITIONS, states=STATES)
def test_a_settled_value_is_never_contradicted_by_a_completion(condition: Condition, states: dict[str, State]) -> None:
    value = truth_of(condition, states)
    results = {plainly(condition, chosen) for chosen in completions(states, variables_in(condition))}
    if value is YES:
        assert results == {True}
    elif value is NO:
        assert results == {False}


@settings(max_examples=200, deadline=None)
@given(condition=CONDITIONS, values=st.fixed_dictionaries({n: st.sampled_from(d) for n, d in DOMAINS.items()}))
def test_a_case_wholly_known_is_read_as_two_valued_logic_reads_it(condition: Condition, values: dict[str, Any]) -> None:
    states = {name: exactly(value) for name, value in values.items()}
    assert truth_of(condition, states) is (YES if plainly(condition, values) else NO)


@settings(max_examples=400, deadline=None)
@given(condition=CONDITIONS, states=STATES, data=st.data())
def test_knowing_more_never_turns_yes_into_no_or_back(
    condition: Condition, states: dict[str, State], data: st.DataObject
) -> None:
    value = truth_of(condition, states)
    name = data.draw(st.sampled_from(sorted(DOMAINS)))
    left = data.draw(st.sets(st.sampled_from(possible(name, states[name])), min_size=1))
    refined = truth_of(condition, {**states, name: OneOf(frozenset(left))})
    assert refined is value or value is UNKNOWN


@settings(max_examples=200, deadline=None)
@given(condition=CONDITIONS, states=STATES, data=st.data())
def test_taking_an_answer_away_never_flips(condition: Condition, states: dict[str, State], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(DOMAINS)))
    fewer = {key: state for key, state in states.items() if key != name}
    assert truth_of(condition, fewer) in (truth_of(condition, states), UNKNOWN)


@settings(max_examples=200, deadline=None)
@given(condition=CONDITIONS, states=STATES)
def test_a_trace_says_what_the_reading_says(condition: Condition, states: dict[str, State]) -> None:
    def agrees(node: Any) -> bool:
        return node.value is truth_of(node.condition, states) and all(agrees(part) for part in node.parts)

    assert agrees(trace(condition, states))
