"""Every page before a file, by the module that owns it. Each module has a tuple `PAGES_HERE`."""

from __future__ import annotations

from frihavn.web.intake.visit import Page
from frihavn.web.offer import ask, here, phone, result, standing

ROOMS: tuple[tuple[Page, ...], ...] = (
    standing.PAGES_HERE,
    here.PAGES_HERE,
    phone.PAGES_HERE,
    ask.PAGES_HERE,
    result.PAGES_HERE,
)
PAGES_HERE: tuple[Page, ...] = tuple(page for room in ROOMS for page in room)
