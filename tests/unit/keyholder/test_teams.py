"""Teams and their key pairs: who has them, and what an officer who was revoked has no longer."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from pathlib import Path

import pytest

from frihavn.keyholder import people
from frihavn.keyholder.store import Store
from frihavn.vault.errors import CannotOpenError
from frihavn.vault.holders import GrantOf, PrivateKey, opened, unlocked_by_passphrase
from tests.keyholder import PASSPHRASE, File, Harbour, a_file, an_office


def test_teams_are_public_and_name_the_newest_key_pair(harbour: Harbour) -> None:
    found = harbour.office.ok("teams")
    assert found == {
        "teams": [{"id": harbour.team, "name": "harbour", "holder": f"{harbour.team}.1", "public": harbour.public}]
    }


def test_a_supervisor_sees_every_officer_and_others_see_those_of_their_own_teams(harbour: Harbour) -> None:
    office, ids = harbour.office, harbour.office.ids
    anna = office.sign_in("anna")
    quay = office.ok("add_team", session=anna, name="quay")["team"]

    def seen(session: str) -> dict[str, list[str]]:
        return {one["officer"]: one["teams"] for one in office.ok("officers", session=session)["officers"]}

    both = {ids["sofie"]: [harbour.team], ids["mads"]: [harbour.team]}
    assert seen(harbour.mads) == both
    assert seen(harbour.sofie) == seen(anna) == {**both, ids["anna"]: [quay]}
    revoke(harbour)
    assert ids["mads"] not in seen(anna)


def test_a_team_has_one_name(harbour: Harbour) -> None:
    assert harbour.office.error("add_team", session=harbour.sofie, name="harbour") == "bad_request"


def test_a_member_is_added_by_a_member_who_is_supervisor(harbour: Harbour) -> None:
    office = harbour.office
    ida = office.add("ida", "representative", session=harbour.sofie)
    anna = office.sign_in("anna")
    asked = {"team": harbour.team, "officer": ida}
    assert office.error("add_member", session=harbour.mads, **asked) == "not_yours"
    assert office.error("add_member", session=anna, **asked) == "not_yours"
    assert office.error("add_member", session=harbour.sofie, team=harbour.team, officer="nobody") == "not_yours"
    assert office.error("add_member", session=harbour.sofie, team="nowhere", officer=ida) == "not_yours"
    assert office.ok("add_member", session=harbour.sofie, **asked) == {}
    assert office.ok("add_member", session=harbour.sofie, **asked) == {}
    file = harbour.file()
    office.ok("open", **file.opening(office.sign_in("ida"), harbour.team))


def revoke(harbour: Harbour, name: str = "mads") -> dict[str, object]:
    return harbour.office.ok("revoke_officer", session=harbour.sofie, officer=harbour.office.ids[name])


def test_revoking_renews_the_keys_of_every_team_the_officer_was_in(harbour: Harbour) -> None:
    office = harbour.office
    anna = office.sign_in("anna")
    quay = office.ok("add_team", session=anna, name="quay")
    office.ok("add_member", session=anna, team=quay["team"], officer=office.ids["mads"])
    found = revoke(harbour)
    assert found["left"] == [quay["team"]]
    (renewed,) = found["teams"]  # type: ignore[misc]
    assert (renewed["team"], renewed["old_holder"], renewed["holder"]) == (
        harbour.team, f"{harbour.team}.1", f"{harbour.team}.2",
    )  # fmt: skip
    holders = {one["name"]: one["holder"] for one in office.ok("teams")["teams"]}
    assert holders == {"harbour": f"{harbour.team}.2", "quay": f"{quay['team']}.2"}
    assert office.actions()[-3:] == ["officer.revoked", "team.rekeyed", "team.rekeyed"]


def test_a_supervisor_revokes_others_only_and_each_once(harbour: Harbour) -> None:
    office, ids = harbour.office, harbour.office.ids
    assert office.error("revoke_officer", session=harbour.mads, officer=ids["anna"]) == "not_yours"
    assert office.error("revoke_officer", session=harbour.sofie, officer=ids["sofie"]) == "not_yours"
    revoke(harbour)
    assert office.error("revoke_officer", session=harbour.sofie, officer=ids["mads"]) == "not_yours"


def test_a_revoked_officer_s_sessions_end_and_they_cannot_sign_in(harbour: Harbour) -> None:
    office = harbour.office
    second = office.sign_in("mads")
    revoke(harbour)
    assert len(office.keyholder.sessions) == 1  # their key is in memory no longer; it is not only hidden
    for session in (harbour.mads, second):
        assert office.error("who", session=session) == "signed_out"
        assert office.error("open", **harbour.file().opening(session, harbour.team)) == "signed_out"
    office.clock.forward(seconds=30)
    assert office.error("sign_in", name="mads", passphrase=PASSPHRASE, code=office.code("mads")) == "refused"
    office.add("mads", "representative", session=harbour.sofie)  # the name is free again
    office.sign_in("mads")


def test_what_is_revoked_while_the_passphrase_is_tried_does_not_sign_in(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frihavn.keyholder import officers  # noqa: PLC0415 - the module whose function is slowed down here

    real = officers._proven

    def meanwhile(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        revoke(harbour)
        return found

    monkeypatch.setattr(officers, "_proven", meanwhile)
    office = harbour.office
    office.clock.forward(seconds=30)
    assert office.error("sign_in", name="mads", passphrase=PASSPHRASE, code=office.code("mads")) == "refused"


def test_old_epochs_stay_readable_for_those_who_remain(harbour: Harbour) -> None:
    old = harbour.file()
    revoke(harbour)
    found = harbour.office.ok("open", **old.opening(harbour.sofie, harbour.team))
    assert base64.b64decode(found["keys"][0]["key"]) == old.keys["statement", 1]


def test_a_new_member_reads_old_and_new_key_pairs(harbour: Harbour) -> None:
    office, old = harbour.office, harbour.file()
    revoke(harbour)
    new = newer(harbour)
    ida = office.add("ida", "representative", session=harbour.sofie)
    office.ok("add_member", session=harbour.sofie, team=harbour.team, officer=ida)
    session = office.sign_in("ida")
    for file in (old, new):
        office.ok("open", **file.opening(session, harbour.team))


def newer(harbour: Harbour) -> File:
    (team,) = harbour.office.ok("teams")["teams"]
    return a_file(team["holder"], team["public"], epoch=2)


def stolen_keys(copy: Path, officer: str, team: str) -> dict[str, PrivateKey]:
    """Every team key that a passphrase opens in a copy of the database."""
    store = Store(copy)
    (sealed,) = store.one("SELECT private FROM officers WHERE id = ?", officer)
    own = unlocked_by_passphrase(sealed, PASSPHRASE, officer)
    numbers = [number for (number,) in store.rows("SELECT number FROM wraps WHERE officer = ?", officer)]
    found = {f"{team}.{number}": people.team_key(store, team, number, officer, own) for number in numbers}
    store.close()
    return found


def test_a_copy_from_before_and_the_passphrase_do_not_open_a_new_epoch(harbour: Harbour, tmp_path: Path) -> None:
    office, old = harbour.office, harbour.file()
    copy = tmp_path / "copy.db"
    office.keyholder.store.forget()
    shutil.copy(office.keyholder.store.path, copy)
    revoke(harbour)
    new = newer(harbour)
    keys = stolen_keys(copy, office.ids["mads"], harbour.team)
    assert list(keys) == [f"{harbour.team}.1"]
    (grant,) = old.grants  # what was theirs then is still theirs: so the copy is worth something, and the test too
    sealed, of = base64.b64decode(grant["sealed"]), GrantOf(old.case, "statement", 1, grant["holder"])
    assert opened(sealed, keys[grant["holder"]], of) == old.keys["statement", 1]
    (grant,) = new.grants
    sealed, of = base64.b64decode(grant["sealed"]), GrantOf(new.case, "statement", 2, grant["holder"])
    for key in keys.values():
        with pytest.raises(CannotOpenError):
            opened(sealed, key, of)


def test_nothing_of_a_revoked_officer_s_keys_is_left_on_disk(harbour: Harbour) -> None:
    office = harbour.office
    store = office.keyholder.store
    secrets = [
        *store.one("SELECT private, code FROM officers WHERE name = 'mads'"),
        *store.one("SELECT sealed FROM wraps WHERE officer = ?", office.ids["mads"]),
    ]
    store.forget()
    assert all(secret[-48:] in on_disk(store.path) for secret in secrets)
    revoke(harbour)
    assert not any(secret[-48:] in on_disk(store.path) for secret in secrets)


def test_what_a_reader_kept_in_the_write_ahead_log_is_erased_when_they_are_done(harbour: Harbour) -> None:
    store = harbour.office.keyholder.store
    store.db.execute("PRAGMA busy_timeout = 10")
    (sealed,) = store.one("SELECT private FROM officers WHERE name = 'mads'")
    reader = sqlite3.connect(store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM officers").fetchone()
    revoke(harbour)
    assert sealed[-48:] in on_disk(store.path)
    reader.close()
    harbour.office.keyholder.tick()
    assert sealed[-48:] not in on_disk(store.path)


def on_disk(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def test_a_team_that_nobody_is_in_is_offered_to_nobody(harbour: Harbour) -> None:
    office = harbour.office
    anna = office.sign_in("anna")
    quay = office.ok("add_team", session=anna, name="quay")
    assert len(office.ok("teams")["teams"]) == 2
    found = revoke(harbour, "anna")
    assert found == {"teams": [], "left": [quay["team"]]}
    assert [one["name"] for one in office.ok("teams")["teams"]] == ["harbour"]


def test_regrant_seals_what_the_old_key_pair_opens_to_the_new_one(harbour: Harbour) -> None:
    office = harbour.office
    files = [harbour.file("statement", "thread") for _ in range(3)]
    revoke(harbour)
    grants = [{"case": file.case, **one} for file in files for one in file.grants]
    fields = {"session": harbour.sofie, "team": harbour.team, "reason": "supervises"}
    found = office.ok("regrant", **fields, grants=grants)["grants"]
    assert [(one["case"], one["part"], one["epoch"]) for one in found] == [
        (one["case"], one["part"], one["epoch"]) for one in grants
    ]
    assert {one["holder"] for one in found} == {f"{harbour.team}.2"}
    assert office.actions()[-3:] == ["file.regranted"] * 3
    for file in files:
        file.grants = [{key: one[key] for key in one if key != "case"} for one in found if one["case"] == file.case]
        keys = office.ok("open", **file.opening(harbour.sofie, harbour.team))["keys"]
        assert [base64.b64decode(one["key"]) for one in keys] == list(file.keys.values())


def test_regrant_is_for_members_with_a_reason_and_all_or_nothing(harbour: Harbour) -> None:
    office, file = harbour.office, harbour.file("statement", "thread")
    grants = [{"case": file.case, **one} for one in file.grants]
    fields = {"session": harbour.sofie, "team": harbour.team, "reason": "supervises", "grants": grants}
    assert office.error("regrant", **{**fields, "reason": ""}) == "needs_reason"
    assert office.error("regrant", **{**fields, "reason": "curious"}) == "needs_reason"
    assert office.error("regrant", **{**fields, "grants": []}) == "no_grant"
    assert office.error("regrant", **{**fields, "grants": grants * 251}) == "bad_request"
    assert office.error("regrant", **{**fields, "session": office.sign_in("anna")}) == "not_yours"
    grants[1] = {**grants[1], "epoch": 2}
    assert office.error("regrant", **fields) == "cannot_open"
    assert office.actions()[-1] == "file.regrant_failed"


def test_five_hundred_grants_fit_into_one_line(harbour: Harbour) -> None:
    files = [harbour.file() for _ in range(500)]
    grants = [{"case": file.case, **file.grants[0]} for file in files]
    fields = {"session": harbour.sofie, "team": harbour.team, "reason": "supervises", "grants": grants}
    assert len(harbour.office.ok("regrant", **fields)["grants"]) == 500


def test_everything_stands_after_a_restart_but_the_sessions(harbour: Harbour) -> None:
    office, file = harbour.office, harbour.file()
    office.keyholder.close()
    again = an_office(office.keyholder.home.root)
    again.clock.moment, again.codes = office.clock.moment, office.codes
    assert again.error("who", session=harbour.mads) == "signed_out"
    again.ok("open", **file.opening(again.sign_in("mads"), harbour.team))
