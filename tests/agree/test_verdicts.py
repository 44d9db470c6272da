"""Verdicts from diagrams of tests are the tree's, for everybody."""

from __future__ import annotations

from datetime import date

import pytest

from frihavn.law.reading import Question, glance
from frihavn.law.verdicts import Verdicts
from frihavn.logic import UNKNOWN
from frihavn.logic import diagram as diagrams
from tests.agree.test_completions import DAYS, SCHEMES, population
from tests.cast import AUTUMN_2026, EVERYBODY, book


def compare(scheme: str, *, cases: int, seed: int) -> int:
    """Read many incomplete people both ways; returns how many verdicts were definite."""
    people, definite = population(scheme, seed), 0
    swift = Verdicts(book(), people.question, [scheme])
    for _ in range(cases):
        case = people.person()
        wanted = glance(people.scheme, case, book(), people.question)["verdict"]
        assert swift.of(case) == {scheme: wanted}, case
        definite += wanted is not UNKNOWN
    return definite


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_verdict_is_that_of_the_tree(scheme: str) -> None:
    assert compare(scheme, cases=300, seed=20261124) > 10


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_verdict_is_that_of_the_tree_for_ten_thousand(scheme: str) -> None:
    assert compare(scheme, cases=10_000, seed=7) > 100


@pytest.mark.parametrize("day", [date(2022, 3, 20), date(2024, 5, 1), AUTUMN_2026, *DAYS.values()])
def test_the_cast_is_told_the_same_under_all_lines_and_schemes_at_once(day: date) -> None:
    swift = Verdicts(book(), Question(day))
    for person in EVERYBODY:
        found = swift.of(person.case)
        for id_, value in found.items():
            assert value is glance(book().schemes[id_], person.case, book(), Question(day))["verdict"]
        standing = {one.id for one in book().schemes.values() if one.status_on(day, date.max)}
        assert set(found) <= standing


def test_a_diagram_that_would_be_too_large_is_read_as_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "NODES_MAX", 20)
    swift = Verdicts(book(), Question(AUTUMN_2026))
    for person in EVERYBODY:
        for id_, value in swift.of(person.case).items():
            assert value is glance(book().schemes[id_], person.case, book(), Question(AUTUMN_2026))["verdict"]
    assert any(plan.trees for plan in swift.plans.values())
