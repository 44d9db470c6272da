"""Which question next, until none that may be asked of the public can change a word that they read.

Exact: a question is asked if and only if some answer to it can still change the word for some offer, whatever else is
answered or left unanswered. Priors order the questions and decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from frihavn.law.bind import BORDER, NATIONALITY, PRESENT
from frihavn.law.errors import LawError
from frihavn.law.interview import Audience, cost_of, may_be_asked
from frihavn.law.lawbook import LawBook
from frihavn.law.reading import Question
from frihavn.law.scheme import Kind
from frihavn.law.selfcheck.fields import KNOWN, Cells, Field, OneField, SetField, SpanField
from frihavn.law.selfcheck.lowered import Offer
from frihavn.law.vocabulary import Fact, Prior
from frihavn.law.word import Word
from frihavn.logic import OneOf, State
from frihavn.logic.diagram import TooLargeError
from frihavn.logic.outcomes import LEAVES_MAX

DANGER = "danger_where_now"
FIRST = (PRESENT, NATIONALITY, DANGER, BORDER)
"""Where somebody is and whether they are safe there comes before anything else, as far as it matters at all."""
SILENCE = 0.1
"""The share of people who do not answer a question, for the order of questions."""
COMBINATIONS_MAX = 32
ROOTS_MAX, NODES_OVER = 2_000, 20_000

Said = Mapping[str, State | None]
"""What was asked: the state of what is known, or None where somebody does not know or does not want to say."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question.

    Args:
        fact: What to ask. left: facts that can still matter, this one among them: no more than these will be asked.
        bears_on: Offers whose word it can change.
    """

    fact: Fact
    left: tuple[str, ...]
    bears_on: tuple[str, ...]


@dataclass(slots=True)
class _Desk:
    """An offer with what was reckoned for earlier people of whom it knows the same; no answer is kept."""

    offer: Offer
    mark: int
    roots: dict[Hashable, int] = field(default_factory=dict)
    gains: dict[int, dict[str, float]] = field(default_factory=dict)


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

    def words(self, said: Said) -> dict[str, Word]:
        """The word for every offer that has text, to somebody who says no more than this."""
        found = {}
        for id_, desk in self.desks.items():
            shop = desk.offer.shop
            (outcome,) = shop.outcomes(self._root(desk, said, frozenset()))
            if isinstance(outcome, Word):
                found[id_] = outcome
        return found

    def matters(self, said: Said, *, phone: bool) -> dict[str, list[str]]:
        """Facts that can still change a word, with the offers whose word they change, in the vocabulary's order.

        Args:
            phone: Whether the page on safe phones was shown; without it nothing about refusing is asked.
        """
        return self._bearing(self._roots(said, phone=phone), said)

    def next(self, said: Said, *, phone: bool) -> Ask | None:
        """The best next question; None where none can change a word any more."""
        roots = self._roots(said, phone=phone)
        found = self._bearing(roots, said)
        if not found:
            return None
        best = next((name for name in FIRST if name in found), None) or self._best(found, roots)
        return Ask(self.facts[best], tuple(found), tuple(found[best]))

    def _bearing(self, roots: Mapping[str, int], said: Said) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_, root in roots.items():
            for name in facts_in(self.desks[id_].offer, root):
                found.setdefault(name, []).append(id_)
        return {name: found[name] for name in self.facts if name in found and name not in said}

    def _best(self, found: Mapping[str, list[str]], roots: Mapping[str, int]) -> str:
        gains = dict.fromkeys(found, 0.0)
        for id_, root in roots.items():
            for name, gain in self._gains(self.desks[id_], root).items():
                if name in gains:
                    gains[name] += gain
        return max(found, key=lambda name: (gains[name] / cost_of(self.facts[name]), len(found[name])))

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
                desk.gains.clear()
            allowed: Cells = {}
            for name, one in offer.fields.items():
                allowed |= one.free() if name in open_facts else one.told(states.get(name), states)
            for stretch in offer.days:
                allowed |= stretch.told(states)
            found = desk.roots[key] = offer.shop.restrict(offer.root, allowed)
        return found

    # ------------------------------------------------------------------------------------------- gains

    def _gains(self, desk: _Desk, root: int) -> dict[str, float]:
        """For every fact that matters: how many bits of the word it is expected to settle."""
        found = desk.gains.get(root)
        if found is None:
            offer, odds = desk.offer, _Odds(desk.offer, self.book.vocabulary.priors)
            now = odds.bits(root)
            found = {name: max(0.0, now - odds.after(root, offer.fields[name])) for name in facts_in(offer, root)}
            desk.gains[root] = found
        return found


class _Odds:
    """How likely every word is below a node, as far as shares of answers are known."""

    def __init__(self, offer: Offer, priors: Mapping[str, Prior]) -> None:
        self.offer, self.shop = offer, offer.shop
        self.weights: dict[str, tuple[float, ...]] = {}
        for one in offer.fields.values():
            self.weights |= _weights(one, priors.get(one.name))
        for stretch in offer.days:
            size = stretch.sizes[stretch.name]
            single = len(stretch.line.starts)
            self.weights[stretch.name] = tuple(1 / single if cell < single else 0.0 for cell in range(size))
        self.known: dict[int, dict[int, float]] = {}

    def below(self, node: int) -> dict[int, float]:
        """Leaf -> share."""
        if node < LEAVES_MAX:
            return {node: 1.0}
        found = self.known.get(node)
        if found is None:
            found = {}
            shares = self.weights[self.shop.order[self.shop.position(node)]]
            for share, branch in zip(shares, self.shop.branches(node), strict=True):
                if share:
                    for leaf, odds in self.below(branch).items():
                        found[leaf] = found.get(leaf, 0.0) + share * odds
            self.known[node] = found
        return found

    def bits(self, node: int) -> float:
        """How open the word is."""
        return -sum(share * math.log2(share) for share in self.below(node).values() if share > 0)

    def after(self, root: int, one: Field) -> float:
        """How open the word is expected to be once a fact is known."""
        tested = self.shop.support(root)
        names = [name for name in one.sizes if name in tested]
        options = [[(name, cell, share) for cell, share in enumerate(self.weights[name]) if share] for name in names]
        total = left = 0.0
        for cells in islice(product(*options), COMBINATIONS_MAX):
            share = math.prod(one[2] for one in cells)
            total += share
            left += share * self.bits(self.shop.restrict(root, {name: (cell,) for name, cell, _ in cells}))
        return left / total


def _weights(one: Field, prior: Prior | None) -> dict[str, tuple[float, ...]]:
    """The share of every cell of a field's variables."""
    named = prior.weights if prior else {}
    if isinstance(one, SetField):
        members = {one.member(value): named.get(value, 0.5) for value in one.members}
        loose = {one.cell_member(cell): 0.5 for cell, _ in (one.held[1] if one.held else ())}
        shares = {name: (1 - yes, yes) for name, yes in (members | loose).items()}
        return {KNOWN + one.name: (SILENCE, 1 - SILENCE), **shares}
    if isinstance(one, SpanField):
        single, size = len(one.line.starts), one.sizes[one.name]
        raw = [1 / single if cell < single else 0.0 for cell in range(size - 1)]
    else:
        raw = _shares(one, named)
    return {one.name: (*(share * (1 - SILENCE) for share in raw), SILENCE)}


def _shares(one: OneField, named: Mapping[str, float]) -> list[float]:
    words: Mapping[Any, str] = {True: "yes", False: "no"}
    values = [[words.get(value, str(value)) for value in group] for group in one.groups]
    every = [value for group in values for value in group]
    rest = max(0.0, 1 - sum(named.get(value, 0.0) for value in every))
    unnamed = sum(value not in named for value in every) or 1
    raw = [sum(named.get(value, rest / unnamed) for value in group) for group in values]
    return [share / (sum(raw) or 1) for share in raw]


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
