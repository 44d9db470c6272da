"""Say why: what keeps a reading open, what can still matter, what was presumed, and the proof."""

from __future__ import annotations

from frihavn.law.bind import AUTHORITY, EARLIEST, PARAMETER, ClauseLabel
from frihavn.law.case import FINDING_PREFIX, Case
from frihavn.law.eligibility import BECAUSE, ByAuthority, Note, ProofNode, Verdict, verdict_of
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import prove
from frihavn.law.reading import Question, Reading, spans_of
from frihavn.law.scheme import LAW_DAY, Grant, Scheme
from frihavn.logic import NO, UNKNOWN, YES, Default, Gap, Named, Test, Trace, Truth, Variable, common, truth_of
from frihavn.logic.condition import Condition


def _unknown_leaves(node: Trace) -> list[Condition]:
    """The tests and gaps that keep a reading open."""
    if node.value is not UNKNOWN:
        return []
    if not node.parts:
        return [node.condition]
    return [leaf for part in node.parts for leaf in _unknown_leaves(part)]


def reason_of(leaf: Condition) -> str:
    """Which kind of silence keeps a leaf open, among BECAUSE."""
    if isinstance(leaf, Test):
        return "findings" if leaf.variable.startswith(FINDING_PREFIX) else "facts"
    return {AUTHORITY: "authority", PARAMETER: "parameters"}[leaf.what] if isinstance(leaf, Gap) else "facts"


def open_because(readings: list[Reading]) -> tuple[str, ...]:
    """Which kinds of silence keep the verdict open."""
    reasons = {reason_of(leaf) for reading in readings for leaf in _unknown_leaves(reading.trace)}
    by_line: dict[str, set[Truth]] = {}
    for reading in readings:
        by_line.setdefault(reading.line.id if reading.line else "", set()).add(reading.trace.value)
    if any(len(values) > 1 for values in by_line.values()):
        reasons.add("facts")  # the eras differ: a governing date is not known
    if len({frozenset(values) for values in by_line.values()}) > 1:
        reasons.add("authority")
    return tuple(reason for reason in BECAUSE if reason in reasons)


def still_matters(readings: list[Reading]) -> tuple[str, ...]:
    """The facts that can still change the verdict; no other fact can."""
    names: dict[str, None] = {}
    governing: set[str] = set()
    for reading in readings:
        for leaf in _unknown_leaves(reading.trace):
            if isinstance(leaf, Test):
                operand = (leaf.operand.name,) if isinstance(leaf.operand, Variable) else ()
                for name in (leaf.variable, *operand, *((leaf.minus,) if leaf.minus else ())):
                    if not name.startswith(FINDING_PREFIX):
                        names[name] = None
    for name in readings[0].era:
        if name != LAW_DAY and len({reading.era[name] for reading in readings}) > 1:
            governing.add(name)
    return (*names, *sorted(governing - set(names)))


def by_authority(strict: list[Reading], presumed: list[Reading]) -> tuple[ByAuthority, ...]:
    """The verdict under each line, strictly and as presumed."""
    names = list(dict.fromkeys(reading.line.id for reading in strict if reading.line))

    def value(readings: list[Reading], name: str) -> Verdict:
        return verdict_of(
            common(reading.trace.value for reading in readings if reading.line and reading.line.id == name)
        )

    return tuple(ByAuthority(name, value(strict, name), value(presumed, name)) for name in names)


def presumed_by(
    strict: list[Reading], presumed: list[Reading], scheme: Scheme, book: LawBook, question: Question
) -> tuple[str, ...]:
    """Everything the presumed reading took in the person's favour and that kept the strict one open."""
    names: dict[str, None] = {}
    for reading in strict:
        for leaf in _unknown_leaves(reading.trace):
            if isinstance(leaf, Test) and leaf.variable in book.presumable:
                names[f"finding:{leaf.variable.removeprefix(FINDING_PREFIX)}"] = None
    for reading in presumed:
        for node in _nodes(reading.trace):
            if isinstance(node.condition, Default) and node.parts[0].value is UNKNOWN and node.value is YES:
                names[f"presumption:{node.condition.label.name}"] = None
    for wanted in question.assume:
        name = wanted.rpartition(":")[2]
        if name in scheme.assumptions and wanted.rpartition(":")[0] in ("", scheme.id):
            names[f"assumption:{name}"] = None
    return tuple(names)


def _nodes(node: Trace) -> list[Trace]:
    return [node, *(found for part in node.parts for found in _nodes(part))]


def notes_of(readings: list[Reading], case: Case) -> tuple[Note, ...]:
    """Indicators that hold, and warnings that hold or may."""
    states = case.states()
    found: dict[tuple[str, str], Note] = {}
    for reading in readings:
        for role, conditions in (
            ("indicator", reading.bound.indicators),
            ("warning", reading.bound.warnings),
        ):
            for condition in conditions:
                value = truth_of(condition, states)
                if isinstance(condition, Named) and isinstance(condition.label, ClauseLabel) and value is not NO:
                    if role == "indicator" and value is not YES:
                        continue
                    clause = condition.label.clause
                    found[role, clause.name] = Note(role, clause, verdict_of(value))
    return tuple(found.values())


def proof_of(readings: list[Reading], case: Case, verdict: Verdict) -> ProofNode:
    """One proof for all readings; readings that are proved alike are shown once, with the lines and eras they are."""
    order: list[tuple[ProofNode, list[Reading]]] = []
    for reading in readings:
        node = prove(reading.trace, case)
        known = next((members for seen, members in order if seen == node), None)
        if known is None:
            order.append((node, [reading]))
        else:
            known.append(reading)
    children = tuple(ProofNode("reading", node.value, {"members": _members(group)}, (node,)) for node, group in order)
    return ProofNode("verdict", verdict, {"readings": len(readings)}, children)


def _members(readings: list[Reading]) -> list[dict[str, object]]:
    """Line and era of each reading; a governing date without a first day is null."""
    found: list[dict[str, object]] = []
    for reading in readings:
        era = {name: None if day == EARLIEST else day.isoformat() for name, day in sorted(reading.era.items())}
        found.append({"line": reading.line.id if reading.line else None, "era": era})
    return found


def grants_of(scheme: Scheme, case: Case, book: LawBook, question: Question) -> tuple[Grant, ...]:
    """The grants whose stretch of time the governing date can still fall into."""
    spans = spans_of(case, book, question.on)
    found = []
    for grant in scheme.grants:
        low, high = spans[grant.governs]
        span = grant.span
        starts_in_time = span.start is None or span.start <= high
        if span.is_known(question.knowledge) and starts_in_time and (span.end is None or low <= span.end):
            found.append(grant)
    return tuple(found)
