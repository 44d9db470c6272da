"""Seal a backup to people who keep their keys elsewhere: the installation itself cannot open what it has sealed.

The format is age (X25519), so that the command `age` opens a backup where Frihavn no longer runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import pyrage  # type: ignore[import-untyped] # ships no types

from frihavn.vault.errors import BackupKeyError, CannotOpenError

RECIPIENTS_MIN = 2
"""With one recipient, one lost key would make every backup worthless."""


def new_identity() -> tuple[str, str]:
    """A key pair for whoever keeps backups: the identity, to be kept offline, and the recipient, to be given out."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal_backup(source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
    """Seal what can be read from a stream, piece by piece; each recipient alone can open it.

    Args:
        target: Whole only once this has returned; give it its name then.
        recipients: At least two, all different, each `age1...`.

    Raises:
        BackupKeyError: too few, one twice, or one that is none.
        OSError: a stream could not be read or written.
    """
    keys = checked_recipients(recipients)
    reading, writing = _Stream(source), _Stream(target)
    try:
        pyrage.encrypt_io(reading, writing, keys)
    except (pyrage.EncryptError, OSError):
        _raise_own(reading, writing)
        raise


def open_backup(source: BinaryIO, target: BinaryIO, identity: str) -> None:
    """Open a backup, piece by piece.

    Args:
        target: May hold the beginning of a damaged backup if this raises: throw it away then.
        identity: `AGE-SECRET-KEY-1...`.

    Raises:
        BackupKeyError: the identity is none.
        CannotOpenError: sealed to others, cut short, or changed.
        OSError: a stream could not be read or written.
    """
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError as error:
        raise BackupKeyError("this is no identity of age: it begins with AGE-SECRET-KEY-1") from error
    reading, writing = _Stream(source), _Stream(target)
    try:
        pyrage.decrypt_io(reading, writing, [key])
    except (pyrage.DecryptError, OSError) as error:
        _raise_own(reading, writing)
        raise CannotOpenError from error


def checked_recipients(recipients: Sequence[str]) -> list[object]:
    """The recipients as the library has them, so that a bad setting is noticed before the first backup.

    Raises:
        BackupKeyError: too few, one twice, or one that is none; it says which, and never repeats an identity.
    """
    found: dict[str, object] = {}
    for place, text in enumerate(recipients, start=1):
        if text.strip().upper().startswith("AGE-SECRET-KEY-"):
            raise BackupKeyError(f"backup recipient {place} is a secret identity: give its recipient, age1..., instead")
        try:
            key = pyrage.x25519.Recipient.from_str(text.strip())
        except pyrage.RecipientError as error:
            raise BackupKeyError(
                f"backup recipient {place} is none of age's X25519 recipients, age1...: {error}"
            ) from error
        if str(key) in found:
            raise BackupKeyError(f"backup recipient {place} is there twice: a copy of a key is no second key")
        found[str(key)] = key
    if len(found) < RECIPIENTS_MIN:
        raise BackupKeyError(f"a backup has at least {RECIPIENTS_MIN} recipients, and {len(found)} was given")
    return list(found.values())


class _Stream:
    """A stream that remembers its own trouble, which the library would tell as trouble with the backup."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.trouble: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self.stream.read(size)
        except OSError as error:
            self.trouble = error
            raise

    def write(self, data: bytes) -> int:
        try:
            return self.stream.write(data)
        except OSError as error:
            self.trouble = error
            raise

    def flush(self) -> None:
        try:
            self.stream.flush()
        except OSError as error:
            self.trouble = error
            raise


def _raise_own(*streams: _Stream) -> None:
    for stream in streams:
        if stream.trouble is not None:
            raise stream.trouble
