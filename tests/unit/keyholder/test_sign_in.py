"""Signing in: one answer for every failure, one slow derivation, a code once, a wait after five, sessions that end."""

from __future__ import annotations

import base64
import sqlite3
import unicodedata
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from frihavn.keyholder import officers
from frihavn.keyholder.sessions import SESSIONS_OF_ONE_MAX
from frihavn.vault import holders
from frihavn.vault.errors import CannotOpenError
from frihavn.vault.holders import PrivateKey, new_private_key, unlocked_by_passphrase, unsealed_by
from frihavn.vault.tokens import code_at
from tests.keyholder import PASSPHRASE, Harbour, Office, an_office


def test_the_first_officer_needs_no_session_and_becomes_supervisor(office: Office) -> None:
    office.add("sofie", "representative")
    session = office.sign_in("sofie")
    assert office.ok("who", session=session)["roles"] == ["representative", "supervisor"]
    fields = {"name": "anna", "shown_name": "Anna", "passphrase": PASSPHRASE, "roles": ["supervisor"]}
    assert office.error("add_officer", **fields) == "signed_out"
    assert office.error("add_officer", session="made-up", **fields) == "signed_out"


def test_who_is_what_sign_in_said(harbour: Harbour) -> None:
    office = harbour.office
    office.clock.forward(seconds=30)
    found = office.ok("sign_in", name="mads", passphrase=PASSPHRASE, code=office.code("mads"))
    session = found.pop("session")
    assert found == office.ok("who", session=session)
    assert found == {
        "officer": office.ids["mads"],
        "name": "mads",
        "shown_name": "Mads",
        "roles": ["representative"],
        "teams": [{"id": harbour.team, "name": "harbour"}],
    }


def test_only_a_supervisor_adds_officers_and_teams(harbour: Harbour) -> None:
    fields = {"name": "ida", "shown_name": "Ida", "passphrase": PASSPHRASE, "roles": ["representative"]}
    assert harbour.office.error("add_officer", session=harbour.mads, **fields) == "not_yours"
    assert harbour.office.error("add_team", session=harbour.mads, name="quay") == "not_yours"


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [("ida", "elevenchars"), ("ida", "x" * 201), ("a-name-of-fifteen", "A-name-of-fifteen"), ("ida", " " * 20)],
)
def test_a_poor_passphrase_is_not_taken(harbour: Harbour, name: str, passphrase: str) -> None:
    fields = {"name": name, "shown_name": "Ida", "passphrase": passphrase, "roles": ["representative"]}
    assert harbour.office.error("add_officer", session=harbour.sofie, **fields) == "bad_request"


def test_a_passphrase_and_a_name_are_the_same_however_their_accents_are_typed(harbour: Harbour) -> None:
    office, composed = harbour.office, "blåbær på kajen é"
    loose = unicodedata.normalize("NFD", composed)
    assert composed != loose
    fields = {"name": composed[:6], "shown_name": "Ida", "roles": ["representative"]}
    added = office.ok("add_officer", session=harbour.sofie, passphrase=composed, **fields)
    code = code_at(base64.b32decode(added["code_secret"]), office.clock())
    office.ok("sign_in", name=unicodedata.normalize("NFD", composed[:6]), passphrase=loose, code=code)


def test_a_name_is_taken_once(harbour: Harbour) -> None:
    fields = {"name": "mads", "shown_name": "Mads", "passphrase": PASSPHRASE, "roles": ["representative"]}
    assert harbour.office.error("add_officer", session=harbour.sofie, **fields) == "bad_request"


def test_every_failure_has_one_answer_and_costs_one_slow_derivation(harbour: Harbour) -> None:
    office = harbour.office
    office.clock.forward(seconds=30)
    right = office.code("mads")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    tries = [
        ("nobody here", PASSPHRASE, right),
        ("mads", "another passphrase", right),
        ("mads", PASSPHRASE, wrong),
        ("mads", PASSPHRASE, ""),
        ("mads", PASSPHRASE, "１２３４５６"),
        ("mads", PASSPHRASE, right),
    ]
    answers = []
    for name, passphrase, code in tries:
        with mock.patch.object(holders, "_from_passphrase", wraps=holders._from_passphrase) as slow:
            answers.append(office.answer("sign_in", name=name, passphrase=passphrase, code=code))
        assert slow.call_count == 1
    assert answers[:-1] == [{"error": "refused"}] * 5
    assert "ok" in answers[-1]
    assert office.actions()[-6:] == ["officer.sign_in_failed"] * 5 + ["officer.signed_in"]


def test_a_code_works_once_also_after_a_restart(harbour: Harbour) -> None:
    office = harbour.office
    office.clock.forward(seconds=30)
    fields = {"name": "mads", "passphrase": PASSPHRASE, "code": office.code("mads")}
    office.ok("sign_in", **fields)
    assert office.error("sign_in", **fields) == "refused"
    office.keyholder.close()
    again = an_office(office.keyholder.home.root)
    again.clock.moment = office.clock.moment
    assert again.error("sign_in", **fields) == "refused"
    again.clock.forward(seconds=30)
    again.ok("sign_in", **{**fields, "code": code_at(office.codes["mads"], again.clock())})


def test_a_code_that_is_sent_twice_at_once_works_once(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    office, real = harbour.office, officers._proven
    office.clock.forward(seconds=30)
    fields = {"name": "mads", "passphrase": PASSPHRASE, "code": office.code("mads")}

    def meanwhile(*arguments: Any) -> Any:
        found = real(*arguments)
        monkeypatch.setattr(officers, "_proven", real)
        office.ok("sign_in", **fields)
        return found

    monkeypatch.setattr(officers, "_proven", meanwhile)
    assert office.error("sign_in", **fields) == "refused"


@pytest.mark.parametrize("name", ["mads", "nobody here"])
def test_five_failures_close_a_name_for_fifteen_minutes(harbour: Harbour, name: str) -> None:
    office = harbour.office
    wrong = {"name": name, "passphrase": "another passphrase", "code": "000000"}
    assert [office.error("sign_in", **wrong) for _ in range(6)] == ["refused"] * 5 + ["wait"]
    office.clock.forward(minutes=14, seconds=59)
    code = office.code("mads")
    assert office.error("sign_in", name=name, passphrase=PASSPHRASE, code=code) == "wait"
    office.clock.forward(seconds=1)
    if name == "mads":
        office.ok("sign_in", name=name, passphrase=PASSPHRASE, code=office.code("mads"))
    else:
        assert office.error("sign_in", **wrong) == "refused"


def test_a_name_that_waits_does_not_close_another(harbour: Harbour) -> None:
    office = harbour.office
    for _ in range(6):
        office.error("sign_in", name="nobody here", passphrase=PASSPHRASE, code="000000")
    office.sign_in("mads")


def test_success_forgets_earlier_failures(harbour: Harbour) -> None:
    office = harbour.office
    for _ in range(3):
        for _ in range(4):
            assert office.error("sign_in", name="mads", passphrase=PASSPHRASE, code="") == "refused"
        office.sign_in("mads")


def test_a_session_ends_after_half_an_hour_of_rest_and_after_ten_hours_of_work(harbour: Harbour) -> None:
    office = harbour.office
    office.clock.forward(minutes=29, seconds=59)
    office.ok("who", session=harbour.mads)
    office.clock.forward(minutes=30)
    assert office.error("who", session=harbour.mads) == "signed_out"
    session = office.sign_in("mads")
    for _ in range(29):
        office.clock.forward(minutes=20)
        office.ok("who", session=session)
    office.clock.forward(minutes=20)
    assert office.error("who", session=session) == "signed_out"


def test_what_time_brings_takes_keys_out_of_memory(harbour: Harbour) -> None:
    office = harbour.office
    assert len(office.keyholder.sessions) == 2
    office.clock.forward(minutes=31)
    office.keyholder.tick()
    assert len(office.keyholder.sessions) == 0


def test_signing_out_ends_a_session(harbour: Harbour) -> None:
    assert harbour.office.ok("sign_out", session=harbour.mads) == {}
    assert harbour.office.error("who", session=harbour.mads) == "signed_out"
    assert harbour.office.ok("sign_out", session=harbour.mads) == {}


def test_sessions_of_one_officer_are_bounded(harbour: Harbour) -> None:
    sessions = [harbour.mads, *(harbour.office.sign_in("mads") for _ in range(SESSIONS_OF_ONE_MAX))]
    answers = [harbour.office.answer("who", session=one) for one in sessions]
    assert [set(one) for one in answers] == [{"error"}, *([{"ok"}] * SESSIONS_OF_ONE_MAX)]


def test_a_stolen_database_gives_neither_the_key_nor_the_secret_of_the_codes(harbour: Harbour) -> None:
    office = harbour.office
    path = office.keyholder.store.path
    stolen = b"".join(one.read_bytes() for one in path.parent.glob("keyholder.db*"))
    assert office.codes["mads"] not in stolen
    assert base64.b32encode(office.codes["mads"]) not in stolen
    key = office.keyholder.sessions.of(harbour.mads, office.clock()).key
    assert key.raw[1:33] not in stolen
    assert PASSPHRASE.encode() not in stolen
    with pytest.raises(CannotOpenError):
        unsealed_by(code_row(path, "mads")[1], new_private_key(), code_of(office, "mads"))


def test_the_secret_of_the_codes_opens_only_with_the_key_that_the_passphrase_opens(harbour: Harbour) -> None:
    office = harbour.office
    private, code = code_row(office.keyholder.store.path, "mads")
    own: PrivateKey = unlocked_by_passphrase(private, PASSPHRASE, office.ids["mads"])
    assert unsealed_by(code, own, code_of(office, "mads")) == office.codes["mads"]
    with pytest.raises(CannotOpenError):
        unlocked_by_passphrase(private, PASSPHRASE, office.ids["sofie"])


def code_row(path: Path, name: str) -> tuple[bytes, bytes]:
    db = sqlite3.connect(path)
    row: tuple[bytes, bytes] = db.execute("SELECT private, code FROM officers WHERE name = ?", (name,)).fetchone()
    db.close()
    return row


def code_of(office: Office, name: str) -> holders.GrantOf:
    return holders.GrantOf(office.ids[name], "code", 0, office.ids[name])
