"""Is the log what was signed? Follows every entry, every checkpoint, the head, and what witnesses kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from frihavn.keyholder.errors import CannotStart
from frihavn.keyholder.log import ROOT_BYTES, tree_of
from frihavn.keyholder.witnesses import Kept
from frihavn.vault.audit import Checkpoint, Trouble, verify
from frihavn.vault.signing import CheckingKey


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Args:
        sound_up_to: So many entries, from the first, are those that were signed.
        lacking: For each witness, how many of the log's checkpoints its file has not got (yet).
    """

    entries: int
    checkpoints: int
    witnessed: int
    sound_up_to: int
    troubles: tuple[Trouble, ...]
    lacking: tuple[tuple[Path, int], ...] = ()


def opened_to_read(path: Path) -> sqlite3.Connection:
    """The database, for reading only.

    Raises:
        sqlite3.DatabaseError: it is none.
    """
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def check_log(db: sqlite3.Connection, key: CheckingKey, witnesses: Sequence[Kept] = ()) -> Checked:
    """Follow the whole log once, as it is at this moment, without keeping it in memory.

    Args:
        key: The public key of the log.
        witnesses: What others kept of it.
    """
    with _Still(db):
        own, troubles = _own(db)
        heads, more = _head(db)
        count = int(db.execute("SELECT count(*) FROM entries").fetchone()[0])
        known = {(one.size, one.root) for one in own}
        kept = [one for file in witnesses for one in file.checkpoints]
        others = sorted(set(kept) - set(own), key=lambda one: one.size)
        odd = _Odd()
        followed = verify(odd.entries(db), [*own, *heads], key, others)
    last = heads[0].size if heads else 0
    if heads and count > last:
        more.append(Trouble(f"the log has {count} entries, and only {last} were ever written by the keyholder", last))
    for file in witnesses:
        more += [Trouble(f"line {line} of {file.path} is no checkpoint", None) for line in file.unreadable]
        more += _lost(file, known)
    found = (*troubles, *more, *odd.troubles, *followed)
    return Checked(
        entries=count,
        checkpoints=len(own),
        witnessed=len(kept),
        sound_up_to=_sound([*own, *heads, *others], found, count),
        troubles=found,
        lacking=tuple(
            (file.path, len(known - {(one.size, one.root) for one in file.checkpoints})) for file in witnesses
        ),
    )


class _Still:
    """One moment of the database: what is written meanwhile is not seen."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.own = db, not db.in_transaction

    def __enter__(self) -> None:
        if self.own:
            self.db.execute("BEGIN")

    def __exit__(self, *_: object) -> None:
        if self.own:
            self.db.execute("ROLLBACK")


class _Odd:
    """Entries as they stand; one that is not even bytes is noted and followed as nothing."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []

    def entries(self, db: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
        """Number and bytes, in order."""
        for seq, said in db.execute("SELECT seq, said FROM entries ORDER BY seq"):
            if not isinstance(said, bytes):
                self.troubles.append(Trouble(f"entry {seq} is not written as bytes", seq))
                yield seq, b""
            else:
                yield seq, said


def _own(db: sqlite3.Connection) -> tuple[list[Checkpoint], list[Trouble]]:
    found, troubles = [], []
    for size, root, day, signature in db.execute("SELECT size, root, day, signature FROM checkpoints ORDER BY size"):
        try:
            found.append(Checkpoint(size, bytes(root), date.fromisoformat(day), bytes(signature)))
        except (TypeError, ValueError):
            troubles.append(Trouble(f"the checkpoint over {size} entries cannot be read", size))
    return found, troubles


def _head(db: sqlite3.Connection) -> tuple[list[Checkpoint], list[Trouble]]:
    """The newest signature, as a checkpoint over everything."""
    try:
        size, peaks, day, signature = db.execute("SELECT size, peaks, day, signature FROM head").fetchone()
        if len(peaks) != size.bit_count() * ROOT_BYTES:
            raise ValueError("peaks")
        root = tree_of(size, bytes(peaks)).root()
        return [Checkpoint(size, root, date.fromisoformat(day), bytes(signature))], []
    except (TypeError, ValueError, AttributeError):
        return [], [Trouble("the head of the log is missing or cannot be read", None)]


def _lost(file: Kept, known: set[tuple[int, bytes]]) -> list[Trouble]:
    gone = [one.size for one in file.checkpoints if (one.size, one.root) not in known]
    if not gone:
        return []
    return [
        Trouble(
            f"{file.path} has {len(gone)} checkpoint(s) that the log has not, the first over {gone[0]} entries", gone[0]
        )
    ]


def _sound(checkpoints: Sequence[Checkpoint], troubles: Sequence[Trouble], count: int) -> int:
    """The largest signed size before anything that does not fit."""
    first = min((-1 if one.entry is None else one.entry for one in troubles), default=count + 1)
    return max((one.size for one in checkpoints if one.size < first and one.size <= count), default=0)


def assert_sound(db: sqlite3.Connection, key: CheckingKey) -> None:
    """See that the log is what was signed, before anything is added to it.

    Raises:
        CannotStart: it is not.
    """
    troubles = check_log(db, key).troubles
    if troubles:
        raise CannotStart(
            f"the audit log is not what was signed: {troubles[0].says}. Nothing is added to it. "
            "`frihavn audit verify` says more; a backup of the database brings it back."
        )
