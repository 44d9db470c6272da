"""Where reading part by part is weaker than reading all completions, and where it is not."""

from __future__ import annotations

import itertools

import pytest

from frihavn.law.reading import Question
from frihavn.law.scan import readings
from frihavn.law.weak import weakness
from frihavn.logic import (
    NO,
    UNKNOWN,
    YES,
    AllOf,
    AnyOf,
    Anything,
    Condition,
    NotOf,
    OneOf,
    Operator,
    State,
    Truth,
)
from frihavn.logic import Test as Comparison
from frihavn.logic.evaluate import truth_of
from tests.agree.test_completions import SCHEMES
from tests.cast import AUTUMN_2026, book

A, B, C = (Comparison(name, Operator.IS, True) for name in ("a", "b", "c"))
KNOWN = (OneOf(frozenset({False})), OneOf(frozenset({True})))
STATES: tuple[State, ...] = (*KNOWN, Anything())

CONDITIONS = [
    A,
    AllOf((A, B)),
    AnyOf((A, NotOf(A))),
    AllOf((A, NotOf(A))),
    AnyOf((AllOf((A, B)), AllOf((NotOf(A), B)))),
    AnyOf((AllOf((A, B)), AllOf((NotOf(A), C)))),
    AnyOf((AllOf((A, B)), AllOf((B, C)))),
    AllOf((AnyOf((A, B)), AnyOf((A, C)))),
]


def open_without_need(condition: Condition) -> list[tuple[State, ...]]:
    """By trying everything: states in which the value is open and every completion agrees."""
    found = []
    for states in itertools.product(STATES, repeat=3):
        if truth_of(condition, dict(zip("abc", states, strict=True))) is not UNKNOWN:
            continue
        values: set[Truth] = set()
        for complete in itertools.product(KNOWN, repeat=3):
            if all(
                isinstance(state, Anything) or state == other for state, other in zip(states, complete, strict=True)
            ):
                values.add(truth_of(condition, dict(zip("abc", complete, strict=True))))
        if len(values) == 1:
            found.append(states)
    return found


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_weak_place_is_found_exactly_where_there_is_one(condition: Condition) -> None:
    found, _ = weakness(condition, {})
    wanted = open_without_need(condition)
    assert (found is None) is (not wanted)
    if found is not None:
        states: dict[str, State] = {name: Anything() for name in "abc"}
        states |= {name: KNOWN[cell] for name, cell in found.cells.items()}
        assert truth_of(condition, states) is UNKNOWN
        assert tuple(states.values()) in wanted
        assert found.value in (YES, NO)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_law_is_read_as_sharply_as_it_can_be(scheme: str) -> None:
    for _, bound in readings(book().schemes[scheme], book(), Question(AUTUMN_2026)):
        assert weakness(bound.verdict(), book().vocabulary.facts)[0] is None


@pytest.mark.parametrize("scheme", ["es/transfer-art-38", "fr/entry-of-deserters"])
def test_the_weak_places_are_known(scheme: str) -> None:
    """Of somebody who is a citizen of every country but one, and nobody knows where: open, where it could say no."""
    (_, bound), *_ = readings(book().schemes[scheme], book(), Question(AUTUMN_2026))
    found, _ = weakness(bound.verdict(), book().vocabulary.facts)
    assert found is not None
    assert (found.value, found.unknown) == (NO, ("present_in",))
