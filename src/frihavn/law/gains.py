"""Who gains and who loses when a scheme's text changes: exact, each with a case that can be run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from frihavn.law.bind import EARLIEST, Settings
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Lowering
from frihavn.law.reading import Question, bound_for, lines_of
from frihavn.law.scheme import LAW_DAY, Scheme
from frihavn.law.vocabulary import Line
from frihavn.law.witness import case_of
from frihavn.logic import NO, YES, Truth


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody for whom the change of text changes the answer.

    Args:
        kind: "gains" (the way opens or is met), "loses" (the other way round).
        before, after: The values under the two texts.
        lines: The lines of authority under which it does; empty where the scheme has none.
        witness: A case file that shows it.
    """

    kind: str
    before: Truth
    after: Truth
    lines: tuple[str, ...]
    witness: dict[str, Any]


KINDS: tuple[tuple[str, Callable[[Truth, Truth], bool]], ...] = (
    ("gains", lambda before, after: before is not YES and after is YES),
    ("gains", lambda before, after: before is NO and after is not NO),
    ("loses", lambda before, after: before is YES and after is not YES),
    ("loses", lambda before, after: before is not NO and after is NO),
)


def turns(scheme: Scheme, book: LawBook, first: date, second: date, known_at: date = date.max) -> list[Turn]:
    """Everybody, one for each kind and line, whose answer differs between the texts of two days.

    Every governing date is taken to lie on the day in question; lines are those that stand on the later day.
    """
    question = Question(max(first, second), None if known_at == date.max else known_at)
    lines: list[Line | None] = [*lines_of(scheme, book, question)] or [None]
    found: list[Turn] = []
    for line in lines:
        for turn in _between(scheme, book, (first, second), known_at, line):
            known = next((one for one in found if replace(one, lines=()) == replace(turn, lines=())), None)
            if known is None:
                found.append(turn)
            else:
                found[found.index(known)] = replace(known, lines=known.lines + turn.lines)
    return found


def _between(scheme: Scheme, book: LawBook, days: tuple[date, date], known_at: date, line: Line | None) -> list[Turn]:
    names = [fact.id for fact in book.vocabulary.facts.values() if fact.governing]
    texts = []
    for day in days:
        era = {**dict.fromkeys(names, day), LAW_DAY: max(day, EARLIEST)}
        texts.append(bound_for(scheme, book, Settings(era, known_at, line)).verdict())
    lowering = Lowering(texts, book.vocabulary.facts)
    before, after = map(lowering.lower, texts)
    found: list[Turn] = []
    for kind, wanted in KINDS:
        cells = lowering.shop.parting(before, after, wanted)
        if cells is None or any(turn.kind == kind for turn in found):
            continue
        values = [_value(lowering, node, cells) for node in (before, after)]
        lines = (line.id,) if line else ()
        found.append(Turn(kind, values[0], values[1], lines, case_of(cells, lowering)))
    return found


def _value(lowering: Lowering, node: int, cells: dict[str, int]) -> Truth:
    """The value of a diagram at some cells."""
    found = lowering.shop.restrict(node, {name: frozenset({cell}) for name, cell in cells.items()})
    value = lowering.shop.value(found)
    if value is None:
        raise ValueError("these cells leave the value open")
    return value
