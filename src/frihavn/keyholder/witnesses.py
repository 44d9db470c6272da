"""Checkpoints as lines of JSON, and the files in which witnesses keep them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from frihavn.vault.audit import Checkpoint

FILE = "checkpoints.jsonl"
FOLDERS = ("witness-a", "witness-b")
LINE_BYTES_MAX = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a witness's file holds.

    Args:
        unreadable: Numbers of lines, from 1, that are no checkpoint.
    """

    path: Path
    checkpoints: tuple[Checkpoint, ...]
    unreadable: tuple[int, ...] = ()


def line_of(one: Checkpoint) -> str:
    """A checkpoint as one line of JSON."""
    table = {"size": one.size, "root": one.root.hex(), "day": one.day.isoformat(), "signature": one.signature.hex()}
    return json.dumps(table) + "\n"


def checkpoint_of(line: str) -> Checkpoint:
    """The checkpoint of a line.

    Raises:
        ValueError: it is none.
    """
    try:
        raw = json.loads(line)
        size = raw["size"]
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise ValueError("a size is a whole number")
        return Checkpoint(
            size, bytes.fromhex(raw["root"]), date.fromisoformat(raw["day"]), bytes.fromhex(raw["signature"])
        )
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no checkpoint") from error


def kept_in(path: Path) -> Kept:
    """Read a witness's file."""
    found, unreadable = [], []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                if len(line) > LINE_BYTES_MAX:
                    raise ValueError("too long")
                if line.strip():
                    found.append(checkpoint_of(line.decode()))
            except ValueError:
                unreadable.append(number)
    return Kept(path, tuple(found), tuple(unreadable))


class Witness:
    """One file of checkpoints that only grows. What could not be written is written the next time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.upto = -1  # the size up to which it has been told everything since this process began
        self._found = {(one.size, one.root) for one in kept_in(path).checkpoints} if path.exists() else set()

    def tell(self, checkpoints: Iterable[Checkpoint]) -> None:
        """Append those it has not got, and return when they are on disk.

        Raises:
            OSError: it cannot be written.
        """
        lacking = [one for one in checkpoints if (one.size, one.root) not in self._found]
        if not lacking:
            return
        is_new = not self.path.exists()
        file = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        try:
            text = "".join(map(line_of, lacking)).encode()
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":
                text = b"\n" + text  # a line that was cut off stays alone
            while text:
                text = text[os.write(file, text) :]
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _settle_folder(self.path.parent)
        self._found |= {(one.size, one.root) for one in lacking}


def _settle_folder(folder: Path) -> None:
    """Put the name of a new file on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
