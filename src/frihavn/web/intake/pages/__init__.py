"""Every page of the public site, by name."""

from __future__ import annotations

from frihavn.web.around import pages as around
from frihavn.web.intake.pages import before, ending, papers, phrase, sharing, tasks, telling
from frihavn.web.intake.visit import Page
from frihavn.web.offer import pages as offer

PAGES: dict[str, Page] = {
    page.name: page
    for room in (offer, around, before, phrase, tasks, telling, papers, sharing, ending)
    for page in room.PAGES_HERE
}
