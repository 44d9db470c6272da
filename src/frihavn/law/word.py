"""The word for a reading of an offer: what somebody is told about one scheme, and nothing finer."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from frihavn.law.eligibility import Eligibility, Verdict
from frihavn.law.scheme import Scheme, Status


class Word(Enum):
    """What is said of a scheme to whoever asks about themselves."""

    MET = "met"
    COULD = "could"
    COURTS = "courts"
    FAVOUR = "favour"
    PRACTICE = "practice"
    PROPOSAL = "proposal"
    CANNOT_SAY = "cannot_say"
    ELSEWHERE = "elsewhere"
    NOT_MET = "not_met"
    HISTORY = "history"


OVER = (Status.LAPSED, Status.REPEALED)
"""What never became law, or no longer is, is history whatever it would have said."""


def word_of(
    scheme: Scheme,
    status: Status,
    *,
    verdict: Verdict,
    where: Verdict,
    grounds: Verdict,
    presumed: Verdict,
    lines: Collection[Verdict],
    only_findings: bool,
) -> Word:
    """The word for an offer.

    Args:
        where, grounds: These parts of the strict verdict.
        lines: The presumed verdicts of its lines of authority; none where it has no lines.
        only_findings: Whether nothing but findings keeps the strict verdict open.
    """
    if status in OVER:
        return Word.HISTORY
    if status is Status.PROPOSED and Verdict.MET in (verdict, presumed):
        return Word.PROPOSAL
    if verdict is Verdict.MET:
        return Word.MET
    if verdict is Verdict.NOT_MET:
        only_place = where is Verdict.NOT_MET and grounds is not Verdict.NOT_MET
        return Word.ELSEWHERE if only_place else Word.NOT_MET
    if Verdict.MET in lines and (Verdict.NOT_MET in lines or presumed is not Verdict.MET):
        return Word.COURTS
    # all else is settled; what is left is the State's to give, and is never presumed
    favour = scheme.discretion and presumed is Verdict.OPEN and only_findings and status is not Status.PROPOSED
    if presumed is not Verdict.MET and not favour:
        return Word.CANNOT_SAY
    if status is Status.PRACTICE:
        return Word.PRACTICE
    return Word.FAVOUR if scheme.discretion else Word.COULD


def word_from(found: Eligibility) -> Word:
    """The word for a reading that is at hand."""
    return word_of(
        found.scheme,
        found.status,
        verdict=found.verdict,
        where=found.parts["where"],
        grounds=found.parts["grounds"],
        presumed=found.presumed,
        lines={line.presumed for line in found.by_authority},
        only_findings=found.open_because == ("findings",),
    )
