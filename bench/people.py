"""Invented people: everything that some rule can tell apart about them, and the same with answers missing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.rules import DECISION, Rule, Tree, inputs_of, key_of, plain_value
from frihavn.law.bind import NATIONALITY, PRESENT
from frihavn.law.case import FINDING_PREFIX, Answer, Case
from frihavn.law.lawbook import LawBook
from frihavn.law.vocabulary import FactType
from frihavn.logic import Condition, Test, Value, Variable
from frihavn.logic.condition import tests_in, variables_in
from frihavn.logic.evaluate import passes
from frihavn.logic.state import exactly

SEED = 20_220_224
COUNTRIES = ("DK", "DE", "RU", "BY", "UA", "KZ")
SOME_DAY = date(2021, 7, 1)
MISSING = 0.2
AIMED = 0.7
NOISE = 0.1


@dataclass(frozen=True)
class Input:
    """One thing that can be known about a person.

    Args:
        name: Our name of it; key: its name in every engine.
        values: One value for each way in which the rules can tell people apart.
        domain: All values it can have (enum), or all members that occur (set); empty for the rest.
    """

    name: str
    key: str
    type: FactType
    values: tuple[Value, ...]
    domain: tuple[str, ...] = ()

    @property
    def is_finding(self) -> bool:
        """Whether only an officer can answer."""
        return self.name.startswith(FINDING_PREFIX)


@dataclass(frozen=True)
class Person:
    """All answers, and those that are known; the rest is missing."""

    full: Mapping[str, Value]
    known: Mapping[str, Value] = field(default_factory=dict)


def inputs_for(conditions: Iterable[Condition], book: LawBook) -> list[Input]:
    """Everything some conditions look at, with the values that they tell apart."""
    conditions = list(conditions)
    tests = list(dict.fromkeys(test for condition in conditions for test in tests_in(condition)))
    names = dict.fromkeys(name for condition in conditions for name in variables_in(condition))
    return [_input(name, tests, book) for name in names if name != DECISION]


def _input(name: str, tests: list[Test], book: LawBook) -> Input:
    fact = book.vocabulary.facts.get(name)
    own = [test for test in tests if test.variable == name and not isinstance(test.operand, Variable)]
    mentioned: dict[Any, None] = {}
    for test in own:
        for value in sorted(test.operand) if isinstance(test.operand, frozenset) else [test.operand]:
            mentioned[value] = None
    if fact is None or fact.type is FactType.BOOL:
        return Input(name, key_of(name), FactType.BOOL, (True, False))
    if fact.type is FactType.ENUM:
        first = COUNTRIES if name == PRESENT else ()
        values = _told_apart([*first, *mentioned, *fact.values], own, first)
        return Input(name, key_of(name), fact.type, tuple(values), fact.values)
    if fact.type is FactType.SET:
        # whoever is somewhere may be a citizen of that place
        others = _input(PRESENT, tests, book).values if name == NATIONALITY else fact.values[:1]
        pool = [str(member) for member in dict.fromkeys([*mentioned, *others])]
        sizes = range(1, 3) if name == NATIONALITY else range(min(len(pool), 4))
        sets = tuple(frozenset(chosen) for size in sizes for chosen in itertools.combinations(pool, size))
        return Input(name, key_of(name), fact.type, sets, tuple(pool))
    if fact.type is FactType.INT:
        numbers = {value + step for value in mentioned for step in (-1, 0, 1)} | {30}
        return Input(name, key_of(name), fact.type, tuple(_told_apart(sorted(numbers), own, ())))
    days = {day + timedelta(days=step) for day in mentioned for step in (-1, 0, 1)} | {SOME_DAY}
    return Input(name, key_of(name), fact.type, tuple(_told_apart(sorted(days), own, ())))


def _told_apart(values: list[Any], tests: list[Test], kept: Iterable[str]) -> list[Any]:
    """One value for each way of answering the tests, and those to be kept in any case."""
    seen: dict[tuple[bool, ...], Any] = {}
    for value in values:
        seen.setdefault(tuple(passes(value, test.operator, test.operand) for test in tests), value)
    return list(dict.fromkeys([*seen.values(), *kept]))


def people_for(rules: list[Rule], inputs: list[Input], count: int, *, missing: float = MISSING) -> list[Person]:
    """People, most of them close to what some scheme asks for: far from every scheme all questions are settled."""
    source = random.Random(SEED)
    by_key = {one.key: one for one in inputs}
    found = []
    for _ in range(count):
        values: dict[str, Value] = {one.key: source.choice(one.values) for one in inputs}
        if source.random() < AIMED:
            _aim(source.choice(rules).tree, True, values, by_key, source)
            for key in [key for key in values if source.random() < NOISE]:
                values[key] = source.choice(by_key[key].values)
        full = {one.name: values[one.key] for one in inputs}
        known = {name: value for name, value in full.items() if source.random() >= missing}
        found.append(Person(full, known))
    return found


def _aim(tree: Tree, wanted: bool, values: dict[str, Any], inputs: Mapping[str, Input], source: random.Random) -> None:  # noqa: FBT001  walks down with its wish
    """Change values until a tree has, as far as one walk can tell, the wanted value."""
    if "not" in tree:
        _aim(tree["not"], not wanted, values, inputs, source)
    elif "all" in tree or "any" in tree:
        parts = tree.get("all") or tree["any"]
        for part in parts if ("all" in tree) is wanted else [source.choice(parts)]:
            _aim(part, wanted, values, inputs, source)
    elif "input" in tree and tree["input"] in inputs:
        fitting = [v for v in inputs[tree["input"]].values if _fits(tree, v, values) is wanted]
        if fitting:
            values[tree["input"]] = source.choice(fitting)


def _fits(leaf: Tree, value: Any, values: Mapping[str, Any]) -> bool:
    if "has" in leaf:
        return leaf["has"] in value
    if "has_value_of" in leaf:
        return values[leaf["has_value_of"]] in value
    match leaf.get("op"):
        case None:
            return value is True
        case "in":
            return value in leaf["value"]
        case "==":
            return bool(plain_value(value) == leaf["value"])
        case ">=" | ">":
            return bool(plain_value(value) >= leaf["value"])
        case _:
            return bool(plain_value(value) <= leaf["value"])


def case_of(values: Mapping[str, Value], rule: Rule) -> Case:
    """A person as our own engine reads them under one rule."""
    return case_on(values, rule.question.on)


def case_on(values: Mapping[str, Value], on: date) -> Case:
    """A person as our own engine reads them. The day of decision is the day of the question."""
    answers = {DECISION: Answer(exactly(on))}
    findings: dict[str, bool] = {}
    for name, value in values.items():
        if name.startswith(FINDING_PREFIX):
            findings[name.removeprefix(FINDING_PREFIX)] = value is True
        else:
            answers[name] = Answer(exactly(value))
    return Case("", answers, findings)


def plain_person(values: Mapping[str, Value]) -> dict[str, Any]:
    """A person as JSON."""
    return {key_of(name): plain_value(value) for name, value in values.items()}


def relevant(rule: Rule, inputs: Iterable[Input]) -> list[Input]:
    """The inputs one rule looks at."""
    names = set(inputs_of(rule.tree))
    return [one for one in inputs if one.key in names]
