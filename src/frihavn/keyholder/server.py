"""Answers on a Unix socket that only this user can reach, or, where its path is too long, on loopback with a token.

One thread a connection, a bounded number of them; a line has a limit and must come within a time.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Event, Thread

from frihavn.keyholder.acts import LINE_BYTES_MAX, answered
from frihavn.keyholder.errors import CannotStart
from frihavn.keyholder.keyholder import Keyholder
from frihavn.vault.home import SOCKET_PATH_BYTES, Home
from frihavn.vault.tokens import is_same, new_token

CONNECTIONS_MAX = 64
LINE_SECONDS, IDLE_SECONDS, TOKEN_SECONDS, DRAIN_SECONDS = 30.0, 600.0, 5.0, 2.0
"""For one line from its first byte; between two lines; for the token; for what still comes after too long a line."""
TICK_SECONDS, ACCEPT_SECONDS, LEAVE_SECONDS = 5.0, 0.25, 5.0
PIECE_BYTES = 64 * 1024
TOO_LONG = b'{"error": "bad_request"}\n'
_log = logging.getLogger("frihavn.keyholder")


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Have an installation's keys alone, as long as the block lasts.

    Raises:
        CannotStart: somebody else has them.
    """
    home.make()
    path = home.root / "run" / "keyholder.lock"
    with path.open("a+") as file:
        path.chmod(0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            process = file.read().strip() or "another one"
            raise CannotStart(
                f"a keyholder is already at work for {home.root} (process {process}); there is never more than one"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


class Lines:
    """Lines from a connection, each with a limit and a time.

    Raises:
        TooLongError: from `next`, when a line is longer than it may be.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._rest = connection, b""

    def next(self, idle_seconds: float) -> bytes | None:
        """The next line without its end; None where the other side is done or too slow."""
        began, searched = time.monotonic(), 0
        deadline = began + (LINE_SECONDS if self._rest else idle_seconds)
        pieces = bytearray(self._rest)
        while (end := pieces.find(b"\n", searched)) < 0:
            if len(pieces) > LINE_BYTES_MAX:
                raise TooLongError
            searched = len(pieces)
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._connection.settimeout(left)
            try:
                more = self._connection.recv(PIECE_BYTES)
            except TimeoutError:
                return None
            if not more:
                return None
            if not pieces:
                deadline = time.monotonic() + LINE_SECONDS
            pieces += more
        self._rest = bytes(pieces[end + 1 :])
        if end > LINE_BYTES_MAX:
            raise TooLongError
        return bytes(pieces[:end])

    def drain(self) -> None:
        """Take what still comes, so that the answer is not lost with it."""
        deadline = time.monotonic() + DRAIN_SECONDS
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self._connection.settimeout(left)
                if not self._connection.recv(PIECE_BYTES):
                    return


class TooLongError(Exception):
    """A line is longer than a line may be."""


class Server:
    """Listens for an installation, and answers until it is told to stop."""

    def __init__(self, keyholder: Keyholder) -> None:
        self.keyholder, self.home = keyholder, keyholder.home
        self._room = BoundedSemaphore(CONNECTIONS_MAX)
        self._open: dict[socket.socket, Thread] = {}
        self.token = ""
        self._note = self.home.root / "run" / "keyholder.json"
        path = self.home.keyholder_socket
        for stale in (path, self._note):  # of one that ended by force; nobody else is at work here now
            stale.unlink(missing_ok=True)
        if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
            self._listener = _unix(path)
            self.where = str(path)
        else:
            self._listener, self.token = socket.create_server(("127.0.0.1", 0)), new_token()
            port = self._listener.getsockname()[1]
            self._write_note(port)
            self.where = f"127.0.0.1:{port}"
        self._listener.settimeout(ACCEPT_SECONDS)

    def _write_note(self, port: int) -> None:
        fresh = self._note.with_name(".keyholder.json")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({"port": port, "token": self.token}), encoding="utf-8")
        fresh.replace(self._note)

    def serve(self, stop: Event) -> None:
        """Answer until the event is set; then let what is under way come to its end."""
        ticked = time.monotonic()
        while not stop.is_set():
            with suppress(OSError):  # nobody came, or whoever did is gone
                self._receive(self._listener.accept()[0])
            if time.monotonic() - ticked >= TICK_SECONDS:
                ticked = time.monotonic()
                self._tick()
        self._leave()

    def _tick(self) -> None:
        try:
            self.keyholder.tick()
        except Exception as error:  # noqa: BLE001 - a full disk must not end the process; it is tried again
            _log.error("what falls due could not be done (%s); it is tried again", type(error).__name__)

    def _receive(self, connection: socket.socket) -> None:
        if not _is_own(connection) or not self._room.acquire(blocking=False):
            connection.close()
            return
        thread = Thread(target=self._converse, args=(connection,), daemon=True)
        self._open[connection] = thread
        thread.start()

    def _converse(self, connection: socket.socket) -> None:
        lines = Lines(connection)
        try:
            with connection, suppress(OSError):
                if self._may_speak(lines):
                    self._answer_all(connection, lines)
        finally:
            self._open.pop(connection, None)
            self._room.release()

    def _may_speak(self, lines: Lines) -> bool:
        if not self.token:
            return True
        try:
            said = lines.next(TOKEN_SECONDS)
        except TooLongError:
            return False
        return said is not None and is_same(said.decode("latin-1"), self.token)

    def _answer_all(self, connection: socket.socket, lines: Lines) -> None:
        try:
            while (line := lines.next(IDLE_SECONDS)) is not None:
                connection.settimeout(LINE_SECONDS)
                connection.sendall(answered(self.keyholder, line) + b"\n")
        except TooLongError:
            connection.sendall(TOO_LONG)
            lines.drain()

    def _leave(self) -> None:
        self._listener.close()
        self.home.keyholder_socket.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        deadline = time.monotonic() + LEAVE_SECONDS
        for connection, thread in list(self._open.items()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)  # it still gets the answer it waits for
            thread.join(max(0.0, deadline - time.monotonic()))


def _unix(path: os.PathLike[str]) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(os.fspath(path))
    finally:
        os.umask(before)
    listener.listen(CONNECTIONS_MAX)
    return listener


def _is_own(connection: socket.socket) -> bool:
    """Whether the other side is the same user; where the system is silent, the socket's mode and the token must do."""
    if connection.family != socket.AF_UNIX or not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("3i")
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return bool(user == os.geteuid())
