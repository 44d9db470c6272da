"""The worker: does what waits in the outbox, erases what is due, makes the daily backup. It has no key of anybody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Event

from django.db import DatabaseError, close_old_connections

from frihavn.vault.errors import VaultError
from frihavn.vault.home import Home
from frihavn.web.backup import back_up
from frihavn.web.jobs import BACKUP_DAYS, BusyError, Tell, erase_what_is_due, forget_what_ended, work_off
from frihavn.web.keys import KeyholderAwayError, KeyholderRefusal

PAUSE_SECONDS = 2.0
TIDY_EVERY = timedelta(minutes=1)
log = logging.getLogger("frihavn.worker")


class Worker:
    """Everything the worker does, one step at a time.

    Args:
        tell: Writes into the keyholder's audit log. `clock`: the moment, with its time zone.
        recipients: Whom backups are sealed to; none: no backups are made.
    """

    def __init__(
        self, home: Home, *, tell: Tell, clock: Callable[[], datetime], recipients: tuple[str, ...] = ()
    ) -> None:
        self.home, self.tell, self.clock, self.recipients = home, tell, clock, recipients
        self._tidied: datetime | None = None

    def run(self, stop: Event) -> None:
        """Work until told to stop. What fails is tried again at the next step."""
        while not stop.wait(PAUSE_SECONDS):
            self.step()

    def step(self) -> None:
        """One round. Each part stands alone: one that fails keeps no other from its turn."""
        moment = self.clock()
        self._tried("outbox", lambda: work_off(self.tell))
        if self._tidied is None or moment - self._tidied >= TIDY_EVERY:
            self._tidied = moment
            self._tried("ended", lambda: forget_what_ended(moment.date()))
            self._tried("due", lambda: erase_what_is_due(moment.date()))
            self._tried("backup", lambda: self.back_up_daily(moment.date()))
        close_old_connections()

    def back_up_daily(self, day: date) -> None:
        """Make today's backup if there is none, and remove those that are too old."""
        folder = self.home.root / "backups"
        for path in folder.glob("frihavn-*.age"):
            if _day_of(path.name) < day - timedelta(days=BACKUP_DAYS):
                path.unlink()
        for path in folder.glob("frihavn-*.part"):
            path.unlink()  # a backup that was being written when the machine stopped
        if self.recipients and not any(folder.glob(f"frihavn-{day.isoformat()}-*.age")):
            back_up(self.home, self.recipients, day=day)

    def _tried(self, what: str, work: Callable[[], object]) -> None:
        try:
            work()
        except BusyError:
            return
        except (DatabaseError, OSError, ValueError, VaultError, KeyholderAwayError, KeyholderRefusal):
            log.exception("%s", what)


def _day_of(name: str) -> date:
    return date.fromisoformat(name.removeprefix("frihavn-")[:10])
