"""The keyholder's own database (SQLite): opened in one way only, and every setting that durability rests on is
asked for again after it was set.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from frihavn.keyholder.errors import CannotStart

VERSION = 1
BUSY_SECONDS = 5
SETTINGS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}
"""What must hold on every connection that writes; synchronous 2 is FULL."""
SCHEMA = """
CREATE TABLE officers (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, shown_name TEXT NOT NULL, roles TEXT NOT NULL,
    public BLOB, private BLOB, code BLOB, code_step INTEGER NOT NULL DEFAULT -1,
    revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1)),
    CHECK ((public IS NULL) = (private IS NULL) AND (private IS NULL) = (code IS NULL)),
    CHECK ((revoked = 1) = (private IS NULL))
) STRICT;
CREATE UNIQUE INDEX officer_name ON officers (name) WHERE revoked = 0;
CREATE TABLE teams (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE team_keys (
    team TEXT NOT NULL REFERENCES teams, number INTEGER NOT NULL CHECK (number > 0),
    public BLOB NOT NULL, private BLOB NOT NULL, PRIMARY KEY (team, number)
) STRICT;
CREATE TABLE members (
    team TEXT NOT NULL REFERENCES teams, officer TEXT NOT NULL REFERENCES officers, PRIMARY KEY (team, officer)
) STRICT;
CREATE TABLE wraps (
    team TEXT NOT NULL, number INTEGER NOT NULL, officer TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (team, number, officer),
    FOREIGN KEY (team, number) REFERENCES team_keys,
    FOREIGN KEY (team, officer) REFERENCES members ON DELETE CASCADE
) STRICT;
CREATE TABLE openings (
    officer TEXT NOT NULL REFERENCES officers, thing TEXT NOT NULL, team TEXT NOT NULL, reason TEXT NOT NULL,
    reasoned INTEGER NOT NULL, moment INTEGER NOT NULL, PRIMARY KEY (officer, thing)
) STRICT;
CREATE TABLE entries (seq INTEGER PRIMARY KEY, said BLOB NOT NULL) STRICT;
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY, root BLOB NOT NULL, day TEXT NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 0), size INTEGER NOT NULL, peaks BLOB NOT NULL, day TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;
"""
"""`openings` hold moments, for the limits; they are erased after a day. `head` is the log's tree as it is, signed."""


class Store:
    """The one connection of a keyholder. Whoever uses it holds the keyholder's lock."""

    def __init__(self, path: Path) -> None:
        self.path, self.forgot = path, True
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # the WAL takes the same mode
        try:
            self.db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._settle()
            self._make()
        except sqlite3.DatabaseError as error:
            raise CannotStart(
                f"{path} cannot be used as the keyholder's database ({error}). Bring it back from a backup."
            ) from error

    def _settle(self) -> None:
        for name, wanted in SETTINGS.items():
            self.db.execute(f"PRAGMA {name} = {wanted}")
        self.db.execute("PRAGMA temp_store = MEMORY")
        assert_settings(self.db)

    def _make(self) -> None:
        version = self.one("PRAGMA user_version")[0]
        if version == VERSION:
            return
        if version or self.one("SELECT count(*) FROM sqlite_master")[0]:
            raise CannotStart(
                f"{self.path} was written by another version of Frihavn (layout {version}; this one knows {VERSION})."
            )
        self.db.executescript(f"BEGIN IMMEDIATE;{SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row of an answer."""
        return self.db.execute(question, values).fetchall()

    def one(self, question: str, *values: Any) -> tuple[Any, ...]:
        """The one row of an answer.

        Raises:
            LookupError: there is none.
        """
        row: tuple[Any, ...] | None = self.db.execute(question, values).fetchone()
        if row is None:
            raise LookupError
        return row

    def has(self, question: str, *values: Any) -> bool:
        """Whether there is such a row."""
        return self.db.execute(question, values).fetchone() is not None

    def write(self, change: str, *values: Any) -> int:
        """Change rows within a transaction; how many were changed.

        Raises:
            RuntimeError: no transaction is open; nothing here is ever written outside one.
        """
        if not self.db.in_transaction:
            raise RuntimeError("a change outside a transaction")
        return self.db.execute(change, values).rowcount

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction: on disk when the block is left in peace, and as if it had not been when it is not."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.commit()
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def commit(self) -> None:
        """Put the transaction on disk. With `synchronous=FULL` it is there when this returns."""
        self.db.execute("COMMIT")

    def forget(self) -> None:
        """Take what was deleted out of the write-ahead log too; while somebody else reads, it must be tried again."""
        is_busy, _, _ = self.one("PRAGMA wal_checkpoint(TRUNCATE)")
        self.forgot = not is_busy

    def close(self) -> None:
        """Close the connection."""
        self.db.close()


def assert_settings(db: sqlite3.Connection) -> None:
    """See that a connection has every setting.

    Raises:
        CannotStart: one is another, whatever the reason.
    """
    for name, wanted in SETTINGS.items():
        found = db.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise CannotStart(f"the database has {name} = {found} and must have {wanted}; it is not safe to go on")
