"""Whether a site can do its work, for whoever watches it; no figures about people."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from frihavn.web.database import NotDurableError, assert_durable
from frihavn.web.doors import EVERYBODY, doors


@doors(EVERYBODY)
@require_http_methods(["GET", "HEAD"])
def health(request: HttpRequest) -> HttpResponse:
    """200 all well; 503 the database does not answer, or could lose what it acknowledged."""
    try:
        assert_durable(connection)
    except (DatabaseError, NotDurableError):
        return JsonResponse({"database": "failed"}, status=503)
    return JsonResponse({"database": "ok"})
