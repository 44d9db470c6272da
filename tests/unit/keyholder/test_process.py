"""The real process on a real socket: it starts once, answers its own user, and ends cleanly or by force."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frihavn.keyholder import server
from frihavn.keyholder.acts import LINE_BYTES_MAX
from frihavn.keyholder.server import CONNECTIONS_MAX, Lines, TooLongError
from frihavn.vault.tokens import code_at
from tests.command import Ran, frihavn, in_a_process
from tests.keyholder import PASSPHRASE, File, Line, Running, a_file, running


def add_officer(home: Path, *arguments: object, passphrase: str = PASSPHRASE, run: Any = frihavn) -> Ran:
    names = ("--name", "sofie", "--shown-name", "Sofie")
    return run(  # type: ignore[no-any-return]
        "officer", "add", "--home", home, *names, *arguments, stdin=passphrase.encode() + b"\n"
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with one officer and a team; its key is under a passphrase made slow, as for people."""
    return tmp_path / "h"


@pytest.fixture
def begun(home: Path) -> Iterator[tuple[Running, bytes]]:
    added = add_officer(home, "--team", "harbour", run=in_a_process)
    assert added.code == 0, added.err
    secret = added.out.split("shown this once: ")[1].split()[0]
    with running(home) as found:
        yield found, base64.b32decode(secret)


def signed_in(line: Line, secret: bytes) -> tuple[str, dict[str, Any]]:
    code = code_at(secret, datetime.now(UTC))
    session = line.ask("sign_in", name="sofie", passphrase=PASSPHRASE, code=code)["ok"]["session"]
    return session, line.ask("teams")["ok"]["teams"][0]


def a_file_of(team: dict[str, Any]) -> File:
    return a_file(team["holder"], team["public"])


def actions(home: Path) -> list[str]:
    db = sqlite3.connect(home / "data" / "keyholder.db")
    found = [json.loads(said)["action"] for (said,) in db.execute("SELECT said FROM entries ORDER BY seq")]
    db.close()
    return found


def test_an_entry_is_there_when_the_process_is_killed_right_after_its_answer(begun: tuple[Running, bytes]) -> None:
    process, secret = begun
    line = process.line()
    session, team = signed_in(line, secret)
    file = a_file_of(team)
    found = line.ask("open", **file.opening(session, team["id"]))
    process.kill()
    assert base64.b64decode(found["ok"]["keys"][0]["key"]) == file.keys["statement", 1]
    line.close()
    assert actions(process.root)[-1] == "file.opened"
    for number in range(1, 6):
        with running(process.root) as again:
            line = again.line()
            line.ask("note", entries=[{"action": "file.started", "case": f"case{number}"}])
            again.kill()
            line.close()
        assert actions(process.root).count("file.started") == number
    assert frihavn("audit", "verify", "--home", process.root).code == 0


def test_it_ends_cleanly_and_says_nothing_of_anybody(begun: tuple[Running, bytes]) -> None:
    process, secret = begun
    line = process.line()
    session, team = signed_in(line, secret)
    line.ask("open", **a_file_of(team).opening(session, team["id"]))
    line.ask("sign_in", name="somebody else", passphrase=PASSPHRASE, code="000000")
    assert process.end() == 0
    assert line.lines.readline() == b""
    line.close()
    assert sorted(path.name for path in (process.root / "run").iterdir()) == ["keyholder.lock"]
    out, err = process.process.communicate()
    assert (out, err) == ("", "")
    assert frihavn("audit", "verify", "--home", process.root).code == 0  # and what was new was signed


def test_what_is_under_way_is_answered_before_it_ends(begun: tuple[Running, bytes]) -> None:
    process, secret = begun
    line = process.line()
    fields = {"name": "sofie", "passphrase": PASSPHRASE, "code": code_at(secret, datetime.now(UTC))}
    line.socket.sendall((json.dumps({"do": "sign_in", **fields}).encode() + b"\n") * 3)
    time.sleep(0.05)
    process.process.terminate()
    answers = [json.loads(line.lines.readline()) for _ in range(3)]  # each takes its time, and the code works once
    assert [set(one) for one in answers] == [{"ok"}, {"error"}, {"error"}]
    line.close()
    assert process.process.wait(30) == 0


def test_only_one_may_hold_the_keys(begun: tuple[Running, bytes]) -> None:
    process, _ = begun
    for command in (("keyholder",), ("officer", "add", "--name", "x", "--shown-name", "X")):
        ran = in_a_process(*command, "--home", process.root, stdin=PASSPHRASE.encode())
        assert ran.code == 2
        assert f"process {process.process.pid}" in ran.err
        assert "never more than one" in ran.err
    with process.line() as line:
        assert "ok" in line.ask("health")  # the first one has noticed nothing


def test_the_socket_is_its_own_user_s(begun: tuple[Running, bytes]) -> None:
    path = begun[0].root / "run" / "keyholder.sock"
    assert path.stat().st_mode & 0o177 == 0


def test_a_socket_left_by_one_that_was_killed_is_no_hindrance(begun: tuple[Running, bytes]) -> None:
    process, _ = begun
    process.kill()
    assert (process.root / "run" / "keyholder.sock").exists()
    with running(process.root) as again:
        line = again.line()
        assert line.ask("health")["ok"]["officers"] == 1
        line.close()


def test_bad_lines_are_answered_and_too_long_a_line_ends_the_connection(begun: tuple[Running, bytes]) -> None:
    process, _ = begun
    line = process.line()
    for bad in (b"", b"{", b"\xff\xfe", b'{"do": 1}', b'{"do": "who"}', b'{"do": "health"' + b" " * 1_000_000 + b"}x"):
        assert json.loads(line.raw(bad)) == {"error": "bad_request"}
    full = b'{"do": "health"}'.ljust(LINE_BYTES_MAX)
    assert "ok" in json.loads(line.raw(full))
    assert json.loads(line.raw(full + b" ")) == {"error": "bad_request"}
    assert line.lines.readline() == b""
    line.close()
    line = process.line()
    assert json.loads(line.raw(b"x" * 8 * LINE_BYTES_MAX)) == {"error": "bad_request"}
    line.close()


def test_many_lines_at_once_are_answered_in_order(begun: tuple[Running, bytes]) -> None:
    line = begun[0].line()
    line.socket.sendall(b'{"do": "health"}\n{"do": "nothing"}\n' * 50)
    answers = [json.loads(line.lines.readline()) for _ in range(100)]
    assert [set(one) for one in answers] == [{"ok"}, {"error"}] * 50
    line.close()


def test_there_is_room_for_so_many_connections_and_not_one_more(begun: tuple[Running, bytes]) -> None:
    process, _ = begun
    lines = [process.line() for _ in range(CONNECTIONS_MAX)]
    assert all("ok" in one.ask("health") for one in lines)
    more = process.line()
    with pytest.raises((json.JSONDecodeError, OSError)):
        more.ask("health")
    for one in (more, *lines):
        one.close()
    for _ in range(100):  # its threads need a moment to see that they are gone
        with contextlib.suppress(json.JSONDecodeError, OSError), process.line() as line:
            assert "ok" in line.ask("health")
            return
        time.sleep(0.02)
    pytest.fail("the room was not given back")


def test_many_threads_write_one_sound_log(begun: tuple[Running, bytes]) -> None:
    process, _ = begun

    def work() -> None:
        line = process.line()
        for _ in range(50):
            assert "ok" in line.ask("note", entries=[{"action": "file.granted", "case": "a"}] * 3)
        line.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert actions(process.root).count("file.granted") == 6 * 50 * 3
    assert frihavn("audit", "verify", "--home", process.root).code == 0


# ---------------------------------------------------------------------------------- where the path is too long


def test_where_the_path_is_too_long_it_answers_on_loopback_to_who_has_the_token(tmp_path: Path) -> None:
    home = tmp_path / ("a-folder-with-quite-a-long-name" * 4)
    with running(home) as process:
        note = home / "run" / "keyholder.json"
        assert note.stat().st_mode & 0o777 == 0o600
        assert not (home / "run" / "keyholder.sock").exists()
        line = process.line()
        assert line.ask("health")["ok"]["officers"] == 0
        line.close()
        port = json.loads(note.read_text())["port"]
        for said in (b'{"do": "health"}\n', b"\n", b"x" * 56 + b"\n", b"\xff\n", b"y" * 2 * LINE_BYTES_MAX):
            with socket.create_connection(("127.0.0.1", port), 10) as stranger, stranger.makefile("rb") as answers:
                stranger.sendall(said + b'{"do": "health"}\n')
                with contextlib.suppress(ConnectionResetError):
                    assert answers.readline() == b""
        assert process.end() == 0
        assert not note.exists()


# --------------------------------------------------------------------------------------------- lines and users


def test_a_line_that_does_not_come_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LINE_SECONDS", 0.1)
    here, there = socket.socketpair()
    with here, there:
        lines = Lines(here)
        there.sendall(b"first\nsec")
        assert lines.next(1) == b"first"
        began = time.monotonic()
        assert lines.next(1) is None
        assert time.monotonic() - began < 0.9
        assert Lines(here).next(0.05) is None


def test_a_line_may_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PIECE_BYTES", 3)
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"one\n\ntwo and three\nrest")
        there.shutdown(socket.SHUT_WR)
        lines = Lines(here)
        assert [lines.next(1) for _ in range(4)] == [b"one", b"", b"two and three", None]


def test_a_line_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LINE_BYTES_MAX", 10)
    here, there = socket.socketpair()
    with here, there:
        lines = Lines(here)
        there.sendall(b"0123456789\n0123456789x\n")
        assert lines.next(1) == b"0123456789"
        with pytest.raises(TooLongError):
            lines.next(1)


def test_another_user_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = socket.socketpair()
    with here, there:
        assert server._is_own(here)
        monkeypatch.setattr("os.geteuid", lambda: 4242)
        assert not server._is_own(here)


# ------------------------------------------------------------------------------------------------ officer add


def test_the_first_officer_is_added_once_and_their_secret_is_shown_once(home: Path) -> None:
    ran = add_officer(home)
    assert ran.code == 0
    secret = ran.out.split("shown this once: ")[1].split()[0]
    assert len(base64.b32decode(secret)) == 20
    assert f"otpauth://totp/Frihavn:sofie?secret={secret}&issuer=Frihavn" in ran.out
    again = add_officer(home)
    assert again.code == 2
    assert "a supervisor adds others" in again.err


@pytest.mark.parametrize(
    ("arguments", "passphrase", "says"),
    [
        ((), "too short", "12 to 200 characters"),
        ((), "", "12 to 200 characters"),
        (("--name", "a-name-of-fifteen"), "a-name-of-fifteen", "is not the name"),
        (("--name", ""), PASSPHRASE, "--name takes"),
        (("--shown-name", "a\nb"), PASSPHRASE, "--shown-name takes"),
        (("--team", "x" * 101), PASSPHRASE, "--team takes"),
    ],
)
def test_what_cannot_be_an_officer_is_said(home: Path, arguments: tuple[str, ...], passphrase: str, says: str) -> None:
    ran = add_officer(home, *arguments, passphrase=passphrase)
    assert ran.code == 2
    assert says in ran.err
    assert not passphrase or passphrase not in ran.err
    assert add_officer(home).code == 0  # nothing was left half done


def test_a_changed_log_keeps_the_command_from_starting(home: Path) -> None:
    assert add_officer(home).code == 0
    db = sqlite3.connect(home / "data" / "keyholder.db")
    db.execute("DELETE FROM entries WHERE seq = 1")
    db.commit()
    db.close()
    ran = in_a_process("keyholder", "--home", home)
    assert ran.code == 2
    assert "the audit log is not what was signed" in ran.err
    assert "Traceback" not in ran.err
