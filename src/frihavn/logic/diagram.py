"""Decision diagrams: a condition over variables whose domains are cut into cells, as a reduced graph.

From it come exact answers that reading a tree node by node cannot give: which variables can still matter, what is
possible at all, and the cheapest change. Terminals are YES, NO and UNKNOWN (where the rule itself is silent).

Source: reduced ordered decision diagrams (Bryant 1986), with more than two branches a node.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from frihavn.logic.condition import AllOf, AnyOf, AtLeast, Condition, Const, Gap, Named, NotOf, Test
from frihavn.logic.truth import NO, UNKNOWN, YES, Truth

NODES_MAX = 50_000
TERMINALS = 3
RANK = {NO: 0, UNKNOWN: 1, YES: 2}
BY_RANK = (NO, UNKNOWN, YES)


class TooLargeError(Exception):
    """A diagram would need more than NODES_MAX nodes; the caller falls back to the tree."""


Allowed = Mapping[str, frozenset[int]]
"""For some variables the cells that are still possible; a variable that is absent may be in any cell."""


@dataclass
class Diagrams:
    """A shop of shared nodes over one order of variables.

    Args:
        order: Variable names, first tested first.
        sizes: Number of cells of each variable, in the same order.

    Nodes are whole numbers: 0, 1, 2 are the terminals NO, UNKNOWN, YES.
    """

    order: Sequence[str]
    sizes: Sequence[int]
    variables: list[int] = field(default_factory=lambda: [-1, -1, -1])
    branches: list[tuple[int, ...]] = field(default_factory=lambda: [(), (), ()])

    def __post_init__(self) -> None:
        self.index = {name: position for position, name in enumerate(self.order)}
        self.unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self.both: dict[tuple[int, int, bool], int] = {}
        self.flipped: dict[int, int] = {}
        self.agreed: dict[tuple[int, int], int] = {}

    def terminal(self, value: Truth) -> int:
        """The node of a constant."""
        return RANK[value]

    def value(self, node: int) -> Truth | None:
        """The value of a terminal; None for an inner node."""
        return BY_RANK[node] if node < TERMINALS else None

    def test(self, name: str, passing: frozenset[int]) -> int:
        """YES in the passing cells of a variable, else NO."""
        position = self.index[name]
        return self.make(position, tuple(2 if cell in passing else 0 for cell in range(self.sizes[position])))

    def outcome(self, name: str) -> int:
        """A variable with three cells that is itself a truth value: no, unknown, yes."""
        return self.make(self.index[name], (0, 1, 2))

    def choose(self, name: str, branches: Sequence[int]) -> int:
        """One branch for each cell of a variable; the branches may test any variable."""
        result = 0
        for cell, branch in enumerate(branches):
            result = self.join(result, self.meet(self.test(name, frozenset({cell})), branch))
        return result

    def make(self, position: int, branches: tuple[int, ...]) -> int:
        """The node with these branches; no node where all branches are one."""
        if all(branch == branches[0] for branch in branches):
            return branches[0]
        key = (position, branches)
        found = self.unique.get(key)
        if found is None:
            if len(self.variables) >= NODES_MAX:
                raise TooLargeError(f"more than {NODES_MAX:,} nodes")
            found = len(self.variables)
            self.variables.append(position)
            self.branches.append(branches)
            self.unique[key] = found
        return found

    def meet(self, first: int, second: int) -> int:
        """Kleene's *and*: the lesser of NO < UNKNOWN < YES."""
        return self._apply(first, second, least=True)

    def join(self, first: int, second: int) -> int:
        """Kleene's *or*: the greater of NO < UNKNOWN < YES."""
        return self._apply(first, second, least=False)

    def _apply(self, first: int, second: int, *, least: bool) -> int:
        absorbing, neutral = (0, 2) if least else (2, 0)
        if second in (first, neutral) or first == absorbing:
            return first
        if absorbing == second or first == neutral:
            return second
        key = (first, second, least) if first < second else (second, first, least)
        found = self.both.get(key)
        if found is None:
            position = min(p for p in (self.variables[first], self.variables[second]) if p >= 0)
            pairs = zip(self._split(first, position), self._split(second, position), strict=True)
            found = self.make(position, tuple(self._apply(a, b, least=least) for a, b in pairs))
            self.both[key] = found
        return found

    def _split(self, node: int, position: int) -> tuple[int, ...]:
        if node >= TERMINALS and self.variables[node] == position:
            return self.branches[node]
        return (node,) * self.sizes[position]

    def negate(self, node: int) -> int:
        """YES and NO change places."""
        if node < TERMINALS:
            return 2 - node
        found = self.flipped.get(node)
        if found is None:
            found = self.make(self.variables[node], tuple(self.negate(branch) for branch in self.branches[node]))
            self.flipped[node] = found
        return found

    def trim(self, mark: int) -> None:
        """Forget all nodes from a number on: what was made for one person need not be kept."""
        del self.variables[mark:], self.branches[mark:]
        self.unique = {key: node for key, node in self.unique.items() if node < mark}
        self.both.clear()
        self.flipped.clear()
        self.agreed.clear()

    def restrict(self, node: int, allowed: Allowed) -> int:
        """The diagram over the allowed cells only: cells that are not possible no longer tell branches apart."""
        return self._restricted(node, allowed, {})

    def _restricted(self, node: int, allowed: Allowed, done: dict[int, int]) -> int:
        start = node
        while node >= TERMINALS:
            if node in done:
                node = done[node]
                break
            position, branches = self.variables[node], self.branches[node]
            try:
                cells: Collection[int] = allowed[self.order[position]]
            except KeyError:
                cells = range(len(branches))
            if len(cells) > 1:
                node = self._joined(position, {c: self._restricted(branches[c], allowed, done) for c in cells})
                break
            (only,) = cells
            node = branches[only]
        done[start] = node
        return node

    def _joined(self, position: int, kept: Mapping[int, int]) -> int:
        """A node over some cells; one that is not possible takes a possible branch, so it can tell nothing apart."""
        first = next(iter(kept.values()))
        return self.make(position, tuple(kept.get(cell, first) for cell in range(self.sizes[position])))

    def support(self, node: int) -> set[str]:
        """The variables on which the value depends: exactly those tested somewhere in the reduced diagram."""
        return {self.order[self.variables[inner]] for inner in self.reachable(node)}

    def support_of_all(self, nodes: Iterable[int]) -> set[str]:
        """The variables on which the value of some of these nodes depends."""
        return {self.order[self.variables[inner]] for inner in self.reachable(*nodes)}

    def reachable(self, *nodes: int) -> list[int]:
        """All inner nodes below and including some nodes."""
        seen: dict[int, None] = {}
        stack = list(nodes)
        while stack:
            here = stack.pop()
            if here >= TERMINALS and here not in seen:
                seen[here] = None
                stack.extend(self.branches[here])
        return list(seen)

    def values(self, node: int) -> set[Truth]:
        """Every value that some combination of cells gives."""
        found = {below for inner in self.reachable(node) for below in self.branches[inner] if below < TERMINALS}
        return {BY_RANK[below] for below in found} if node >= TERMINALS else {BY_RANK[node]}

    def witness(self, node: int, wanted: Callable[[Truth], bool]) -> dict[str, int] | None:
        """Some cells that lead to a wanted value; other variables may be in any cell. None: nothing leads there."""
        if node < TERMINALS:
            return {} if wanted(BY_RANK[node]) else None
        for cell, branch in enumerate(self.branches[node]):
            found = self.witness(branch, wanted)
            if found is not None:
                return {self.order[self.variables[node]]: cell, **found}
        return None

    def agreement(self, nodes: Sequence[int]) -> int:
        """What all these diagrams say alike; UNKNOWN where they differ."""
        result = nodes[0]
        for node in nodes[1:]:
            result = self._agreed(result, node)
        return result

    def _agreed(self, first: int, second: int) -> int:
        if first == second:
            return first
        if first < TERMINALS and second < TERMINALS:
            return 1
        key = (min(first, second), max(first, second))
        found = self.agreed.get(key)
        if found is None:
            position = min(p for p in (self.variables[first], self.variables[second]) if p >= 0)
            pairs = zip(self._split(first, position), self._split(second, position), strict=True)
            found = self.make(position, tuple(self._agreed(a, b) for a, b in pairs))
            self.agreed[key] = found
        return found

    def parting(self, first: int, second: int, wanted: Callable[[Truth, Truth], bool]) -> dict[str, int] | None:
        """Some cells in which two diagrams have a wanted pair of values; None: there are none."""
        return self._parting(first, second, wanted, set())

    def _parting(
        self, first: int, second: int, wanted: Callable[[Truth, Truth], bool], dead: set[tuple[int, int]]
    ) -> dict[str, int] | None:
        if (first, second) in dead:
            return None
        if first < TERMINALS and second < TERMINALS:
            if wanted(BY_RANK[first], BY_RANK[second]):
                return {}
            dead.add((first, second))
            return None
        position = min(p for p in (self.variables[first], self.variables[second]) if p >= 0)
        pairs = zip(self._split(first, position), self._split(second, position), strict=True)
        for cell, (a, b) in enumerate(pairs):
            found = self._parting(a, b, wanted, dead)
            if found is not None:
                return {self.order[position]: cell, **found}
        dead.add((first, second))
        return None


def build(condition: Condition, shop: Diagrams, leaf: Callable[[Test], int]) -> int:
    """The node of a condition; `leaf` gives the node of a test.

    Raises:
        TooLargeError: it would pass the cap on nodes.
        ValueError: a presumption is no part of a verdict and has no diagram.
    """
    done: dict[int, int] = {}

    def node_of(part: Condition) -> int:
        key = id(part)
        if key not in done:
            done[key] = made(part)
        return done[key]

    def made(part: Condition) -> int:
        match part:
            case Test():
                return leaf(part)
            case Const(value):
                return shop.terminal(value)
            case Gap():
                return shop.terminal(UNKNOWN)
            case Named(_, inner):
                return node_of(inner)
            case NotOf(inner):
                return shop.negate(node_of(inner))
            case AllOf(parts):
                return reduce(shop.meet, map(node_of, parts), shop.terminal(YES))
            case AnyOf(parts):
                return reduce(shop.join, map(node_of, parts), shop.terminal(NO))
            case AtLeast(count, parts):
                return at_least(shop, count, map(node_of, parts))
            case _:
                raise ValueError("a presumption is no part of a verdict and has no diagram")

    return node_of(condition)


def at_least(shop: Diagrams, count: int, nodes: Iterable[int]) -> int:
    """At least `count` of some nodes hold. rows[k]: at least k of those seen so far."""
    rows = [shop.terminal(YES)] + [shop.terminal(NO)] * count
    for node in nodes:
        for k in range(count, 0, -1):
            rows[k] = shop.join(rows[k], shop.meet(rows[k - 1], node))
    return rows[count]
