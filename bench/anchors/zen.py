"""zen-engine: every rule as one expression; measured as a decision of one expression node, and compiled one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import zen

from bench.anchors.task import ERROR, Answers, Tree, run, single_case


def expression(tree: Tree) -> str:
    """A tree in zen's expression language."""
    for word, joint in (("all", " and "), ("any", " or ")):
        if word in tree:
            return "(" + joint.join(expression(part) for part in tree[word]) + ")"
    if "not" in tree:
        return f"not ({expression(tree['not'])})"
    if "at_least" in tree:
        counted = " + ".join(f"(({expression(part)}) ? 1 : 0)" for part in tree["parts"])
        return f"(({counted}) >= {tree['at_least']})"
    if "const" in tree:
        return json.dumps(tree["const"])
    return _leaf(tree)


def _leaf(leaf: Tree) -> str:
    name = leaf["input"]
    if "has" in leaf:
        return f"({json.dumps(leaf['has'])} in {name})"
    if "has_value_of" in leaf:
        return f"({leaf['has_value_of']} in {name})"
    if "op" not in leaf:
        return str(name)
    left = f"({name} - {leaf['minus']})" if "minus" in leaf else name
    right = leaf["other"] if "other" in leaf else json.dumps(leaf["value"])
    return f"({left} {leaf['op']} {right})"


def decision_of(rules: Mapping[str, str]) -> str:
    """A decision with one node that holds all rules."""
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "content": {"expressions": [{"id": key, "key": key, "value": text} for key, text in rules.items()]},
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "b", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def measure(task: Mapping[str, Any]) -> dict[str, Any]:
    """Both ways of use; the faster one counts."""
    texts = {f"rule{index}": expression(rule["tree"]) for index, rule in enumerate(task["rules"])}
    compiled = [zen.compile_expression(text) for text in texts.values()]
    decision = zen.ZenEngine().create_decision(decision_of(texts))

    def answer(person: Mapping[str, Any]) -> Answers:
        return [_value(one, person) for one in compiled]

    def by_expressions(person: Mapping[str, Any]) -> object:
        return [one.evaluate(person) for one in compiled]

    by_one = single_case(task, answer, by_expressions)
    by_decision = single_case(task, answer, decision.evaluate)
    first = task["people"][0]["full"]
    if [decision.evaluate(first)["result"][key] for key in texts] != answer(first):
        raise RuntimeError("the decision and its expressions disagree")
    ways = {"compiled expressions": by_one["seconds"], "decision": by_decision["seconds"]}
    best = min((by_one, by_decision), key=lambda found: float(found["seconds"]))
    return {**best, "version": f"zen-engine {version('zen-engine')}", "ways": ways}


def _value(compiled: Any, person: Mapping[str, Any]) -> Any:
    try:
        value = compiled.evaluate(person)
    except Exception:  # noqa: BLE001  whatever it raises, it is no answer
        return ERROR
    return value if isinstance(value, bool) else None


if __name__ == "__main__":
    run(measure)
