"""Start the processes of an installation, wait until they answer, and end them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

READY_SECONDS = 60.0
END_SECONDS = 10.0


class StoppedError(Exception):
    """It was told to end while something was still starting."""


class DidNotStartError(Exception):
    """A process ended, or does not answer. `what`: its name; `log`: where it says why."""

    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"{what} did not start: see {log}")


class Processes:
    """The running processes of an installation; each is a process group of its own, so that none is left behind."""

    def __init__(self, home: Path, stop: Event) -> None:
        self.home, self.stop = home, stop
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str], extra: dict[str, str] | None = None) -> None:
        """Start `frihavn ARGUMENTS`; what it says goes to logs/NAME.log."""
        log = (self.home / "logs" / f"{name}.log").open("ab")
        with log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "frihavn.app.main", *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **(extra or {})},
            )  # fmt: skip

    def wait_for(self, name: str, address: str) -> None:
        """Wait until a site answers.

        Raises:
            DidNotStartError: it ended, or said nothing for a minute.
        """
        self._until(name, lambda: _answers(address))

    def wait_for_path(self, name: str, *paths: Path) -> None:
        """Wait until a process has made one of these files.

        Raises:
            DidNotStartError: it ended, or made none for a minute.
        """
        self._until(name, lambda: any(path.exists() for path in paths))

    def _until(self, name: str, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                break
            if is_ready():
                return
            if self.stop.wait(0.1):
                raise StoppedError
        raise DidNotStartError(name, self.home / "logs" / f"{name}.log")

    def first_ended(self) -> str | None:
        """The name of a process that ended by itself."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def end(self) -> None:
        """End all, the newest first; what does not end in time is killed with everything it started."""
        for process in reversed(list(self.running.values())):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + END_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own site on loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
