"""The smallest change that would open a closed way.

Every fact says what a change of it would be: a lawful future step or document ("step"), the answer turning out
different ("answer"), or nothing anybody can change ("never"). The public is told of steps only, never of a claim about
the past.

Source: cheapest path through a decision diagram; what is unknown may be as it helps, and findings are taken in the
person's favour unless one is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.deck import Deck, deck_for
from frihavn.law.eligibility import Change
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Cells
from frihavn.law.proof import plain
from frihavn.law.reading import Question
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import ChangeKind, Vocabulary
from frihavn.law.witness import span_answer
from frihavn.logic.diagram import TERMINALS, TooLargeError

COSTS = {ChangeKind.STEP: 2, ChangeKind.ANSWER: 10}
WAYS_MAX = 5


Path = tuple[int, frozenset[tuple[str, int]]]


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
        for cost, changes in _Finder(deck, case, book.vocabulary, public=public).paths(card.node):
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

    def __init__(self, deck: Deck, case: Case, words: Vocabulary, *, public: bool) -> None:
        self.deck, self.words, self.public = deck, words, public
        self.shop = deck.lowering.shop
        self.states = case.states()
        self.allowed = self.favourable(deck.lowering.allowed(self.states), case)
        self.done: dict[int, list[Path]] = {}

    def favourable(self, allowed: Mapping[str, frozenset[int]], case: Case) -> dict[str, frozenset[int]]:
        """Findings nobody has recorded are as they favour the person."""
        found = dict(allowed)
        for name in found:
            finding = self.words.findings.get(name.removeprefix(FINDING_PREFIX))
            if name.startswith(FINDING_PREFIX) and finding and finding.id not in case.findings:
                found[name] = frozenset({int(finding.favour)})
        return found

    def price(self, cells: Cells, cell: int) -> int | None:
        """What bringing a variable into a cell costs; None: it may not be changed.

        Whether a set holds the value of another fact changes with that other fact: nobody's nationality, but the
        country they are in.
        """
        if cells.other is not None and not self.deck.lowering.places(cells, cell, self.states):
            return None
        fact = self.words.facts.get(cells.facts[0] if cells.other is None else cells.facts[1])
        if fact is None or cells.test is not None or fact.change is ChangeKind.NEVER:
            return None
        if self.public and fact.change is not ChangeKind.STEP:
            return None
        return COSTS[fact.change] * fact.effort

    def paths(self, node: int) -> list[Path]:
        """The cheapest sets of changes that lead away from NO, at most WAYS_MAX."""
        if node < TERMINALS:
            return [(0, frozenset())] if node > 0 else []
        if node not in self.done:
            self.done[node] = self.best(node)
        return self.done[node]

    def best(self, node: int) -> list[Path]:
        name = self.shop.order[self.shop.variables[node]]
        cells = self.deck.lowering.variables[name]
        found: dict[frozenset[tuple[str, int]], int] = {}
        for cell, branch in enumerate(self.shop.branches[node]):
            free = cell in self.allowed[name]
            price = 0 if free else self.price(cells, cell)
            if price is None:
                continue
            for cost, changes in self.paths(branch):
                whole = changes if free else changes | {(name, cell)}
                found[whole] = min(found.get(whole, 10**9), cost + price)
        kept = [key for key in found if not any(other < key for other in found)]
        return [
            (found[key], key) for key in sorted(kept, key=lambda key: (found[key], len(key), sorted(key)))[:WAYS_MAX]
        ]


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
            values[cells.facts[1]] = _one_of(deck.lowering.places(cells, cell, case.states()))
        elif cells.spans:
            values[fact] = span_answer(*cells.spans[cell])
        else:
            values[fact] = _one_of(cells.values[cell])
    return tuple(values.items())


def _one_of(values: Sequence[Any]) -> Any:
    options = [plain(value) for value in values]
    return options[0] if len(options) == 1 else {"one_of": options}
