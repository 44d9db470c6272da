"""Clients: the list, a file opened with a reason, answers and hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.utils import OperationalError
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from frihavn.vault.errors import CannotOpenError
from frihavn.web.doors import REPRESENTATIVE, SUPERVISOR, doors
from frihavn.web.files import actions, kept, queries
from frihavn.web.files.page import StaffRequest, see, staff_page
from frihavn.web.files.reading import Reading, content_of, open_for, remembered
from frihavn.web.intake.actions import AlreadyTakenError, FullError
from frihavn.web.intake.models import File
from frihavn.web.intake.visit import Wrong, choice_of, text_of, visit_of
from frihavn.web.keys import REASONS, Officer, Team

_SANDBOX = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
_TYPES = {
    "png": ("image/png", "inline", "png"), "jpeg": ("image/jpeg", "inline", "jpg"),
    "text": ("text/plain; charset=utf-8", "inline", "txt"), "pdf": ("application/pdf", "attachment", "pdf"),
}  # fmt: skip
"""Kind of a display copy -> content type, whether the browser shows or saves it, and how its name ends."""


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["GET", "HEAD"])
def clients(request: StaffRequest) -> HttpResponse:
    """200 the list."""
    teams = queries.teams_of(request)
    state = request.GET.get("state", "")
    state = state if state in queries.SHOWN_STATES else ""
    counts = queries.counts(queries.given_to(teams))
    total = counts[state] if state else sum(counts.values())
    pages = max(1, -(-total // queries.PAGE_ROWS))
    asked = request.GET.get("page", "")
    page = min(int(asked), pages) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 1
    found = queries.clients(teams, state=state, page=page, today=visit_of(request).today)
    return staff_page(
        request, "clients", place="clients", clients=found, counts=counts, all=sum(counts.values()), state=state,
        page=page, pages=pages, before=page - 1, after=page + 1, teams=teams,
    )  # fmt: skip


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: StaffRequest, reference: str) -> HttpResponse:
    """200 the question why, or the file; 404 there is none for this officer; 422 no reason; 429 a limit."""
    teams = queries.teams_of(request)
    row = queries.file_for(teams, reference)
    if request.method != "POST":
        return _asked_why(request, row, teams, note=_note_of(request))
    try:
        reason = choice_of(request.POST, "reason", REASONS, needed="staff.choose_reason")
    except Wrong as wrong:
        return _asked_why(request, row, teams, errors=wrong.errors, status=422)
    reading = open_for(request, row, teams, reason)
    values = kept.put_back(request, reference)
    return _shown(request, reading, values=values, note="staff.draft" if values else "")


def _note_of(request: StaffRequest) -> str:
    return "staff.kept_open" if request.session.get("draft") else ""


def _asked_why(request: StaffRequest, row: File, teams: list[Team], status: int = 200, **more: Any) -> HttpResponse:
    given = queries.given_parts(row, teams)
    last = remembered(request, row.reference)
    return staff_page(
        request, "reason", status, place="clients", file=row, reasons=REASONS, given=given, last=last, **more
    )


def _shown(request: StaffRequest, reading: Reading, status: int = 200, **more: Any) -> HttpResponse:
    """The file as it was given, after everything was read; nothing of it is kept."""
    content = content_of(reading, visit_of(request).words)
    return staff_page(
        request, "file", status, place="clients", **content,
        shares=queries.shares(reading.file, request.keyholder.teams()),
        colleagues=_colleagues(request, reading), **more,
    )  # fmt: skip


def _colleagues(request: StaffRequest, reading: Reading) -> list[Officer]:
    """Who else is in a team that was given this file, and acts for applicants."""
    teams = {team.id for team in reading.teams}
    return [
        one for one in request.keyholder.officers(request.token)
        if one.id != request.own.id and one.is_representative and teams & set(one.teams)
    ]  # fmt: skip


def _writes(does: Callable[[StaffRequest, Reading], None], note: str) -> Callable[[StaffRequest, str], HttpResponse]:
    """The frame of the two forms that write into a file. What was typed is kept whatever fails, here or around it."""

    def view(request: StaffRequest, reference: str) -> HttpResponse:
        if request.method != "POST":
            return see(f"/f/{reference}")
        teams = queries.teams_of(request)
        row = queries.file_for(teams, reference)
        reason = remembered(request, reference)
        if not reason:
            kept.remember(request, kept.keep(request, {"reference": reference}))
            return see(f"/f/{reference}")
        return _written(request, open_for(request, row, teams, reason), does, note)

    return view


def _written(
    request: StaffRequest, reading: Reading, does: Callable[[StaffRequest, Reading], None], note: str
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in kept.FIELDS}
    try:
        does(request, reading)
    except Wrong as wrong:
        return _shown(request, reading, 422, errors=wrong.errors, values=typed)
    except AlreadyTakenError:
        return _shown(request, reading, note="note.already")
    except actions.NotGivenError:
        return _shown(request, reading, 409, errors={"": "staff.thread_not_given"}, values=typed)
    except FullError:
        return _shown(request, reading, 409, errors={"": "staff.full"}, values=typed)
    except OperationalError:
        return _shown(request, reading, 503, errors={"": "error.busy"}, values=typed)
    return _shown(request, reading, note=note)


def _answer(request: StaffRequest, reading: Reading) -> None:
    visit = visit_of(request)
    text = text_of(request.POST, "text", needed="error.write_something")
    actions.answer(reading, who=request.own.shown_name, text=text, ticket=visit.sent_ticket, day=visit.today)


def _hand_over(request: StaffRequest, reading: Reading) -> None:
    visit = visit_of(request)
    names = {one.id: one.shown_name for one in _colleagues(request, reading)}
    to = choice_of(request.POST, "to", tuple(names))
    note = text_of(request.POST, "note", needed="error.write_something")
    actions.hand_over(
        reading, who=request.own.shown_name, to=names[to], note=note, ticket=visit.sent_ticket, day=visit.today
    )


answer = doors(REPRESENTATIVE)(require_http_methods(["GET", "POST"])(_writes(_answer, "staff.sent")))
hand_over = doors(REPRESENTATIVE)(require_http_methods(["GET", "POST"])(_writes(_hand_over, "staff.handed_over")))


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["GET", "POST"])
def paper(request: StaffRequest, reference: str, record: str) -> HttpResponse:
    """200 one document: pictures and text to look at, PDF to save; 303 the opening is over; 404 there is none."""
    teams = queries.teams_of(request)
    row = queries.file_for(teams, reference)
    reason = remembered(request, reference)
    if request.method != "POST" or not reason:
        return see(f"/f/{reference}")
    reading = open_for(request, row, teams, reason)
    found = next((one for one in reading.documents("files") if one.id == record and one.kind == "document"), None)
    if found is None:
        if reading.damaged:
            raise CannotOpenError
        raise Http404
    content_type, shown, ending = _TYPES.get(found.body["kind"], ("application/octet-stream", "attachment", "bin"))
    response = HttpResponse(reading.keys.get(found.body["document"]), content_type=content_type)
    response["Content-Disposition"] = f'{shown}; filename="paper-{found.revision}.{ending}"'
    response["Content-Security-Policy"] = _SANDBOX
    return response
