"""Whom a scheme turns away although it promised not to, and schemes that say the same as another."""

from __future__ import annotations

from datetime import date
from typing import Any

from frihavn.law.bind import Settings, bind_rule
from frihavn.law.idle import is_text
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Lowering
from frihavn.law.reading import Question, bound_for, readable
from frihavn.law.scheme import Clause, Role, Scheme
from frihavn.law.witness import case_of
from frihavn.logic import NO, YES, AllOf, Condition, NotOf
from frihavn.logic.condition import variables_in


def broken_promises(
    scheme: Scheme, book: LawBook, looked_at: list[Settings]
) -> list[tuple[Clause, Settings, dict[str, Any]]]:
    """Promises that the scheme does not keep, each with somebody it is about and whom the scheme turns away.

    A promise says of whom the scheme may never say no as long as every finding it does not name is in their favour.
    """
    found = []
    for clause in (one for one in scheme.clauses if one.role is Role.PROMISE):
        for settings in (one for one in looked_at if is_text(clause, one)):
            promise = bind_rule(scheme, clause.name, book.schemes, settings)
            case = _turned_away(promise, bound_for(scheme, book, settings).verdict(), book)
            if case is not None:
                found.append((clause, settings, case))
                break
    return found


def _turned_away(promise: Condition, verdict: Condition, book: LawBook) -> dict[str, Any] | None:
    lowering = Lowering([promise, verdict], book.vocabulary.facts)
    shop = lowering.shop
    allowed = lowering.allowed(book.favoured)
    unnamed = set(book.favoured) & set(lowering.variables) - set(variables_in(promise))
    favoured = {name: allowed[name] for name in sorted(unnamed)}
    wanted, given = (shop.restrict(lowering.lower(one), favoured) for one in (promise, verdict))
    cells = shop.parting(wanted, given, lambda promised, said: promised is YES and said is NO)
    if cells is None:
        return None
    return case_of({**cells, **{name: next(iter(cell)) for name, cell in favoured.items()}}, lowering)


def same_as(scheme: Scheme, book: LawBook, *, on: date) -> list[str]:
    """Ids of other schemes that say the same to everybody on a day: one of them adds nothing."""
    own = _verdict(scheme, book, on)
    if own is None:
        return []
    found = []
    for other in book.schemes.values():
        verdict = _verdict(other, book, on) if other.id != scheme.id and other.kind is scheme.kind else None
        if verdict is not None and set(variables_in(own)) == set(variables_in(verdict)) and _alike(own, verdict, book):
            found.append(other.id)
    return found


def _verdict(scheme: Scheme, book: LawBook, on: date) -> Condition | None:
    """The verdict, if the scheme has text on that day and reads alike under every era and line."""
    looked_at = readable(scheme, book, Question(on)) if scheme.status_on(on, date.max) else []
    found = {bound_for(scheme, book, settings).verdict() for settings in looked_at}
    return found.pop() if len(found) == 1 else None


def _alike(first: Condition, second: Condition, book: LawBook) -> bool:
    differ = AllOf((first, NotOf(second))), AllOf((second, NotOf(first)))
    lowering = Lowering(differ, book.vocabulary.facts)
    return all(YES not in lowering.shop.values(lowering.lower(one)) for one in differ)
