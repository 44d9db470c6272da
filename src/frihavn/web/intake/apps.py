"""The public side of a file: it is started, kept, shared part by part, and erased by the person it belongs to."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from frihavn.web.database import NotDurableError, assert_durable


class IntakeConfig(AppConfig):
    """The app; every new connection to the database is looked at."""

    name = "frihavn.web.intake"
    label = "intake"

    def ready(self) -> None:
        """Look at every connection from now on."""
        connection_created.connect(_look, dispatch_uid="frihavn.durable")


def _look(connection: Any, **_: object) -> None:
    try:
        assert_durable(connection)
    except NotDurableError:
        connection.close()  # Django would use it for the next question, without asking again
        raise
