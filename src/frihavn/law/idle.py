"""Parts of a rule that can be dropped without changing the rule for anybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from frihavn.law import expression as e
from frihavn.law.bind import PartLabel, Settings, bind_expressions
from frihavn.law.case import FINDING_PREFIX
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Lowering
from frihavn.law.scheme import Clause, Scheme
from frihavn.logic import NO, YES, AllOf, AnyOf, AtLeast, Condition, Gap, Named, NotOf, Operator, Test
from frihavn.logic.condition import children
from frihavn.logic.diagram import Diagrams, at_least

Place = tuple[int, ...]
"""Where a part stands in a rule: the number of the part at each level, from the outside in."""


def idle_in(scheme: Scheme, book: LawBook, looked_at: list[Settings]) -> list[tuple[Clause, e.Expression]]:
    """Rules with a part of a join that changes nothing in the rule, under any of some readings.

    A parameter that a proposal left open may turn out either way. A part that rests on something a line leaves open may
    still come to matter, and is left out.
    """
    left: dict[int, dict[Place, e.Expression] | None] = dict.fromkeys(range(len(scheme.clauses)))
    for settings in looked_at:
        here = [at for at, one in enumerate(scheme.clauses) if is_text(one, settings) and left[at] != {}]
        rules = _Nodes([scheme.clauses[at].expression for at in here], scheme, book, settings)
        for at in here:
            found = rules.idle(scheme.clauses[at].expression)
            before = left[at]
            left[at] = found if before is None else {place: before[place] for place in found if place in before}
    return [(scheme.clauses[at], part) for at, parts in left.items() for part in (parts or {}).values()]


def is_text(clause: Clause, settings: Settings) -> bool:
    """Whether a clause is the law under some settings."""
    return clause.governs in settings.era and clause.span.holds(settings.era[clause.governs], settings.known_at)


class _Nodes:
    """Some rules as diagrams over one order of variables."""

    def __init__(self, rules: list[e.Expression], scheme: Scheme, book: LawBook, settings: Settings) -> None:
        leaves = list(dict.fromkeys(leaf for rule in rules for leaf in _leaves(rule)))
        bound = [either_way(one) for one in bind_expressions(leaves, scheme, book.schemes, settings)]
        lowering = Lowering(bound, book.vocabulary.facts)
        self.shop: Diagrams = lowering.shop
        known: dict[int, bool] = {}
        self.leaves = dict(zip(leaves, map(lowering.lower, bound), strict=True))
        self.open = {leaf for leaf, condition in zip(leaves, bound, strict=True) if _is_open(condition, known)}
        self.done: dict[e.Expression, int] = {}

    def idle(self, rule: e.Expression) -> dict[Place, e.Expression]:
        whole = self.node(rule)
        return {
            place: part
            for place, part, without in self.dropped(rule, ())
            if without == whole and not any(leaf in self.open for leaf in _leaves(part))
        }

    def node(self, expression: e.Expression) -> int:
        if expression not in self.done:
            self.done[expression] = self.fresh(expression)
        return self.done[expression]

    def fresh(self, expression: e.Expression) -> int:
        match expression:
            case e.AllOf(parts) | e.AnyOf(parts):
                return self.others(expression, parts)[1][-1]
            case e.Not(part):
                return self.shop.negate(self.node(part))
            case e.AtLeast(count, parts):
                return at_least(self.shop, count, map(self.node, parts))
            case _:
                return self.leaves[expression]

    def others(self, join: e.AllOf | e.AnyOf, parts: tuple[e.Expression, ...]) -> tuple[list[int], list[int]]:
        """For each part what the others say; and what the parts up to each one say."""
        combine, neutral = (self.shop.meet, YES) if isinstance(join, e.AllOf) else (self.shop.join, NO)
        nodes, start = [self.node(part) for part in parts], self.shop.terminal(neutral)
        before = list(accumulate(nodes, combine, initial=start))
        after = list(accumulate(reversed(nodes), combine, initial=start))[::-1]
        return [combine(before[at], after[at + 1]) for at in range(len(parts))], before

    def dropped(self, expression: e.Expression, place: Place) -> Iterator[tuple[Place, e.Expression, int]]:
        """Every part of every join, with what the expression says without it."""
        match expression:
            case e.AllOf(parts) | e.AnyOf(parts):
                combine = self.shop.meet if isinstance(expression, e.AllOf) else self.shop.join
                others, _ = self.others(expression, parts)
                for at, part in enumerate(parts):
                    if len(parts) > 1:
                        yield (*place, at), part, others[at]
                    for inner, piece, node in self.dropped(part, (*place, at)):
                        yield inner, piece, combine(others[at], node)
            case e.Not(part):
                for inner, piece, node in self.dropped(part, (*place, 0)):
                    yield inner, piece, self.shop.negate(node)
            case e.AtLeast(count, parts):
                for at, part in enumerate(parts):
                    for inner, piece, node in self.dropped(part, (*place, at)):
                        nodes = [node if other == at else self.node(one) for other, one in enumerate(parts)]
                        yield inner, piece, at_least(self.shop, count, nodes)
            case _:
                return


def either_way(condition: Condition) -> Condition:
    """The same with every open parameter as something that may turn out yes or no."""
    match condition:
        case Named(PartLabel("parameter", name), Gap()):
            return Test(f"{FINDING_PREFIX}parameter {name}", Operator.IS, True)
        case AllOf(parts):
            return AllOf(tuple(map(either_way, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(either_way, parts)))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(map(either_way, parts)))
        case NotOf(part):
            return NotOf(either_way(part))
        case Named(label, part):
            return Named(label, either_way(part))
        case _:
            return condition


def _leaves(expression: e.Expression) -> list[e.Expression]:
    if isinstance(expression, (e.AllOf, e.AnyOf, e.AtLeast, e.Not)):
        return [leaf for part in e.parts_of(expression) for leaf in _leaves(part)]
    return [expression]


def _is_open(condition: Condition, known: dict[int, bool]) -> bool:
    key = id(condition)
    if key not in known:
        known[key] = isinstance(condition, Gap) or any(_is_open(part, known) for part in children(condition))
    return known[key]
