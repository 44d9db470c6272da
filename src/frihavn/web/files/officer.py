"""Who is at work: asked of the keyholder for every page that is not for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse

from frihavn.vault.errors import VaultError
from frihavn.vault.tokens import is_same
from frihavn.web.answers import not_found, refused
from frihavn.web.doors import EVERYBODY
from frihavn.web.files import kept
from frihavn.web.files.page import StaffRequest, sign_in_page, trouble
from frihavn.web.intake.visit import is_ticket, visit_of
from frihavn.web.keys import Keyholder, KeyholderAwayError, KeyholderRefusal
from frihavn.web.settings import HOME

_TROUBLES = {
    "limit_hour": ("staff.limit_hour", 429),
    "limit_day": ("staff.limit_day", 429),
    "cannot_open": ("staff.cannot_open", 409),
    "full": ("error.busy", 503),
}
"""The keyholder's word -> what the page says, and its status."""


class OfficerMiddleware:
    """Gives every request its line to the keyholder, and every page that is not for everybody an officer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: StaffRequest) -> HttpResponse:
        """Answer, and close the line."""
        request.officer, request.keyholder, request.kept = None, Keyholder(HOME), False
        try:
            return self.get_response(request)
        finally:
            request.keyholder.close()

    def process_view(
        self, request: StaffRequest, view: Any, _: tuple[Any, ...], names: dict[str, Any]
    ) -> HttpResponse | None:
        """Let whoever is signed in pass, with a form of their own; the sign-in page for everybody else."""
        if EVERYBODY in getattr(view, "doors", ()):
            return None
        token = request.session.get("token")
        if not token:
            return self._ended(request, names)
        try:
            request.own = request.officer = request.keyholder.who(token)
            request.token = token
        except (KeyholderRefusal, KeyholderAwayError) as error:
            return self.process_exception(request, error)
        request.session.touch()
        return self._foreign(request, names) if request.method == "POST" else None

    def process_exception(self, request: StaffRequest, error: Exception) -> HttpResponse | None:
        """Calm words for what the keyholder, the vault or the disk says; anything else is a fault of ours."""
        names = request.resolver_match.kwargs if request.resolver_match else {}
        if isinstance(error, KeyholderRefusal) and error.word == "signed_out":
            return self._ended(request, names)
        if isinstance(error, (KeyholderRefusal, KeyholderAwayError, VaultError)):
            ticket = kept.keep(request, names)
            kept.remember(request, ticket)
            request.kept = bool(ticket)
        match error:
            case KeyholderRefusal(word="not_yours" | "no_grant"):
                return not_found(request)
            case KeyholderRefusal(word=word):
                key, status = _TROUBLES.get(word, ("error.bad_request", 400))
                return trouble(request, key, status=status)
            case KeyholderAwayError():
                return trouble(request, "staff.away", status=503)
            case VaultError():
                return trouble(request, "staff.cannot_open", status=409)
            case OperationalError():
                return trouble(request, "error.busy", status=503)
            case _:
                return None

    def _ended(self, request: StaffRequest, names: dict[str, Any]) -> HttpResponse:
        """Nobody is signed in, or no longer; what was typed is kept under the form's ticket."""
        ticket = kept.keep(request, names)
        request.session.flush()
        goal = f"/f/{names['reference']}" if "reference" in names else "/"
        return sign_in_page(request, note=_note(request, ticket), status=403, goal=goal, draft=ticket)

    def _foreign(self, request: StaffRequest, names: dict[str, Any]) -> HttpResponse | None:
        """None for a form of this session; one from an earlier session is looked at again, and its text is kept."""
        visit, ticket = visit_of(request), request.POST.get("ticket", "")
        if not is_ticket(ticket):
            return refused(request, "error.bad_request", status=400)
        if is_same(request.POST.get("proof", ""), visit.proof(ticket)):
            return None
        kept.remember(request, kept.keep(request, names))
        goal = f"/f/{names['reference']}" if "reference" in names else "/"
        return trouble(request, "error.look_again", status=409, goal=goal)


def _note(request: StaffRequest, ticket: str) -> str:
    if ticket:
        return "staff.kept"
    return "staff.ended" if request.COOKIES else ""
