"""What the engine says about one scheme for one case. It advises; only a named officer determines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from frihavn.law.scheme import Clause, Grant, Kind, Scheme, Status
from frihavn.law.values import Grade
from frihavn.logic import NO, YES, Truth


class Verdict(Enum):
    """The reading of a scheme, or of a part of it."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"


def verdict_of(value: Truth) -> Verdict:
    """A truth value as the word of law for it."""
    if value is YES:
        return Verdict.MET
    return Verdict.NOT_MET if value is NO else Verdict.OPEN


PARTS = ("where", "grounds", "exclusions", "findings")
BECAUSE = ("facts", "findings", "parameters", "authority")


@dataclass(frozen=True, slots=True)
class ProofNode:
    """One step of a proof: what it says, its value, and the steps below that carry it.

    Args:
        kind: verdict, reading, way, where, clause, unless, presumption, parameter, assumption, point, no_text,
            all_of, any_of, at_least, not, fact, finding, gap, settled.
        data: What the kind needs (clause id, citation, fact, test, state, line, era); plain JSON values.
    """

    kind: str
    value: Verdict
    data: dict[str, Any] = field(default_factory=dict)
    children: tuple[ProofNode, ...] = ()
    clause: Clause | None = field(default=None, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        """The proof as plain data."""
        return {
            "kind": self.kind,
            "value": self.value.value,
            **self.data,
            **({"children": [child.to_json() for child in self.children]} if self.children else {}),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """Joint changes of facts that would open a way, and what they cost together.

    Args:
        values: Fact -> the value, in the form of a case file, that it would have to have.
        lines: Lines of authority under which the way would open; empty where the scheme has none.
    """

    cost: int
    values: tuple[tuple[str, Any], ...]
    lines: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The changes as a case file would have them."""
        return dict(self.values)


@dataclass(frozen=True, slots=True)
class ByAuthority:
    """The verdict under one line of authority, strictly and as presumed."""

    line: str
    verdict: Verdict
    presumed: Verdict


@dataclass(frozen=True, slots=True)
class Note:
    """An indicator (something that makes an officer ask) or a warning; neither changes a verdict."""

    role: str
    clause: Clause
    value: Verdict


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The reading of one scheme for one case.

    Args:
        parts: Verdict of where, grounds, exclusions (MET: none applies) and findings.
        open_because: Among facts, findings, parameters, authority; empty unless the verdict is open.
        presumed: The second reading, findings taken in the applicant's favour; `presumed_by` names every presumption.
        still_matters: Facts that can still change the verdict; no other fact can.
        would_change: The cheapest joint changes that would open a closed way.
        proof: What decides, pruned to one branch where one suffices.
    """

    scheme: Scheme
    status: Status
    on: date
    verdict: Verdict
    parts: dict[str, Verdict]
    open_because: tuple[str, ...]
    presumed: Verdict
    presumed_by: tuple[str, ...]
    by_authority: tuple[ByAuthority, ...]
    still_matters: tuple[str, ...]
    would_change: tuple[Change, ...]
    weakest_grade: Grade | None
    grants: tuple[Grant, ...]
    notes: tuple[Note, ...]
    proof: ProofNode

    @property
    def is_offer(self) -> bool:
        """Definitions and bars are law that offers refer to, not offers."""
        return self.scheme.kind is Kind.SCHEME
