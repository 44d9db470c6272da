"""What exists for somebody where they are: the headline, reckoned from the law of the day; a page a scheme."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from frihavn.law.scheme import Clause, Role, Scheme
from frihavn.law.values import weakest
from frihavn.law.vocabulary import Citation
from frihavn.routes.headline import Entry, Headline, Standing, depends_on_the_person, headline
from frihavn.routes.place import information_only_in
from frihavn.web.intake.visit import Page, Visit, Wrong
from frihavn.web.offer.ask import after
from frihavn.web.offer.law import Law, reading
from frihavn.web.offer.state import State
from frihavn.web.operator import operator
from frihavn.web.speech.language import Language

_MEANS = tuple(f"status.{word}.means" for word in ("proposed", "lapsed", "practice", "repealed", "suspended"))
FIRST = ("KZ", "AM", "GE", "KG", "TR", "RS", "LT", "LV", "EE", "FI", "DE", "PL")
"""Countries that are offered first; all others follow by name."""
ASKED_FIRST = (Role.GROUND, Role.FINDING, Role.EXCLUSION)


def _show_country(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        language = law.language(visit.words.code)
        codes = [code for code in law.book.vocabulary.facts["present_in"].values if code != "none"]
        named = sorted(((code, language.country(code)) for code in codes), key=lambda pair: pair[1])
    first = [(code, name) for wanted in FIRST for code, name in named if code == wanted]
    return {"first": first, "countries": named}


def _take_country(visit: Visit, post: QueryDict) -> str:
    if post.get("go") == "start":
        return "start"
    code = post.get("country", "")
    with reading() as law:
        known = set(law.book.vocabulary.facts["present_in"].values) - {"none"}
        if code not in known:
            raise Wrong(country="error.choose")
    visit.said = State(country=code)
    return "headline"


def news_of(law: Law, country: str, day: date) -> Headline:
    """The headline for a country on a day."""
    silent = information_only_in(country, law.places)
    decides = [one for one in operator().decides if one in law.book.schemes]
    return headline(law.book, country, day, decides=decides, information_only=silent)


def _show_headline(visit: Visit) -> dict[str, Any]:
    state = visit.said
    with reading() as law:
        language = law.language(visit.words.code)
        news = news_of(law, state.country, visit.today)
        groups = [
            (
                language.say(f"headline.standing.{one.value}"),
                one.value,
                [_entry(entry, language) for entry in found],
            )
            for one in Standing
            if (found := [entry for entry in news.entries if entry.standing is one])
        ]
        helped = [_helped(scheme, one, language) for scheme, one in news.helped]
        where = language.say("headline.in", country=language.country(state.country), day=language.day(news.on))
        key = "headline.welcome" if news.welcome else "headline.none"
        headline_text = language.say(key, operator=operator().name)
        foot = language.say("routes.not_reviewed")
        known = state.country in law.places
    return {
        "groups": groups, "helped": helped, "where": where, "news": headline_text,
        "welcome": news.welcome, "information_only": news.information_only, "foot": foot, "place_known": known,
        "contacts": operator().contacts, "silent": language.say("routes.information_only"),
    }  # fmt: skip


def _entry(entry: Entry, language: Language) -> dict[str, Any]:
    notes = []
    if entry.status.span.start:
        notes.append(language.say("headline.since", day=language.day(entry.status.span.start)))
    if depends_on_the_person(entry) and entry.standing in (Standing.FROM_HERE, Standing.FAVOUR):
        notes.append(language.say("headline.depends"))
    notes.append(grade_words(entry.status.citations, language))
    return {"id": entry.scheme.id, "name": name_of(entry.scheme, language), "notes": "; ".join(notes)}


def _helped(scheme: Scheme, one: Any, language: Language) -> str:
    key = "headline.happened" if one.people else "headline.happened_uncounted"
    says = language.of(f"scheme:{scheme.id}:helped", one.says)
    return language.say(key, says=says, people=one.people, when=language.loose(one.last))


def _take_headline(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go.startswith("scheme:"):
        visit.chosen = go[7:]
        return "scheme"
    if go == "phone" and visit.said.country:
        return after(visit)  # the page on safe phones, once
    if go in ("here", "phone", "country", "start", "detained", "families", "headline", "sources"):
        return go if go in ("country", "start") or visit.said.country else "country"
    return "start"


def _show_scheme(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        language = law.language(visit.words.code)
        scheme = law.book.schemes.get(visit.chosen) or next(iter(law.book.schemes.values()))
        status = scheme.status_on(visit.today, date.max)
        word = status.status.value if status else "repealed"
        clauses = [_clause(clause, scheme, law, language) for clause in _today(scheme, visit.today)]
        found = {
            "name": name_of(scheme, language), "status": language.say(f"status.{word}"),
            "means": language.say(f"status.{word}.means") if f"status.{word}.means" in _MEANS else "",
            "since": language.day(status.span.start) if status and status.span.start else "",
            "note": "", "clauses": clauses, "favour": scheme.discretion, "foot": language.say("routes.not_reviewed"),
            "status_source": _sources(status.citations, law, language) if status else [],
        }  # fmt: skip
    return {"scheme": found}


def _today(scheme: Scheme, day: date) -> list[Clause]:
    """The clauses that are the text today, what is asked first, then what shuts it out."""
    standing = [one for one in scheme.clauses if one.span.holds(day, date.max) and one.role in ASKED_FIRST]
    return sorted(standing, key=lambda one: ASKED_FIRST.index(one.role))


def _clause(clause: Clause, scheme: Scheme, law: Law, language: Language) -> dict[str, Any]:
    return {
        "title": language.of(f"scheme:{scheme.id}:title", clause.title), "role": clause.role.value,
        "sources": _sources(clause.citations, law, language),
    }  # fmt: skip


def _sources(citations: tuple[Citation, ...], law: Law, language: Language) -> list[dict[str, str]]:
    found = []
    for one in citations:
        source = law.book.vocabulary.sources[one.source]
        found.append({"title": source.title, "at": one.at, "grade": language.say(f"grade.{one.grade.value}")})
    return found


def name_of(scheme: Scheme, language: Language) -> str:
    """A scheme's name in the reader's language."""
    return language.of(f"scheme:{scheme.id}:name", scheme.name)


def grade_words(citations: tuple[Citation, ...], language: Language) -> str:
    """How well something is known, in words."""
    found = weakest([citation.grade for citation in citations])
    return language.say(f"grade.{found.value}") if found else ""


PAGES_HERE = (
    Page("country", _show_country, _take_country, needs="nothing", folder="offer"),
    Page("headline", _show_headline, _take_headline, needs="nothing", folder="offer"),
    Page("scheme", _show_scheme, _take_headline, needs="nothing", folder="offer"),
)
