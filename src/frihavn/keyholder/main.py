"""The keyholder as a process: starts, says one line, answers until it is told to end."""

from __future__ import annotations

import logging
import os
import resource
import signal
from collections.abc import Callable
from threading import Event

from frihavn.keyholder import people
from frihavn.keyholder.keyholder import Clock, Keyholder
from frihavn.keyholder.server import Server, only_one
from frihavn.vault.home import Home


def run(home: Home, *, clock: Clock, say: Callable[[str], None]) -> None:
    """Hold the keys of an installation until SIGTERM or SIGINT.

    Args:
        clock: The moment, with its time zone.
        say: Told one line when it is ready to answer.

    Raises:
        CannotStart: another one is at work, or the database or the log is not what it should be.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # keys never go into a core file
    logging.basicConfig(format="keyholder: %(message)s", level=logging.INFO)
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    with only_one(home):
        keyholder = Keyholder(home, clock)
        server = Server(keyholder)
        officers, entries = people.officers(keyholder.store), keyholder.log.size()
        say(f"keyholder ready on {server.where} (officers {officers}, entries {entries})")
        try:
            server.serve(stop)
        finally:
            keyholder.close()
