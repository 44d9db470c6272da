"""What to ask next: the question that is expected to settle most, for the least effort and risk.

It asks only what can still change an answer. Priors order the questions and decide nothing.

Source: expected drop in entropy over the schemes that are still open, divided by cost.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.deck import Deck, deck_for
from frihavn.law.errors import LawError
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Cells
from frihavn.law.matters import matters_in
from frihavn.law.reading import Question
from frihavn.law.scheme import Scheme, Status
from frihavn.law.vocabulary import AskedOf, Fact, FactType, Sensitivity, Vocabulary
from frihavn.logic.diagram import TERMINALS, TooLargeError

EFFORT = {FactType.BOOL: 1.0, FactType.ENUM: 1.5, FactType.INT: 1.0, FactType.DATE: 2.0, FactType.SET: 2.0}
RISK = {Sensitivity.SAFE: 1.0, Sensitivity.REFUSAL: 2.0, Sensitivity.IDENTITY: 4.0, Sensitivity.INCRIMINATING: 8.0}
LOOKED_UP = 1.5
"""A fact only an examiner can answer costs more than one the person knows."""
ANSWERS_MAX = 16
WORTHS_MAX = 64
"""For so many different people the worth of answers is remembered, a scheme."""


class Audience(Enum):
    """Who answers: somebody of the public before and after the page on safe phones, or a representative."""

    PUBLIC_SAFE = "public_safe"
    PUBLIC = "public"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Next:
    """The next question.

    Args:
        fact: Its id. companions: facts of the same page that can still matter, to be asked together.
        gain: Expected drop in entropy (bits) over all open schemes. settles: ids of schemes it bears on.
    """

    fact: str
    companions: tuple[str, ...]
    gain: float
    settles: tuple[str, ...]


def may_be_asked(fact: Fact, audience: Audience) -> bool:
    """Whether a fact is ever put to this audience. Source: semantics of sensitivity."""
    if audience is Audience.REPRESENTATIVE:
        return True
    allowed = (Sensitivity.SAFE,) if audience is Audience.PUBLIC_SAFE else (Sensitivity.SAFE, Sensitivity.REFUSAL)
    return fact.asked_of is AskedOf.APPLICANT and fact.sensitivity in allowed


def next_question(
    case: Case,
    book: LawBook,
    question: Question,
    *,
    audience: Audience = Audience.REPRESENTATIVE,
    schemes: Iterable[str] | None = None,
    skip: frozenset[str] = frozenset(),
    pages: bool = True,
) -> Next | None:
    """The best next question, or None where no question that may be asked can change an answer.

    Args:
        skip: Facts that were asked already and stayed unknown.
        schemes: Ids; None: all but those that never became law or no longer are.
        pages: Begin at the top of the page on which the best question stands.
    """
    words = book.vocabulary.facts
    found: dict[str, dict[str, float]] = {}
    for deck in decks_of(case, book, question, schemes):
        for name, gain in worth_of(deck, case, book.vocabulary).items():
            if name not in skip and may_be_asked(words[name], audience):
                found.setdefault(name, {})[deck.scheme.id] = gain
    if not found:
        return None
    gains = {name: sum(bearing.values()) for name, bearing in found.items()}
    best = max(found, key=lambda name: (gains[name] / cost_of(words[name]), len(found[name]), -cost_of(words[name])))
    page = words[best].page if pages else ""
    together = [name for name in words if name in found and page and words[name].page == page] or [best]
    return Next(together[0], tuple(together[1:]), gains[best], tuple(found[best]))


def worth_of(deck: Deck, case: Case, words: Vocabulary) -> Mapping[str, float]:
    """For every fact that can still change a scheme's value: the bits that knowing it would settle.

    Computed once for all people of whom a scheme's facts say the same.
    """
    states = case.states()
    key = hash(tuple((name, states.get(name)) for name in deck.about))
    found = deck.worths.get(key)
    if found is None:
        if len(deck.worths) >= WORTHS_MAX:
            deck.worths.pop(next(iter(deck.worths)))
        table = Table(deck, case, words)
        found = deck.worths[key] = {name: table.gain(name) for name in table.matters}
    return found


def cost_of(fact: Fact) -> float:
    """Effort times risk of asking a fact."""
    looked_up = LOOKED_UP if fact.asked_of is AskedOf.OFFICER else 1.0
    return EFFORT[fact.type] * RISK[fact.sensitivity] * looked_up


def decks_of(case: Case, book: LawBook, question: Question, schemes: Iterable[str] | None = None) -> list[Deck]:
    """The diagrams of schemes for a case; a scheme without text, or too large, is left out."""
    chosen: list[Scheme] = (
        [book.schemes[id_] for id_ in schemes] if schemes is not None else list(book.schemes.values())
    )
    found = []
    for scheme in chosen:
        standing = scheme.status_on(question.on, question.knowledge)
        if standing is None or (schemes is None and standing.status in (Status.LAPSED, Status.REPEALED)):
            continue
        try:
            found.append(deck_for(scheme, case, book, question))
        except (TooLargeError, LawError):
            continue
    return found


Odds = tuple[float, float, float]
"""The shares of NO, UNKNOWN and YES."""


class Table:
    """One scheme's diagrams for a case: which facts matter, and how likely each value is."""

    def __init__(self, deck: Deck, case: Case, words: Vocabulary) -> None:
        self.deck, self.words = deck, words
        self.shop = deck.lowering.shop
        self.matters = matters_in(deck, case)
        self.allowed = deck.lowering.allowed(case.states())
        self.counts: dict[int, int] = {}
        for card in deck.cards:
            node = self.shop.restrict(card.node, self.allowed)
            self.counts[node] = self.counts.get(node, 0) + 1
        self.weights = {name: self.shares(cells) for name, cells in deck.lowering.variables.items()}
        self.known: dict[int, Odds] = {}
        self.tested = {node: self.shop.support(node) for node in self.counts}
        self.now = sum(count * _bits(self.odds(node)) for node, count in self.counts.items()) / len(deck.cards)
        self.single = self.single_gains()

    def shares(self, cells: Cells) -> list[float]:
        """The share of each cell among those still possible."""
        prior = self.words.priors.get(cells.facts[0])
        named = prior.weights if prior else {}
        allowed = self.allowed[cells.name]
        if cells.member is not None:
            yes = named.get(cells.member, 0.5)
            raw = [1 - yes, yes]
        elif cells.values and cells.values != ((False,), (True,)):
            rest = max(0.0, 1 - sum(named.values()))
            unnamed = sum(1 for values in cells.values for value in values if str(value) not in named) or 1
            raw = [sum(named.get(str(value), rest / unnamed) for value in values) for values in cells.values]
        elif cells.name.startswith(FINDING_PREFIX):
            finding = self.words.findings[cells.name.removeprefix(FINDING_PREFIX)]
            raw = [0.3, 0.7] if finding.favour else [0.7, 0.3]
        else:
            yes = named.get("yes", 0.5)
            raw = [1 - yes, yes] if cells.size == 2 else [1.0] * cells.size
        kept = [share if cell in allowed else 0.0 for cell, share in enumerate(raw)]
        total = sum(kept)
        return (
            [share / total for share in kept]
            if total
            else [float(cell in allowed) / len(allowed) for cell in range(cells.size)]
        )

    def entropy(self, fixed: Mapping[str, int]) -> float:
        """Bits that are open about the scheme's value, over all its readings alike, with some cells fixed."""
        done: dict[int, Odds] = {}
        last = max(self.shop.index[name] for name in fixed)
        open_bits = 0.0
        for node, count in self.counts.items():
            touched = not self.tested[node].isdisjoint(fixed)
            open_bits += count * _bits(self.fixed_odds(node, fixed, last, done) if touched else self.odds(node))
        return open_bits / sum(self.counts.values())

    def odds(self, node: int) -> Odds:
        """The odds below a node."""
        if node < TERMINALS:
            return _SURE[node]
        found = self.known.get(node)
        if found is None:
            shares = self.weights[self.shop.order[self.shop.variables[node]]]
            found = self.known[node] = _mixed(shares, [self.odds(branch) for branch in self.shop.branches[node]])
        return found

    def fixed_odds(self, node: int, fixed: Mapping[str, int], last: int, done: dict[int, Odds]) -> Odds:
        """The odds below a node with some cells fixed; below the last of them nothing changes."""
        if node < TERMINALS or self.shop.variables[node] > last:
            return self.odds(node)
        found = done.get(node)
        if found is None:
            name = self.shop.order[self.shop.variables[node]]
            branches = self.shop.branches[node]
            if name in fixed:
                found = self.fixed_odds(branches[fixed[name]], fixed, last, done)
            else:
                below = [self.fixed_odds(branch, fixed, last, done) for branch in branches]
                found = _mixed(self.weights[name], below)
            done[node] = found
        return found

    def single_gains(self) -> dict[str, float]:
        """The expected drop in entropy for every variable alone, from one walk up and one down each diagram.

        A variable stands at most once on a path, and is independent of those above it. So the odds of a diagram if the
        variable has a cell are those of the whole, plus, for each of its nodes, the chance to get there times the
        difference between that cell's branch and the node.
        """
        gains: dict[str, float] = {}
        total = sum(self.counts.values())
        for root, count in self.counts.items():
            whole = self.odds(root)
            before = _bits(whole)
            for name, cells in self.moved(root).items():
                after = sum(
                    share * _bits(_plus(whole, odds)) for share, odds in zip(self.weights[name], cells, strict=True)
                )
                gains[name] = gains.get(name, 0.0) + count * (before - after) / total
        return gains

    def moved(self, root: int) -> dict[str, list[list[float]]]:
        """For every variable and cell of a diagram: by how much the odds move if it is that cell."""
        shop, reached, found = self.shop, {root: 1.0}, dict[str, list[list[float]]]()
        for node in sorted(shop.reachable(root), key=lambda one: shop.variables[one]):
            name, chance = shop.order[shop.variables[node]], reached.get(node, 0.0)
            own = self.odds(node)
            moves = found.setdefault(name, [[0.0, 0.0, 0.0] for _ in self.weights[name]])
            for cell, (branch, share) in enumerate(zip(shop.branches[node], self.weights[name], strict=True)):
                if share <= 0.0:
                    continue
                below = self.odds(branch)
                for value in range(TERMINALS):
                    moves[cell][value] += chance * (below[value] - own[value])
                if branch >= TERMINALS:
                    reached[branch] = reached.get(branch, 0.0) + chance * share
        return found

    def gain(self, fact: str) -> float:
        """The expected drop in entropy if a fact were known."""
        names = [
            name for name in set().union(*self.tested.values()) if fact == self.deck.lowering.variables[name].facts[0]
        ]
        names = sorted(name for name in names if len(self.allowed[name]) > 1)[:4]
        if len(names) == 1:
            return max(0.0, self.single[names[0]])
        options = [[cell for cell in sorted(self.allowed[name]) if self.weights[name][cell] > 0] for name in names]
        answers = list(itertools.islice(itertools.product(*options), ANSWERS_MAX))
        if not names or not answers:
            return 0.0
        shares = [
            math.prod(self.weights[name][cell] for name, cell in zip(names, cells, strict=True)) for cells in answers
        ]
        total = sum(shares) or 1.0
        after = sum(
            share * self.entropy(dict(zip(names, cells, strict=True)))
            for share, cells in zip(shares, answers, strict=True)
        )
        return max(0.0, self.now - after / total)


_SURE: tuple[Odds, Odds, Odds] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def _mixed(shares: list[float], below: list[Odds]) -> Odds:
    """The odds of a node from those of its branches."""
    no = silent = yes = 0.0
    for share, odds in zip(shares, below, strict=True):
        if share:
            no += share * odds[0]
            silent += share * odds[1]
            yes += share * odds[2]
    return no, silent, yes


def _plus(odds: Odds, moves: list[float]) -> Odds:
    return tuple(max(0.0, share + move) for share, move in zip(odds, moves, strict=True))  # type: ignore[return-value]


def _bits(odds: Odds) -> float:
    return -sum(share * math.log2(share) for share in odds if share > 0)
