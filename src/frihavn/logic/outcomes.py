"""Decision diagrams with outcomes of any kind: what a question would lead to, as a reduced graph.

Like `diagram`, but a leaf may be any value, and diagrams are joined by any function of their leaves.

Source: multi-terminal decision diagrams (Fujita, McGeer and Yang 1997), with more than two branches a node.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from frihavn.logic.diagram import NODES_MAX, TooLargeError

LEAVES_MAX = 1_000_000
"""Leaves have numbers from 0 up, inner nodes from here on."""


class Outcomes:
    """A shop of shared nodes over one order of variables.

    Args:
        order: Variable names, first tested first. sizes: number of cells of each, in the same order.
    """

    def __init__(self, order: Sequence[str], sizes: Sequence[int]) -> None:
        self.order, self.sizes = list(order), list(sizes)
        self.index = {name: position for position, name in enumerate(order)}
        self.leaves: list[Hashable] = []
        self.numbers: dict[Hashable, int] = {}
        self.positions: list[int] = []
        self.below: list[tuple[int, ...]] = []
        self.unique: dict[tuple[int, tuple[int, ...]], int] = {}
        self.joined: dict[tuple[Any, ...], int] = {}

    def leaf(self, value: Hashable) -> int:
        """The leaf of an outcome."""
        found = self.numbers.get(value)
        if found is None:
            found = self.numbers[value] = len(self.leaves)
            self.leaves.append(value)
        return found

    def make(self, name: str, branches: Sequence[int]) -> int:
        """The node that tests a variable; no node where all branches are one."""
        return self._make(self.index[name], tuple(branches))

    def _make(self, position: int, branches: tuple[int, ...]) -> int:
        if branches.count(branches[0]) == len(branches):
            return branches[0]
        key = (position, branches)
        found = self.unique.get(key)
        if found is None:
            if len(self.below) >= NODES_MAX:
                raise TooLargeError(f"more than {NODES_MAX:,} nodes")
            found = self.unique[key] = LEAVES_MAX + len(self.below)
            self.positions.append(position)
            self.below.append(branches)
        return found

    def position(self, node: int) -> int:
        """Where the variable of a node stands in the order; behind all for a leaf."""
        return self.positions[node - LEAVES_MAX] if node >= LEAVES_MAX else len(self.order)

    def branches(self, node: int) -> tuple[int, ...]:
        """The nodes below an inner node, one for each cell."""
        return self.below[node - LEAVES_MAX]

    def join(self, of: Callable[..., Hashable], *nodes: int) -> int:
        """The diagram of a function of several diagrams' outcomes."""
        key = (of, *nodes)
        found = self.joined.get(key)
        if found is None:
            position = min(map(self.position, nodes))
            if position == len(self.order):
                found = self.leaf(of(*(self.leaves[node] for node in nodes)))
            else:
                columns = [
                    self.branches(node) if self.position(node) == position else (node,) * self.sizes[position]
                    for node in nodes
                ]
                found = self._make(position, tuple(self.join(of, *row) for row in zip(*columns, strict=True)))
            self.joined[key] = found
        return found

    def settle(self) -> None:
        """Forget how diagrams were joined: nothing more will be built."""
        self.joined.clear()

    def trim(self, mark: int) -> None:
        """Forget all inner nodes but the first so many: what was made for one person need not be kept."""
        del self.positions[mark:], self.below[mark:]
        self.unique = {key: node for key, node in self.unique.items() if node < LEAVES_MAX + mark}

    def restrict(self, node: int, allowed: Mapping[str, Sequence[int]]) -> int:
        """The diagram over the allowed cells only; a variable that is absent may be in any cell."""
        return self._restricted(node, allowed, {})

    def _restricted(self, node: int, allowed: Mapping[str, Sequence[int]], done: dict[int, int]) -> int:
        if node < LEAVES_MAX:
            return node
        found = done.get(node)
        if found is None:
            position, branches = self.position(node), self.branches(node)
            cells = allowed.get(self.order[position], range(len(branches)))
            if len(cells) == 1:
                found = self._restricted(branches[cells[0]], allowed, done)
            else:
                kept = {cell: self._restricted(branches[cell], allowed, done) for cell in cells}
                first = kept[cells[0]]
                found = self._make(position, tuple(kept.get(cell, first) for cell in range(len(branches))))
            done[node] = found
        return found

    def inner(self, node: int) -> list[int]:
        """All inner nodes below and including a node."""
        seen: dict[int, None] = {}
        stack = [node]
        while stack:
            here = stack.pop()
            if here >= LEAVES_MAX and here not in seen:
                seen[here] = None
                stack.extend(self.branches(here))
        return list(seen)

    def support(self, node: int) -> set[str]:
        """The variables on which the outcome depends."""
        return {self.order[self.position(one)] for one in self.inner(node)}

    def outcomes(self, node: int) -> set[Hashable]:
        """Every outcome that some combination of cells gives."""
        found = {below for one in self.inner(node) for below in self.branches(one) if below < LEAVES_MAX}
        return {self.leaves[leaf] for leaf in (found if node >= LEAVES_MAX else {node})}
