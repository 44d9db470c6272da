"""The list of clients, a reason, and reading."""

from __future__ import annotations

import json

import pytest

from frihavn.vault.tokens import new_id
from frihavn.web.files.reading import OPEN_MINUTES
from frihavn.web.intake.actions import add_document, erase, take_back, withdraw
from frihavn.web.intake.models import File, Grant, Look, Record
from tests.web.files.conftest import TODAY, Applicant, Desk, Office, a_client, looks

PNG = b"\x89PNG\r\n\x1a\nnot really"
SECRETS = ("I refused to fire.", "Иван", "Latvia", "by letter", "no calls")


def with_document(applicant: Applicant, kind: str, content: bytes) -> Record:
    body = {"about": "a call-up paper", "kind": kind, "pages": 2, "removed": []}
    return add_document(applicant.opened, content=content, body=body, ticket=new_id(), day=TODAY)


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
