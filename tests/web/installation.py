"""A whole installation in real processes: both sites, keyholder, worker, on either database."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.visitor import Visitor

PLAIN_ENVIRONMENT = ("FRIHAVN_HOME", "FRIHAVN_SITE", "FRIHAVN_DATABASE", "FRIHAVN_HOSTS", "DJANGO_SETTINGS_MODULE")


@dataclass
class Installation:
    """A running demonstration. `note`: what it printed: addresses, accounts, phrases."""

    home: Path
    note: dict[str, Any]
    process: subprocess.Popen[str]

    def public(self) -> Visitor:
        """A new browser at the public site."""
        return Visitor(self.note["public"])

    def staff(self) -> Visitor:
        """A new browser at the staff site."""
        return Visitor(self.note["staff"])


def free_port() -> int:
    """The first of two free ports on loopback."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def installation(home: Path, database: str = "") -> Iterator[Installation]:
    """Start a demonstration and end it by its own handle."""
    environment = {name: value for name, value in os.environ.items() if name not in PLAIN_ENVIRONMENT}
    if database:
        environment["FRIHAVN_DATABASE"] = database
    command = [
        sys.executable,
        "-m",
        "frihavn.app.main",
        "demo",
        "--home",
        str(home),
        "--port",
        str(free_port()),
        "--json",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.wait(30)
            assert process.stderr is not None
            raise AssertionError(f"the demonstration did not start: {process.stderr.read()}")
        yield Installation(home, json.loads(line), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
