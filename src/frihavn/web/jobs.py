"""What is done without any key: the log is told, disks are cleared of what was erased, what is due is erased.

The outbox is a table of ours and not a queue's: a row holds a random id and a day, and is gone when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count

from frihavn.web.intake.actions import erase
from frihavn.web.intake.models import Draft, File, Outbox, Ticket
from frihavn.web.intake.sessions import SessionStore

BATCH = 200
UNUSED_DAYS = 3
"""A file into which nothing was ever written is erased after so long (72 hours)."""
DRAFT_DAYS = 1
TICKET_DAYS = 2
BACKUP_DAYS = 35
OWN_RECORDS = 1
"""Every file has one record of its own: how long it is kept."""
TELLS = (
    "file.started", "file.granted", "file.taken_back", "file.withdrawn", "file.erased", "file.taken_over",
)  # fmt: skip
PURGED = (
    "intake_file", "intake_grant", "intake_record", "intake_piece", "intake_look", "intake_session", "intake_draft",
    "intake_outbox",
)  # fmt: skip
"""Tables that are written anew where the database keeps what was deleted (PostgreSQL)."""
Tell = Callable[[Sequence[tuple[str, str]]], None]
"""Writes (action, file) into the audit log; raises where that does not work, and it is tried again."""


class BusyError(Exception):
    """Somebody is reading: the disk cannot be cleared just now. It is tried again."""


def work_off(tell: Tell) -> int:
    """Do what waits in the outbox, oldest first; returns how many rows were done.

    A row is removed after its work: a worker that dies in between does it again, which is harmless.
    """
    rows = list(Outbox.objects.order_by("id")[:BATCH])
    done = 0
    for kind, group in groupby(rows, key=lambda row: "tell" if row.kind in TELLS else row.kind):
        batch = list(group)
        if kind == "tell":
            tell([(row.kind, row.about) for row in batch])
        elif kind == "purge":
            purge()
        else:
            raise ValueError("the outbox holds a kind of work that this version does not know")
        Outbox.objects.filter(id__in=[row.id for row in batch]).delete()
        done += len(batch)
    return done


def purge() -> None:
    """Take what was erased off the disk: out of the journal, and out of the pages it was on.

    Raises:
        BusyError: somebody is reading.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                raise BusyError
            return
        for table in PURGED:
            cursor.execute(f'VACUUM FULL "{table}"')
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")


def erase_what_is_due(today: date) -> int:
    """Erase files whose time is over, and files into which nothing was written; returns how many."""
    due = File.objects.filter(due_day__lt=today)
    unused = (
        File.objects.filter(day__lt=today - timedelta(days=UNUSED_DAYS))
        .annotate(written=Count("records"))
        .filter(written__lte=OWN_RECORDS)
    )
    found = {row.id: row for row in (*due, *unused)}
    for row in found.values():
        erase(row, day=today)
    return len(found)


def forget_what_ended(today: date) -> None:
    """Remove sessions, drafts and tickets whose time is over."""
    SessionStore.clear_expired()
    with transaction.atomic():
        gone = Draft.objects.filter(day__lt=today - timedelta(days=DRAFT_DAYS)).delete()[0]
        Ticket.objects.filter(day__lt=today - timedelta(days=TICKET_DAYS)).delete()
        if gone:
            Outbox.objects.create(kind="purge", day=today)
