"""What a person tells, in their own words and script. Nothing that could be held against them is asked."""

from __future__ import annotations

import calendar
from typing import Any

from django.http import QueryDict

from frihavn.web.intake.actions import save
from frihavn.web.intake.pages.tasks import PART_OF, newest
from frihavn.web.intake.visit import Page, Visit, Wrong, line_of, text_of

EVENTS = ("born", "left_country", "came_here", "papers_until")
HOW_SURE = ("exact", "about", "before", "after", "unknown")
RELATIVES_MAX = 12
YEARS = (1920, 2100)
_FIELDS = {
    "statement": ("text", "language"),
    "names": ("own", "latin", "other"),
    "contact": ("ways", "times", "never"),
}


def _form(kind: str) -> Page:
    """A page of one kind of document."""
    take = {"statement": _statement, "names": _names, "dates": _dates, "family": _family, "contact": _contact}[kind]

    def show(visit: Visit) -> dict[str, Any]:
        earlier = [one for one in visit.file.read(PART_OF[kind]) if one.kind == kind]
        last = earlier[-1] if earlier else None
        if not visit.values and last is not None:
            visit.values = _filled(kind, last.body)
        return {
            "revision": visit.values.get("revision", last.revision if last else 0), "saved": last,
            "earlier": earlier[:-1][::-1] if kind == "statement" else [], "events": _events(visit),
            "how_sure": HOW_SURE, "months": [(number, visit.words.month(number)) for number in range(1, 13)],
            "relatives": _relatives(visit),
        }  # fmt: skip

    def taken(visit: Visit, post: QueryDict) -> str:
        body = take(post)
        last = newest(visit.file, kind)
        seen = post.get("revision", "0")
        note = "note.saved"
        if last is None or last.body != body:
            save(visit.file, part=PART_OF[kind], kind=kind, body=body, ticket=visit.sent_ticket, day=visit.today)
            note = "note.both_kept" if last is not None and str(last.revision) != seen else note
        visit.session["note"] = note  # only now: what is not committed is never called saved
        return kind if post.get("go") == "stay" else "tasks"

    return Page(kind, show, taken, keeps=True)


def _statement(post: QueryDict) -> dict[str, Any]:
    return {
        "text": text_of(post, "text", needed="error.write_something"),
        "language": line_of(post, "language_of_text"),
    }


def _names(post: QueryDict) -> dict[str, Any]:
    found = {"own": line_of(post, "own"), "latin": line_of(post, "latin"), "other": text_of(post, "other")}
    if not any(value.strip() for value in found.values()):
        raise Wrong(own="error.one_name")
    return found


def _contact(post: QueryDict) -> dict[str, Any]:
    return {name: text_of(post, name) for name in _FIELDS["contact"]}


def _dates(post: QueryDict) -> dict[str, Any]:
    errors: dict[str, str] = {}
    found = {}
    for event in EVENTS:
        how = post.get(f"{event}_how", "unknown")
        year, month, day = (post.get(f"{event}_{unit}", "").strip() for unit in ("year", "month", "day"))
        try:
            found[event] = _loose(how, year, month, day)
        except ValueError:
            errors[event] = "error.date"
    if errors:
        raise Wrong(**errors)
    return found


def _loose(how: str, year: str, month: str, day: str) -> dict[str, Any]:
    """A date of which parts may be missing; a day without its month, or a month without its year, is none."""
    if how not in HOW_SURE:
        raise ValueError
    parts = [int(part) if part else None for part in (year, month, day)]
    known = [part for part in parts if part is not None]
    if parts[: len(known)] != known or (parts[0] is not None and not YEARS[0] <= parts[0] <= YEARS[1]):
        raise ValueError
    if parts[1] is not None and not 1 <= parts[1] <= 12:
        raise ValueError
    if parts[2] is not None and not 1 <= parts[2] <= _days(parts[0] or 0, parts[1] or 1):
        raise ValueError
    return {"how": how if known else "unknown", "year": parts[0], "month": parts[1], "day": parts[2]}


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _family(post: QueryDict) -> dict[str, Any]:
    people = []
    for number in range(RELATIVES_MAX):
        one = {unit: line_of(post, f"{unit}{number}") for unit in ("relation", "age", "place")}
        if any(one.values()):
            people.append(one)
    return {"people": people, "more": text_of(post, "more")}


def _filled(kind: str, body: dict[str, Any]) -> dict[str, str]:
    """A document as the fields of its form."""
    if kind == "dates":
        return {
            f"{event}_{unit}": "" if value is None else str(value)
            for event, date in body.items()
            for unit, value in date.items()
        }
    if kind == "family":
        rows = {f"{unit}{n}": text for n, one in enumerate(body["people"]) for unit, text in one.items()}
        return {**rows, "more": body["more"]}
    if kind == "statement":
        return {"text": body["text"], "language_of_text": body["language"]}
    return {name: str(value) for name, value in body.items()}


def _events(visit: Visit) -> list[dict[str, str]]:
    return [
        {"name": event, **{unit: visit.values.get(f"{event}_{unit}", "") for unit in ("how", "year", "month", "day")}}
        for event in EVENTS
    ]


def _relatives(visit: Visit) -> list[dict[str, Any]]:
    rows = [
        {"number": n, **{unit: visit.values.get(f"{unit}{n}", "") for unit in ("relation", "age", "place")}}
        for n in range(RELATIVES_MAX)
    ]
    last = max((n for n, row in enumerate(rows) if row["relation"] or row["age"] or row["place"]), default=-1)
    return rows[: min(last + 4, RELATIVES_MAX)]


PAGES_HERE = tuple(_form(kind) for kind in ("statement", "names", "dates", "family", "contact"))
