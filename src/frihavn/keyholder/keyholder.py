"""The keyholder itself: its database, log, sessions and clock, behind one lock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import RLock

from frihavn.keyholder import check, people
from frihavn.keyholder.errors import CannotStart, Declined
from frihavn.keyholder.log import Log, Said
from frihavn.keyholder.sessions import Session, Sessions, Tries
from frihavn.keyholder.store import Store
from frihavn.keyholder.witnesses import FILE, FOLDERS, Witness
from frihavn.vault.home import Home
from frihavn.vault.signing import signing_key

CHECKPOINT_AFTER = timedelta(minutes=10)
"""With new entries; sooner where there are many."""
OPENINGS_KEPT = timedelta(days=1)
Clock = Callable[[], datetime]
_log = logging.getLogger("frihavn.keyholder")


class Keyholder:
    """Everything the acts work on.

    Args:
        home: The installation's folder; exactly one keyholder may have it (`server.only_one`).
        clock: The moment, with its time zone.

    Raises:
        CannotStart: the database or the log is not what it should be.
    """

    def __init__(self, home: Home, clock: Clock) -> None:
        home.make()
        self.home, self._clock = home, clock
        self.lock = RLock()
        self.store = Store(home.keyholder_database)
        try:
            key = signing_key(home.secret("audit"))
            witnesses = [Witness(home.root / folder / FILE) for folder in FOLDERS]
            self.log = Log(self.store, key=key, ids=home.secret("log"), witnesses=witnesses)
            self.log.begin(self.day())
            check.assert_sound(self.store.db, key.public_key())
        except ValueError as error:
            raise CannotStart(str(error)) from error
        self.sessions, self.tries = Sessions(), Tries()
        self.nobody, self.nobodys_key = people.nobody()
        self._unsigned_since: datetime | None = None
        self.log.tell()

    def moment(self) -> datetime:
        """Now, in UTC."""
        return self._clock().astimezone(UTC)

    def day(self) -> date:
        """Today, in UTC; the finest time that is ever written into the log."""
        return self.moment().date()

    def session(self, name: str) -> tuple[Session, people.Officer]:
        """A session and whose it is.

        Raises:
            Declined: `signed_out`.
        """
        found = self.sessions.of(name, self.moment())
        try:
            return found, people.officer(self.store, found.officer)
        except LookupError:
            self.sessions.end_all_of(found.officer)
            raise Declined("signed_out") from None

    def record(self, *said: Said) -> None:
        """Write entries that stand alone: on disk when this returns."""
        with self.store.writing():
            self.log.append(self.day(), *said)

    def actor(self, officer: people.Officer) -> str:
        """What stands for an officer in the log."""
        return self.log.id_of("officer", officer.id)

    def tick(self) -> None:
        """What time brings, every few seconds: sessions end, old openings are erased, a checkpoint falls due."""
        with self.lock:
            moment = self.moment()
            self.sessions.tidy(moment)
            old = int((moment - OPENINGS_KEPT).timestamp())
            if self.store.has("SELECT 1 FROM openings WHERE moment <= ?", old):
                with self.store.writing():
                    self.store.write("DELETE FROM openings WHERE moment <= ?", old)
            if self.log.size() == self.log.signed_size():
                self._unsigned_since = None
            elif self._unsigned_since is None:
                self._unsigned_since = moment
            elif moment - self._unsigned_since >= CHECKPOINT_AFTER:
                self.log.sign(self.day())
                self._unsigned_since = None
            self.log.tell()
            if not self.store.forgot:
                self.store.forget()

    def close(self) -> None:
        """Forget every key, sign what is new, and close the database."""
        with self.lock:
            self.sessions = Sessions()
            self.log.sign(self.day())
            self.log.tell()
            self.store.close()
