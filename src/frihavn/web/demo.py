"""Invented people for a demonstration: their files, written through the same actions as everybody's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from frihavn.vault.holders import PublicKey
from frihavn.vault.phrase import Secret, new_secret
from frihavn.vault.tokens import new_id
from frihavn.web.intake import actions
from frihavn.web.intake.models import File, Recipient
from frihavn.web.intake.opened import open_file


def publish(teams: Sequence[Mapping[str, Any]]) -> None:
    """Let people choose these teams.

    Args:
        teams: id, name, holder, public (bytes), languages of each.
    """
    for team in teams:
        Recipient.objects.update_or_create(
            team=team["id"],
            defaults={
                "name": team["name"], "holder": team["holder"], "public_key": PublicKey(team["public"]).raw,
                "languages": team["languages"],
            },
        )  # fmt: skip


def write_files(*, day: date) -> list[dict[str, str]]:
    """Write the demonstration's files, unless there are files; returns name and receipt phrase of each."""
    if File.objects.exists():
        return []
    people = json.loads(files("frihavn.web").joinpath("demo.json").read_text(encoding="utf-8"))
    return [{"name": person["name"], "phrase": _write(person, day).digits()} for person in people]


def _write(person: Mapping[str, Any], day: date) -> Secret:
    secret = new_secret()
    row, key = actions.start(secret, day=day, months=24, sleeping=person.get("sleeping", False))
    opened = open_file(row, key)
    for part, kind, body in person["documents"]:
        actions.save(opened, part=part, kind=kind, body=body, ticket=new_id(), day=day)
    team = Recipient.objects.filter(name=person.get("team", "")).first()
    if team is not None:
        actions.give(opened, team=team, parts=person["parts"], day=day)
    for text in person.get("messages", ()):
        actions.send_message(opened, text=text, ticket=new_id(), day=day)
    return secret
