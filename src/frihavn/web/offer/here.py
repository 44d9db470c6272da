"""Where somebody is now: dangers, duties, what is open and who learns of them by it. And the law at home."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from frihavn.law.scheme import Role
from frihavn.law.values import date_span
from frihavn.routes.place import Danger, Freshness, Place
from frihavn.routes.route import Clock, Papers, Step, Traveller, route_from
from frihavn.routes.words import context_of
from frihavn.web.intake.visit import Page, Visit
from frihavn.web.offer.law import Law, reading
from frihavn.web.offer.standing import grade_words
from frihavn.web.operator import operator
from frihavn.web.speech.language import Language

HEADINGS = ("dangers", "no_dangers", "duties", "steps", "withheld")
AT_HOME = ("origin/ru", "origin/by", "origin/ua")


def _show_here(visit: Visit) -> dict[str, Any]:
    state = visit.said
    with reading() as law:
        language = law.language(visit.words.code)
        place = law.places.get(state.country)
        name = language.country(state.country)
        foot = language.say("routes.not_reviewed")
        if place is None:
            codes = sorted(language.country(code) for code in law.places if code != "FRONT")
            none = language.say("routes.no_place", place=name)
            return {"title": name, "none": none, "known": codes, "foot": foot}
        route = route_from(place, Traveller(), visit.today, public=True, today=visit.today)
        looked = language.loose(place.looked_at) if place.looked_at else ""
        return {
            "title": language.say("routes.title", place=name),
            "looked": language.say("routes.looked_at", when=looked) if looked else language.say("routes.never_looked"),
            "dangers": [_danger(place, one, language) for one in route.dangers],
            "clocks": [_clock(place, one, language) for one in route.clocks],
            "steps": [_step(place, one, law, language) for one in route.steps],
            "headings": {key: language.say(f"routes.{key}") for key in HEADINGS},
            "silence": language.say(f"routes.{route.silence.value}") if route.silence else "",
            "withheld": bool(route.withheld), "foot": foot, "contacts": operator().contacts,
            "contacts_say": language.say("routes.contacts" if operator().contacts else "routes.no_contacts"),
        }  # fmt: skip


def _danger(place: Place, danger: Danger, language: Language) -> dict[str, Any]:
    kind = language.say(f"danger.{danger.kind.value}")
    when = language.loose(danger.when) if danger.when else ""
    if danger.until and danger.until != danger.when:
        when += f" – {language.loose(danger.until)}"
    lifted = danger.lifted
    why = language.of(context_of(place, "danger", danger.id), lifted.why) if lifted else ""
    return {
        "title": sentence(f"{kind}, {when}" if when else kind),
        "says": language.of(context_of(place, "danger", danger.id), danger.says),
        "about": _about(danger.whom, language), "grade": grade_words(danger.citations, language),
        "incident": danger.is_incident and not lifted,
        "lifted": language.say("routes.lifted", day=language.day(lifted.on), who=lifted.by, why=why) if lifted else "",
    }  # fmt: skip


def sentence(text: str) -> str:
    """A text with its full stop; a date that ends in one needs no other."""
    return text if text.endswith(".") else f"{text}."


def _about(whom: tuple[str, ...], language: Language) -> str:
    names = language.say("join.and").join(language.country(code) for code in whom)
    return language.say("routes.about", countries=names) if whom else ""


def _clock(place: Place, clock: Clock, language: Language) -> dict[str, str]:
    duty = clock.duty
    seen = (
        language.say("routes.seen", when=language.loose(duty.as_of))
        if duty.as_of
        else language.say("routes.changed_never")
    )
    return {
        "kind": language.say(f"duty.{duty.kind.value}"),
        "says": language.of(context_of(place, "duty", duty.id), duty.says),
        "notes": "; ".join(filter(None, (_about(duty.whom, language), seen, grade_words(duty.citations, language)))),
    }  # fmt: skip


def _step(place: Place, step: Step, law: Law, language: Language) -> dict[str, Any]:
    opening, say = step.opening, language.say
    says = language.of(context_of(place, "opening", opening.id), step.says)
    who = say("join.and").join(say(f"learner.{learner.value}") for learner in opening.exposes_to)
    notes = []
    if not step.concerns:
        notes.append(_about(opening.whom, language))
    if step.papers is not Papers.ENOUGH:
        fact = law.book.vocabulary.facts["papers"]
        papers = say("join.or").join(language.value(fact, paper) for paper in opening.papers)
        notes.append(say(f"routes.papers.{step.papers.value}", papers=papers))
    if not opening.as_of:
        notes.append(say("routes.changed_never"))
    else:
        key = "routes.changed_seen" if step.freshness is Freshness.MAY_HAVE_CHANGED else "routes.seen"
        notes.append(say(key, when=language.loose(opening.as_of)))
    notes.append(grade_words(opening.citations, language))
    return {
        "kind": say(f"opening.{opening.kind.value}"), "says": says or say("routes.changed"),
        "learns": say("routes.learns", who=who) if says else "", "exposes": opening.exposes,
        "notes": "; ".join(filter(None, notes)) if says else "",
    }  # fmt: skip


def _take_here(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    return go if go in ("headline", "country", "phone", "detained", "start") else "start"


def _show_home(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        language = law.language(visit.words.code)
        chosen = visit.chosen if visit.chosen in AT_HOME else ""
        schemes = [(id_, language.country(law.book.schemes[id_].country)) for id_ in AT_HOME if id_ in law.book.schemes]
        rules = _rules_at_home(chosen, law, language, visit.today) if chosen else []
        return {
            "schemes": schemes, "rules": rules, "chosen": chosen,
            "title": language.of(f"scheme:{chosen}:name", law.book.schemes[chosen].name) if chosen else "",
            "foot": language.say("routes.not_reviewed"),
        }  # fmt: skip


def _rules_at_home(id_: str, law: Law, language: Language, day: date) -> list[dict[str, Any]]:
    scheme = law.book.schemes[id_]
    found: dict[str, list[str]] = {}
    for clause in scheme.clauses:
        if clause.span.holds(day, date.max) and clause.role in (Role.WARNING, Role.GROUND, Role.RULE, Role.INDICATOR):
            title = language.of(f"scheme:{id_}:title", clause.title)
            for one in clause.citations:
                source = law.book.vocabulary.sources[one.source]
                text = f"{source.title}, {one.at}; {language.say(f'grade.{one.grade.value}')}"
                found.setdefault(title, [])
                if text not in found[title]:
                    found[title].append(text)
    return [{"title": title, "sources": sources} for title, sources in found.items()]


def _take_home(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go in AT_HOME:
        visit.chosen = go
        return "at_home"
    return "start"


def _show_sources(visit: Visit) -> dict[str, Any]:
    with reading() as law:
        language = law.language(visit.words.code)
        rows = [
            {
                "title": one.title, "grade": language.say(f"grade.{one.grade.value}"),
                "dated": language.loose(one.dated) if one.dated and _is_date(one.dated) else one.dated,
                "seen": language.day(one.seen) if one.seen else "",
            }
            for one in sorted(law.book.vocabulary.sources.values(), key=lambda one: one.title.casefold())
        ]  # fmt: skip
    letters = sorted({row["title"][:1].upper() for row in rows})
    chosen = visit.chosen if visit.chosen in letters else letters[0]
    return {
        "letters": letters, "chosen": chosen, "count": len(rows),
        "rows": [row for row in rows if row["title"][:1].upper() == chosen],
    }  # fmt: skip


def _is_date(text: str) -> bool:
    try:
        date_span(text)
    except ValueError:
        return False
    return True


def _take_sources(visit: Visit, post: QueryDict) -> str:
    go = post.get("go", "")
    if go.startswith("letter:"):
        visit.chosen = go[7:]
        return "sources"
    return "start"


PAGES_HERE = (
    Page("here", _show_here, _take_here, needs="nothing", folder="offer"),
    Page("at_home", _show_home, _take_home, needs="nothing", folder="offer"),
    Page("sources", _show_sources, _take_sources, needs="nothing", folder="offer"),
)
