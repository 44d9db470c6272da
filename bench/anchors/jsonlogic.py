"""JSON-logic: one tree of operators per rule. Runs in several environments and measures whatever package it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bench.anchors.task import ERROR, Answers, Tree, run, single_case

PACKAGES = {
    "json-logic-qubit": ("json_logic", "jsonLogic"),
    "panzi-json-logic": ("json_logic", "jsonLogic"),
    "jsonlogic-rs": ("jsonlogic_rs", "apply"),
}
Apply = Callable[[Tree, Mapping[str, Any]], Any]


def logic(tree: Tree) -> Any:
    """A tree as JSON-logic."""
    for word, operator in (("all", "and"), ("any", "or")):
        if word in tree:
            return {operator: [logic(part) for part in tree[word]]}
    if "not" in tree:
        return {"!": [logic(tree["not"])]}
    if "at_least" in tree:
        counted = [{"if": [logic(part), 1, 0]} for part in tree["parts"]]
        return {">=": [{"+": counted}, tree["at_least"]]}
    if "const" in tree:
        return tree["const"]
    return _leaf(tree)


def _leaf(leaf: Tree) -> Any:
    own = {"var": leaf["input"]}
    if "has" in leaf:
        return {"in": [leaf["has"], own]}
    if "has_value_of" in leaf:
        return {"in": [{"var": leaf["has_value_of"]}, own]}
    if "op" not in leaf:
        return own
    left = {"-": [own, {"var": leaf["minus"]}]} if "minus" in leaf else own
    right = {"var": leaf["other"]} if "other" in leaf else leaf["value"]
    return {leaf["op"]: [left, right]}


def measure(task: Mapping[str, Any]) -> dict[str, Any]:
    """Every package that is installed here."""
    found = {}
    for package, (module, name) in PACKAGES.items():
        try:
            title = f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
        found[package] = {**_measured(task, getattr(import_module(module), name)), "version": title}
    return {"packages": found}


def _measured(task: Mapping[str, Any], apply: Apply) -> dict[str, Any]:
    rules = [json.loads(json.dumps(logic(rule["tree"]))) for rule in task["rules"]]

    def answer(person: Mapping[str, Any]) -> Answers:
        return [_value(apply, rule, person) for rule in rules]

    def call(person: Mapping[str, Any]) -> object:
        return [apply(rule, person) for rule in rules]

    return single_case(task, answer, call)


def _value(apply: Apply, rule: Tree, person: Mapping[str, Any]) -> Any:
    try:
        value = apply(rule, dict(person))
    except BaseException as error:  # a package in Rust panics with a BaseException of its own
        if isinstance(error, KeyboardInterrupt):
            raise
        return ERROR
    return value if isinstance(value, bool) else None


if __name__ == "__main__":
    run(measure)
