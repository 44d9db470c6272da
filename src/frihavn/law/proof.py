"""Turn the reading of a condition into a proof: one decisive branch where one suffices, all parts otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from frihavn.law.bind import ClauseLabel, PartLabel
from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.eligibility import ProofNode, verdict_of
from frihavn.law.values import Grade
from frihavn.law.vocabulary import Citation
from frihavn.logic import (
    NO,
    UNKNOWN,
    YES,
    AllOf,
    AnyOf,
    Anything,
    AtLeast,
    Between,
    Const,
    Default,
    Gap,
    Members,
    Named,
    NotOf,
    OneOf,
    State,
    Test,
    Trace,
    Truth,
    Variable,
)


def prove(trace: Trace, case: Case) -> ProofNode:
    """Build the pruned proof of a trace."""
    return _node(trace, case)


def _node(trace: Trace, case: Case) -> ProofNode:
    value = verdict_of(trace.value)
    match trace.condition:
        case Test() as test:
            return _leaf(test, trace, case)
        case Const():
            return ProofNode("settled", value)
        case Gap(what):
            return ProofNode("gap", value, {"what": what})
        case Named(label):
            return _named(label, trace, case)
        case NotOf():
            return ProofNode("not", value, {}, (_node(trace.parts[0], case),))
        case Default(label):
            parts = trace.parts if trace.parts[0].value is UNKNOWN else trace.parts[:1]
            return ProofNode("presumption", value, _part_data(label), tuple(_node(part, case) for part in parts))
        case AllOf():
            return _joined("all_of", trace, case, decisive=NO)
        case AnyOf():
            return _joined("any_of", trace, case, decisive=YES)
        case AtLeast(count, parts):
            return _at_least(count, len(parts), trace, case)


def _named(label: Any, trace: Trace, case: Case) -> ProofNode:
    inner = _node(trace.parts[0], case)
    if isinstance(label, ClauseLabel):
        clause = label.clause
        data: dict[str, Any] = {
            "scheme": label.scheme,
            "rule": clause.name,
            "title": clause.title,
            "cite": citations_json(clause.citations),
            "version": {"from": _day(clause.span.start), "to": _day(clause.span.end)},
        }
        return ProofNode("clause", inner.value, data, (inner,), clause)
    return ProofNode(label.kind, inner.value, _part_data(label), (inner,))


def _part_data(label: PartLabel) -> dict[str, Any]:
    data: dict[str, Any] = {"name": label.name}
    if label.citations:
        data["cite"] = citations_json(label.citations)
    if label.says:
        data["says"] = label.says
    return data


def _joined(kind: str, trace: Trace, case: Case, decisive: Truth) -> ProofNode:
    """All parts; or where one part decides, that one alone. `shown` says which parts these are."""
    value = verdict_of(trace.value)
    if trace.value is decisive:
        shown = [position for position, part in enumerate(trace.parts) if part.value is decisive]
        found = [(_node(trace.parts[position], case), position) for position in shown]
        best = min(found, key=lambda pair: _cost(pair[0]), default=None)
        if best is None:
            return ProofNode(kind, value, {"of": 0, "shown": []})
        if len(trace.parts) == 1:
            return best[0]
        return ProofNode(kind, value, {"of": len(trace.parts), "shown": [best[1]]}, (best[0],))
    nodes = tuple(_node(part, case) for part in trace.parts)
    if len(nodes) == 1:
        return nodes[0]
    return ProofNode(kind, value, {"of": len(nodes), "shown": list(range(len(nodes)))}, nodes)


def _at_least(count: int, total: int, trace: Trace, case: Case) -> ProofNode:
    positions = list(range(total))
    if trace.value is not UNKNOWN:
        needed = count if trace.value is YES else total - count + 1
        agreeing = [position for position in positions if trace.parts[position].value is trace.value]
        agreeing.sort(key=lambda position: _cost(_node(trace.parts[position], case)))
        positions = sorted(agreeing[:needed])
    chosen = tuple(_node(trace.parts[position], case) for position in positions)
    return ProofNode("at_least", verdict_of(trace.value), {"count": count, "of": total, "shown": positions}, chosen)


def _cost(node: ProofNode) -> tuple[int, int]:
    """Prefer what is better sourced, then what is shorter."""
    grades = list(grades_in(node))
    return max((grade.weakness for grade in grades), default=0), size(node)


def size(node: ProofNode) -> int:
    """How many steps a proof has."""
    return 1 + sum(size(child) for child in node.children)


def grades_in(node: ProofNode) -> Iterable[Grade]:
    """The grades of all citations in a proof."""
    for citation in node.data.get("cite", ()):
        yield Grade[citation["grade"]]
    for child in node.children:
        yield from grades_in(child)


def _leaf(test: Test, trace: Trace, case: Case) -> ProofNode:
    data: dict[str, Any] = {"operator": test.operator.value, "operand": plain(test.operand)}
    if isinstance(test.operand, Variable):
        data["operand"] = {"fact": test.operand.name}
        data["operand_state"] = state_json(case, test.operand.name)
    if test.minus is not None:
        data["minus"] = test.minus
        data["minus_state"] = state_json(case, test.minus)
    value = verdict_of(trace.value)
    if test.variable.startswith(FINDING_PREFIX):
        name = test.variable.removeprefix(FINDING_PREFIX)
        return ProofNode("finding", value, {"finding": name, "recorded": case.findings.get(name)})
    return ProofNode("fact", value, {"fact": test.variable, **data, "state": state_json(case, test.variable)})


def state_json(case: Case, name: str) -> dict[str, Any]:
    """What is known of a fact, as plain data: a value, one_of, after/before, includes/excludes, or unknown."""
    answer = case.answers.get(name)
    if answer is None or answer.unknown:
        return {"unknown": answer.unknown if answer else "not_asked"}
    return {**_state(answer.state), "known_by": answer.known_by}


def _state(state: State) -> dict[str, Any]:
    match state:
        case OneOf(values) if len(values) == 1:
            return {"value": plain(next(iter(values)))}
        case OneOf(values):
            return {"one_of": sorted((plain(value) for value in values), key=str)}
        case Between(low, high):
            return {"from": plain(low), "to": plain(high)}
        case Members(surely, never):
            return {"includes": sorted(surely), "excludes": sorted(never)}
        case Anything():
            return {"unknown": "not_asked"}


def citations_json(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """Citations as plain data."""
    return [{"source": citation.source, "at": citation.at, "grade": citation.grade.value} for citation in citations]


def plain(value: Any) -> Any:
    """A value as JSON has it: days as text, sets as sorted lists."""
    match value:
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(plain(item) for item in value)
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
