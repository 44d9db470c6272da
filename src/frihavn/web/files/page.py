"""How a page of the staff site is put together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from frihavn.web.files.sessions import SessionStore
from frihavn.web.intake.visit import visit_of
from frihavn.web.keys import Keyholder, Officer
from frihavn.web.language import LANGUAGES, words_of


class StaffRequest(HttpRequest):
    """A request to the staff site, as `OfficerMiddleware` fills it.

    Args:
        officer: Who is signed in; None on pages for everybody. `own`: the same, on pages that have a door.
        token: The name of the keyholder's session, on pages that have a door.
        keyholder: The request's line to it. `kept`: whether what was typed was kept because it could not be taken.
    """

    officer: Officer | None
    own: Officer
    token: str
    keyholder: Keyholder
    session: SessionStore
    kept: bool


def staff_page(request: StaffRequest, page: str, status: int = 200, /, **context: Any) -> HttpResponse:
    """A page by the name of its template. `note`: key of a text on top; `errors`: field -> key; `values`: of fields."""
    visit = visit_of(request)
    ticket = visit.ticket()
    base: dict[str, Any] = {
        "words": visit.words, "officer": request.officer, "ticket": ticket, "proof": visit.proof(ticket),
        "tongues": [words_of(code) for code in LANGUAGES], "note": "", "errors": {}, "values": {},
    }  # fmt: skip
    return render(request, f"files/{page}.html", {**base, **context}, status=status)


def sign_in_page(
    request: StaffRequest, *, note: str = "", error: str = "", status: int = 200, goal: str = "/", draft: str = ""
) -> HttpResponse:
    """Name, passphrase and code in one form. `goal`: the address afterwards; `draft`: what was kept meanwhile."""
    errors = {"": error} if error else {}
    return staff_page(request, "sign_in", status, note=note, errors=errors, goal=goal, draft=draft)


def trouble(request: StaffRequest, key: str, *, status: int, goal: str = "/") -> HttpResponse:
    """A page that says what is wrong and what to do. `goal`: where its link leads."""
    return staff_page(request, "trouble", status, key=key, goal=goal, kept=request.kept)


def see(address: str) -> HttpResponse:
    """303: done, look there."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
