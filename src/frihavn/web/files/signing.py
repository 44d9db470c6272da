"""Sign in and out, and choose a language."""

from __future__ import annotations

import re
from contextlib import suppress

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from frihavn.vault.tokens import new_id
from frihavn.web.doors import EVERYBODY, REPRESENTATIVE, SUPERVISOR, doors
from frihavn.web.files import kept
from frihavn.web.files.page import StaffRequest, see, sign_in_page
from frihavn.web.intake.visit import visit_of
from frihavn.web.keys import KeyholderAwayError, KeyholderRefusal
from frihavn.web.language import LANGUAGES

_GOAL = re.compile(r"/(f/[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{2}|team)?")


@doors(EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: StaffRequest) -> HttpResponse:
    """200 the form; 303 signed in; 422 refused, whatever was wrong; 429 too many failed; 503 nobody answers."""
    if request.method != "POST":
        return sign_in_page(request)
    post = request.POST
    goal, draft = post.get("goal", "/"), post.get("draft", "")
    goal = goal if _GOAL.fullmatch(goal) else "/"
    code = "".join(post.get("code", "").split())
    try:
        token = request.keyholder.sign_in(post.get("name", "").strip(), post.get("passphrase", ""), code)
    except (KeyholderRefusal, KeyholderAwayError) as error:
        key, status = _wrong(error)
        return sign_in_page(request, error=key, status=status, goal=goal, draft=draft)
    language = visit_of(request).words.code
    request.session.flush()
    request.session.update({"token": token, "language": language, "proof": new_id()})
    kept.remember(request, draft)
    return see(goal)


def _wrong(error: Exception) -> tuple[str, int]:
    match error:
        case KeyholderAwayError():
            return "staff.away", 503
        case KeyholderRefusal(word="wait"):
            return "staff.wait", 429
        case KeyholderRefusal(word="full"):
            return "error.busy", 503
        case _:
            return "staff.refused", 422


@doors(REPRESENTATIVE, SUPERVISOR)
@require_http_methods(["POST"])
def sign_out(request: StaffRequest) -> HttpResponse:
    """303 to the sign-in page; the keyholder has forgotten the key."""
    with suppress(KeyholderAwayError, KeyholderRefusal):  # then it has forgotten it anyway
        request.keyholder.sign_out(request.token)
    request.session.flush()
    response = see("/sign-in")
    response["Clear-Site-Data"] = '"cache"'
    return response


@doors(EVERYBODY)
@require_http_methods(["POST"])
def language(request: StaffRequest) -> HttpResponse:
    """303 to the first page, or the sign-in page where nobody is signed in, in the language that was chosen."""
    code = request.POST.get("language", "")
    if request.session.get("token"):
        if code in LANGUAGES:
            request.session["language"] = code
        return see("/")
    return sign_in_page(request)
