"""What the sites can open: the file whose phrase they were given, and no other, whatever they try."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from frihavn.vault.drafts import key_of_token, opened_state
from frihavn.vault.errors import CannotOpenError, VaultError
from frihavn.vault.files import unseal_file
from frihavn.vault.holders import (
    GrantOf,
    locked_by_passphrase,
    new_private_key,
    opened,
    sealed_to,
    unlocked,
    unlocked_by_passphrase,
    unsealed_by,
)
from frihavn.vault.phrase import Secret, new_secret
from frihavn.vault.records import Spot, unseal
from frihavn.vault.tokens import new_id
from frihavn.web.intake import actions
from frihavn.web.intake.models import PARTS, File, Grant, Look, Piece, Recipient, Record, Session
from frihavn.web.intake.opened import APPLICANT, Opened, file_of, lookup_and_key, open_file, spot_of, spot_of_pieces
from frihavn.web.settings import HOME
from tests.web.person import Person

DAY = date(2026, 2, 1)


@dataclass
class Written:
    """A file with something in every part."""

    opened: Opened
    secret: Secret
    key: bytes


def written(team: Recipient | None = None) -> Written:
    secret = new_secret()
    row, key = actions.start(secret, day=DAY, months=24, sleeping=False)
    held = open_file(row, key)
    for part in PARTS:
        if part != "files":
            actions.save(held, part=part, kind="note", body={"text": part}, ticket=new_id(), day=DAY)
    actions.add_document(held, content=b"x" * 100_000, body={"about": ""}, ticket=new_id(), day=DAY)
    if team:
        actions.give(held, team=team, parts=PARTS, day=DAY)
    look = {"day": "2026-02-01", "team": "Harbour", "officer": "Maja", "reason": "first_reading"}
    of = GrantOf(row.id, "look", 0, APPLICANT)
    Look.objects.create(
        id=new_id(), file=row, day=DAY, sealed=sealed_to(json.dumps(look).encode(), held.own.public(), of)
    )
    return Written(open_file(*file_of(secret)), secret, key)


@pytest.fixture
def team() -> Recipient:
    name = new_id()
    public = new_private_key().public().raw
    return Recipient.objects.create(team=name, name="Harbour", holder=f"{name}.1", public_key=public)


def every_key(mine: Written, cookie: str) -> list[bytes]:
    """All of 32 bytes that the sites can get at while one person is in their file."""
    secrets = [path.read_bytes() for path in (HOME.root / "secrets").iterdir()]
    tokens = [key_of_token(cookie, label) for label in ("session", "draft", "session name")]
    lookups = [bytes(one) for one in File.objects.values_list("lookup", flat=True)]
    found = [*secrets, *tokens, *lookups, mine.key, *lookup_and_key(mine.secret), *mine.opened.table.values()]
    return [one for one in found if len(one) == 32]


def attempts(mine: Written, other: File, cookie: str) -> Iterator[Callable[[], Any]]:
    """Everything that could be tried on another's file: every key on every sealed thing, under every name."""
    keys, own = every_key(mine, cookie), mine.opened.own
    for key, owner in itertools.product(keys, (other.id, mine.opened.file.id)):
        yield lambda key=key, owner=owner: unlocked(bytes(other.own_key), key, owner)
    for one in Grant.objects.filter(file=other):
        for case, holder in itertools.product((other.id, mine.opened.file.id), (one.holder, APPLICANT)):
            of = GrantOf(case, one.part, one.epoch, holder)
            yield lambda one=one, of=of: opened(bytes(one.sealed), own, of)
    for row in Record.objects.filter(file=other):
        mine_of = Spot(f"intake_record.{row.part}", "sealed", mine.opened.file.id, row.id, row.epoch)
        for key, spot in itertools.product(keys, (spot_of(row), mine_of)):
            yield lambda row=row, key=key, spot=spot: unseal(bytes(row.sealed), key, spot)
    for document in Piece.objects.filter(file=other).values_list("document", flat=True).distinct():
        pieces = [bytes(one.sealed) for one in Piece.objects.filter(document=document)]
        for key in keys:
            spot = spot_of_pieces(other.id, document, 1)
            yield lambda pieces=pieces, key=key, spot=spot: unseal_file(pieces, key, spot)
    for look in Look.objects.filter(file=other):
        yield lambda look=look: unsealed_by(bytes(look.sealed), own, GrantOf(other.id, "look", 0, APPLICANT))
    for row in Session.objects.all():
        for key in keys:
            yield lambda row=row, key=key: opened_state(bytes(row.sealed), key, row.id)


def test_with_everything_they_reach_the_sites_open_no_other_file(team: Recipient, person: Person) -> None:
    mine, others = written(), [written(team), written(team), written()]
    person.start()  # somebody else is in their file just now; their cookie is with them
    cookie = "a" * 56
    tried = 0
    for other in others:
        for attempt in attempts(mine, other.opened.file, cookie):
            with pytest.raises((VaultError, ValueError)):
                attempt()
            tried += 1
    assert tried > 500
    own = {name: mine.opened.read(name)[-1].body for name in PARTS}  # and the same calls do open one's own
    assert own["statement"] == {"text": "statement"}


def test_a_stolen_keyholder_database_opens_nothing() -> None:
    """What lies in it is sealed under passphrases: the secrets of the installation do not help."""
    own = new_private_key()
    sealed = locked_by_passphrase(own, "harbour lamp at night", "officer")
    for path in (HOME.root / "secrets").iterdir():
        with pytest.raises(CannotOpenError):
            unlocked_by_passphrase(sealed, path.read_bytes().hex(), "officer")


def test_no_two_ciphertexts_can_change_places(team: Recipient) -> None:
    one, other = written(team), written(team)
    swapped = 0
    for model, opens in (
        (Record, lambda: [held.opened.read(part) for held in (one, other) for part in PARTS]),
        (Grant, lambda: [open_file(*file_of(held.secret)) for held in (one, other)]),
        (Look, lambda: [looks(held) for held in (one, other)]),
        (Piece, lambda: [document_of(held) for held in (one, other)]),
    ):
        rows = list(model.objects.exclude(holder=team.holder) if model is Grant else model.objects.all())
        for left, right in itertools.combinations(rows, 2):
            sealed = bytes(left.sealed), bytes(right.sealed)
            put(left, sealed[1])
            put(right, sealed[0])
            with pytest.raises(VaultError):
                opens()
            put(left, sealed[0])
            put(right, sealed[1])
            swapped += 1
        opens()
    assert swapped > 100


def looks(held: Written) -> list[bytes]:
    of = GrantOf(held.opened.file.id, "look", 0, APPLICANT)
    return [unsealed_by(bytes(one.sealed), held.opened.own, of) for one in Look.objects.filter(file=held.opened.file)]


def document_of(held: Written) -> bytes:
    return held.opened.get(held.opened.read("files")[-1].body["document"])


def put(row: Any, sealed: bytes) -> None:
    type(row).objects.filter(pk=row.pk).update(sealed=sealed)


def test_the_applicants_own_keys_cannot_change_places() -> None:
    one, other = written(), written()
    rows = File.objects.in_bulk([one.opened.file.id, other.opened.file.id])
    File.objects.filter(id=one.opened.file.id).update(own_key=rows[other.opened.file.id].own_key)
    with pytest.raises(VaultError):
        open_file(*file_of(one.secret))


def test_a_team_with_its_old_key_opens_nothing_that_was_taken_back(team: Recipient) -> None:
    own = new_private_key()
    Recipient.objects.filter(team=team.team).update(public_key=own.public().raw)
    team.refresh_from_db()
    held = written(team)
    before = {one.part: bytes(one.sealed) for one in Grant.objects.filter(holder=team.holder)}
    read = opened(before["statement"], own, GrantOf(held.opened.file.id, "statement", 1, team.holder))
    actions.take_back(held.opened, team=team.team, parts=["statement"], day=DAY)
    assert not Grant.objects.filter(holder=team.holder, part="statement").exists()
    for row in Record.objects.filter(file=held.opened.file, part="statement"):
        for epoch in (1, 2):
            row.epoch = epoch
            with pytest.raises(CannotOpenError):
                unseal(bytes(row.sealed), read, spot_of(row))
    assert open_file(*file_of(held.secret)).read("statement")[0].body == {"text": "statement"}
