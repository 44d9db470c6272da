"""Readings: one line of authority at a time, and the era that governs."""

from __future__ import annotations

from datetime import date

import pytest

from frihavn.law.case import Case, read_case
from frihavn.law.check import check, check_all
from frihavn.law.errors import LawError, NotInForceError
from frihavn.law.locate import Locator
from frihavn.law.reading import Question, lines_of, rule_truth
from frihavn.logic import NO, UNKNOWN, YES
from tests.cast import AUTUMN_2026, FEBRUARY_2026, book

REFUGEE, EU, ACT = (book().schemes[id_] for id_ in ("un/refugee", "eu/qualification", "dk/special-act-ukraine"))


def case(**answers: object) -> Case:
    return read_case({"answers": answers}, book().vocabulary, Locator("case", ""))


def test_a_line_never_borrows_another_line_s_reading() -> None:
    """Every line answers a contested rule from its own readings alone, and all together answer only where all agree."""
    soldier = case(conflict="ukraine", forces_of="RU", service_would_include_crimes="no")
    alone = {
        line.id: rule_truth(REFUGEE, "acts", soldier, book(), Question(FEBRUARY_2026, lines=(line.id,)))
        for line in lines_of(REFUGEE, book(), Question(FEBRUARY_2026))
    }
    for line, value in alone.items():
        reading = book().vocabulary.lines[line].reads.get("war_crimes_finding")
        if reading is None:
            assert value is UNKNOWN, f"{line} said nothing, and yet it answers"
        else:
            assert value is (YES if reading.value == "established" else NO), line
    assert {YES, NO, UNKNOWN} == set(alone.values())
    assert rule_truth(REFUGEE, "acts", soldier, book(), Question(FEBRUARY_2026)) is UNKNOWN


def test_a_line_is_not_read_before_it_was_decided() -> None:
    before = {line.id for line in lines_of(REFUGEE, book(), Question(date(2022, 12, 31)))}
    after = {line.id for line in lines_of(REFUGEE, book(), Question(date(2025, 12, 31)))}
    assert "fr-cnda-2023" not in before
    assert "fr-cnda-2023" in after
    assert before < after | {"nl-jenv-2022"}


def test_what_is_known_later_is_not_known_earlier() -> None:
    """The day from which the Regulation applies was corrected in January 2026."""
    decided = case(decision="2026-06-20", state_is_persecutor=True)
    decided = Case("", decided.answers, {"internal_protection": True})
    corrected = rule_truth(EU, "internal_protection", decided, book(), Question(AUTUMN_2026))
    as_first_published = rule_truth(
        EU, "internal_protection", decided, book(), Question(AUTUMN_2026, date(2025, 10, 1))
    )
    assert corrected is NO
    assert as_first_published is not NO


def test_an_unknown_governing_date_means_every_possible_era() -> None:
    early = case(nationality=["UA"], residence_in_ukraine="until_leaving", departure="2022-02-10")
    assert rule_truth(ACT, "citizen", early, book(), Question(date(2022, 9, 1))) is UNKNOWN
    assert rule_truth(ACT, "citizen", early, book(), Question(date(2022, 4, 1))) is NO


def test_a_scheme_without_text_on_the_day_is_absent_and_no_error() -> None:
    with pytest.raises(NotInForceError):
        check(ACT, Case(), book(), Question(date(2021, 1, 1)))
    assert ACT.id not in [found.scheme.id for found in check_all(Case(), book(), Question(date(2021, 1, 1)))]


def test_an_assumption_nobody_has_made_is_an_error_with_the_nearest() -> None:
    with pytest.raises(LawError) as raised:
        check_all(Case(), book(), Question(AUTUMN_2026, assume=("like-the-ukrainian",)))
    assert "like-the-ukrainians" in raised.value.hint


def test_what_a_state_gives_as_a_favour_is_presumed_for_nobody() -> None:
    """Given a visa that is a favour, accepting the whole account promises none; the State's own yes or no decides."""
    visa = book().schemes["fr/visa-for-asylum"]
    answers = case(nationality=["RU"], present_in="KZ", other_persecution=True, danger_where_now=True).answers
    settled = {"danger_to_security": False, "exclusion_1f": False}
    wanted = {None: "open", True: "met", False: "not_met"}
    for given, presumed in wanted.items():
        made = settled if given is None else {**settled, "favour_of_state": given}
        found = check(visa, Case("", answers, made), book(), Question(AUTUMN_2026))
        assert found.presumed.value == presumed
        assert "finding:favour_of_state" not in found.presumed_by
    gifts = {one.id for one in book().vocabulary.findings.values() if one.gift}
    assert gifts == {"favour_of_state", "humanitarian_visa_need"}
