"""Whether the staff site can do its work: its database, and the keyholder."""

from __future__ import annotations

import json

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from frihavn.web.doors import EVERYBODY, doors
from frihavn.web.files.page import StaffRequest
from frihavn.web.health import health as database_health


@doors(EVERYBODY)
@require_http_methods(["GET", "HEAD"])
def health(request: StaffRequest) -> HttpResponse:
    """200 all well; 503 the database is not as it must be, or the keyholder is away."""
    database = database_health(request)
    is_well = request.keyholder.is_well()
    said = {**json.loads(database.content or b"{}"), "keyholder": "ok" if is_well else "away"}
    return JsonResponse(said, status=database.status_code if is_well else 503)
