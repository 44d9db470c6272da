"""The receipt phrase: shown once, typed back in part, and only then is there a file."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.http import QueryDict

from frihavn.vault.phrase import Secret, new_secret
from frihavn.vault.wordlists import WORD_LISTS
from frihavn.web.intake.actions import MONTHS, AlreadyStartedError, start, take_over
from frihavn.web.intake.drafts import bring_back
from frihavn.web.intake.opened import file_of
from frihavn.web.intake.pages.before import enter
from frihavn.web.intake.visit import Page, Visit, Wrong

ASKED = {"digits": (1, 4), "words": (1, 5)}
"""Which groups of digits or words are typed back, from 0; the last group of digits is short and not asked."""


def _secret(visit: Visit) -> Secret:
    return Secret(int(visit.session["secret"]))


def _groups(visit: Visit) -> list[str]:
    shown_as = visit.session["shown_as"]
    text = _secret(visit).digits() if shown_as == "digits" else _secret(visit).words(WORD_LISTS[shown_as])
    return text.split()


def _show(visit: Visit) -> dict[str, Any]:
    return {
        "groups": _groups(visit), "shown_as": visit.session["shown_as"], "lists": tuple(WORD_LISTS),
        "sleeping": visit.session.get("sleeping", False), "takes_over": bool(visit.session.get("over")),
    }  # fmt: skip


def _take(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go in ("digits", *WORD_LISTS):
        visit.session["shown_as"] = go
        return "phrase"
    return "phrase_check" if go == "written" else "phrase"


def _asked(visit: Visit) -> tuple[int, ...]:
    return ASKED["digits" if visit.session["shown_as"] == "digits" else "words"]


def _show_check(visit: Visit) -> dict[str, Any]:
    return {
        "places": [(f"part{place}", place + 1) for place in _asked(visit)],
        "shown_as": visit.session["shown_as"],
        "takes_over": bool(visit.session.get("over")),
    }


def _check(visit: Visit, post: QueryDict) -> str:
    if post.get("go") == "phrase":
        return "phrase"
    groups = _groups(visit)
    for place in _asked(visit):
        typed = "".join(sign for sign in post.get(f"part{place}", "").casefold() if sign.isalnum())
        if _plain(typed) != _plain(groups[place].casefold()):
            raise Wrong(**{f"part{place}": "phrase.not_the_same"})
    if visit.session.get("over"):
        opened = visit.file
        key = take_over(opened, _secret(visit), day=visit.today)
        visit.open(opened.file, key)
        visit.session["note"] = "note.taken_over"
        return "tasks"
    try:
        row, key = start(_secret(visit), day=visit.today, months=MONTHS[-1], sleeping=visit.session["sleeping"])
    except AlreadyStartedError:  # and the answer never came: the same button is pressed again
        row, key = file_of(_secret(visit))
    visit.open(row, key)
    visit.session["note"] = "note.started"
    return "tasks"


def _plain(text: str) -> str:
    """Digits of any script as 0 to 9; letters without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in parts
        if not unicodedata.combining(sign)
    )


def _over(visit: Visit, post: QueryDict) -> str:
    if post.get("go") != "over":
        return "tasks"
    visit.session.update({"secret": str(new_secret().number), "shown_as": "digits", "over": True})
    return "phrase"


def _show_return(visit: Visit) -> dict[str, Any]:
    return {"draft": visit.session.get("draft", "")}


def _return(visit: Visit, post: QueryDict) -> str:
    if post.get("go") == "start":
        visit.session.flush()
        return "start"
    draft = visit.session.get("draft", "")
    page = enter(visit, post)
    return bring_back(visit, draft) if draft else page


PAGES_HERE = (
    Page("phrase", _show, _take, needs="session"),
    Page("phrase_check", _show_check, _check, needs="session"),
    Page("take_over", lambda _: {}, _over),
    Page("return", _show_return, _return, needs="session"),
)
