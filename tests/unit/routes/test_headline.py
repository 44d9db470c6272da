"""Welcome is said only where it is true."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.law.errors import LawError
from frihavn.law.scheme import Kind, Status
from frihavn.logic import NO, YES
from frihavn.routes.headline import Headline, Standing, headline
from tests.cast import AUTUMN_2026, SPRING_2022, book

SCHEMES = sorted(id_ for id_, scheme in book().schemes.items() if scheme.kind is Kind.SCHEME)
COUNTRIES = st.sampled_from(["KZ", "AM", "GE", "TR", "RS", "DK", "NO", "FR", "DE", "GB", "FI", "UA", "RU", "BY", "ZW"])
DAYS = st.dates(date(2021, 6, 1), date(2027, 12, 31))


def standing(found: Headline, id_: str) -> Standing:
    return next(entry.standing for entry in found.entries if entry.scheme.id == id_)


@given(COUNTRIES, DAYS, st.lists(st.sampled_from(SCHEMES), unique=True))
def test_welcome_only_for_what_is_in_force_usable_and_decided_by_the_operator(
    country: str, on: date, decides: list[str]
) -> None:
    found = headline(book(), country, on, decides=decides)
    welcoming = [entry for entry in found.entries if entry.standing is Standing.WELCOME]
    assert found.welcome == bool(welcoming)
    for entry in welcoming:
        assert entry.scheme.id in decides
        assert entry.status.status is Status.IN_FORCE
        assert not entry.scheme.discretion
        assert entry.from_here is YES


@given(COUNTRIES, DAYS, st.lists(st.sampled_from(SCHEMES), unique=True), st.booleans())
def test_inside_the_state_they_may_refuse_nothing_can_be_begun(
    country: str, on: date, decides: list[str], said: bool
) -> None:
    nationality = [country, "NO"] if said else []
    found = headline(book(), country, on, decides=decides, nationality=nationality, information_only=not said)
    assert found.information_only
    assert not found.welcome
    assert not {entry.standing for entry in found.entries} & {Standing.WELCOME, Standing.FROM_HERE}


@given(COUNTRIES, DAYS)
def test_nobody_welcomes_in_anybodys_name(country: str, on: date) -> None:
    assert not headline(book(), country, on).welcome


@given(COUNTRIES, DAYS)
def test_every_scheme_with_text_is_told_once(country: str, on: date) -> None:
    found = headline(book(), country, on)
    told = [entry.scheme.id for entry in found.entries]
    assert sorted(told) == [id_ for id_ in SCHEMES if book().schemes[id_].status_on(on, date.max)]


def test_an_authority_welcomes_where_its_scheme_can_be_used() -> None:
    decides = ["dk/special-act-ukraine"]
    assert headline(book(), "DK", AUTUMN_2026, decides=decides).welcome
    assert not headline(book(), "KZ", AUTUMN_2026, decides=decides).welcome
    assert not headline(book(), "DK", date(2022, 3, 10), decides=decides).welcome  # a week before the act


def test_proposals_practice_and_history_welcome_nobody() -> None:
    decides = ["dk/soldiers-special-act", "fr/entry-of-deserters", "no/visa-for-critics"]
    for country, on in (("KZ", SPRING_2022), ("KZ", date(2024, 9, 1)), ("DK", SPRING_2022), ("KZ", AUTUMN_2026)):
        assert not headline(book(), country, on, decides=decides).welcome


def test_proposed_is_an_offer_neither_then_nor_now() -> None:
    assert standing(headline(book(), "KZ", SPRING_2022), "dk/soldiers-special-act") is Standing.PROPOSED
    assert standing(headline(book(), "KZ", AUTUMN_2026), "dk/soldiers-special-act") is Standing.HISTORY


def test_in_almaty_it_says_what_happened_to_how_many_and_when_last() -> None:
    found = headline(book(), "KZ", AUTUMN_2026)
    scheme, helped = found.helped[0]
    assert (scheme.id, helped.people, helped.last, helped.waited_in) == ("fr/entry-of-deserters", 6, "2024-10", ("KZ",))
    assert standing(found, "fr/entry-of-deserters") is Standing.HAPPENED


def test_asylum_is_only_once_somebody_is_there() -> None:
    assert standing(headline(book(), "KZ", AUTUMN_2026), "fr/asylum") is Standing.ONCE_THERE
    assert standing(headline(book(), "FR", AUTUMN_2026), "fr/asylum") is Standing.FROM_HERE


def test_a_favour_is_never_a_welcome() -> None:
    found = headline(book(), "KZ", AUTUMN_2026, decides=["dk/quota"])
    assert standing(found, "dk/quota") is Standing.FAVOUR
    assert next(entry for entry in found.entries if entry.scheme.id == "dk/quota").from_here is not NO


def test_an_operator_cannot_decide_under_what_does_not_exist() -> None:
    with pytest.raises(LawError, match="dk/special-act-ukrain"):
        headline(book(), "DK", AUTUMN_2026, decides=["dk/special-act-ukrain"])
