"""What is said of a scheme without any case: as z3 finds it by another method, also on wrong turns of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import z3

from frihavn.law import expression as e
from frihavn.law.bind import Settings, bind_expression
from frihavn.law.gains import turns
from frihavn.law.idle import either_way
from frihavn.law.lawbook import LawBook
from frihavn.law.parse import parse
from frihavn.law.reading import Question
from frihavn.law.scan import (
    REFUSING,
    idle_parts,
    never_asked,
    never_met,
    protected,
    readings,
    rises_with,
    scan,
    subsumed,
)
from frihavn.law.scheme import Clause, Scheme
from frihavn.law.score import distinct, score, turned, with_scheme
from frihavn.logic import NO, YES, Condition, Gap
from frihavn.logic.condition import children
from frihavn.logic.condition import tests_in as all_tests_in
from tests.agree.smt import Formulas
from tests.agree.test_completions import DAYS, SCHEMES
from tests.cast import AUTUMN_2026, SPRING_2022, book

IDLE = " can be dropped: it changes nothing"


def day(scheme: str) -> date:
    return DAYS.get(scheme, AUTUMN_2026)


def z3_same(first: Condition, second: Condition) -> bool:
    """Whether two conditions agree for everybody, gaps read both ways."""
    facts = book().vocabulary.facts
    tests = [*all_tests_in(first), *all_tests_in(second)]
    members = {test.variable: list(facts["present_in"].values) for test in tests if test.variable == "nationality"}
    for test in tests:
        if test.variable not in members and test.operator.value == "includes":
            members[test.variable] = list(facts[test.variable].values)
    formulas = Formulas(facts, members)
    solver = z3.Solver()
    names = {name for test in tests for name in (test.variable, getattr(test.operand, "name", None)) if name in facts}
    solver.add([formulas.domain(name) for name in names])
    differ = [formulas.yes(first, gap=gap) != formulas.yes(second, gap=gap) for gap in (False, True)]
    solver.add(z3.Or(differ))
    return solver.check() == z3.unsat


def idle_by_z3(scheme: Scheme, clause: Clause, law: LawBook, looked_at: list) -> set[str]:
    texts = [
        one
        for one, _ in looked_at
        if clause.span.holds(one.era.get(clause.governs, one.era.get("law", date.max)), one.known_at)
    ]
    found = set()
    for shorter, part in shortened(clause.expression):
        left_open = any(rests_on_gap(either_way(bind_expression(part, scheme, law.schemes, one))) for one in texts)
        if texts and not left_open and all(_same(clause.expression, shorter, scheme, law, one) for one in texts):
            found.add(e.write(part))
    return found


def shortened(expression: e.Expression) -> Iterator[tuple[e.Expression, e.Expression]]:
    """For every part of every join: the whole expression without the part, and the part."""
    parts = e.parts_of(expression)
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        if isinstance(expression, (e.AllOf, e.AnyOf)) and len(parts) > 1:
            yield type(expression)((*before, *after)), part
        for shorter, piece in shortened(part):
            if isinstance(expression, e.Not):
                yield e.Not(shorter), piece
            else:
                yield replace(expression, parts=(*before, shorter, *after)), piece


def rests_on_gap(condition: Condition) -> bool:
    return isinstance(condition, Gap) or any(rests_on_gap(part) for part in children(condition))


def _same(first: e.Expression, second: e.Expression, scheme: Scheme, law: LawBook, settings: Settings) -> bool:
    return z3_same(*(either_way(bind_expression(one, scheme, law.schemes, settings)) for one in (first, second)))


def compare(scheme_id: str, *, every: int) -> int:
    """Compare idle parts on the law and on every n-th wrong turn; returns how many texts were compared."""
    scheme, compared = book().schemes[scheme_id], 0
    for clause in scheme.clauses:
        for number, mutant in enumerate(distinct(clause)):
            if number % every:
                continue
            wrong = turned(scheme, clause, mutant)
            law = with_scheme(book(), wrong)
            only = next(one for one in wrong.clauses if one.line == clause.line and one.span == clause.span)
            looked_at = readings(wrong, law, Question(day(scheme_id)))
            others = tuple(one for one in wrong.clauses if one.name != clause.name)
            law_of_one = replace(wrong, clauses=(*others, only))
            found = idle_parts(law_of_one, with_scheme(law, law_of_one), looked_at)
            ours = {one.what.removesuffix(IDLE) for one in found if one.rule == clause.name}
            assert ours == idle_by_z3(wrong, only, law, looked_at), f"{scheme_id}.{clause.name}: {mutant.what}"
            compared += 1
    return compared


@pytest.mark.parametrize("scheme", ["dk/special-act-ukraine", "dk/soldiers-special-act", "un/non-refoulement"])
def test_idle_parts_are_those_z3_finds_on_every_wrong_turn(scheme: str) -> None:
    assert compare(scheme, every=3 if scheme.startswith("dk/special") else 2) >= 8


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_law_as_it_stands_has_no_finding(scheme: str) -> None:
    assert scan(book().schemes[scheme], book(), on=day(scheme)) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_tables_notice_nearly_every_wrong_turn(scheme: str) -> None:
    found = score(book().schemes[scheme], book(), on=day(scheme))
    assert found.tried >= 20
    assert found.share >= 0.95, [(one.clause.name, one.what, one.row) for one in found.survivors]


@pytest.mark.parametrize("fact", REFUSING)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_refusing_never_lowers_eligibility(scheme: str, fact: str) -> None:
    assert rises_with(book().schemes[scheme], fact, book(), on=day(scheme)) is None


def changed(scheme_id: str, rule: str, text: str) -> tuple[Scheme, LawBook, list]:
    """A scheme with one rule rewritten."""
    scheme = book().schemes[scheme_id]
    wrong = parse(text, path="planted", first_line=1)
    clauses = tuple(replace(one, expression=wrong) if one.name == rule else one for one in scheme.clauses)
    planted = replace(scheme, clauses=clauses)
    law = with_scheme(book(), planted)
    return planted, law, readings(planted, law, Question(day(scheme_id)))


def test_a_ground_nobody_can_meet_is_found() -> None:
    _, law, looked_at = changed("dk/special-act-ukraine", "citizen", "all_of(deserted, not_(deserted))")
    assert [found.rule for found in never_met(law, looked_at)] == ["citizen"]


def test_a_ground_that_adds_nobody_is_found() -> None:
    text = 'all_of(refugee_in_ukraine, departure >= param("cutoff"), deserted)'
    _, law, looked_at = changed("dk/special-act-ukraine", "citizen", text)
    assert "citizen" in [found.rule for found in subsumed(law, looked_at)]


def test_a_question_that_can_never_matter_is_found() -> None:
    text = 'all_of(nationality.includes("UA"), any_of(deserted, not_(deserted)))'
    _, law, looked_at = changed("dk/special-act-ukraine", "citizen", text)
    assert any("'deserted'" in found.what for found in never_asked(law, looked_at))


def test_a_verdict_that_rests_on_sex_is_found_with_a_person() -> None:
    text = 'all_of(nationality.includes("UA"), sex == "female")'
    _, law, looked_at = changed("dk/special-act-ukraine", "citizen", text)
    found = protected(law, looked_at)
    assert [one.kind for one in found] == ["rests_on_protected"]
    assert found[0].witness is not None
    assert "nationality" in found[0].witness["answers"]


def test_a_rule_that_punishes_deserting_is_found_with_a_person() -> None:
    planted, law, _ = changed("un/non-refoulement", "serious_harm", 'all_of(finding("real_risk"), not_(deserted))')
    witness = rises_with(planted, "deserted", law, on=AUTUMN_2026)
    assert witness is not None
    assert witness["answers"]["deserted"] is True


def test_a_part_that_changes_nothing_is_found() -> None:
    text = 'all_of(nationality.includes("UA"), any_of(nationality.includes("UA"), deserted))'
    planted, law, looked_at = changed("dk/special-act-ukraine", "citizen", text)
    assert any(found.rule == "citizen" for found in idle_parts(planted, law, looked_at))


def test_who_gains_by_the_cut_off_day_of_june_2022() -> None:
    """Exactly those who left from 1 to 23 February 2022; nobody loses."""
    found = turns(book().schemes["dk/special-act-ukraine"], book(), date(2022, 6, 15), date(2022, 6, 16))
    assert {one.kind for one in found} == {"gains"}
    assert {(one.before, one.after) for one in found} == {(NO, YES)}
    days = [one.witness["answers"]["departure"] for one in found]
    assert {"after": "2022-01-31", "before": "2022-02-24"} in days


def test_nobody_gains_or_loses_where_the_text_is_the_same() -> None:
    assert turns(book().schemes["un/refugee"], book(), date(2026, 1, 1), date(2026, 1, 2)) == []
    assert turns(book().schemes["dk/soldiers-special-act"], book(), SPRING_2022, date(2022, 3, 11)) == []


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
def test_idle_parts_on_all_wrong_turns(scheme: str) -> None:
    assert compare(scheme, every=1) >= 8
