"""Backups, restoring, erasing: what is kept is kept, and what is erased is gone from every file of ours."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, connections

from frihavn.vault.backup import new_identity
from frihavn.vault.errors import CannotOpenError, VaultError
from frihavn.vault.holders import new_private_key
from frihavn.vault.phrase import new_secret
from frihavn.vault.tokens import new_id
from frihavn.web import backup as module
from frihavn.web.backup import RestoreError, back_up, restore
from frihavn.web.intake import actions
from frihavn.web.intake.models import Draft, File, Grant, Outbox, Piece, Recipient, Record, Session
from frihavn.web.intake.opened import Opened, file_of, open_file
from frihavn.web.jobs import BusyError, erase_what_is_due, forget_what_ended, purge, work_off
from frihavn.web.settings import HOME
from frihavn.web.worker import Worker
from tests.web.person import Person

DAY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def _no_backups() -> Iterator[None]:
    yield
    for path in (HOME.root / "backups").iterdir():
        path.unlink()


@pytest.fixture
def keys() -> tuple[str, list[str]]:
    """An identity, and two recipients of whom it is the first."""
    (own, first), (_, second) = new_identity(), new_identity()
    return own, [first, second]


@pytest.fixture
def team() -> Recipient:
    """A team that files can be given to."""
    public = new_private_key().public().raw
    name = new_id()
    return Recipient.objects.create(team=name, name="Harbour", holder=f"{name}.1", public_key=public)


def a_file(text: str, *, day: date = DAY) -> tuple[Opened, object]:
    secret = new_secret()
    row, key = actions.start(secret, day=day, months=24, sleeping=False)
    opened = open_file(row, key)
    actions.save(opened, part="statement", kind="statement", body={"text": text}, ticket=new_id(), day=day)
    actions.add_document(
        opened, content=os.urandom(200_000), body={"about": "", "kind": "png"}, ticket=new_id(), day=day
    )
    return opened, secret


def emptied() -> None:
    for model in (Session, Draft, Outbox, File, Recipient):
        model.objects.all().delete()


def test_what_was_backed_up_comes_back(keys: tuple[str, list[str]], team: Recipient) -> None:
    opened, secret = a_file("kept")
    actions.give(opened, team=team, parts=["statement"], day=DAY)
    content = opened.get(opened.read("files")[0].body["document"])
    path = back_up(HOME, keys[1], day=DAY)
    emptied()
    found = restore(path, keys[0], HOME)
    assert (found.files, found.forgotten, found.day) == (1, 0, "2026-02-01")
    again = open_file(*file_of(secret))
    assert again.read("statement")[0].body == {"text": "kept"}
    assert again.get(again.read("files")[0].body["document"]) == content
    assert Grant.objects.filter(holder=team.holder).count() == 1


def test_what_was_erased_after_a_backup_does_not_come_back(keys: tuple[str, list[str]]) -> None:
    (gone, _), (kept, secret) = a_file("gone"), a_file("kept")
    path = back_up(HOME, keys[1], day=DAY)
    actions.erase(gone.file, day=DAY)
    emptied()
    found = restore(path, keys[0], HOME)
    assert (found.files, found.forgotten, found.journals) == (1, 1, 3)
    assert File.objects.get().id == kept.file.id
    assert open_file(*file_of(secret)).read("statement")[0].body == {"text": "kept"}


def test_one_journal_is_enough_to_remember(keys: tuple[str, list[str]]) -> None:
    opened, _ = a_file("gone")
    path = back_up(HOME, keys[1], day=DAY)
    actions.erase(opened.file, day=DAY)
    for journal in HOME.journals[:2]:
        journal.unlink()
    emptied()
    found = restore(path, keys[0], HOME)
    assert (found.files, found.forgotten, found.journals) == (0, 1, 1)


def test_a_backup_is_opened_by_nobody_else_and_not_when_it_was_changed(keys: tuple[str, list[str]]) -> None:
    a_file("kept")
    path = back_up(HOME, keys[1], day=DAY)
    emptied()
    with pytest.raises(VaultError):
        restore(path, new_identity()[0], HOME)
    whole = path.read_bytes()
    for place in random.Random(3).sample(range(len(whole)), 20):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(CannotOpenError):
            restore(path, keys[0], HOME)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CannotOpenError):
        restore(path, keys[0], HOME)
    assert not File.objects.exists()
    assert not list((HOME.root / "tmp").iterdir())


def test_a_backup_is_not_brought_back_over_files(keys: tuple[str, list[str]]) -> None:
    a_file("kept")
    path = back_up(HOME, keys[1], day=DAY)
    with pytest.raises(RestoreError, match="empty installation"):
        restore(path, keys[0], HOME)


def test_no_backup_without_two_who_can_open_it(keys: tuple[str, list[str]]) -> None:
    with pytest.raises(VaultError):
        back_up(HOME, keys[1][:1], day=DAY)
    assert not list((HOME.root / "backups").iterdir())


def test_a_backup_does_not_keep_anybody_from_writing(
    keys: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a backup is read, a file is started; the backup is of one moment and does not hold it."""
    a_file("before")
    real, seen = module._batches, []

    def start_one() -> None:
        seen.append(Person().start().heading)
        connections.close_all()

    def batches(table: type) -> Iterator[bytes]:
        if table is File:
            writer = Thread(target=start_one)
            writer.start()
            writer.join()
        yield from real(table)

    monkeypatch.setattr(module, "_batches", batches)
    path = back_up(HOME, keys[1], day=DAY)
    assert seen == ["Your file"]
    emptied()
    restored = restore(path, keys[0], HOME)
    assert restored.files == Grant.objects.filter(holder="applicant").count() / 5


def bytes_on_disk() -> bytes:
    """Everything in our files: database, its journal, backups, logs, temporary files."""
    folders = [HOME.root]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            folders.append(Path(cursor.fetchone()[0]))
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file() and "secrets" not in path.parts]
    return b"".join(path.read_bytes() for path in paths)


def test_after_erasing_not_even_the_sealed_keys_are_left(team: Recipient) -> None:
    opened, _ = a_file("gone")
    actions.give(opened, team=team, parts=["statement", "files"], day=DAY)
    kept, _ = a_file("kept")
    sealed = [bytes(one) for one in Grant.objects.filter(file=opened.file).values_list("sealed", flat=True)]
    sealed += [bytes(one)[:2000] for one in Record.objects.filter(file=opened.file).values_list("sealed", flat=True)]
    sealed += [bytes(one)[:2000] for one in Piece.objects.filter(file=opened.file).values_list("sealed", flat=True)]
    sealed.append(bytes(opened.file.own_key))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    before = bytes_on_disk()
    assert any(one[:600] in before for one in sealed), "the search finds what is there"
    actions.erase(opened.file, day=DAY)
    work_off(lambda said: None)  # the connection stays open: closing it would clear the journal too
    after = bytes_on_disk()
    left = [one for one in sealed if len(one) > 100 and one[30:100] in after]
    assert not left
    assert File.objects.filter(id=kept.file.id).exists()


def test_the_disk_is_cleared_again_when_somebody_was_reading() -> None:
    a_file("x")
    if connection.vendor == "postgresql":  # a reader waits there, and nobody is turned away
        purge()
        return
    reader = connections.create_connection("default")
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM intake_file")
            a_file("y")
            with connection.cursor() as own:
                own.execute("PRAGMA busy_timeout=50")
            with pytest.raises(BusyError):
                purge()
            cursor.execute("ROLLBACK")
        purge()
    finally:
        reader.close()
        connection.close()  # the next test gets a connection with the usual patience


def test_files_are_erased_when_their_time_is_over_and_not_before() -> None:
    opened, _ = a_file("kept")
    due = opened.file.due_day
    assert due == DAY + timedelta(days=24 * 31)
    assert erase_what_is_due(due) == 0
    assert erase_what_is_due(due + timedelta(days=1)) == 1
    assert not File.objects.exists()


def test_a_file_into_which_nothing_was_written_is_erased_after_three_days() -> None:
    actions.start(new_secret(), day=DAY, months=24, sleeping=False)
    a_file("written")
    assert erase_what_is_due(DAY + timedelta(days=3)) == 0
    assert erase_what_is_due(DAY + timedelta(days=4)) == 1
    assert File.objects.count() == 1


def test_coming_back_keeps_the_file_as_long_again(person: Person) -> None:
    person.start()
    File.objects.update(due_day=DAY)
    person.come_back(person.phrase)
    assert File.objects.get().due_day > DAY + timedelta(days=700)


def test_the_outbox_tells_the_log_every_step_and_is_empty_then(team: Recipient) -> None:
    opened, _ = a_file("x")
    actions.give(opened, team=team, parts=["statement"], day=DAY)
    actions.take_back(opened, team=team.team, parts=["statement"], day=DAY)
    actions.withdraw(opened, day=DAY)
    file = opened.file.id
    actions.erase(opened.file, day=DAY)
    told: list[tuple[str, str]] = []
    while Outbox.objects.exists():
        work_off(told.extend)
    actions_told = [action for action, _ in told]
    assert actions_told == ["file.started", "file.granted", "file.taken_back", "file.withdrawn", "file.erased"]
    assert {about for _, about in told} == {file}


def test_what_could_not_be_told_is_told_later() -> None:
    a_file("x")

    def away(_: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        work_off(away)
    told: list[tuple[str, str]] = []
    work_off(told.extend)
    assert [action for action, _ in told] == ["file.started"]


def test_drafts_and_sessions_end(person: Person) -> None:
    person.start()
    person.press("to:statement")
    Session.objects.update(until=1)
    person.press("save", text="typed", language_of_text="")
    Draft.objects.update(day=DAY)
    Session.objects.update(until=1)
    forget_what_ended(DAY + timedelta(days=2))
    assert not Draft.objects.exists()
    assert not Session.objects.exists()


def test_one_backup_a_day_and_old_ones_go(keys: tuple[str, list[str]]) -> None:
    a_file("kept")
    worker = Worker(HOME, tell=lambda said: None, clock=lambda: None, recipients=tuple(keys[1]))  # type: ignore[arg-type, return-value]
    folder = HOME.root / "backups"
    worker.back_up_daily(DAY)
    worker.back_up_daily(DAY)
    assert len(list(folder.iterdir())) == 1
    worker.back_up_daily(DAY + timedelta(days=35))
    assert len(list(folder.iterdir())) == 2
    (folder / "frihavn-2026-03-01-abc.part").write_bytes(b"half")
    worker.back_up_daily(DAY + timedelta(days=36))
    assert sorted(path.name[:18] for path in folder.iterdir()) == ["frihavn-2026-03-08", "frihavn-2026-03-09"]


def test_age_itself_is_not_needed_to_be_ours(keys: tuple[str, list[str]]) -> None:
    """The file begins as every age file does, so that another program can open it in ten years."""
    a_file("kept")
    assert back_up(HOME, keys[1], day=DAY).read_bytes().startswith(b"age-encryption.org/v1\n")
