"""After somebody was revoked: their team's new key pair takes the place of the old one, file by file.

Three steps, each of which can be broken off and begun again, by a page or by the worker:
1. `publish`: people seal to the new key pair from now on. Needs nobody signed in.
2. `draw`: every part that the old key pair opens gets a new data key, so that what is written from now on is closed to
   whoever kept the old one. Needs nobody signed in.
3. `regrant`: what was written before is sealed to the new key pair. Needs a member of the team.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from frihavn.vault.holders import GrantOf, PublicKey, grant
from frihavn.vault.records import new_key
from frihavn.web.intake.models import File, Grant, Recipient
from frihavn.web.intake.opened import APPLICANT
from frihavn.web.keys import GRANTS_A_CALL_MAX, Keyholder, KeyholderRefusal, SealedGrant, Team

SECONDS_MAX = 8.0
"""A page works on each of two steps for so long before it says how far it came."""
FILES_AT_ONCE = 40
REASON = "supervises"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a team's files are.

    Args:
        total: Files that had to be renewed when this began. `left`: of these, still to do.
        stuck: Of those left, files with a grant that does not open; they stay as they are.
    """

    total: int
    left: int
    stuck: int = 0

    @property
    def done(self) -> int:
        """Files that were renewed."""
        return self.total - self.left

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.total + other.total, self.left + other.left, self.stuck + other.stuck)


def old_grants(team: Team) -> QuerySet[Grant]:
    """Grants to key pairs of a team that are not its newest: what is still to be renewed."""
    return Grant.objects.filter(holder__in=team.holders()[:-1])


def unfinished(teams: Iterable[Team]) -> dict[str, int]:
    """Team -> how many files still have a grant to an older key pair; teams with none are left out."""
    found = {team.id: old_grants(team).values("file").distinct().count() for team in teams}
    return {team: count for team, count in found.items() if count}


def renew_keys(teams: Sequence[Team]) -> int:
    """Do what needs nobody signed in; the worker calls this now and then. How many files got new data keys."""
    publish(teams)
    return draw(teams)


def finish(keyholder: Keyholder, session: str, own: Iterable[str]) -> Progress:
    """Do everything, as far as the time goes; called again it goes on.

    Args:
        session: Of a member of these teams. `own`: their ids.
    """
    teams = keyholder.teams()
    renew_keys(teams)
    mine, done = [team for team in teams if team.id in set(own)], Progress(0, 0)
    ends = time.monotonic() + SECONDS_MAX
    for team in mine:
        done += regrant(keyholder, session, team, teams, seconds=ends - time.monotonic())
    return done


def publish(teams: Iterable[Team]) -> None:
    """Give every team that people can choose its newest key pair."""
    for team in teams:
        Recipient.objects.filter(team=team.id).exclude(holder=team.holder).update(
            holder=team.holder, public_key=team.public
        )


def draw(teams: Sequence[Team], *, seconds: float = SECONDS_MAX) -> int:
    """Draw a new data key for every part whose newest one an older key pair of a team opens.

    Args:
        teams: All there are, as the keyholder lists them.

    Returns:
        How many files got one; fewer than needed it where the time ran out.
    """
    ends, drawn = time.monotonic() + seconds, 0
    for team in teams:
        for file in old_grants(team).values_list("file", flat=True).distinct().order_by("file"):
            if time.monotonic() > ends:
                return drawn
            with transaction.atomic():
                row = File.objects.select_for_update().filter(id=file).first()
                drawn += bool(row and _drawn(row, teams))
    return drawn


def _drawn(row: File, teams: Sequence[Team]) -> int:
    """New keys for the parts of a file that need one; whoever calls holds its row. How many parts that were."""
    newest_of = {team.id: team for team in teams}
    held: dict[str, dict[int, set[str]]] = {}
    for part, epoch, holder in row.grants.values_list("part", "epoch", "holder"):
        held.setdefault(part, {}).setdefault(epoch, set()).add(holder)
    fresh = []
    for part, epochs in held.items():
        last = max(epochs)
        stay = {newest_of[team] for holder in epochs[last] if (team := holder.rpartition(".")[0]) in newest_of}
        if not _has_older(epochs[last], stay):
            continue
        to = {team.holder: team.public for team in stay}
        fresh.append(_grants(row, part, last + 1, {APPLICANT: bytes(row.public_key), **to}))
    Grant.objects.bulk_create(one for grants in fresh for one in grants)
    return len(fresh)


def _has_older(holders: set[str], teams: Iterable[Team]) -> bool:
    """Whether one of the holders is an older key pair of one of the teams."""
    return any(not holders.isdisjoint(team.holders()[:-1]) for team in teams)


def _grants(row: File, part: str, epoch: int, to: dict[str, bytes]) -> list[Grant]:
    """A new data key of a part, sealed to everybody who may read it; nobody keeps it otherwise."""
    key = new_key()
    return [
        Grant(
            file=row, part=part, epoch=epoch, holder=holder,
            sealed=grant(key, PublicKey(public), GrantOf(row.id, part, epoch, holder)),
        )
        for holder, public in to.items()
    ]  # fmt: skip


def regrant(
    keyholder: Keyholder, session: str, team: Team, teams: Sequence[Team], *, seconds: float = SECONDS_MAX
) -> Progress:
    """Seal what the older key pairs of a team open to its newest one, and draw new data keys on the way.

    Args:
        session: Of a member of the team. `teams`: all there are.
    """
    ends, stuck = time.monotonic() + seconds, 0
    waiting = list(old_grants(team).values_list("file", flat=True).distinct().order_by("file"))
    total = len(waiting)
    while waiting and time.monotonic() < ends:
        files, waiting = waiting[:FILES_AT_ONCE], waiting[FILES_AT_ONCE:]
        try:
            _renew(keyholder, session, team, teams, files)
        except KeyholderRefusal as refusal:
            if refusal.word != "cannot_open":
                raise
            stuck += sum(not _renewed_alone(keyholder, session, team, teams, file) for file in files)
    return Progress(total, len(waiting) + stuck, stuck)


def _renewed_alone(keyholder: Keyholder, session: str, team: Team, teams: Sequence[Team], file: str) -> bool:
    """Renew one file; False where one of its grants does not open, and then it gets at least new data keys."""
    try:
        _renew(keyholder, session, team, teams, [file])
    except KeyholderRefusal as refusal:
        if refusal.word != "cannot_open":
            raise
        with transaction.atomic():
            row = File.objects.select_for_update().filter(id=file).first()
            if row is not None:
                _drawn(row, teams)
        return False
    return True


def _renew(keyholder: Keyholder, session: str, team: Team, teams: Sequence[Team], files: Sequence[str]) -> None:
    rows = old_grants(team).filter(file__in=files).order_by("id")
    old = [SealedGrant(one.file_id, one.part, one.epoch, one.holder, bytes(one.sealed)) for one in rows]
    renewed: dict[tuple[str, str, int], bytes] = {}
    for start in range(0, len(old), GRANTS_A_CALL_MAX):
        some = old[start : start + GRANTS_A_CALL_MAX]
        for one in keyholder.regrant(session, team=team.id, reason=REASON, grants=some):
            if one.holder == team.holder:  # else the team was renewed again a moment ago, and this is tried again
                renewed[one.place] = one.sealed
    for file in files:
        _replace(file, team, teams, [one for one in old if one.case == file], renewed)


def _replace(
    file: str, team: Team, teams: Sequence[Team], old: list[SealedGrant], renewed: dict[tuple[str, str, int], bytes]
) -> None:
    """New data keys first, then the old grants go; what was taken back meanwhile stays taken back."""
    with transaction.atomic():
        row = File.objects.select_for_update().filter(id=file).first()
        if row is None:
            return
        _drawn(row, teams)
        for one in old:
            if one.place not in renewed:
                continue
            spot = Q(part=one.part, epoch=one.epoch)
            gone, _ = row.grants.filter(spot, holder=one.holder).delete()
            if gone and not row.grants.filter(spot, holder=team.holder).exists():
                Grant.objects.create(
                    file=row, part=one.part, epoch=one.epoch, holder=team.holder, sealed=renewed[one.place]
                )
