"""Backups: every table but sessions and drafts, and the keyholder's database, sealed to keys that are kept elsewhere.

The same file whichever database it came from. `secrets` is never in it. Restoring reads the erasure journals, so that
what was erased after a backup was made stays erased.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, models, transaction

from frihavn.vault.backup import open_backup, seal_backup
from frihavn.vault.home import Home
from frihavn.vault.journal import erased_id, erased_ids
from frihavn.vault.tokens import new_id
from frihavn.web.intake.models import File, Grant, Look, Outbox, Piece, Recipient, Record

TABLES: tuple[type[models.Model], ...] = (Recipient, File, Grant, Record, Piece, Look, Outbox)
"""In the order in which they are brought back."""
ROWS = 200
VERSION = 1
KEYHOLDER = "keyholder.db"


class RestoreError(Exception):
    """A backup cannot be brought back. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `forgotten`: files in the backup that had been erased since. `journals`: how many were found."""

    day: str
    files: int
    forgotten: int
    journals: int


def back_up(home: Home, recipients: Sequence[str], *, day: date) -> Path:
    """Write a sealed backup; it has its name only when it is whole.

    Args:
        recipients: At least two age recipients, whose keys are kept elsewhere.

    Raises:
        BackupKeyError: fewer than two, or one that cannot be read. `OSError`: the disk is full.
    """
    goal = home.root / "backups" / f"frihavn-{day.isoformat()}-{new_id()[:8]}.age"
    waiting = goal.with_suffix(".part")
    try:
        with waiting.open("xb") as target, _piped(home, day) as source:
            seal_backup(source, target, recipients)
            target.flush()
            os.fsync(target.fileno())
        waiting.rename(goal)
    finally:
        waiting.unlink(missing_ok=True)
    return goal


@contextmanager
def _piped(home: Home, day: date) -> Iterator[BinaryIO]:
    """The backup's content, written by a thread as it is read: it is on no disk before it is sealed."""
    reads, writes = os.pipe()
    troubles: list[BaseException] = []

    def write() -> None:
        try:
            with os.fdopen(writes, "wb") as target:
                _write(target, home, day)
        except BaseException as error:  # noqa: BLE001 - told to whoever reads
            troubles.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    with os.fdopen(reads, "rb") as source:
        thread.start()
        try:
            yield source
        finally:
            source.close()
            thread.join()
    if troubles:
        raise troubles[0]


def _write(target: BinaryIO, home: Home, day: date) -> None:
    with tarfile.open(fileobj=target, mode="w|") as tar, _snapshot():
        _add(tar, "manifest.json", json.dumps({"version": VERSION, "day": day.isoformat()}).encode())
        if home.keyholder_database.exists():
            _add(tar, KEYHOLDER, _copy_of(home.keyholder_database))
        operator = home.root / "operator.toml"
        if operator.exists():
            _add(tar, operator.name, operator.read_bytes())
        for table in TABLES:
            for number, rows in enumerate(_batches(table)):
                _add(tar, f"{table._meta.db_table}/{number:06}.jsonl", rows)
        _add(tar, "end.json", b"{}")


@contextmanager
def _snapshot() -> Iterator[None]:
    """One moment of the database, without keeping anybody from writing."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _batches(table: type[models.Model]) -> Iterator[bytes]:
    key = table._meta.pk.attname
    last: Any = None
    while True:
        rows = table._default_manager.order_by("pk").all()
        batch = list((rows.filter(pk__gt=last) if last is not None else rows)[:ROWS])
        if not batch:
            return
        last = getattr(batch[-1], key)
        yield "".join(json.dumps(_plain(row)) + "\n" for row in batch).encode()


def _plain(row: models.Model) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(value, bytes | memoryview):
            value = {"b64": b64encode(bytes(value)).decode()}
        elif isinstance(value, date):
            value = value.isoformat()
        found[column.attname] = value
    return found


def _copy_of(path: Path) -> bytes:
    """A consistent copy of a SQLite database that others are using."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        source.backup(copy)
        return copy.serialize()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o600
    tar.addfile(info, io.BytesIO(content))


def restore(backup: Path, identity: str, home: Home) -> Restored:
    """Bring a backup back into an installation that holds no files; what was erased since stays erased.

    Args:
        identity: The age identity of one of the recipients. The installation's `secrets` must be there already.

    Raises:
        RestoreError: there are files here, a table is unknown, or the backup is cut short.
        CannotOpenError: another identity, or a backup that was changed.
        JournalError: an erasure journal is damaged.
    """
    if File.objects.exists():
        raise RestoreError("there are files here already: bring a backup back into an empty installation")
    if not (home.root / "secrets" / "pepper").exists():
        raise RestoreError("the folder `secrets` is missing: bring it back first, it is kept apart from backups")
    waiting = home.root / "tmp" / f"restore-{new_id()}"
    try:
        with waiting.open("xb") as target, backup.open("rb") as source:
            waiting.chmod(0o600)
            open_backup(source, target, identity)
        with waiting.open("rb") as source:
            return _load(source, home)
    finally:
        waiting.unlink(missing_ok=True)


def _load(source: BinaryIO, home: Home) -> Restored:
    tables = {table._meta.db_table: table for table in TABLES}
    manifest: dict[str, Any] = {}
    keyholder = operator = b""
    last = ""
    with tarfile.open(fileobj=source, mode="r|") as tar, transaction.atomic():
        for member in tar:
            content = tar.extractfile(member)
            data = content.read() if content else b""
            last, folder = member.name, member.name.partition("/")[0]
            if member.name == "manifest.json":
                manifest = json.loads(data)
            elif member.name == KEYHOLDER:
                keyholder = data
            elif member.name == "operator.toml":
                operator = data
            elif folder in tables:
                tables[folder]._default_manager.bulk_create(_row(tables[folder], line) for line in data.splitlines())
            elif member.name != "end.json":
                raise RestoreError(f"the backup holds {folder!r}, which this version does not know")
        if last != "end.json" or manifest.get("version") != VERSION:
            raise RestoreError("the backup is not whole, or of another version")
        forgotten, journals = _forget_again(home)
    _put(home.keyholder_database, keyholder)
    if not (home.root / "operator.toml").exists():
        _put(home.root / "operator.toml", operator)
    return Restored(manifest["day"], File.objects.count(), forgotten, journals)


def _forget_again(home: Home) -> tuple[int, int]:
    gone = erased_ids(home.journals)
    pepper = home.secret("pepper")
    erased = [row for row in File.objects.values_list("id", flat=True) if erased_id(row, pepper) in gone]
    File.objects.filter(id__in=erased).delete()
    return len(erased), sum(path.exists() for path in home.journals)


def _row(table: type[models.Model], line: bytes) -> models.Model:
    found = {
        name: b64decode(value["b64"]) if isinstance(value, dict) else value for name, value in json.loads(line).items()
    }
    return table(**found)


def _put(path: Path, content: bytes) -> None:
    if not content:
        return
    waiting = path.with_name(f".{path.name}.{new_id()}")
    waiting.touch(mode=0o600)
    with waiting.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    waiting.replace(path)
