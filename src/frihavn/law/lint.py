"""Checks on a scheme file beyond being readable: do its cases hold, is every rule tried, does every part matter?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from frihavn.law.casetable import RowResult, read_row, roles_without_table, run_row
from frihavn.law.errors import LawError, Place, SchemeError
from frihavn.law.expression import Param, RuleRef, walk
from frihavn.law.lawbook import LawBook
from frihavn.law.links import expressions_of
from frihavn.law.reading import Question
from frihavn.law.scan import Scan, readings, scan
from frihavn.law.scheme import Role, Scheme
from frihavn.law.schemefile import write_scheme
from frihavn.law.score import Score, Survivor, score
from frihavn.law.values import day_after
from frihavn.law.weak import weakness
from frihavn.law.witness import case_of

LEAVES_OUT = "What this file leaves out"

FORBIDDEN = {
    "never_met": "A rule that nobody can meet promises what it does not give.",
    "rests_on_protected": "No verdict may rest on it.",
    "punished": "Refusing may never make anybody worse off.",
    "promise": "Mend the rule that turns them away, or say less in the promise.",
}
"""Findings of a scan that are errors, with what to say of each; the others are advice."""


@dataclass(frozen=True, slots=True)
class Lint:
    """One finding; an error makes `scheme lint` fail, advice does not."""

    error: bool
    trouble: SchemeError


def lint(scheme: Scheme, book: LawBook, *, today: date) -> list[Lint]:
    """Everything that is wrong, or could be better, with one scheme."""
    found = [*_rows(scheme, book, today), *_names(scheme, book), *_loose_ends(scheme, book), *_silent_days(scheme)]
    found += [_scanned(scheme, one) for one in scan(scheme, book, on=today)]
    if scheme.text != write_scheme(scheme):
        found.append(
            _advice(
                scheme,
                1,
                "the file is not in its canonical form",
                "`frihavn scheme lint --format` writes it.",
            )
        )
    return found


def _error(scheme: Scheme, line: int, message: str, hint: str = "") -> Lint:
    return Lint(True, SchemeError(message, _place(scheme, line), hint))


def _advice(scheme: Scheme, line: int, message: str, hint: str = "") -> Lint:
    return Lint(False, SchemeError(message, _place(scheme, line), hint))


def _place(scheme: Scheme, line: int) -> Place:
    lines = scheme.text.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return Place(scheme.path, line, 1, max(1, len(text)), text)


def thorough(scheme: Scheme, book: LawBook, *, today: date) -> tuple[Score, list[Lint]]:
    """What takes seconds: would the tables notice a wrong turn of any rule, and is anything left open needlessly?

    Returns:
        The score, and advice: a row for each wrong turn that none notices, a case that stays open without need.
    """
    found = score(scheme, book, on=today)
    return found, [*(_unnoticed(scheme, one) for one in found.survivors), *_needlessly_open(scheme, book, today)]


def _needlessly_open(scheme: Scheme, book: LawBook, today: date) -> list[Lint]:
    for _, bound in readings(scheme, book, Question(today)):
        found, lowering = weakness(bound.verdict(), book.vocabulary.facts)
        if found is not None:
            facts = ", ".join(dict.fromkeys(repr(lowering.variables[name].facts[-1]) for name in found.unknown))
            case = json.dumps(case_of(found.cells, lowering), ensure_ascii=False)
            hint = f"Ask it in one place only. A case that shows it: {case}"
            message = f"without {facts} the verdict stays open although every answer gives {found.value.value}"
            return [_advice(scheme, 1, message, hint)]
    return []


def _unnoticed(scheme: Scheme, one: Survivor) -> Lint:
    cells = ", ".join(f"{name} = {cell}" for name, cell in one.row.items() if cell != "?")
    hint = f"A row would that has {cells}." if cells else "A row would that leaves everything open."
    return _advice(scheme, one.clause.line, f"no row would notice it if in {one.clause.name!r} {one.what}", hint)


def _scanned(scheme: Scheme, one: Scan) -> Lint:
    line = scheme.versions(one.rule)[0].line if one.rule else 1
    hint = FORBIDDEN.get(one.kind, "Drop it, or say in a row of a table what it is for.")
    if one.witness is not None:
        hint += f" A case that shows it: {json.dumps(one.witness, ensure_ascii=False)}"
    return (_error if one.kind in FORBIDDEN else _advice)(scheme, line, one.what, hint)


def _rows(scheme: Scheme, book: LawBook, today: date) -> list[Lint]:
    found: list[Lint] = []
    if not scheme.cases:
        found.append(
            _error(scheme, 1, "no table of cases stands in this file", "A rule that nobody has tried is a guess.")
        )
    for row in scheme.cases:
        try:
            result = run_row(scheme, row, book, today=today)
        except LawError as error:
            found.append(Lint(True, SchemeError(error.message, error.place, error.hint)))
            continue
        if not result.holds:
            found.append(_error(scheme, row.line, _difference(result), "Either the rule or the row is wrong."))
    for name in roles_without_table(scheme):
        clause = scheme.versions(name)[0]
        found.append(_error(scheme, clause.line, f"no row of any table tries the {clause.role.value} {name!r}"))
    if scheme.cases and not any(_has_unknown(scheme, row_index, book, today) for row_index in range(len(scheme.cases))):
        found.append(_error(scheme, scheme.cases[0].line, "no row leaves a question open (`?`) and expects `open`"))
    return found


def _difference(result: RowResult) -> str:
    parts = [
        f"{name} is {result.got[name]}, not {wanted}"
        for name, wanted in result.wanted.items()
        if result.got[name] != wanted
    ]
    return f"case {result.row.label!r}: " + "; ".join(parts)


def _has_unknown(scheme: Scheme, index: int, book: LawBook, today: date) -> bool:
    row = scheme.cases[index]
    try:
        _, _, wanted = read_row(scheme, row, book, today)
    except LawError:
        return False
    return "?" in row.cells.values() and "open" in wanted.values()


def _names(scheme: Scheme, book: LawBook) -> list[Lint]:
    found = [
        _error(scheme, clause.line, f"rule {clause.name!r} has the name of a fact", "Give it a name of its own.")
        for clause in scheme.clauses
        if clause.name in book.vocabulary.facts
    ]
    expected = scheme.id.rpartition("/")[2]
    stem = scheme.path.rpartition("/")[2].removesuffix(".md")
    if stem not in (expected, "scheme"):
        found.append(
            _error(scheme, 1, f"{scheme.id!r} stands in a file called {stem!r}", f"Call the file {expected}.md.")
        )
    return found


def _loose_ends(scheme: Scheme, book: LawBook) -> list[Lint]:
    nodes = [node for clause in scheme.clauses for part in expressions_of(clause) for node in walk(part)]
    used_parameters = {node.name for node in nodes if isinstance(node, Param)}
    unused = [name for name in scheme.parameters if name not in used_parameters]
    used_rules = _rules_used(scheme, book)
    idle = [name for name in scheme.rule_names(Role.RULE) if name not in used_rules]
    lines = book.vocabulary.lines
    strange = [one for one in scheme.lines if not any(fnmatchcase(line, one.removeprefix("!")) for line in lines)]
    found = [_advice(scheme, 1, f"no rule uses the parameter {name!r}") for name in unused]
    found += [_error(scheme, scheme.versions(name)[0].line, f"no rule uses {name!r}") for name in idle]
    found += [_error(scheme, 1, f"no line of authority fits {pattern!r}") for pattern in strange]
    if LEAVES_OUT not in scheme.text:
        found.append(_advice(scheme, 1, f"the section {LEAVES_OUT!r} is missing", "Say what could not be encoded."))
    if not scheme.rechecks:
        found.append(
            _advice(scheme, 1, "nobody is told when to look at this again", "Add [[recheck]] with by and why.")
        )
    return found


def _silent_days(scheme: Scheme) -> list[Lint]:
    """Rules and parameters with days between two of their versions on which none of them governs."""
    texts = [(f"rule {name!r}", [one.span for one in scheme.versions(name)]) for name in scheme.rule_names()]
    texts += [(f"parameter {name!r}", [one.span for one in found.values]) for name, found in scheme.parameters.items()]
    found = []
    for what, spans in texts:
        for after in [day_after(span.end) for span in spans if span.end]:
            later = [span.start for span in spans if span.start and span.start > after]
            if later and not any(span.holds(after, date.max) for span in spans):
                message = f"no version of {what} governs from {after} to {min(later) - timedelta(days=1)}"
                found.append(_advice(scheme, 1, message, "Say so in the text if the law was silent, or close the gap."))
    return found


def _rules_used(scheme: Scheme, book: LawBook) -> set[str]:
    """Names of this scheme's rules that some rule, of this or another scheme, refers to."""
    found: set[str] = set()
    for other in book.schemes.values():
        for clause in other.clauses:
            for part in expressions_of(clause):
                for node in walk(part):
                    if isinstance(node, RuleRef) and (node.scheme or other.id) == scheme.id:
                        found.add(node.name)
    return found
