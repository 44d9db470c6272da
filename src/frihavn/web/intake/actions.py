"""What a person does with their file. Each is one transaction, committed before it is acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from frihavn.vault.holders import PublicKey, locked, new_private_key
from frihavn.vault.journal import forget
from frihavn.vault.phrase import Secret
from frihavn.vault.records import seal, unseal
from frihavn.vault.tokens import keyed_id, new_id, new_reference
from frihavn.web.intake.models import PARTS, File, Grant, Outbox, Piece, Recipient, Record, Ticket
from frihavn.web.intake.opened import APPLICANT, Opened, lookup_and_key, own_keys, spot_of
from frihavn.web.settings import HOME

MONTHS = (3, 12, 24)
MONTH_DAYS = 31
SLEEPS_DAYS = 92
"""A file that a relative started is erased after so long, where nobody took it over."""
RECORDS_MAX = 2000
DOCUMENTS_MAX = 60


class AlreadyStartedError(Exception):
    """There is a file of this phrase: it was started before, and nobody learnt of it."""


class AlreadyTakenError(Exception):
    """This very form was taken before; nothing was done twice."""


class FullError(Exception):
    """The file holds as much as a file may hold. `what`: records or documents."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no more {what} fit into this file")
        self.what = what


def start(secret: Secret, *, day: date, months: int, sleeping: bool) -> tuple[File, bytes]:
    """Start a file that the phrase opens.

    Args:
        months: One of MONTHS: how long it is kept after the person's last visit. `sleeping`: a relative starts it.

    Returns:
        The file, and the key that opens it.

    Raises:
        AlreadyStartedError: this phrase has a file.
    """
    lookup, key = lookup_and_key(secret)
    own = new_private_key()
    public = own.public()
    days = SLEEPS_DAYS if sleeping else months * MONTH_DAYS
    row = File(
        id=new_id(), reference=new_reference(), state="sleeping" if sleeping else "open", day=day,
        due_day=day + timedelta(days=days), lookup=lookup, public_key=public.raw,
    )  # fmt: skip
    row.own_key = locked(own, key, row.id)
    opened = Opened(row, {}, own)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Grant.objects.bulk_create(_own_grant(opened, part, public) for part in PARTS)
            opened.write("contact", "choice", {"months": months}, day, last=0)
            _later("file.started", row.id, day)
    except IntegrityError as error:
        if File.objects.filter(lookup=lookup).exists():
            raise AlreadyStartedError from error
        raise
    return row, key


def take_ticket(ticket: str, day: date, content: object) -> None:
    """Mark a form as taken, within the transaction that takes it.

    Args:
        content: What the form says: sent again with something else in it, it is another form, so that nothing is lost.

    Raises:
        AlreadyTakenError: it was taken before.
    """
    try:
        with transaction.atomic():
            text = json.dumps([ticket, content], sort_keys=True, default=str)
            Ticket.objects.create(id=keyed_id(HOME.secret("form"), text, "ticket"), day=day)
    except IntegrityError as error:
        raise AlreadyTakenError from error


def save(opened: Opened, *, part: str, kind: str, body: dict[str, Any], ticket: str, day: date) -> Record:
    """Add a document to one's file.

    Raises:
        AlreadyTakenError: this form was taken before. `FullError`: the file is full.
    """
    with transaction.atomic():
        _held(opened)
        take_ticket(ticket, day, body)
        return _written(opened, part, kind, body, day)


def send_message(opened: Opened, *, text: str, ticket: str, day: date) -> Record:
    """Write to one's representative.

    Raises:
        AlreadyTakenError: this form was taken before. `FullError`: the file is full.
    """
    with transaction.atomic():
        row = _held(opened)
        take_ticket(ticket, day, text)
        record = _written(opened, "thread", "message", {"from": APPLICANT, "text": text}, day)
        if row.state in ("open", "waits_for_applicant") and _holders(row, "thread"):
            row.state = "waits_for_representative"
            row.save(update_fields=["state"])
    return record


def add_document(opened: Opened, *, content: bytes, body: dict[str, Any], ticket: str, day: date) -> Record:
    """Add an uploaded document that has been cleaned. Its description names it by `document`.

    Raises:
        AlreadyTakenError: this form was taken before. `FullError`: the file is full.
    """
    with transaction.atomic():
        _held(opened)
        take_ticket(ticket, day, [body, sha256(content).hexdigest()])
        if Piece.objects.filter(file=opened.file, number=0).count() >= DOCUMENTS_MAX:
            raise FullError("documents")
        document = opened.put(content)
        return _written(opened, "files", "document", {**body, "document": document}, day)


def remove_document(opened: Opened, record: str) -> None:
    """Erase an uploaded document and its description."""
    with transaction.atomic():
        _held(opened)
        row = Record.objects.get(file=opened.file, part="files", id=record)
        document = opened.document(row).body["document"]
        Piece.objects.filter(file=opened.file, document=document).delete()
        row.delete()
        Outbox.objects.create(kind="purge", day=row.day)


def give(opened: Opened, *, team: Recipient, parts: Iterable[str], day: date) -> None:
    """Let a representative read parts, from now on and what is there already."""
    public = PublicKey(bytes(team.public_key))
    with transaction.atomic():
        row = _held(opened)
        if row.state == "sleeping":
            raise ValueError("a file that sleeps is given to nobody")
        wanted = set(parts)
        present = set(row.grants.filter(holder=team.holder).values_list("part", "epoch"))
        fresh = [
            opened.grant_to(part, epoch, key, holder=team.holder, public=public)
            for (part, epoch), key in opened.table.items()
            if part in wanted and (part, epoch) not in present
        ]
        Grant.objects.bulk_create(fresh)
        if fresh:
            row.state = "waits_for_representative"
            row.save(update_fields=["state"])
            _later("file.granted", row.id, day)


def take_back(opened: Opened, *, team: str, parts: Iterable[str], day: date) -> None:
    """Take parts back from a representative: new keys, and everything in these parts is sealed anew under them.

    Args:
        team: Id of the team.
    """
    with transaction.atomic():
        row = _held(opened)
        taken = [part for part in parts if any(_team(holder) == team for holder in _holders(row, part))]
        for part in taken:
            _sealed_anew(opened, part, without=team)
        if taken:
            _later("file.taken_back", row.id, day)
            Outbox.objects.create(kind="purge", day=day)


def withdraw(opened: Opened, *, day: date) -> None:
    """Take everything back from everybody; the file stays with the person."""
    with transaction.atomic():
        row = _held(opened)
        for part in PARTS:
            if _holders(row, part):
                _sealed_anew(opened, part, without=None)
        row.state = "withdrawn"
        row.save(update_fields=["state"])
        _later("file.withdrawn", row.id, day)
        Outbox.objects.create(kind="purge", day=day)


def take_over(opened: Opened, secret: Secret, *, day: date) -> bytes:
    """Make a file that a relative started one's own: a new phrase; the old one opens nothing any more.

    Returns:
        The key that opens it now.
    """
    lookup, key = lookup_and_key(secret)
    with transaction.atomic():
        row = _held(opened)
        row.lookup, row.own_key = lookup, locked(opened.own, key, row.id)
        row.state = "open"
        row.due_day = day + timedelta(days=MONTHS[-1] * MONTH_DAYS)
        row.save(update_fields=["lookup", "own_key", "state", "due_day"])
        _later("file.taken_over", row.id, day)
        Outbox.objects.create(kind="purge", day=day)
    return key


def keep_for(opened: Opened, *, months: int, day: date) -> None:
    """Choose how long the file is kept after the last visit."""
    with transaction.atomic():
        row = _held(opened)
        _written(opened, "contact", "choice", {"months": months}, day)
        row.due_day = day + timedelta(days=months * MONTH_DAYS)
        row.save(update_fields=["due_day"])


def renew(opened: Opened, *, day: date) -> None:
    """Somebody came back: the file is kept as long again."""
    if opened.file.state == "sleeping":
        return
    choices = [one for one in opened.read("contact") if one.kind == "choice"]
    months = choices[-1].body["months"] if choices else MONTHS[-1]
    File.objects.filter(id=opened.file.id).update(due_day=day + timedelta(days=months * MONTH_DAYS))


def erase(row: File, *, day: date) -> None:
    """Erase a file: written down first, so that no backup brings it back; then keys, rows, and the pages on disk."""
    gone = row.id
    forget(HOME.journals, gone, pepper=HOME.secret("pepper"), day=day)
    with transaction.atomic():
        Grant.objects.filter(file=row).delete()
        File.objects.filter(id=row.id).update(own_key=b"", lookup=gone.encode())
        row.delete()
        _later("file.erased", gone, day)
        Outbox.objects.create(kind="purge", day=day)


def _held(opened: Opened) -> File:
    """The file's row, held until the transaction ends; the file may have been erased or taken over meanwhile."""
    row = File.objects.select_for_update().get(id=opened.file.id)
    opened.file, opened.table = row, own_keys(row, opened.own, opened.table)
    return row


def _written(opened: Opened, part: str, kind: str, body: dict[str, Any], day: date) -> Record:
    last = Max("revision", filter=Q(part=part))
    found = Record.objects.filter(file=opened.file).aggregate(count=Count("id"), last=last)
    if found["count"] >= RECORDS_MAX:
        raise FullError("records")
    return opened.write(part, kind, body, day, last=found["last"] or 0)


def _own_grant(opened: Opened, part: str, public: PublicKey) -> Grant:
    epoch, key = opened.new_epoch(part)
    return opened.grant_to(part, epoch, key, holder=APPLICANT, public=public)


def _holders(row: File, part: str) -> set[str]:
    return set(row.grants.filter(part=part).exclude(holder=APPLICANT).values_list("holder", flat=True))


def _team(holder: str) -> str:
    return holder.rpartition(".")[0]


def _sealed_anew(opened: Opened, part: str, *, without: str | None) -> None:
    """A new key for a part, granted to whoever stays, and everything in it under this key; None: nobody stays."""
    row = opened.file
    stay = {_team(holder) for holder in _holders(row, part)} - {without} if without else set()
    documents = {one.id: one.body["document"] for one in opened.read(part) if one.kind == "document"}
    contents = {document: opened.get(document) for document in documents.values()}
    old = dict(opened.table)
    epoch, key = opened.new_epoch(part)
    row.grants.filter(part=part).delete()
    grants = [opened.grant_to(part, epoch, key, holder=APPLICANT, public=opened.own.public())]
    grants += [
        opened.grant_to(part, epoch, key, holder=team.holder, public=PublicKey(bytes(team.public_key)))
        for team in Recipient.objects.filter(team__in=stay)
    ]
    Grant.objects.bulk_create(grants)
    for record in Record.objects.filter(file=row, part=part):
        text = unseal(bytes(record.sealed), old[part, record.epoch], spot_of(record))
        record.epoch = epoch
        record.sealed = seal(text, key, spot_of(record))
        record.save(update_fields=["epoch", "sealed"])
    for document, content in contents.items():
        Piece.objects.filter(file=row, document=document).delete()
        opened.put_as(document, content)
    for name, past in [place for place in opened.table if place[0] == part and place[1] < epoch]:
        del opened.table[name, past]


def _later(action: str, file: str, day: date) -> None:
    """Have it written into the audit log, by the worker."""
    Outbox.objects.create(kind=action, about=file, day=day)
