"""Every page and who may open it. A page without a door does not start; a stranger's file and no file look alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

EVERYBODY = "everybody"
REPRESENTATIVE = "representative"
SUPERVISOR = "supervisor"
WHO = (EVERYBODY, REPRESENTATIVE, SUPERVISOR)

View = Callable[..., HttpResponse]


def doors(*who: str) -> Callable[[View], View]:
    """Say who may open a page: one or more of WHO. Whoever may not sees that there is no such page."""
    unknown = set(who) - set(WHO)
    if unknown or not who:
        raise ValueError(f"who may open it? One of {', '.join(WHO)}")

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if EVERYBODY not in who and not set(who) & roles_of(request):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.doors = who  # type: ignore[attr-defined]
        return guarded

    return around


def roles_of(request: HttpRequest) -> set[str]:
    """What whoever signed in may do here; nothing for everybody else."""
    officer = getattr(request, "officer", None)
    return set(officer.roles) if officer is not None else set()
