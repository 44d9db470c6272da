"""Run decided cases: would the engine have allowed the result, and how narrowly?

Two readings. *Facts to range*: from the facts as the court took them, every result that some completion and some line
of authority allows. *Elements to result*: from what the court found on each element. A case is never read with its own
line: only lines that stood before its day count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frihavn.law.case import Case, read_case
from frihavn.law.check import check
from frihavn.law.eligibility import ByAuthority, Eligibility, Verdict
from frihavn.law.errors import LawError
from frihavn.law.lawbook import LawBook
from frihavn.law.locate import Locator
from frihavn.law.reading import Question, lines_of, rule_truth
from frihavn.law.values import date_span
from frihavn.logic import NO, UNKNOWN, YES, Truth, truth_of
from frihavn.logic.condition import Operator, Test

RESULTS = ("refugee", "subsidiary", "humanitarian", "refused")
POINTS = ("remitted", "guidance")
REFUGEE, NO_RETURN = "un/refugee", "un/non-refoulement"
_TRUTHS = {"satisfied": YES, "not": NO, "undecided": UNKNOWN}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided case, mapped.

    Args:
        elements: What the court found, by element; None where it said nothing.
        unread: Strings without a mapping.
    """

    id: str
    outcome: str
    day: date
    case: Case
    elements: dict[str, Truth | None]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for one case: the two ranges, or for a remitted case whether its open elements are open here."""

    decided: Decided
    from_facts: frozenset[str] = frozenset()
    from_nothing: frozenset[str] = frozenset()
    from_elements: frozenset[str] = frozenset()
    from_elements_strict: frozenset[str] = frozenset()
    open_points: tuple[str, ...] = ()
    closed_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingTable:
    """The published mapping table."""

    table: dict[str, Any] = field(repr=False)

    def facts(self, key: str, value: Any) -> dict[str, Any] | None:
        """What a fact of a case says in our words; None where there is no entry."""
        return self._entry("facts", key, value)

    def findings(self, key: str, value: Any) -> dict[str, Any] | None:
        """What it says about a finding."""
        return self._entry("findings", key, value)

    def _entry(self, part: str, key: str, value: Any) -> dict[str, Any] | None:
        word = str(value).lower() if isinstance(value, bool) else str(value)
        found = self.table.get(part, {}).get(key, {}).get(word)
        return dict(found) if found is not None else None


def read_decided(raw: Any, mapping: MappingTable, book: LawBook, locator: Locator) -> Decided:
    """Map one case.

    Raises:
        LawError: the case lacks an id, a date or a result.
    """
    day = _checked(raw, locator)
    answers: dict[str, Any] = {}
    findings: dict[str, Any] = {}
    unread: list[str] = []
    for key, value in dict(raw.get("facts") or {}).items():
        if value is None:
            continue
        facts, found = mapping.facts(key, value), mapping.findings(key, value)
        if facts is None and found is None:
            unread.append(f"{key}: {value}")
        answers.update(facts or {})
        findings.update(found or {})
    code = mapping.table.get("countries", {}).get(raw["country"])
    if code:
        answers["present_in"] = code
    elif raw["country"] != "EU":
        unread.append(f"country: {raw['country']}")
    case = read_case({"case": str(raw["id"]), "answers": answers, "findings": findings}, book.vocabulary, locator)
    elements = {}
    for key, value in dict(raw.get("elements") or {}).items():
        if key in mapping.table["elements"] and (value is None or str(value) in _TRUTHS):
            elements[key] = _TRUTHS.get(str(value))
        else:
            unread.append(f"{key}: {value}")
    return Decided(str(raw["id"]), raw["outcome"], day, case, elements, tuple(unread))


def _checked(raw: Any, locator: Locator) -> date:
    """The first day a case's date can mean, once its form has been checked."""
    hint = "Compare docs/how-to/run-decided-cases.md."
    if not isinstance(raw, dict) or not {"id", "date", "outcome", "country"} <= set(raw):
        raise locator.error("a decided case needs id, date, country and outcome", hint=hint)
    known = (*RESULTS, *POINTS)
    if raw["outcome"] not in known:
        outcome = str(raw["outcome"])
        raise locator.error(f"{outcome!r} is not a result", "outcome", outcome, f"Use one of {', '.join(known)}.")
    for part in ("facts", "elements"):
        if not isinstance(raw.get(part) or {}, dict):
            raise locator.error(f"{part!r} wants a table", part, hint='For example: "facts": {"nationality": "Russia"}')
    if not isinstance(raw["country"], str):
        raise locator.error("'country' wants a name", "country")
    try:
        return date_span(str(raw["date"]))[0]
    except ValueError as error:
        raise locator.error(str(error), "date", str(raw["date"])) from None


def run(decided: Decided, mapping: MappingTable, book: LawBook) -> Outcome:
    """Read one case both ways."""
    question = _question(decided, book)
    if decided.outcome in POINTS:
        left_open = [name for name, value in decided.elements.items() if value is UNKNOWN]
        truths = {name: _element_truth(name, decided, mapping, book, question) for name in left_open}
        closed = tuple(name for name, value in truths.items() if value is not UNKNOWN)
        return Outcome(
            decided, open_points=tuple(name for name in left_open if name not in closed), closed_points=closed
        )
    return Outcome(
        decided,
        from_facts=_range(decided.case, book, question),
        from_nothing=_range(Case(), book, question),
        from_elements=_elements_range(decided, mapping, book, question, presume=True),
        from_elements_strict=_elements_range(decided, mapping, book, question, presume=False),
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


def _elements_range(
    decided: Decided, mapping: MappingTable, book: LawBook, question: Question, *, presume: bool
) -> frozenset[str]:
    held: dict[str, Truth] = {f"{REFUGEE}.outside_own_country": YES}
    answers: dict[str, Any] = {}
    findings: dict[str, Any] = {}
    values = dict(decided.elements)
    for name, entry in mapping.table["elements"].items():
        if values.get(name) is None and presume and "presume" in entry:
            values[name] = YES if entry["presume"] else NO
        value = values.get(name)
        if value is None:
            continue
        kind, _, target = entry["is"].partition(":")
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
    case = read_case({"answers": answers, "findings": findings}, book.vocabulary, Locator("elements", ""))
    return _range(case, book, Question(question.on, lines=question.lines, held=held))


def _element_truth(name: str, decided: Decided, mapping: MappingTable, book: LawBook, question: Question) -> Truth:
    """The value of one element from the facts of a case, shared by all lines."""
    entry = mapping.table["elements"].get(name)
    if entry is None:
        raise LawError(f"{name!r} is not an element of the mapping table")
    kind, _, target = entry["is"].partition(":")
    if kind == "rule":
        scheme, _, rule = target.rpartition(".")
        return rule_truth(book.schemes[scheme], rule, decided.case, book, question)
    variable = f"finding:{target}" if kind == "finding" else target
    return truth_of(Test(variable, Operator.IS, True), decided.case.states())


def figures(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures of `frihavn decided --json`. Source: semantics section 6."""
    judged = [outcome for outcome in outcomes if outcome.decided.outcome in RESULTS]
    pointed = [outcome for outcome in outcomes if outcome.open_points or outcome.closed_points]
    from_facts = _block([(outcome.decided, outcome.from_facts) for outcome in judged])
    widths = [len(outcome.from_nothing) for outcome in judged]
    return {
        "cases": len(outcomes),
        "range": {
            **from_facts,
            "mean_width_no_facts": _mean(widths),
            "shuffled_hit_rate": _shuffled([(outcome.decided, outcome.from_facts) for outcome in judged]),
        },
        "elements": _block([(outcome.decided, outcome.from_elements) for outcome in judged]),
        "elements_strict": _block([(outcome.decided, outcome.from_elements_strict) for outcome in judged]),
        "points": {
            "of": len(pointed),
            "hits": sum(not outcome.closed_points for outcome in pointed),
            "misses": [outcome.decided.id for outcome in pointed if outcome.closed_points],
        },
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
    }


def _shuffled(pairs: list[tuple[Decided, frozenset[str]]]) -> float | None:
    """The exact expectation of the hit rate when outcomes change places among cases."""
    if len(pairs) < 2:
        return None
    hits = sum(other.outcome in found for decided, found in pairs for other, _ in pairs if other is not decided)
    return round(hits / (len(pairs) * (len(pairs) - 1)), 3)


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def standing_lines(decided: Decided, book: LawBook) -> int:
    """How many lines of authority a case is read with."""
    return len(lines_of(book.schemes[REFUGEE], book, _question(decided, book)))
