"""What an officer may see of files: those of which a team of theirs was given a part. Nothing here is opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Max, QuerySet, Value, When
from django.http import Http404

from frihavn.web.files.page import StaffRequest
from frihavn.web.intake.models import PARTS, File, Grant, Record
from frihavn.web.intake.opened import APPLICANT
from frihavn.web.keys import SealedGrant, Team

SHOWN_STATES = ("waits_for_representative", "waits_for_applicant", "open")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Client:
    """A file as the list shows it.

    Args:
        last: Day of the newest entry in the parts that were given. `parts`: these parts, in their usual order.
    """

    reference: str
    state: str
    day: date
    due_day: date
    last: date | None
    days: int
    parts: tuple[str, ...]


def teams_of(request: StaffRequest) -> list[Team]:
    """The teams of whoever is signed in, with their key pairs."""
    return [team for team in request.keyholder.teams() if team.id in request.own.teams]


def given_to(teams: Iterable[Team]) -> QuerySet[File]:
    """Files of which one of the teams was given a part; none that sleeps or was withdrawn."""
    holders = [holder for team in teams for holder in team.holders()]
    return File.objects.filter(id__in=Grant.objects.filter(holder__in=holders).values("file"), state__in=SHOWN_STATES)


def counts(files: QuerySet[File]) -> dict[str, int]:
    """State -> how many files."""
    found = dict(files.order_by().values_list("state").annotate(Count("id")))
    return {state: found.get(state, 0) for state in SHOWN_STATES}


def clients(teams: list[Team], *, state: str, page: int, today: date) -> list[Client]:
    """One page of files, those that wait for us first, and the oldest of these first."""
    files = given_to(teams).filter(state=state) if state else given_to(teams)
    waits = Case(
        *(When(state=name, then=Value(number)) for number, name in enumerate(SHOWN_STATES)),
        output_field=IntegerField(),
    )
    rows = list(files.order_by(waits, "day", "reference")[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    holders = [holder for team in teams for holder in team.holders()]
    given = set(Grant.objects.filter(file__in=rows, holder__in=holders).values_list("file", "part"))
    newest: dict[str, date] = {}
    found = Record.objects.filter(file__in=rows).order_by().values_list("file", "part").annotate(Max("day"))
    for file, part, day in found:
        if (file, part) in given:
            newest[file] = max(day, newest.get(file, day))
    return [
        Client(
            row.reference, row.state, row.day, row.due_day, newest.get(row.id),
            (today - newest.get(row.id, row.day)).days, tuple(part for part in PARTS if (row.id, part) in given),
        )
        for row in rows
    ]  # fmt: skip


def file_for(teams: list[Team], reference: str) -> File:
    """A file by its reference, for whoever is in one of the teams.

    Raises:
        Http404: there is none, or it was not given to them. The two look alike.
    """
    row = given_to(teams).filter(reference=reference).first()
    if row is None:
        raise Http404
    return row


def given_parts(row: File, teams: Iterable[Team]) -> list[str]:
    """Which parts of a file one of the teams was given, in their usual order."""
    holders = [holder for team in teams for holder in team.holders()]
    given = set(row.grants.filter(holder__in=holders).values_list("part", flat=True))
    return [part for part in PARTS if part in given]


def grants_of(row: File, team: Team) -> list[SealedGrant]:
    """What a team was given of a file, still sealed."""
    found = Grant.objects.filter(file=row, holder__in=team.holders()).order_by("part", "epoch")
    return [SealedGrant(row.id, one.part, one.epoch, one.holder, bytes(one.sealed)) for one in found]


def shares(row: File, teams: Iterable[Team]) -> list[tuple[str, list[str]]]:
    """Who was given what: a team's name, and parts in their usual order."""
    names = {team.id: team.name for team in teams}
    held: dict[str, set[str]] = {}
    for holder, part in row.grants.exclude(holder=APPLICANT).values_list("holder", "part"):
        held.setdefault(holder.rpartition(".")[0], set()).add(part)
    return sorted(
        (names[team], [part for part in PARTS if part in parts]) for team, parts in held.items() if team in names
    )
