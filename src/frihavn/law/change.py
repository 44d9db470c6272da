"""The smallest change that would open a closed way.

Every fact says what a change of it would be: a lawful future step or document ("step"), the answer turning out
different ("answer"), or nothing anybody can change ("never"). The public is told of steps only, never of a claim about
the past.

Source: cheapest path through a decision diagram; what is unknown may be as it helps, and findings are taken in the
person's favour unless one is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from frihavn.law.case import Case
from frihavn.law.deck import Deck, deck_for
from frihavn.law.eligibility import Change
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import plain
from frihavn.law.reading import Question
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import ChangeKind
from frihavn.law.witness import span_answer
from frihavn.logic.diagram import TERMINALS, TooLargeError

COSTS = {ChangeKind.STEP: 2, ChangeKind.ANSWER: 10}
WAYS_MAX, NEVER = 5, 10**9


Path = tuple[int, frozenset[tuple[str, int]]]
STANDING: tuple[list[Path], ...] = ([], [(0, frozenset())], [(0, frozenset())])
"""Paths from the terminals NO, UNKNOWN and YES: no change leads away from NO, none is needed elsewhere."""


def would_change(
    scheme: Scheme, case: Case, book: LawBook, question: Question, *, public: bool = False
) -> list[Change]:
    """The cheapest joint changes after which the scheme is no longer certainly closed, cheapest first.

    Args:
        public: Only lawful future steps and documents.

    Returns:
        Nothing where the way is not closed, or where nothing that may be named would open it.
    """
    try:
        deck = deck_for(scheme, case, book, question)
    except TooLargeError:
        return []
    found: dict[frozenset[tuple[str, int]], tuple[int, list[str]]] = {}
    for card in deck.cards:
        for cost, changes in _Finder(deck, case, book, public=public).paths(card.node):
            known = found.setdefault(changes, (cost, []))
            if card.line and card.line not in known[1]:
                known[1].append(card.line)
    if not found or frozenset() in found:
        return []
    least = [key for key in found if not any(other < key for other in found)]
    ranked = sorted(least, key=lambda key: (found[key][0], len(key), sorted(key)))[:WAYS_MAX]
    return [Change(found[key][0], _values(key, deck, case), tuple(found[key][1])) for key in ranked]


class _Finder:
    """Cheapest paths from a node to anything but NO."""

    def __init__(self, deck: Deck, case: Case, book: LawBook, *, public: bool) -> None:
        self.deck, self.words, self.public = deck, book.vocabulary, public
        self.shop = deck.lowering.shop
        self.states = case.states()
        self.allowed = deck.lowering.allowed({**book.favoured, **self.states})
        self.done: dict[int, list[Path]] = {}
        self.known_ways: dict[str, list[tuple[int, int]]] = {}

    def price(self, name: str, cell: int) -> int | None:
        """What bringing a variable into a cell costs; None: it may not be changed.

        Whether a set holds the value of another fact changes with that other fact: nobody's nationality, but the
        country they are in.
        """
        cells = self.deck.lowering.variables[name]
        fact = self.words.facts.get(cells.facts[0] if cells.other is None else cells.facts[1])
        if fact is None or cells.test is not None or fact.change is ChangeKind.NEVER:
            return None
        if self.public and fact.change is not ChangeKind.STEP:
            return None
        if cells.other is not None and next(self.deck.lowering.places(cells, cell, self.states), None) is None:
            return None
        return COSTS[fact.change] * fact.effort

    def ways(self, name: str) -> list[tuple[int, int]]:
        """The cells a variable is in or can be brought into, with what that costs; 0: it may be there already."""
        if name not in self.known_ways:
            free = self.allowed[name]
            size = self.deck.lowering.variables[name].size
            prices = {cell: 0 if cell in free else self.price(name, cell) for cell in range(size)}
            found = [(cell, price) for cell, price in prices.items() if price is not None]
            self.known_ways[name] = sorted(found, key=itemgetter(1))
        return self.known_ways[name]

    def paths(self, node: int) -> list[Path]:
        """The cheapest sets of changes that lead away from NO, at most WAYS_MAX."""
        start = node
        while node >= TERMINALS and node not in self.done:
            name = self.shop.order[self.shop.variables[node]]
            ways, branches = self.ways(name), self.shop.branches[node]
            after = {branches[cell] for cell, _ in ways}
            if len(after) > 1 or ways[0][1]:
                self.done[node] = self.best(name, ways, branches)
                break
            node = after.pop()
        if start >= TERMINALS and start not in self.done:
            self.done[start] = self.paths(node)
        return self.done[start] if start >= TERMINALS else STANDING[start]

    def best(self, name: str, ways: Sequence[tuple[int, int]], branches: Sequence[int]) -> list[Path]:
        found: dict[frozenset[tuple[str, int]], int] = {}
        for cell, price in ways:
            for cost, changes in self.paths(branches[cell]):
                if not price and not changes:
                    return STANDING[-1]
                whole = changes | {(name, cell)} if price else changes
                found[whole] = min(found.get(whole, NEVER), cost + price)
        if len(found) < 2:
            return [(cost, changes) for changes, cost in found.items()]
        least = {key: cost for key, cost in found.items() if not any(other < key for other in found)}
        ranked = sorted(least, key=lambda key: (least[key], len(key), sorted(key)))
        return [(least[key], key) for key in ranked][:WAYS_MAX]


def _values(changes: frozenset[tuple[str, int]], deck: Deck, case: Case) -> tuple[tuple[str, Any], ...]:
    """Changes of variables as values of facts, in the form of a case file."""
    values: dict[str, Any] = {}
    for name, cell in sorted(changes):
        cells = deck.lowering.variables[name]
        fact = cells.facts[0]
        if cells.member is not None:
            entry = values.setdefault(fact, {})
            entry.setdefault("includes" if cell else "excludes", []).append(cells.member)
        elif cells.other is not None:
            values[cells.facts[1]] = _one_of(list(deck.lowering.places(cells, cell, case.states())))
        elif cells.spans:
            values[fact] = span_answer(*cells.spans[cell])
        else:
            values[fact] = _one_of(cells.values[cell])
    return tuple(values.items())


def _one_of(values: Sequence[Any]) -> Any:
    options = [plain(value) for value in values]
    return options[0] if len(options) == 1 else {"one_of": options}
