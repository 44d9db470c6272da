"""What was erased is written down before it goes, and stays erased when a backup comes back."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import stat
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frihavn.vault import journal
from frihavn.vault.errors import JournalError
from frihavn.vault.home import Home
from frihavn.vault.journal import erased_id, erased_ids, forget
from frihavn.vault.tokens import keyed_id, new_id

PEPPER, DAY = bytes(range(32)), date(2026, 2, 1)
LINE = f"1 2026-02-01 {erased_id('case-1', PEPPER)}\n".encode()
WHOLE = LINE[:-1]


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, ...]:
    home = Home(tmp_path)
    home.make()
    return home.journals


def erase(case: str, paths: tuple[Path, ...]) -> None:
    forget(paths, case, pepper=PEPPER, day=DAY)


def test_what_was_erased_is_in_every_journal(paths: tuple[Path, ...]) -> None:
    cases = [new_id() for _ in range(20)]
    for case in cases:
        erase(case, paths)
    wanted = {keyed_id(PEPPER, case, "erased") for case in cases}
    assert erased_ids(paths) == wanted
    for path in paths:
        assert erased_ids([path]) == wanted
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_has_version_day_and_keyed_id_and_names_no_case(paths: tuple[Path, ...]) -> None:
    erase("case-1", paths)
    assert [path.read_bytes() for path in paths] == [LINE] * 3
    assert b"case" not in LINE
    assert erased_id("case-1", PEPPER) != erased_id("case-1", bytes(32))


def test_before_anything_was_erased_there_is_nothing(paths: tuple[Path, ...]) -> None:
    assert erased_ids(paths) == frozenset()
    assert erased_ids([]) == frozenset()


def test_one_journal_that_is_left_is_enough(paths: tuple[Path, ...]) -> None:
    erase("case-1", paths)
    paths[0].unlink()
    paths[1].write_bytes(b"")
    assert erased_ids(paths) == {erased_id("case-1", PEPPER)}
    erase("case-2", paths)
    assert erased_ids(paths[:1]) == {erased_id("case-2", PEPPER)}
    assert len(erased_ids(paths)) == 2


def test_written_twice_counts_once(paths: tuple[Path, ...]) -> None:
    erase("case-1", paths)
    erase("case-1", paths)
    assert len(erased_ids(paths)) == 1
    assert paths[0].read_bytes() == LINE * 2


@pytest.mark.parametrize("length", range(len(LINE)))
def test_a_line_torn_anywhere_does_not_count_and_the_next_one_takes_its_place(length: int, tmp_path: Path) -> None:
    path = tmp_path / "erased.log"
    for torn in (LINE[:length], LINE[:length].ljust(len(LINE) - 1, b"\x00")):
        path.write_bytes(LINE + torn)
        assert erased_ids([path]) == {erased_id("case-1", PEPPER)}
        erase("case-2", (path,))
        assert path.read_bytes().startswith(LINE + b"1 2026-02-01 ")
        assert erased_ids([path]) == {erased_id("case-1", PEPPER), erased_id("case-2", PEPPER)}


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\r", b"hello", LINE[:-2], WHOLE + b"0", WHOLE + b"\r", b"2" + WHOLE[1:], WHOLE.upper(), b" " + WHOLE,
        WHOLE.replace(b"2026-02-01", b"2026-02-30"), WHOLE.replace(b" ", b"  "), LINE[:-2] + b"g", LINE[:-2] + b"\x00",
        WHOLE.replace(b"2026-02-01", "٢٠٢٦-02-01".encode()), b"\xff" * 77,
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_named_with_its_file_and_number(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "erased.log"
    for before, after, number in ((b"", b"", 1), (LINE, b"", 2), (LINE * 2, LINE, 3)):
        path.write_bytes(before + line + b"\n" + after)
        with pytest.raises(JournalError, match=rf"erased\.log:{number}:") as error:
            erased_ids([path])
        assert (error.value.path, error.value.line) == (path, number)
        assert len(line.strip()) < 2 or line.decode("latin-1") not in str(error.value)


@pytest.mark.parametrize(
    "last", [b"hello", b"2", b"1 2026-02-01 G", b"1\x001", LINE[:-1] + b"0", b"x" * 500, b"\x00" * 500]
)
def test_an_end_that_is_no_beginning_of_a_line_is_damage_and_stays_for_people_to_look_at(
    last: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "erased.log"
    path.write_bytes(LINE * 3 + last)
    with pytest.raises(JournalError, match=r"erased\.log:4:"):
        erased_ids([path])
    with pytest.raises(JournalError, match=r"erased\.log:4:"):
        erase("case-2", (path,))
    assert path.read_bytes() == LINE * 3 + last


@given(st.binary(max_size=200))
def test_whatever_stands_in_a_journal_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("journal") / "erased.log"
    path.write_bytes(content)
    try:
        assert all(len(one) == 64 for one in erased_ids([path]))
    except JournalError:
        assert content != b""


def test_every_file_is_on_the_disk_before_writing_returns(
    paths: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bytes]] = []
    whole = os.fsync

    def fsync(opened: int) -> None:
        path = Path(f"/proc/self/fd/{opened}").readlink()
        synced.append((path.name, path.read_bytes() if path.is_file() else b"folder"))
        whole(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    erase("case-1", paths)
    names = [path.parent.name for path in paths]
    assert synced == [one for name in names for one in (("erased.log", LINE), (name, b"folder"))]
    synced.clear()
    erase("case-1", paths)
    assert synced == [("erased.log", LINE * 2)] * 3


def test_a_full_disk_is_told_and_leaves_no_half_line(paths: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    erase("case-1", paths)
    whole = os.write

    def half(opened: int, data: bytes) -> int:
        return whole(opened, data[:20])

    def none(opened: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space left")

    for write in (half, none):
        monkeypatch.setattr(journal.os, "write", write)
        with pytest.raises(OSError, match=r"full|no space"):
            erase("case-2", paths)
        monkeypatch.undo()
        assert [path.read_bytes() for path in paths] == [LINE] * 3


def test_a_line_that_another_process_is_writing_is_waited_for_and_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "erased.log"
    with path.open("ab", buffering=0) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        other.write(LINE[:30])
        second = threading.Thread(target=erase, args=("case-2", (path,)))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert path.read_bytes() == LINE[:30]
        other.write(LINE[30:])
    second.join(30)
    assert path.read_bytes().startswith(LINE)
    assert len(erased_ids([path])) == 2


def _erase_many(first: int, paths: tuple[Path, ...]) -> None:
    for number in range(first, first + 60):
        erase(f"case-{number}", paths)


def test_processes_that_erase_at_once_leave_every_line_whole(paths: tuple[Path, ...]) -> None:
    runs = multiprocessing.get_context("spawn")
    processes = [runs.Process(target=_erase_many, args=(first, paths)) for first in (0, 1_000, 2_000)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    wanted = {erased_id(f"case-{first + number}", PEPPER) for first in (0, 1_000, 2_000) for number in range(60)}
    for path in paths:
        assert erased_ids([path]) == wanted
        assert path.stat().st_size == 180 * len(LINE)
