"""A file that was opened by its phrase: its keys, what is in it, and how something is added. Nothing here is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from frihavn.vault.errors import CannotOpenError
from frihavn.vault.files import seal_file, unseal_file
from frihavn.vault.holders import GrantOf, PrivateKey, PublicKey, grant, opened_all, unlocked
from frihavn.vault.phrase import Secret
from frihavn.vault.receipt import receipt_of
from frihavn.vault.records import Spot, new_key, seal, unseal
from frihavn.vault.tokens import new_id
from frihavn.web.intake.models import PARTS, File, Grant, Piece, Record
from frihavn.web.settings import HOME

APPLICANT = "applicant"
EMPTY: Mapping[tuple[str, int], bytes] = {}


class NoSuchFileError(Exception):
    """No file has this phrase: mistyped, erased, expired or never given. Which of these is not told."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a part, read.

    Args:
        kind: What it is: statement, names, dates, family, contact, document, message, handover, choice.
        body: Its content. `revision`: its number within the part.
    """

    id: str
    part: str
    kind: str
    revision: int
    day: date
    body: dict[str, Any]


@dataclass(slots=True)
class Keys:
    """The keys of a file's parts, by part and epoch. They do not show themselves when printed."""

    file: File
    table: dict[tuple[str, int], bytes] = field(repr=False)

    def newest(self, part: str) -> tuple[int, bytes]:
        """The epoch and the key that a part is sealed under now.

        Raises:
            CannotOpenError: there is no key of this part.
        """
        epochs = [epoch for name, epoch in self.table if name == part]
        if not epochs:
            raise CannotOpenError
        return max(epochs), self.table[part, max(epochs)]

    def read(self, part: str) -> list[Document]:
        """Every document of a part, oldest first."""
        rows = Record.objects.filter(file=self.file, part=part).order_by("revision")
        return [self.document(row) for row in rows if (part, row.epoch) in self.table]

    def read_all(self) -> dict[str, list[Document]]:
        """Every document of every part that there is a key of, oldest first, by part."""
        found: dict[str, list[Document]] = {part: [] for part in PARTS}
        for row in Record.objects.filter(file=self.file).order_by("revision"):
            if (row.part, row.epoch) in self.table:
                found[row.part].append(self.document(row))
        return found

    def document(self, row: Record) -> Document:
        """One document."""
        text = unseal(bytes(row.sealed), self.table[row.part, row.epoch], spot_of(row))
        table = json.loads(text)
        return Document(row.id, row.part, table["kind"], row.revision, row.day, table["body"])

    def write(self, part: str, kind: str, body: dict[str, Any], day: date, *, last: int | None = None) -> Record:
        """Add a document to a part; the caller holds the file's row and the transaction.

        Args:
            last: Revision of the part's newest document, 0 where there is none; None: it is looked up.
        """
        epoch, key = self.newest(part)
        if last is None:
            last = Record.objects.filter(file=self.file, part=part).aggregate(last=Max("revision"))["last"] or 0
        row = Record(id=new_id(), file=self.file, part=part, revision=last + 1, epoch=epoch, day=day)
        row.sealed = seal(packed(kind, body), key, spot_of(row))
        row.save(force_insert=True)
        return row

    def put(self, content: bytes) -> str:
        """Store an uploaded document in sealed pieces; returns its id."""
        document = new_id()
        self.put_as(document, content)
        return document

    def put_as(self, document: str, content: bytes) -> None:
        """Store an uploaded document under an id that it has already."""
        epoch, key = self.newest("files")
        pieces = seal_file(content, key, spot_of_pieces(self.file.id, document, epoch))
        Piece.objects.bulk_create(
            Piece(file=self.file, document=document, number=number, sealed=piece) for number, piece in enumerate(pieces)
        )

    def get(self, document: str) -> bytes:
        """The content of an uploaded document, under whichever epoch it was sealed.

        Raises:
            CannotOpenError: there is none, or it was changed.
        """
        pieces = list(self._pieces(document))
        for name, epoch in sorted(self.table, reverse=True):
            if name == "files" and pieces:
                try:
                    return unseal_file(pieces, self.table[name, epoch], spot_of_pieces(self.file.id, document, epoch))
                except CannotOpenError:
                    continue
        raise CannotOpenError

    def _pieces(self, document: str) -> Iterator[bytes]:
        rows = Piece.objects.filter(file=self.file, document=document).order_by("number")
        yield from (bytes(piece) for piece in rows.values_list("sealed", flat=True))


def packed(kind: str, body: dict[str, Any]) -> bytes:
    """A document as it is sealed."""
    return json.dumps({"kind": kind, "body": body}, ensure_ascii=False).encode()


def spot_of(row: Record) -> Spot:
    """Where a record is stored."""
    return Spot(f"intake_record.{row.part}", "sealed", row.file_id, row.id, row.epoch)


def spot_of_pieces(file: str, document: str, epoch: int) -> Spot:
    """Where an uploaded document is stored."""
    return Spot("intake_piece", "sealed", file, document, epoch)


@dataclass(slots=True)
class Opened(Keys):
    """A file opened by the person it belongs to."""

    own: PrivateKey = field(repr=False, default_factory=lambda: PrivateKey(b""))

    def grant_to(self, part: str, epoch: int, key: bytes, *, holder: str, public: PublicKey) -> Grant:
        """The grant of a part's key to a holder; not yet saved."""
        sealed = grant(key, public, GrantOf(self.file.id, part, epoch, holder))
        return Grant(file=self.file, part=part, epoch=epoch, holder=holder, sealed=sealed)

    def new_epoch(self, part: str) -> tuple[int, bytes]:
        """Draw a new key for a part; grants and records follow."""
        epoch = max((epoch for name, epoch in self.table if name == part), default=0) + 1
        self.table[part, epoch] = new_key()
        return epoch, self.table[part, epoch]


def lookup_and_key(secret: Secret) -> tuple[bytes, bytes]:
    """What a phrase leads to: the name of a row, and the key of the applicant's own key. One slow derivation."""
    receipt = receipt_of(secret, salt=HOME.secret("salt", 16), pepper=HOME.secret("pepper"))
    return receipt.lookup, receipt.key


def file_of(secret: Secret) -> tuple[File, bytes]:
    """The file of a phrase, and the key that opens it.

    Raises:
        NoSuchFileError: there is none.
    """
    lookup, key = lookup_and_key(secret)
    row = File.objects.filter(lookup=lookup).first()
    if row is None:
        raise NoSuchFileError
    return row, key


def open_file(row: File, key: bytes) -> Opened:
    """Open a file.

    Raises:
        CannotOpenError: the key is not this file's, or no longer.
    """
    own = unlocked(bytes(row.own_key), key, row.id)
    return Opened(row, own_keys(row, own), own)


def own_keys(
    row: File, own: PrivateKey, known: Mapping[tuple[str, int], bytes] = EMPTY
) -> dict[tuple[str, int], bytes]:
    """The keys that a file's applicant holds now.

    Args:
        known: Keys that were opened before: a part's key in one epoch never changes, so they are not opened again.
    """
    held = {(one.part, one.epoch): bytes(one.sealed) for one in Grant.objects.filter(file=row, holder=APPLICANT)}
    fresh = [place for place in held if place not in known]
    keys = opened_all([(held[place], GrantOf(row.id, *place, APPLICANT)) for place in fresh], own) if fresh else []
    return {place: known[place] for place in held if place in known} | dict(zip(fresh, keys, strict=True))
