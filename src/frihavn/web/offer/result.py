"""What the self-check says of every scheme: a word, how well it is known, what is missing, who would learn of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from frihavn.law.bind import BORDER, PRESENT
from frihavn.law.case import Case
from frihavn.law.change import would_change
from frihavn.law.check import check
from frihavn.law.eligibility import Eligibility
from frihavn.law.interview import Audience, may_be_asked
from frihavn.law.reading import Question
from frihavn.law.word import Word
from frihavn.routes.place import Place
from frihavn.routes.route import Route, Traveller, route_from
from frihavn.web.intake.visit import Page, Visit
from frihavn.web.offer.ask import is_inside, next_ask
from frihavn.web.offer.law import Law, reading
from frihavn.web.offer.options import known
from frihavn.web.offer.standing import name_of
from frihavn.web.offer.state import State
from frihavn.web.operator import operator
from frihavn.web.speech.language import Language
from frihavn.web.speech.phrase import Phrases

GROUPS: dict[str, tuple[Word, ...]] = {
    "ways": (Word.MET, Word.COULD, Word.COURTS, Word.FAVOUR, Word.PRACTICE, Word.PROPOSAL, Word.CANNOT_SAY),
    "elsewhere": (Word.ELSEWHERE,),
    "shut": (Word.NOT_MET,),
    "history": (Word.HISTORY,),
}
CARDS_MAX, STEPS_MAX, LATER_MAX = 6, 3, 6
PLACES = (PRESENT, BORDER)
"""To be somewhere else exposes nobody by itself; every other step makes somebody known to somebody."""
PAPERS = "papers"


def _show(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        said, day = visit.said, visit.today
        found = _Result(law, law.language(visit.words.code), said, day)
        group, start = _chosen(visit.chosen)
        unasked = next_ask(law, said, day) is not None
        return {
            "group": group, "cards": found.cards(group, start),
            "back_to": start - CARDS_MAX if start else None, "next_from": found.next_from(group, start),
            "counts": [(name, len(ids)) for name, ids in found.groups.items() if ids and name != group],
            "day": day, "inside": found.inside, "incidents": found.incidents, "unasked": unasked,
            "place": found.language.country(said.country) if said.country else "",
            "place_known": found.place is not None, "contacts": operator().contacts,
            "tongue": found.language.code, "foot": found.language.say("routes.not_reviewed"),
        }  # fmt: skip


def _chosen(text: str) -> tuple[str, int]:
    group, _, start = text.partition(":")
    return (group, int(start)) if group in GROUPS and start.isdecimal() else ("ways", 0)


class _Result:
    """The words for somebody, and cards for some of them."""

    def __init__(self, law: Law, language: Language, said: State, day: date) -> None:
        self.law, self.language, self.day, self.question = law, language, day, Question(day)
        self.selfcheck = law.selfcheck(day)
        states = known(said, law, day)
        self.case: Case = self.selfcheck.case(states)
        self.words = self.selfcheck.words(states)
        self.inside = is_inside(said, law, day)
        self.place: Place | None = law.places.get(said.country)
        self.incidents = self.place is not None and self.place.has_incidents
        self.route: Route | None = (
            route_from(self.place, Traveller(), day, public=True, today=day) if self.place else None
        )
        self.groups = {name: self._ordered(words) for name, words in GROUPS.items()}

    def _ordered(self, words: tuple[Word, ...]) -> list[str]:
        return [id_ for word in words for id_, found in self.words.items() if found is word]

    def cards(self, group: str, start: int) -> list[dict[str, Any]]:
        """Some schemes of a group."""
        return [self.card(id_, group) for id_ in self.groups[group][start : start + CARDS_MAX]]

    def next_from(self, group: str, start: int) -> int | None:
        """Where the next page of a group begins; None: this is the last."""
        return start + CARDS_MAX if start + CARDS_MAX < len(self.groups[group]) else None

    def card(self, id_: str, group: str) -> dict[str, Any]:
        """What stands under one scheme."""
        scheme, language = self.law.book.schemes[id_], self.language
        status = scheme.status_on(self.day, date.max)
        since = status.span.start if status and status.span.start else None
        card: dict[str, Any] = {
            "word": self.words[id_].value, "name": name_of(scheme, language), "since": since,
            "country": language.country(scheme.country),
        }  # fmt: skip
        if group == "history":
            return card
        found = check(scheme, self.case, self.law.book, self.question)
        grade = found.weakest_grade
        card |= {
            "grade": language.say(f"grade.{grade.value}") if grade else "",
            "because": [language.say(f"because.{reason}") for reason in found.open_because],
            "later": self._later(found),
            "learns": "" if self.inside or self.incidents or group != "ways" else self._learns(id_, scheme.authority),
        }
        return card if self.inside or group == "ways" else card | self._ahead(found)

    def _later(self, found: Eligibility) -> list[str]:
        """What an officer will ask or find later; nobody is asked it here."""
        facts = self.law.book.vocabulary.facts
        later = [facts[name] for name in found.still_matters if not may_be_asked(facts[name], Audience.PUBLIC)]
        return [self.language.fact(fact) for fact in later[:LATER_MAX]]

    def _ahead(self, found: Eligibility) -> dict[str, Any]:
        """Where somebody would have to be, and lawful steps; where people were handed over no step but the place."""
        changes = would_change(found.scheme, self.case, self.law.book, self.question, public=True)
        only = [dict(change.values) for change in changes if len(change.values) == 1]
        other = [change for change in changes if any(name not in PLACES for name, _ in change.values)]
        phrases = Phrases(self.law.book, self.language)
        steps = [] if self.incidents else [phrases.change(change) for change in other[:STEPS_MAX]]
        papers = any(name == PAPERS for change in other[:STEPS_MAX] for name, _ in change.values)
        return {
            "where": self._places([one[PRESENT] for one in only if PRESENT in one], phrases),
            "border": self._places([one[BORDER] for one in only if BORDER in one], phrases),
            "steps": steps, "papers": papers and not self.incidents,
        }  # fmt: skip

    def _places(self, values: list[Any], phrases: Phrases) -> str:
        """Countries in words."""
        codes = [code for one in values for code in (one["one_of"] if isinstance(one, dict) else [one])]
        return phrases.list(self.law.book.vocabulary.facts[PRESENT], codes, "join.or") if codes else ""

    def _learns(self, id_: str, authority: str) -> str:
        """Who would learn of somebody who begins this."""
        steps = [step for step in (self.route.steps if self.route else ()) if step.opening.scheme == id_]
        who = list(dict.fromkeys(learner for step in steps for learner in step.opening.exposes_to))
        if who:
            return self.language.say("join.and").join(self.language.say(f"learner.{one.value}") for one in who)
        return authority


def _take(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go == "back":
        visit.said, first = visit.said.back(), not visit.said.done
        return "phone" if first else "ask"
    if go == "again":
        visit.said = State(country=visit.said.country, phone=visit.said.phone)
        return "ask"
    if _chosen(go) != ("ways", 0) or go == "ways:0":
        visit.chosen = go
        return "result"
    return go if go in ("ask", "here", "about", "detained", "headline") else "result"


PAGES_HERE = (Page("result", _show, _take, needs="nothing", folder="offer"),)
