"""Would the tables of cases notice a wrong turn? Every small change of a rule that changes anybody's answer is tried.

A wrong turn that no row notices is answered with the row that would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from frihavn.law.bind import EARLIEST, Settings, bind_rule
from frihavn.law.casetable import run_row
from frihavn.law.errors import LawError
from frihavn.law.lawbook import LawBook
from frihavn.law.lower import Lowering
from frihavn.law.mutants import Mutant, mutants
from frihavn.law.reading import Question
from frihavn.law.scan import readings
from frihavn.law.scheme import CaseRow, Clause, Role, Scheme
from frihavn.law.witness import case_of, row_of


@dataclass(frozen=True, slots=True)
class Survivor:
    """A wrong turn that no row notices.

    Args:
        clause: The rule. what: the wrong turn. row: cells of a row that would notice it, by column.
    """

    clause: Clause
    what: str
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """How many wrong turns the tables notice.

    Args:
        tried: Those that change somebody's answer. killed: those that some row notices.
    """

    tried: int
    killed: int
    survivors: tuple[Survivor, ...]

    @property
    def share(self) -> float:
        """Killed of tried; 1 where there is nothing to try."""
        return self.killed / self.tried if self.tried else 1.0


def score(scheme: Scheme, book: LawBook, *, on: date) -> Score:
    """Try every wrong turn of every rule of a scheme against its tables."""
    settings = [one for one, _ in readings(scheme, book, Question(on))]
    tried = killed = 0
    survivors: list[Survivor] = []
    for clause in (one for one in scheme.clauses if one.role is not Role.PROMISE):
        texts = [one for one in settings if clause.span.holds(one.era.get(clause.governs, on), one.known_at)]
        for mutant in distinct(clause):
            witness = _difference(clause, mutant, scheme, book, texts)
            if witness is None:
                continue
            tried += 1
            if _noticed(clause, mutant, scheme, book, on):
                killed += 1
            else:
                survivors.append(Survivor(clause, mutant.what, witness))
    return Score(tried, killed, tuple(survivors))


def distinct(clause: Clause) -> Iterator[Mutant]:
    """The wrong turns of a clause, each text once."""
    seen = {clause.expression}
    for mutant in mutants(clause.expression):
        if mutant.expression not in seen:
            seen.add(mutant.expression)
            yield mutant


def turned(scheme: Scheme, clause: Clause, mutant: Mutant) -> Scheme:
    """The scheme with one clause gone wrong."""
    wrong = replace(clause, expression=mutant.expression)
    return replace(scheme, clauses=tuple(wrong if one is clause else one for one in scheme.clauses))


def with_scheme(book: LawBook, scheme: Scheme) -> LawBook:
    """The law with one scheme exchanged, and nothing remembered of the old one."""
    return replace(book, schemes={**book.schemes, scheme.id: scheme}, bindings={}, decks={}, edges={}, shortcuts={})


def _difference(
    clause: Clause, mutant: Mutant, scheme: Scheme, book: LawBook, texts: list[Settings]
) -> dict[str, str] | None:
    """A row on which right and wrong differ; None: nobody's answer changes under any reading."""
    wrong = turned(scheme, clause, mutant)
    schemes = {**book.schemes, scheme.id: wrong}
    for settings in texts:
        pair = (
            bind_rule(scheme, clause.name, book.schemes, settings),
            bind_rule(wrong, clause.name, schemes, settings),
        )
        lowering = Lowering(pair, book.vocabulary.facts)
        right, other = map(lowering.lower, pair)
        cells = lowering.shop.parting(right, other, lambda first, second: first is not second)
        if cells is not None:
            return _row(case_of(cells, lowering), settings, clause, book)
    return None


def _row(case: dict[str, Any], settings: Settings, clause: Clause, book: LawBook) -> dict[str, str]:
    row = row_of(case, book.vocabulary)
    if settings.line:
        row = {"line": settings.line.id, **row}
    for name, start in settings.era.items():
        day = clause.span.end if start == EARLIEST else start
        if name in book.vocabulary.facts and name not in row and day is not None:
            row[name] = day.isoformat()
    return {**row, clause.name: "?"}


def _noticed(clause: Clause, mutant: Mutant, scheme: Scheme, book: LawBook, on: date) -> bool:
    """Whether some row comes out otherwise; rows about the very rule are tried first."""
    wrong = turned(scheme, clause, mutant)
    changed = with_scheme(book, wrong)
    rows = sorted(scheme.cases, key=lambda row: clause.name not in row.cells)
    return any(_fails(wrong, row, changed, on) for row in rows)


def _fails(scheme: Scheme, row: CaseRow, book: LawBook, on: date) -> bool:
    try:
        return not run_row(scheme, row, book, today=on).holds
    except LawError:
        return True
