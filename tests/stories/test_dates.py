"""Days on which the law changed: what somebody is told on one side of the day, and on the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from frihavn.law.case import Case, read_case
from frihavn.law.eligibility import Eligibility, Verdict
from frihavn.law.locate import Locator
from tests.cast import AUTUMN_2026, book, reads

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN
DAY = timedelta(days=1)


def somebody(findings: dict[str, bool] | None = None, **answers: Any) -> Case:
    """An invented person, and what an officer found of them."""
    return read_case({"answers": answers, "findings": findings or {}}, book().vocabulary, Locator("", ""))


def months(found: Eligibility) -> list[int]:
    """How long the permits last that a person may get."""
    return [grant.fields["months"] for grant in found.grants]


# ---------------------------------------------------------------- United Kingdom: leave since 2 March 2026

UK_CHANGE = date(2026, 3, 2)


def test_a_claim_before_2_march_2026_leads_to_five_years_and_one_of_that_day_to_thirty_months() -> None:
    """Given two deserters in London, one claims on 1 March 2026 and the other on 2 March."""
    before = somebody(nationality=["RU"], present_in="GB", application=(UK_CHANGE - DAY).isoformat())
    after = somebody(nationality=["RU"], present_in="GB", application=UK_CHANGE.isoformat())
    assert months(reads(before, "gb/asylum", AUTUMN_2026)) == [60]
    assert months(reads(after, "gb/asylum", AUTUMN_2026)) == [30]


def test_who_has_not_said_when_they_claimed_is_told_of_both() -> None:
    unknown = somebody(nationality=["RU"], present_in="GB", application={"after": "2026-01-31"})
    assert sorted(months(reads(unknown, "gb/asylum", AUTUMN_2026))) == [30, 60]


def test_the_standard_of_proof_hangs_on_the_day_of_the_claim_and_not_of_the_decision() -> None:
    """Given claims of 27 and 28 June 2022: only the second needs the two-step test of the act of 2022."""
    old, new = (
        reads(somebody(nationality=["RU"], present_in="GB", application=day), "gb/asylum", AUTUMN_2026)
        for day in ("2022-06-27", "2022-06-28")
    )
    asked = [{one for one in _findings(found) if one.startswith(("convention_", "fears_"))} for found in (old, new)]
    assert asked == [set(), {"convention_characteristic", "fears_in_fact"}]


def _findings(found: Eligibility) -> set[str]:
    """Every finding that a proof waits for."""
    todo, seen = [found.proof], set()
    while todo:
        node = todo.pop()
        if node.kind == "finding":
            seen.add(str(node.data["finding"]))
        todo.extend(node.children)
    return seen


# ---------------------------------------------------------------- Finland: permits and danger since 2 January 2025

FINNISH_CHANGE = date(2025, 1, 2)


@pytest.mark.parametrize(("scheme", "before", "after"), [("fi/asylum", 48, 36), ("fi/subsidiary", 48, 12)])
def test_finnish_permits_grew_shorter_on_2_january_2025(scheme: str, before: int, after: int) -> None:
    for day, expected in ((FINNISH_CHANGE - DAY, before), (FINNISH_CHANGE, after)):
        person = somebody(nationality=["RU"], present_in="FI", application="2024-03-01", decision=day.isoformat())
        assert months(reads(person, scheme, AUTUMN_2026)) == [expected]


def test_a_finnish_decision_that_is_still_to_come_follows_the_newest_text() -> None:
    person = somebody(nationality=["RU"], present_in="FI", application="2024-03-01", decision={"after": "2026-11-01"})
    assert months(reads(person, "fi/asylum", AUTUMN_2026)) == [36]


def test_danger_closed_no_finnish_status_before_and_may_since() -> None:
    """Given somebody found a danger to security: refugee status was not lost by it before; later that is open."""
    said = {}
    for day in (FINNISH_CHANGE - DAY, FINNISH_CHANGE):
        person = somebody({"danger_to_security": True}, nationality=["RU"], decision=day.isoformat())
        said[day] = reads(person, "fi/asylum", AUTUMN_2026).parts["exclusions"]
    assert said[FINNISH_CHANGE - DAY] is not NOT_MET
    assert said[FINNISH_CHANGE] is OPEN


# ---------------------------------------------------------------- Denmark: who left when


@pytest.mark.parametrize(
    ("departure", "decision", "covered"),
    [
        ("2022-02-24", "2022-06-15", MET),
        ("2022-02-23", "2022-06-15", NOT_MET),
        ("2022-02-01", "2022-06-16", MET),
        ("2022-01-31", "2022-06-16", NOT_MET),
        ("2022-02-10", "2022-06-15", NOT_MET),
        ("2022-02-10", "2022-06-16", MET),
    ],
)
def test_the_danish_cut_off_moved_from_24_to_1_february_2022(departure: str, decision: str, covered: Verdict) -> None:
    person = somebody(
        nationality=["UA"], present_in="DK", residence_in_ukraine="until_leaving", departure=departure,
        application="2022-04-01", decision=decision, family_relation="none", refugee_in_ukraine=False,
        family_member_covered=False, in_denmark_2022_02_24=False,
    )  # fmt: skip
    assert reads(person, "dk/special-act-ukraine", date(2022, 7, 1)).parts["grounds"] is covered


def test_a_danish_decision_of_which_nobody_knows_the_day_stays_open() -> None:
    person = somebody(
        nationality=["UA"], present_in="DK", residence_in_ukraine="until_leaving", departure="2022-02-10",
        application="2022-04-01", family_relation="none", refugee_in_ukraine=False,
        family_member_covered=False, in_denmark_2022_02_24=False,
    )  # fmt: skip
    assert reads(person, "dk/special-act-ukraine", date(2022, 7, 1)).parts["grounds"] is OPEN
