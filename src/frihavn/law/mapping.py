"""From a decided case, as somebody wrote it down, to our facts, findings and rules: by a published table only.

Free text is never parsed. What has no entry is unknown and is listed; where two entries contradict each other the fact
is unknown, and that is listed too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frihavn.law.case import Case, read_case
from frihavn.law.lawbook import LawBook
from frihavn.law.locate import Locator
from frihavn.law.values import date_span
from frihavn.logic import NO, UNKNOWN, YES, Truth

RESULTS = ("refugee", "subsidiary", "humanitarian", "refused")
POINTS = ("remitted", "guidance")
TRUTHS = {"satisfied": YES, "not": NO, "undecided": UNKNOWN}
UNION = "EU"  # a court of the Union sits in no country of stay


@dataclass(frozen=True, slots=True)
class MappingTable:
    """The published mapping table."""

    table: dict[str, Any] = field(repr=False)

    @property
    def elements(self) -> dict[str, dict[str, Any]]:
        """Every element a court can be said to have found, and where it stands with us."""
        return dict(self.table["elements"])

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


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided case, mapped.

    Args:
        facts: What was written down of the facts, in the words of the file; None and missing are the same.
        elements: What the court found, by element; None where it said nothing.
        unread: Strings without a mapping, and contradictions.
    """

    id: str
    outcome: str
    day: date
    country: str
    facts: Mapping[str, Any]
    case: Case
    elements: dict[str, Truth | None]
    unread: tuple[str, ...]


def read_decided(raw: Any, mapping: MappingTable, book: LawBook, locator: Locator) -> Decided:
    """Map one case.

    Raises:
        LawError: the case lacks an id, a date or a result.
    """
    day = _checked(raw, locator)
    facts = {key: value for key, value in dict(raw.get("facts") or {}).items() if value is not None}
    case, unread = _mapped(str(raw["id"]), raw["country"], facts, mapping, book, locator=locator)
    elements = {}
    for key, value in dict(raw.get("elements") or {}).items():
        if key in mapping.elements and (value is None or str(value) in TRUTHS):
            elements[key] = TRUTHS.get(str(value))
        else:
            unread.append(f"{key}: {value}")
    return Decided(str(raw["id"]), raw["outcome"], day, raw["country"], facts, case, elements, tuple(unread))


def without(decided: Decided, keys: frozenset[str], mapping: MappingTable, book: LawBook) -> Case:
    """The same case, had some of its facts not been written down."""
    facts = {key: value for key, value in decided.facts.items() if key not in keys}
    return _mapped(decided.id, decided.country, facts, mapping, book, locator=Locator(decided.id, ""))[0]


def restating(element: str, decided: Decided, mapping: MappingTable) -> frozenset[str]:
    """The facts of a case that only say again what an element is about."""
    return frozenset(mapping.elements[element].get("restated_by", ())) & decided.facts.keys()


def _mapped(
    id_: str, country: str, facts: Mapping[str, Any], mapping: MappingTable, book: LawBook, *, locator: Locator
) -> tuple[Case, list[str]]:
    answers: dict[str, Any] = {}
    findings: dict[str, Any] = {}
    against: set[str] = set()
    unread: list[str] = []
    for key, value in _words(facts):
        found, judged = mapping.facts(key, value), mapping.findings(key, value)
        if found is None and judged is None:
            unread.append(f"{key}: {value}")
        for target, said in ((answers, found or {}), (findings, judged or {})):
            for name, more in said.items():
                both = meet(target[name], more) if name in target else more
                if both is None:
                    against.add(name)
                    unread.append(f"{key}: {value} (against another fact of the same case)")
                else:
                    target[name] = both
    for name in against:
        answers.pop(name, None)
        findings.pop(name, None)
    code = mapping.table.get("countries", {}).get(country)
    if code:
        answers["present_in"] = code
    elif country != UNION:
        unread.append(f"country: {country}")
    return read_case({"case": id_, "answers": answers, "findings": findings}, book.vocabulary, locator), unread


def _words(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every fact with its value; one that holds several values comes once for each."""
    for key, value in facts.items():
        for one in value if isinstance(value, list) else [value]:
            yield key, one


def meet(first: Any, second: Any) -> Any | None:
    """What is left where two answers, in the form of a case file, both hold; None where nothing is."""
    if any(isinstance(one, dict) and {"includes", "excludes"} & one.keys() for one in (first, second)):
        if not (isinstance(first, dict) and isinstance(second, dict)):
            return None
        both = {part: sorted({*first.get(part, ()), *second.get(part, ())}) for part in ("includes", "excludes")}
        return None if set(both["includes"]) & set(both["excludes"]) else {k: v for k, v in both.items() if v}
    left = [value for value in _values(first) if value in _values(second)]
    if not left:
        return None
    return left[0] if len(left) == 1 else {"one_of": left}


def _values(answer: Any) -> list[Any]:
    return list(answer["one_of"]) if isinstance(answer, dict) else [answer]


def _checked(raw: Any, locator: Locator) -> date:
    """The first day a case's date can mean, once its form has been checked."""
    hint = "Compare docs/how-to/add-a-decided-case.md."
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
