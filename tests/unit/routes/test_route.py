"""Ageing is one-sided, and where anybody was handed over the public is shown no step that makes them known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.law.values import Grade
from frihavn.law.vocabulary import Citation
from frihavn.routes.place import (
    INCIDENTS,
    Danger,
    DangerKind,
    Duty,
    DutyKind,
    Freshness,
    Learner,
    Lifted,
    Opening,
    OpeningKind,
    Place,
)
from frihavn.routes.route import Papers, Route, Silence, Traveller, route_from
from tests.cast import AUTUMN_2026, places

CITED = (Citation("kz-zona-2026", "whole report", Grade.C),)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MONTHS = st.dates(date(2015, 1, 1), date(2030, 12, 31)).map(lambda day: day.isoformat()[:7])
NATIONS = st.frozensets(st.sampled_from(["RU", "BY", "UA", "KZ"]))
PAPERS = st.sampled_from(["internal_passport", "foreign_passport", "military_papers"])
LIFTED = st.builds(Lifted, by=st.just("Mira, lawyer"), on=DAYS, why=st.just("over"), citations=st.just(CITED))


@st.composite
def dangers(draw: st.DrawFn) -> Danger:
    """A danger as a file may have it: an incident is never lifted and has a date."""
    kind = draw(st.sampled_from(DangerKind))
    lifted = None if kind in INCIDENTS else draw(st.none() | LIFTED)
    when = draw(MONTHS) if kind in INCIDENTS else draw(st.just("") | MONTHS)
    id_ = f"danger-{draw(st.integers(0, 10**6))}"
    return Danger(id_, kind, "Something happened.", when, "", (), lifted, CITED)


OPENINGS = st.builds(
    Opening,
    id=st.integers(0, 10**6).map(lambda number: f"opening-{number}"),
    kind=st.sampled_from(OpeningKind),
    says=st.just("Something is open."),
    as_of=st.just("") | MONTHS,
    until=st.none() | DAYS,
    papers=st.lists(PAPERS, max_size=2, unique=True).map(tuple),
    whom=NATIONS.map(lambda nations: tuple(sorted(nations))),
    exposes_to=st.lists(st.sampled_from(Learner), min_size=1, max_size=3, unique=True).map(tuple),
    scheme=st.just(""),
    citations=st.just(CITED),
)
PLACES = st.builds(
    Place,
    code=st.just("KZ"),
    name=st.just("Kazakhstan"),
    information_only=st.booleans(),
    looked_at=st.just(""),
    dangers=st.lists(dangers(), max_size=6).map(tuple),
    duties=st.just(()),
    openings=st.lists(OPENINGS, max_size=8).map(tuple),
    path=st.just("places/kz.toml"),
)
TRAVELLERS = st.builds(Traveller, nationality=NATIONS, papers=st.none() | st.frozensets(PAPERS), entered=st.none())
SHIPPED = st.sampled_from(sorted(places().values(), key=lambda place: place.code))


def gives_away(route: Route) -> list[str]:
    """Steps of a route by which anybody at all learns of the person."""
    return [step.opening.id for step in route.steps if set(step.opening.exposes_to) != {Learner.NOBODY}]


@given(PLACES | SHIPPED, TRAVELLERS, DAYS)
def test_no_exposing_step_is_public_where_somebody_was_handed_over(
    place: Place, traveller: Traveller, on: date
) -> None:
    route = route_from(place, traveller, on, public=True)
    if any(danger.kind in INCIDENTS for danger in place.dangers):
        assert gives_away(route) == []


@given(PLACES | SHIPPED, TRAVELLERS, DAYS, st.booleans())
def test_no_danger_ever_disappears(place: Place, traveller: Traveller, on: date, public: bool) -> None:
    route = route_from(place, traveller, on, public=public)
    assert sorted(danger.id for danger in route.dangers) == sorted(danger.id for danger in place.dangers)


@given(OPENINGS, DAYS, st.integers(0, 5000))
def test_an_opening_only_ever_becomes_less_sure(opening: Opening, on: date, later: int) -> None:
    if opening.freshness(on) is Freshness.MAY_HAVE_CHANGED:
        assert opening.freshness(on + timedelta(days=later)) is Freshness.MAY_HAVE_CHANGED


@given(PLACES, TRAVELLERS, DAYS)
def test_the_public_reads_nothing_that_nobody_has_looked_up_or_that_has_ended(
    place: Place, traveller: Traveller, on: date
) -> None:
    for step in route_from(place, traveller, on, public=True).steps:
        ended = step.opening.until is not None and on > step.opening.until
        assert bool(step.says) == (bool(step.opening.as_of) and not ended)


def test_the_check_bites() -> None:
    """What a lawyer sees would be a leak, if the public saw it."""
    assert gives_away(route_from(places()["KZ"], Traveller(), AUTUMN_2026, public=False))


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("code", ["RU", "BY", "FRONT"])
def test_who_is_inside_gets_information_only(code: str, public: bool) -> None:
    route = route_from(places()[code], Traveller(frozenset({"RU"})), AUTUMN_2026, public=public)
    assert route.steps == ()
    assert route.silence in (Silence.AT_HOME, Silence.INFORMATION_ONLY)
    assert route.dangers


def test_a_country_that_is_also_ones_own_is_home() -> None:
    route = route_from(places()["KZ"], Traveller(frozenset({"RU", "KZ"})), AUTUMN_2026, public=False)
    assert route.silence is Silence.AT_HOME


@pytest.mark.parametrize(
    ("on", "stands"),
    [(date(2026, 2, 24), Freshness.SEEN), (date(2026, 5, 26), Freshness.MAY_HAVE_CHANGED)],
)
def test_entry_rules_are_fresh_for_ninety_days(on: date, stands: Freshness) -> None:
    entry = Opening("e", OpeningKind.ENTRY, "", "2026-02-24", None, (), (), (Learner.NOBODY,), "", CITED)
    assert entry.freshness(on) is stands


def test_the_ninetieth_and_the_hundred_and_eightieth_day_are_the_last() -> None:
    seen = date(2026, 2, 24)
    for kind, days in ((OpeningKind.ENTRY, 90), (OpeningKind.ASYLUM, 180), (OpeningKind.LEVER, 180)):
        opening = Opening("o", kind, "", "2026-02-24", None, (), (), (Learner.NOBODY,), "", CITED)
        assert opening.freshness(seen + timedelta(days=days)) is Freshness.SEEN
        assert opening.freshness(seen + timedelta(days=days + 1)) is Freshness.MAY_HAVE_CHANGED


def test_what_ended_may_have_changed_though_it_was_seen_yesterday() -> None:
    entry = Opening("e", OpeningKind.STAY, "", "2026-09-29", date(2026, 9, 30), (), (), (Learner.NOBODY,), "", CITED)
    assert entry.freshness(date(2026, 9, 30)) is Freshness.SEEN
    assert entry.freshness(date(2026, 10, 1)) is Freshness.MAY_HAVE_CHANGED


def test_a_month_counts_from_its_first_day() -> None:
    entry = Opening("e", OpeningKind.ENTRY, "", "2026-08", None, (), (), (Learner.NOBODY,), "", CITED)
    assert entry.freshness(date(2026, 10, 30)) is Freshness.SEEN
    assert entry.freshness(date(2026, 10, 31)) is Freshness.MAY_HAVE_CHANGED


def test_an_earlier_day_makes_nothing_fresh_for_the_public() -> None:
    """What ended in September is not read out as open because somebody asks for January, or a clock is wrong."""
    place, january = places()["ME"], date(2026, 1, 10)
    steps = [
        {
            step.opening.id: step.says
            for step in route_from(place, Traveller(), january, public=public, today=today).steps
        }
        for public, today in ((True, AUTUMN_2026), (True, None), (False, AUTUMN_2026))
    ]
    assert [bool(found["entry"]) for found in steps] == [False, True, True]


def test_a_danger_was_not_lifted_before_somebody_lifted_it() -> None:
    lifted = Lifted("Mira, lawyer", date(2027, 2, 1), "over", CITED)
    danger = Danger("d", DangerKind.WANTED_LIST, "Lists are shared.", "2023", "", (), lifted, CITED)
    place = Place("XK", "Kosovo", False, "", (danger,), (), (), "places/xk.toml")
    days = (date(2027, 1, 31), date(2027, 2, 1))
    found = [route_from(place, Traveller(), day, public=True).dangers[0].lifted for day in days]
    assert found == [None, lifted]


def test_nobody_is_told_the_last_day_of_other_nationalities() -> None:
    entered = date(2026, 10, 20)
    for nationality, told in ((frozenset({"RU"}), True), (frozenset[str](), True), (frozenset({"UA"}), False)):
        clocks = route_from(places()["KZ"], Traveller(nationality, None, entered), AUTUMN_2026, public=True).clocks
        assert any(clock.last_day for clock in clocks) is told


def test_the_day_of_entry_is_the_first_day_of_a_stay() -> None:
    traveller = Traveller(frozenset({"RU"}), frozenset({"internal_passport"}), date(2026, 10, 20))
    route = route_from(places()["KZ"], traveller, AUTUMN_2026, public=True)
    stay = next(clock for clock in route.clocks if clock.duty.kind is DutyKind.CLOCK)
    assert stay.last_day == date(2027, 1, 17)  # 20 October is day 1, so day 90 is 17 January


def test_a_duty_for_other_papers_is_left_out_and_one_for_papers_not_said_is_not() -> None:
    duty = Duty("d", DutyKind.PAPERS, "", "2026", None, None, ("internal_passport",), (), CITED)
    place = Place("XK", "Kosovo", False, "", (), (duty,), (), "places/xk.toml")
    held = [None, frozenset({"internal_passport"}), frozenset({"foreign_passport"}), frozenset[str]()]
    shown = [len(route_from(place, Traveller(papers=papers), AUTUMN_2026, public=True).clocks) for papers in held]
    assert shown == [1, 1, 0, 0]


def test_papers_are_enough_missing_or_not_said() -> None:
    held = {None: Papers.NOT_SAID, frozenset({"foreign_passport"}): Papers.ENOUGH, frozenset[str](): Papers.MISSING}
    for papers, expected in held.items():
        route = route_from(places()["TR"], Traveller(papers=papers), AUTUMN_2026, public=False)
        assert next(step for step in route.steps if step.opening.id == "entry").papers is expected


def test_incidents_come_first_and_the_newest_of_them() -> None:
    shown = route_from(places()["KZ"], Traveller(), AUTUMN_2026, public=True).dangers
    assert [danger.is_incident for danger in shown] == sorted((danger.is_incident for danger in shown), reverse=True)
    assert shown[0].id == "handed-over-2026"
    assert shown[0].last_day.year == 2026
