"""z3: the cheapest change that makes a scheme possible (Optimize), and parts of rules that change nothing (Solver)."""

from __future__ import annotations

import operator
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

import z3

from bench.anchors.task import Tree, run

SECONDS_MAX = 90.0
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Encoding:
    """Inputs as z3 constants: yes/no, whole numbers (days and places in an enum), one yes/no per member of a set."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self.inputs = inputs
        self.limits: list[Any] = []
        self.known: dict[str, Any] = {}
        for name, spec in inputs.items():
            if spec["type"] in ("enum", "date", "int"):
                self.known[name] = z3.Int(name)
            if spec["type"] == "enum":
                self.limits += [self.known[name] >= 0, self.known[name] < len(spec["domain"])]

    def constant(self, name: str) -> Any:
        """The constant of an input; a place that the law leaves open is one too."""
        return self.known[name] if name in self.known else z3.Bool(name)

    def member(self, name: str, value: str) -> Any:
        """Whether a set holds a member."""
        return z3.Bool(f"{name}__{value}")

    def code(self, name: str, value: Any) -> Any:
        """A value as z3 knows it."""
        spec = self.inputs[name]
        return spec["domain"].index(value) if spec["type"] == "enum" else value

    def read(self, tree: Tree) -> Any:
        """A tree as a formula."""
        if "all" in tree:
            return z3.And(*[self.read(part) for part in tree["all"]])
        if "any" in tree:
            return z3.Or(*[self.read(part) for part in tree["any"]])
        if "not" in tree:
            return z3.Not(self.read(tree["not"]))
        if "named" in tree:
            return self.read(tree["part"])
        if "at_least" in tree:
            return z3.AtLeast(*[self.read(part) for part in tree["parts"]], tree["at_least"])
        if "const" in tree:
            return z3.BoolVal(tree["const"])
        if tree.get("gap"):
            return z3.Bool(tree["input"])
        return self._leaf(tree)

    def _leaf(self, leaf: Tree) -> Any:
        name = leaf["input"]
        if "has" in leaf:
            return self.member(name, leaf["has"])
        own = self.constant(name)
        if "has_value_of" in leaf:
            other = leaf["has_value_of"]
            pairs = [
                z3.And(self.constant(other) == self.code(other, value), self.member(name, value))
                for value in self.inputs[name]["domain"]
            ]
            return z3.Or(*pairs)
        if "op" not in leaf:
            return own
        if leaf["op"] == "in":
            return z3.Or(*[own == self.code(name, value) for value in leaf["value"]])
        left = own - self.constant(leaf["minus"]) if "minus" in leaf else own
        right = self.constant(leaf["other"]) if "other" in leaf else self.code(name, leaf["value"])
        return COMPARE[leaf["op"]](left, right)

    def same(self, name: str, value: Any) -> list[Any]:
        """An input keeps its value: one condition, of a set one for each member."""
        spec = self.inputs[name]
        if spec["type"] == "set":
            return [self.member(name, one) == (one in value) for one in spec["domain"]]
        if spec["type"] == "bool":
            return [self.constant(name) == value]
        return [self.constant(name) == self.code(name, value)]


def cheapest(task: Mapping[str, Any]) -> dict[str, Any]:
    """For every asked (person, rule): the least cost of changes after which the rule can be met; None: none can.

    Unknown inputs and open places are free; a finding that nobody recorded is in the person's favour, a recorded one
    stays; so does a fact without a cost. Of a set each member costs.
    """
    encoding = Encoding(task["inputs"])
    solvers = [_optimize(encoding, rule["tree"]) for rule in task["rules"]]
    costs, begun = [], time.perf_counter()
    for person_index, rule_index in task["changes"]:
        if time.perf_counter() - begun > SECONDS_MAX:
            break
        costs.append(_cost(solvers[rule_index], encoding, task["people"][person_index]["known"]))
    return {"costs": costs, "seconds": (time.perf_counter() - begun) / max(1, len(costs))}


def _optimize(encoding: Encoding, tree: Tree) -> Any:
    solver = z3.Optimize()
    solver.add(*encoding.limits, encoding.read(tree))
    return solver


def _cost(solver: Any, encoding: Encoding, known: Mapping[str, Any]) -> int | None:
    solver.push()
    paid: list[Any] = []
    for name, spec in encoding.inputs.items():
        if name not in known:
            if "favour" in spec:
                solver.add(encoding.constant(name) == spec["favour"])
        elif spec["cost"] is None:
            solver.add(*encoding.same(name, known[name]))
        else:
            paid += [solver.add_soft(same, spec["cost"]) for same in encoding.same(name, known[name])]
    result: int | None = None
    if solver.check() == z3.sat:
        result = int(str(paid[0].value())) if paid else 0
    solver.pop()
    return result


def joined_parts(tree: Tree, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Every part of a join, with the constant that leaves the join to its other parts; not inside another rule."""
    inner = tree["part"] if "named" in tree and not path else tree
    for index, part in enumerate(_parts(inner)):
        if len(_parts(inner)) > 1 and ("all" in inner or "any" in inner) and not _is_open(part):
            yield (*path, index), "all" in inner
        yield from joined_parts(part, (*path, index))


def _parts(tree: Tree) -> list[Tree]:
    return [tree["not"]] if "not" in tree else list(tree.get("all") or tree.get("any") or tree.get("parts") or [])


def _is_open(tree: Tree) -> bool:
    """Whether something rests on what the law leaves open: that may still make it matter."""
    inner = [tree["part"]] if "named" in tree else _parts(tree)
    return bool(tree.get("gap")) or any(_is_open(part) for part in inner)


def replaced(tree: Tree, path: tuple[int, ...], value: bool) -> Tree:  # noqa: FBT001  the constant that is put in
    """The tree with a constant in the place of one node."""
    if not path:
        return {"const": value}
    if "named" in tree:
        return {**tree, "part": replaced(tree["part"], path, value)}
    if "not" in tree:
        return {"not": replaced(tree["not"], path[1:], value)}
    word = next(word for word in ("all", "any", "parts") if word in tree)
    parts = list(tree[word])
    parts[path[0]] = replaced(parts[path[0]], path[1:], value)
    return {**tree, word: parts}


def idle(task: Mapping[str, Any]) -> dict[str, Any]:
    """Every part of every join of every rule: can it be dropped without changing the rule?"""
    encoding = Encoding(task["inputs_of_clauses"])
    found, asked, begun = [], 0, time.perf_counter()
    for clause in task["clauses"]:
        whole, solver = encoding.read(clause["tree"]), z3.Solver()
        solver.add(*encoding.limits)
        for path, neutral in joined_parts(clause["tree"]):
            asked += 1
            solver.push()
            solver.add(whole != encoding.read(replaced(clause["tree"], path, neutral)))
            if solver.check() == z3.unsat:
                found.append([clause["scheme"], clause["name"], list(path)])
            solver.pop()
    return {"found": found, "asked": asked, "seconds": time.perf_counter() - begun}


def measure(task: Mapping[str, Any]) -> dict[str, Any]:
    """Both."""
    return {"changes": cheapest(task), "idle": idle(task), "version": f"z3-solver {version('z3-solver')}"}


if __name__ == "__main__":
    run(measure)
