"""Teams: who is in them, who joins, and which of them people can choose."""

from __future__ import annotations

import base64
import re

from frihavn.web.intake.models import Recipient
from tests.web.files.conftest import PASSPHRASE, Desk, Office


def test_members_see_their_team_and_no_buttons(mads: Desk, office: Office) -> None:
    mads.look("/team")
    assert "Harbour" in mads.html
    assert "Sofie" in mads.html
    assert "/publish" not in mads.html
    assert "revoke" not in mads.html
    assert "Hill" in mads.text.split("Other teams")[1]
    assert "Ole" not in mads.text


def test_what_a_supervisor_may_do_is_no_page_for_anybody_else(mads: Desk, office: Office) -> None:
    mads.look("/team/officer")
    assert mads.status == 404
    page = mads.look("/team")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for address in (
        "/team/add", "/team/officer", f"/team/{office.teams['Harbour']}/publish",
        f"/team/{office.teams['Harbour']}/member", f"/team/officer/{office.officers['sofie'].id}/revoke",
    ):  # fmt: skip
        mads.post(address, {**hidden, "team_name": "X", "sure": "yes"})
        assert mads.status == 404, address
        mads.look(address)
        assert mads.status == 404, address


def test_a_team_is_published_and_people_can_choose_it(sofie: Desk, office: Office, person: object) -> None:
    team = office.teams["Harbour"]
    sofie.look("/team")
    assert "People cannot choose this team." in sofie.text
    sofie.send(f"/team/{team}/publish", languages="English, русский", is_open="yes")
    assert "Saved." in sofie.text
    assert "Languages: English, русский" in sofie.text
    person.start()  # type: ignore[attr-defined]
    assert "Harbour" in person.press("to:access")  # type: ignore[attr-defined]
    sofie.look("/team")
    sofie.send(f"/team/{team}/publish", languages="x" * 61)
    assert sofie.status == 422
    sofie.send(f"/team/{team}/publish", languages="English")
    assert not Recipient.objects.get(team=team).is_open


def test_a_supervisor_changes_only_teams_they_are_in(sofie: Desk, office: Office) -> None:
    page = sofie.look("/team")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for end in ("publish", "member"):
        sofie.post(f"/team/{office.teams['Hill']}/{end}", {**hidden, "is_open": "yes"})
        assert sofie.status == 404
    assert not Recipient.objects.exists()


def test_an_officer_is_added_with_a_secret_that_is_shown_once(sofie: Desk, office: Office) -> None:
    sofie.look("/team/officer")
    for field, typed, says in (
        ("name", " ", "Fill this in."), ("shown_name", "x" * 101, "too long"), ("passphrase", "short", "at least 12"),
        ("passphrase", "a new colleague", "must not be the name"), ("representative", "", "Choose at least one."),
        ("name", "mads", "Choose another one."),
    ):  # fmt: skip
        fields = {
            "name": "a new colleague", "shown_name": "Signe", "passphrase": PASSPHRASE, "representative": "yes",
            "team": office.teams["Harbour"], field: typed,
        }  # fmt: skip
        sofie.send("/team/officer", **fields)
        assert sofie.status == 422, field
        assert says in sofie.text
        assert PASSPHRASE not in sofie.html
    sofie.send(
        "/team/officer", name="signe", shown_name="Signe", passphrase=PASSPHRASE, representative="yes",
        team=office.teams["Harbour"],
    )  # fmt: skip
    assert sofie.heading == "Signe is added"
    line = re.search(r"otpauth://totp/Frihavn:signe\?secret=([A-Z2-7]+)&amp;issuer=Frihavn", sofie.html)
    assert line
    assert base64.b32decode(line[1])
    assert line[1] in sofie.html.replace(" ", "")
    assert "Signe" in sofie.look("/team")
    assert line[1] not in sofie.html.replace(" ", "")


def test_a_team_is_made_and_somebody_let_in(sofie: Desk, office: Office) -> None:
    sofie.look("/team")
    sofie.send("/team/add", team_name="")
    assert (sofie.status, "Fill this in." in sofie.text) == (422, True)
    sofie.send("/team/add", team_name="Harbour")
    assert (sofie.status, "Choose another one." in sofie.text) == (422, True)
    sofie.send("/team/add", team_name="Quay")
    team = next(one for one in office.line.teams() if one.name == "Quay")
    sofie.send(f"/team/{team.id}/member", officer="nobody")
    assert sofie.status == 422
    sofie.send(f"/team/{team.id}/member", officer=office.officers["mads"].id)
    assert "Saved." in sofie.text
    assert team.id in office.line.who(office.officers["mads"].token).teams
