"""An installation's folder: private, and each secret made once, whoever else makes it at that moment."""

from __future__ import annotations

import multiprocessing
import stat
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from frihavn.vault.home import FOLDERS, SOCKET_PATH_BYTES, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_a_home_has_its_folders_and_nobody_else_can_look_in(home: Home) -> None:
    assert {path.name for path in home.root.iterdir()} == set(FOLDERS)
    for path in (home.root, *home.root.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    home.make()  # again changes nothing


def test_a_secret_is_made_once_and_is_private(home: Home) -> None:
    first = home.secret("pepper")
    assert len(first) == 32
    assert home.secret("pepper") == first
    assert Home(home.root).secret("pepper") == first
    assert len(home.secret("salt", 16)) == 16
    assert home.secret("web") != first
    for path in (home.root / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {path.name for path in (home.root / "secrets").iterdir()} == {"pepper", "salt", "web"}


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_secret_of_another_length_is_never_used_nor_replaced(home: Home, size: int) -> None:
    path = home.root / "secrets" / "pepper"
    path.write_bytes(b"x" * size)
    with pytest.raises(ValueError, match=f"pepper has {size} bytes and should have 32"):
        home.secret("pepper")
    assert path.read_bytes() == b"x" * size


def _race(root: Path, names: list[str], start: Barrier, answers: multiprocessing.Queue[list[bytes]]) -> None:
    found = []
    for name in names:
        start.wait(30)
        found.append(Home(root).secret(name))
    answers.put(found)


def test_processes_that_race_for_a_secret_get_the_same(home: Home) -> None:
    runs = multiprocessing.get_context("spawn")
    names, racers = [f"secret-{number}" for number in range(60)], 2
    start: Barrier = runs.Barrier(racers)
    answers: multiprocessing.Queue[list[bytes]] = runs.Queue()
    processes = [runs.Process(target=_race, args=(home.root, names, start, answers)) for _ in range(racers)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    assert found[0] == found[1] == [home.secret(name) for name in names]
    assert len(set(found[0])) == len(names)
    assert {path.name for path in (home.root / "secrets").iterdir()} == set(names)


def test_a_process_that_comes_second_takes_the_first_one_s_secret(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is through between the look and the making."""
    path = home.root / "secrets" / "pepper"
    whole = Path.exists

    def exists(self: Path, **rest: bool) -> bool:
        there = whole(self, **rest)
        if self == path and not there:
            path.write_bytes(b"first" + bytes(27))
        return there

    monkeypatch.setattr(Path, "exists", exists)
    assert home.secret("pepper") == b"first" + bytes(27)
    assert [one.name for one in path.parent.iterdir()] == ["pepper"]


def test_files_have_their_places(home: Home) -> None:
    for path in (home.database, home.keyholder_database, home.keyholder_socket, *home.journals):
        assert path.parent.is_dir()
    assert [path.parent.name for path in home.journals] == ["data", "witness-a", "witness-b"]
    assert home.database.parent.name == "data"
    assert SOCKET_PATH_BYTES == 107
