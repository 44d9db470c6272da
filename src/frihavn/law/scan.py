"""What can be said of a scheme without any case: what never matters, never holds, or holds for the wrong reason.

Every finding is exact for the readings that were looked at, and carries a case that shows it where one exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from frihavn.law import expression as e
from frihavn.law.bind import EARLIEST, Bound, Settings
from frihavn.law.case import FINDING_PREFIX
from frihavn.law.idle import either_way, idle_in
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Lowering
from frihavn.law.promises import broken_promises, same_as
from frihavn.law.reading import Question, bound_for, readable
from frihavn.law.scheme import Scheme
from frihavn.law.witness import case_of
from frihavn.logic import NO, UNKNOWN, YES, AllOf, Condition, NotOf, Truth
from frihavn.logic.condition import variables_in

PROTECTED = ("sex",)
"""Facts that no verdict may rest on. Nationality is what the schemes are about, and is shown as what it is."""

REFUSING = ("refused_openly", "deserted", "evaded", "used_objection_procedure")
"""Facts of which a yes may never give a worse verdict than a no."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One finding.

    Args:
        kind: idle, never_met, subsumed, never_asked, rests_on_protected, punished, promise, duplicate.
        rule: The rule it is about; "" for the whole scheme.
        what: In words. witness: a case file that shows it, or None.
    """

    kind: str
    rule: str
    what: str
    witness: dict[str, Any] | None = None


Reading = tuple[Settings, Bound]


def readings(scheme: Scheme, book: LawBook, question: Question) -> list[Reading]:
    """Every era and line a scheme can be read under on a day, bound, for nobody in particular."""
    return [(settings, bound_for(scheme, book, settings)) for settings in readable(scheme, book, question)]


def scan(scheme: Scheme, book: LawBook, *, on: date) -> list[Scan]:
    """All findings about one scheme as it reads on a day."""
    looked_at = readings(scheme, book, Question(on))
    if not looked_at:
        return []
    closed = never_met(book, looked_at)
    if any(not one.rule for one in closed):
        return closed  # of a scheme that is closed to everybody nothing else is worth saying
    return [
        *idle_parts(scheme, book, looked_at),
        *closed,
        *subsumed(book, looked_at),
        *never_asked(book, looked_at),
        *protected(book, looked_at),
        *punished(scheme, book, on),
        *unkept(scheme, book, looked_at),
        *(Scan("duplicate", "", f"says the same to everybody as {id_}") for id_ in same_as(scheme, book, on=on)),
    ]


def idle_parts(scheme: Scheme, book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Parts of a rule that can be dropped without changing the rule, under every reading."""
    found = idle_in(scheme, book, [settings for settings, _ in looked_at])
    return [Scan("idle", clause.name, f"{e.write(part)} can be dropped: it changes nothing") for clause, part in found]


def never_met(book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Grounds that nobody can meet under any reading, and schemes that are closed to everybody."""
    found = []
    for name in dict.fromkeys(ground.name for _, bound in looked_at for ground in bound.grounds):
        conditions = [ground.condition for _, bound in looked_at for ground in bound.grounds if ground.name == name]
        if all(_values(condition, book) == {NO} for condition in conditions):
            found.append(Scan("never_met", name, f"nobody can meet the ground {name!r}"))
    if all(_values(bound.verdict(), book) == {NO} for _, bound in looked_at):
        found.append(Scan("never_met", "", "the scheme is closed to everybody"))
    return found


def _values(condition: Condition, book: LawBook) -> set[Truth]:
    lowering = Lowering([condition], book.vocabulary.facts)
    return lowering.shop.values(lowering.lower(condition))


def subsumed(book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Grounds that add nobody: whoever meets the one meets the other, from the same places."""
    found = []
    names = list(dict.fromkeys(ground.name for _, bound in looked_at for ground in bound.grounds))
    for narrow in names:
        for wide in names:
            pairs = [_pair(bound, narrow, wide) for _, bound in looked_at]
            held = [pair for pair in pairs if pair is not None]
            if narrow != wide and held and all(_implies(*pair, book) for pair in held):
                found.append(Scan("subsumed", narrow, f"whoever meets {narrow!r} meets {wide!r} as well"))
    return found


def _pair(bound: Bound, narrow: str, wide: str) -> tuple[Condition, Condition] | None:
    ways = {ground.name: AllOf((ground.where, ground.condition)) for ground in bound.grounds}
    return (ways[narrow], ways[wide]) if narrow in ways and wide in ways else None


def _implies(narrow: Condition, wide: Condition, book: LawBook) -> bool:
    both = either_way(AllOf((narrow, NotOf(wide))))
    lowering = Lowering([both], book.vocabulary.facts)
    return lowering.shop.values(lowering.lower(both)) == {NO}


def never_asked(book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Facts that rules look at and that can never change a verdict."""
    seen: dict[str, None] = {}
    matters: set[str] = set()
    for _, bound in looked_at:
        verdict = either_way(bound.verdict())
        seen.update(dict.fromkeys(variables_in(verdict)))
        lowering = Lowering([verdict], book.vocabulary.facts)
        for variable in lowering.shop.support(lowering.lower(verdict)):
            matters.update(lowering.variables[variable].facts)
    idle = [name for name in seen if name not in matters and not name.startswith(FINDING_PREFIX)]
    return [Scan("never_asked", "", f"the answer to {name!r} can never change a verdict") for name in idle]


def protected(book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Verdicts that rest on a protected attribute, with a person whose verdict it alone changes."""
    for settings, bound in looked_at:
        verdict = bound.verdict()
        lowering = Lowering([verdict], book.vocabulary.facts)
        for name in PROTECTED:
            if name in lowering.shop.support(lowering.lower(verdict)):
                case = _dated(_turning(name, verdict, lowering), settings, looked_at, book)
                return [Scan("rests_on_protected", "", f"a verdict rests on {name!r}", case)]
    return []


def _dated(
    case: dict[str, Any] | None, settings: Settings, looked_at: list[Reading], book: LawBook
) -> dict[str, Any] | None:
    """The case with a day for every date that governs, so that it is read by the texts it was found under."""
    if case is None:
        return None
    days: dict[str, str] = {}
    for name, start in settings.era.items():
        later = [one.era[name] for one, _ in looked_at if one.era.get(name, EARLIEST) > EARLIEST]
        day = start if start > EARLIEST else min(later) - timedelta(days=1) if later else None
        if name in book.vocabulary.facts and name not in case["answers"] and day is not None:
            days[name] = day.isoformat()
    return {**case, "answers": {**case["answers"], **days}}


def _turning(name: str, verdict: Condition, lowering: Lowering) -> dict[str, Any] | None:
    """A case in which this fact alone decides."""
    shop, node = lowering.shop, lowering.lower(verdict)
    size = shop.sizes[shop.index[name]]
    versions = [shop.restrict(node, {name: frozenset({cell})}) for cell in range(size)]
    for other in versions[1:]:
        cells = shop.parting(versions[0], other, lambda first, second: first is not second)
        if cells is not None:
            return case_of(cells, lowering)
    return None


def punished(scheme: Scheme, book: LawBook, on: date) -> list[Scan]:
    """Ways of refusing that a scheme holds against somebody."""
    found = []
    for fact in REFUSING:
        witness = rises_with(scheme, fact, book, on=on) if fact in book.vocabulary.facts else None
        if witness is not None:
            found.append(Scan("punished", "", f"a yes to {fact!r} gives a worse verdict than a no", witness))
    return found


def unkept(scheme: Scheme, book: LawBook, looked_at: list[Reading]) -> list[Scan]:
    """Promises of the scheme that it does not keep."""
    return [
        Scan(
            "promise",
            clause.name,
            f"somebody whom {clause.name!r} promises not to turn away is turned away",
            _dated(case, settings, looked_at, book),
        )
        for clause, settings, case in broken_promises(scheme, book, [one for one, _ in looked_at])
    ]


def rises_with(scheme: Scheme, fact: str, book: LawBook, *, on: date) -> dict[str, Any] | None:
    """A case in which answering yes to a fact gives a worse verdict than no; None: it never lowers anything.

    Promise: deserting never lowers eligibility.
    """
    looked_at = readings(scheme, book, Question(on))
    for settings, bound in looked_at:
        verdict = bound.verdict()
        if fact not in variables_in(verdict):
            continue
        lowering = Lowering([verdict], book.vocabulary.facts)
        node = lowering.lower(verdict)
        with_it, without = (lowering.shop.restrict(node, {fact: frozenset({cell})}) for cell in (1, 0))
        cells = lowering.shop.parting(with_it, without, _worse)
        if cells is not None:
            return _dated(case_of({**cells, fact: 1}, lowering), settings, looked_at, book)
    return None


def _worse(first: Truth, second: Truth) -> bool:
    order = (NO, UNKNOWN, YES)
    return order.index(first) < order.index(second)
