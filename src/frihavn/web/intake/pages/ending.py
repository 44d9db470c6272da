"""How long a file is kept, and how it ends: closed for now, withdrawn, erased."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from frihavn.web.intake.actions import MONTHS, erase, keep_for, withdraw
from frihavn.web.intake.visit import Page, Visit, Wrong, choice_of


def _show_keep(visit: Visit) -> dict[str, Any]:
    choices = [one for one in visit.file.read("contact") if one.kind == "choice"]
    return {
        "months": MONTHS,
        "chosen": choices[-1].body["months"] if choices else MONTHS[-1],
        "due": visit.file.file.due_day,
    }


def _keep(visit: Visit, post: QueryDict) -> str:
    months = int(choice_of(post, "months", tuple(str(months) for months in MONTHS)))
    keep_for(visit.file, months=months, day=visit.today)
    visit.session["note"] = "note.saved"
    return "tasks"


def _withdraw(visit: Visit, post: QueryDict) -> str:
    if post.get("sure") != "yes":
        raise Wrong(sure="error.say_sure")
    withdraw(visit.file, day=visit.today)
    visit.session["note"] = "note.withdrawn"
    return "tasks"


def _erase(visit: Visit, post: QueryDict) -> str:
    if post.get("sure") != "yes":
        raise Wrong(sure="error.say_sure")
    erase(visit.file.file, day=visit.today)
    visit.begin()
    return "erased"


def _close(visit: Visit, post: QueryDict) -> str:
    visit.session.flush()
    return "start"


PAGES_HERE = (
    Page("keep", _show_keep, _keep),
    Page("withdraw", lambda _: {}, _withdraw),
    Page("erase", lambda _: {}, _erase),
    Page("close", lambda _: {}, _close),
    Page("erased", lambda _: {}, _close, needs="session"),
)
