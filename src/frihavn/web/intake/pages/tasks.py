"""The task list of a file, and its messages."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from frihavn.web.intake.actions import send_message
from frihavn.web.intake.models import Recipient
from frihavn.web.intake.opened import APPLICANT, Document, Opened
from frihavn.web.intake.visit import Page, Visit, text_of

TELLING = ("statement", "names", "dates", "family", "contact")
PART_OF = {
    "statement": "statement",
    "names": "identity",
    "dates": "identity",
    "family": "identity",
    "contact": "contact",
}


def newest(opened: Opened, kind: str) -> Document | None:
    """The newest document of a kind; None where there is none."""
    found = [one for one in opened.read(PART_OF[kind]) if one.kind == kind]
    return found[-1] if found else None


def teams_of(opened: Opened) -> list[tuple[Recipient, list[str]]]:
    """Who can read, and which parts."""
    held: dict[str, set[str]] = {}
    for holder, part in opened.file.grants.exclude(holder=APPLICANT).values_list("holder", "part"):
        held.setdefault(holder.rpartition(".")[0], set()).add(part)
    return [(team, sorted(held[team.team])) for team in Recipient.objects.filter(team__in=held).order_by("name")]


def _show(visit: Visit) -> dict[str, Any]:
    opened = visit.file
    there = opened.read_all()
    done = {one.kind for documents in there.values() for one in documents}
    thread = [one for one in there["thread"] if one.kind == "message"]
    return {
        "tasks": [(kind, kind in done) for kind in TELLING],
        "documents": sum(1 for one in there["files"] if one.kind == "document"),
        "teams": teams_of(opened), "sleeping": opened.file.state == "sleeping", "state": opened.file.state,
        "messages": len(thread), "answer_waits": bool(thread) and thread[-1].body["from"] != APPLICANT,
        "looks": opened.file.looks.count(), "due": opened.file.due_day,
    }  # fmt: skip


def _take(_: Visit, __: QueryDict) -> str:
    return "tasks"


def _show_messages(visit: Visit) -> dict[str, Any]:
    opened = visit.file
    thread = [one for one in opened.read("thread") if one.kind in ("message", "handover")]
    return {"thread": thread, "teams": teams_of(opened), "revision": thread[-1].revision if thread else 0}


def _send(visit: Visit, post: QueryDict) -> str:
    text = text_of(post, "text", needed="error.write_something")
    send_message(visit.file, text=text, ticket=visit.sent_ticket, day=visit.today)
    visit.session["note"] = "note.sent"
    return "messages"


PAGES_HERE = (
    Page("tasks", _show, _take),
    Page("messages", _show_messages, _send, keeps=True),
)
