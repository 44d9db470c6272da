"""The word for a reading, and the order in which somebody wants to read many."""

from __future__ import annotations

from frihavn.law.eligibility import Eligibility, Verdict
from frihavn.law.scheme import Kind
from frihavn.law.word import Word, word_from

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


_COLOURS = dict.fromkeys(Word, "yellow") | {
    Word.MET: "green", Word.COULD: "green", Word.NOT_MET: "red", Word.HISTORY: "dim",
}  # fmt: skip
_NO_OFFERS = {Kind.BAR: "head.bars", Kind.OVERLAY: "head.warnings", Kind.DEFINITION: "head.law"}


def word_for(found: Eligibility) -> tuple[str, str]:
    """The key of the word for a reading, and its colour."""
    against = found.scheme.kind in (Kind.BAR, Kind.OVERLAY) or found.scheme.id.startswith(ORIGIN)
    word = word_from(found)
    if against and word not in (Word.HISTORY, Word.PROPOSAL):
        return _AGAINST[found.verdict]
    return f"word.{word.value}", _COLOURS[word]


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
