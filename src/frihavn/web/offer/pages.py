"""Every page before a file, by the module that owns it. Each module has a tuple `PAGES_HERE`."""

from __future__ import annotations

from frihavn.web.intake.visit import Page

ROOMS: tuple[tuple[Page, ...], ...] = ()
PAGES_HERE: tuple[Page, ...] = tuple(page for room in ROOMS for page in room)
