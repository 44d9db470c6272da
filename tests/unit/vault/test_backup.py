"""A backup opens with a key that is kept elsewhere, whole or not at all."""

from __future__ import annotations

import errno
import io
import random
from typing import BinaryIO

import pytest

from frihavn.vault.backup import checked_recipients, new_identity, open_backup, seal_backup
from frihavn.vault.errors import BackupKeyError, CannotOpenError

FIRST, SECOND, STRANGER = new_identity(), new_identity(), new_identity()
RECIPIENTS = [FIRST[1], SECOND[1]]
PIECE = 65_536


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    seal_backup(io.BytesIO(content), target, RECIPIENTS)
    return target.getvalue()


def unsealed(backup: bytes, identity: str = FIRST[0]) -> bytes:
    target = io.BytesIO()
    open_backup(io.BytesIO(backup), target, identity)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7])
def test_each_recipient_alone_opens_a_backup(size: int) -> None:
    content = random.Random(size).randbytes(size)
    backup = sealed(content)
    assert backup.startswith(b"age-encryption.org/v1\n")
    for identity, _ in (FIRST, SECOND):
        assert unsealed(backup, identity) == content
        assert unsealed(backup, f" {identity}\n") == content


def test_nobody_else_opens_it() -> None:
    with pytest.raises(CannotOpenError):
        unsealed(sealed(b"files"), STRANGER[0])


def test_a_backup_holds_nothing_that_was_sealed() -> None:
    assert b"canary" not in sealed(b"canary" * 50_000)


def test_a_backup_cut_short_anywhere_does_not_open() -> None:
    content = random.Random(1).randbytes(3 * PIECE)
    backup = sealed(content)
    header = backup.index(b"\n", backup.index(b"\n--- ") + 1) + 1
    whole = [header + 16 + (PIECE + 16) * pieces for pieces in range(4)]
    assert whole[-1] == len(backup)
    for length in [0, 1, 10, header - 1, header, header + 15, *whole[:-1], len(backup) - 1, len(backup) - 17]:
        with pytest.raises(CannotOpenError):
            unsealed(backup[:length])
    with pytest.raises(CannotOpenError):
        unsealed(backup + b"\x00")


def test_no_changed_byte_of_a_backup_goes_unnoticed() -> None:
    backup = sealed(b"files" * 40)
    chance = random.Random(2)
    for place in range(len(backup)):
        changed = bytearray(backup)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotOpenError):
            unsealed(bytes(changed), FIRST[0])


@pytest.mark.parametrize(
    ("recipients", "says"),
    [
        ([], "at least 2 recipients, and 0"),
        ([FIRST[1]], "at least 2 recipients, and 1"),
        ([FIRST[1], FIRST[1]], "recipient 2 is there twice"),
        ([FIRST[1], FIRST[1].upper()], "recipient 2 is there twice"),
        ([FIRST[1], f" {FIRST[1]} ", SECOND[1]], "recipient 2 is there twice"),
        ([FIRST[1], "age1nobody"], "recipient 2 is none of age's X25519 recipients"),
        ([FIRST[1][:-1] + "q", SECOND[1]], "recipient 1 is none"),
        ([FIRST[1], ""], "recipient 2 is none"),
        ([FIRST[1], "ssh-ed25519 AAAA"], "recipient 2 is none"),
        ([FIRST[1], SECOND[0]], "recipient 2 is a secret identity"),
    ],
)
def test_recipients_that_will_not_do_are_refused_before_anything_is_written(recipients: list[str], says: str) -> None:
    target = io.BytesIO()
    with pytest.raises(BackupKeyError, match=says) as error:
        seal_backup(io.BytesIO(b"files"), target, recipients)
    assert target.getvalue() == b""
    assert SECOND[0][20:] not in str(error.value)


def test_recipients_can_be_looked_at_before_the_first_backup() -> None:
    assert len(checked_recipients(RECIPIENTS)) == 2


@pytest.mark.parametrize(
    "identity",
    ["", "AGE-SECRET-KEY-1NOBODY", FIRST[1], FIRST[0][:-1]],
    ids=["nothing", "nobody", "a recipient", "cut off"],
)
def test_what_is_no_identity_is_named_and_not_repeated(identity: str) -> None:
    with pytest.raises(BackupKeyError, match="no identity of age") as error:
        unsealed(sealed(b"files"), identity)
    assert not identity or identity not in str(error.value)


class Broken(io.RawIOBase):
    """A disk that is full, or a cable that was pulled, after some bytes."""

    def __init__(self, content: bytes = b"", good: int = 0) -> None:
        self.content, self.good = io.BytesIO(content), good

    def read(self, size: int = -1) -> bytes:
        if self.content.tell() >= self.good:
            raise OSError(errno.EIO, "input or output error")
        return self.content.read(size)

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, "no space left")


@pytest.mark.parametrize("good", [0, 10, 100_000])
def test_a_disk_that_fails_is_not_taken_for_a_bad_backup(good: int) -> None:
    content = b"x" * 300_000
    backup = sealed(content)
    for read, write in ((content, seal), (backup, unseal)):
        with pytest.raises(OSError, match="input or output") as error:
            write(Broken(read, good), io.BytesIO())  # type: ignore[arg-type]
        assert error.value.errno == errno.EIO
        with pytest.raises(OSError, match="no space") as error:
            write(io.BytesIO(read), Broken())  # type: ignore[arg-type]
        assert error.value.errno == errno.ENOSPC


def seal(source: BinaryIO, target: BinaryIO) -> None:
    seal_backup(source, target, RECIPIENTS)


def unseal(source: BinaryIO, target: BinaryIO) -> None:
    open_backup(source, target, SECOND[0])


class Endless(io.RawIOBase):
    """Twenty million bytes that are nowhere whole in memory."""

    left = 20_000_000
    most = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= PIECE
        found = b"x" * min(size, self.left)
        self.left -= len(found)
        return found

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.most = max(self.most, len(data))
        return len(data)


def test_a_backup_is_sealed_piece_by_piece() -> None:
    source, target = Endless(), Endless()
    seal(source, target)  # type: ignore[arg-type]
    assert source.left == 0
    assert 0 < target.most <= 2 * PIECE


def test_a_backup_of_today_opens_in_ten_years() -> None:
    """Sealed once by this program, and since then only opened."""
    identity = "AGE-SECRET-KEY-138FTWXVXLZMP7ME64GG60YCK67KHLCXM9EGET30D9AQ4ZJJ7URAQ5K8EM8"
    backup = bytes.fromhex(
        "6167652d656e6372797074696f6e2e6f72672f76310a2d3e205832353531392042317562483139786654563233444c75316d"
        "6446766d617a4d6d46317332634b38474e463456364e6831670a6759463272567963314e547a37743133636b77617a304276"
        "77414d6b70396b50557a5843373166565549550a2d3e20583235353139204469472b62522f6933664b626b4a4c676b326243"
        "5064646c627372716930746a35364e453979794759336f0a6c77663279424f6741506867545a797971667476414d74454974"
        "6a6539532f436e79464657576d657959450a2d3e206f462d67726561736520456960612f2b25205f302e4c774721204a0a45"
        "425241396b5a6f4a4f52304d47453235376f366d3569496f72557177326f4871573268467971726d7175476b35596c4a4170"
        "762f62303436464d4e644d46730a684d696f366335634a50333332770a2d2d2d206d724f64486f61323832456b3266485a70"
        "575961313265487a755a393945313655412b7342687a61754c770a92c4a7523513f5b532e8b547d2869bfc65836c63b7b366"
        "04c732f833c903d2c98acb88e8eb86cb52a5084249d5"
    )
    assert unsealed(backup, identity) == b"what was kept"
