"""The cast walks through the schemes: what each is told, on which day, and what is never said."""

from __future__ import annotations

import pytest

from frihavn.law.case import Answer, Case, read_case
from frihavn.law.check import check
from frihavn.law.eligibility import Verdict
from frihavn.law.locate import Locator
from frihavn.law.reading import Question, rule_truth
from frihavn.law.scheme import Kind, Status
from frihavn.logic.state import exactly
from tests.cast import (
    ALEKSEI,
    AUTUMN_2026,
    DANILA,
    EVERYBODY,
    FEBRUARY_2026,
    IRINA,
    MAKSIM,
    OKSANA,
    ROMAN,
    SPRING_2022,
    TIMUR,
    VERA,
    Person,
    book,
)

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN


def test_the_soldier_in_almaty_is_outside_every_act_that_wants_presence() -> None:
    """Given Aleksei in Almaty, when he asks today, then place alone shuts the acts, and nothing else."""
    for scheme in ("dk/special-act-ukraine", "eu/qualification"):
        found = ALEKSEI.reads(scheme, AUTUMN_2026)
        assert found.verdict is NOT_MET
        assert found.parts["where"] is NOT_MET
        assert found.parts["exclusions"] is OPEN


def test_a_proposal_that_never_said_where_to_apply_is_not_read_as_a_no_to_the_soldier_in_almaty() -> None:
    """Given Aleksei in Almaty, only the assumption "like the Ukrainians" shuts him out, and it says so."""
    plain = ALEKSEI.reads("dk/soldiers-special-act", SPRING_2022)
    assert (plain.verdict, plain.presumed) == (OPEN, OPEN)
    assumed = ALEKSEI.reads("dk/soldiers-special-act", SPRING_2022, assume=("like-the-ukrainians",))
    assert (assumed.verdict, assumed.presumed) == (OPEN, NOT_MET)
    assert "assumption:like-the-ukrainians" in assumed.presumed_by


def test_a_real_risk_that_was_found_is_not_undone_by_disbelief() -> None:
    """Given Roman, disbelieved and excluded, when an officer finds a real risk, then nobody may send him back."""
    case = Case("", ROMAN.case.answers, {"real_risk": True, "credible": False, "exclusion_1f": True})
    assert check_case(case, "un/non-refoulement", AUTUMN_2026).verdict is MET


def test_having_been_sent_to_the_war_is_never_held_against_the_soldier_by_itself() -> None:
    case = ALEKSEI.case
    without = Case(case.label, {k: v for k, v in case.answers.items() if k != "deployed_to_war"}, case.findings)
    for scheme in ("un/refugee", "un/non-refoulement", "eu/qualification"):
        question = Question(AUTUMN_2026)
        with_it = check(book().schemes[scheme], case, book(), question)
        assert with_it.parts == check(book().schemes[scheme], without, book(), question).parts


def test_the_definition_is_open_for_the_soldier_until_somebody_hears_him() -> None:
    found = ALEKSEI.reads("un/refugee", AUTUMN_2026)
    assert found.verdict is OPEN
    assert set(found.open_because) == {"facts", "findings", "authority"}


def test_courts_part_over_a_conscript() -> None:
    """Given a conscript who fled before service, two courts of one city read the same facts in opposite ways."""
    lower = rule("made_to_serve", "de-vg-berlin-2025")
    higher = rule("made_to_serve", "de-ovg-bb-2024")
    assert (lower, higher) == ("yes", "no")


def rule(name: str, line: str) -> str:
    answers = {
        "service_kind": "conscript",
        "call_up_likely": True,
        "deserted": False,
        "called_up": False,
        "in_service_when_left": False,
        "forcibly_recruited": False,
    }
    case = read_case({"answers": answers}, book().vocabulary, Locator("case", ""))
    return rule_truth(book().schemes["un/refugee"], name, case, book(), Question(FEBRUARY_2026, lines=(line,))).value


def test_the_belarusian_would_have_been_covered_in_spring_2022_if_what_was_left_open_were_read_widely() -> None:
    """Given Maksim, had he come to Denmark in March 2022: the proposal names his forces; assumptions fill the rest."""
    person = moved(MAKSIM, "DK")
    plain = check_case(person, "dk/soldiers-special-act", SPRING_2022)
    assert plain.status is Status.PROPOSED
    assert plain.verdict is OPEN
    assert "findings" in plain.open_because
    assumed = check_case(person, "dk/soldiers-special-act", SPRING_2022, ("like-the-ukrainians",))
    assert assumed.presumed is MET
    assert "assumption:like-the-ukrainians" in assumed.presumed_by
    assert assumed.verdict is OPEN, "an assumption never makes a verdict"


def moved(person: Person, country: str) -> Case:
    case = person.case
    return Case(case.label, {**case.answers, "present_in": Answer(exactly(country))}, case.findings, case.raw)


def check_case(case: Case, scheme: str, on, assume: tuple[str, ...] = ()):
    return check(book().schemes[scheme], case, book(), Question(on, assume=assume))


def test_the_proposal_is_history_today() -> None:
    assert MAKSIM.reads("dk/soldiers-special-act", AUTUMN_2026).status is Status.LAPSED


def test_the_official_is_no_soldier_and_her_office_is_a_question_not_an_answer() -> None:
    assert IRINA.reads("dk/soldiers-special-act", SPRING_2022).parts["grounds"] is NOT_MET
    found = IRINA.reads("un/refugee", AUTUMN_2026)
    assert found.presumed is MET
    assert any(note.role == "indicator" for note in found.notes)
    assert found.parts["exclusions"] is OPEN


def test_the_mother_who_calls_is_told_what_is_open_and_nothing_is_refused_for_silence() -> None:
    for scheme, law in book().schemes.items():
        found = DANILA.reads(scheme, AUTUMN_2026)
        if law.kind is Kind.SCHEME and found.verdict is NOT_MET:
            assert found.parts["where"] is NOT_MET, f"{scheme} refuses a boy of whom next to nothing is known"


def test_the_protester_recruited_by_force_could_be_a_refugee_if_believed() -> None:
    found = TIMUR.reads("un/refugee", AUTUMN_2026)
    assert found.verdict is OPEN
    assert found.presumed is MET


def test_the_family_from_kharkiv_has_its_permit() -> None:
    found = OKSANA.reads("dk/special-act-ukraine", AUTUMN_2026)
    assert found.verdict is MET
    assert [str(grant.fields["until"]) for grant in found.grants] == ["2024-03-17"]


def test_the_researcher_who_was_heard_is_a_refugee_under_regulation_and_convention() -> None:
    assert VERA.reads("eu/qualification", AUTUMN_2026).verdict is MET
    assert VERA.reads("un/refugee", AUTUMN_2026).verdict is MET


def test_an_exclusion_question_leaves_everything_open_and_names_what_an_officer_will_ask() -> None:
    for scheme in ("un/refugee", "eu/qualification"):
        found = ROMAN.reads(scheme, AUTUMN_2026)
        assert found.verdict is OPEN
        assert found.parts["exclusions"] is OPEN
        assert [note.clause.name for note in found.notes if note.role == "indicator"] == ["exclusion_interview"]


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.name)
def test_everybody_gets_an_answer_from_every_scheme_with_text(person: Person) -> None:
    for scheme in book().schemes:
        found = person.reads(scheme, AUTUMN_2026)
        assert (found.verdict is OPEN) == bool(found.open_because)
        assert found.proof.value is found.verdict


def test_no_presumption_ever_makes_a_verdict() -> None:
    """What is presumed for Timur under the Union court's line is presumed only: the verdict stays open."""
    found = TIMUR.reads("un/refugee", AUTUMN_2026, line="eu-cjeu-2020")
    assert (found.verdict, found.presumed) == (OPEN, MET)
