"""Silence neither grants nor refuses: no completion of what is unknown contradicts a definite answer."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from frihavn.law.case import FINDING_PREFIX, Answer, Case
from frihavn.law.eligibility import PARTS
from frihavn.law.reading import Question, glance
from frihavn.law.scheme import LAW_DAY
from frihavn.logic import NO, UNKNOWN, YES, Truth, evaluate
from frihavn.logic.state import exactly
from tests.agree.people import Population
from tests.agree.planes import Planes, Table
from tests.cast import AUTUMN_2026, FEBRUARY_2026, SPRING_2022, book

SCHEMES = ("dk/special-act-ukraine", "dk/soldiers-special-act", "un/refugee", "un/non-refoulement", "eu/qualification")
DAYS = {"dk/soldiers-special-act": SPRING_2022, "un/refugee": FEBRUARY_2026}


def population(scheme: str, seed: int) -> Population:
    return Population(book().schemes[scheme], book(), Question(DAYS.get(scheme, AUTUMN_2026)), seed)


def complete_values(people: Population, columns: dict[str, np.ndarray]) -> dict[str, Planes]:
    """Verdict and parts of complete cases by the second engine, each as two planes."""
    table = Table(people.domains, columns)
    per_line = []
    for line in {key for _, key in people.bounds}:
        merged: dict[str, Planes] = {
            name: (np.zeros(table.rows, bool), np.zeros(table.rows, bool)) for name in ("verdict", *PARTS)
        }
        for index in range(len(people.eras)):
            rows = in_era(people, columns, index)
            for name, (yes, no) in of_bound(table, people.bounds[index, line]).items():
                merged[name] = merged[name][0] | (yes & rows), merged[name][1] | (no & rows)
        per_line.append(merged)
    return {
        name: (
            np.logical_and.reduce([one[name][0] for one in per_line]),
            np.logical_and.reduce([one[name][1] for one in per_line]),
        )
        for name in ("verdict", *PARTS)
    }


def in_era(people: Population, columns: dict[str, np.ndarray], index: int) -> np.ndarray:
    rows = np.full(len(next(iter(columns.values()))), True)
    for name in people.governing:
        edges = sorted({era[name] for era in people.eras})
        start = people.eras[index][name]
        later = [edge for edge in edges if edge > start]
        days = np.array(
            [
                (day >= start and (not later or day < later[0])) or (start == edges[0] and day < start)
                for day in people.domains[name]
            ]
        )
        rows &= days[columns[name]]
    return rows


def of_bound(table: Table, bound) -> dict[str, Planes]:
    grounds = [(table.read(ground.condition), table.read(ground.where)) for ground in bound.grounds]
    exclusions = [table.read(part) for part in bound.exclusions]
    findings = [table.read(part) for part in bound.findings]
    free = (table.every([no for _, no in exclusions]), table.some([yes for yes, _ in exclusions]))
    made = (table.every([yes for yes, _ in findings]), table.some([no for _, no in findings]))
    some = (table.some([ground[0] for ground, _ in grounds]), table.every([ground[1] for ground, _ in grounds]))
    reached = table.some([ground[0] & where[0] for ground, where in grounds])
    shut = table.every([ground[1] | where[1] for ground, where in grounds])
    return {
        "verdict": (reached & free[0] & made[0], shut | free[1] | made[1]),
        "where": (reached, shut & ~some[1]),
        "grounds": some,
        "exclusions": free,
        "findings": made,
    }


def hold(scheme: str, *, cases: int, seed: int) -> tuple[int, int]:
    """Check many incomplete people; returns how many had every completion tried, and how many definite values."""
    people = population(scheme, seed)
    exhaustive = definite = 0
    for _ in range(cases):
        case = people.person()
        columns, all_of_them = people.completions(case)
        if not columns:
            continue
        exhaustive += all_of_them
        values = glance(people.scheme, case, book(), people.question)
        complete = complete_values(people, columns)
        for name, value in values.items():
            if value is not UNKNOWN:
                definite += 1
                against = complete[name][1] if value is YES else complete[name][0]
                assert not against.any(), f"{scheme}: {name} is {value} for {case}, and a completion says the opposite"
                if name == "verdict":
                    for_it = complete[name][0] if value is YES else complete[name][1]
                    assert for_it.all(), f"{scheme}: the verdict is {value} for {case}, and a completion leaves it open"
    assert definite, "nobody got a definite answer: this test has proved nothing"
    return exhaustive, definite


def forget(scheme: str, *, cases: int, seed: int) -> int:
    """Take facts away one after the other; no value ever flips. Returns how many definite values were lost."""
    people = population(scheme, seed)
    lost = 0
    for _ in range(cases):
        case = people.person()
        before = glance(people.scheme, case, book(), people.question)
        while case.answers or case.findings:
            case = without_one(case, people)
            after = glance(people.scheme, case, book(), people.question)
            for name, value in after.items():
                assert {value, before[name]} != {YES, NO}, f"{scheme}: {name} flipped when something was forgotten"
            lost += before["verdict"] is not UNKNOWN and after["verdict"] is UNKNOWN
            assert before["verdict"] is not UNKNOWN or after["verdict"] is UNKNOWN, "forgetting settled a verdict"
            before = after
    return lost


def without_one(case: Case, people: Population) -> Case:
    names = [*case.answers, *case.findings]
    gone = people.random.choice(names)
    answers = {name: answer for name, answer in case.answers.items() if name != gone}
    findings = {name: value for name, value in case.findings.items() if name != gone}
    return Case("", answers, findings)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_completion_contradicts_a_definite_answer(scheme: str) -> None:
    hold(scheme, cases=150, seed=1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_taking_facts_away_never_flips(scheme: str) -> None:
    forget(scheme, cases=15, seed=2)


def test_the_two_engines_agree_on_complete_people() -> None:
    """A complete person is their own only completion, so both engines must give the very same values."""
    for scheme in SCHEMES:
        people = population(scheme, 3)
        for _ in range(60):
            columns = {
                name: np.array([people.random.randrange(len(values))]) for name, values in people.domains.items()
            }
            case = complete_case(people, columns)
            values = glance(people.scheme, case, book(), people.question)
            for name, (yes, no) in complete_values(people, columns).items():
                if name != "where":  # where no ground is left, the place is of no account
                    assert values[name] is as_truth(bool(yes[0]), bool(no[0])), f"{scheme}: {name} for {case}"


def as_truth(yes: bool, no: bool) -> Truth:
    return YES if yes else NO if no else UNKNOWN


def complete_case(people: Population, columns: dict[str, np.ndarray]) -> Case:
    values = {name: people.domains[name][int(column[0])] for name, column in columns.items()}
    answers = {name: Answer(exactly(value)) for name, value in values.items() if not name.startswith(FINDING_PREFIX)}
    findings = {
        name.removeprefix(FINDING_PREFIX): bool(value)
        for name, value in values.items()
        if name.startswith(FINDING_PREFIX)
    }
    return Case("", answers, findings)


def test_a_planted_closed_world_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the engine on purpose: read a missing fact as no, as most engines do. The property must bite."""
    honest = evaluate.test_truth
    monkeypatch.setattr(
        evaluate, "test_truth", lambda test, states: NO if honest(test, states) is UNKNOWN else honest(test, states)
    )
    with pytest.raises(AssertionError, match="a completion"):
        hold("dk/special-act-ukraine", cases=150, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_ten_thousand_people(scheme: str, capsys: pytest.CaptureFixture[str]) -> None:
    exhaustive, definite = hold(scheme, cases=10_000, seed=11)
    lost = forget(scheme, cases=1_000, seed=12)
    counts = f"{exhaustive} with every completion, {definite} definite values, {lost} verdicts lost by forgetting"
    with capsys.disabled():
        sys.stdout.write(f"\n{scheme}: 10,000 people, {counts}, 0 wrong\n")


def test_the_day_governs_only_through_its_fact() -> None:
    """Eras are told apart by governing facts alone; the day of reading is fixed in this property."""
    for scheme in SCHEMES:
        assert all(
            era[LAW_DAY] == population(scheme, 0).eras[0][LAW_DAY]
            for era in population(scheme, 0).eras
            if LAW_DAY in era
        )
