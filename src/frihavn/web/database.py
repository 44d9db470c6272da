"""The sites' database: SQLite by default, PostgreSQL in production; durable on every connection, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db.utils import InterfaceError, OperationalError

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: what was acknowledged survives
    "secure_delete": "1",  # what was erased is overwritten
    "foreign_keys": "1",
    "busy_timeout": "10000",
    "temp_store": "2",  # in memory
    "trusted_schema": "0",
}
SQLITE_WORDS = {
    "synchronous": "FULL",
    "secure_delete": "ON",
    "foreign_keys": "ON",
    "temp_store": "MEMORY",
    "trusted_schema": "OFF",
}
POSTGRES_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "wal_recycle": "off"}


class NotDurableError(Exception):
    """A connection that could lose what was acknowledged. `setting`: its name; `found`: its value."""

    def __init__(self, setting: str, found: str, wanted: str) -> None:
        super().__init__(
            f"the database has {setting} = {found} and needs {wanted}: nothing is accepted until it is set"
        )


CANNOT_SAVE = (OperationalError, InterfaceError, NotDurableError)
"""The disk is full, the database is away or locked, or could lose what it acknowledges: nothing was saved."""


def database_of(address: str, path: Path) -> dict[str, Any]:
    """Django's description of the database.

    Args:
        address: postgresql://..., or empty for SQLite at `path`.

    Raises:
        ValueError: another kind of address.
    """
    if not address:
        words = (f"PRAGMA {name}={SQLITE_WORDS.get(name, value)}" for name, value in SQLITE_PRAGMAS.items())
        options = {"init_command": ";".join(words), "transaction_mode": "IMMEDIATE", "timeout": 10}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("FRIHAVN_DATABASE is written postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {"options": "-c synchronous_commit=on"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def assert_durable(connection: Any) -> None:
    """Look at the settings of a new connection.

    Raises:
        NotDurableError: one of them could lose what was acknowledged, or keep what was erased.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            in_memory = "mode=memory" in str(connection.settings_dict["NAME"]) or connection.is_in_memory_db()
            for name, wanted in SQLITE_PRAGMAS.items():
                cursor.execute(f"PRAGMA {name}")
                row = cursor.fetchone()
                found = str(row[0]) if row else "nothing"
                if found != wanted and not (in_memory and name == "journal_mode"):
                    raise NotDurableError(name, found, wanted)
            return
        for name, wanted in POSTGRES_SETTINGS.items():
            cursor.execute(f"SHOW {name}")
            found = str(cursor.fetchone()[0])
            if found != wanted:
                raise NotDurableError(name, found, wanted)
