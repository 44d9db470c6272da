"""Only our own pages may send us forms: nobody can make a browser write into somebody else's file."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from frihavn.web.answers import refused

BODY_BYTES_MAX = 12 * 1024 * 1024
SAFE = ("GET", "HEAD", "OPTIONS")


def same_site(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever changes something must come from a page of ours. The form's proof is checked by the view."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            if not is_ours(request):
                return refused(request, "error.foreign_form", status=403)
            if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES_MAX:
                return refused(request, "error.too_large", status=413)
        return get_response(request)

    return answer


def is_ours(request: HttpRequest) -> bool:
    """Whether a browser says that the form stood on a page of this very site; old browsers say it by the referrer."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None and fetched != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None or origin == "null":
        origin = request.headers.get("Referer")
    if origin is None:
        return fetched == "same-origin"
    return urlsplit(origin).netloc == request.get_host()
