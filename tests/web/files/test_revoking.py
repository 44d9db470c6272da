"""Somebody is revoked: they are out, and keys are renewed; the renewal can be broken off anywhere."""

from __future__ import annotations

import re
import sqlite3

import pytest

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.holders import (
    GrantOf,
    PrivateKey,
    opened,
    unlocked,
    unlocked_by_passphrase,
)
from frihavn.vault.tokens import new_id
from frihavn.web.files import rotation
from frihavn.web.intake.actions import give, send_message, take_back
from frihavn.web.intake.models import Grant, Recipient
from frihavn.web.keys import Keyholder, KeyholderAwayError
from frihavn.web.settings import HOME
from tests.web.files.conftest import PASSPHRASE, TODAY, Desk, Office, a_client, publish

_numbers = iter(range(1000))


@pytest.fixture
def crew(office: Office) -> str:
    """A team of its own, supervised by Sofie, with one representative who will be revoked. Its name."""
    name = f"crew-{next(_numbers)}"
    office.found(name, by="sofie")
    office.add(f"{name}-stays", "representative", by="sofie", team=name)
    office.add(f"{name}-goes", "representative", by="sofie", team=name)
    return name


def saved_copy_of_the_team_key(office: Office, name: str) -> PrivateKey:
    """What an officer could have copied: the team's private key, opened with their own passphrase."""
    officer, team = office.officers[f"{name}-goes"], office.teams[name]
    with sqlite3.connect(HOME.keyholder_database) as db:
        (private,) = db.execute("SELECT private FROM officers WHERE id = ?", (officer.id,)).fetchone()
        (wrap,) = db.execute("SELECT sealed FROM wraps WHERE team = ? AND officer = ?", (team, officer.id)).fetchone()
        (sealed,) = db.execute("SELECT private FROM team_keys WHERE team = ? AND number = 1", (team,)).fetchone()
    db.close()
    own = unlocked_by_passphrase(private, PASSPHRASE, officer.id)
    return unlocked(sealed, opened(wrap, own, GrantOf(team, "team", 1, officer.id)), f"{team}.1")


def openable(key: PrivateKey) -> set[tuple[str, int]]:
    """Which parts and epochs in the whole database a private key opens, as any holder it may have been."""
    found = set()
    for one in Grant.objects.all():
        for holder in {one.holder, re.sub(r"\.\d+$", ".1", one.holder)}:
            try:
                opened(bytes(one.sealed), key, GrantOf(one.file_id, one.part, one.epoch, holder))
                found.add((one.part, one.epoch))
            except CannotOpenError:
                continue
    return found


def test_a_revoked_officer_is_out_and_opens_nothing_new(sofie: Desk, office: Office, crew: str) -> None:
    applicant = a_client(office, team=crew)
    publish(office, "Hill")
    give(applicant.opened, team=Recipient.objects.get(name="Hill"), parts=["thread"], day=TODAY)
    goes, stays = office.officers[f"{crew}-goes"], office.officers[f"{crew}-stays"]
    old = saved_copy_of_the_team_key(office, crew)
    before = openable(old)
    assert ("thread", 1) in before
    sofie.look("/team")
    sofie.look(f"/team/officer/{goes.id}/revoke")
    sofie.send(f"/team/officer/{goes.id}/revoke")
    assert (sofie.status, "Tick the box" in sofie.text) == (422, True)
    sofie.send(f"/team/officer/{goes.id}/revoke", sure="yes")
    assert "Every file is renewed." in sofie.text
    assert "1 of 1" in sofie.text

    desk = Desk().sit(goes)
    desk.look("/")
    assert desk.heading == "Sign in"
    desk.send("/sign-in", name=goes.name, passphrase=PASSPHRASE, code=goes.code())
    assert desk.status == 422
    assert openable(old) == set(), "not even what they could open before lies there for their key"

    send_message(applicant.again(), text="written after", ticket=new_id(), day=TODAY)
    theirs = Desk().sit(stays)
    theirs.open(applicant.reference)
    assert "I refused to fire." in theirs.html
    assert "written after" in theirs.html
    theirs.send(f"/f/{applicant.reference}/answer", text="an answer under the new key")
    assert [one.body["text"] for one in applicant.again().read("thread")] == [
        "written after", "an answer under the new key",
    ]  # fmt: skip
    hill = Desk().sit(office.officers["ole"])
    hill.open(applicant.reference)
    assert "an answer under the new key" in hill.html


def test_a_copy_of_an_old_key_and_an_old_database_opens_no_new_epoch(office: Office, crew: str) -> None:
    applicant = a_client(office, team=crew)
    old = saved_copy_of_the_team_key(office, crew)
    known = {
        (one.part, one.epoch): opened(bytes(one.sealed), old, GrantOf(one.file_id, one.part, one.epoch, one.holder))
        for one in Grant.objects.filter(holder=f"{office.teams[crew]}.1")
    }
    office.line.revoke_officer(office.officers["sofie"].token, office.officers[f"{crew}-goes"].id)
    rotation.finish(office.line, office.officers["sofie"].token, [office.teams[crew]])
    after = applicant.again()
    for part in ("statement", "identity", "contact", "files", "thread"):
        epoch, key = after.newest(part)
        assert (part, epoch) not in known
        assert key not in known.values()
    send_message(after, text="new", ticket=new_id(), day=TODAY)
    assert after.file.records.get(part="thread").epoch == 2


def test_nobody_revokes_themselves_or_a_ghost(sofie: Desk, office: Office) -> None:
    for officer in (office.officers["sofie"].id, new_id()):
        sofie.look(f"/team/officer/{officer}/revoke")
        assert sofie.status == 404


def test_a_team_the_supervisor_is_not_in_is_named_and_finished_by_its_members(sofie: Desk, office: Office) -> None:
    name = f"far-{next(_numbers)}"
    office.found(name, by="anna")
    goes = office.add(f"{name}-goes", "representative", by="anna", team=name)
    applicant = a_client(office, team=name)
    sofie.look(f"/team/officer/{goes.id}/revoke")
    sofie.send(f"/team/officer/{goes.id}/revoke", sure="yes")
    assert "You are not in these teams." in sofie.text
    assert name in sofie.text
    assert applicant.again().newest("thread")[0] == 2, "what is written from now on is safe at once"
    anna = Desk().sit(office.officers["anna"])
    anna.look("/team")
    assert "1 files still have keys" in anna.text
    anna.send("/team/finish")
    assert "1 of 1" in anna.text
    anna.open(applicant.reference)
    assert "I refused to fire." in anna.html


class Power:
    """Stands between the site and the keyholder, and goes out at the nth call."""

    def __init__(self, line: Keyholder, calls: int) -> None:
        self.line, self.calls = line, calls

    def teams(self) -> object:
        return self.line.teams()

    def regrant(self, *args: object, **fields: object) -> object:
        self.calls -= 1
        if self.calls < 0:
            raise KeyholderAwayError
        return self.line.regrant(*args, **fields)  # type: ignore[arg-type]


@pytest.fixture
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "FILES_AT_ONCE", 1)


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_a_renewal_that_was_broken_off_is_finished(office: Office, crew: str, calls: int, one_at_once: None) -> None:
    files = [a_client(office, team=crew) for _ in range(3)]
    token, team = office.officers["sofie"].token, office.teams[crew]
    old = saved_copy_of_the_team_key(office, crew)
    office.line.revoke_officer(token, office.officers[f"{crew}-goes"].id)
    with pytest.raises(KeyholderAwayError):
        rotation.finish(Power(office.line, calls), token, [team])  # type: ignore[arg-type]
    assert rotation.unfinished([office.team(crew)]) == {team: 3 - calls}
    assert all((part, 2) not in openable(old) for part in ("statement", "thread")), "new keys come first"
    progress = rotation.finish(office.line, token, [team])
    assert (progress.done, progress.total) == (3 - calls, 3 - calls)
    assert rotation.unfinished([office.team(crew)]) == {}
    assert rotation.finish(office.line, token, [team]).total == 0
    for one in files:
        assert {epoch for _, epoch in one.again().table} == {1, 2}, "drawn once, however often it was begun"
        assert [document.kind for document in one.again().read("statement")] == ["statement"]
        assert one.opened.file.grants.filter(holder=office.team(crew).holder).count() == 10


def test_a_renewal_out_of_time_says_how_far_it_is(
    sofie: Desk, office: Office, crew: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_client(office, team=crew)
    monkeypatch.setattr(rotation, "SECONDS_MAX", -1.0)
    goes = office.officers[f"{crew}-goes"].id
    sofie.look(f"/team/officer/{goes}/revoke")
    sofie.send(f"/team/officer/{goes}/revoke", sure="yes")
    assert "0 of 1 files are renewed." in sofie.text
    monkeypatch.undo()
    sofie.send("/team/finish")
    assert "1 of 1 files are renewed." in sofie.text


def test_one_damaged_grant_does_not_hold_up_the_others(sofie: Desk, office: Office, crew: str) -> None:
    files = [a_client(office, team=crew) for _ in range(3)]
    token, team = office.officers["sofie"].token, office.teams[crew]
    Grant.objects.filter(file=files[1].opened.file, part="contact", holder=f"{team}.1").update(sealed=b"\x01damaged")
    office.line.revoke_officer(token, office.officers[f"{crew}-goes"].id)
    sofie.look("/team")
    assert "3 files still have keys" in sofie.text
    sofie.send("/team/finish")
    assert "2 of 3 files are renewed." in sofie.text
    assert "1 files have a key that does not open." in sofie.text
    assert files[1].again().newest("contact")[0] == 2
    rotation.finish(office.line, token, [team])
    assert files[1].again().newest("contact")[0] == 2, "drawn once, however often it was tried"


def test_what_was_taken_back_during_a_renewal_stays_taken_back(office: Office, crew: str) -> None:
    applicant = a_client(office, team=crew)
    token, team = office.officers["sofie"].token, office.teams[crew]
    office.line.revoke_officer(token, office.officers[f"{crew}-goes"].id)

    class Crossed(Power):
        def regrant(self, *args: object, **fields: object) -> object:
            renewed = super().regrant(*args, **fields)
            take_back(applicant.again(), team=team, parts=["statement", "contact"], day=TODAY)
            return renewed

    rotation.finish(Crossed(office.line, 9), token, [team])  # type: ignore[arg-type]
    given = set(applicant.opened.file.grants.filter(holder__startswith=team).values_list("part", flat=True))
    assert given == {"identity", "files", "thread"}


def test_an_old_grant_never_goes_before_its_new_key_is_drawn(office: Office, crew: str) -> None:
    """Otherwise nothing would say any more that the newest key is one that the old key pair opened."""
    applicant, team = a_client(office, team=crew), office.teams[crew]
    token = office.officers["sofie"].token
    office.line.revoke_officer(token, office.officers[f"{crew}-goes"].id)
    rotation.regrant(office.line, token, office.team(crew), office.line.teams())
    assert applicant.again().newest("thread")[0] == 2
    assert rotation.unfinished([office.team(crew)]) == {}
    assert not Grant.objects.filter(holder=f"{team}.1").exists()


def test_the_worker_draws_new_keys_without_anybody_signed_in(office: Office, crew: str) -> None:
    applicant = a_client(office, team=crew)
    office.line.revoke_officer(office.officers["sofie"].token, office.officers[f"{crew}-goes"].id)
    assert rotation.renew_keys(office.line.teams()) == 1
    assert Recipient.objects.get(team=office.teams[crew]).holder == f"{office.teams[crew]}.2"
    assert rotation.renew_keys(office.line.teams()) == 0
    assert applicant.again().newest("thread")[0] == 2


def test_a_person_who_gave_to_the_old_key_a_moment_too_late_is_found(office: Office, crew: str) -> None:
    """They had chosen the team just before it got new keys, and the grant came just after."""
    applicant = a_client(office, "statement", team=crew)
    token, team = office.officers["sofie"].token, office.teams[crew]
    before = Recipient.objects.get(team=team)
    office.line.revoke_officer(token, office.officers[f"{crew}-goes"].id)
    rotation.finish(office.line, token, [team])
    give(applicant.again(), team=before, parts=["thread"], day=TODAY)
    assert rotation.unfinished([office.team(crew)]) == {team: 1}
    rotation.finish(office.line, token, [team])
    assert rotation.unfinished([office.team(crew)]) == {}
    assert applicant.again().newest("thread")[0] == 2
