"""The word for a reading, and the order in which somebody wants to read many."""

from __future__ import annotations

from frihavn.law.eligibility import Eligibility, Verdict
from frihavn.law.scheme import Kind, Status

_ORDER = (
    "word.met",
    "word.could",
    "word.courts",
    "word.favour",
    "word.practice",
    "word.proposal",
    "word.cannot_say",
)
ORIGIN = "origin/"
"""Schemes below this say what a State of origin does to those who refuse: being met is no good news."""
_AGAINST = {
    Verdict.MET: ("word.applies", "red"),
    Verdict.NOT_MET: ("word.applies_not", "dim"),
    Verdict.OPEN: ("word.cannot_say", "yellow"),
}


_NO_OFFERS = {Kind.BAR: "head.bars", Kind.OVERLAY: "head.warnings", Kind.DEFINITION: "head.law"}


def word_for(found: Eligibility) -> tuple[str, str]:
    """The key of the word for a reading, and its colour.

    What never became law, or no longer is, is history whatever it would have said.
    """
    if found.status in (Status.LAPSED, Status.REPEALED):
        return "word.history", "dim"
    if found.status is Status.PROPOSED and Verdict.MET in (found.verdict, found.presumed):
        return "word.proposal", "yellow"
    if found.scheme.kind in (Kind.BAR, Kind.OVERLAY) or found.scheme.id.startswith(ORIGIN):
        return _AGAINST[found.verdict]
    if found.verdict is Verdict.MET:
        return "word.met", "green"
    if found.verdict is Verdict.NOT_MET:
        only_place = found.parts["where"] is Verdict.NOT_MET and found.parts["grounds"] is not Verdict.NOT_MET
        return ("word.elsewhere", "yellow") if only_place else ("word.not_met", "red")
    presumed = {line.presumed for line in found.by_authority}
    if {Verdict.MET, Verdict.NOT_MET} <= presumed or (Verdict.MET in presumed and found.presumed is not Verdict.MET):
        return "word.courts", "yellow"
    if found.presumed is Verdict.MET or _only_the_favour(found):
        return _could(found)
    return "word.cannot_say", "yellow"


def _only_the_favour(found: Eligibility) -> bool:
    """All else is settled; what is left is the State's to give, and is never presumed."""
    left = found.scheme.discretion and found.presumed is Verdict.OPEN and found.open_because == ("findings",)
    return left and found.status is not Status.PROPOSED


def _could(found: Eligibility) -> tuple[str, str]:
    """A practice or a favour is no claim: nobody has a right to either."""
    if found.status is Status.PRACTICE:
        return "word.practice", "yellow"
    return ("word.favour", "yellow") if found.scheme.discretion else ("word.could", "green")


def grouped(found: list[Eligibility]) -> list[tuple[str, list[Eligibility]]]:
    """Schemes in the order in which somebody wants to read them: ways first, history and definitions last."""
    titles = ("head.offers", "head.warnings", "head.shut", "head.history", "head.bars", "head.law")
    groups: dict[str, list[Eligibility]] = {title: [] for title in titles}
    for one in found:
        key = word_for(one)[0]
        if not one.is_offer:
            groups[_NO_OFFERS[one.scheme.kind]].append(one)
        elif key == "word.history":
            groups["head.history"].append(one)
        else:
            groups["head.shut" if one.verdict is Verdict.NOT_MET else "head.offers"].append(one)
    groups["head.offers"].sort(key=lambda one: _ORDER.index(word_for(one)[0]))
    return [(title, group) for title, group in groups.items() if group]
