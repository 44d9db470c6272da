"""Which question next, until none that may be asked of the public can change a word that they read.

Exact: a question is asked if and only if some answer to it can still change the word for some offer, whatever else is
answered or left unanswered. Priors order the questions and decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frihavn.law.bind import BORDER, NATIONALITY, PRESENT
from frihavn.law.case import Answer, Case
from frihavn.law.errors import LawError
from frihavn.law.interview import Audience, cost_of, may_be_asked
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question
from frihavn.law.scheme import Kind
from frihavn.law.selfcheck.fields import Cells, Field, OneField, SetField, SpanField, Stretches, UnevenAnswerError
from frihavn.law.selfcheck.lowered import Offer
from frihavn.law.vocabulary import Fact, FactType, Prior, Sensitivity
from frihavn.law.word import Word
from frihavn.logic import ANYTHING, Between, OneOf, State
from frihavn.logic.diagram import TooLargeError
from frihavn.logic.outcomes import LEAVES_MAX
from frihavn.logic.state import NO_STATE, YES_STATE

DANGER = "danger_where_now"
FIRST = (PRESENT, DANGER, BORDER, NATIONALITY)
"""Where somebody is and whether they are safe there comes before anything else, as far as it matters at all."""
DECISION = "decision"
SILENCE = 0.1
"""The share of people who do not answer a question, for the order of questions."""
NONE_TRUE = 0.5
"""The share of people for whom nothing on a list of special situations is true, likewise."""
ROOTS_MAX, NODES_OVER = 2_000, 20_000

Said = Mapping[str, State | None]
"""What was asked: the state of what is known, or None where somebody does not know or does not want to say."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question.

    Args:
        facts: What to ask on one page. left: facts that can still matter, these among them: no more will be asked.
        pages: No more pages than these will be asked, this one among them. bears_on: offers whose word it can change.
    """

    facts: tuple[Fact, ...]
    left: tuple[str, ...]
    pages: int
    bears_on: tuple[str, ...]


@dataclass(slots=True)
class _Desk:
    """An offer with what was reckoned for earlier people of whom it knows the same; no answer is kept."""

    offer: Offer
    mark: int
    roots: dict[Hashable, int] = field(default_factory=dict)
    left: dict[Hashable, frozenset[str]] = field(default_factory=dict)


class SelfCheck:
    """The self-check on one day.

    Args:
        question: The day, and what else is asked of the law; its assumptions are not used.

    `left_out`: offers too large to be reckoned with. They are shown, and nothing is asked because of them.
    """

    def __init__(self, book: LawBook, question: Question) -> None:
        self.book, self.question = book, question
        self.facts = {name: fact for name, fact in book.vocabulary.facts.items() if may_be_asked(fact, Audience.PUBLIC)}
        self.desks: dict[str, _Desk] = {}
        self.left_out: list[str] = []
        for scheme in book.schemes.values():
            if scheme.kind is not Kind.SCHEME:
                continue
            try:
                offer = Offer(scheme, book, question, self.facts)
            except (LawError, TooLargeError):
                self.left_out.append(scheme.id)
                continue
            self.desks[scheme.id] = _Desk(offer, len(offer.shop.below))
        self.answers = {name: self._answers(fact) for name, fact in self.facts.items() if name != DECISION}

    def _answers(self, fact: Fact) -> list[tuple[State | None, float]]:
        fields = [desk.offer.fields[fact.id] for desk in self.desks.values() if fact.id in desk.offer.fields]
        return answers_to(fact, fields, self.book.vocabulary.priors.get(fact.id)) if fields else []

    def words(self, said: Said) -> dict[str, Word]:
        """The word for every offer that has text, to somebody who says no more than this."""
        found = {}
        whole = self._whole(said)
        for id_, desk in self.desks.items():
            (outcome,) = desk.offer.shop.outcomes(self._root(desk, whole, frozenset()))
            if isinstance(outcome, Word):
                found[id_] = outcome
        return found

    def matters(self, said: Said, *, phone: bool) -> dict[str, list[str]]:
        """Facts that can still change a word, with the offers whose word they change, in the vocabulary's order.

        Args:
            phone: Whether the page on safe phones was shown; without it nothing about refusing is asked.
        """
        whole = self._whole(said)
        return self._bearing(self._roots(whole, phone=phone), whole)

    def next(self, said: Said, *, phone: bool) -> Ask | None:
        """The best next question; None where none can change a word any more."""
        said = self._whole(said)
        roots = self._roots(said, phone=phone)
        found = self._bearing(roots, said)
        if not found:
            return None
        best = self._introduced(self._first(found) or self._best(found, roots, said), found)
        offers = [id_ for id_ in self.desks if any(id_ in found[name] for name in best)]
        return Ask(tuple(self.facts[name] for name in best), tuple(found), len(self._pages(found)), tuple(offers))

    def fits(self, name: str, state: State) -> bool:
        """Whether an answer is one that all offers can read as the self-check asks it."""
        try:
            for desk in self.desks.values():
                if name in desk.offer.fields:
                    desk.offer.fields[name].told(state, {})
        except UnevenAnswerError:
            return False
        return True

    def case(self, said: Said) -> Case:
        """What the self-check takes somebody to have said, to be read with `check`: the words are the same."""
        answers = {name: Answer(ANYTHING if state is None else state) for name, state in self._whole(said).items()}
        return Case("", answers)

    def _whole(self, said: Said) -> dict[str, State | None]:
        """With the premise of every self-check: nothing has been decided yet."""
        return {DECISION: Between(self.question.on), **said}

    def _first(self, found: Iterable[str]) -> tuple[str, ...]:
        """Where somebody is and how safe they are there, on one page; then of which countries they are."""
        first = next((name for name in FIRST if name in found), None)
        if first is None:
            return ()
        page = self.facts[first].page
        return tuple(name for name in FIRST if name in found and self.facts[name].page == page)

    def _bearing(self, roots: Mapping[str, int], said: Said) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_, root in roots.items():
            for name in facts_in(self.desks[id_].offer, root):
                found.setdefault(name, []).append(id_)
        return {name: found[name] for name in self.facts if name in found and name not in said}

    def _best(self, found: Mapping[str, list[str]], roots: Mapping[str, int], said: Said) -> tuple[str, ...]:
        """The question that is expected to spare most further ones for its effort and risk."""
        states = {name: state for name, state in said.items() if state is not None}
        whole = {id_: frozenset(facts_in(self.desks[id_].offer, root)) for id_, root in roots.items()}
        worth: dict[tuple[str, ...], float] = {}
        for asked in self._candidates(found):
            left = 0.0
            for answer, share in self._outcomes(asked):
                after: set[str] = set()
                for id_, root in roots.items():
                    touched = [(name, state) for name, state in answer.items() if name in whole[id_]]
                    after |= self._after(self.desks[id_], root, tuple(touched), states) if touched else whole[id_]
                left += share * len((after & found.keys()) - set(asked))
            effort = sum(cost_of(self.facts[name]) for name in asked) if len(asked) == 1 else _effort(asked)
            worth[asked] = (len(found) - left) / effort
        return max(worth, key=lambda asked: (worth[asked], len(found[asked[0]])))

    def _introduced(self, asked: tuple[str, ...], found: Mapping[str, list[str]]) -> tuple[str, ...]:
        """The question itself, or the one that introduces what it speaks of, where that can still matter."""
        before = next((self.facts[name].after for name in asked if self.facts[name].after in found), None)
        return (before,) if before else asked

    def _pages(self, found: Iterable[str]) -> list[tuple[str, ...]]:
        """What is left, in pages: what matters only ever becomes less, so that there will be no more than these."""
        pages, rest = [], list(found)
        while first := self._first(rest):
            pages.append(first)
            rest = [name for name in rest if name not in first]
        return [*pages, *self._candidates(rest)]

    def _candidates(self, found: Iterable[str]) -> list[tuple[str, ...]]:
        """What can be asked on one page: a fact, or the safe yes-or-no facts of one page of the vocabulary."""
        groups: dict[str, list[str]] = {}
        for name in found:
            fact = self.facts[name]
            together = fact.page and fact.type is FactType.BOOL and fact.sensitivity is Sensitivity.SAFE
            groups.setdefault(fact.page if together else f"alone {name}", []).append(name)
        return [tuple(names) for names in groups.values()]

    def _outcomes(self, asked: tuple[str, ...]) -> list[tuple[Said, float]]:
        """What people may answer, with shares that add up to one."""
        if len(asked) == 1:
            (name,) = asked
            return [({name: state}, share) for state, share in self.answers[name]]
        none: dict[str, State | None] = dict.fromkeys(asked, NO_STATE)
        single = (1 - SILENCE - NONE_TRUE) / len(asked)
        return [
            (none, NONE_TRUE),
            (dict.fromkeys(asked), SILENCE),
            *(({**none, name: YES_STATE}, single) for name in asked),
        ]

    # ------------------------------------------------------------------------------------------- diagrams

    def _roots(self, said: Said, *, phone: bool) -> dict[str, int]:
        """For every offer whose word is not settled the diagram of what is left."""
        audience = Audience.PUBLIC if phone else Audience.PUBLIC_SAFE
        open_facts = frozenset(
            name for name, fact in self.facts.items() if name not in said and may_be_asked(fact, audience)
        )
        roots = {id_: self._root(desk, said, open_facts) for id_, desk in self.desks.items()}
        return {id_: root for id_, root in roots.items() if root >= LEAVES_MAX}

    def _root(self, desk: _Desk, said: Said, open_facts: frozenset[str]) -> int:
        offer = desk.offer
        states = {name: state for name, state in said.items() if state is not None}
        key = tuple((states.get(name), name in open_facts) for name in offer.fields)
        found = desk.roots.get(key)
        if found is None:
            if len(desk.roots) >= ROOTS_MAX or len(offer.shop.below) > desk.mark + NODES_OVER:
                offer.shop.trim(desk.mark)
                desk.roots.clear()
                desk.left.clear()
            allowed: Cells = {}
            for name, one in offer.fields.items():
                allowed |= one.free() if name in open_facts else one.told(states.get(name), states)
            for stretch in offer.days:
                allowed |= stretch.told(states)
            found = desk.roots[key] = offer.shop.restrict(offer.root, allowed)
        return found

    def _after(
        self, desk: _Desk, root: int, told: tuple[tuple[str, State | None], ...], states: Mapping[str, State]
    ) -> frozenset[str]:
        """The facts that still matter to an offer once somebody answered."""
        offer = desk.offer
        held = [one.held[0] for name, _ in told if isinstance(one := offer.fields.get(name), SetField) and one.held]
        around = {name: states[name] for name in held if name in states}
        key = (root, told, tuple(around.items()))
        found = desk.left.get(key)
        if found is None:
            cells: Cells = {}
            for name, state in told:
                cells |= offer.fields[name].told(state, around)
            found = desk.left[key] = frozenset(facts_in(offer, offer.shop.restrict(root, cells)))
        return found


def _effort(asked: Sequence[str]) -> float:
    """A list to tick is read line by line."""
    return 1 + (len(asked) - 1) * 0.25


def answers_to(fact: Fact, fields: Sequence[Field], prior: Prior | None) -> list[tuple[State | None, float]]:
    """What people may answer to a fact, one of each kind that some offer tells apart, with a share of people."""
    named = prior.weights if prior else {}
    found: list[tuple[State | None, float]] = []
    if fact.type is FactType.SET:
        members = list(dict.fromkeys(value for one in fields if isinstance(one, SetField) for value in one.members))
        sets = [frozenset[str](), *(frozenset({value}) for value in members)]
        odds = [
            math.prod(named.get(m, 0.5) if m in chosen else 1 - named.get(m, 0.5) for m in members) for chosen in sets
        ]
        found = [(OneOf(frozenset({chosen})), share) for chosen, share in zip(sets, odds, strict=True)]
    elif fact.type in (FactType.BOOL, FactType.ENUM):
        kinds: dict[tuple[int, ...], list[Any]] = {}
        for value in (True, False) if fact.type is FactType.BOOL else fact.values:
            key = tuple(
                next(i for i, group in enumerate(one.groups) if value in group)
                for one in fields
                if isinstance(one, OneField)
            )
            kinds.setdefault(key, []).append(value)
        words: Mapping[Any, str] = {True: "yes", False: "no"}
        every = [words.get(value, str(value)) for group in kinds.values() for value in group]
        rest = max(0.0, 1 - sum(named.get(value, 0.0) for value in every))
        unnamed = sum(value not in named for value in every) or 1
        for group in kinds.values():
            share = sum(named.get(words.get(value, str(value)), rest / unnamed) for value in group)
            found.append((OneOf(frozenset(group)), share))
    else:
        found = [(state, 1.0) for state in whole_line(fields).states()[: len(whole_line(fields).starts)]]
        if fact.governing:
            found[-1] = (found[-1][0], float(len(found)))
    total = sum(share for _, share in found) / (1 - SILENCE)
    return [*((state, share / total) for state, share in found if share), (None, SILENCE)]


def whole_line(fields: Sequence[Field]) -> Stretches:
    """A line of days or numbers with the cuts of all offers."""
    cuts = {start for one in fields if isinstance(one, SpanField) for start in one.line.starts if start is not None}
    return Stretches((None, *sorted(cuts)))


def facts_in(offer: Offer, root: int) -> list[str]:
    """The facts on which the word below a node depends."""
    tested = offer.shop.support(root)
    found = [one.name for one in offer.fields.values() if not tested.isdisjoint(one.sizes)]
    for stretch in offer.days:
        if stretch.name in tested:
            found += [name for name in (stretch.first, stretch.second) if name not in found]
    return found


def is_at_home(states: Mapping[str, State]) -> bool:
    """Whether somebody says that they are inside the State whose service they refuse, or whose citizen they are."""
    here = states.get(PRESENT)
    place = next(iter(here.values)) if isinstance(here, OneOf) and len(here.values) == 1 else None
    if place is None:
        return False
    for name in (NATIONALITY, "forces_of"):
        state = states.get(name)
        for value in state.values if isinstance(state, OneOf) and len(state.values) == 1 else ():
            if value == place or (isinstance(value, frozenset) and place in value):
                return True
    return False
