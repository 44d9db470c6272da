"""Check that what a scheme refers to exists and fits: facts, findings, points, parameters, sources, other rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from frihavn.law.errors import LawError, Place, SchemeError, nearest
from frihavn.law.expression import (
    Compare,
    Expression,
    Fact,
    Finding,
    Includes,
    OpenPoint,
    Param,
    RuleRef,
    parts_of,
    walk,
)
from frihavn.law.scheme import LAW_DAY, Clause, Scheme
from frihavn.law.vocabulary import Citation, FactType, Line, Vocabulary
from frihavn.law.vocabulary import Fact as FactWord
from frihavn.logic import Operator

SHARED = ("un", "eu", "origin")
"""Folders whose rules any scheme may use; a country's rules stay that country's."""
_ORDERED = (Operator.BELOW, Operator.AT_MOST, Operator.ABOVE, Operator.AT_LEAST)


def check_line(line: Line, words: Vocabulary) -> list[LawError]:
    """Errors in a line of authority: unknown points or sources, values out of a point's domain."""
    path, _, number = line.where.rpartition(":")
    place = Place(path, int(number))
    found: list[LawError] = []
    for point_id, reading in line.reads.items():
        point = words.points.get(point_id)
        if point is None:
            found.append(
                SchemeError(
                    f"line {line.id!r} reads {point_id!r}, which is no open point",
                    place,
                    nearest(point_id, words.points),
                )
            )
        elif point.type is FactType.BOOL and not isinstance(reading.value, bool):
            found.append(SchemeError(f"line {line.id!r}: {point_id!r} is read as true or false", place))
        elif point.values and reading.value not in point.values:
            hint = nearest(str(reading.value), point.values) or f"It can be {', '.join(point.values)}."
            found.append(
                SchemeError(f"line {line.id!r}: {reading.value!r} is not a value of {point_id!r}", place, hint)
            )
        found += _citation_errors([reading.citation], words, place)
    return found


def check_scheme(scheme: Scheme, schemes: dict[str, Scheme], words: Vocabulary) -> list[LawError]:
    """Every error in what a scheme refers to."""
    checker = _Checker(scheme, schemes, words)
    checker.header()
    for clause in scheme.clauses:
        checker.clause(clause)
    if not checker.errors:
        checker.cycles()
    return checker.errors


def citations_of(clause: Clause) -> list[Citation]:
    """All citations of a clause: its own, its exceptions' and its presumptions'."""
    exceptions = [citation for part in clause.unless for citation in part.citations]
    presumed = [citation for part in clause.presumptions for citation in part.citations]
    return [*clause.citations, *exceptions, *presumed]


def expressions_of(clause: Clause) -> list[Expression]:
    """The rule itself, its exceptions and the premises of its presumptions."""
    return [
        clause.expression,
        *(part.expression for part in clause.unless),
        *(part.premise for part in clause.presumptions),
    ]


def _citation_errors(citations: Iterable[Citation], words: Vocabulary, place: Place) -> list[LawError]:
    found: list[LawError] = []
    for citation in citations:
        source = words.sources.get(citation.source)
        if source is None:
            found.append(
                SchemeError(f"there is no source {citation.source!r}", place, nearest(citation.source, words.sources))
            )
        elif citation.grade.weakness < source.grade.weakness:
            graded = f"grade {citation.grade.value} is stronger than the grade {source.grade.value}"
            message = f"{graded} of its source {source.id!r}"
            found.append(SchemeError(message, place, "A clause is never better sourced than its source."))
    return found


class _Checker:
    """Collects every error of one scheme."""

    def __init__(self, scheme: Scheme, schemes: dict[str, Scheme], words: Vocabulary) -> None:
        self.scheme, self.schemes, self.words = scheme, schemes, words
        self.errors: list[LawError] = []

    def header(self) -> None:
        scheme, place = self.scheme, Place(self.scheme.path, 1)
        for status in scheme.statuses:
            self.errors += _citation_errors(status.citations, self.words, place)
        for where in scheme.where.values():
            self.errors += _citation_errors(where.citations, self.words, place)
        for grant in scheme.grants:
            self.errors += _citation_errors(grant.citations, self.words, place)
            self.governing(grant.governs, place)
        for parameter in scheme.parameters.values():
            self.governing(parameter.governs, place)
            for value in parameter.values:
                self.errors += _citation_errors(value.citations, self.words, place)
        self.errors += _citation_errors(scheme.procedure_citations, self.words, place)
        self.governing(scheme.governs, place)

    def governing(self, name: str, place: Place) -> None:
        dates = [fact.id for fact in self.words.facts.values() if fact.governing]
        if name != LAW_DAY and name not in dates:
            hint = nearest(name, [*dates, LAW_DAY]) or f"Use one of {', '.join([*dates, LAW_DAY])}."
            self.errors.append(SchemeError(f"{name!r} is not a date that can govern a version", place, hint))

    def clause(self, clause: Clause) -> None:
        place = self.place(clause, clause.name)
        self.errors += _citation_errors(citations_of(clause), self.words, place)
        self.governing(clause.governs, place)
        for expression in expressions_of(clause):
            for node in walk(expression):
                self.node(node, clause)

    def place(self, clause: Clause, word: str) -> Place:
        """Where `word` stands in the fenced block of a clause."""
        lines = _file_lines(self.scheme)
        end = next((n for n in range(clause.line, len(lines)) if lines[n].startswith("```")), len(lines))
        for number in range(clause.line, end):
            index = lines[number].find(word)
            if index >= 0:
                return Place(self.scheme.path, number + 1, index + 1, len(word), lines[number])
        text = lines[clause.line - 1] if 0 < clause.line <= len(lines) else ""
        return Place(self.scheme.path, clause.line, 1, max(1, len(text)), text)

    def error(self, clause: Clause, word: str, message: str, hint: str = "") -> None:
        self.errors.append(SchemeError(message, self.place(clause, word), hint))

    def node(self, node: object, clause: Clause) -> None:
        match node:
            case Fact(name):
                if name not in self.words.facts:
                    self.error(
                        clause,
                        name,
                        f"unknown fact {name!r}",
                        self.near(name, self.words.facts, "frihavn facts"),
                    )
            case Finding(name):
                if name not in self.words.findings:
                    self.error(
                        clause,
                        name,
                        f"unknown finding {name!r}",
                        self.near(name, self.words.findings, "frihavn facts"),
                    )
            case OpenPoint(name):
                if name not in self.words.points:
                    self.error(clause, name, f"unknown open point {name!r}", self.near(name, self.words.points, ""))
            case Param(name):
                if name not in self.scheme.parameters:
                    self.error(
                        clause,
                        name,
                        f"this scheme has no parameter {name!r}",
                        self.near(name, self.scheme.parameters, ""),
                    )
            case RuleRef():
                self.reference(node, clause)
            case Compare():
                self.comparison(node, clause)
            case Includes(fact, value):
                self.membership(fact, value, clause)
            case _:
                pass
        self.alone(node, clause)

    def alone(self, node: object, clause: Clause) -> None:
        """A fact or point standing alone must be a yes/no one."""
        for expression in expressions_of(clause):
            if node is expression or any(node is part for part in _parts(expression)):
                word = self.words.facts.get(node.name) if isinstance(node, Fact) else None
                if word and word.type is not FactType.BOOL:
                    self.error(
                        clause,
                        word.id,
                        f"{word.id!r} is not a yes/no fact and cannot stand alone",
                        "Compare it with a value.",
                    )

    def near(self, name: str, known: Iterable[str], command: str) -> str:
        hint = nearest(name, known)
        return (
            f"{hint} `{command}` lists them all."
            if hint and command
            else hint or (f"`{command}` lists them all." if command else "")
        )

    def reference(self, node: RuleRef, clause: Clause) -> None:
        target = self.scheme if node.scheme is None else self.schemes.get(node.scheme)
        if node.scheme is not None and node.scheme != self.scheme.id and node.scheme.partition("/")[0] not in SHARED:
            self.error(
                clause,
                str(node),
                f"a scheme never refers to another country's rules ({node.scheme!r})",
                f"Shared definitions live under {', '.join(SHARED)}.",
            )
        elif target is None:
            self.error(
                clause,
                str(node),
                f"there is no usable scheme {node.scheme!r}",
                nearest(str(node.scheme), self.schemes),
            )
        elif node.name not in target.rule_names():
            self.error(
                clause,
                node.name,
                f"{target.id!r} has no rule {node.name!r}",
                nearest(node.name, target.rule_names()),
            )

    def comparison(self, node: Compare, clause: Clause) -> None:
        word: FactWord | None = None
        if isinstance(node.left, Fact):
            word = self.words.facts.get(node.left.name)
            if word is None:
                return
            if node.operator in _ORDERED and word.type not in (FactType.DATE, FactType.INT):
                self.error(
                    clause,
                    word.id,
                    f"{word.id!r} has no order; `{node.operator.value}` wants a date or a number",
                )
            if word.type is FactType.SET and node.minus is None:
                self.error(clause, word.id, f"{word.id!r} is a set", f'Write {word.id}.includes("...").')
        point = self.words.points.get(node.left.name) if isinstance(node.left, OpenPoint) else None
        operands = node.right if isinstance(node.right, tuple) else (node.right,)
        for operand in operands:
            if isinstance(operand, (Param, Fact)):
                continue
            if word:
                self.literal(word.id, word.type, word.values, operand, clause, days=node.minus is not None)
            elif point:
                self.literal(point.id, point.type, point.values, operand, clause, days=False)

    def literal(
        self,
        name: str,
        kind: FactType,
        values: tuple[str, ...],
        operand: object,
        clause: Clause,
        *,
        days: bool,
    ) -> None:
        wanted = {
            FactType.BOOL: bool,
            FactType.DATE: date,
            FactType.INT: int,
            FactType.ENUM: str,
            FactType.SET: str,
        }[kind]
        if days:
            wanted = int
        if not isinstance(operand, wanted) or (wanted is int and isinstance(operand, bool)):
            examples = {
                bool: "yes or no",
                date: 'day("2022-02-24")',
                int: "a whole number",
                str: 'a word such as "RU"',
            }
            self.error(
                clause,
                str(operand),
                f"{name!r} cannot be compared with {operand!r}",
                f"It wants {examples[wanted]}.",
            )
        elif values and isinstance(operand, str) and operand not in values:
            self.error(clause, operand, f"{operand!r} is not a value of {name!r}", nearest(operand, values))

    def membership(self, fact: str, value: object, clause: Clause) -> None:
        word = self.words.facts.get(fact)
        if word is None:
            return
        if word.type is not FactType.SET:
            self.error(clause, fact, f"{fact!r} is not a set", f"Write {fact} == ... instead.")
        elif isinstance(value, str) and value not in word.values:
            self.error(clause, value, f"{value!r} is not a value of {fact!r}", nearest(value, word.values))

    def cycles(self) -> None:
        """Refuse rules that in the end rest on themselves."""
        done: set[str] = set()
        for name in self.scheme.rule_names():
            self.follow(self.scheme, name, [], done)

    def follow(self, scheme: Scheme, name: str, path: list[str], done: set[str]) -> None:
        key = f"{scheme.id}.{name}"
        if key in path:
            clause = self.scheme.versions(path[0].rpartition(".")[2])[0]
            self.error(
                clause,
                clause.name,
                f"this rule rests on itself: {' -> '.join([*path[path.index(key) :], key])}",
            )
            done.add(key)
        if key in done:
            return
        for clause in scheme.versions(name):
            for expression in expressions_of(clause):
                for node in walk(expression):
                    if isinstance(node, RuleRef):
                        target = scheme if node.scheme is None else self.schemes[node.scheme]
                        self.follow(target, node.name, [*path, key], done)
        done.add(key)


def _parts(expression: Expression) -> list[Expression]:
    found: list[Expression] = []
    for part in parts_of(expression):
        found.append(part)
        found.extend(_parts(part))
    return found


def _file_lines(scheme: Scheme) -> list[str]:
    return scheme.text.splitlines()
