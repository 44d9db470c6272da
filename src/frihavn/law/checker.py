"""Check a proof without the engine that made it.

The law's text is read and bound anew; evaluation, pruning and explanation share no code with this file. A proof holds
if every step is a step of the law, every leaf is what the case says, and every value follows from what is shown.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from frihavn.law.bind import ClauseLabel, PartLabel, Settings, bind, eras
from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import plain, state_json
from frihavn.law.reading import Question, lines_of, spans_of
from frihavn.law.scheme import Scheme
from frihavn.law.vocabulary import Citation, Line
from frihavn.logic import AllOf, AnyOf, AtLeast, Condition, Const, Gap, Named, NotOf, Test, Variable
from frihavn.logic.state import Between, Members, OneOf

Node = Mapping[str, Any]
FLIP = {"met": "not_met", "not_met": "met", "open": "open"}
SETTLED = {"yes": "met", "no": "not_met", "unknown": "open"}
COMPARE: dict[str, Any] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPARE |= {"in": lambda value, held: value in held, "includes": lambda value, held: held in value}
EVER = "1900-01-01"
BOTH = frozenset({True, False})


class ProofError(Exception):
    """A step that does not follow from the law, the case, or the steps below it."""


def check_proof(proof: Node, scheme: Scheme, case: Case, book: LawBook, question: Question) -> None:
    """Check one proof; raises ProofError at the first step that does not follow."""
    lines: dict[str | None, Line | None] = {line.id: line for line in lines_of(scheme, book, question)}
    lines = lines or {None: None}
    spans = spans_of(case, book, question.on)
    wanted = [(line, era) for line in lines for era in eras(scheme, book.schemes, spans, question.knowledge)]
    for reading in proof["children"]:
        for member in reading["members"]:
            era = {name: date.fromisoformat(day or EVER) for name, day in member["era"].items()}
            need((member["line"], era) in wanted, "a reading that does not apply, or is there twice")
            wanted.remove((member["line"], era))
            settings = Settings(era, question.knowledge, lines[member["line"]])
            condition = bind(scheme, book.schemes, settings).verdict()
            need(step(reading["children"][0], condition, case) == reading["value"], "a reading ends otherwise")
    need(not wanted, "a reading is missing")
    values = {reading["value"] for reading in proof["children"]}
    need(proof["value"] == (values.pop() if len(values) == 1 else "open"), "the readings do not give that verdict")


def need(holds: object, what: str) -> None:
    """Raise unless something holds."""
    if not holds:
        raise ProofError(what)


def step(node: Node, condition: Condition, case: Case) -> str:
    """The value of a step, once everything below it has been checked."""
    while isinstance(condition, (AllOf, AnyOf)) and len(condition.parts) == 1:
        condition = condition.parts[0]
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            value = joined(node, condition, parts, case)
        case NotOf(part):
            need(node["kind"] == "not", "a step says something else than the law")
            value = FLIP[step(node["children"][0], part, case)]
        case Named(label, part):
            named(node, label)
            value = step(node["children"][0], part, case)
        case Test() as test:
            value = leaf(node, test, case)
        case Const(settled):
            need(node["kind"] == "settled", "a step says something else than the law")
            value = SETTLED[settled.value]
        case _:
            need(
                isinstance(condition, Gap) and (node["kind"], node.get("what")) == ("gap", condition.what),
                "no such gap",
            )
            value = "open"
    need(node["value"] == value, f"a step is {value}, not {node['value']}")
    return value


def joined(node: Node, condition: Condition, parts: tuple[Condition, ...], case: Case) -> str:
    """The value of parts joined: some of them may be left out where those shown decide."""
    kind, needed = ("all_of", len(parts)) if isinstance(condition, AllOf) else ("any_of", 1)
    if isinstance(condition, AtLeast):
        kind, needed = "at_least", condition.count
    need(
        (node["kind"], node["of"], node.get("count", needed)) == (kind, len(parts), needed),
        "parts are joined otherwise",
    )
    shown, below = node["shown"], node.get("children", [])
    need(len(shown) == len(below) == len(set(shown)), "parts are shown twice or not at all")
    values = [step(child, parts[position], case) for child, position in zip(below, shown, strict=True)]
    if values.count("met") >= needed:
        return "met"
    if len(parts) - values.count("not_met") < needed:
        return "not_met"
    need(len(shown) == len(parts), "a part that could decide is left out")
    return "open"


def named(node: Node, label: Any) -> None:
    """A step that is a clause or another labelled part has to be that one, with its citations and its text's days."""
    if isinstance(label, PartLabel):
        told: tuple[Any, ...] = (node["kind"], node["name"], node.get("says", ""))
        need(
            told == (label.kind, label.name, label.says) and cited(node, label.citations),
            "another part, or cited otherwise",
        )
    elif isinstance(label, ClauseLabel):
        clause, version = label.clause, node.get("version", {})
        days = [day and day.isoformat() for day in (clause.span.start, clause.span.end)]
        told = (node["kind"], node["scheme"], node["rule"], node["title"])
        need(told == ("clause", label.scheme, clause.name, clause.title), "another clause")
        need(
            cited(node, clause.citations) and [version["from"], version["to"]] == days,
            "cited otherwise, or another text",
        )


def cited(node: Node, citations: tuple[Citation, ...]) -> bool:
    """Whether a step carries exactly these citations."""
    told = [(one["source"], one["at"], one["grade"]) for one in node.get("cite", [])]
    return told == [(one.source, one.at, one.grade.value) for one in citations]


def leaf(node: Node, test: Test, case: Case) -> str:
    """The value of a test, from the case alone."""
    if test.variable.startswith(FINDING_PREFIX):
        name = test.variable.removeprefix(FINDING_PREFIX)
        recorded = case.findings.get(name)
        need((node["kind"], node["finding"], node["recorded"]) == ("finding", name, recorded), "another finding")
        return {True: "met", False: "not_met", None: "open"}[recorded]
    other = test.operand.name if isinstance(test.operand, Variable) else test.minus
    operand = {"fact": other} if isinstance(test.operand, Variable) else plain(test.operand)
    told = [node.get(key) for key in ("kind", "fact", "operator", "operand", "minus", "state")]
    said = ["fact", test.variable, test.operator.value, operand, test.minus, state_json(case, test.variable)]
    need(told == said, "another test, or another answer")
    states, how = case.states(), test.operator.value
    if other is None:
        answers = truths(states.get(test.variable), how, test.operand)
    else:
        held, against = states.get(test.variable), states.get(other)
        values = against.values if isinstance(against, OneOf) else ()
        each = [truths(shifted(held, one, test.minus), how, test.operand if test.minus else one) for one in values]
        answers = frozenset().union(*each) if each else BOTH
    return "open" if len(answers) > 1 else "met" if True in answers else "not_met"


def shifted(state: Any, by: Any, minus: str | None) -> Any:
    """For a difference of two dates: the first one as days since the second."""
    if minus is None or not isinstance(state, OneOf):
        return None if minus else state
    return OneOf(frozenset((value - by).days for value in state.values))


def truths(state: Any, how: str, operand: Any) -> frozenset[bool]:
    """What a test can still come to."""
    match state:
        case OneOf(values):
            return frozenset(bool(COMPARE[how](value, operand)) for value in values)
        case Between(low, high):
            unit: Any = timedelta(days=1) if isinstance(low or high, date) else 1
            marks = [
                mark for held in (operand if how == "in" else [operand]) for mark in (held - unit, held, held + unit)
            ]
            inside = [one for one in marks if (low is None or one >= low) and (high is None or one <= high)]
            ends = [one for one in (low, high) if one is not None]
            return frozenset(bool(COMPARE[how](value, operand)) for value in (*ends, *inside)) or BOTH
        case Members(surely, never) if how == "includes" and operand in surely | never:
            return frozenset({operand in surely})
        case _:
            return BOTH
