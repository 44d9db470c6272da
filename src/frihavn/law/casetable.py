"""Run the tables of cases in a scheme file. A row is one person; `?` is a question nobody has answered.

Columns: facts and `finding X` (inputs); `on`, `known_at`, `line`, `assume` (how the law is read); `verdict`,
`presumed`, the four parts, or a rule of the scheme (what must come out: met, not_met or open).
"""

from __future__ import annotations

from dataclasses import dataclass
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
    answers: dict[str, Any] = {}
    findings: dict[str, Any] = {}
    how: dict[str, str] = {}
    wanted: dict[str, str] = {}
    facts = book.vocabulary.facts
    for column, cell in row.cells.items():
        word, _, name = column.partition(" ")
        if column in facts:
            if cell != "?":
                answers[column] = _cell(facts[column], cell)
        elif word == "finding":
            if cell != "?":
                findings[name] = _yes_no(cell)
        elif column in HOW:
            how[column] = cell
        elif column in WHOLE or column in scheme.rule_names():
            if cell and cell not in WORDS:
                raise _error(
                    scheme,
                    row,
                    f"{cell!r} is not a result",
                    cell,
                    nearest(cell, WORDS) or "Write met, not_met or open.",
                )
            if cell:
                wanted[column] = cell
        else:
            known = [*facts, *WHOLE, *HOW, *scheme.rule_names()]
            raise _error(
                scheme,
                row,
                f"{column!r} is neither a fact nor something that can come out",
                column,
                nearest(column, known),
            )
    try:
        locator = Locator(scheme.path, row.text, row.line)
        case = read_case({"case": row.label, "answers": answers, "findings": findings}, book.vocabulary, locator)
        return case, _question(how, today), wanted
    except (LawError, ValueError) as error:
        place, hint = Place(scheme.path, row.line, 1, 1, row.text), ""
        if isinstance(error, LawError):
            place, hint = error.place or place, error.hint
        message = error.message if isinstance(error, LawError) else str(error)
        raise SchemeError(message, place, hint) from None


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
    if fact.type is FactType.INT and text.lstrip("-").isdigit():
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
