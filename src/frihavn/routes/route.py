"""What somebody who is in a place should know: dangers first, then clocks, then lawful steps and who learns of them.

The public sees less than a lawyer: where anybody was ever handed over, taken or sent away, no step that makes a person
known to somebody is shown, and an opening that nobody has looked up yet is only named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from frihavn.routes.place import Danger, Duty, DutyKind, Freshness, Opening, Place


class Papers(Enum):
    """Whether somebody has the papers that a step needs."""

    ENOUGH = "enough"
    MISSING = "missing"
    NOT_SAID = "not_said"


class Silence(Enum):
    """Why no step is shown at all."""

    AT_HOME = "at_home"
    INFORMATION_ONLY = "information_only"
    NOTHING_KNOWN = "nothing_known"


@dataclass(frozen=True, slots=True)
class Traveller:
    """What the person said; nothing of it is kept.

    Args:
        nationality: Countries; empty: not said. `papers`: values of the fact; None: not said; empty: none.
        entered: The day of entry, or None.
    """

    nationality: frozenset[str] = frozenset()
    papers: frozenset[str] | None = None
    entered: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty and, where the day of entry is known, the last day of a first stay that was not interrupted.

    Nobody whose nationality the duty does not name is told a last day: theirs may be another.
    """

    duty: Duty
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """An opening as it stands on a day for somebody.

    Args:
        concerns: Whether it is known of people of the traveller's nationality; not said counts as yes.
        says: Its text; empty for the public where nobody has looked it up, or it has ended: then it is only named.
    """

    opening: Opening
    freshness: Freshness
    papers: Papers
    concerns: bool
    says: str


@dataclass(frozen=True, slots=True)
class Route:
    """The answer for one place.

    Args:
        dangers: Newest first, all of them, whatever their age.
        withheld: How many steps are not shown because somebody would learn of the person by them.
        silence: Why no steps are shown, or None.
    """

    place: Place
    on: date
    public: bool
    dangers: tuple[Danger, ...]
    clocks: tuple[Clock, ...]
    steps: tuple[Step, ...]
    withheld: int
    silence: Silence | None


def route_from(place: Place, traveller: Traveller, on: date, *, public: bool, today: date | None = None) -> Route:
    """What somebody in a place should know on a day.

    Args:
        public: For the person on a borrowed phone, not for a lawyer.
        today: The real day: an earlier `on` makes nothing look fresher to the public than it is.
    """
    read_on = max(on, today) if public and today else on
    silence = _silence(place, traveller)
    openings = () if silence else place.openings
    shown = [opening for opening in openings if not (public and place.has_incidents and opening.exposes)]
    return Route(
        place=place,
        on=on,
        public=public,
        dangers=tuple(sorted((_on(danger, on) for danger in place.dangers), key=_newest_first)),
        clocks=tuple(_clock(duty, traveller) for duty in place.duties if _holds(duty, traveller)),
        steps=tuple(_step(opening, traveller, read_on, public=public) for opening in shown),
        withheld=len(openings) - len(shown),
        silence=silence,
    )


def _silence(place: Place, traveller: Traveller) -> Silence | None:
    if place.code in traveller.nationality:
        return Silence.AT_HOME
    if place.information_only:
        return Silence.INFORMATION_ONLY
    return None if place.openings else Silence.NOTHING_KNOWN


def _on(danger: Danger, on: date) -> Danger:
    """A danger as it stood on a day: it was not lifted before somebody lifted it."""
    return replace(danger, lifted=None) if danger.lifted and danger.lifted.on > on else danger


def _newest_first(danger: Danger) -> tuple[bool, bool, int]:
    """What nobody has lifted first, then incidents by date, then what is no single event."""
    return danger.lifted is not None, not danger.is_incident, -danger.last_day.toordinal()


def _holds(duty: Duty, traveller: Traveller) -> bool:
    """Whether a duty may concern somebody; what they did not say may."""
    return not duty.papers or traveller.papers is None or bool(traveller.papers.intersection(duty.papers))


def concerns(whom: Collection[str], nationality: frozenset[str]) -> bool:
    """Whether something known of some nationalities may concern somebody; what they did not say may."""
    return not whom or not nationality or bool(nationality.intersection(whom))


def _clock(duty: Duty, traveller: Traveller) -> Clock:
    last = None
    theirs = concerns(duty.whom, traveller.nationality)
    if duty.kind is DutyKind.CLOCK and duty.days and traveller.entered and theirs:
        last = traveller.entered + timedelta(days=duty.days - 1)  # the day of entry is the first day
    return Clock(duty, last)


def _step(opening: Opening, traveller: Traveller, on: date, *, public: bool) -> Step:
    freshness = opening.freshness(on)
    if not opening.papers:
        papers = Papers.ENOUGH
    elif traveller.papers is None:
        papers = Papers.NOT_SAID
    else:
        papers = Papers.ENOUGH if traveller.papers.intersection(opening.papers) else Papers.MISSING
    ended = opening.until is not None and on > opening.until
    told = not public or (bool(opening.as_of) and not ended)
    theirs = concerns(opening.whom, traveller.nationality)
    return Step(opening, freshness, papers, theirs, opening.says if told else "")
