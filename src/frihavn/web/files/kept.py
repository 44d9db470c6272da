"""What was typed for a file and could not be taken: sealed under its form's ticket, and put back when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frihavn.web.intake.drafts import keep_under, taken_back
from frihavn.web.intake.visit import is_ticket, visit_of

if TYPE_CHECKING:
    from frihavn.web.files.page import StaffRequest

FIELDS = ("text", "note", "to")
"""Of the two forms in which something is written to a person: the answer, and the hand-over."""


def keep(request: StaffRequest, names: dict[str, Any]) -> str:
    """Keep what a form for a file says; returns its ticket, or nothing where there was nothing to keep.

    Args:
        names: What the address names; its `reference` is the file's.
    """
    ticket = request.POST.get("ticket", "")
    if request.method != "POST" or "reference" not in names or not is_ticket(ticket):
        return ""
    values = {name: request.POST.get(name, "") for name in FIELDS}
    if not (values["text"].strip() or values["note"].strip()):
        return ""
    day = visit_of(request).today
    return ticket if keep_under(ticket, page=f"file:{names['reference']}", values=values, day=day) else ""


def remember(request: StaffRequest, ticket: str) -> None:
    """Have what was kept put back when its file is opened in this browser."""
    if ticket and is_ticket(ticket):
        request.session["draft"] = ticket
        request.session.save()  # at once: Django saves nothing with an answer of 500 or more


def put_back(request: StaffRequest, reference: str) -> dict[str, str]:
    """The fields that were kept for a file, which are then kept no longer; empty where there are none."""
    ticket = request.session.get("draft", "")
    if not ticket:
        return {}
    page, values = taken_back(ticket)
    if page == f"file:{reference}":
        del request.session["draft"]
        return values
    if page:  # for another file: there it waits on
        keep_under(ticket, page=page, values=values, day=visit_of(request).today)
    return {}
