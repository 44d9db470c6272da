"""Check that what a scheme refers to exists and fits: facts, findings, points, parameters, sources, other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from frihavn.law.blocks import Data
from frihavn.law.citation import read_citation, write_citation
from frihavn.law.errors import LawError, Place, SchemeError, nearest
from frihavn.law.expression import (
    Expression,
    Fact,
    Finding,
    OpenPoint,
    Param,
    RuleRef,
    parts_of,
    walk,
)
from frihavn.law.fits import misfits, not_yes_no, type_of
from frihavn.law.locate import Locator
from frihavn.law.scheme import LAW_DAY, Clause, Scheme
from frihavn.law.vocabulary import Citation, FactType, Line, Vocabulary

DEPTH_MAX = 100
"""How deep a rule may go, counted through the rules it rests on."""
SHARED = ("un", "eu", "origin")
"""Folders whose rules any scheme may use; a country's rules stay that country's."""


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
        elif type_of(reading.value) is not point.type:
            found.append(SchemeError(f"line {line.id!r}: {reading.value!r} is not a {point.type.value}", place))
        found += _citation_errors(reading.citation, words, place)
    return found


def check_scheme(scheme: Scheme, schemes: dict[str, Scheme], words: Vocabulary) -> list[LawError]:
    """Every error in what a scheme refers to."""
    checker = _Checker(scheme, schemes, words)
    checker.tables()
    for clause in scheme.clauses:
        checker.clause(clause)
    if not checker.errors:
        checker.cycles()
    # a rule may have several versions, and one mistake is named once
    return list({error.rendered(): error for error in checker.errors}.values())


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


def _citation_errors(citation: Citation, words: Vocabulary, place: Place) -> list[LawError]:
    source = words.sources.get(citation.source)
    if source is None:
        return [SchemeError(f"there is no source {citation.source!r}", place, nearest(citation.source, words.sources))]
    if citation.grade.weakness < source.grade.weakness:
        graded = f"grade {citation.grade.value} is stronger than the grade {source.grade.value}"
        message = f"{graded} of its source {source.id!r}"
        return [SchemeError(message, place, "A clause is never better sourced than its source.")]
    return []


def _cited(value: Any) -> Iterator[str]:
    """Every citation in a table and the tables within it, as it is written."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "cite":
                yield from (text for text in (item if isinstance(item, list) else [item]) if isinstance(text, str))
            else:
                yield from _cited(item)
    elif isinstance(value, list):
        for item in value:
            yield from _cited(item)


class _Checker:
    """Collects every error of one scheme."""

    def __init__(self, scheme: Scheme, schemes: dict[str, Scheme], words: Vocabulary) -> None:
        self.scheme, self.schemes, self.words = scheme, schemes, words
        self.errors: list[LawError] = []
        self.lines = scheme.text.splitlines()
        self.depths: dict[str, int] = {}

    def tables(self) -> None:
        """The citations and governing dates in the file's tables."""
        for block in self.scheme.blocks:
            if not isinstance(block, Data):
                continue
            locator = Locator(self.scheme.path, block.raw, block.line + 1)
            for text in _cited(block.table):
                try:
                    citation = read_citation(text, lambda message, hint: locator.error(message, "cite", text, hint))  # noqa: B023
                except SchemeError as error:
                    self.errors.append(error)
                    continue
                self.errors += _citation_errors(citation, self.words, locator.place("cite", text))
            tables = [block.table, *_tables_in(block.table)]
            for name in dict.fromkeys(table["governs"] for table in tables if "governs" in table):
                self.governing(str(name), locator.place("governs", str(name)))

    def governing(self, name: str, place: Place) -> None:
        dates = [fact.id for fact in self.words.facts.values() if fact.governing]
        if name != LAW_DAY and name not in dates:
            hint = nearest(name, [*dates, LAW_DAY]) or f"Use one of {', '.join([*dates, LAW_DAY])}."
            self.errors.append(SchemeError(f"{name!r} is not a date that can govern a version", place, hint))

    def clause(self, clause: Clause) -> None:
        for citation in citations_of(clause):
            known = citation.source in self.words.sources
            place = self.place(clause, write_citation(citation) if known else citation.source)
            self.errors += _citation_errors(citation, self.words, place)
        if clause.governs != self.scheme.governs:
            self.governing(clause.governs, self.place(clause, clause.governs))
        for expression in expressions_of(clause):
            for node in walk(expression):
                self.node(node, clause)
            for node in [expression, *_parts(expression)]:
                for misfit in [*not_yes_no(node, self.scheme, self.words), *misfits(node, self.scheme, self.words)]:
                    self.error(clause, *misfit)

    def place(self, clause: Clause, word: str) -> Place:
        """Where `word` stands in the fenced block of a clause."""
        lines = self.lines
        end = next((n for n in range(clause.line, len(lines)) if lines[n].startswith("```")), len(lines))
        return Locator(self.scheme.path, "\n".join(lines[clause.line - 1 : end]), clause.line).word(word)

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
            case _:
                pass

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

    def cycles(self) -> None:
        """Refuse rules that in the end rest on themselves, or on too long a chain of others."""
        for name in self.scheme.rule_names():
            self.follow(self.scheme, name, [], 1)

    def follow(self, scheme: Scheme, name: str, path: list[str], level: int) -> int:
        """How deep a rule goes, with the rules it rests on. `level`: how deep it stands itself."""
        key = f"{scheme.id}.{name}"
        if key in self.depths:
            return self.depths[key]
        if key in path:
            self.blame(path, f"this rule rests on itself: {' -> '.join([*path[path.index(key) :], key])}")
            return 0
        expressions = [part for clause in scheme.versions(name) for part in expressions_of(clause)]
        depth = 1 + max((self.depth(part, scheme, [*path, key], level + 1) for part in expressions), default=0)
        if depth > DEPTH_MAX and key not in self.depths:
            self.blame([*path, key], f"this rule is more than {DEPTH_MAX} steps deep with the rules it rests on")
        return self.depths.setdefault(key, depth)

    def depth(self, expression: Expression, scheme: Scheme, path: list[str], level: int) -> int:
        if level > DEPTH_MAX:
            return 1
        if isinstance(expression, RuleRef):
            target = scheme if expression.scheme is None else self.schemes.get(expression.scheme)
            # None: the scheme that refers to it says so itself, and is left out with this one
            return self.follow(target, expression.name, path, level) if target else 0
        return 1 + max((self.depth(part, scheme, path, level + 1) for part in parts_of(expression)), default=0)

    def blame(self, path: list[str], message: str) -> None:
        """Name the rule of this scheme that a path begins with; once is enough for all rules on the path."""
        clause = self.scheme.versions(path[0].rpartition(".")[2])[0]
        self.error(clause, clause.name, message, "Take out one of the references.")
        self.depths.update(dict.fromkeys(path, 0))


def _parts(expression: Expression) -> list[Expression]:
    found: list[Expression] = []
    for part in parts_of(expression):
        found.append(part)
        found.extend(_parts(part))
    return found


def _tables_in(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in table.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield item
