"""The headline for a country of stay, computed from law that stands: it says welcome only where that is true.

Welcome means: a scheme is in force, whoever runs this installation decides under it, nobody there depends on a favour,
and somebody who stands in that country can use it. Whoever is inside the State that they may refuse to serve reads
what exists elsewhere; to them nobody says welcome.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from frihavn.law.case import read_case
from frihavn.law.errors import LawError, nearest
from frihavn.law.lawbook import LawBook
from frihavn.law.locate import Locator
from frihavn.law.reading import Question, glance
from frihavn.law.scheme import Helped, Kind, Scheme, Status, StatusFrom
from frihavn.logic import NO, UNKNOWN, YES, Truth


class Standing(Enum):
    """What a scheme is for somebody in a country, best first."""

    WELCOME = "welcome"
    FROM_HERE = "from_here"
    FAVOUR = "favour"
    ONCE_THERE = "once_there"
    ELSEWHERE = "elsewhere"
    HAPPENED = "happened"
    SHUT = "shut"
    PROPOSED = "proposed"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Entry:
    """One scheme under the headline.

    Args:
        from_here: Whether it can be used from the country of stay; UNKNOWN where that depends on the person.
    """

    scheme: Scheme
    status: StatusFrom
    standing: Standing
    from_here: Truth


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline and what stands under it.

    Args:
        country: Where somebody stays. `welcome`: whether any scheme welcomes them there.
        at_home: They are in a country of their own. `information_only`: nothing is begun from there.
        helped: Whom schemes helped, latest first; those who had waited in that country come before others.
    """

    country: str
    on: date
    welcome: bool
    at_home: bool
    information_only: bool
    entries: tuple[Entry, ...]
    helped: tuple[tuple[Scheme, Helped], ...]


def headline(
    book: LawBook,
    country: str,
    on: date,
    *,
    decides: Collection[str] = (),
    nationality: Collection[str] = (),
    information_only: bool = False,
) -> Headline:
    """What can truly be said to somebody in a country.

    Args:
        decides: Ids of the schemes under which whoever runs this installation decides.
        nationality: Of the reader, if they said; empty: not known.
        information_only: From this country nobody begins anything, whatever their nationality.

    Raises:
        LawError: a country or scheme that does not exist.
    """
    for id_ in decides:
        if id_ not in book.schemes:
            raise LawError(f"there is no scheme {id_!r}", hint=nearest(id_, book.schemes))
    at_home = country in nationality
    silent = at_home or information_only
    # somebody who stands in the country, not at a border, and asks today
    day = on.isoformat()
    answers: dict[str, object] = {"present_in": country, "at_border_of": "none", "application": day, "decision": day}
    if nationality:
        answers["nationality"] = sorted(nationality)
    case = read_case({"answers": answers}, book.vocabulary, Locator("the country of stay", country))
    entries = []
    for scheme in book.schemes.values():
        status = scheme.status_on(on, date.max)
        if scheme.kind is not Kind.SCHEME or status is None:
            continue
        parts = glance(scheme, case, book, Question(on))
        entries.append(_entry(scheme, status, parts, () if silent else decides, silent=silent))
    order = list(Standing)
    entries.sort(key=lambda entry: (order.index(entry.standing), entry.from_here is not YES))
    return Headline(
        country=country,
        on=on,
        welcome=any(entry.standing is Standing.WELCOME for entry in entries),
        at_home=at_home,
        information_only=silent,
        entries=tuple(entries),
        helped=_helped(entries, country),
    )


def _entry(
    scheme: Scheme, status: StatusFrom, parts: dict[str, Truth], decides: Collection[str], *, silent: bool
) -> Entry:
    standing = _standing(scheme, status, parts, decides)
    if silent and standing is Standing.FROM_HERE:
        standing = Standing.ELSEWHERE
    return Entry(scheme, status, standing, parts.get("where", NO))


def _standing(scheme: Scheme, status: StatusFrom, parts: dict[str, Truth], decides: Collection[str]) -> Standing:
    match status.status:
        case Status.PROPOSED:
            return Standing.PROPOSED
        case Status.LAPSED | Status.REPEALED:
            return Standing.HISTORY
        case Status.PRACTICE:
            return Standing.HAPPENED
        case Status.SUSPENDED | Status.NOT_YET_APPLIED:
            return Standing.SHUT
        case Status.IN_FORCE:
            pass
    where = parts.get("where", NO)
    if parts.get("verdict", NO) is NO and where is not NO:
        return Standing.SHUT
    if where is NO:
        return Standing.ONCE_THERE
    if scheme.discretion:
        return Standing.FAVOUR
    usable = where is YES and scheme.id in decides
    return Standing.WELCOME if usable else Standing.FROM_HERE


def _helped(entries: list[Entry], country: str) -> tuple[tuple[Scheme, Helped], ...]:
    found = [(entry.scheme, helped) for entry in entries for helped in entry.scheme.helped]
    found.sort(key=lambda pair: pair[1].last, reverse=True)
    found.sort(key=lambda pair: country not in pair[1].waited_in)
    return tuple(found)


def depends_on_the_person(entry: Entry) -> bool:
    """Whether more than the place decides who can use a scheme: always, where one can be used from there."""
    return entry.from_here is UNKNOWN or entry.standing is Standing.FROM_HERE
