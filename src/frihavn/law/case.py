"""A case: what somebody answered, what an officer found, and nothing about who they are.

A fact that is missing is unknown. An answer may be a value, a partial date, several values, an interval, or a reason
for not knowing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from frihavn.law.canonical import canonical_json, digest
from frihavn.law.errors import CaseError, nearest
from frihavn.law.locate import Locator
from frihavn.law.values import date_span, day_after, day_before
from frihavn.law.vocabulary import Fact, FactType, Vocabulary
from frihavn.logic import ANYTHING, Anything, Between, Members, OneOf, State
from frihavn.logic.state import exactly

UNKNOWN_REASONS = ("does_not_know", "declined", "not_asked")
KNOWN_BY = ("stated", "document", "country_information")
CASE_KEYS = ("case", "dates", "answers", "findings", "note")
FINDING_PREFIX = "finding:"
FINDING_KEYS = ("value", "by", "on", "note")
ANSWER_KEYS = ("value", "one_of", "after", "before", "includes", "excludes", "unknown", "known_by")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said about one fact.

    Args:
        state: The values that are still possible.
        known_by: "stated", "document" or "country_information"; "" where nothing is known.
        unknown: The reason for not knowing; "" where something is known.
    """

    state: State
    known_by: str = "stated"
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's answers, and findings recorded by an officer.

    Args:
        label: A free label of whoever made the file; never a name.
        raw: The file as it was read, to be repeated in an answer.
    """

    label: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    findings: dict[str, bool] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    _states: Mapping[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, State] = {name: answer.state for name, answer in self.answers.items()}
        for name, value in self.findings.items():
            found[FINDING_PREFIX + name] = exactly(value)
        object.__setattr__(self, "_states", found)

    def states(self) -> Mapping[str, State]:
        """The state of every answered fact and recorded finding, for the reading of conditions."""
        return self._states

    @property
    def hash(self) -> str:
        """A stable hash of what is known in this case."""
        return digest(canonical_json({name: _said(state) for name, state in sorted(self.states().items())}))


def _said(state: State) -> list[str]:
    """A state as text that is the same in every run."""
    match state:
        case OneOf(values):
            return [
                "one of",
                *sorted(str(sorted(value) if isinstance(value, frozenset) else value) for value in values),
            ]
        case Members(surely, never):
            return ["includes", *sorted(surely), "excludes", *sorted(never)]
        case Between(low, high):
            return ["from", str(low), "to", str(high)]
        case Anything():
            return ["anything"]


def read_case(table: Any, words: Vocabulary, locator: Locator) -> Case:
    """Read a case from the data of a JSON, YAML or TOML file.

    Args:
        locator: The file's text, for error messages that point into it.

    Raises:
        CaseError: an unknown fact or finding, a value out of its domain, an impossible date.
    """
    return _CaseReader(words, locator).case(table)


class _CaseReader:
    """Reads one case; every error points at the entry it is about."""

    def __init__(self, words: Vocabulary, locator: Locator) -> None:
        self.words = words
        self.locator = locator

    def error(self, message: str, key: str = "", value: object = None, hint: str = "") -> CaseError:
        place = self.locator.place(key, "" if value is None else str(value))
        return CaseError(message, place, hint)

    def case(self, table: Any) -> Case:
        if not isinstance(table, dict):
            raise self.error(
                "a case is a table of entries",
                hint='For example: {"case": "a label", "answers": {"nationality": ["RU"]}}',
            )
        for key in table:
            if key not in CASE_KEYS:
                hint = (
                    f'{key!r} is a fact; put it under "answers".'
                    if key in self.words.facts
                    else nearest(str(key), CASE_KEYS)
                )
                raise self.error(
                    f"a case has no entry {key!r}",
                    str(key),
                    hint=hint or f"Known here: {', '.join(CASE_KEYS)}.",
                )
        answers = {name: self.answer(name, raw) for name, raw in self.table(table, "answers").items()}
        for name, raw in self.table(table, "dates").items():
            self.date_fact(name)
            answer = self.answer(name, raw)
            answers[name] = self.joined(name, answers[name], answer) if name in answers else answer
        label = table.get("case", "")
        if not isinstance(label, (str, int)):
            raise self.error("'case' wants a label", "case")
        return Case(str(label), answers, self.findings(self.table(table, "findings")), table)

    def joined(self, name: str, first: Answer, second: Answer) -> Answer:
        """A date that stands under answers and under dates is one fact: what is known of it, once."""
        if second.unknown == "not_asked" or (second.unknown and not first.unknown):
            return first
        if first.unknown:
            return second
        if first.state != second.state:
            message = f"{name!r} stands under dates and under answers, with different values"
            raise self.error(message, name, hint="It is one fact; keep one.")
        return max(first, second, key=lambda answer: KNOWN_BY.index(answer.known_by))

    def table(self, table: dict[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"{key!r} wants a table of names and values", key)
        return {str(name): item for name, item in value.items()}

    def date_fact(self, name: str) -> None:
        dates = [fact.id for fact in self.words.facts.values() if fact.governing]
        if name not in dates:
            raise self.error(
                f"{name!r} is not one of the dates of a case",
                name,
                hint=nearest(name, dates) or f"They are {', '.join(dates)}.",
            )

    def findings(self, table: dict[str, Any]) -> dict[str, bool]:
        found = {}
        for name, raw in table.items():
            if name not in self.words.findings:
                hint = nearest(name, self.words.findings) or f"They are {', '.join(self.words.findings)}."
                raise self.error(f"unknown finding {name!r}", name, hint=hint)
            if isinstance(raw, dict):
                for key in raw:
                    if key not in FINDING_KEYS:
                        hint = nearest(str(key), FINDING_KEYS) or f"Known here: {', '.join(FINDING_KEYS)}."
                        raise self.error(f"a finding has no entry {key!r}", str(key), hint=hint)
            value = raw.get("value") if isinstance(raw, dict) else raw
            if value is None:
                continue
            found[name] = self.yes_no(name, value)
        return found

    def answer(self, name: str, raw: Any) -> Answer:
        fact = self.words.facts.get(name)
        if fact is None:
            if name in self.words.findings:
                raise self.error(
                    f"{name!r} is a finding, not an answer",
                    name,
                    hint='A person finds it: put it under "findings".',
                )
            raise self.error(
                f"unknown fact {name!r}",
                name,
                hint=nearest(name, self.words.facts) or "`frihavn facts` lists them all.",
            )
        if raw is None:
            return Answer(self.nothing(fact), "", "not_asked")
        if not isinstance(raw, dict):
            return Answer(self.state(fact, raw))
        for key in raw:
            if key not in ANSWER_KEYS:
                raise self.error(
                    f"an answer has no entry {key!r}",
                    str(key),
                    hint=nearest(str(key), ANSWER_KEYS) or f"Known here: {', '.join(ANSWER_KEYS)}.",
                )
        known_by = raw.get("known_by", "stated")
        if known_by not in KNOWN_BY:
            raise self.error(
                f"{known_by!r} is not a way of knowing",
                "known_by",
                known_by,
                nearest(str(known_by), KNOWN_BY) or f"Use {', '.join(KNOWN_BY)}.",
            )
        if "unknown" in raw:
            if raw["unknown"] not in UNKNOWN_REASONS:
                hint = nearest(str(raw["unknown"]), UNKNOWN_REASONS) or f"Use {', '.join(UNKNOWN_REASONS)}."
                raise self.error(f"{raw['unknown']!r} is not a reason for not knowing", "unknown", raw["unknown"], hint)
            if set(raw) - {"unknown", "known_by"}:
                raise self.error(f"{name!r} is unknown and has a value at once", name)
            return Answer(self.nothing(fact), "", raw["unknown"])
        return Answer(self.described(fact, raw), known_by)

    def nothing(self, fact: Fact) -> State:
        return fact.whole_domain() or ANYTHING

    def described(self, fact: Fact, raw: dict[str, Any]) -> State:
        ways = {key for key in raw if key != "known_by"}
        if ways == {"value"}:
            return self.state(fact, raw["value"])
        if ways == {"one_of"}:
            return self.one_of(fact, raw["one_of"])
        if ways and ways <= {"after", "before"}:
            return self.interval(fact, raw)
        if ways and ways <= {"includes", "excludes"} and fact.type is FactType.SET:
            surely, never = (
                self.members(fact, raw.get("includes", [])),
                self.members(fact, raw.get("excludes", [])),
            )
            if surely & never:
                raise self.error(f"{fact.id!r} both includes and excludes {sorted(surely & never)[0]!r}", fact.id)
            return Members(surely, never)
        raise self.error(
            f"the answer to {fact.id!r} cannot be read",
            fact.id,
            hint='Write a value, {"one_of": [...]}, {"after": ..., "before": ...} or {"unknown": "does_not_know"}.',
        )

    def one_of(self, fact: Fact, raw: Any) -> State:
        if not isinstance(raw, list) or not raw:
            raise self.error(f"'one_of' of {fact.id!r} wants a list of values", "one_of")
        states = [self.state(fact, item) for item in raw]
        if fact.type in (FactType.DATE, FactType.INT) and not all(isinstance(state, OneOf) for state in states):
            raise self.error(
                f"'one_of' of {fact.id!r} wants whole days",
                fact.id,
                hint='For a stretch of time write {"after": ..., "before": ...}.',
            )
        return OneOf(frozenset(value for state in states if isinstance(state, OneOf) for value in state.values))

    def interval(self, fact: Fact, raw: dict[str, Any]) -> State:
        low: date | int | None = None
        high: date | int | None = None
        if fact.type is FactType.INT:
            low = self.number(fact, raw["after"]) + 1 if "after" in raw else None
            high = self.number(fact, raw["before"]) - 1 if "before" in raw else None
        elif fact.type is FactType.DATE:
            low = day_after(self.span(fact, raw["after"])[1]) if "after" in raw else None
            high = day_before(self.span(fact, raw["before"])[0]) if "before" in raw else None
        else:
            raise self.error(f"{fact.id!r} has no order: after and before do not fit", fact.id)
        if outside(low, high, fact):
            message = f"no value of {fact.id!r} is left"
            raise self.error(message, fact.id, hint=f"It lies between {fact.minimum} and {fact.maximum}.")
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            raise self.error(
                f"no day is left between after and before of {fact.id!r}", fact.id, hint="Both are exclusive."
            )
        return Between(low, high)

    def state(self, fact: Fact, raw: Any) -> State:
        match fact.type:
            case FactType.BOOL:
                return exactly(self.yes_no(fact.id, raw))
            case FactType.ENUM:
                return exactly(self.word(fact, raw))
            case FactType.SET:
                return exactly(self.members(fact, raw))
            case FactType.INT:
                return exactly(self.number(fact, raw))
            case FactType.DATE:
                first, last = self.span(fact, raw)
                return exactly(first) if first == last else Between(first, last)

    def yes_no(self, name: str, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        raise self.error(
            f"{name!r} wants true or false, not {raw!r}",
            name,
            raw,
            'When it is not known, leave it out or write {"unknown": "does_not_know"}.',
        )

    def word(self, fact: Fact, raw: Any) -> str:
        if isinstance(raw, str) and raw in fact.values:
            return raw
        raise self.domain_error(fact, raw)

    def domain_error(self, fact: Fact, raw: Any) -> CaseError:
        hint = nearest(str(raw), fact.values)
        if not hint:
            shown = ", ".join(fact.values[:12]) + (", ..." if len(fact.values) > 12 else "")
            hint = f"It can be {shown}."
        if raw is False and "NO" in fact.values:
            hint = 'Norway is "NO"; in YAML 1.1 an unquoted NO means false. Put it in quotation marks.'
        return self.error(f"{raw!r} is not a value of {fact.id!r}", fact.id, raw, hint)

    def members(self, fact: Fact, raw: Any) -> frozenset[str]:
        if isinstance(raw, str):
            raise self.error(
                f"{fact.id!r} wants a list, because there can be more than one",
                fact.id,
                raw,
                f'Write ["{raw}"].',
            )
        if not isinstance(raw, list):
            raise self.error(f"{fact.id!r} wants a list", fact.id, raw)
        return frozenset(self.word(fact, item) for item in raw)

    def number(self, fact: Fact, raw: Any) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise self.error(f"{fact.id!r} wants a whole number, not {raw!r}", fact.id, raw)
        if (isinstance(fact.minimum, int) and raw < fact.minimum) or (
            isinstance(fact.maximum, int) and raw > fact.maximum
        ):
            raise self.error(
                f"{raw} is not possible for {fact.id!r}",
                fact.id,
                raw,
                f"It lies between {fact.minimum} and {fact.maximum}.",
            )
        return raw

    def span(self, fact: Fact, raw: Any) -> tuple[date, date]:
        if isinstance(raw, datetime):
            raise self.error(f"{fact.id!r} wants a day without a time", fact.id)
        text = raw.isoformat() if isinstance(raw, date) else raw
        if not isinstance(text, str):
            raise self.error(
                f"{fact.id!r} wants a date, not {raw!r}",
                fact.id,
                raw,
                'Write "2023-07-04", "2023-07" or "2023".',
            )
        try:
            first, last = date_span(text)
        except ValueError as error:
            raise self.error(f"{fact.id!r}: {error}", fact.id, text) from None
        low, high = fact.minimum, fact.maximum
        if (isinstance(low, date) and last < low) or (isinstance(high, date) and first > high):
            raise self.error(
                f"{text} is not possible for {fact.id!r}", fact.id, text, f"It lies between {low} and {high}."
            )
        return first, last


def outside(low: Any, high: Any, fact: Fact) -> bool:
    """Whether an interval lies wholly outside what a fact can be."""
    below = high is not None and fact.minimum is not None and high < fact.minimum
    return bool(below or (low is not None and fact.maximum is not None and low > fact.maximum))
