"""A representative's way: sign in, the list, a reason, reading, answering, handing over."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from frihavn.vault.holders import GrantOf, unsealed_by
from frihavn.vault.tokens import new_id
from frihavn.web.files.reading import OPEN_MINUTES
from frihavn.web.intake.actions import add_document, erase, send_message, take_back, withdraw
from frihavn.web.intake.models import Draft, File, Grant, Look, Record, Session, Ticket
from frihavn.web.intake.opened import APPLICANT
from tests.web.conftest import OURS
from tests.web.files.conftest import PASSPHRASE, TODAY, Applicant, Desk, Office, a_client

PNG = b"\x89PNG\r\n\x1a\nnot really"
SECRETS = ("I refused to fire.", "Иван", "Latvia", "by letter", "no calls")


def looks(applicant: Applicant) -> list[dict[str, str]]:
    """Who looked, as the person reads it with their phrase."""
    opened = applicant.again()
    of = GrantOf(opened.file.id, "look", 0, APPLICANT)
    return [json.loads(unsealed_by(bytes(row.sealed), opened.own, of)) for row in opened.file.looks.all()]


def with_document(applicant: Applicant, kind: str, content: bytes) -> Record:
    body = {"about": "a call-up paper", "kind": kind, "pages": 2, "removed": []}
    return add_document(applicant.opened, content=content, body=body, ticket=new_id(), day=TODAY)


# ------------------------------------------------------------------------------------------ signing in


def test_whoever_is_not_signed_in_sees_the_sign_in_page_everywhere(desk: Desk, office: Office) -> None:
    applicant = a_client(office)
    for address in ("/", "/team", f"/f/{applicant.reference}", "/f/ZZZ-ZZZ-ZZ", f"/team/officer/{new_id()}/revoke"):
        desk.look(address)
        assert (desk.status, desk.heading) == (403, "Sign in"), address
        assert not desk.client.cookies


def test_an_officer_signs_in_once_with_a_code(desk: Desk, office: Office) -> None:
    fresh = office.add("helle", "representative", by="sofie", team="Harbour")
    code = fresh.code()
    desk.look("/sign-in")
    desk.send("/sign-in", name="helle", passphrase=PASSPHRASE, code=f"{code[:3]} {code[3:]}")
    assert (desk.status, desk.heading) == (303, "Clients")
    assert "Helle" in desk.html
    other = Desk()
    other.look("/sign-in")
    other.send("/sign-in", name="helle", passphrase=PASSPHRASE, code=code)
    assert (other.status, other.heading) == (422, "Sign in")


@pytest.mark.parametrize("wrong", ["name", "passphrase", "code"])
def test_whatever_is_wrong_has_one_text(desk: Desk, office: Office, wrong: str) -> None:
    fresh = office.add(f"try-{wrong}", "representative", by="sofie")
    typed = {"name": fresh.name, "passphrase": PASSPHRASE, "code": fresh.code()}
    typed[wrong] = {"name": "nobody here", "passphrase": "another one altogether", "code": "000000"}[wrong]
    desk.look("/sign-in")
    desk.send("/sign-in", **typed)
    assert desk.status == 422
    assert "name, passphrase or code is wrong" in desk.text
    assert not Session.objects.exists()


def test_after_five_failures_it_says_wait(desk: Desk, office: Office) -> None:
    desk.look("/sign-in")
    for _ in range(5):
        desk.send("/sign-in", name="somebody", passphrase="nothing of the kind", code="123456")
        assert desk.status == 422
    desk.send("/sign-in", name="somebody", passphrase="nothing of the kind", code="123456")
    assert desk.status == 429
    assert "Try again in 15 minutes" in desk.text


def test_the_session_holds_nothing_but_a_name_of_another_session(desk: Desk, office: Office) -> None:
    fresh = office.add("inger", "representative", by="sofie", team="Harbour")
    desk.look("/sign-in")
    desk.send("/sign-in", name="inger", passphrase=PASSPHRASE, code=fresh.code())
    assert set(desk.client.session.keys()) == {"token", "language", "proof"}


def test_sign_out_ends_both_sessions(desk: Desk, office: Office) -> None:
    desk.sit(office.add("jens", "representative", by="sofie", team="Harbour"))
    desk.look("/")
    desk.send("/sign-out")
    assert desk.heading == "Sign in"
    assert not Session.objects.exists()
    assert Desk().sit(office.officers["jens"]).look("/").count("Sign in")


def test_no_address_leads_away_after_signing_in(desk: Desk, office: Office) -> None:
    fresh = office.add("karen", "representative", by="sofie", team="Harbour")
    desk.post("/sign-in", {"name": "karen", "passphrase": PASSPHRASE, "code": fresh.code(), "goal": "//example.org/"})
    assert (desk.status, desk.heading) == (303, "Clients")


# ------------------------------------------------------------------------------------------ the list


def test_an_empty_list_says_so(office: Office, desk: Desk) -> None:
    desk.sit(office.officers["mads"]).look("/")
    assert "No file has been given to your team." in desk.text
    assert "Names are sealed" in desk.text
    alone = office.add("alone", "representative", by="sofie")
    assert "You are not in a team yet." in Desk().sit(alone).look("/")


def test_the_list_shows_states_days_and_parts_but_no_word_of_anybody(mads: Desk, office: Office) -> None:
    one = a_client(office, "statement", "thread")
    two = a_client(office)
    File.objects.filter(id=two.opened.file.id).update(state="waits_for_applicant")
    mads.look("/")
    assert mads.html.index(one.reference) < mads.html.index(two.reference), "those that wait for us come first"
    assert "statement, messages" in mads.text
    assert "waits for you" in mads.text
    assert not any(word in mads.html for word in SECRETS)
    mads.look("/?state=waits_for_applicant")
    assert two.reference in mads.html
    assert one.reference not in mads.html
    mads.look("/?state=open")
    assert "No file is in this state." in mads.text
    for odd in ("/?state=%27", "/?page=0", "/?page=%D9%A3", "/?page=99999999999999999999", "/?page=-1"):
        mads.look(odd)
        assert mads.status == 200


def test_a_long_list_has_pages(mads: Desk, office: Office) -> None:
    first = a_client(office, "thread").opened.file
    rows = [
        File(
            id=new_id(), reference=f"CCC-CC{number // 10 + 2}-C{number % 10}", state=first.state, day=TODAY,
            due_day=TODAY, lookup=new_id().encode(), own_key=b"", public_key=b"",
        )
        for number in range(60)
    ]  # fmt: skip
    File.objects.bulk_create(rows)
    holder = office.team("Harbour").holder
    Grant.objects.bulk_create(Grant(file=row, part="thread", epoch=1, holder=holder, sealed=b"") for row in rows)
    mads.look("/")
    assert mads.html.count('class="reference"') == 50
    assert "Page 1 of 2" in mads.text
    mads.look("/?page=2")
    assert mads.html.count('class="reference"') == 11
    assert "Earlier page" in mads.text


def test_files_that_sleep_or_were_withdrawn_are_not_listed(mads: Desk, office: Office) -> None:
    one, two = a_client(office), a_client(office)
    withdraw(one.opened, day=TODAY)
    File.objects.filter(id=two.opened.file.id).update(state="sleeping")
    mads.look("/")
    for gone in (one, two):
        assert gone.reference not in mads.html
        mads.look(f"/f/{gone.reference}")
        assert mads.status == 404


# ------------------------------------------------------------------------------------------ opening


def test_nothing_of_a_file_is_shown_before_a_reason_is_given(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.look(f"/f/{applicant.reference}")
    assert not any(word in mads.html for word in SECRETS)
    for reason in ("", "curiosity"):
        mads.send(f"/f/{applicant.reference}", reason=reason)
        assert mads.status == 422
        assert "Choose a reason first." in mads.text
        assert not any(word in mads.html for word in SECRETS)
    assert not Look.objects.exists()


def test_a_file_opens_with_a_reason_and_the_person_sees_it(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    assert mads.status == 200
    for word in ("I refused to fire.", "Иван &lt;b&gt;", "Latvia", "by letter", "no calls", "3 February 1999",
                 "about September 2022", "2023, not sure", "not known", "Vanya", "a dog"):  # fmt: skip
        assert word in mads.html, word
    assert mads.response.headers["Cache-Control"] == "no-store"
    assert looks(applicant) == [
        {"day": TODAY.isoformat(), "team": office.teams["Harbour"], "officer": "Mads", "reason": "first_reading"}
    ]


def test_the_person_reads_who_looked_on_the_public_site(mads: Desk, office: Office, person: object) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference, "prepares_papers")
    person.come_back(applicant.secret.digits())  # type: ignore[attr-defined]
    html = person.press("to:looks")  # type: ignore[attr-defined]
    assert "Mads, Harbour" in html
    assert "to prepare papers" in html


def test_nothing_of_the_content_is_kept_in_the_session(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    kept = json.dumps(dict(mads.client.session.items()), ensure_ascii=False)
    assert set(mads.client.session["openings"]) == {applicant.reference}
    assert not any(word in kept for word in SECRETS)


def test_the_look_is_on_disk_before_anything_is_shown(
    mads: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = a_client(office)
    seen: list[int] = []

    def stop(*_: object) -> None:
        seen.append(Look.objects.filter(file=applicant.opened.file).count())
        raise RuntimeError("the light goes out")

    monkeypatch.setattr("frihavn.web.files.views.content_of", stop)
    mads.open(applicant.reference)
    assert (mads.status, seen) == (500, [1])


def test_a_file_opened_again_within_minutes_is_one_look(
    mads: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    mads.open(applicant.reference)
    assert len(looks(applicant)) == 1
    mads.open(applicant.reference, "reads_answer")
    assert [one["reason"] for one in looks(applicant)].count("reads_answer") == 1
    from frihavn.web.files import reading  # noqa: PLC0415 - to move its clock

    later = reading._minute() + OPEN_MINUTES
    monkeypatch.setattr(reading, "_minute", lambda: later)
    mads.look(f"/f/{applicant.reference}")
    assert "a few minutes ago" not in mads.text
    mads.open(applicant.reference, "reads_answer")
    assert len(looks(applicant)) == 3


def test_a_stranger_s_file_and_no_file_look_alike(mads: Desk, office: Office) -> None:
    theirs = a_client(office, team="Hill")
    pages = []
    for reference in (theirs.reference, "ZZZ-ZZZ-ZZ"):
        mads.look(f"/f/{reference}")
        pages.append((mads.status, mads.html, sorted(mads.response.headers.items())))
        mads.look("/team")
        ours = mads.html.split('name="ticket" value="')[1].split('"')[0]
        proof = mads.html.split('name="proof" value="')[1].split('"')[0]
        sent = {"ticket": ours, "proof": proof, "reason": "first_reading", "text": "hello"}
        for end in ("", "/answer", "/hand-over", f"/paper/{new_id()}"):
            mads.post(f"/f/{reference}{end}", dict(sent))
            pages.append((mads.status, mads.html if end == "" else "", []))
    assert pages[: len(pages) // 2] == pages[len(pages) // 2 :]
    assert pages[0][0] == 404
    assert not Look.objects.exists()


def test_what_was_taken_back_opens_no_more(mads: Desk, office: Office) -> None:
    applicant = a_client(office, "statement", "contact")
    mads.open(applicant.reference)
    assert "I refused to fire." in mads.html
    take_back(applicant.opened, team=office.teams["Harbour"], parts=["statement"], day=TODAY)
    mads.open(applicant.reference)
    assert "I refused to fire." not in mads.html
    assert "by letter" in mads.html
    take_back(applicant.opened, team=office.teams["Harbour"], parts=["contact"], day=TODAY)
    mads.look(f"/f/{applicant.reference}")
    assert mads.status == 404
    mads.look("/")
    assert applicant.reference not in mads.html


def test_an_erased_file_is_gone_in_the_middle_of_reading(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    mads.open(applicant.reference)
    erase(applicant.opened.file, day=TODAY)
    mads.send(f"/f/{applicant.reference}/answer", text="are you there?")
    assert mads.status == 404
    mads.look("/")
    assert applicant.reference not in mads.html


def test_two_ciphertexts_that_changed_places_do_not_open(mads: Desk, office: Office) -> None:
    one, two = a_client(office), a_client(office)
    first, second = (Record.objects.get(file=each.opened.file, part="statement") for each in (one, two))
    first.sealed, second.sealed = second.sealed, first.sealed
    first.save()
    second.save()
    mads.open(one.reference)
    assert mads.status == 200
    assert "1 entries of this file cannot be opened" in mads.text
    assert "I refused to fire." not in mads.html
    assert "by letter" in mads.html


def test_two_grants_that_changed_places_do_not_open(mads: Desk, office: Office) -> None:
    one, two = a_client(office), a_client(office)
    holder = office.team("Harbour").holder
    first, second = (Grant.objects.get(file=each.opened.file, part="statement", holder=holder) for each in (one, two))
    first.sealed, second.sealed = second.sealed, first.sealed
    first.save()
    second.save()
    mads.open(one.reference)
    assert mads.status == 409
    assert "cannot be opened" in mads.text
    assert not any(word in mads.html for word in SECRETS)


@pytest.mark.parametrize(
    ("kind", "shown"), [("png", "inline"), ("jpeg", "inline"), ("text", "inline"), ("pdf", "attach")]
)
def test_a_paper_opens_within_the_opening_and_can_do_nothing(mads: Desk, office: Office, kind: str, shown: str) -> None:
    applicant = a_client(office)
    record = with_document(applicant, kind, PNG)
    address = f"/f/{applicant.reference}/paper/{record.id}"
    mads.open(applicant.reference)
    assert "a call-up paper" in mads.html
    mads.send(address)
    assert mads.status == 200
    assert mads.response.content == PNG
    assert "sandbox" in mads.response.headers["Content-Security-Policy"]
    assert mads.response.headers["Content-Disposition"].startswith(shown)
    assert mads.response.headers["Cache-Control"] == "no-store"
    mads.look(address)
    assert mads.status == 303, "an address alone opens nothing"


def test_a_paper_that_was_changed_or_never_was_is_calm(mads: Desk, office: Office) -> None:
    applicant = a_client(office)
    record = with_document(applicant, "png", PNG)
    mads.open(applicant.reference)
    page = mads.html
    applicant.opened.file.pieces.filter(number=1).update(sealed=b"\x01changed")
    mads.send(f"/f/{applicant.reference}/paper/{record.id}")
    assert mads.status == 409
    mads.html = page.replace(record.id, new_id())
    address = mads.html.split('action="/f/')[-1].split('"')[0]
    mads.send(f"/f/{address}")
    assert mads.status == 404


def test_the_forty_first_file_in_an_hour_does_not_open(office: Office) -> None:
    diligent = Desk().sit(office.add("lise", "representative", by="sofie", team="Harbour"))
    files = [a_client(office, "thread") for _ in range(41)]
    for one in files[:40]:
        diligent.open(one.reference)
        assert diligent.status == 200
    diligent.open(files[40].reference)
    assert diligent.status == 429
    assert "40 files within an hour" in diligent.text
    assert not files[40].opened.file.looks.exists()
    diligent.open(files[0].reference)
    assert diligent.status == 200, "one of the forty still opens"


# ------------------------------------------------------------------------------------------ answering


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
    assert "Mads," in html
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


# ------------------------------------------------------------------------------------------ handing over


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


# ------------------------------------------------------------------------------------------ headers


def test_staff_pages_have_the_headers_and_their_own_sheet(mads: Desk, office: Office) -> None:
    from base64 import b64encode  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    mads.look("/")
    sheet = mads.html.split("<style>")[1].split("</style>")[0]
    assert b64encode(sha256(sheet.encode()).digest()).decode() in mads.response.headers["Content-Security-Policy"]
    assert mads.response.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in mads.html


def test_requests_from_this_machine_only_in_the_tests() -> None:
    assert OURS["Origin"] == "http://testserver"
