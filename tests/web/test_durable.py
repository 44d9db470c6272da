"""A database that could lose what was acknowledged, or keep what was erased, is not used, on any connection."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from frihavn.web.database import (
    POSTGRES_SETTINGS,
    SQLITE_PRAGMAS,
    SQLITE_WORDS,
    NotDurableError,
    assert_durable,
    database_of,
)
from tests import postgres
from tests.web.caller import Caller, health
from tests.web.served import TEAM, Site

WEAKER = {
    "journal_mode": "delete", "synchronous": "NORMAL", "secure_delete": "FAST", "foreign_keys": "OFF",
    "busy_timeout": "9999", "temp_store": "FILE", "trusted_schema": "ON",
}  # fmt: skip
"""For each setting of SQLite, another value than ours."""


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A PostgreSQL of its own, since these tests make it unsafe."""
    found = postgres.start()
    yield found
    found.cleanup()


@pytest.fixture
def address(server: Any) -> Iterator[str]:
    """A PostgreSQL as it should be; and it is so again afterwards."""
    yield server.get_uri()
    for name, value in postgres.SETTINGS.items():
        _alter(server.get_uri(), name, value)


def test_every_connection_of_the_tests_themselves_is_durable() -> None:
    connection.close()
    connection.ensure_connection()
    assert_durable(connection)


def test_no_setting_is_left_out() -> None:
    assert WEAKER.keys() == SQLITE_PRAGMAS.keys()
    assert SQLITE_PRAGMAS["synchronous"] == "2"
    assert POSTGRES_SETTINGS["fsync"] == POSTGRES_SETTINGS["synchronous_commit"] == "on"


def test_sqlite_as_described_is_durable(tmp_path: Path) -> None:
    one = _connection(database_of("", tmp_path / "a.db"))
    _ask(one)
    assert_durable(one)
    one.close()


@pytest.mark.parametrize("setting", sorted(SQLITE_PRAGMAS))
def test_sqlite_with_one_setting_changed_is_refused_again_and_again(tmp_path: Path, setting: str) -> None:
    one = _connection(_weakened(database_of("", tmp_path / "a.db"), setting))
    for _ in range(3):  # not only when it is new
        with pytest.raises(NotDurableError, match=setting):
            _ask(one)


def test_postgresql_as_described_is_durable(address: str) -> None:
    one = _connection(database_of(address, Path()))
    _ask(one)
    assert_durable(one)
    one.close()


@pytest.mark.parametrize("setting", sorted(POSTGRES_SETTINGS))
def test_postgresql_with_one_setting_changed_is_refused_again_and_again(address: str, setting: str) -> None:
    described = database_of(address, Path())
    if setting == "synchronous_commit":  # each connection may choose it
        described["OPTIONS"]["options"] = "-c synchronous_commit=off"
    else:
        _alter(address, setting, "on" if POSTGRES_SETTINGS[setting] == "off" else "off")
    one = _connection(described)
    for _ in range(3):
        with pytest.raises(NotDurableError, match=setting):
            _ask(one)


def test_a_site_on_a_database_that_may_lose_something_takes_nothing(address: str, tmp_path: Path) -> None:
    site = Site(tmp_path, address)
    site.inside("prepare", {"team": TEAM})
    try:
        site.start()
        person = Caller(site.port)
        person.asks_for_a_phrase()
        form = person.typed_back()
        site.kill()
        person.line.hang_up()
        _alter(address, "fsync", "off")
        site.begin()
        statuses = [_health_when_it_answers(site)]
        for _ in range(5):
            person.send(form)
            statuses.append(person.status)
        statuses.append(health(site.port))
        assert set(statuses) == {503}
        assert "We cannot save anything just now" in person.html
        person.line.hang_up()
    finally:
        site.kill()


def _health_when_it_answers(site: Site) -> int:
    return next(status for status in iter(lambda: health(site.port), None) if status)


def _weakened(described: dict[str, Any], setting: str) -> dict[str, Any]:
    found = deepcopy(described)
    value = SQLITE_WORDS.get(setting, SQLITE_PRAGMAS[setting])
    own = f"PRAGMA {setting}={value}"
    assert own in found["OPTIONS"]["init_command"]
    found["OPTIONS"]["init_command"] = found["OPTIONS"]["init_command"].replace(
        own, f"PRAGMA {setting}={WEAKER[setting]}"
    )
    return found


def _connection(described: dict[str, Any]) -> Any:
    return ConnectionHandler({"default": described})["default"]


def _ask(one: Any) -> None:
    with one.cursor() as cursor:
        cursor.execute("SELECT 1")


def _alter(address: str, name: str, value: str) -> None:
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        line.execute("SELECT pg_reload_conf()")
        for _ in range(200):  # the server reads its settings again in its own time
            with psycopg.connect(address) as fresh:
                row = fresh.execute(f"SHOW {name}").fetchone()
            if row and row[0] == value:
                return
    raise TimeoutError(name)
