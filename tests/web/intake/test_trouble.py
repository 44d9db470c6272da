"""When something fails in the middle: what is said is true, and pressing the button again helps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client

from frihavn.web.database import NotDurableError
from frihavn.web.intake import actions
from frihavn.web.intake.models import File, Record, Session
from tests.web.person import OURS, Person

BUSY = "We cannot save anything just now."
Fails = Callable[..., Any]


class Refused:
    """From now on the database refuses some statements."""

    def __init__(self, word: str, error: Exception) -> None:
        self.word, self.error = word, error

    def __call__(self, execute: Fails, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.word in sql:
            raise self.error
        return execute(sql, params, many, context)


def _calm(person: Person) -> Person:
    """Answers instead of exceptions, as a server gives them."""
    person.client.raise_request_exception = False
    return person


@pytest.mark.parametrize(
    "error", [OperationalError("full"), InterfaceError("gone"), NotDurableError("fsync", "off", "on")]
)
@pytest.mark.parametrize(
    "word",
    ['INSERT INTO "intake_record"', 'UPDATE "intake_session"', 'FROM "intake_session"', "SAVEPOINT", "FROM"],
)
def test_whatever_the_database_refuses_is_answered_calmly(person: Person, word: str, error: Exception) -> None:
    _calm(person.start()).press("to:statement")
    before = person.html
    with connection.execute_wrapper(Refused(word, error)):
        person.press("save", text="for an hour", language_of_text="")
    assert person.status == 503
    assert BUSY in person.html
    person.look()
    assert "Saved." not in person.notes
    person.html = before
    person.press("save", text="for an hour", language_of_text="")
    assert person.status == 303
    assert person.notes[0] in ("Saved.", "This was saved before; nothing was done twice.")
    assert Record.objects.filter(part="statement").count() == 1


def test_a_page_that_cannot_be_shown_is_answered_calmly(person: Person) -> None:
    _calm(person.start())
    with connection.execute_wrapper(Refused("FROM", OperationalError("gone"))):
        person.look()
    assert person.status == 503
    assert BUSY in person.html
    person.look()
    assert person.heading == "Your file"


def test_a_fault_of_ours_is_not_called_a_full_disk(person: Person) -> None:
    _calm(person.start())
    with connection.execute_wrapper(Refused("FROM", IntegrityError("ours"))):
        person.look()
    assert person.status == 500
    assert "Something went wrong here." in person.html


def test_the_page_that_says_so_is_in_the_readers_language(person: Person) -> None:
    with connection.execute_wrapper(Refused("intake_session", OperationalError("full"))):
        client = Client(raise_request_exception=False, headers={**OURS, "Accept-Language": "ru"})
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 56
        response = client.get("/")
    assert response.status_code == 503
    assert "Сейчас мы ничего не можем сохранить." in response.content.decode()


def test_a_file_that_is_full_is_never_called_saved(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.start()
    person.press("to:statement")
    monkeypatch.setattr(actions, "RECORDS_MAX", 1)
    html = person.press("save", text="one more", language_of_text="")
    assert "Saved." not in person.notes
    assert "Your file is full." in html
    assert "one more" in html


def test_a_file_whose_start_was_never_answered_opens_at_the_next_press(person: Person) -> None:
    """The site was killed after the file was committed and before the session was: the browser has the old one."""
    _calm(person).look()
    person.press("about")
    person.press("where")
    person.press("continue", place="outside")
    session = Session.objects.get()
    cookie = person.client.cookies[settings.SESSION_COOKIE_NAME].value
    person.write_phrase_down()
    assert File.objects.count() == 1
    Session.objects.all().delete()
    session.save(force_insert=True)
    person.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    person.look()
    person.write_phrase_down()
    assert person.notes == ["Your file is open. Nothing has been sent to anybody."]
    assert File.objects.count() == 1


def test_health_says_when_the_database_is_away() -> None:
    with connection.execute_wrapper(Refused("PRAGMA" if connection.vendor == "sqlite" else "SHOW", DatabaseError("x"))):
        response = Client().get("/health")
    assert response.status_code == 503
    assert json.loads(response.content) == {"database": "failed"}


def test_a_session_that_could_not_be_renewed_is_still_the_one_before(person: Person) -> None:
    _calm(person).look()
    person.press("about")
    person.press("where")
    person.press("continue", place="outside")
    with connection.execute_wrapper(Refused('INSERT INTO "intake_session"', OperationalError("full"))):
        person.write_phrase_down()
    assert person.status == 503
    assert File.objects.count() == Session.objects.count() == 1
    person.look()
    person.press("ready", part1=person.groups[1], part4=person.groups[4])
    assert person.notes == ["Your file is open. Nothing has been sent to anybody."]
    assert File.objects.count() == Session.objects.count() == 1
