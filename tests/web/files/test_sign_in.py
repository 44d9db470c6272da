"""Signing in and out of the staff site."""

from __future__ import annotations

import pytest

from frihavn.vault.tokens import new_id
from frihavn.web.intake.models import Session
from tests.web.files.conftest import PASSPHRASE, Desk, Office, a_client


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
        desk.send("/sign-in", name="somebody", passphrase=PASSPHRASE, code="123456")
        assert desk.status == 422
    desk.send("/sign-in", name="somebody", passphrase=PASSPHRASE, code="123456")
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
    assert (desk.status, desk.goal, desk.heading) == (303, "/", "Clients")


def test_staff_pages_have_the_headers_and_their_own_sheet(mads: Desk, office: Office) -> None:
    from base64 import b64encode  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    mads.look("/")
    sheet = mads.html.split("<style>")[1].split("</style>")[0]
    assert b64encode(sha256(sheet.encode()).digest()).decode() in mads.response.headers["Content-Security-Policy"]
    assert mads.response.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in mads.html
