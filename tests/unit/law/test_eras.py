"""Eras: which text governs on which day, and what was known when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from frihavn.law.case import Answer, Case
from frihavn.law.check import check
from frihavn.law.errors import NotInForceError, SchemeError
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question, rule_truth
from frihavn.law.scheme import Span, Status
from frihavn.logic import NO, UNKNOWN, YES
from frihavn.logic.state import exactly
from tests.unit.law.harbour import FILE, law, scheme


def covered(found: LawBook, application: str | None, called_up: bool | None = True, **more: Any) -> Any:
    facts: dict[str, Any] = {"nationality": frozenset({"BY"}), "deserted": False}
    if application:
        facts["application"] = date.fromisoformat(application)
    if called_up is not None:
        facts["called_up"] = called_up
    case = Case(answers={name: Answer(exactly(value)) for name, value in facts.items()})
    question = Question(date(2026, 1, 1), more.get("known_at"))
    return rule_truth(found.schemes["xx/harbour"], "covered", case, found, question)


def test_an_era_gives_its_days_to_the_rules_that_name_it() -> None:
    spans = [clause.span for clause in scheme().clauses]
    assert spans == [Span(None, date(2022, 6, 15)), Span(date(2022, 6, 16), None)]


def test_the_day_of_the_governing_fact_chooses_the_text(tmp_path: Path) -> None:
    found = law(tmp_path)
    assert found.troubles == ()
    assert covered(found, "2022-06-15") is NO
    assert covered(found, "2022-06-16") is YES


def test_an_unknown_governing_day_means_every_possible_text(tmp_path: Path) -> None:
    assert covered(law(tmp_path), None) is UNKNOWN
    assert covered(law(tmp_path), None, called_up=False) is NO


def test_an_era_may_have_been_known_under_another_day(tmp_path: Path) -> None:
    eras = """[[era]]
name = "old"
to = 2022-06-30
known_to = 2022-05-01
cite = "xx-act s. 1, grade B"

[[era]]
name = "old"
to = 2022-06-15
known = 2022-05-02
cite = "xx-act s. 1, grade B"

[[era]]
name = "new"
from = 2022-07-01
known = 2022-03-17
known_to = 2022-05-01
cite = "xx-act s. 1, grade B"

[[era]]
name = "new"
from = 2022-06-16
known = 2022-05-02
cite = "xx-act s. 1, grade B"
```
"""
    start, end = FILE.index("[[era]]"), FILE.index("```\n\nIn our own words")
    found = law(tmp_path, FILE[:start] + eras + FILE[end + 4 :])
    assert found.troubles == ()
    assert covered(found, "2022-06-20") is YES
    assert covered(found, "2022-06-20", known_at=date(2022, 5, 2)) is YES
    assert covered(found, "2022-06-20", known_at=date(2022, 5, 1)) is NO
    assert covered(found, "2022-07-01", known_at=date(2022, 5, 1)) is YES


def test_a_text_is_not_known_before_its_day() -> None:
    span = Span(date(2022, 6, 16), None, known=date(2022, 5, 2), known_to=date(2022, 6, 1))
    assert [span.is_known(date(2022, 5, day)) for day in (1, 2)] == [False, True]
    assert [span.is_known(date(2022, 6, day)) for day in (1, 2)] == [True, False]
    assert not span.holds(date(2022, 6, 15), date(2022, 5, 15))
    assert span.holds(date(2022, 6, 16), date(2022, 5, 15))


def test_a_span_begins_and_ends_on_days_included() -> None:
    span = Span(date(2022, 3, 1), date(2022, 3, 31))
    held = [
        span.holds(day, date.max) for day in (date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 31), date(2022, 4, 1))
    ]
    assert held == [False, True, True, False]


def test_a_scheme_has_no_standing_before_its_first_day() -> None:
    assert scheme().status_on(date(2022, 3, 16), date.max) is None
    standing = scheme().status_on(date(2022, 3, 17), date.max)
    assert standing is not None
    assert standing.status is Status.IN_FORCE


def test_a_scheme_without_text_on_the_day_says_so(tmp_path: Path) -> None:
    found = law(tmp_path)
    with pytest.raises(NotInForceError, match="no text on 2022-03-16"):
        check(found.schemes["xx/harbour"], Case(), found, Question(date(2022, 3, 16)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("era: old", "era: odl", "Did you mean 'old'?"),
        ("era: old", "era: old\nfrom: 2022-01-01", "a rule has an era or from/to, not both"),
        ("era: old", "to: 2022-06-31", "'2022-06-31' is not a day"),
        ("era: old", "era: new", "overlap"),
        ("from = 2022-06-16", "from = 2022-06-15", "overlap"),
        ("era: old", "era: old\nera: new", "'era' stands twice in this rule"),
    ],
)
def test_eras_that_cannot_be_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(SchemeError, match=r"law/xx/harbour\.md:") as caught:
        scheme(FILE.replace(old, new))
    assert message in caught.value.rendered()
