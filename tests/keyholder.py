"""A keyholder for tests: within this process with a clock that tests move, or the real one, spoken to in lines."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from frihavn.keyholder.acts import answered
from frihavn.keyholder.keyholder import Keyholder
from frihavn.vault.holders import GrantOf, PrivateKey, PublicKey, grant, new_private_key
from frihavn.vault.home import Home
from frihavn.vault.records import new_key
from frihavn.vault.tokens import code_at, new_id

FRIHAVN = Path(sys.executable).parent / "frihavn"
PASSPHRASE = "lanterns over the harbour"  # noqa: S105 - of people who do not exist
PARTS = ("statement", "identity", "contact", "files", "thread")
SECONDS_MAX = 30


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class File:
    """An applicant's file: its data keys, and what was granted to a team."""

    case: str
    applicant: PrivateKey
    keys: dict[tuple[str, int], bytes]
    grants: list[dict[str, Any]]

    def opening(self, session: str, team: str, reason: str = "first_reading", **other: Any) -> dict[str, Any]:
        """The fields of a request to open it."""
        public = b64(self.applicant.public().raw)
        found = {"session": session, "case": self.case, "team": team, "reason": reason, "applicant": public}
        return {**found, "grants": self.grants, **other}


def a_file(holder: str, public: str, parts: Sequence[str] = PARTS[:1], *, epoch: int = 1, case: str = "") -> File:
    """A file with some parts granted to a holder."""
    case = case or new_id()
    keys = {(part, epoch): new_key() for part in parts}
    to = PublicKey(base64.b64decode(public))
    grants = [
        {
            "part": part,
            "epoch": number,
            "holder": holder,
            "sealed": b64(grant(key, to, GrantOf(case, part, number, holder))),
        }
        for (part, number), key in keys.items()
    ]
    return File(case, new_private_key(), keys, grants)


@dataclass
class Office:
    """A keyholder within this process, and the people who use it."""

    keyholder: Keyholder
    clock: Clock
    codes: dict[str, bytes] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def answer(self, do: str, **fields: Any) -> dict[str, Any]:
        line = answered(self.keyholder, json.dumps({"do": do, **fields}).encode())
        found: dict[str, Any] = json.loads(line)
        return found

    def ok(self, do: str, **fields: Any) -> dict[str, Any]:
        found = self.answer(do, **fields)
        assert "ok" in found, (do, found)
        return found["ok"]  # type: ignore[no-any-return]

    def error(self, do: str, **fields: Any) -> str:
        found = self.answer(do, **fields)
        assert set(found) == {"error"}, (do, found)
        return str(found["error"])

    def add(self, name: str, *roles: str, session: str | None = None) -> str:
        fields = {"name": name, "shown_name": name.title(), "passphrase": PASSPHRASE, "roles": list(roles)}
        found = self.ok("add_officer", session=session, **fields)
        self.codes[name] = base64.b32decode(found["code_secret"])
        self.ids[name] = found["officer"]
        return str(found["officer"])

    def code(self, name: str) -> str:
        return code_at(self.codes[name], self.clock())

    def sign_in(self, name: str) -> str:
        self.clock.forward(seconds=30)
        found = self.ok("sign_in", name=name, passphrase=PASSPHRASE, code=self.code(name))
        return str(found["session"])

    def actions(self) -> list[str]:
        """What the log says was done, in order."""
        rows = self.keyholder.store.rows("SELECT said FROM entries ORDER BY seq")
        return [json.loads(said)["action"] for (said,) in rows]


def an_office(root: Path) -> Office:
    """An empty one."""
    clock = Clock()
    return Office(Keyholder(Home(root), clock), clock)


@dataclass
class Harbour:
    """An office with two supervisors and a representative; the first and the last are in its one team."""

    office: Office
    sofie: str
    mads: str
    team: str
    holder: str
    public: str

    def file(self, *parts: str, **other: Any) -> File:
        return a_file(self.holder, self.public, parts or PARTS[:1], **other)


def a_harbour(office: Office) -> Harbour:
    """Sofie supervises and is in the team, Mads represents and is in it, Anna supervises and is not."""
    office.add("sofie")
    sofie = office.sign_in("sofie")
    office.add("mads", "representative", session=sofie)
    office.add("anna", "supervisor", session=sofie)
    team = office.ok("add_team", session=sofie, name="harbour")
    office.ok("add_member", session=sofie, team=team["team"], officer=office.ids["mads"])
    return Harbour(office, sofie, office.sign_in("mads"), **team)


# ------------------------------------------------------------------------------------------ the real process


class Line:
    """A connection to a keyholder's process."""

    def __init__(self, root: Path) -> None:
        note = root / "run" / "keyholder.json"
        if note.exists():
            said = json.loads(note.read_text())
            self.socket = socket.create_connection(("127.0.0.1", said["port"]), SECONDS_MAX)
            self.socket.sendall(said["token"].encode() + b"\n")
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(SECONDS_MAX)
            self.socket.connect(str(root / "run" / "keyholder.sock"))
        self.lines = self.socket.makefile("rb")

    def raw(self, line: bytes) -> bytes:
        self.socket.sendall(line + b"\n")
        return self.lines.readline()

    def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw(json.dumps({"do": do, **fields}).encode()))
        return found

    def close(self) -> None:
        self.lines.close()
        self.socket.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class Running:
    """A keyholder's process."""

    root: Path
    process: subprocess.Popen[str]

    def line(self) -> Line:
        return Line(self.root)

    def kill(self) -> None:
        """As a power cut would."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS_MAX)

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(SECONDS_MAX)


@contextmanager
def running(root: Path) -> Iterator[Running]:
    """Start the installed command and wait until it says that it is ready."""
    process = subprocess.Popen(
        [FRIHAVN, "keyholder", "--home", root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        ready = process.stdout.readline()
        assert ready.startswith("keyholder ready"), process.communicate(timeout=SECONDS_MAX)
        yield Running(root, process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=SECONDS_MAX)
