"""The exact set of facts that can still matter. Everything else need be neither asked nor kept."""

from __future__ import annotations

from frihavn.law.case import Case
from frihavn.law.deck import Deck, deck_for
from frihavn.law.explain import still_matters as by_tree
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Possible
from frihavn.law.reading import Question, readings_of
from frihavn.law.scheme import Scheme
from frihavn.logic.diagram import TERMINALS, TooLargeError
from frihavn.logic.state import known_value


def still_matters(scheme: Scheme, case: Case, book: LawBook, question: Question) -> tuple[str, ...]:
    """Facts that can still change the verdict under some era or line of authority; no other fact can.

    Exact where a diagram fits under the cap on nodes; otherwise the facts that keep the tree open, which may be more.
    """
    try:
        return matters_in(deck_for(scheme, case, book, question), case)
    except TooLargeError:
        return by_tree(readings_of(scheme, case, book, question, presume=False))


def matters_in(deck: Deck, case: Case) -> tuple[str, ...]:
    """The same, from a deck that is at hand."""
    lowering, states = deck.lowering, case.states()
    shop, allowed = lowering.shop, lowering.allowed(states)
    deck.tidy()
    left = {shop.restrict(card.node, allowed) for card in deck.cards}
    if len(left) == 1 and min(left) < TERMINALS:
        return ()
    variables = shop.support_of_all(left)
    open_facts = [name for name in deck.facts_of(variables) if _is_open(name, deck, allowed)]
    # several eras are possible and do not read alike: then the governing date itself can still matter
    dates = [name for name in deck.governing() if len(left) > 1 and name not in open_facts]
    return (*open_facts, *dates)


def _is_open(name: str, deck: Deck, allowed: Possible) -> bool:
    """Whether more than one way of answering a fact is left, as far as the scheme can tell answers apart."""
    states = allowed.states
    if name in states and known_value(states[name]) is not None:
        return False
    return any(
        len(allowed[cells.name]) > 1 and deck.lowering.leaves_open(name, cells, states) for cells in deck.about[name]
    )
