"""What an officer writes: answers, and that a file was handed over; nothing typed is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from frihavn.vault.tokens import new_id
from frihavn.web.files.reading import OPEN_MINUTES
from frihavn.web.intake.actions import send_message, take_back
from frihavn.web.intake.models import Draft, Record, Ticket
from tests.web.files.conftest import PASSPHRASE, TODAY, Desk, Office, a_client, looks


def test_an_answer_reaches_the_person(mads: Desk, office: Office, person: object) -> None:
    applicant = a_client(office)
    send_message(applicant.opened, text="Когда?", ticket=new_id(), day=TODAY)
    mads.open(applicant.reference, "reads_answer")
    assert "Когда?" in mads.html
    mads.send(f"/f/{applicant.reference}/answer", text="Завтра.\r\n<i>Mads</i>")
    assert mads.status == 200
    assert "Your answer is saved." in mads.text
    assert "&lt;i&gt;Mads" in mads.html
    assert "waits for the person" in mads.text
    person.come_back(applicant.secret.digits())  # type: ignore[attr-defined]
    html = person.press("to:messages")  # type: ignore[attr-defined]
    assert "Завтра.\n&lt;i&gt;Mads" in html
    assert "Mads" in html[: html.index("Завтра")]
    assert len(looks(applicant)) == 1


def test_an_answer_sent_twice_is_written_once(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    page = mads.open(applicant.reference)
    for _ in range(2):
        mads.html = page
        mads.send(f"/f/{applicant.reference}/answer", text="once")
    assert "nothing was done twice" in mads.text
    assert Record.objects.filter(file=applicant.opened.file, part="thread").count() == 1
    mads.html = page
    mads.send(f"/f/{applicant.reference}/answer", text="something else, from the same page in another tab")
    assert Record.objects.filter(file=applicant.opened.file, part="thread").count() == 2


def test_an_empty_or_endless_answer_is_not_sent(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    mads.send(f"/f/{applicant.reference}/answer", text=" \n")
    assert mads.status == 422
    assert "Write something" in mads.text
    long = "ж" * 100_001
    mads.send(f"/f/{applicant.reference}/answer", text=long)
    assert mads.status == 422
    assert long in mads.html, "what was typed is still in the form"
    mads.send(f"/f/{applicant.reference}/answer", text=long[:-1])
    assert "Your answer is saved." in mads.text


def test_without_the_messages_there_is_no_answer(mads: Desk, office: Office) -> None:
    applicant = a_client(office, "statement")
    mads.open(applicant.reference)
    assert f"/f/{applicant.reference}/answer" not in mads.html
    assert "This was not given to you." in mads.text


def test_an_answer_that_crosses_a_taking_back_is_not_lost_and_not_sent(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    take_back(applicant.opened, team=office.teams["Harbour"], parts=["thread"], day=TODAY)
    mads.send(f"/f/{applicant.reference}/answer", text="too late")
    assert mads.status == 409
    assert "too late" in mads.html
    assert "taken back a moment ago" in mads.text
    assert not Record.objects.filter(file=applicant.opened.file, part="thread").exists()
    assert not Ticket.objects.filter().count() > 6, "the form can be sent again when it is given again"


def test_an_answer_is_never_sealed_under_a_key_the_person_does_not_hold(
    mads: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    from frihavn.web.files import actions  # noqa: PLC0415 - to step between opening and writing

    write = actions.answer

    def crossed(reading: object, **fields: object) -> None:
        take_back(applicant.opened, team=office.teams["Hill"], parts=["thread"], day=TODAY)
        opened = applicant.again()
        take_back(opened, team=office.teams["Harbour"], parts=["thread"], day=TODAY)
        write(reading, **fields)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "answer", crossed)
    mads.send(f"/f/{applicant.reference}/answer", text="between")
    assert mads.status == 409
    assert "between" in mads.html
    assert [one.kind for one in applicant.again().read("thread")] == []


def test_what_was_typed_survives_the_end_of_a_session(office: Office) -> None:
    fresh = office.add("maren", "representative", by="sofie", team="Harbour")
    desk, applicant = Desk().sit(fresh), a_client(office)
    desk.open(applicant.reference)
    office.line.sign_out(fresh.token)
    desk.send(f"/f/{applicant.reference}/answer", text="A long answer, written slowly.")
    assert (desk.status, desk.heading) == (403, "Sign in")
    assert "What you typed is kept" in desk.text
    assert "A long answer" not in desk.html
    assert b"A long answer" not in bytes(Draft.objects.get().sealed)
    desk.send("/sign-in", name="maren", passphrase=PASSPHRASE, code=fresh.code())
    assert (desk.status, desk.heading) == (303, applicant.reference)
    assert "It comes back" in desk.text
    desk.send(f"/f/{applicant.reference}", reason="prepares_answer")
    assert "A long answer, written slowly." in desk.html
    assert not Draft.objects.exists()
    desk.send(f"/f/{applicant.reference}/answer", text="A long answer, written slowly.")
    assert "Your answer is saved." in desk.text


def test_what_was_typed_survives_the_end_of_an_opening(
    mads: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frihavn.web.files import reading  # noqa: PLC0415 - to move its clock

    applicant = a_client(office)
    mads.open(applicant.reference)
    later = reading._minute() + OPEN_MINUTES
    monkeypatch.setattr(reading, "_minute", lambda: later)
    mads.send(f"/f/{applicant.reference}/answer", text="after a quarter of an hour")
    assert (mads.status, mads.heading) == (303, applicant.reference)
    assert "What you typed is kept." in mads.text
    mads.send(f"/f/{applicant.reference}", reason="prepares_answer")
    assert "after a quarter of an hour" in mads.html


def test_a_form_of_an_earlier_session_is_looked_at_again(office: Office) -> None:
    desk, applicant = Desk().sit(office.officers["mads"]), a_client(office)
    page = desk.open(applicant.reference)
    desk.sit(office.officers["mads"])  # signed in anew, in another tab
    desk.html = page
    desk.send(f"/f/{applicant.reference}/answer", text="from the old tab")
    assert desk.status == 409
    assert not Record.objects.filter(file=applicant.opened.file, part="thread").exists()
    desk.open(applicant.reference)
    assert "from the old tab" in desk.html


def test_a_form_that_nobody_gave_out_is_not_taken(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    for ticket in ("", "made.up", "x" * 200):
        mads.post(f"/f/{applicant.reference}", {"ticket": ticket, "proof": "", "reason": "first_reading"})
        assert mads.status == 400
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://elsewhere.example"})
    elsewhere.cookies = mads.client.cookies
    assert elsewhere.post(f"/f/{applicant.reference}", {"reason": "first_reading"}).status_code == 403


def test_a_file_is_handed_to_a_colleague_and_the_person_reads_it_too(
    mads: Desk, office: Office, person: object
) -> None:
    colleague = office.officers.get("nina") or office.add("nina", "representative", by="sofie", team="Harbour")
    applicant = a_client(office)
    mads.open(applicant.reference, "hands_over")
    assert "The person can read this too" in mads.text
    assert "Ole" not in mads.text, "nobody of another team"
    assert "Sofie" not in mads.text.split("Colleague")[1], "she does not act for applicants"
    mads.send(f"/f/{applicant.reference}/hand-over", to=colleague.id, note="Hearing on Friday.")
    assert "Handed over." in mads.text
    theirs = Desk().sit(colleague)
    theirs.open(applicant.reference)
    assert "Mads handed the file to Nina." in theirs.text
    assert "Hearing on Friday." in theirs.html
    person.come_back(applicant.secret.digits())  # type: ignore[attr-defined]
    html = person.press("to:messages")  # type: ignore[attr-defined]
    assert "Your file is now with Nina. Before: Mads." in html
    assert "Hearing on Friday." in html


def test_a_file_is_handed_to_nobody_outside_the_team(mads: Desk, office: Office) -> None:
    if "nina" not in office.officers:
        office.add("nina", "representative", by="sofie", team="Harbour")
    applicant = a_client(office)
    mads.open(applicant.reference)
    for to in (office.officers["ole"].id, office.officers["mads"].id, "", "x"):
        mads.send(f"/f/{applicant.reference}/hand-over", to=to, note="Take it.")
        assert mads.status == 422
        assert "Take it." in mads.html
    assert not Record.objects.filter(file=applicant.opened.file, part="thread").exists()
