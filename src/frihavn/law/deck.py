"""The readings of a scheme as decision diagrams, made once and kept: they depend on no case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Cells, Lowering
from frihavn.law.reading import Question, bound_for, eras_for, lines_of, settings_for, spans_of
from frihavn.law.scheme import LAW_DAY, Scheme
from frihavn.law.vocabulary import Line
from frihavn.logic import Condition
from frihavn.logic.diagram import NODES_MAX, TooLargeError

DECKS_MAX, SHORTCUTS_MAX = 200, 5_000
TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Card:
    """One reading as a diagram: the line's id ("" without one), the era, and the node of the verdict."""

    line: str
    era: Mapping[str, date]
    node: int


@dataclass(frozen=True)
class Deck:
    """All readings of a scheme that can apply to a case.

    Args:
        lowering: The shop of nodes that all cards share.
        conditions: The verdicts as conditions, in the order of the cards.
        size: Nodes of the cards themselves; what lies above was made for some person.
    """

    scheme: Scheme
    lowering: Lowering
    cards: tuple[Card, ...]
    conditions: tuple[Condition, ...]
    size: int
    worths: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)
    """What answers are worth to people of whom the same is known, by a hash of it; no answer is kept."""

    def tidy(self) -> None:
        """Forget what was made for earlier people, once it fills half of the room that is left."""
        if len(self.lowering.shop.variables) > (self.size + NODES_MAX) // 2:
            self.lowering.shop.trim(self.size)

    @cached_property
    def about(self) -> dict[str, list[Cells]]:
        """The variables that depend on a fact, by fact."""
        found: dict[str, list[Cells]] = {}
        for cells in self.lowering.variables.values():
            for name in cells.facts:
                found.setdefault(name, []).append(cells)
        return found

    def governing(self) -> tuple[str, ...]:
        """Dates whose being unknown leaves more than one era possible."""
        names = [name for name in self.cards[0].era if name != LAW_DAY]
        return tuple(name for name in names if len({card.era[name] for card in self.cards}) > 1)

    def facts_of(self, variables: set[str]) -> list[str]:
        """The facts (not findings) behind some variables, in the vocabulary's order of asking."""
        names: dict[str, None] = {}
        for variable in self.lowering.shop.order:
            if variable in variables:
                for fact in self.lowering.variables[variable].facts:
                    if not fact.startswith(FINDING_PREFIX):
                        names[fact] = None
        return list(names)


def deck_for(scheme: Scheme, case: Case, book: LawBook, question: Question) -> Deck:
    """The readings of a scheme as diagrams.

    Raises:
        TooLargeError: a diagram would pass the cap on nodes; read the tree instead.
    """
    states = case.states()
    known = tuple(map(states.get, book.governing))
    held = tuple(sorted(question.held.items())) if question.held else ()
    short = (scheme.id, question.on, question.known_at, question.lines, held, known)
    deck = book.shortcuts.get(short)
    if deck is None:
        if len(book.shortcuts) >= SHORTCUTS_MAX:
            book.shortcuts.clear()
        deck = book.shortcuts[short] = _deck(scheme, case, book, question)
    if not isinstance(deck, Deck):
        raise TooLargeError(f"{scheme.id} has no diagram")
    return deck


def _deck(scheme: Scheme, case: Case, book: LawBook, question: Question) -> Deck | str:
    spans = spans_of(case, book, question.on)
    found = eras_for(scheme, book, spans, question)
    lines = lines_of(scheme, book, question)
    key = (
        scheme.id,
        question.knowledge,
        tuple(line.id for line in lines),
        tuple(sorted((question.held or {}).items())),
        tuple(tuple(sorted(era.items())) for era in found),
    )
    if key not in book.decks:
        if len(book.decks) >= DECKS_MAX:
            book.decks.clear()
        book.decks[key] = _build(scheme, book, question, found)
    return book.decks[key]  # type: ignore[no-any-return]


def _build(scheme: Scheme, book: LawBook, question: Question, found: list[dict[str, date]]) -> Deck | str:
    lines: Sequence[Line | None] = lines_of(scheme, book, question) or [None]
    readings = [(era, line) for era in found for line in lines]
    verdicts = [bound_for(scheme, book, settings_for(era, line, question)).verdict() for era, line in readings]
    lowering = Lowering(verdicts, book.vocabulary.facts)
    try:
        nodes = [lowering.lower(verdict) for verdict in verdicts]
    except TooLargeError:
        return TOO_LARGE
    cards = tuple(Card(line.id if line else "", era, node) for (era, line), node in zip(readings, nodes, strict=True))
    return Deck(scheme, lowering, cards, tuple(verdicts), len(lowering.shop.variables))
