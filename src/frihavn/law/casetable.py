"""Run the tables of cases in a scheme file. A row is one person; `?` is a question nobody has answered.

Columns: facts and `finding X` (inputs); `on`, `known_at`, `line`, `assume` (how the law is read); `verdict`,
`presumed`, the four parts, or a rule of the scheme (what must come out: met, not_met or open).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frihavn.law.case import Case, read_case
from frihavn.law.check import check
from frihavn.law.eligibility import PARTS, verdict_of
from frihavn.law.errors import LawError, NotInForceError, Place, SchemeError, nearest
from frihavn.law.lawbook import LawBook
from frihavn.law.locate import Locator
from frihavn.law.reading import Question, rule_truth
from frihavn.law.scheme import CaseRow, Role, Scheme
from frihavn.law.vocabulary import Fact, FactType

WORDS = ("met", "not_met", "open")
HOW = ("on", "known_at", "line", "assume")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
WHOLE = ("verdict", "presumed", *PARTS)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a row wanted and what came out, per result column."""

    row: CaseRow
    wanted: dict[str, str]
    got: dict[str, str]

    @property
    def holds(self) -> bool:
        """Whether everything came out as wanted."""
        return self.wanted == self.got


def run_tables(scheme: Scheme, book: LawBook, *, today: date) -> list[RowResult]:
    """Run every row of a scheme's tables.

    Args:
        today: The day on which the law is read where a row has no `on`.

    Raises:
        SchemeError: a column or cell that cannot be read.
    """
    return [run_row(scheme, row, book, today=today) for row in scheme.cases]


def run_row(scheme: Scheme, row: CaseRow, book: LawBook, *, today: date) -> RowResult:
    """Run one row."""
    case, question, wanted = read_row(scheme, row, book, today)
    if not wanted:
        raise _error(
            scheme,
            row,
            "this row expects nothing",
            row.label,
            f"Add a column: {', '.join(WHOLE)} or the name of a rule.",
        )
    got = {}
    whole = [name for name in wanted if name in WHOLE]
    if whole:
        try:
            found = check(scheme, case, book, question)
        except NotInForceError as error:
            raise _error(scheme, row, error.message, row.label) from None
        values = {**found.parts, "verdict": found.verdict, "presumed": found.presumed}
        got.update({name: values[name].value for name in whole})
    for name in wanted:
        if name not in WHOLE:
            got[name] = verdict_of(rule_truth(scheme, name, case, book, question)).value
    return RowResult(row, wanted, {name: got[name] for name in wanted})


def read_row(scheme: Scheme, row: CaseRow, book: LawBook, today: date) -> tuple[Case, Question, dict[str, str]]:
    """Read a row as a case, a question, and what must come out."""
    cells = _cells(scheme, row, book)
    _check_how(scheme, row, book, cells.how)
    table = {"case": row.label, "answers": cells.answers, "findings": cells.findings}
    try:
        case = read_case(table, book.vocabulary, Locator(scheme.path, row.text, row.line))
        return case, _question(cells.how, today), cells.wanted
    except LawError as error:
        place = error.place or Place(scheme.path, row.line, 1, 1, row.text)
        raise SchemeError(error.message, place, error.hint) from None
    except ValueError as error:
        raise SchemeError(str(error), Place(scheme.path, row.line, 1, 1, row.text)) from None


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row by what they are for."""

    answers: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, Any] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)


def _cells(scheme: Scheme, row: CaseRow, book: LawBook) -> _Cells:
    found = _Cells()
    facts = book.vocabulary.facts
    results = (*WHOLE, *scheme.rule_names())
    for column, cell in row.cells.items():
        word, _, name = column.partition(" ")
        if column in facts:
            if cell != "?":
                found.answers[column] = _cell(facts[column], cell)
        elif word == "finding":
            _check_known(scheme, row, name, book.vocabulary.findings, "finding")
            if cell != "?":
                found.findings[name] = _yes_no(cell)
        elif column in HOW:
            found.how[column] = cell
        elif column not in results:
            message = f"{column!r} is neither a fact nor something that can come out"
            raise _error(scheme, row, message, column, nearest(column, [*facts, *results, *HOW]))
        elif cell:
            if cell not in WORDS:
                hint = nearest(cell, WORDS) or "Write met, not_met or open."
                raise _error(scheme, row, f"{cell!r} is not a result", cell, hint)
            found.wanted[column] = cell
    return found


def _check_how(scheme: Scheme, row: CaseRow, book: LawBook, how: dict[str, str]) -> None:
    if how.get("line"):
        _check_known(scheme, row, how["line"], book.vocabulary.lines, "line of authority")
    for name in how.get("assume", "").split():
        _check_known(scheme, row, name.removeprefix(f"{scheme.id}:"), scheme.assumptions, "assumption")


def _check_known(scheme: Scheme, row: CaseRow, name: str, known: Iterable[str], what: str) -> None:
    known = list(known)
    if name not in known:
        hint = nearest(name, known) or f"There are: {', '.join(known) or 'none'}."
        raise _error(scheme, row, f"unknown {what} {name!r}", name, hint)


def _question(how: dict[str, str], today: date) -> Question:
    """How a row wants the law to be read."""
    return Question(
        on=_day(how.get("on"), today),
        known_at=_day(how["known_at"], today) if how.get("known_at") else None,
        assume=tuple(how.get("assume", "").split()),
        lines=(how["line"],) if how.get("line") else None,
    )


def _day(cell: str | None, today: date) -> date:
    return date.fromisoformat(cell) if cell else today


def _yes_no(cell: str) -> Any:
    return {"yes": True, "no": False}.get(cell, cell)


def _cell(fact: Fact, cell: str) -> Any:
    """A cell as a case file would have it: a/b one of several; a+b a set; >x and <y after and before."""
    if fact.type is FactType.SET:
        return _set_cell(cell)
    if cell.startswith((">", "<")):
        found: dict[str, Any] = {}
        for piece in cell.split():
            found["after" if piece[0] == ">" else "before"] = _scalar(fact, piece[1:])
        return found
    if "/" in cell:
        return {"one_of": [_scalar(fact, piece) for piece in cell.split("/")]}
    return _scalar(fact, cell)


def _set_cell(cell: str) -> Any:
    if cell == "none":
        return []
    if cell.startswith(("~", "^")):
        pieces = cell.split()
        return {
            "includes": [name for piece in pieces if piece[0] == "~" for name in piece[1:].split("+")],
            "excludes": [name for piece in pieces if piece[0] == "^" for name in piece[1:].split("+")],
        }
    return cell.split("+")


def _scalar(fact: Fact, text: str) -> Any:
    if fact.type is FactType.BOOL:
        return _yes_no(text)
    if fact.type is FactType.INT and _NUMBER.fullmatch(text):
        return int(text)
    return text


def _error(scheme: Scheme, row: CaseRow, message: str, word: str, hint: str = "") -> SchemeError:
    index = row.text.find(word)
    return SchemeError(message, Place(scheme.path, row.line, max(index, 0) + 1, max(1, len(word)), row.text), hint)


def roles_without_table(scheme: Scheme) -> list[str]:
    """Rules that decide something but whose value no row of any table checks."""
    checked = {column for row in scheme.cases for column in row.cells}
    deciding = (Role.GROUND, Role.EXCLUSION, Role.FINDING, Role.WARNING, Role.INDICATOR)
    return [name for role in deciding for name in scheme.rule_names(role) if name not in checked]
