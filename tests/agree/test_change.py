"""The smallest change: as cheap as z3 finds, it works when tried, and the public hears no claim about the past."""

from __future__ import annotations

from typing import Any

import pytest
import z3

from frihavn.law.case import FINDING_PREFIX, Answer, Case, read_case
from frihavn.law.change import COSTS, Change, would_change
from frihavn.law.locate import Locator
from frihavn.law.reading import glance
from frihavn.law.vocabulary import ChangeKind, FactType
from frihavn.logic import NO, Operator
from frihavn.logic.state import OneOf
from tests.agree.people import Population
from tests.agree.smt import Formulas
from tests.agree.test_completions import SCHEMES, population
from tests.cast import book

PLACES = ["RU", "UA", "BY", "KZ", "DK", "LT"]


def cheapest_by_z3(people: Population, case: Case, *, public: bool) -> int | None:
    """The least cost over all readings; None: nothing that may be changed opens the way. 0: it is not closed."""
    best: int | None = None
    for bound in people.bounds.values():
        cost = _reading_cost(people, case, bound, public=public)
        if cost is not None and (best is None or cost < best):
            best = cost
    return best


def _reading_cost(people: Population, case: Case, bound: Any, *, public: bool) -> int | None:
    facts, states = book().vocabulary.facts, case.states()
    members = {
        name: _members(people, name) for name in people.domains if name in facts and facts[name].type is FactType.SET
    }
    formulas = Formulas(facts, members)
    solver = z3.Optimize()
    costs: list[z3.ArithRef] = []
    solver.add(formulas.yes(bound.verdict(), gap=True))
    for name in people.domains:
        if name.startswith(FINDING_PREFIX):
            finding = book().vocabulary.findings[name.removeprefix(FINDING_PREFIX)]
            value = case.findings.get(finding.id, finding.favour)
            solver.add(formulas.truth(name) == z3.BoolVal(value))
            continue
        solver.add(formulas.domain(name))
        fact = facts[name]
        price = COSTS.get(fact.change)
        price = None if price is None or (public and fact.change is not ChangeKind.STEP) else price * fact.effort
        for kept in _pieces(formulas, name, states.get(name)):
            if price is None:
                solver.add(kept)
            else:
                costs.append(z3.If(kept, 0, price))
    total = z3.Sum(costs) if costs else z3.IntVal(0)
    solver.minimize(total)
    if solver.check() != z3.sat:
        return None
    return solver.model().eval(total, model_completion=True).as_long()


def _members(people: Population, name: str) -> list[str]:
    if name == "nationality":
        return list(book().vocabulary.facts["present_in"].values)
    return list(
        dict.fromkeys(
            str(test.operand) for test in people.tests if test.variable == name and test.operator is Operator.INCLUDES
        )
    )


def _pieces(formulas: Formulas, name: str, state: Any) -> list[z3.BoolRef]:
    """What is known of a fact, in the pieces whose change is priced one by one."""
    if formulas.kind(name) is FactType.SET:
        return [formulas.holds(name, value, state) for value in formulas.members[name]]
    return [formulas.state(name, state)]


def try_change(people: Population, case: Case, change: Change) -> bool:
    """Make the change in the case; the scheme must no longer be certainly closed, findings in the person's favour."""
    wanted = read_case({"answers": change.to_json()}, book().vocabulary, Locator("change", ""))
    answers = dict(case.answers)
    for name, answer in wanted.answers.items():
        fact = book().vocabulary.facts[name]
        answers[name] = _merged(answers.get(name), answer) if fact.type is FactType.SET else answer
    favoured = {finding.id: finding.favour for finding in book().vocabulary.findings.values()}
    return (
        glance(people.scheme, Case("", answers, {**favoured, **case.findings}), book(), people.question)["verdict"]
        is not NO
    )


def _merged(old: Any, new: Any) -> Any:
    if old is None or not isinstance(old.state, OneOf):
        return new
    sets = frozenset((chosen | new.state.surely) - new.state.never for chosen in old.state.values)
    return Answer(OneOf(sets))


def compare(scheme: str, *, cases: int, seed: int) -> int:
    """Compare with z3; returns how many closed ways were compared."""
    people, closed = population(scheme, seed), 0
    for _ in range(cases):
        case = people.person()
        if people.random.random() < 0.6:
            case = Case("", case.answers, {})  # nothing recorded that would close the way for good
        for public in (False, True):
            found = would_change(people.scheme, case, book(), people.question, public=public)
            wanted = cheapest_by_z3(people, case, public=public)
            assert (found[0].cost if found else 0) == (wanted or 0), (
                f"{scheme}, public={public}: {found} but z3 says {wanted} for {case}"
            )
            closed += bool(found)
            for change in found:
                assert try_change(people, case, change), f"{scheme}: {change} does not open the way for {case}"
                assert not public or all(
                    book().vocabulary.facts[name].change is ChangeKind.STEP for name, _ in change.values
                )
    return closed


@pytest.mark.parametrize("scheme", ["dk/special-act-ukraine", "dk/soldiers-special-act", "un/non-refoulement"])
def test_the_cheapest_change_costs_what_z3_finds(scheme: str) -> None:
    compare(scheme, cases=25, seed=41)


def test_some_ways_are_closed_and_can_be_opened() -> None:
    assert compare("dk/special-act-ukraine", cases=60, seed=42) >= 5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_public_never_hears_a_claim_about_the_past(scheme: str) -> None:
    people, heard = population(scheme, 43), 0
    for _ in range(150):
        for change in would_change(people.scheme, people.person(), book(), people.question, public=True):
            heard += 1
            for name, _ in change.values:
                assert book().vocabulary.facts[name].change is ChangeKind.STEP
    assert heard or scheme in ("un/non-refoulement", "un/refugee", "dk/soldiers-special-act")


def test_who_stands_in_their_own_country_is_told_that_being_outside_it_would_open_the_way() -> None:
    answers = {"nationality": ["RU"], "present_in": "RU", "at_border_of": "none"}
    case = read_case({"answers": answers}, book().vocabulary, Locator("case", ""))
    people = population("un/refugee", 45)
    found = would_change(people.scheme, case, book(), people.question)
    assert [name for name, _ in found[0].values] == ["present_in"]
    assert "RU" not in found[0].to_json()["present_in"]["one_of"]
    assert try_change(people, case, found[0])


def test_nobody_is_ever_told_to_have_another_nationality_or_age() -> None:
    for fact in ("nationality", "age", "sex"):
        assert book().vocabulary.facts[fact].change is ChangeKind.NEVER


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_thousand_cheapest_changes(scheme: str) -> None:
    compare(scheme, cases=200, seed=44)
