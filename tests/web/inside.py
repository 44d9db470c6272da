"""Looks into an installation with its own code, in a process of its own: `python -m tests.web.inside DO`.

prepare     tables, and a team that files can be given to
read_back   everything that was acknowledged, read with its phrase; what is missing, doubled or half-written
wait_in_outbox  so many rows that the audit log has to be told of
outbox      how many rows wait
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from frihavn.web.start import migrate, ready


def prepare(said: dict[str, str]) -> dict[str, str]:
    """Make the tables, and a team; its private key stays here."""
    migrate()
    from frihavn.vault.holders import new_private_key  # noqa: PLC0415 - after the settings
    from frihavn.web.demo import publish  # noqa: PLC0415
    from frihavn.web.settings import HOME  # noqa: PLC0415

    own = new_private_key()
    (HOME.root / "team.key").write_bytes(own.raw)
    team = said["team"]
    publish([{"id": team, "name": "A team", "holder": f"{team}.1", "public": own.public().raw, "languages": "en"}])
    return {}


def read_back(said: list[dict[str, Any]]) -> dict[str, Any]:
    """Read what was acknowledged.

    Args:
        said: Of every file: its phrase; `started`: whether that was acknowledged; hashes of texts by kind; `given`:
            parts that the team can read, or nothing where the last answer never came.
    """
    from frihavn.web.intake.models import File  # noqa: PLC0415

    found = Counter[str]()
    troubles: list[str] = []
    known: set[str] = set()
    for one in said:
        _one(one, found, troubles, known)
    found["files"] = File.objects.count()
    unknown = File.objects.values_list("id", flat=True)
    troubles += ["a file that nobody has the phrase of" for row in unknown if row not in known]
    troubles += _database()
    return {**found, "troubles": troubles}


def wait_in_outbox(rows: int) -> dict[str, str]:
    """Write rows into the outbox."""
    from frihavn.web.intake.models import Outbox  # noqa: PLC0415

    Outbox.objects.bulk_create(
        Outbox(kind="file.started", about=f"file{number:020}", day=date(2026, 1, 1)) for number in range(rows)
    )
    return {}


def outbox(_: None) -> int:
    """How many rows wait."""
    from frihavn.web.intake.models import Outbox  # noqa: PLC0415

    return Outbox.objects.count()


def _one(one: dict[str, Any], found: Counter[str], troubles: list[str], known: set[str]) -> None:
    from frihavn.vault.phrase import read_phrase  # noqa: PLC0415
    from frihavn.vault.wordlists import WORD_LISTS  # noqa: PLC0415
    from frihavn.web.intake.opened import NoSuchFileError, file_of, open_file  # noqa: PLC0415

    try:
        row, key = file_of(read_phrase(one["phrase"], WORD_LISTS.values()))
    except NoSuchFileError:
        acknowledged = one["started"] + sum(len(texts) for texts in one["texts"].values())
        found["lost"] += acknowledged
        return
    known.add(row.id)
    opened = open_file(row, key)
    found["read"] += one["started"]
    for kind, part in (("statement", "statement"), ("message", "thread"), ("document", "files")):
        there = [document for document in opened.read(part) if document.kind == kind]
        if kind == "document":
            texts = Counter(_hash(document.body["about"]) for document in there)
            found["pieces"] += sum(len(opened.get(document.body["document"])) > 0 for document in there)
        else:
            texts = Counter(_hash(document.body["text"]) for document in there)
        wanted = set(one["texts"].get(kind, ()))
        found["lost"] += len(wanted - set(texts))
        found["read"] += len(wanted & set(texts))
        found["doubled"] += sum(count - 1 for count in texts.values())
        found["not_acknowledged"] += len(set(texts) - wanted)
    troubles += _half(opened, one)


def _half(opened: Any, one: dict[str, Any]) -> list[str]:
    """What was written by half."""
    from frihavn.vault.holders import GrantOf, PrivateKey  # noqa: PLC0415
    from frihavn.vault.holders import opened as key_of  # noqa: PLC0415
    from frihavn.web.intake.models import PARTS, Grant, Piece, Record  # noqa: PLC0415
    from frihavn.web.settings import HOME  # noqa: PLC0415

    row = opened.file
    troubles = [f"no grant of {part}" for part in PARTS if not any(name == part for name, _ in opened.table)]
    if len(opened.table) != len(PARTS):
        troubles.append("keys of an epoch that is over")
    records = Record.objects.filter(file=row).values_list("part", "epoch")
    troubles += [f"a record of {part} without its key" for part, epoch in records if (part, epoch) not in opened.table]
    names = {one.body["document"] for one in opened.read("files") if one.kind == "document"}
    stored = set(Piece.objects.filter(file=row).values_list("document", flat=True))
    if names != stored:
        troubles.append("documents and their pieces do not fit together")
    team = PrivateKey((HOME.root / "team.key").read_bytes())
    held = {}
    for grant in Grant.objects.filter(file=row).exclude(holder="applicant"):
        held[grant.part] = key_of(bytes(grant.sealed), team, GrantOf(row.id, grant.part, grant.epoch, grant.holder))
        if held[grant.part] != opened.table.get((grant.part, grant.epoch)):
            troubles.append(f"the team holds another key of {grant.part}")
    if one["given"] is not None and set(held) != set(one["given"]):
        troubles.append(f"acknowledged: the team reads {sorted(one['given'])}; it holds {sorted(held)}")
    return troubles


def _database() -> list[str]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found = [str(row[0]) for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            return [one for one in found if one != "ok"] + [str(row) for row in cursor.fetchall()]
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(index => c.oid, heapallindexed => true) FROM pg_index i JOIN pg_class c ON "
            "c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relpersistence = 'p'"
        )
        cursor.execute(
            "SELECT v.msg FROM pg_class c, LATERAL verify_heapam(c.oid) v WHERE c.relkind = 'r' AND "
            "c.relname LIKE 'intake_%'"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


DO: dict[str, Callable[[Any], Any]] = {one.__name__: one for one in (prepare, read_back, wait_in_outbox, outbox)}

if __name__ == "__main__":
    ready(Path(os.environ["FRIHAVN_HOME"]), site="public", plain=True)
    sys.stdout.write(json.dumps(DO[sys.argv[1]](json.load(sys.stdin))))
