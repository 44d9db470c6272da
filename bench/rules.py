"""The rule set of the bench: our built-in schemes, each bound to one day and one line of authority.

Every engine gets the same conditions. What the law or the line leaves open becomes an input that nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from frihavn.law.bind import Bound, ClauseLabel, PartLabel, Settings, bind, bind_rule, eras
from frihavn.law.case import Answer, Case
from frihavn.law.lawbook import LawBook, load
from frihavn.law.reading import Question, lines_of, spans_of
from frihavn.law.scheme import Scheme
from frihavn.logic import (
    YES,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Const,
    Default,
    Gap,
    Named,
    NotOf,
    Operator,
    Test,
    Variable,
)
from frihavn.logic.state import exactly

LINE = "eu-cjeu-2020"
TODAY = date(2026, 11, 24)
PROPOSED = date(2022, 3, 10)
DAYS = {"dk/soldiers-special-act": PROPOSED}
DECISION = "decision"
Tree = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """One scheme as every engine reads it.

    Args:
        question: Day and line, for our own engine.
        condition: The verdict, bound. `tree`: the same as plain data.
    """

    scheme: Scheme
    question: Question
    settings: Settings
    bound: Bound
    condition: Condition
    tree: Tree


def load_book() -> LawBook:
    """The law that comes with Frihavn."""
    book = load([files("frihavn.schemes")])
    if book.troubles:
        raise RuntimeError("\n".join(trouble.rendered() for trouble in book.troubles))
    return book


def rules_of(book: LawBook) -> list[Rule]:
    """All built-in schemes, bound."""
    return [_rule(scheme, book) for scheme in book.schemes.values()]


def _rule(scheme: Scheme, book: LawBook) -> Rule:
    day = DAYS.get(scheme.id, TODAY)
    question = Question(day, lines=(LINE,))
    known = Case("", {DECISION: Answer(exactly(day))})
    era = eras(scheme, book.schemes, spans_of(known, book, day), question.knowledge)[-1]
    line = next(iter(lines_of(scheme, book, question)), None)
    settings = Settings(era, question.knowledge, line)
    bound = bind(scheme, book.schemes, settings)
    condition = bound.verdict()
    return Rule(scheme, question, settings, bound, condition, folded(plain(condition)))


def clauses_of(rule: Rule, book: LawBook) -> dict[str, Condition]:
    """Every rule of a scheme that has text on its day, bound."""
    settings = rule.settings
    return {
        name: bind_rule(rule.scheme, name, book.schemes, settings)
        for name in rule.scheme.rule_names()
        if any(c.span.holds(settings.era[c.governs], settings.known_at) for c in rule.scheme.versions(name))
    }


def key_of(name: str) -> str:
    """The name of an input that every engine accepts."""
    return name.replace(":", "_")


def plain(condition: Condition, around: str = "") -> Tree:
    """A condition as plain data. Days are whole numbers; `around` names what an open place is about."""
    match condition:
        case Const(value):
            return {"const": value is YES}
        case Gap():
            return {"input": f"open_{around}", "gap": True}
        case Named(label, part):
            inner = plain(part, key_of(label.name).replace(".", "_") if isinstance(label, PartLabel) else around)
            return {"named": f"{label.scheme}.{label.clause.name}", "part": inner} if _is_rule(label) else inner
        case NotOf(part):
            return {"not": plain(part, around)}
        case AllOf(parts):
            return {"all": [plain(part, around) for part in parts]}
        case AnyOf(parts):
            return {"any": [plain(part, around) for part in parts]}
        case AtLeast(count, parts):
            return {"at_least": count, "parts": [plain(part, around) for part in parts]}
        case Test():
            return _plain_test(condition)
        case Default():
            raise ValueError("a presumption is no part of a verdict")


def _is_rule(label: Any) -> bool:
    return isinstance(label, ClauseLabel)


def _plain_test(test: Test) -> Tree:
    name, operand = key_of(test.variable), test.operand
    if test.operator is Operator.INCLUDES:
        if isinstance(operand, Variable):
            return {"input": name, "has_value_of": key_of(operand.name)}
        return {"input": name, "has": operand}
    if test.operator is Operator.IS and operand is True:
        return {"input": name}
    if isinstance(operand, Variable):
        return {"input": name, "op": test.operator.value, "other": key_of(operand.name)}
    found: Tree = {"input": name, "op": test.operator.value, "value": plain_value(operand)}
    return {**found, "minus": key_of(test.minus)} if test.minus else found


def plain_value(value: Any) -> Any:
    """A value as JSON: days as ordinals, sets as sorted lists."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, frozenset):
        return sorted(plain_value(item) for item in value)
    return value


def parts_of(tree: Tree) -> list[Tree]:
    """The trees directly below a tree."""
    if "not" in tree:
        return [tree["not"]]
    if "named" in tree:
        return [tree["part"]]
    return list(tree.get("all") or tree.get("any") or tree.get("parts") or [])


def leaves(tree: Tree) -> Iterator[Tree]:
    """Every test and open place of a tree."""
    if "input" in tree:
        yield tree
    for part in parts_of(tree):
        yield from leaves(part)


def inputs_of(tree: Tree) -> list[str]:
    """Names of all inputs of a tree, in order of first mention."""
    names: dict[str, None] = {}
    for leaf in leaves(tree):
        for key in ("input", "minus", "other", "has_value_of"):
            if key in leaf:
                names[leaf[key]] = None
    return list(names)


def folded(tree: Tree) -> Tree:
    """The same without names, constants and joins of one: what somebody would write by hand for another engine."""
    if "named" in tree:
        return folded(tree["part"])
    if "not" in tree:
        part = folded(tree["not"])
        return {"const": not part["const"]} if "const" in part else {"not": part}
    for word, absorbing in (("all", False), ("any", True)):
        if word in tree:
            parts = [folded(part) for part in tree[word]]
            if any(part.get("const") is absorbing for part in parts):
                return {"const": absorbing}
            parts = [part for part in parts if "const" not in part]
            if len(parts) < 2:
                return parts[0] if parts else {"const": not absorbing}
            return {word: parts}
    if "at_least" in tree:
        return {"at_least": tree["at_least"], "parts": [folded(part) for part in tree["parts"]]}
    return tree
