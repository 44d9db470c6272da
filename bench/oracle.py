"""Truth by brute force: all completions of an incomplete person. Shares no code with any engine that is measured."""

from __future__ import annotations

import itertools
import operator
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from bench.rules import Tree

NO, OPEN, YES = 0, 1, 2
Read = Callable[[Mapping[str, Any]], int]
COMPLETIONS_MAX = 20_000
SAMPLES_FIRST = 100
SAMPLES = 4_000
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, group: value in group,
}


def reader(tree: Tree) -> Read:
    """A function from a complete person to 0 (no), 1 (the law itself leaves it open) or 2 (yes)."""
    if "all" in tree:
        parts = [reader(part) for part in tree["all"]]
        return lambda person: min(part(person) for part in parts)
    if "any" in tree:
        parts = [reader(part) for part in tree["any"]]
        return lambda person: max(part(person) for part in parts)
    if "not" in tree:
        inner = reader(tree["not"])
        return lambda person: 2 - inner(person)
    if "named" in tree:
        return reader(tree["part"])
    if "at_least" in tree:
        count, parts = tree["at_least"], [reader(part) for part in tree["parts"]]
        return lambda person: sorted((part(person) for part in parts), reverse=True)[count - 1]
    if "const" in tree:
        value = YES if tree["const"] else NO
        return lambda _: value
    if tree.get("gap"):
        return lambda _: OPEN
    return _leaf(tree)


def _leaf(leaf: Tree) -> Read:
    name = leaf["input"]
    if "has" in leaf:
        member = leaf["has"]
        return lambda person: 2 * (member in person[name])
    if "has_value_of" in leaf:
        other = leaf["has_value_of"]
        return lambda person: 2 * (person[other] in person[name])
    if "op" not in leaf:
        return lambda person: 2 * person[name]
    compare = _COMPARE[leaf["op"]]
    if "other" in leaf:
        right = leaf["other"]
        return lambda person: 2 * compare(person[name], person[right])
    value = leaf["value"]
    if "minus" in leaf:
        minus = leaf["minus"]
        return lambda person: 2 * compare(person[name] - person[minus], value)
    return lambda person: 2 * compare(person[name], value)


@dataclass(frozen=True)
class Possible:
    """What the completions of an incomplete person give.

    Args:
        values: The values seen: 0, 1, 2.
        exhaustive: Every completion was read; otherwise a sample, and more values may exist.
    """

    values: frozenset[int]
    exhaustive: bool

    @property
    def undetermined(self) -> bool:
        """Yes and no are both possible; where the law is silent both are."""
        return OPEN in self.values or {NO, YES} <= self.values


def possible(
    read: Read, known: Mapping[str, Any], missing: Mapping[str, Sequence[Any]], source: random.Random
) -> Possible:
    """Read completions until both answers are seen, or all are read."""
    seen: set[int] = set()
    names, choices = list(missing), list(missing.values())

    def stops(values: Sequence[Any]) -> bool:
        seen.add(read({**known, **dict(zip(names, values, strict=True))}))
        return OPEN in seen or len(seen) == 2

    size = prod(len(group) for group in choices)
    exhaustive = size <= COMPLETIONS_MAX
    for _ in range(SAMPLES_FIRST if exhaustive else SAMPLES):
        if stops([source.choice(group) for group in choices]):
            return Possible(frozenset(seen), True)
    if exhaustive:
        for values in itertools.product(*choices):
            if stops(values):
                break
    return Possible(frozenset(seen), exhaustive)


def decisive(read: Read, known: Mapping[str, Any], missing: Mapping[str, Sequence[Any]]) -> set[str]:
    """The missing inputs that can change the value in some completion, by reading all of them.

    Only for few completions: the caller sees to that.
    """
    names = list(missing)
    table = _table(read, known, missing)
    found = set()
    for position, name in enumerate(names):
        groups: dict[tuple[int, ...], int] = {}
        for cells, value in table.items():
            rest = cells[:position] + cells[position + 1 :]
            if groups.setdefault(rest, value) != value:
                found.add(name)
                break
    return found


def _table(read: Read, known: Mapping[str, Any], missing: Mapping[str, Sequence[Any]]) -> dict[tuple[int, ...], int]:
    names, groups = list(missing), list(missing.values())
    found = {}
    for cells in itertools.product(*(range(len(group)) for group in groups)):
        values = {name: group[cell] for name, group, cell in zip(names, groups, cells, strict=True)}
        found[cells] = read({**known, **values})
    return found
