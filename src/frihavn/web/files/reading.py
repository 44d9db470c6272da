"""Open a file with a reason, and read what was given. The person's notice is on disk before anything is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404

from frihavn.vault.errors import VaultError
from frihavn.vault.tokens import new_id
from frihavn.web.files.page import StaffRequest
from frihavn.web.files.queries import grants_of
from frihavn.web.intake.models import File, Look, Record
from frihavn.web.intake.opened import Document, Keys
from frihavn.web.intake.visit import visit_of
from frihavn.web.keys import REASONS, Team
from frihavn.web.language import Words

OPEN_MINUTES = 15
"""So long an opening counts once, with the keyholder and here."""


@dataclass(slots=True)
class Reading:
    """A file that was opened for an officer, for one request.

    Args:
        keys: Of the parts that were given. `teams`: the officer's teams that were given something.
        reason: What the person reads in their list of looks.
    """

    keys: Keys
    teams: list[Team]
    reason: str
    damaged: list[str] = field(default_factory=list)

    @property
    def file(self) -> File:
        """The file's row."""
        return self.keys.file

    def has(self, part: str) -> bool:
        """Whether the part was given."""
        return any(name == part for name, _ in self.keys.table)

    def documents(self, part: str) -> list[Document]:
        """Every document of a part, oldest first; what does not open is noted in `damaged` and left out."""
        return list(self._documents(part))

    def _documents(self, part: str) -> Iterator[Document]:
        for row in Record.objects.filter(file=self.file, part=part).order_by("revision"):
            if (part, row.epoch) not in self.keys.table:
                continue  # sealed under a new key a moment ago: taken back, or about to be
            try:
                yield self.keys.document(row)
            except VaultError:
                self.damaged.append(part)


def open_for(request: StaffRequest, row: File, teams: list[Team], reason: str) -> Reading:
    """Open everything that the officer's teams were given of a file.

    Each team is asked on its own: the log and the person see which one it was.

    Args:
        teams: The officer's teams. `reason`: one of REASONS.

    Raises:
        KeyholderRefusal: a limit, or a grant that does not open. `Http404`: it was erased or taken back meanwhile.
    """
    today, table, asked, looks = visit_of(request).today, {}, [], []
    is_new = remembered(request, row.reference) != reason
    try:
        for team in teams:
            grants = grants_of(row, team)
            if grants:
                opening = request.keyholder.open(
                    request.token, team=team.id, reason=reason, applicant=bytes(row.public_key), grants=grants
                )
                table.update(opening.keys)
                asked.append(team)
                looks.append(Look(id=new_id(), file=row, day=today, sealed=opening.look))
    finally:
        if is_new and looks:
            _shown_to_the_person(row, looks)
    if not asked:
        raise Http404
    _remember(request, row.reference, reason, today)
    return Reading(Keys(row, table), asked, reason)


def _shown_to_the_person(row: File, looks: list[Look]) -> None:
    with transaction.atomic():
        if not File.objects.select_for_update().filter(id=row.id).exists():
            raise Http404
        Look.objects.bulk_create(looks)


def remembered(request: StaffRequest, reference: str) -> str:
    """The reason with which this browser opened a file today and within OPEN_MINUTES; empty where it did not."""
    reason, minute, day = request.session.get("openings", {}).get(reference, ("", 0, ""))
    is_fresh = _minute() - minute < OPEN_MINUTES and day == visit_of(request).today.isoformat()
    return reason if is_fresh and reason in REASONS else ""


def _remember(request: StaffRequest, reference: str, reason: str, today: date) -> None:
    openings: dict[str, Any] = dict(request.session.get("openings", {}))
    if remembered(request, reference) != reason:
        openings[reference] = [reason, _minute(), today.isoformat()]
    request.session["openings"] = {name: one for name, one in openings.items() if _minute() - one[1] < OPEN_MINUTES}


def _minute() -> int:
    return int(time.time() // 60)


def fuzzy(words: Words, one: dict[str, Any]) -> str:
    """A date of which parts may be missing, in words."""
    year, month, day = one.get("year"), one.get("month"), one.get("day")
    if year is None:
        return words.say("staff.date.unknown")
    if month is None:
        text = str(year)
    elif day is None:
        text = f"{words.month(month)} {year}"
    else:
        text = words.day(date(year, month, day))
    how = one.get("how", "unknown")
    return text if how == "exact" else words.say(f"staff.date.{'unsure' if how == 'unknown' else how}", date=text)


def content_of(reading: Reading, words: Words) -> dict[str, Any]:
    """Everything that was given, as the page shows it."""
    told = {part: reading.documents(part) for part in ("statement", "identity", "contact", "files", "thread")}

    def all_of(part: str, *kinds: str) -> list[Document]:
        return [one for one in told[part] if one.kind in kinds]

    def newest(part: str, kind: str) -> dict[str, Any]:
        found = all_of(part, kind)
        return found[-1].body if found else {}

    statements = all_of("statement", "statement")
    thread = all_of("thread", "message", "handover")
    dates = newest("identity", "dates")
    return {
        "file": reading.file, "reason": reading.reason, "given": {part for part, _ in reading.keys.table},
        "statement": statements[-1] if statements else None, "earlier": statements[-2::-1],
        "names": newest("identity", "names"), "family": newest("identity", "family"),
        "dates": [(event, fuzzy(words, one)) for event, one in dates.items()],
        "contact": newest("contact", "contact"), "papers": all_of("files", "document"),
        "thread": thread, "damaged": len(reading.damaged),
    }  # fmt: skip
