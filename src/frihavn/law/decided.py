"""Run decided cases: would the engine have allowed the result, and how narrowly?

Three readings. *Facts to range*: from the facts as the court took them, every result that some completion and some line
of authority allows. *With findings*: the same with what the court found where only a person can find (belief, risk,
exclusion); the law has to do the rest. *Elements to result*: from what the court found on each element. A case is never
read with its own line: only lines that stood before its day count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from frihavn.law.case import Case, read_case
from frihavn.law.check import check
from frihavn.law.eligibility import ByAuthority, Eligibility, Verdict
from frihavn.law.lawbook import LawBook
from frihavn.law.locate import Locator
from frihavn.law.mapping import POINTS, RESULTS, Decided, MappingTable, restating, without
from frihavn.law.reading import Question, rule_truth
from frihavn.logic import NO, UNKNOWN, YES, Truth, truth_of
from frihavn.logic.condition import Operator, Test

REFUGEE, NO_RETURN = "un/refugee", "un/non-refoulement"


@dataclass(frozen=True, slots=True)
class Derived:
    """One element that a court found, and what the law makes of the facts of the same case.

    Args:
        ours: From all facts of the case.
        alone: The same without the facts that only say the element again.
    """

    element: str
    court: Truth
    ours: Truth
    alone: Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for one case: the ranges, or for a remitted case whether its open elements are open here.

    Args:
        restated: Elements the court left open that the case's own facts answer; those facts are set aside.
    """

    decided: Decided
    from_facts: frozenset[str] = frozenset()
    from_nothing: frozenset[str] = frozenset()
    with_findings: frozenset[str] = frozenset()
    from_elements: frozenset[str] = frozenset()
    from_elements_strict: frozenset[str] = frozenset()
    open_points: tuple[str, ...] = ()
    closed_points: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    derived: tuple[Derived, ...] = ()


def run(decided: Decided, mapping: MappingTable, book: LawBook) -> Outcome:
    """Read one case in every way."""
    question = _question(decided, book)
    derived = tuple(_derived(decided, mapping, book, question))
    if decided.outcome in POINTS:
        left = [name for name, value in decided.elements.items() if value is UNKNOWN]
        said = {name: _truth(name, decided.case, mapping, book, question) for name in left}
        alone = {name: _alone(name, decided, mapping, book, question) for name in left}
        return Outcome(
            decided,
            open_points=tuple(name for name in left if alone[name] is UNKNOWN),
            closed_points=tuple(name for name in left if alone[name] is not UNKNOWN),
            restated=tuple(name for name in left if alone[name] is UNKNOWN and said[name] is not UNKNOWN),
            derived=derived,
        )
    found = Case("", decided.case.answers, {**decided.case.findings, **_findings(decided, mapping)})
    return Outcome(
        decided,
        from_facts=_range(decided.case, book, question),
        from_nothing=_range(Case(), book, question),
        with_findings=_range(found, book, question),
        from_elements=_elements_range(decided, mapping, book, question, presume=True),
        from_elements_strict=_elements_range(decided, mapping, book, question, presume=False),
        derived=derived,
    )


def _question(decided: Decided, book: LawBook) -> Question:
    """Read on the day of the decision, with lines that stood before it."""
    before = tuple(line.id for line in book.vocabulary.lines.values() if line.start < decided.day)
    return Question(decided.day, lines=before)


def _range(case: Case, book: LawBook, question: Question) -> frozenset[str]:
    """Every result that some completion and some line allows."""
    refugee = check(book.schemes[REFUGEE], case, book, question)
    harm = check(book.schemes[NO_RETURN], case, book, question).verdict
    results: set[str] = set()
    for verdict in _verdicts(refugee):
        results |= _results(verdict, harm)
    return frozenset(results)


def _verdicts(found: Eligibility) -> set[Verdict]:
    lines: Iterable[ByAuthority] = found.by_authority
    return {line.verdict for line in lines} or {found.verdict}


def _results(refugee: Verdict, harm: Verdict) -> set[str]:
    if refugee is Verdict.MET:
        return {"refugee"}
    left = {"refugee"} if refugee is Verdict.OPEN else set()
    if harm is not Verdict.NOT_MET:
        left.add("subsidiary")
    if harm is not Verdict.MET:
        left.add("refused")
    return left


# ---------------------------------------------------------------------------------- what a court found, as findings


def _found(decided: Decided, mapping: MappingTable, *, presume: bool) -> dict[str, Truth]:
    """What the court found on each element; what nobody contested as the table presumes it, or not at all."""
    values = {name: value for name, value in decided.elements.items() if value is not None}
    if presume:
        for name, entry in mapping.elements.items():
            if "presume" in entry:
                values.setdefault(name, YES if entry["presume"] else NO)
    return values


def _findings(decided: Decided, mapping: MappingTable) -> dict[str, bool]:
    """The findings of a person in a case: no rule and no fact, only what an officer would record."""
    findings = {}
    for name, value in _found(decided, mapping, presume=True).items():
        entry = mapping.elements[name]
        kind, _, target = entry["is"].partition(":")
        finding = entry.get("finding", target if kind == "finding" else "")
        stated = finding in decided.case.findings and decided.elements.get(name) is None
        if finding and value is not UNKNOWN and not stated:
            findings[finding] = value is YES
    return findings


def _elements_range(
    decided: Decided, mapping: MappingTable, book: LawBook, question: Question, *, presume: bool
) -> frozenset[str]:
    held: dict[str, Truth] = {f"{REFUGEE}.outside_own_country": YES}
    answers: dict[str, Any] = {}
    findings: dict[str, Any] = {}
    values = _found(decided, mapping, presume=presume)
    for name, value in values.items():
        kind, _, target = mapping.elements[name]["is"].partition(":")
        if kind == "rule":
            held[target] = value
        elif value is not UNKNOWN:
            (findings if kind == "finding" else answers)[target] = value is YES
    for composite in mapping.table.get("composite", ()):
        parts = [values.get(name) for name in composite["all"]]
        if NO in parts:
            held[composite["rule"]] = NO
        elif all(part is YES for part in parts):
            held[composite["rule"]] = YES
    for implied in mapping.table.get("implied", ()):
        if decided.elements.get(implied["by"]) is YES:  # found by the court, never presumed
            held[implied["rule"]] = YES
    case = read_case({"answers": answers, "findings": findings}, book.vocabulary, Locator("elements", ""))
    return _range(case, book, Question(question.on, lines=question.lines, held=held))


# ------------------------------------------------------------------------------------- elements, from facts by law


def _derived(decided: Decided, mapping: MappingTable, book: LawBook, question: Question) -> Iterable[Derived]:
    """Every element a court found that is a rule or a fact here: a finding is a person's and never derived."""
    for name, court in decided.elements.items():
        if court in (YES, NO) and not mapping.elements[name]["is"].startswith("finding:"):
            ours = _truth(name, decided.case, mapping, book, question)
            yield Derived(name, court, ours, _alone(name, decided, mapping, book, question))


def _alone(name: str, decided: Decided, mapping: MappingTable, book: LawBook, question: Question) -> Truth:
    """The value of an element from the facts that do not just say it again."""
    case = without(decided, restating(name, decided, mapping), mapping, book)
    return _truth(name, case, mapping, book, question)


def _truth(name: str, case: Case, mapping: MappingTable, book: LawBook, question: Question) -> Truth:
    """The value of one element from the facts of a case, shared by all lines."""
    kind, _, target = mapping.elements[name]["is"].partition(":")
    if kind == "rule":
        scheme, _, rule = target.rpartition(".")
        return rule_truth(book.schemes[scheme], rule, case, book, question)
    variable = f"finding:{target}" if kind == "finding" else target
    return truth_of(Test(variable, Operator.IS, True), case.states())


# ------------------------------------------------------------------------------------------------------- figures


def figures(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures of `frihavn decided --json`. Source: semantics section 6."""
    judged = [outcome for outcome in outcomes if outcome.decided.outcome in RESULTS]
    pointed = [outcome for outcome in outcomes if outcome.open_points or outcome.closed_points]
    return {
        "cases": len(outcomes),
        "range": {
            **_block([(outcome.decided, outcome.from_facts) for outcome in judged]),
            "mean_width_no_facts": _mean([len(outcome.from_nothing) for outcome in judged]),
        },
        "with_findings": _block([(outcome.decided, outcome.with_findings) for outcome in judged]),
        "elements": _block([(outcome.decided, outcome.from_elements) for outcome in judged]),
        "elements_strict": _block([(outcome.decided, outcome.from_elements_strict) for outcome in judged]),
        "derived": _derived_block(outcomes),
        "points": {
            "of": len(pointed),
            "hits": sum(not outcome.closed_points for outcome in pointed),
            "misses": [outcome.decided.id for outcome in pointed if outcome.closed_points],
        },
        "restated": [f"{outcome.decided.id}: {name}" for outcome in outcomes for name in outcome.restated],
        "unread": sorted({text for outcome in outcomes for text in outcome.decided.unread}),
    }


def _block(pairs: list[tuple[Decided, frozenset[str]]]) -> dict[str, Any]:
    definite = [(decided, found) for decided, found in pairs if len(found) == 1]
    return {
        "of": len(pairs),
        "hits": sum(decided.outcome in found for decided, found in pairs),
        "misses": [decided.id for decided, found in pairs if decided.outcome not in found],
        "mean_width": _mean([len(found) for _, found in pairs]),
        "definite": len(definite),
        "definite_right": sum(decided.outcome in found for decided, found in definite),
        "shuffled_hit_rate": _shuffled(pairs),
    }


def _derived_block(outcomes: list[Outcome]) -> dict[str, Any]:
    pairs = [(outcome.decided.id, one) for outcome in outcomes for one in outcome.derived]
    return {
        "of": len(pairs),
        "same": sum(one.ours is one.court for _, one in pairs),
        "same_alone": sum(one.alone is one.court for _, one in pairs),
        "open": sum(one.ours is UNKNOWN for _, one in pairs),
        "contrary": [f"{id_}: {one.element}" for id_, one in pairs if one.ours not in (UNKNOWN, one.court)],
    }


def _shuffled(pairs: list[tuple[Decided, frozenset[str]]]) -> float | None:
    """The exact expectation of the hit rate when outcomes change places among cases."""
    if len(pairs) < 2:
        return None
    hits = sum(other.outcome in found for decided, found in pairs for other, _ in pairs if other is not decided)
    return round(hits / (len(pairs) * (len(pairs) - 1)), 3)


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
