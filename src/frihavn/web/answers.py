"""Answers when something is wrong: calm, in the reader's language, with what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from frihavn.web.database import CANNOT_SAVE
from frihavn.web.language import language_of


def refused(request: HttpRequest, key: str, *, status: int) -> HttpResponse:
    """A page that says what is wrong and what to do."""
    words = language_of(request)
    text = render_to_string("ui/trouble.html", {"words": words, "key": key})
    return HttpResponse(text, status=status)


def calm_errors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, outermost: whatever happens, a page of ours."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(
            ("text/html", "application/json")
        ):
            return refused(request, _key(response.status_code), status=response.status_code)
        return response

    return answer


def _key(status: int) -> str:
    return {404: "error.not_found", 405: "error.not_found", 413: "error.too_large"}.get(status, "error.failed")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for whoever asks. The two look alike."""
    return refused(request, "error.not_found", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 or 413: what came in cannot be read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return refused(request, "error.too_large", status=413)
    return refused(request, "error.bad_request", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """503: nothing can be saved just now, wherever that showed. 500: our fault; nothing was saved half."""
    if isinstance(sys.exc_info()[1], CANNOT_SAVE):
        return refused(request, "error.busy", status=503)
    return refused(request, "error.failed", status=500)
