"""The five articles of 2022 to 2024, walked by invented people.

What each proposal would have said to them, what the law of that month said, and what changed since.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from frihavn.law.case import Case, read_case
from frihavn.law.eligibility import Verdict
from frihavn.law.locate import Locator
from frihavn.law.scheme import Status
from frihavn.web.speech.wording import word_for
from tests.cast import AUTUMN_2026, book, reads

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN
MARCH_2022, MID_MARCH_2022, SEPTEMBER_2022, AUTUMN_2024 = (
    date(2022, 3, 10),
    date(2022, 3, 20),
    date(2022, 9, 23),
    date(2024, 9, 15),
)


def somebody(**answers: Any) -> Case:
    """An invented person."""
    return read_case({"answers": answers}, book().vocabulary, Locator("", ""))


def soldier(nationality: str = "RU", **more: Any) -> Case:
    """A soldier who has left the fighting, of whom nothing that excludes is known."""
    facts = {
        "nationality": [nationality], "forces_of": nationality, "serves_in_forces": True, "refuses_to_fight": True,
        "service_kind": "conscript", "conflict": "ukraine", "in_service_when_left": True, "deserted": True,
        "deployed_to_war": True, "papers": ["internal_passport"], "family_relation": "none", "at_border_of": "none",
        "family_member_covered": False, "state_employee": False, "state_is_persecutor": True,
    }  # fmt: skip
    return somebody(**{**facts, **more})


def official(**more: Any) -> Case:
    """An official who will no longer support the leadership of the State."""
    facts = {
        "nationality": ["RU"], "state_employee": True, "breaks_away": True, "serves_in_forces": False,
        "profile": ["official"], "at_border_of": "none", "family_member_covered": False, "deserted": False,
        "refuses_to_fight": False, "forces_of": "RU",
    }  # fmt: skip
    return somebody(**{**facts, **more})


# ------------------------------------------------------------- Denmark, March 2022: soldiers like the Ukrainians


def test_article_one_soldiers_of_both_states_would_have_been_helped_like_the_ukrainians() -> None:
    """Given soldiers of Russia and Belarus in Denmark, the proposal covers both, and the adopted act neither."""
    for nationality in ("RU", "BY"):
        in_denmark = soldier(nationality, present_in="DK")
        proposed = reads(in_denmark, "dk/soldiers-special-act", MARCH_2022, assume=("like-the-ukrainians",))
        assert (proposed.verdict, proposed.presumed, proposed.status) == (OPEN, MET, Status.PROPOSED)
        assert word_for(proposed)[0] == "word.proposal"
        joint = reads(in_denmark, "eu/refusers-scheme", MARCH_2022, assume=("all-states",))
        assert joint.presumed is MET
        adopted = reads(
            soldier(nationality, present_in="DK", refugee_in_ukraine=False, in_denmark_2022_02_24=False),
            "dk/special-act-ukraine",
            date(2022, 3, 20),
        )
        assert adopted.verdict is NOT_MET


def test_article_one_a_ukrainian_family_had_its_permit_that_month_and_the_soldiers_proposal_is_history_now() -> None:
    family = somebody(
        nationality=["UA"], present_in="DK", residence_in_ukraine="until_leaving", departure="2022-03-02",
        decision="2022-03-20", residence_elsewhere=False, protection_elsewhere=False,
    )  # fmt: skip
    assert reads(family, "dk/special-act-ukraine", date(2022, 3, 20)).presumed is MET
    later = reads(soldier(present_in="DK"), "dk/soldiers-special-act", AUTUMN_2026, assume=("like-the-ukrainians",))
    assert later.status is Status.LAPSED
    assert word_for(later)[0] == "word.history"


# ------------------------------------------------------------- Denmark, March 2022: soldiers and officials


def test_article_two_officials_are_covered_by_both_proposals_and_a_soldiers_act_never_named_them() -> None:
    in_denmark = official(present_in="DK")
    assert reads(in_denmark, "dk/officials-alternative", MID_MARCH_2022, assume=("wide",)).presumed is MET
    assert reads(in_denmark, "dk/general-provisions", MID_MARCH_2022, assume=("standing-rule",)).presumed is MET
    assert reads(in_denmark, "eu/refusers-scheme", MARCH_2022, assume=("denmark-first",)).presumed is MET
    soldiers = reads(in_denmark, "dk/soldiers-special-act", MARCH_2022, assume=("like-the-ukrainians",))
    assert soldiers.verdict is NOT_MET


def test_article_two_without_assumptions_a_proposal_stays_open_and_says_why() -> None:
    found = reads(official(present_in="DK"), "dk/officials-alternative", MID_MARCH_2022)
    assert (found.verdict, found.presumed) == (OPEN, OPEN)
    assert "parameters" in found.open_because


def test_article_two_existing_law_is_open_to_whoever_is_in_denmark_and_shut_by_place_alone_elsewhere() -> None:
    """That existing law covers them already is neither confirmed nor denied: it is examined."""
    for person in (soldier, official):
        assert reads(person(present_in="DK"), "dk/asylum-convention", MARCH_2022).verdict is OPEN
        assert reads(person(present_in="DK"), "dk/asylum-protection", MARCH_2022).verdict is OPEN
        abroad = reads(person(present_in="KZ"), "dk/asylum-convention", MARCH_2022)
        assert abroad.verdict is NOT_MET
        assert abroad.parts["where"] is NOT_MET
        assert abroad.parts["exclusions"] is OPEN


def test_article_two_denmark_first_and_the_union_later() -> None:
    in_berlin = official(present_in="DE")
    assert reads(in_berlin, "eu/refusers-scheme", MARCH_2022, assume=("denmark-first",)).presumed is NOT_MET
    assert reads(in_berlin, "eu/refusers-scheme", MARCH_2022, assume=("all-states",)).presumed is MET


# ------------------------------------------------------------- Norway, September 2022


def test_article_three_the_offers_to_refusers_and_the_clearance_before_entry() -> None:
    at_border = soldier(present_in="RU", at_border_of="NO", danger_where_now=True)
    in_almaty = soldier(present_in="KZ", danger_where_now=True)
    assert reads(at_border, "no/refusers-offer", SEPTEMBER_2022).presumed is MET
    assert reads(in_almaty, "no/refusers-offer", SEPTEMBER_2022).verdict is NOT_MET
    clearance = "no/refusers-offer-with-clearance"
    # whoever could be taken back enters first, cleared or not; everybody else is cleared first
    refused = Case("", at_border.answers, {"cleared": False, "danger_to_security": False, "exclusion_1f": False})
    assert reads(refused, clearance, SEPTEMBER_2022).verdict is MET
    safe = soldier(present_in="RU", at_border_of="NO", danger_where_now=False)
    refused = Case("", safe.answers, {"cleared": False, "danger_to_security": False, "exclusion_1f": False})
    assert reads(refused, clearance, SEPTEMBER_2022).verdict is NOT_MET
    assert reads(in_almaty, clearance, SEPTEMBER_2022, assume=("clearance-abroad",)).presumed is MET


def test_article_three_visas_for_critics_are_a_wish_and_a_favour_is_never_presumed() -> None:
    """Given a researcher against the war, a visa is open and never presumed; what the State decides is a person's."""
    researcher = somebody(
        nationality=["RU"], present_in="AM", public_work=["researcher"], breaks_away=True, refuses_to_fight=False
    )
    deserter = soldier(present_in="AM", public_work=[])
    day_before, that_day = date(2024, 5, 28), date(2024, 5, 29)
    for day in (day_before, that_day):
        found = reads(researcher, "no/visa-for-critics", day)
        assert (found.status, found.verdict, found.presumed) == (Status.PROPOSED, OPEN, OPEN)
        assert word_for(found)[0] == "word.cannot_say"
        assert reads(deserter, "no/visa-for-critics", day).verdict is NOT_MET
    admitted = Case("", researcher.answers, {"humanitarian_visa_need": True, "danger_to_security": False})
    assert reads(admitted, "no/visa-for-critics", that_day).verdict is MET
    assert [note.clause.name for note in reads(researcher, "no/visa-for-critics", day_before).notes] == []
    assert [note.clause.name for note in reads(researcher, "no/visa-for-critics", that_day).notes] == ["turned_away"]


# ------------------------------------------------------------- France, autumn 2024: the acceptance story


def one_of_the_six(**more: Any) -> Case:
    """A contract soldier who was sent, deserted in 2023 and came to Almaty without a passport."""
    return soldier(
        **{
            "present_in": "KZ", "service_kind": "contract", "danger_where_now": True, "vouched_for": True,
            "departure": "2023-08", "residence_elsewhere": False, "protection_elsewhere": False, **more,
        }
    )  # fmt: skip


def test_article_four_six_were_let_in_after_each_was_verified_by_hand() -> None:
    """Given one of them, only France's favour is left open and presumed for nobody; with the findings made he came."""
    found = reads(one_of_the_six(), "fr/entry-of-deserters", AUTUMN_2024)
    assert (found.verdict, found.presumed) == (OPEN, OPEN)
    assert "finding:favour_of_state" not in found.presumed_by
    assert word_for(found)[0] == "word.practice"
    made = {"credible": True, "favour_of_state": True, "exclusion_1f": False, "danger_to_security": False}
    admitted = Case("", one_of_the_six().answers, made)
    assert reads(admitted, "fr/entry-of-deserters", AUTUMN_2024).verdict is MET
    declined = Case("", admitted.answers, {**made, "favour_of_state": False})
    assert reads(declined, "fr/entry-of-deserters", AUTUMN_2024).verdict is NOT_MET


def test_article_four_whom_nobody_has_verified_yet_is_not_turned_away_for_it() -> None:
    case = one_of_the_six(vouched_for={"unknown": "not_asked"})
    found = reads(case, "fr/entry-of-deserters", AUTUMN_2026)
    assert (found.verdict, found.presumed) == (OPEN, OPEN)
    assert "vouched_for" in found.still_matters


def test_article_four_having_been_sent_to_the_war_closes_nothing() -> None:
    for deployed in (True, False, {"unknown": "declined"}):
        found = reads(one_of_the_six(deployed_to_war=deployed), "fr/entry-of-deserters", AUTUMN_2024)
        assert (found.verdict, found.presumed) == (OPEN, OPEN)
        assert word_for(found)[0] == "word.practice"


def test_article_four_asylum_opens_on_landing_and_not_before() -> None:
    in_almaty, in_paris = one_of_the_six(), one_of_the_six(present_in="FR")
    assert reads(in_almaty, "fr/asylum", AUTUMN_2024).verdict is NOT_MET
    assert next(step.to_json() for step in reads(in_almaty, "fr/asylum", AUTUMN_2024).would_change) in (
        {"present_in": "FR"},
        {"at_border_of": "FR"},
    )
    landed = reads(in_paris, "fr/asylum", AUTUMN_2024)
    assert landed.verdict is OPEN
    assert landed.parts["where"] is MET
    assert reads(in_paris, "fr/entry-of-deserters", AUTUMN_2024).verdict is NOT_MET


def test_article_four_since_june_2026_a_proposed_ban_would_cut_across_it() -> None:
    names = [note.clause.name for note in reads(one_of_the_six(), "fr/entry-of-deserters", AUTUMN_2026).notes]
    assert "combatant_entry_ban" in names
    assert "combatant_entry_ban" not in [
        note.clause.name for note in reads(one_of_the_six(), "fr/entry-of-deserters", AUTUMN_2024).notes
    ]
    ban = "eu/combatant-entry-ban"
    assert reads(one_of_the_six(), ban, AUTUMN_2026).verdict is OPEN
    assert reads(one_of_the_six(), ban, AUTUMN_2026, assume=("no-exceptions",)).presumed is MET
    assert reads(one_of_the_six(), ban, AUTUMN_2026, assume=("refusers-spared",)).presumed is NOT_MET
    assert reads(one_of_the_six(deployed_to_war=False), ban, AUTUMN_2026).verdict is NOT_MET


# ------------------------------------------------------------- United Kingdom, May 2022


def test_article_five_a_public_offer_to_soldiers_perhaps_to_police_and_never_made() -> None:
    may_2022 = date(2022, 6, 1)
    in_london = soldier(present_in="GB", deployed_to_war=False, profile=["conscript"])
    assert reads(in_london, "gb/public-offer", may_2022).presumed is MET
    asked_to_leave = soldier(
        present_in="GB", deployed_to_war=False, refuses_to_fight=False, asked_to_leave_contract=True, profile=[]
    )
    assert reads(asked_to_leave, "gb/public-offer", may_2022).presumed is MET
    police = somebody(
        nationality=["RU"], forces_of="RU", serves_in_forces=False, refuses_to_fight=True, profile=["police"],
        present_in="GB",
    )  # fmt: skip
    assert reads(police, "gb/public-offer", may_2022).presumed is OPEN
    assert reads(police, "gb/public-offer", may_2022, assume=("wide",)).presumed is MET
    assert reads(police, "gb/public-offer", may_2022, assume=("as-asylum",)).presumed is NOT_MET
    assert word_for(reads(in_london, "gb/public-offer", AUTUMN_2026))[0] == "word.history"
