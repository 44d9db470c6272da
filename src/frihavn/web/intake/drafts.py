"""What was typed and could not be saved yet: put back into its form, or kept under a ticket that only its page has."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.http import QueryDict

from frihavn.vault.drafts import key_of_token, opened_state, sealed_state
from frihavn.vault.errors import VaultError
from frihavn.web.intake.models import Draft
from frihavn.web.intake.visit import Page, Visit

DRAFT_BYTES_MAX = 900_000
NOT_KEPT = ("ticket", "proof", "page", "go", "language", "phrase", "sure")
"""Fields that are never put back into a form."""


def put_back(visit: Visit, page: Page, post: QueryDict, errors: dict[str, str]) -> None:
    """Show a form again as it was filled in, with what is wrong."""
    visit.session["again"] = {"page": page.name, "values": _values(post), "errors": errors}


def keep(visit: Visit, page: Page, post: QueryDict) -> bool:
    """Keep what was typed under the form's ticket; False where there is nothing to keep."""
    return page.keeps and keep_under(visit.sent_ticket, page=page.name, values=_values(post), day=visit.today)


def keep_under(ticket: str, *, page: str, values: dict[str, str], day: date) -> bool:
    """Keep the fields of a page's form under its ticket; False where there is nothing to keep, or too much."""
    data = json.dumps({"page": page, "values": values}).encode()
    if not any(values.values()) or len(data) > DRAFT_BYTES_MAX:
        return False
    name = _name(ticket)
    sealed = sealed_state(data, key_of_token(ticket, "draft"), name)
    with transaction.atomic():
        Draft.objects.update_or_create(id=name, defaults={"day": day, "sealed": sealed})
    return True


def bring_back(visit: Visit, ticket: str) -> str:
    """Put what was kept under a ticket back into its form; returns the page it belongs to, else the task list."""
    page, values = taken_back(ticket)
    if not page:
        return "tasks"
    visit.session["again"] = {"page": page, "values": values, "errors": {"": "note.draft"}}
    return page


def taken_back(ticket: str) -> tuple[str, dict[str, str]]:
    """The page and the fields that were kept under a ticket, which are then kept no longer; empty where none were."""
    row = Draft.objects.filter(id=_name(ticket)).first()
    if row is None:
        return "", {}
    try:
        draft: dict[str, Any] = json.loads(opened_state(bytes(row.sealed), key_of_token(ticket, "draft"), row.id))
    except VaultError:
        return "", {}
    row.delete()
    return str(draft["page"]), draft["values"]


def _values(post: QueryDict) -> dict[str, str]:
    return {name: str(post.get(name, "")) for name in post if name not in NOT_KEPT}


def _name(ticket: str) -> str:
    return key_of_token(ticket, "draft name").hex()
