"""The shared words of all schemes: facts, findings, open points, sources and lines of authority."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from frihavn.law.values import Grade
from frihavn.logic import State, Value
from frihavn.logic.state import OneOf


class FactType(Enum):
    """What an answer to a question can be."""

    BOOL = "bool"
    ENUM = "enum"
    DATE = "date"
    INT = "int"
    SET = "set"


class Sensitivity(Enum):
    """What an answer could do to a person if it were read by the wrong eyes. Source: semantics of facts.

    SAFE may be asked of anybody; REFUSAL only after the page on safe phones; IDENTITY and INCRIMINATING never in
    writing of the public.
    """

    SAFE = "safe"
    REFUSAL = "refusal"
    IDENTITY = "identity"
    INCRIMINATING = "incriminating"


class AskedOf(Enum):
    """Who can answer: the person, or only somebody who examines (a representative, an officer, country information)."""

    APPLICANT = "applicant"
    OFFICER = "officer"


class ChangeKind(Enum):
    """What a change of a fact would be: a lawful future step or document, another answer, or nothing possible."""

    STEP = "step"
    ANSWER = "answer"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Fact:
    """One shared question; its answer serves every scheme.

    Args:
        label: What the fact says, as a short phrase ("date of departure", "refused an order or deserted").
        values: The closed domain of an enum or set; "yes/no" facts, dates and numbers have none.
        change: What a change of it would be. effort: how hard such a step is, 1 (bring a document) to 9.
        page: Facts of one page are asked together. after: the fact that introduces what this one's question speaks of.
    """

    id: str
    type: FactType
    label: str
    question: str
    why: str
    sensitivity: Sensitivity
    asked_of: AskedOf = AskedOf.APPLICANT
    values: tuple[str, ...] = ()
    value_labels: tuple[str, ...] = ()
    help: str = ""
    minimum: int | date | None = None
    maximum: int | date | None = None
    change: ChangeKind = ChangeKind.ANSWER
    effort: int = 1
    page: str = ""
    after: str = ""
    governing: bool = False
    where: str = ""

    def label_of(self, value: str) -> str:
        """The words for one value of an enum or set."""
        if self.value_labels and value in self.values:
            return self.value_labels[self.values.index(value)]
        return value

    def whole_domain(self) -> State | None:
        """The state "any of its values" where the domain is finite, so that a test can be exact about it."""
        if self.type is FactType.BOOL:
            return OneOf(frozenset({True, False}))
        if self.type is FactType.ENUM:
            return OneOf(frozenset(self.values))
        return None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something only a person finds (credible, danger to security): unknown until an officer records it.

    Args:
        favour: The value taken in the applicant's favour in the presumed reading.
        gift: What the State may give and nobody can claim: the presumed reading leaves it unknown.
    """

    id: str
    label: str
    question: str
    favour: bool
    who: str
    where: str = ""
    gift: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """An open point of law that courts and agencies read differently."""

    id: str
    type: FactType
    label: str
    question: str
    values: tuple[str, ...] = ()
    value_labels: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A pinpoint in a source, with the grade of what was seen there."""

    source: str
    at: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Source:
    """A document a clause rests on.

    Args:
        dated: Date of the document as it is known: "2022-03-16", "2024-10" or "".
        seen: Day on which it was read; None: not seen.
    """

    id: str
    title: str
    address: str
    dated: str
    grade: Grade
    seen: date | None = None
    note: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one line of authority reads one open point."""

    value: Value
    citation: Citation


@dataclass(frozen=True, slots=True)
class Line:
    """A named court or agency with its readings; a point it does not read stays unknown. Lines are never mixed.

    Args:
        start: First day on which it can be relied on. `end`: last day, where it was overruled.
    """

    id: str
    court: str
    country: str
    docket: str
    decided: str
    start: date
    end: date | None
    says: str
    reads: dict[str, Reading] = field(default_factory=dict)
    where: str = ""

    def stands(self, on: date, known_at: date) -> bool:
        """Whether the line can be relied on that day with what was known then."""
        return self.start <= min(on, known_at) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Prior:
    """How often values of a fact occur, from published statistics; it orders questions and decides nothing.

    Args:
        weights: Value (or member of a set) -> share from 0 to 1; what is not named shares the rest alike.
    """

    fact: str
    weights: dict[str, float]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All shared words, by id."""

    facts: dict[str, Fact]
    findings: dict[str, Finding]
    points: dict[str, Point]
    sources: dict[str, Source]
    lines: dict[str, Line]
    priors: dict[str, Prior] = field(default_factory=dict)
