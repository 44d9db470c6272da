"""Sessions that a stolen database does not open: sealed under the cookie, in a row named by its hash."""

from __future__ import annotations

import json
import time
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from frihavn.vault.drafts import key_of_token, opened_state, sealed_state
from frihavn.vault.errors import VaultError
from frihavn.vault.tokens import new_token
from frihavn.web.intake.models import Session

IDLE_MINUTES = 10
TOUCH_MINUTES = 1
"""A page that changes nothing writes the session again only after so long."""


class SessionStore(SessionBase):
    """Django's session, kept sealed."""

    idle_minutes = IDLE_MINUTES

    left: str | None = None
    """The key of the session before this one, whose row is removed when this one is written."""

    def _get_new_session_key(self) -> str:
        return new_token()

    def exists(self, session_key: str) -> bool:
        """Whether there is such a row."""
        return Session.objects.filter(id=name_of(session_key)).exists()

    def create(self) -> None:
        """Begin a session under a new random key."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def begin_anew(self) -> None:
        """Forget everything and go on under a new key; the old row goes in the transaction that writes the new one.

        Where that cannot be written, the browser still has what it had.
        """
        self.left = self.session_key or self.left
        self.clear()
        self._session_key = None

    def load(self) -> dict[str, Any]:
        """What is in it; nothing where it ended, or where there never was one."""
        key = self.session_key or ""
        row = Session.objects.filter(id=name_of(key), until__gt=minute()).first() if key else None
        if row is None:
            self._session_key = None
            return {}
        try:
            data: dict[str, Any] = json.loads(opened_state(bytes(row.sealed), key_of_token(key, "session"), row.id))
        except (VaultError, ValueError):
            self._session_key = None
            return {}
        self.until = row.until
        return data

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django calls it so
        """Write it, sealed.

        Raises:
            CreateError: the key is taken. `UpdateError`: the row is gone; somebody left in another window.
        """
        if self.session_key is None:
            self.create()
            return
        key = self.session_key
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        name = name_of(key)
        sealed = sealed_state(json.dumps(data).encode(), key_of_token(key, "session"), name)
        until = minute() + self.idle_minutes
        if must_create:
            try:
                with transaction.atomic():
                    if self.left:
                        Session.objects.filter(id=name_of(self.left)).delete()
                    Session.objects.create(id=name, until=until, sealed=sealed)
            except IntegrityError as error:
                raise CreateError from error
        elif not Session.objects.filter(id=name).update(until=until, sealed=sealed):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Remove it."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(id=name_of(key)).delete()

    def touch(self) -> None:
        """Keep it open: somebody is here. Writes at most once a minute."""
        if getattr(self, "until", 0) < minute() + self.idle_minutes - TOUCH_MINUTES:
            self.modified = True

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what ended."""
        Session.objects.filter(until__lte=minute()).delete()


def name_of(key: str) -> str:
    """The row of a cookie: 64 hex signs that do not lead back to it."""
    return key_of_token(key, "session name").hex()


def minute() -> int:
    """Minutes since 1970."""
    return int(time.time() // 60)
