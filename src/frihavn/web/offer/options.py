"""What can be chosen on a page of the self-check: for each part of it the options, and what each one means.

What a browser sends are values made for this page alone; what they mean never leaves this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from frihavn.law.bind import NATIONALITY, PRESENT
from frihavn.law.case import Answer, read_case
from frihavn.law.locate import Locator
from frihavn.law.selfcheck.questions import Ask, SelfCheck
from frihavn.law.vocabulary import Fact, FactType
from frihavn.logic import Between, OneOf
from frihavn.logic import State as Known
from frihavn.web.language import Words
from frihavn.web.offer.law import Law
from frihavn.web.offer.state import State
from frihavn.web.speech.language import Language

SILENCE = ("does_not_know", "declined")
OTHER = "other"
"""Stands for all values that nothing tells apart, most of them countries that no scheme names."""
NEAR = ("RU", "BY", "UA")
RADIOS_MAX, CHECKS_MAX = 8, 6


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `value`: what is sent for it. `means`: in the form of a case file."""

    value: str
    label: str
    means: Any


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page.

    Args:
        name: Of its fields in the form. `kind`: radio, select, checks, ticks or date.
        title, why, help: Texts. `facts`: what it asks: one fact, or several that are ticked where they are true.
        options: To choose from. `more`: further ones in two lists below (nationalities). `silence`: to say nothing.
    """

    name: str
    kind: str
    title: str
    why: tuple[str, ...]
    help: str
    facts: tuple[Fact, ...]
    options: tuple[Option, ...] = ()
    more: tuple[Option, ...] = ()
    silence: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the parts of one page in one language."""

    law: Law
    language: Language
    words: Words
    said: State
    day: date

    def parts(self, ask: Ask) -> list[Part]:
        """The parts of the page that asks something."""
        booleans = all(fact.type is FactType.BOOL for fact in ask.facts)
        if booleans and len(ask.facts) > 1:
            return [self._ticks(ask.facts)]
        return [self._part(f"q{number}", fact) for number, fact in enumerate(ask.facts)]

    def _option(self, fact: str, code: str, label: str, means: Any) -> Option:
        return Option(self.said.value_of(f"{fact} {code}"), label, means)

    def _silence(self, name: str, *, rest: bool = False) -> tuple[Option, ...]:
        key = "rest" if rest else "silence"
        found = [self._option(name, code, self.words.say(f"offer.{key}.{code}"), {"unknown": code}) for code in SILENCE]
        if rest:
            found.insert(0, self._option(name, "none", self.words.say("offer.rest.none"), False))
        return tuple(found)

    def _ticks(self, facts: tuple[Fact, ...]) -> Part:
        options = [self._option(fact.id, "yes", self.language.fact(fact, "question"), fact.id) for fact in facts]
        why = tuple(dict.fromkeys(self.language.fact(fact, "why") for fact in facts))
        title = self.words.say("offer.ticks")
        return Part("q0", "ticks", title, why, "", facts, tuple(options), (), self._silence("q0", rest=True))

    def _part(self, name: str, fact: Fact) -> Part:
        kind, options, more = self._choices(fact)
        text = self.language.fact
        return Part(
            name, kind, text(fact, "question"), (text(fact, "why"),), text(fact, "help"), (fact,),
            tuple(options), tuple(more), self._silence(fact.id),
        )  # fmt: skip

    def _choices(self, fact: Fact) -> tuple[str, list[Option], list[Option]]:
        match fact.type:
            case FactType.BOOL:
                return (
                    "radio",
                    [self._option(fact.id, str(v), self.language.value(fact, v), v) for v in (True, False)],
                    [],
                )
            case FactType.ENUM:
                options = self._enum(fact)
                return "radio" if len(options) <= RADIOS_MAX else "select", options, []
            case FactType.SET:
                return self._set(fact)
            case FactType.INT:
                return "radio", self._numbers(fact), []
            case _:
                yet = [self._option(fact.id, "yet", self.words.say("offer.not_yet"), not_yet(self.day))]
                return "date", yet if fact.governing else [], []

    def _value(self, fact: Fact, value: str) -> Option:
        return self._option(fact.id, value, self.language.value(fact, value), value)

    def _enum(self, fact: Fact) -> list[Option]:
        if fact.value_labels or fact.id == PRESENT:
            values = [value for value in fact.values if not (fact.id == PRESENT and value == "none")]
            found = [self._value(fact, value) for value in values]
            return found if fact.value_labels else sorted(found, key=lambda one: one.label)
        rest = rest_of(self.law.selfcheck(self.day), fact)
        found = sorted(
            (self._value(fact, value) for value in fact.values if value not in rest), key=lambda one: one.label
        )
        if "none" in rest:
            return [self._option(fact.id, OTHER, self.words.say("offer.no_border"), OTHER), *found]
        return [*found, self._option(fact.id, OTHER, self.words.say("offer.other_country"), OTHER)]

    def _set(self, fact: Fact) -> tuple[str, list[Option], list[Option]]:
        key = "offer.stateless" if fact.id == NATIONALITY else "offer.none_of_these"
        none = self._option(fact.id, "none", self.words.say(key), "none")
        if fact.value_labels:
            return "checks", [*(self._value(fact, value) for value in fact.values), none], []
        if fact.id == NATIONALITY:
            near = dict.fromkeys([*NEAR, *filter(None, [self.said.country])])
            others = sorted(
                (self._value(fact, value) for value in fact.values if value not in near), key=lambda one: one.label
            )
            return "checks", [*(self._value(fact, value) for value in near), none], others
        members = named_in(self.law.selfcheck(self.day), fact)
        return "checks", [*(self._value(fact, value) for value in members), none], []

    def _numbers(self, fact: Fact) -> list[Option]:
        found = []
        for state, _ in self.law.selfcheck(self.day).answers[fact.id]:
            if isinstance(state, Between):
                low, high = state.low, state.high
                key = "offer.below" if low is None else "offer.above" if high is None else "offer.between"
                means = {} if low is None else {"after": low - 1}  # type: ignore[operator]
                means |= {} if high is None else {"before": high + 1}  # type: ignore[operator]
                label = self.words.say(key, low=low, high=high)
                found.append(self._option(fact.id, f"{low}", label, means or {"unknown": "does_not_know"}))
        return found


def not_yet(day: date) -> dict[str, str]:
    """A date that lies ahead."""
    return {"after": (day - timedelta(days=1)).isoformat()}


def rest_of(check: SelfCheck, fact: Fact) -> frozenset[Any]:
    """The most values of a fact that nothing tells apart."""
    groups = [state.values for state, _ in check.answers[fact.id] if isinstance(state, OneOf)]
    return max(groups, key=len)


def named_in(check: SelfCheck, fact: Fact) -> Sequence[str]:
    """The members of a set that some scheme names."""
    sets = [one for state, _ in check.answers[fact.id] if isinstance(state, OneOf) for one in state.values]
    found = {value for one in sets if isinstance(one, frozenset) for value in one}
    return [value for value in fact.values if value in found]


def known(said: State, law: Law, day: date) -> dict[str, Known | None]:
    """What somebody said as states of facts; None where they said nothing. Facts the law no longer has are dropped."""
    check, facts = law.selfcheck(day), law.book.vocabulary.facts
    raw = {name: value for name, value in said.answers.items() if name in check.facts}
    if said.country and PRESENT not in raw:
        raw[PRESENT] = said.country
    for name in [name for name, value in raw.items() if value == OTHER]:
        raw[name] = {"one_of": sorted(rest_of(check, facts[name]))}
    answers: dict[str, Answer] = read_case({"answers": raw}, law.book.vocabulary, Locator("answers", "")).answers
    return {
        name: None if answer.unknown else answer.state
        for name, answer in answers.items()
        if answer.unknown or check.fits(name, answer.state)  # else it was asked before the law changed: ask again
    }


def labels(options: Iterable[Option], values: Iterable[str]) -> list[Option]:
    """The options that were chosen."""
    chosen = set(values)
    return [one for one in options if one.value in chosen]
