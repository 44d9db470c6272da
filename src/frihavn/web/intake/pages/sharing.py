"""Who can read what: representatives, part by part; and who has looked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import QueryDict

from frihavn.vault.holders import GrantOf, unsealed_by
from frihavn.web.intake.actions import give, take_back
from frihavn.web.intake.models import PARTS, Recipient
from frihavn.web.intake.opened import APPLICANT
from frihavn.web.intake.pages.tasks import teams_of
from frihavn.web.intake.visit import Page, Visit, Wrong, choice_of

LOOK = "look"


def _show(visit: Visit) -> dict[str, Any]:
    held = {team.team: parts for team, parts in teams_of(visit.file)}
    teams = Recipient.objects.filter(is_open=True).order_by("name")
    return {
        "teams": [(team, [(part, part in held.get(team.team, ())) for part in PARTS]) for team in teams],
        "sleeping": visit.file.file.state == "sleeping", "parts": PARTS,
    }  # fmt: skip


def _take(visit: Visit, post: QueryDict) -> str:
    teams = {team.team: team for team in Recipient.objects.filter(is_open=True)}
    team = teams[choice_of(post, "team", tuple(teams))]
    if visit.file.file.state == "sleeping":
        raise Wrong(**{"": "error.sleeps"})
    wanted = {part for part in PARTS if post.get(part) == "yes"}
    held = {other.team: set(parts) for other, parts in teams_of(visit.file)}.get(team.team, set())
    if wanted - held:
        give(visit.file, team=team, parts=wanted - held, day=visit.today)
    if held - wanted:
        take_back(visit.file, team=team.team, parts=held - wanted, day=visit.today)
    visit.session["note"] = "note.taken_back" if held - wanted and not wanted - held else "note.given"
    return "access"


def looks_of(visit: Visit) -> list[dict[str, Any]]:
    """Who opened the file, newest first."""
    opened = visit.file
    of = GrantOf(opened.file.id, LOOK, 0, APPLICANT)
    found = [
        json.loads(unsealed_by(bytes(row.sealed), opened.own, of)) for row in opened.file.looks.order_by("day", "id")
    ]
    names = dict(Recipient.objects.values_list("team", "name"))
    return [
        {**one, "team": names.get(one["team"], one["team"]), "day": date.fromisoformat(one["day"])}
        for one in reversed(found)
    ]


def _nothing(_: Visit, __: QueryDict) -> str:
    return "looks"


PAGES_HERE = (
    Page("access", _show, _take),
    Page("looks", lambda visit: {"looks": looks_of(visit)}, _nothing),
)
