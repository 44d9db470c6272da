"""What is asked next: only what matters, never what may not be asked, and an end."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from frihavn.law.case import Case, read_case
from frihavn.law.check import check_all
from frihavn.law.interview import Audience, Table, cost_of, decks_of, may_be_asked, next_question
from frihavn.law.locate import Locator
from frihavn.law.reading import Question
from frihavn.law.scheme import Status
from frihavn.law.vocabulary import AskedOf, FactType, Sensitivity
from frihavn.logic.state import OneOf
from tests.agree.test_completions import SCHEMES, population
from tests.cast import ALEKSEI, AUTUMN_2026, DANILA, IRINA, MAKSIM, OKSANA, ROMAN, TIMUR, VERA, Person, book

QUESTION = Question(AUTUMN_2026)
LONG = 160


@cache
def of_nobody(audience: Audience) -> list[str]:
    """Everything that is asked of somebody of whom nothing is known."""
    return asked(Case(), audience)


def asked(case: Case, audience: Audience) -> list[str]:
    """Everything that is asked when nobody knows anything more."""
    skip: frozenset[str] = frozenset()
    found = []
    for _ in range(LONG):
        one = next_question(case, book(), QUESTION, audience=audience, skip=skip)
        if one is None:
            return found
        found.append(one.fact)
        skip |= {one.fact}
    raise AssertionError(f"the interview does not end: {found}")


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PUBLIC_SAFE])
def test_the_public_is_never_asked_who_they_are_or_what_they_did(audience: Audience) -> None:
    facts = book().vocabulary.facts
    for name in of_nobody(audience):
        assert facts[name].sensitivity not in (Sensitivity.IDENTITY, Sensitivity.INCRIMINATING), name
        assert facts[name].asked_of is AskedOf.APPLICANT, name
        if audience is Audience.PUBLIC_SAFE:
            assert facts[name].sensitivity is Sensitivity.SAFE, name


def test_interviews_end_and_ask_nothing_twice_and_a_representative_is_asked_most() -> None:
    found = {audience: of_nobody(audience) for audience in Audience}
    assert all(len(names) == len(set(names)) > 10 for names in found.values())
    assert set(found[Audience.PUBLIC_SAFE]) < set(found[Audience.PUBLIC]) < set(found[Audience.REPRESENTATIVE])
    facts = book().vocabulary.facts
    assert any(not may_be_asked(facts[name], Audience.PUBLIC) for name in found[Audience.REPRESENTATIVE])


def test_only_the_representative_may_be_asked_what_incriminates() -> None:
    fact = next(iter(book().vocabulary.facts.values()))
    for sensitivity in (Sensitivity.IDENTITY, Sensitivity.INCRIMINATING):
        wrong = replace(fact, sensitivity=sensitivity)
        assert [may_be_asked(wrong, one) for one in (Audience.PUBLIC_SAFE, Audience.PUBLIC)] == [False, False]
        assert may_be_asked(wrong, Audience.REPRESENTATIVE)


@pytest.mark.parametrize("case", [Case(), ALEKSEI.case, DANILA.case], ids=["nobody", "Aleksei", "Danila"])
def test_what_a_variable_alone_would_settle_is_what_fixing_it_settles(case: Case) -> None:
    """One walk over a diagram gives what reading it again for every cell gives."""
    compared = 0
    for deck in decks_of(case, book(), QUESTION):
        table = Table(deck, case, book().vocabulary)
        for name in set().union(*table.tested.values()):
            if len(table.allowed[name]) > 1:
                shares = table.weights[name]
                after = sum(shares[cell] * table.entropy({name: cell}) for cell in table.allowed[name])
                assert table.single[name] == pytest.approx(table.now - after, abs=1e-9)
                compared += 1
    assert compared > 50


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whatever_is_asked_still_matters_to_an_open_scheme(scheme: str) -> None:
    people = population(scheme, 51)
    for _ in range(4):
        case = people.person()
        found = next_question(case, book(), QUESTION)
        matters = {
            name
            for one in check_all(case, book(), QUESTION)
            if one.status not in (Status.LAPSED, Status.REPEALED)
            for name in one.still_matters
        }
        if found is None:
            assert matters <= set(book().vocabulary.findings) | {f"finding:{id_}" for id_ in book().vocabulary.findings}
            continue
        assert {found.fact, *found.companions} <= matters
        assert set(found.settles) <= set(book().schemes)
        assert found.gain >= 0


def test_a_page_is_asked_together_and_from_its_top() -> None:
    facts = book().vocabulary.facts
    pages = {fact.page for fact in facts.values() if fact.page}
    assert pages
    found = next_question(Case(), book(), QUESTION)
    assert found is not None
    page = facts[found.fact].page
    assert all(facts[name].page == page for name in found.companions)
    alone = next_question(Case(), book(), QUESTION, pages=False)
    assert alone is not None
    assert alone.companions == ()


def test_a_question_that_settles_everything_comes_first() -> None:
    answers = {"nationality": ["UA"], "present_in": "DK", "protection_elsewhere": False, "residence_elsewhere": False}
    case = read_case({"answers": answers}, book().vocabulary, Locator("case", ""))
    found = next_question(case, book(), QUESTION, schemes=["dk/special-act-ukraine"], pages=False)
    assert found is not None
    assert found.fact in ("departure", "in_denmark_2022_02_24")
    assert found.settles == ("dk/special-act-ukraine",)


def test_nothing_is_asked_when_nothing_is_open() -> None:
    assert next_question(Case(), book(), QUESTION, schemes=[]) is None


@pytest.mark.parametrize(
    "person", [ALEKSEI, MAKSIM, IRINA, DANILA, TIMUR, OKSANA, VERA, ROMAN], ids=lambda one: one.name
)
def test_nobody_is_asked_what_they_have_said(person: Person) -> None:
    known = {name for name, answer in person.case.answers.items() if isinstance(answer.state, OneOf)}
    plain = {name for name in known if len(person.case.answers[name].state.values) == 1}
    assert plain
    assert plain.isdisjoint(asked(person.case, Audience.PUBLIC))


def test_what_costs_more_is_asked_later() -> None:
    facts = book().vocabulary.facts.values()
    simple = next(one for one in facts if one.type is FactType.BOOL and one.sensitivity is Sensitivity.SAFE)
    risky = replace(simple, sensitivity=Sensitivity.INCRIMINATING)
    assert cost_of(simple) < cost_of(replace(simple, sensitivity=Sensitivity.REFUSAL)) < cost_of(risky)
