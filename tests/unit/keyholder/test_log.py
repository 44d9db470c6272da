"""The log: checkpoints in time, witnesses that are told, settings that hold, and a start that looks first."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from frihavn.keyholder import store as the_store
from frihavn.keyholder.check import check_log, opened_to_read
from frihavn.keyholder.errors import CannotStart
from frihavn.keyholder.log import EVERY
from frihavn.keyholder.store import SETTINGS, Store, assert_settings
from frihavn.keyholder.witnesses import FILE, FOLDERS, Witness, checkpoint_of, kept_in
from frihavn.vault.audit import Checkpoint, is_signed
from frihavn.vault.signing import signing_key
from tests.keyholder import Office, an_office


def note(office: Office, count: int) -> None:
    office.ok("note", entries=[{"action": "file.started", "case": f"case{place}"} for place in range(count)])


def witnessed(office: Office, folder: str = FOLDERS[0]) -> list[Checkpoint]:
    path = office.keyholder.home.root / folder / FILE
    return list(kept_in(path).checkpoints) if path.exists() else []


def again(office: Office) -> Office:
    """The same installation after its keyholder was started anew."""
    office.keyholder.store.close()
    found = an_office(office.keyholder.home.root)
    found.clock.moment = office.clock.moment
    return found


def test_health_counts(office: Office) -> None:
    assert office.ok("health") == {"officers": 0, "entries": 1, "checkpoints": 0}
    note(office, 2)
    office.ok("checkpoint")
    assert office.ok("health") == {"officers": 0, "entries": 3, "checkpoints": 1}


def test_what_applicants_do_is_written_without_their_case(office: Office) -> None:
    office.ok("note", entries=[{"action": "file.erased", "case": "quite-a-secret"}])
    (said,) = office.keyholder.store.one("SELECT said FROM entries WHERE seq = 1")
    found = json.loads(said)
    assert (found["actor"], found["action"], found["detail"]) == ("applicant", "file.erased", "")
    assert "quite-a-secret" not in said.decode()
    assert office.error("note", entries=[{"action": "file.opened", "case": "a"}]) == "bad_request"
    assert office.ok("note", entries=[]) == {}


def test_a_checkpoint_comes_every_256_entries_also_within_one_request(office: Office) -> None:
    note(office, EVERY - 2)
    assert witnessed(office) == []
    note(office, 1)
    assert [one.size for one in witnessed(office)] == [EVERY]
    for _ in range(3):
        note(office, 500)
    sizes = [one.size for one in witnessed(office)]
    assert sizes == [EVERY * place for place in range(1, len(sizes) + 1)]
    assert len(sizes) == (EVERY + 1500) // EVERY
    assert witnessed(office) == witnessed(office, FOLDERS[1])


def test_a_checkpoint_comes_ten_minutes_after_new_entries(office: Office) -> None:
    note(office, 3)
    office.keyholder.tick()
    office.clock.forward(minutes=9, seconds=59)
    office.keyholder.tick()
    assert witnessed(office) == []
    office.clock.forward(seconds=1)
    office.keyholder.tick()
    assert [one.size for one in witnessed(office)] == [4]
    office.clock.forward(hours=5)
    office.keyholder.tick()
    office.clock.forward(hours=5)
    office.keyholder.tick()
    assert len(witnessed(office)) == 1  # nothing new, nothing to sign


def test_a_checkpoint_on_request_is_signed_and_told_to_both_witnesses(office: Office) -> None:
    note(office, 3)
    found = office.ok("checkpoint")
    assert office.ok("checkpoint") == found
    assert checkpoint_of(json.dumps(found)) == witnessed(office)[0] == witnessed(office, FOLDERS[1])[0]
    key = signing_key(office.keyholder.home.secret("audit")).public_key()
    assert is_signed(witnessed(office)[0], key)


def test_a_witness_that_could_not_be_written_is_told_later(office: Office) -> None:
    folder = office.keyholder.home.root / FOLDERS[1]
    folder.rmdir()
    folder.write_text("a file where a folder should be")
    note(office, 300)
    assert [one.size for one in witnessed(office)] == [256]
    folder.unlink()
    folder.mkdir()
    note(office, 300)
    assert [one.size for one in witnessed(office, FOLDERS[1])] == [256, 512]
    folder_a = office.keyholder.home.root / FOLDERS[0]
    (folder_a / FILE).unlink()
    restarted = again(office)
    assert [one.size for one in witnessed(restarted)] == [256, 512]
    restarted.keyholder.store.close()


def test_a_line_that_was_cut_off_does_not_spoil_the_next(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    note(office, 300)
    path = tmp_path / FOLDERS[0] / FILE
    path.write_bytes(path.read_bytes()[:-40])
    restarted = again(office)
    kept = kept_in(path)
    assert [one.size for one in kept.checkpoints] == [256]
    assert kept.unreadable == (1,)
    restarted.keyholder.store.close()


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"[]",
        b"\xff",
        b"1",
        b'{"size": true}',
        b"[" * 900,
        b'{"size": -1, "root": "", "day": "", "signature": ""}',
        b'{"size": 1, "root": "xx", "day": "2026-11-24", "signature": ""}',
        b"x" * 2000,
    ],
)
def test_what_is_no_checkpoint_is_numbered(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"\n" + line + b"\n")
    assert kept_in(path).unreadable == (2,)
    assert Witness(path).upto == -1


def test_entries_and_checkpoints_hold_over_restarts(office: Office) -> None:
    for _ in range(4):
        note(office, 100)
        office = again(office)
    found = checked(office)
    assert (found.entries, found.checkpoints, found.troubles) == (401, 1, ())
    office.keyholder.close()
    office = an_office(office.keyholder.home.root)
    assert [one.size for one in witnessed(office)] == [256, 401]
    office.keyholder.store.close()


def checked(office: Office) -> object:
    home = office.keyholder.home
    kept = [kept_in(home.root / folder / FILE) for folder in FOLDERS]
    db = opened_to_read(home.keyholder_database)
    try:
        return check_log(db, signing_key(home.secret("audit")).public_key(), kept)
    finally:
        db.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET said = CAST(replace(CAST(said AS TEXT), 'applicant', 'applicanT') AS BLOB) WHERE seq = 2",
        "DELETE FROM entries WHERE seq = 3",
        "UPDATE head SET peaks = zeroblob(length(peaks))",
        "UPDATE head SET size = size - 1",
        "DELETE FROM head",
        "UPDATE head SET signature = zeroblob(64)",
        "INSERT INTO entries (seq, said) VALUES (4, CAST('more' AS BLOB))",
    ],
)
def test_nothing_is_added_to_a_log_that_was_changed(office: Office, change: str) -> None:
    note(office, 3)
    root = office.keyholder.home.root
    office.keyholder.store.close()
    db = sqlite3.connect(root / "data" / "keyholder.db")
    db.execute(change)
    db.commit()
    db.close()
    with pytest.raises(CannotStart, match="not what was signed"):
        an_office(root)


def test_another_secret_is_noticed(office: Office) -> None:
    root = office.keyholder.home.root
    office.keyholder.store.close()
    (root / "secrets" / "audit").write_bytes(bytes(32))
    with pytest.raises(CannotStart, match="signature"):
        an_office(root)
    (root / "secrets" / "audit").write_bytes(bytes(5))
    with pytest.raises(CannotStart, match="5 bytes"):
        an_office(root)


# ------------------------------------------------------------------------------------------------ database


def test_the_connection_is_as_durable_and_forgetful_as_sqlite_can_be(office: Office) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}
    assert {name: office.keyholder.store.one(f"PRAGMA {name}")[0] for name in wanted} == wanted


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_setting_is_asked_for_again(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_settings(office.keyholder.store.db)
    other = {**SETTINGS, name: "delete" if name == "journal_mode" else 1 - int(SETTINGS[name] != 0)}
    real = sqlite3.connect(office.keyholder.home.root / "other.db", isolation_level=None)
    for setting, value in other.items():
        real.execute(f"PRAGMA {setting} = {value}")
    with pytest.raises(CannotStart, match=name):
        assert_settings(real)
    real.close()


def test_a_connection_whose_settings_do_not_hold_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_store, "SETTINGS", {**SETTINGS, "page_size": 7})
    with pytest.raises(CannotStart, match="page_size"):
        Store(tmp_path / "a.db")


def test_only_its_own_layout_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "keyholder.db"
    path.write_bytes(b"this is no database at all " * 100)
    with pytest.raises(CannotStart, match="backup"):
        Store(path)
    db = sqlite3.connect(tmp_path / "later.db")
    db.execute("PRAGMA user_version = 7")
    db.close()
    with pytest.raises(CannotStart, match="another version"):
        Store(tmp_path / "later.db")


def test_only_this_user_can_read_it(office: Office) -> None:
    for path in (office.keyholder.home.root / "data").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_nothing_is_written_outside_a_transaction(office: Office) -> None:
    with pytest.raises(RuntimeError):
        office.keyholder.store.write("DELETE FROM openings")
