"""The real public site in processes of its own: served, killed without warning, served again."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.web.caller import wait_until_well

ROOT = Path(__file__).parents[2]
THE_SITE = ("frihavn.app.main", "serve", "--site", "public", "--plain")
TEAM = "soakteamsoakteamsoakteam"


PORTS = (20_000, 32_000)
"""Below those that outgoing connections take: a caller who dials a site that is down must not become its port."""


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = random.randint(*PORTS)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


@dataclass(slots=True)
class Site:
    """The public site of one installation.

    Args:
        home: The installation's folder. `database`: address of its PostgreSQL; empty: SQLite.
        command: Module and arguments; home and port are added.
    """

    home: Path
    database: str = ""
    command: Sequence[str] = THE_SITE
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve it; returns when it is well."""
        self.begin()
        try:
            wait_until_well(self.port)
        except TimeoutError as error:
            raise TimeoutError((self.home / "logs" / "site.log").read_text(encoding="utf-8")[-2000:]) from error

    def begin(self) -> None:
        """Start its processes, and do not wait."""
        with (self.home / "logs" / "site.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command, "--home", str(self.home), "--port", str(self.port)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=ROOT,
                env=self.surroundings(),
            )  # fmt: skip

    def kill(self) -> None:
        """Kill every process of it at once: nobody gets to say goodbye."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def surroundings(self) -> dict[str, str]:
        """The environment of its processes, and of what looks inside."""
        own = {"FRIHAVN_HOME": str(self.home), "FRIHAVN_SITE": "public", "FRIHAVN_PLAIN": "1"}
        database = {"FRIHAVN_DATABASE": self.database} if self.database else {}
        bare = {name: value for name, value in os.environ.items() if not name.startswith("FRIHAVN_")}
        return {**bare, **own, **database, **self.environment}

    def inside(self, do: str, said: object = None) -> Any:
        """Run something of `tests.web.inside` in this installation, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.inside", do], input=json.dumps(said).encode(), stdout=subprocess.PIPE,
            cwd=ROOT, env=self.surroundings(), check=True,
        )  # fmt: skip
        return json.loads(done.stdout)


@contextmanager
def served(home: Path, database: str = "", command: Sequence[str] = THE_SITE) -> Iterator[Site]:
    """A new installation, served until the end."""
    site = Site(home, database, command)
    site.inside("prepare", {"team": TEAM})
    try:
        site.start()
        yield site
    finally:
        site.kill()
