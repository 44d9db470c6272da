"""Lay out a route and a headline for people, and as plain data for programs."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from frihavn.app.context import print_draft_note
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import citations_json
from frihavn.law.scheme import Helped, Scheme
from frihavn.law.values import weakest
from frihavn.law.vocabulary import Citation
from frihavn.routes.headline import Entry, Headline, Standing, depends_on_the_person
from frihavn.routes.operator import Operator
from frihavn.routes.place import FRONT, Danger, Freshness, Place
from frihavn.routes.route import Clock, Papers, Route, Step
from frihavn.routes.words import context_of
from frihavn.web.speech.language import Language

_COLOURS = {
    Standing.WELCOME: "green",
    Standing.FROM_HERE: "green",
    Standing.FAVOUR: "yellow",
    Standing.HAPPENED: "yellow",
}


def sentence(text: str) -> str:
    """A text with its full stop; a date that ends in one needs no other."""
    return text if text.endswith(".") else f"{text}."


class RoutePage:
    """Prints what somebody in a place should know."""

    def __init__(self, console: Console, book: LawBook, language: Language) -> None:
        self.console, self.book, self.language = console, book, language

    def title(self, text: str, style: str = "bold") -> None:
        """A heading, with an empty line before it."""
        self.console.print()
        self.console.print(Text(text, style=style))

    def item(self, *parts: Text | tuple[str, str] | str) -> None:
        """One paragraph, set in."""
        self.console.print(Padding(Text.assemble(*parts), (0, 0, 0, 2)))

    def place(self, place: Place) -> str:
        """The name of a place in the reader's language."""
        return self.language.say("routes.front") if place.code == FRONT else self.language.country(place.code)

    def route(self, route: Route, news: Headline | None, operator: Operator) -> None:
        """The whole answer: dangers first."""
        say, place = self.language.say, route.place
        self.console.print(Text(say("routes.title", place=self.place(place)), style="bold underline"))
        looked = say("routes.looked_at", when=self.language.loose(place.looked_at)) if place.looked_at else ""
        read_on = say("routes.read_on", day=self.language.day(route.on))
        self.console.print(Text(f"{sentence(read_on)} {looked or say('routes.never_looked')}", style="dim"))
        self.title(say("routes.dangers"), "bold red")
        for danger in route.dangers:
            self.danger(place, danger)
        if not route.dangers:
            self.item(say("routes.no_dangers"))
        if any(not step.concerns for step in route.steps):
            self.item((say("routes.others"), "yellow"))
        if news:
            self.news(news, operator)
        if route.clocks:
            self.title(say("routes.duties"))
        for clock in route.clocks:
            self.clock(place, clock)
        self.title(say("routes.steps"))
        if route.silence:
            self.item(say(f"routes.{route.silence.value}"))
        for step in route.steps:
            self.step(place, step)
        if route.withheld:
            self.item((say("routes.withheld"), "bold"))
        self.contacts(operator)
        self.console.print()
        self.console.print(Text(say("routes.not_reviewed"), style="dim"))
        print_draft_note(self.console, self.language)

    def danger(self, place: Place, danger: Danger) -> None:
        """One danger, with its date, whom it was about, and how it is known."""
        say = self.language.say
        kind = ("! " if not danger.lifted else "· ") + say(f"danger.{danger.kind.value}")
        if danger.when:
            kind += f", {self.span(danger.when, danger.until)}"
        says = self.language.of(context_of(place, "danger", danger.id), danger.says)
        about = f"{self.about(danger.whom)}; " if danger.whom else ""
        style = "bold red" if danger.is_incident else "bold"
        self.item((f"{sentence(kind)} ", style), says, (f"  [{about}{self.grade(danger.citations)}]", "dim"))
        if danger.lifted:
            lifted = danger.lifted
            why = self.language.of(context_of(place, "danger", danger.id), lifted.why)
            self.item((say("routes.lifted", day=self.language.day(lifted.on), who=lifted.by, why=why), "green"))

    def about(self, whom: tuple[str, ...]) -> str:
        """Of whose citizens something is known."""
        names = self.language.say("join.and").join(self.language.country(code) for code in whom)
        return self.language.say("routes.about", countries=names)

    def clock(self, place: Place, clock: Clock) -> None:
        """A duty, and the last day where it can be reckoned."""
        say, duty = self.language.say, clock.duty
        says = self.language.of(context_of(place, "duty", duty.id), duty.says)
        seen = say("routes.seen", when=self.language.loose(duty.as_of)) if duty.as_of else say("routes.changed_never")
        parts: list[Text | tuple[str, str] | str] = [(f"{say(f'duty.{duty.kind.value}')}. ", "bold"), says]
        if clock.last_day:
            parts.append((f" ({say('routes.last_day', day=self.language.day(clock.last_day))})", "bold yellow"))
        about = f"{self.about(duty.whom)}; " if duty.whom else ""
        self.item(*parts, (f"  [{about}{seen}; {self.grade(duty.citations)}]", "dim"))

    def step(self, place: Place, step: Step) -> None:
        """An opening: what it is, who learns of the person, how fresh it is, which papers it needs."""
        say, opening = self.language.say, step.opening
        says = self.language.of(context_of(place, "opening", opening.id), step.says)
        kind = f"{say(f'opening.{opening.kind.value}')}. "
        if not says:
            self.item((kind, "bold"), (say("routes.changed"), "yellow"))
            return
        who = say("join.and").join(say(f"learner.{learner.value}") for learner in opening.exposes_to)
        self.item((kind, "bold"), says)
        notes = [(say("routes.learns", who=who), "red" if opening.exposes else "green")]
        if not step.concerns:
            notes.append((self.about(opening.whom), "yellow"))
        if step.papers is not Papers.ENOUGH:
            fact = self.book.vocabulary.facts["papers"]
            papers = say("join.or").join(self.language.value(fact, paper) for paper in opening.papers)
            notes.append((say(f"routes.papers.{step.papers.value}", papers=papers), "yellow"))
        if not opening.as_of:
            notes.append((say("routes.changed_never"), "yellow"))
        else:
            key = "routes.changed_seen" if step.freshness is Freshness.MAY_HAVE_CHANGED else "routes.seen"
            colour = "yellow" if key.endswith("changed_seen") else "dim"
            notes.append((say(key, when=self.language.loose(opening.as_of)), colour))
        notes.append((self.grade(opening.citations), "dim"))
        if opening.scheme:
            notes.append((opening.scheme, "dim"))
        line = Text(" · ").join(Text(text, style=style) for text, style in notes)
        self.console.print(Padding(line, (0, 0, 0, 4)))

    def contacts(self, operator: Operator) -> None:
        """Whom to turn to."""
        say = self.language.say
        self.title(say("routes.contacts") if operator.contacts else say("routes.no_contacts"))
        for contact in operator.contacts:
            spoken = f" ({', '.join(contact.languages)})" if contact.languages else ""
            self.item((contact.who, "bold"), f": {contact.how}{spoken}. {contact.what}".rstrip())

    def news(self, news: Headline, operator: Operator, *, short: bool = True) -> None:
        """The headline, and whom schemes helped; with `short` only those who had waited there."""
        say = self.language.say
        text = say("headline.welcome", operator=operator.name) if news.welcome else say("headline.none")
        self.title(text, "bold green" if news.welcome else "bold yellow")
        for entry in news.entries:
            if entry.standing is Standing.WELCOME:
                self.item((self.name(entry.scheme), "bold"))
        for scheme, helped in news.helped:
            if not short or news.country in helped.waited_in:
                self.item(self.happened(scheme, helped))

    def happened(self, scheme: Scheme, helped: Helped) -> str:
        """Whom a scheme helped, in a sentence that promises nothing."""
        says = self.language.of(f"scheme:{scheme.id}:helped", helped.says)
        key = "headline.happened" if helped.people else "headline.happened_uncounted"
        return self.language.say(key, says=says, people=helped.people, when=self.language.loose(helped.last))

    def headline(self, news: Headline, operator: Operator) -> None:
        """The headline and every scheme under it, by what it is for somebody there."""
        say = self.language.say
        where = say("headline.in", country=self.language.country(news.country), day=self.language.day(news.on))
        self.console.print(Text(where, style="dim"))
        self.news(news, operator, short=False)
        if news.information_only:
            self.item((say("headline.at_home" if news.at_home else "routes.information_only"), "bold"))
        for standing in Standing:
            entries = [entry for entry in news.entries if entry.standing is standing]
            if entries:
                self.title(say(f"headline.standing.{standing.value}"), f"bold {_COLOURS.get(standing, 'dim')}")
            for entry in entries:
                self.entry(entry)
        self.console.print()
        self.console.print(Text(say("routes.not_reviewed"), style="dim"))
        print_draft_note(self.console, self.language)

    def entry(self, entry: Entry) -> None:
        """One scheme: name, since when, how it is known."""
        say = self.language.say
        notes = []
        if entry.status.span.start:
            notes.append(say("headline.since", day=self.language.day(entry.status.span.start)))
        if depends_on_the_person(entry) and entry.standing in (Standing.FROM_HERE, Standing.FAVOUR):
            notes.append(say("headline.depends"))
        notes.append(self.grade(entry.status.citations))
        self.item(self.name(entry.scheme), (f"  {entry.scheme.id}", "dim"), (f"  [{'; '.join(notes)}]", "dim"))

    def name(self, scheme: Scheme) -> str:
        """A scheme's name in the reader's language."""
        return self.language.of(f"scheme:{scheme.id}:name", scheme.name)

    def grade(self, citations: tuple[Citation, ...]) -> str:
        """How well something is known, in words."""
        found = weakest([citation.grade for citation in citations])
        return self.language.say(f"grade.{found.value}") if found else ""

    def span(self, first: str, last: str) -> str:
        """One date or two."""
        return self.language.loose(first) + (f" – {self.language.loose(last)}" if last and last != first else "")


def route_json(route: Route, news: Headline | None, operator: Operator) -> dict[str, Any]:
    """The answer of `frihavn routes --json`."""
    place = route.place
    return {
        "from": place.code,
        "on": route.on.isoformat(),
        "public": route.public,
        "looked_at": place.looked_at or None,
        "incidents_recorded": place.has_incidents,
        "dangers": [_danger_json(danger) for danger in route.dangers],
        "duties": [
            {
                "id": clock.duty.id,
                "kind": clock.duty.kind.value,
                "says": clock.duty.says,
                "as_of": clock.duty.as_of or None,
                "days": clock.duty.days,
                "window": clock.duty.window,
                "whom": list(clock.duty.whom),
                "last_day": clock.last_day.isoformat() if clock.last_day else None,
                "cite": citations_json(clock.duty.citations),
            }
            for clock in route.clocks
        ],
        "steps": [_step_json(step) for step in route.steps],
        "withheld": route.withheld,
        "silence": route.silence.value if route.silence else None,
        "headline": headline_json(news, operator) if news else None,
        "contacts": contacts_json(operator),
    }


def contacts_json(operator: Operator) -> list[dict[str, Any]]:
    """Whom people can turn to."""
    return [
        {"who": one.who, "how": one.how, "languages": list(one.languages), "what": one.what}
        for one in operator.contacts
    ]


def _danger_json(danger: Danger) -> dict[str, Any]:
    lifted = danger.lifted
    return {
        "id": danger.id,
        "kind": danger.kind.value,
        "incident": danger.is_incident,
        "says": danger.says,
        "when": danger.when or None,
        "until": danger.until or None,
        "whom": list(danger.whom),
        "lifted": lifted and {"by": lifted.by, "on": lifted.on.isoformat(), "why": lifted.why},
        "cite": citations_json(danger.citations),
    }


def _step_json(step: Step) -> dict[str, Any]:
    told = bool(step.says)
    return {
        "id": step.opening.id,
        "kind": step.opening.kind.value,
        "says": step.says or None,
        "as_of": step.opening.as_of or None,
        "freshness": step.freshness.value,
        "papers": step.papers.value,
        "concerns": step.concerns,
        "exposes_to": [learner.value for learner in step.opening.exposes_to],
        "scheme": step.opening.scheme or None,
        "cite": citations_json(step.opening.citations) if told else [],
    }


def headline_json(news: Headline, operator: Operator) -> dict[str, Any]:
    """The answer of `frihavn headline --json`."""
    return {
        "in": news.country,
        "on": news.on.isoformat(),
        "operator": operator.name or None,
        "welcome": news.welcome,
        "information_only": news.information_only,
        "schemes": [
            {
                "id": entry.scheme.id,
                "name": entry.scheme.name,
                "standing": entry.standing.value,
                "status": entry.status.status.value,
                "from_here": {"YES": "met", "NO": "not_met"}.get(entry.from_here.name, "open"),
                "since": entry.status.span.start.isoformat() if entry.status.span.start else None,
                "cite": citations_json(entry.status.citations),
            }
            for entry in news.entries
        ],
        "helped": [
            {
                "scheme": scheme.id,
                "people": helped.people,
                "last": helped.last,
                "waited_in": list(helped.waited_in),
                "says": helped.says,
                "cite": citations_json(helped.citations),
            }
            for scheme, helped in news.helped
        ],
    }
