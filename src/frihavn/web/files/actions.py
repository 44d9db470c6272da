"""What an officer writes into a file: an answer, or that it was handed over. One transaction each."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from frihavn.web.files.reading import Reading
from frihavn.web.intake.actions import RECORDS_MAX, FullError, take_ticket
from frihavn.web.intake.models import File, Record
from frihavn.web.intake.opened import APPLICANT

ANSWERED = "waits_for_applicant"


class NotGivenError(Exception):
    """The messages were not given, or were taken back a moment ago."""


def answer(reading: Reading, *, who: str, text: str, ticket: str, day: date) -> None:
    """Write to the person.

    Args:
        who: The name that is shown to them.

    Raises:
        AlreadyTakenError: this form was taken before. `FullError`, `NotGivenError`: nothing was written.
    """
    with transaction.atomic():
        row = _held(reading)
        take_ticket(ticket, day, ["answer", text])
        _write(reading, "message", {"from": "representative", "who": who, "text": text}, day)
        row.state = ANSWERED
        row.save(update_fields=["state"])


def hand_over(reading: Reading, *, who: str, to: str, note: str, ticket: str, day: date) -> None:
    """Hand the file to a colleague of the same team; the person reads this too.

    Args:
        who, to: Names that are shown. `note`: what the next person must know.

    Raises:
        AlreadyTakenError: this form was taken before. `FullError`, `NotGivenError`: nothing was written.
    """
    with transaction.atomic():
        _held(reading)
        take_ticket(ticket, day, ["hand over", to, note])
        _write(reading, "handover", {"who": who, "to": to, "note": note}, day)


def _held(reading: Reading) -> File:
    """The file's row, held; what is written now is sealed under the key that the person holds now."""
    if not reading.has("thread"):
        raise NotGivenError
    row = File.objects.select_for_update().filter(id=reading.file.id).first()
    if row is None:
        raise Http404
    holders = [holder for team in reading.teams for holder in team.holders()]
    thread = row.grants.filter(part="thread")
    newest = thread.filter(holder=APPLICANT).aggregate(newest=Max("epoch"))["newest"]
    if newest != reading.keys.newest("thread")[0] or not thread.filter(epoch=newest, holder__in=holders).exists():
        raise NotGivenError
    if Record.objects.filter(file=row).count() >= RECORDS_MAX:
        raise FullError("records")
    reading.keys.file = row
    return row


def _write(reading: Reading, kind: str, body: dict[str, str], day: date) -> None:
    reading.keys.write("thread", kind, body, day)
