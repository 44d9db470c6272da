"""Keys of a file that is open in two windows: what the other window changed is seen, and nothing is opened twice."""

from __future__ import annotations

from datetime import date

import pytest

from frihavn.vault.holders import new_private_key
from frihavn.vault.phrase import new_secret
from frihavn.vault.tokens import new_id
from frihavn.web.intake import actions, opened
from frihavn.web.intake.models import Recipient
from frihavn.web.intake.opened import Opened, open_file

DAY = date(2026, 3, 2)


def _file() -> tuple[Opened, Opened, Recipient]:
    row, key = actions.start(new_secret(), day=DAY, months=24, sleeping=False)
    public = new_private_key().public().raw
    team = Recipient.objects.create(team="harbour", name="Harbour Lawyers", holder="harbour.1", public_key=public)
    return open_file(row, key), open_file(row, key), team


def _says(window: Opened, text: str) -> int:
    body = {"text": text, "language": ""}
    return actions.save(window, part="statement", kind="statement", body=body, ticket=new_id(), day=DAY).epoch


def test_what_is_saved_after_another_window_took_a_part_back_is_sealed_under_the_new_key() -> None:
    one, other, team = _file()
    assert _says(other, "before") == 1
    actions.give(one, team=team, parts=["statement"], day=DAY)
    actions.take_back(one, team=team.team, parts=["statement"], day=DAY)
    assert _says(other, "after") == 2
    assert ("statement", 1) not in other.table
    texts = [document.body["text"] for document in other.read("statement")]
    assert texts == ["before", "after"]
    assert other.read_all()["statement"] == other.read("statement")


def test_a_key_that_is_known_is_not_opened_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one, _, _ = _file()
    count = []
    real = opened.opened_all
    monkeypatch.setattr(opened, "opened_all", lambda grants, own: count.append(list(grants)) or real(count[-1], own))
    _says(one, "first")
    _says(one, "second")
    assert count == []
