"""Small wrong turns of a rule, to see whether the tables of cases would notice them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from frihavn.law import expression as e
from frihavn.law.expression import write
from frihavn.logic import Operator

_EDGES = {
    Operator.BELOW: Operator.AT_MOST,
    Operator.AT_MOST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.ABOVE,
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong turn.

    Args:
        what: What was changed, in words.
        expression: The rule as it then reads.
    """

    what: str
    expression: e.Expression


def mutants(expression: e.Expression) -> Iterator[Mutant]:
    """Every single wrong turn: a part dropped, a join swapped, a leaf negated, an edge moved, a value lost."""
    match expression:
        case e.AllOf(parts) | e.AnyOf(parts):
            yield from _joined(expression, parts)
        case e.AtLeast(count, parts):
            for other in (count - 1, count + 1):
                if 0 < other <= len(parts):
                    yield Mutant(f"at_least({count}) became at_least({other})", e.AtLeast(other, parts))
            for index, part in enumerate(parts):
                for found in mutants(part):
                    yield Mutant(found.what, e.AtLeast(count, (*parts[:index], found.expression, *parts[index + 1 :])))
        case e.Not(part):
            yield Mutant(f"not_ was lost before {write(part)}", part)
            for found in mutants(part):
                yield Mutant(found.what, e.Not(found.expression))
        case e.Compare():
            yield from _compared(expression)
        case _:
            yield Mutant(f"{write(expression)} was negated", e.Not(expression))


def _joined(expression: e.AllOf | e.AnyOf, parts: tuple[e.Expression, ...]) -> Iterator[Mutant]:
    kind, other = (e.AllOf, e.AnyOf) if isinstance(expression, e.AllOf) else (e.AnyOf, e.AllOf)
    if len(parts) > 1:
        words = ("all_of", "any_of") if kind is e.AllOf else ("any_of", "all_of")
        yield Mutant(f"{words[0]} became {words[1]}", other(parts))
        for index, part in enumerate(parts):
            yield Mutant(f"{write(part)} was dropped", kind((*parts[:index], *parts[index + 1 :])))
    for index, part in enumerate(parts):
        for found in mutants(part):
            yield Mutant(found.what, kind((*parts[:index], found.expression, *parts[index + 1 :])))


def _compared(node: e.Compare) -> Iterator[Mutant]:
    if node.operator in _EDGES:
        swapped = replace(node, operator=_EDGES[node.operator])
        yield Mutant(f"{write(node)} became {write(swapped)}", swapped)
    if isinstance(node.right, tuple):
        for index, value in enumerate(node.right):
            rest = (*node.right[:index], *node.right[index + 1 :])
            if rest:
                yield Mutant(f"{value!r} was lost from {write(node)}", replace(node, right=rest))
    elif isinstance(node.right, (int, date)) and not isinstance(node.right, bool) and node.operator is not Operator.IS:
        for by in (-1, 1):
            moved = node.right + timedelta(days=by) if isinstance(node.right, date) else node.right + by
            yield Mutant(f"{write(node)} was moved by {by}", replace(node, right=moved))
