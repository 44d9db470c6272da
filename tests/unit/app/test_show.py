"""What people read: marks, words and grades."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from frihavn.app.show import Page, word_for
from frihavn.law.check import check_all
from frihavn.law.eligibility import Verdict
from frihavn.law.reading import Question
from frihavn.law.scheme import Status
from frihavn.law.values import Grade
from frihavn.web.speech.language import LANGUAGES, Language
from tests.cast import ALEKSEI, AUTUMN_2026, EVERYBODY, MAKSIM, OKSANA, SPRING_2022, VERA, Person, book


def page(person: Person, *, lang: str = "en", on: date = AUTUMN_2026, width: int = 100) -> str:
    """The whole answer with reasons, as it is printed."""
    out = io.StringIO()
    question = Question(on)
    found = check_all(person.case, book(), question)
    Page(Console(file=out, width=width), book(), Language(lang, book())).answer(person.case, found, question, why=True)
    return out.getvalue()


def test_what_rests_on_something_unverified_says_so() -> None:
    for person in EVERYBODY:
        found = check_all(person.case, book(), Question(AUTUMN_2026))
        unverified = [one for one in found if one.weakest_grade is Grade.M]
        assert page(person).count("rests on something unverified") == len(unverified)
    assert any(one.weakest_grade is Grade.M for one in check_all(ALEKSEI.case, book(), Question(AUTUMN_2026)))


def test_what_never_became_law_is_history_and_no_offer() -> None:
    found = MAKSIM.reads("dk/soldiers-special-act", AUTUMN_2026)
    assert found.status is Status.LAPSED
    assert word_for(found)[0] == "word.history"
    assert "there is nothing to apply for" in page(MAKSIM)


def test_a_proposal_is_never_shown_as_something_to_apply_for() -> None:
    found = MAKSIM.reads("dk/soldiers-special-act", SPRING_2022, assume=("like-the-ukrainians",))
    assert found.status is Status.PROPOSED
    assert word_for(found)[0] not in ("word.could", "word.met")


def test_every_answer_says_that_it_only_advises() -> None:
    for person in EVERYBODY:
        assert "only an officer determines" in page(person)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 100, 160])
def test_an_answer_fits_its_width_in_every_language(lang: str, width: int) -> None:
    for line in page(VERA, lang=lang, width=width).splitlines():
        assert len(line) <= width


def test_every_verdict_carries_a_mark_and_a_word_beside_its_colour() -> None:
    text = page(VERA)
    assert "✓ met" in text
    for mark in ("✓", "✗", "?"):
        assert mark in page(ALEKSEI)


def test_a_definite_no_names_what_would_open_it() -> None:
    found = ALEKSEI.reads("eu/qualification", AUTUMN_2026)
    assert found.verdict is Verdict.NOT_MET
    assert found.would_change
    assert "What would open it" in page(ALEKSEI)


def test_sources_are_listed_with_the_day_they_were_read() -> None:
    text = page(VERA)
    assert "Sources" in text
    assert "read on 24 November 2026" in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "look whether it was extended"), ("da", "forlænget"), ("ru", "продление")]
)
def test_a_permit_that_has_run_out_by_the_day_of_reading_says_so(language: str, words: str) -> None:
    assert words in " ".join(page(OKSANA, lang=language, on=date(2026, 2, 1)).split())
    assert words not in " ".join(page(OKSANA, lang=language, on=date(2024, 3, 17)).split())
