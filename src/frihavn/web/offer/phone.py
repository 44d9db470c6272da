"""Is this phone safe? Shown once, before anything is asked that could hurt."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from frihavn.web.intake.visit import Page, Visit
from frihavn.web.offer.ask import after


def _take(visit: Visit, post: QueryDict) -> str:
    if post.get("go") != "continue":
        return "headline" if visit.said.country else "start"
    visit.said = replace(visit.said, phone=True)
    return after(visit)


PAGES_HERE = (Page("phone", lambda _: {}, _take, needs="nothing", folder="offer"),)
