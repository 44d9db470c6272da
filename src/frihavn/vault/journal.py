"""The erasure journal: what was erased stays erased, also when a backup from before is brought back.

One line for each erased case, `1 2026-02-01 HEX`: version, day, and the case's keyed id, which says nothing without the
pepper. It is on the disk in several files before the first row is deleted; restoring reads them all.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from frihavn.vault.errors import JournalError
from frihavn.vault.home import sync_folder
from frihavn.vault.tokens import keyed_id

_LINE = re.compile(rb"1 (\d{4}-\d\d-\d\d) ([0-9a-f]{64})")
_PATTERN = b"1 dddd-dd-dd " + b"x" * 64
"""What may stand in each place of a line: itself, d a digit, x a hexadecimal digit."""
_SIGNS = {ord("d"): b"0123456789", ord("x"): b"0123456789abcdef"}


def erased_id(case: str, pepper: bytes) -> str:
    """What stands for a case in the journal."""
    return keyed_id(pepper, case, "erased")


def forget(paths: Iterable[Path], case: str, *, pepper: bytes, day: date) -> None:
    """Write a case into every journal and wait for every disk; delete its rows only after this has returned.

    Written twice it counts once, so whoever is not sure writes again.

    Args:
        paths: `Home.journals`.

    Raises:
        OSError: one of the files could not be written: nothing may be deleted yet.
        JournalError: one of them is damaged at its end.
    """
    line = f"1 {day.isoformat()} {erased_id(case, pepper)}\n".encode()
    for path in paths:
        _append(path, line)


def erased_ids(paths: Iterable[Path]) -> frozenset[str]:
    """The keyed ids in any of the journals; a journal that does not exist has none.

    A last line without its end was being written when the machine stopped: its rows were not deleted, and it does not
    count.

    Raises:
        JournalError: something else is no line; it names file and line.
    """
    return frozenset(one for path in paths if path.exists() for one in _read(path))


def _read(path: Path) -> list[str]:
    *lines, last = path.read_bytes().split(b"\n")
    found = []
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None or not _is_day(match[1]):
            raise JournalError(path, number)
        found.append(match[2].decode())
    if not _is_torn(last):
        raise JournalError(path, len(lines) + 1)
    return found


def _append(path: Path, line: bytes) -> None:
    """One process at a time; the beginning of a line that another left when it was killed is cut off first."""
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        end = _whole_end(path, opened)
        os.ftruncate(opened, end)
        try:
            if os.write(opened, line) != len(line):
                raise OSError(f"{path.name} could not be written whole: is the disk full?")
        except OSError:
            os.ftruncate(opened, end)
            raise
        os.fsync(opened)
        if end == 0:
            sync_folder(path.parent)  # the journal may be new, and its name not yet on the disk
    finally:
        os.close(opened)


def _whole_end(path: Path, opened: int) -> int:
    """Where the last whole line ends."""
    size = os.fstat(opened).st_size
    start = max(0, size - 2 * len(_PATTERN))
    tail = os.pread(opened, size - start, start)
    last = tail[tail.rfind(b"\n") + 1 :]
    if not _is_torn(last):
        raise JournalError(path, os.pread(opened, size, 0).count(b"\n") + 1)
    return size - len(last)


def _is_torn(last: bytes) -> bool:
    """Whether this is the beginning of a line, or nothing; zeros stand where a disk was to write and did not."""
    begun = last.rstrip(b"\x00")
    return len(last) <= len(_PATTERN) and all(
        sign in _SIGNS.get(wanted, bytes([wanted])) for sign, wanted in zip(begun, _PATTERN, strict=False)
    )


def _is_day(text: bytes) -> bool:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        return False
    return True
