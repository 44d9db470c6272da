"""Where an installation keeps its files: one folder, and within it the same eight, in demo and production alike."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

FOLDERS = ("data", "secrets", "run", "logs", "tmp", "backups", "witness-a", "witness-b")
SOCKET_PATH_BYTES = 107
"""A longer path cannot be the name of a Unix socket."""


@dataclass(frozen=True, slots=True)
class Home:
    """An installation's folder. `secrets` is kept apart from everything else, backups above all."""

    root: Path

    def make(self) -> None:
        """Make what is missing; nobody else on this machine can look in."""
        for path in (self.root, *(self.root / name for name in FOLDERS)):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret(self, name: str, size: int = 32) -> bytes:
        """A random secret of the installation, made at the first use, safe against two processes at once.

        Raises:
            ValueError: the file is of another length; it was cut short or is another file.
        """
        path = self.root / "secrets" / name
        if not path.exists():
            _make_secret(path, size)
        found = path.read_bytes()
        if len(found) != size:
            raise ValueError(
                f"the secret {name} has {len(found)} bytes and should have {size}: bring it back from its copy"
            )
        return found

    @property
    def database(self) -> Path:
        """The sites' database, where it is SQLite."""
        return self.root / "data" / "frihavn.db"

    @property
    def keyholder_database(self) -> Path:
        """The keyholder's own database."""
        return self.root / "data" / "keyholder.db"

    @property
    def keyholder_socket(self) -> Path:
        """Where the keyholder answers."""
        return self.root / "run" / "keyholder.sock"

    @property
    def journals(self) -> tuple[Path, ...]:
        """Where erasures are written down: here and with both witnesses, so that a restored backup forgets them too."""
        return tuple(self.root / name / "erased.log" for name in ("data", "witness-a", "witness-b"))


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: a new file's own fsync does not promise its name."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _make_secret(path: Path, size: int) -> None:
    """Whole and on the disk before it has its name, for what is sealed with it must not outlive it."""
    fresh = path.with_name(f".{path.name}.{token_bytes(8).hex()}")
    fresh.touch(mode=0o600)
    try:
        with fresh.open("wb") as file:
            file.write(token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(fresh)
    except FileExistsError:
        pass  # another process was first, and its secret stands
    finally:
        fresh.unlink()
    sync_folder(path.parent)
