"""What still matters equals brute force where that can be tried, and nothing outside it changes anything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from frihavn.law.case import FINDING_PREFIX, Case, read_case
from frihavn.law.locate import Locator
from frihavn.law.matters import still_matters
from frihavn.law.reading import Question
from frihavn.law.scheme import LAW_DAY
from tests.agree.people import OPEN_MAX, Population, fits
from tests.agree.planes import Table
from tests.agree.test_completions import SCHEMES, in_era, of_bound, population
from tests.cast import AUTUMN_2026, book

BRUTE_MAX = 60_000


def columns_of(people: Population, case: Case) -> dict[str, list[int]]:
    """For every variable the candidate values that the case leaves."""
    states = case.states()
    return {
        name: [i for i, value in enumerate(values) if fits(value, states.get(name))]
        for name, values in people.domains.items()
    }


def values_per_reading(people: Population, columns: dict[str, np.ndarray]) -> np.ndarray:
    """For every row the value (0 no, 1 open, 2 yes) under each line, in the row's own era."""
    table = Table(people.domains, columns)
    lines = sorted({key for _, key in people.bounds})
    found = np.full((table.rows, len(lines)), 1)
    for position, line in enumerate(lines):
        for index in range(len(people.eras)):
            rows = in_era(people, columns, index)
            yes, no = of_bound(table, people.bounds[index, line])["verdict"]
            found[rows & yes, position] = 2
            found[rows & no, position] = 0
    return found


def brute(people: Population, allowed: dict[str, list[int]]) -> set[str]:
    """Facts of which two completions differ in nothing else and yet in the answer under some line."""
    names = list(allowed)
    rows = np.array(list(itertools.product(*allowed.values())), dtype=int).reshape(-1, len(names))
    values = values_per_reading(people, {name: rows[:, i] for i, name in enumerate(names)}).reshape(
        *[len(c) for c in allowed.values()], -1
    )
    found = set()
    for axis, name in enumerate(names):
        if values.shape[axis] > 1 and (values != values.take([0], axis=axis)).any():
            found.add(name)
    return found


def open_count(allowed: dict[str, list[int]]) -> int:
    return sum(len(choices) > 1 for choices in allowed.values())


def size(allowed: dict[str, list[int]]) -> int:
    result = 1
    for choices in allowed.values():
        result *= max(1, len(choices))
    return result


def compare(scheme: str, *, cases: int, seed: int) -> int:
    """Compare with brute force; returns how many people could be tried."""
    people = population(scheme, seed)
    tried = 0
    for _ in range(cases):
        case = people.person()
        allowed = columns_of(people, case)
        if (
            any(not choices for choices in allowed.values())
            or open_count(allowed) > OPEN_MAX
            or size(allowed) > BRUTE_MAX
        ):
            continue
        tried += 1
        wanted = {name for name in brute(people, allowed) if not name.startswith(FINDING_PREFIX)}
        got = set(still_matters(people.scheme, case, book(), people.question))
        assert got == wanted, f"{scheme}: {sorted(got ^ wanted)} for {case}"
    return tried


def outside(scheme: str, *, cases: int, samples: int, seed: int) -> int:
    """Change facts outside the set at random; the answer under every line stays. Returns how many were tried."""
    people = population(scheme, seed)
    tried = 0
    for _ in range(cases):
        case = people.person()
        allowed = columns_of(people, case)
        if any(not choices for choices in allowed.values()):
            continue
        matters = set(still_matters(people.scheme, case, book(), people.question))
        generator = np.random.default_rng(people.random.randrange(2**32))
        rows = {name: generator.choice(choices, samples) for name, choices in allowed.items()}
        other = {name: generator.choice(choices, samples) for name, choices in allowed.items()}
        free = [name for name in allowed if name not in matters and not name.startswith(FINDING_PREFIX)]
        changed = {name: other[name] if name in free else column for name, column in rows.items()}
        before, after = values_per_reading(people, rows), values_per_reading(people, changed)
        assert (before == after).all(), f"{scheme}: something outside {sorted(matters)} changed the answer for {case}"
        tried += samples
    return tried


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_still_matters_equals_brute_force(scheme: str) -> None:
    assert compare(scheme, cases=400, seed=21) >= 20


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_else_changes_anything(scheme: str) -> None:
    assert outside(scheme, cases=60, samples=60, seed=22) >= 1_000


def test_a_set_that_is_known_wherever_the_person_can_be_does_not_matter() -> None:
    answers = {"nationality": {"includes": ["BY"], "excludes": ["DK"]}, "present_in": {"one_of": ["BY", "DK"]}}
    case = read_case({"answers": answers}, book().vocabulary, Locator("case", ""))
    found = still_matters(book().schemes["un/refugee"], case, book(), Question(AUTUMN_2026))
    assert "present_in" in found
    assert "nationality" not in found


def test_leaving_one_fact_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break it on purpose: drop the last fact of every set. Both checks must bite."""
    honest = still_matters
    monkeypatch.setitem(globals(), "still_matters", lambda *arguments: honest(*arguments)[:-1])
    with pytest.raises(AssertionError):
        compare("un/non-refoulement", cases=100, seed=21)
    with pytest.raises(AssertionError, match="outside"):
        outside("un/non-refoulement", cases=60, samples=60, seed=22)


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_ten_thousand_samples_outside(scheme: str) -> None:
    assert outside(scheme, cases=200, samples=100, seed=23) >= 10_000
    assert compare(scheme, cases=3_000, seed=24) >= 100


def test_eras_are_governed_by_facts_the_population_knows() -> None:
    for scheme in SCHEMES:
        people = population(scheme, 0)
        assert all(name in people.domains for name in people.governing if name != LAW_DAY)
