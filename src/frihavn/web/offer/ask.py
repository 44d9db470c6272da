"""The self-check, one question a page. What is sent means nothing outside this page, and nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from frihavn.law.errors import LawError
from frihavn.law.selfcheck.questions import Ask, is_at_home
from frihavn.law.values import date_span
from frihavn.law.vocabulary import Fact, FactType
from frihavn.routes.place import information_only_in
from frihavn.web.intake.visit import Page, Visit, Wrong
from frihavn.web.offer.law import Law, reading
from frihavn.web.offer.options import Maker, Option, Part, known, labels
from frihavn.web.offer.state import State

AHEAD = ("uk_permission_ends",)
"""Dates that may lie ahead; all others have been."""
YEARS = (1900, 2100)
MORE = ("a", "b")
"""The two lists of further countries on the page of nationalities."""


def next_ask(law: Law, said: State, day: date) -> Ask | None:
    """The next question; None where no answer can change a word any more, or where nothing is to be asked."""
    states = known(said, law, day)
    if is_inside(said, law, day):
        return None
    return law.selfcheck(day).next(states, phone=said.phone)


def is_inside(said: State, law: Law, day: date) -> bool:
    """Whether somebody says they are inside the State they refuse to serve, or where nobody is offered any step."""
    states = {name: state for name, state in known(said, law, day).items() if state is not None}
    return is_at_home(states) or information_only_in(said.country, law.places)


def after(visit: Visit) -> str:
    """The page that follows what was said."""
    if not visit.said.phone:
        return "phone"
    with reading() as law:
        return "ask" if next_ask(law, visit.said, visit.today) else "result"


def _show(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        ask = next_ask(law, visit.said, visit.today)
        if ask is None:
            return {"parts": [], "left": 0}
        if not visit.errors:
            visit.said = visit.said.shown(*(fact.id for fact in ask.facts))
        language = law.language(visit.words.code)
        parts = Maker(law, language, visit.words, visit.said, visit.today).parts(ask)
    return {
        "parts": parts,
        "left": ask.pages - 1,
        "months": [(number, visit.words.month(number)) for number in range(1, 13)],
        "tongue": language.code,
        "first": not visit.said.done,
        "chosen": visit.values.get("chosen", ()),
    }


def _take(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go == "back":
        visit.said, first = visit.said.back(), not visit.said.done
        return "phone" if first else "ask"
    if go == "result":
        return "result"
    with reading() as law:
        ask = next_ask(law, visit.said, visit.today)
        if ask is None or tuple(fact.id for fact in ask.facts) != visit.said.asked:
            return after(visit)
        parts = Maker(law, law.language(visit.words.code), visit.words, visit.said, visit.today).parts(ask)
        answers: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for part in parts:
            try:
                answers |= answer_of(part, post, visit.today)
            except Wrong as error:
                wrong |= error.errors
        if wrong:
            visit.values = {"chosen": {value for name in post for value in post.getlist(name)}}
            raise Wrong(**wrong)
        said = visit.said.answered(answers)
        try:
            known(said, law, visit.today)
        except LawError as error:  # a day that no calendar has
            raise Wrong(q0="offer.error.date") from error
        visit.said = said
    return after(visit)


def answer_of(part: Part, post: QueryDict, day: date) -> dict[str, Any]:
    """What was chosen in one part, as answers in the form of a case file.

    Raises:
        Wrong: nothing was chosen, or a date that cannot be.
    """
    silence = labels(part.silence, post.getlist(f"{part.name}n") + post.getlist(part.name))
    if part.kind == "ticks":
        return _ticked(part, post, silence)
    (fact,) = part.facts
    if silence:
        return {fact.id: silence[0].means}
    chosen = labels(part.options, post.getlist(part.name))
    if part.kind == "date" and not chosen:
        return {fact.id: _typed(part.name, fact, post, day)}
    more = [one for name in MORE for one in labels(part.more, post.getlist(part.name + name))]
    if not chosen and not more:
        raise Wrong(**{part.name: "error.choose"})
    if fact.type is not FactType.SET:
        return {fact.id: chosen[0].means}
    return {fact.id: _several(part, [one.means for one in (*chosen, *more)])}


def _several(part: Part, means: list[str]) -> Any:
    """The members of a set: all of them where every value can be chosen, else those that were, and were not."""
    if "none" in means and len(means) > 1:
        raise Wrong(**{part.name: "offer.error.none"})
    offered = [one.means for one in (*part.options, *part.more) if one.means != "none"]
    ticked = list(dict.fromkeys(value for value in means if value != "none"))
    if set(offered) == set(part.facts[0].values):
        return ticked
    return {"includes": ticked, "excludes": [value for value in offered if value not in ticked]}


def _ticked(part: Part, post: QueryDict, rest: list[Option]) -> dict[str, Any]:
    """True where it was ticked; about all else what was said about the rest."""
    ticked = {one.means for one in labels(part.options, post.getlist(part.name))}
    names = [fact.id for fact in part.facts]
    if not rest and len(ticked) < len(names):
        raise Wrong(**{part.name: "offer.error.rest"})
    return {name: True if name in ticked else rest[0].means for name in names}


def _typed(name: str, fact: Fact, post: QueryDict, day: date) -> str:
    """A date as it was typed: a year, perhaps a month, perhaps a day."""
    year, month, number = (post.get(f"{name}{part}", "").strip() for part in "ymd")
    if not year:
        raise Wrong(**{name: "offer.error.year"})
    pieces = [piece for piece in (year, month, number if month else "") if piece]
    if not all(piece.isdecimal() and len(piece) <= 4 for piece in pieces) or (number and not month):
        raise Wrong(**{name: "offer.error.date"})
    text = "-".join([f"{int(pieces[0]):04}", *(f"{int(piece):02}" for piece in pieces[1:])])
    try:
        first, _ = date_span(text)
    except ValueError as error:
        raise Wrong(**{name: "offer.error.date"}) from error
    if not YEARS[0] <= first.year <= YEARS[1]:
        raise Wrong(**{name: "offer.error.date"})
    if first > day and fact.id not in AHEAD:
        raise Wrong(**{name: "offer.error.ahead"})
    return text


PAGES_HERE = (Page("ask", _show, _take, needs="nothing", folder="offer"),)
