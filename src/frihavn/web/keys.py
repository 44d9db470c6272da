"""The staff site's line to the keyholder. No key is logged, and none is kept longer than one request."""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from frihavn.vault.home import SOCKET_PATH_BYTES, Home

SECONDS_MAX = 5.0
"""For one answer; a sign-in, the slowest, takes a fifth of a second."""
ANSWER_BYTES_MAX = 4 * 1024 * 1024
GRANTS_A_CALL_MAX = 400
"""A line may be 1 MiB long, and the keyholder takes 500 grants at most."""
REASONS = (
    "first_reading", "reads_answer", "prepares_answer", "prepares_papers", "hands_over", "checks_identity",
    "supervises",
)  # fmt: skip
ROLES = ("representative", "supervisor")


class KeyholderRefusal(Exception):
    """The keyholder does not do what was asked. `word`: why, of the protocol's closed set; nothing else is told."""

    def __init__(self, word: str) -> None:
        super().__init__(f"the keyholder says: {word}")
        self.word = word


class KeyholderAwayError(Exception):
    """The keyholder does not answer: it is not running, or too slow."""

    def __init__(self) -> None:
        super().__init__("the keyholder does not answer; is it running? `frihavn keyholder --home DIR` starts it")


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its newest key pair. `holder`: the name of this key pair in grants: id, a dot, its number."""

    id: str
    name: str
    holder: str
    public: bytes

    def holders(self) -> list[str]:
        """The names of all its key pairs, oldest first; the newest is the last."""
        return [f"{self.id}.{number}" for number in range(1, int(self.holder.rpartition(".")[2]) + 1)]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody of the staff.

    Args:
        name: What they sign in with. `shown_name`: what colleagues and applicants read.
        teams: Ids of the teams they are in; of a colleague, where whoever asks may know.
    """

    id: str
    name: str
    shown_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def is_supervisor(self) -> bool:
        """Whether they add, publish and revoke."""
        return "supervisor" in self.roles

    @property
    def is_representative(self) -> bool:
        """Whether they act for applicants."""
        return "representative" in self.roles


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """A grant as it lies in the database. `case`: the file's id."""

    case: str
    part: str
    epoch: int
    holder: str
    sealed: bytes = field(repr=False)

    @property
    def place(self) -> tuple[str, str, int]:
        """What it gives: case, part, epoch."""
        return self.case, self.part, self.epoch


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a case gives: keys by part and epoch, and the notice sealed to the applicant."""

    keys: dict[tuple[str, int], bytes] = field(repr=False)
    look: bytes = field(repr=False)


class Keyholder:
    """One connection, opened at the first question of a request and closed with it.

    Every method raises `KeyholderRefusal` with the keyholder's word, or `KeyholderAwayError`.
    """

    def __init__(self, home: Home, *, seconds: float = SECONDS_MAX) -> None:
        self._home, self._seconds = home, seconds
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, do: str, **fields: object) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        try:
            line = json.dumps({"do": do, **fields}).encode() + b"\n"
            connection = self._connected()
            connection.sendall(line)
            said: dict[str, Any] = json.loads(self._line(connection))
        except (OSError, ValueError) as error:
            self.close()
            raise KeyholderAwayError from error
        if "error" in said:
            raise KeyholderRefusal(str(said["error"]))
        found: dict[str, Any] = said["ok"]
        return found

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._rest = b""

    def _connected(self) -> socket.socket:
        if self._socket is None:
            path = os.fspath(self._home.keyholder_socket)
            if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
                self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self._socket.settimeout(self._seconds)
                self._socket.connect(path)
            else:
                note = json.loads((self._home.root / "run" / "keyholder.json").read_text(encoding="utf-8"))
                self._socket = socket.create_connection(("127.0.0.1", int(note["port"])), self._seconds)
                self._socket.sendall(str(note["token"]).encode() + b"\n")
        return self._socket

    def _line(self, connection: socket.socket) -> bytes:
        """The next line; a connection that ends, or an answer without end, is an OSError."""
        pieces = bytearray(self._rest)
        while b"\n" not in pieces:
            more = connection.recv(65536)
            if not more or len(pieces) > ANSWER_BYTES_MAX:
                raise ConnectionError
            pieces += more
        line, _, rest = bytes(pieces).partition(b"\n")
        self._rest = rest
        return line

    # ------------------------------------------------------------------------------------- who

    def sign_in(self, name: str, passphrase: str, code: str) -> str:
        """Begin a session; returns its secret name. `refused` for any failure, `wait` after five of them."""
        return str(self.ask("sign_in", name=name, passphrase=passphrase, code=code)["session"])

    def sign_out(self, session: str) -> None:
        """End a session."""
        self.ask("sign_out", session=session)

    def who(self, session: str) -> Officer:
        """Whose session it is."""
        said = self.ask("who", session=session)
        return _officer({**said, "teams": [team["id"] for team in said["teams"]]})

    def officers(self, session: str) -> list[Officer]:
        """Everybody for a supervisor, colleagues for anybody else, oneself among them."""
        return [_officer(one) for one in self.ask("officers", session=session)["officers"]]

    def teams(self) -> list[Team]:
        """Every team that somebody is in, with its newest key pair."""
        return [
            Team(one["id"], one["name"], one["holder"], base64.b64decode(one["public"]))
            for one in self.ask("teams")["teams"]
        ]

    def is_well(self) -> bool:
        """Whether it answers at all."""
        try:
            self.ask("health")
        except (KeyholderRefusal, KeyholderAwayError):
            return False
        return True

    # ----------------------------------------------------------------------------- supervisors

    def add_officer(
        self, session: str, *, name: str, shown_name: str, passphrase: str, roles: Iterable[str]
    ) -> tuple[str, str]:
        """Add an officer; returns their id and the secret of their codes, which is told this once."""
        said = self.ask(
            "add_officer", session=session, name=name, shown_name=shown_name, passphrase=passphrase, roles=list(roles)
        )
        return str(said["officer"]), str(said["code_secret"])

    def add_team(self, session: str, name: str) -> str:
        """Make a team; returns its id. Whoever makes it is its first member."""
        return str(self.ask("add_team", session=session, name=name)["team"])

    def add_member(self, session: str, *, team: str, officer: str) -> None:
        """Let a further officer into a team."""
        self.ask("add_member", session=session, team=team, officer=officer)

    def revoke_officer(self, session: str, officer: str) -> None:
        """Destroy an officer's key; each of their teams gets a new key pair. Grants are renewed by `files.rotation`."""
        self.ask("revoke_officer", session=session, officer=officer)

    # ----------------------------------------------------------------------------------- files

    def open(self, session: str, *, team: str, reason: str, applicant: bytes, grants: Iterable[SealedGrant]) -> Opening:
        """Open what one team was granted of one case, with a reason; it is in the log before this returns."""
        listed = list(grants)
        said = self.ask(
            "open", session=session, case=listed[0].case, team=team, reason=reason, applicant=_text(applicant),
            grants=[_grant(one) for one in listed],
        )  # fmt: skip
        keys = {(one["part"], int(one["epoch"])): base64.b64decode(one["key"]) for one in said["keys"]}
        return Opening(keys, base64.b64decode(said["look"]))

    def regrant(self, session: str, *, team: str, reason: str, grants: Iterable[SealedGrant]) -> list[SealedGrant]:
        """Seal what older key pairs of a team open to its newest one; at most GRANTS_A_CALL_MAX grants."""
        said = self.ask(
            "regrant", session=session, team=team, reason=reason,
            grants=[{"case": one.case, **_grant(one)} for one in grants],
        )  # fmt: skip
        return [
            SealedGrant(one["case"], one["part"], int(one["epoch"]), one["holder"], base64.b64decode(one["sealed"]))
            for one in said["grants"]
        ]


def _officer(said: dict[str, Any]) -> Officer:
    return Officer(said["officer"], said["name"], said["shown_name"], tuple(said["roles"]), tuple(said["teams"]))


def _grant(one: SealedGrant) -> dict[str, object]:
    return {"part": one.part, "epoch": one.epoch, "holder": one.holder, "sealed": _text(one.sealed)}


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
