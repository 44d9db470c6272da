"""Each page is a list of sections, and each section the texts `PAGE.SECTION.NUMBER` that there are."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import QueryDict

from frihavn.web.intake.visit import Page, Visit
from frihavn.web.operator import operator
from frihavn.web.texts import TEXTS

NAMES = ("detained", "families", "rights", "privacy", "accessibility")
WITH_LAWYERS = ("detained", "families")


@cache
def sections_of(page: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sections of a page: key of its title, or empty, and the keys of its sentences, in order."""
    found = []
    number = 1
    while f"{page}.{number}.1" in TEXTS:
        title = f"{page}.{number}.title"
        keys: list[str] = []
        while (key := f"{page}.{number}.{len(keys) + 1}") in TEXTS:
            keys.append(key)
        found.append((title if title in TEXTS else "", tuple(keys)))
        number += 1
    return tuple(found)


def _page(name: str) -> Page:
    def show(_: Visit) -> dict[str, Any]:
        contacts = operator().contacts if name in WITH_LAWYERS else ()
        return {
            "heading": f"{name}.heading", "lead": f"{name}.lead", "sections": sections_of(name), "contacts": contacts,
            "with_lawyers": name in WITH_LAWYERS, "others": [other for other in NAMES if other != name],
        }  # fmt: skip

    return Page(name, show, _take, needs="nothing", template="around/page.html")


def _take(_: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    return go if go in (*NAMES, "start", "about") else "start"


PAGES_HERE = tuple(_page(name) for name in NAMES)
