"""A place where somebody is now, as its file says it: what is dangerous, what the law there asks, what is open.

Dangers never age. Openings do: what was seen too long ago may have changed. So a mistake can only make somebody more
careful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from frihavn.law.values import date_span
from frihavn.law.vocabulary import Citation


class DangerKind(Enum):
    """What somebody there has to fear."""

    HAND_OVER = "hand_over"
    ABDUCTION = "abduction"
    EXTRADITION = "extradition"
    DEPORTATION = "deportation"
    ATTACK = "attack"
    WANTED_LIST = "wanted_list"
    SEARCH = "search"
    BORDER = "border"
    AREA = "area"
    NO_PROTECTION = "no_protection"
    PENALTY = "penalty"
    STAY = "stay"


FRONT = "FRONT"
"""The code of the one place that is no country."""
BESIDE_THE_FRONT = frozenset({"UA"})
"""A country's two letters do not say on which side of the front somebody is."""
INCIDENTS = frozenset({DangerKind.HAND_OVER, DangerKind.ABDUCTION, DangerKind.EXTRADITION, DangerKind.DEPORTATION})
"""Where one of these is recorded, no step that makes somebody known is shown to the public, whenever it was."""


class DutyKind(Enum):
    """What the law of the place asks of a foreigner."""

    CLOCK = "clock"
    REGISTRATION = "registration"
    PAPERS = "papers"


class OpeningKind(Enum):
    """What may be open there. Entry rules change fastest."""

    ENTRY = "entry"
    STAY = "stay"
    ASYLUM = "asylum"
    ABROAD = "abroad"
    LEVER = "lever"
    HELP = "help"


class Learner(Enum):
    """Who learns of somebody by a step."""

    NOBODY = "nobody"
    HELPERS = "helpers"
    UNHCR = "unhcr"
    CONSULATE = "consulate"
    MIGRATION_SERVICE = "migration_service"
    COURT = "court"
    POLICE = "police"
    BORDER_GUARD = "border_guard"


FRESH_DAYS = {OpeningKind.ENTRY: 90}
"""After so many days an opening may have changed."""
FRESH_DAYS_OTHERWISE = 180


class Freshness(Enum):
    """Whether an opening is still what was seen."""

    SEEN = "seen"
    MAY_HAVE_CHANGED = "may_have_changed"


@dataclass(frozen=True, slots=True)
class Lifted:
    """A named person says, with a newer source, that a danger is over. An incident cannot be lifted: it happened."""

    by: str
    on: date
    why: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """Something to fear. It stays however old it is.

    Args:
        when: "2026-01", "2025" or a day; empty where it is no single event. `until`: the last of several, likewise.
        whom: Nationalities of whom it is known; empty: anybody.
    """

    id: str
    kind: DangerKind
    says: str
    when: str
    until: str
    whom: tuple[str, ...]
    lifted: Lifted | None
    citations: tuple[Citation, ...]

    @property
    def is_incident(self) -> bool:
        """Whether somebody was handed over, taken or sent away."""
        return self.kind in INCIDENTS

    @property
    def last_day(self) -> date:
        """The last day it can have been, for the order of showing; without a date it counts as oldest."""
        return date_span(self.until or self.when)[1] if self.when else date.min


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law there asks: how long one may stay, registration, papers.

    Args:
        days: How many days one may stay, for a clock; `window`: counted within so many days.
        papers: Papers for which it holds; empty: whatever papers somebody has.
        whom: Nationalities of whom it is known; empty: anybody.
    """

    id: str
    kind: DutyKind
    says: str
    as_of: str
    days: int | None
    window: int | None
    papers: tuple[str, ...]
    whom: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A lawful step, an authority or an organisation, and who learns of somebody by it.

    Args:
        as_of: When it was last seen; empty: never seen.
        until: Its last day, where one is known.
        papers: Any one of these is needed; empty: none.
        whom: Nationalities of whom it is known; empty: anybody.
        exposes_to: Who learns of the person.
        scheme: The scheme that it would begin, or empty.
    """

    id: str
    kind: OpeningKind
    says: str
    as_of: str
    until: date | None
    papers: tuple[str, ...]
    whom: tuple[str, ...]
    exposes_to: tuple[Learner, ...]
    scheme: str
    citations: tuple[Citation, ...]

    @property
    def exposes(self) -> bool:
        """Whether anybody at all learns of the person."""
        return any(learner is not Learner.NOBODY for learner in self.exposes_to)

    def freshness(self, on: date) -> Freshness:
        """How an opening stands on a day: it only ever becomes less sure."""
        if not self.as_of or (self.until and on > self.until):
            return Freshness.MAY_HAVE_CHANGED
        limit = timedelta(days=FRESH_DAYS.get(self.kind, FRESH_DAYS_OTHERWISE))
        seen = date_span(self.as_of)[0]
        return Freshness.SEEN if on - seen <= limit else Freshness.MAY_HAVE_CHANGED


@dataclass(frozen=True, slots=True)
class Place:
    """A country (or the front) where somebody may be.

    Args:
        code: ISO code of the country, or FRONT.
        information_only: Nobody there is offered any step.
        looked_at: When somebody last looked for news of it; empty: never.
    """

    code: str
    name: str
    information_only: bool
    looked_at: str
    dangers: tuple[Danger, ...]
    duties: tuple[Duty, ...]
    openings: tuple[Opening, ...]
    path: str

    @property
    def has_incidents(self) -> bool:
        """Whether anybody was ever handed over, taken or sent away from there."""
        return any(danger.is_incident for danger in self.dangers)


def information_only_in(country: str, places: Mapping[str, Place]) -> bool:
    """Whether nobody in a country is offered any step, whatever nationality they named."""
    place = places.get(country)
    return country in BESIDE_THE_FRONT or (place is not None and place.information_only)
