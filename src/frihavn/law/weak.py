"""Where reading a rule part by part leaves open what is certain: "A, or else not A" with A unknown.

Strict Kleene logic reads each part by itself, so a rule that asks the same thing twice can stay open although every
answer leads to the same value. That is never wrong, only weaker than it could be; the cure is to write the rule so
that it asks once.

Source: the Kleene value and the agreement of all completions, both as diagrams in which every variable has one more
cell, "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frihavn.law.lower import Lowering, operand_name, representatives
from frihavn.law.vocabulary import Fact
from frihavn.logic import UNKNOWN, Condition, Operator, Test, Truth, Variable
from frihavn.logic.diagram import TERMINALS, Diagrams
from frihavn.logic.evaluate import passes


@dataclass(frozen=True, slots=True)
class Weakness:
    """One place where more could be said.

    Args:
        value: What every completion gives.
        unknown: Variables that are not known there.
        cells: Of the variables that are known, the cell.
    """

    value: Truth
    unknown: tuple[str, ...]
    cells: Mapping[str, int]


def weakness(condition: Condition, facts: Mapping[str, Fact]) -> tuple[Weakness | None, Lowering]:
    """Somebody for whom the Kleene value is open and all completions agree; None: there is nobody."""
    plain = Lowering([condition], facts)
    exact_node = plain.lower(condition)
    parts = _PartByPart([condition], facts)
    kleene = parts.lower(condition)
    exact = _completed(exact_node, plain.shop, parts.shop, {})
    cells = parts.shop.parting(kleene, exact, lambda open_, sure: open_ is UNKNOWN and sure is not UNKNOWN)
    if cells is None:
        return None, plain
    unknown = tuple(name for name, cell in cells.items() if cell == plain.variables[name].size)
    known = {name: cell for name, cell in cells.items() if name not in unknown}
    value = parts.shop.value(parts.shop.restrict(exact, {name: frozenset({cell}) for name, cell in cells.items()}))
    if value is None:
        raise ValueError("these cells leave the value open")
    return Weakness(value, unknown, known), plain


class _PartByPart(Lowering):
    """Conditions as strict Kleene logic reads them, with "not known" as the last cell of every variable."""

    def __init__(self, conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> None:
        super().__init__(conditions, facts)
        self.shop = Diagrams(self.shop.order, [size + 1 for size in self.shop.sizes])

    def _test(self, test: Test) -> int:
        name = test.variable
        if test.operator is Operator.INCLUDES and isinstance(test.operand, Variable):
            other = self.variables[operand_name(test)]
            branches = [self._leaf(self.member_name(test, index), {1}) for index in range(other.size)]
            return self.shop.choose(other.name, [*branches, self.shop.agreement(branches)])
        cells = next(one for one in self.cells_for(test) if one.name in self.variables)
        if cells.test is not None or cells.member is not None:
            return self._leaf(cells.name, {1})
        values = representatives(self.variables[name])
        return self._leaf(name, {i for i, value in enumerate(values) if passes(value, test.operator, test.operand)})

    def _leaf(self, name: str, passing: set[int]) -> int:
        size = self.variables[name].size
        return self.shop.make(self.shop.index[name], (*(2 if cell in passing else 0 for cell in range(size)), 1))


def _completed(node: int, plain: Diagrams, wide: Diagrams, done: dict[int, int]) -> int:
    """A diagram with "not known" added to every variable: there it says what all cells agree on."""
    if node < TERMINALS:
        return node
    if node not in done:
        branches = tuple(_completed(branch, plain, wide, done) for branch in plain.branches[node])
        done[node] = wide.make(plain.variables[node], (*branches, wide.agreement(branches)))
    return done[node]
