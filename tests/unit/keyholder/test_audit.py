"""`frihavn audit`: whatever is done to the database of a keyholder is found, and said in words."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frihavn.keyholder.check import check_log
from frihavn.keyholder.witnesses import FILE
from frihavn.vault.home import Home
from frihavn.vault.signing import signing_key
from tests.command import Ran, frihavn, in_a_process
from tests.house.test_shapes import shape
from tests.keyholder import Office, an_office

EARLY, ENTRIES = 400, 700
CHANGES = 1_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose log has 700 entries; beside it `early.db`, from when it had 400."""
    root = tmp_path_factory.mktemp("home")
    office = an_office(root)
    fill(office, EARLY)
    office.keyholder.close()
    shutil.copy(root / "data" / "keyholder.db", root / "early.db")
    office = an_office(root)
    fill(office, ENTRIES)
    office.keyholder.close()
    return root


def fill(office: Office, upto: int, action: str = "file.granted") -> None:
    while lacking := min(500, upto - office.keyholder.log.size()):
        office.ok("note", entries=[{"action": action, "case": f"case{place % 37}"} for place in range(lacking)])


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def verify(home: Path, *arguments: object) -> Ran:
    return frihavn("audit", "verify", "--home", home, *arguments)


def change(home: Path, *statements: str) -> None:
    db = sqlite3.connect(home / "data" / "keyholder.db")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_a_log_nobody_touched_holds(home: Path) -> None:
    ran = verify(home)
    assert ran.code == 0
    assert (
        "✓ 700 entries: none was changed, removed, moved or added. 4 checkpoints, 8 lines kept by witnesses." in ran.out
    )


def test_its_answer_has_the_published_shape(home: Path) -> None:
    found = json.loads(verify(home, "--json").out)
    jsonschema.validate(found, shape("audit-verify"))
    assert (found["holds"], found["entries"], found["sound_up_to"]) == (True, ENTRIES, ENTRIES)
    change(home, "DELETE FROM entries WHERE seq = 300")
    ran = verify(home, "--json")
    found = json.loads(ran.out)
    jsonschema.validate(found, shape("audit-verify"))
    assert (ran.code, found["holds"], found["sound_up_to"]) == (1, False, 256)


def test_what_was_changed_is_said_with_the_entries_that_still_hold(home: Path) -> None:
    change(
        home, "UPDATE entries SET said = CAST(replace(CAST(said AS TEXT), 'granted', 'erased') AS BLOB) WHERE seq = 450"
    )
    ran = verify(home)
    assert ran.code == 1
    assert "✗ The log is not what was signed. It has 700 entries." in ran.out
    assert "the first 656 entries are not those that were signed" in ran.out
    assert "The first 400 entries are those that were signed; of what comes after nothing is certain." in ran.out


def test_a_thousand_random_changes_of_the_database_are_all_found(home: Path) -> None:
    key = signing_key(Home(home).secret("audit")).public_key()
    db = sqlite3.connect(home / "data" / "keyholder.db", isolation_level=None)
    assert check_log(db, key).troubles == ()
    chance, kinds = random.Random(6), sorted(CHANGE)
    for number in range(CHANGES):
        kind = kinds[number % len(kinds)]
        db.execute("BEGIN")
        CHANGE[kind](db, chance)
        found = check_log(db, key)
        assert found.troubles, (kind, number)
        db.execute("ROLLBACK")
    assert check_log(db, key).troubles == ()
    db.close()


def flipped(raw: bytes, chance: random.Random) -> bytes:
    found = bytearray(raw)
    found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def change_one(db: sqlite3.Connection, chance: random.Random) -> None:
    place = chance.randrange(ENTRIES)
    (said,) = db.execute("SELECT said FROM entries WHERE seq = ?", (place,)).fetchone()
    db.execute("UPDATE entries SET said = ? WHERE seq = ?", (flipped(said, chance), place))


def shift(db: sqlite3.Connection, place: int, by: int) -> None:
    """Renumber what follows, as somebody careful would."""
    db.execute("UPDATE entries SET seq = -seq - ? WHERE seq >= ?", (by, place))
    db.execute("UPDATE entries SET seq = -seq WHERE seq < 0")


def delete_one(db: sqlite3.Connection, chance: random.Random) -> None:
    place = chance.randrange(ENTRIES)
    db.execute("DELETE FROM entries WHERE seq = ?", (place,))
    if chance.random() < 0.8:
        shift(db, place + 1, -1)


def insert_one(db: sqlite3.Connection, chance: random.Random) -> None:
    place, other = chance.randrange(ENTRIES + 1), chance.randrange(ENTRIES)
    (said,) = db.execute("SELECT said FROM entries WHERE seq = ?", (other,)).fetchone()
    shift(db, place, 1)
    db.execute("INSERT INTO entries (seq, said) VALUES (?, ?)", (place, said))


def swap_two(db: sqlite3.Connection, chance: random.Random) -> None:
    one, other = chance.sample(range(ENTRIES), 2)
    db.execute("UPDATE entries SET seq = -1 WHERE seq = ?", (one,))
    db.execute("UPDATE entries SET seq = ? WHERE seq = ?", (one, other))
    db.execute("UPDATE entries SET seq = ? WHERE seq = -1", (other,))


def cut_off(db: sqlite3.Connection, chance: random.Random) -> None:
    place = chance.randrange(ENTRIES)
    db.execute("DELETE FROM entries WHERE seq >= ?", (place,))
    db.execute("DELETE FROM checkpoints WHERE size > ?", (place,))


def change_a_checkpoint(db: sqlite3.Connection, chance: random.Random) -> None:
    size, root, signature = chance.choice(db.execute("SELECT size, root, signature FROM checkpoints").fetchall())
    match chance.randrange(4):
        case 0:
            db.execute("UPDATE checkpoints SET root = ? WHERE size = ?", (flipped(root, chance), size))
        case 1:
            db.execute("UPDATE checkpoints SET signature = ? WHERE size = ?", (flipped(signature, chance), size))
        case 2:
            db.execute("UPDATE checkpoints SET day = ? WHERE size = ?", (chance.choice(["2026-11-25", "x"]), size))
        case _:
            db.execute("UPDATE checkpoints SET size = size + ? WHERE size = ?", (chance.randrange(1, 50), size))


def change_the_head(db: sqlite3.Connection, chance: random.Random) -> None:
    peaks, signature = db.execute("SELECT peaks, signature FROM head").fetchone()
    match chance.randrange(5):
        case 0:
            db.execute("UPDATE head SET peaks = ?", (flipped(peaks, chance),))
        case 1:
            db.execute("UPDATE head SET signature = ?", (flipped(signature, chance),))
        case 2:
            db.execute("UPDATE head SET day = '2026-11-25'")
        case 3:
            db.execute("UPDATE head SET size = ?", (chance.randrange(-5, ENTRIES),))
        case _:
            db.execute("DELETE FROM head")


CHANGE = {
    one.__name__: one
    for one in (change_one, delete_one, insert_one, swap_two, cut_off, change_a_checkpoint, change_the_head)
}


def test_a_log_put_back_to_an_earlier_day_is_found_by_a_witness_only(home: Path) -> None:
    shutil.copy(home / "early.db", home / "data" / "keyholder.db")
    ran = verify(home)
    assert ran.code == 1
    assert "a checkpoint covers 700 entries, and the log has 400" in ran.out
    assert "2 checkpoint(s) that the log has not, the first over 656 entries" in ran.out
    outside = shutil.move(home / "witness-a" / FILE, home / "outside.jsonl")
    shutil.rmtree(home / "witness-b")
    ran = verify(home)
    assert ran.code == 0
    assert "No witness was asked" in ran.out
    assert verify(home, "--witness", outside).code == 1


def test_a_log_written_anew_with_its_own_key_is_found_by_a_witness(home: Path) -> None:
    outside = shutil.move(home / "witness-a" / FILE, home / "outside.jsonl")
    for path in (home / "witness-b" / FILE, *(home / "data").iterdir()):
        path.unlink()
    office = an_office(home)
    fill(office, ENTRIES, "file.withdrawn")
    office.keyholder.close()
    assert verify(home).code == 0  # it has the key: for itself, it is sound
    ran = verify(home, "--witness", outside)
    assert ran.code == 1
    assert "the first 700 entries are not those that were signed" in ran.out


def test_a_checkpoint_taken_out_of_the_log_is_missed_by_the_witnesses(home: Path) -> None:
    change(home, "DELETE FROM checkpoints WHERE size = 656")
    ran = verify(home)
    assert ran.code == 1
    assert "1 checkpoint(s) that the log has not, the first over 656 entries" in ran.out


def test_a_witness_with_a_line_nobody_wrote_is_named(home: Path) -> None:
    with (home / "witness-b" / FILE).open("a") as file:
        file.write('{"size": 3}\n')
    ran = verify(home)
    assert ran.code == 1
    assert "line 5 of" in ran.out


def test_a_witness_that_lags_is_named_and_nothing_is_wrong(home: Path) -> None:
    lines = (home / "witness-b" / FILE).read_text().splitlines(keepends=True)
    (home / "witness-b" / FILE).write_text("".join(lines[:2]))
    ran = verify(home)
    assert ran.code == 0
    assert "has not got 2 checkpoints of the log" in ran.out


def test_somebody_outside_checks_a_copy_with_the_public_key_alone(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "audit.pub"
    key.write_text(frihavn("audit", "key", "--home", home).out)
    shutil.rmtree(home / "secrets")
    assert verify(home, "--key", key, "--witness", home / "witness-a" / FILE).code == 0
    assert not (home / "secrets").exists()
    ran = verify(home)
    assert ran.code == 2
    assert "Give the public key with --key" in ran.err
    key.write_text("00" * 32)
    assert verify(home, "--key", key).code == 1
    key.write_text("zz")
    ran = verify(home, "--key", key)
    assert (ran.code, "holds no key" in ran.err) == (2, True)


@pytest.mark.parametrize("arguments", [("--witness", "nowhere.jsonl"), ("--key", "nowhere.pub")])
def test_a_file_that_is_not_there_is_bad_input(home: Path, arguments: tuple[str, str]) -> None:
    ran = in_a_process("audit", "verify", "--home", home, *arguments)
    assert ran.code == 2
    assert "nowhere" in ran.err


def test_a_folder_without_a_keyholder_is_bad_input(tmp_path: Path) -> None:
    for command in ("verify", "key"):
        ran = frihavn("audit", command, "--home", tmp_path)
        assert ran.code == 2
        assert "start the keyholder once" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_a_failed_check(home: Path) -> None:
    path = home / "data" / "keyholder.db"
    raw = bytearray(path.read_bytes())
    raw[4096 * 8 : 4096 * 40] = bytes(4096 * 32)
    path.write_bytes(raw)
    assert verify(home).code == 1
    path.write_bytes(b"no database at all" * 999)
    ran = verify(home)
    assert ran.code == 1
    assert "cannot be read" in ran.out


def test_an_entry_of_another_kind_is_found(home: Path) -> None:
    db: Any = sqlite3.connect(home / "data" / "keyholder.db")
    db.executescript("CREATE TABLE other (seq INTEGER PRIMARY KEY, said); INSERT INTO other SELECT * FROM entries;")
    db.executescript(
        "DROP TABLE entries; ALTER TABLE other RENAME TO entries; UPDATE entries SET said = 5 WHERE seq = 9"
    )
    db.close()
    ran = verify(home)
    assert ran.code == 1
    assert "entry 9 is not written as bytes" in ran.out
