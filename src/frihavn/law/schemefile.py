"""Read a scheme file: blocks in, a checked Scheme out. References to other files are checked later, in `links`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from frihavn.law.blocks import Block, CaseTable, Data, Heading, Prose, RuleText, read_blocks, write_blocks
from frihavn.law.canonical import canonical_blocks, hash_of
from frihavn.law.citation import EXAMPLE, read_citation
from frihavn.law.errors import Place, SchemeError, nearest
from frihavn.law.expression import Expression
from frihavn.law.parse import parse
from frihavn.law.scheme import CaseRow, Clause, Kind, Presumption, Role, Scheme, Span, Unless
from frihavn.law.tables import Assume, Grants, Header, Params, Procedure, check_overlaps
from frihavn.law.vocabulary import Citation

KEYS = ("cite", "where", "governs", "era", "from", "to", "known", "known_to", "note", "unless", "presume")


def read_scheme(text: str, path: str) -> Scheme:
    """Read one scheme file.

    Raises:
        SchemeError: at the first thing that cannot be read, with file, line and caret.
    """
    blocks = read_blocks(text, path)
    header = Header(_data(blocks, "scheme", path, needed=True), path)
    header.check()
    governs, country = header.text(header.table, "governs"), header.text(header.table, "country")
    where = header.where()
    parameters = Params(_data(blocks, "params", path), path).parameters(governs)
    clauses = _clauses(blocks, path, governs, list(where), header.eras())
    _check_clauses(clauses, path)
    if not any(clause.role is Role.GROUND for clause in clauses) and header.kind() is not Kind.OVERLAY:
        raise header.error("a scheme needs at least one ground", "id", hint="Add a block: ```ground NAME")
    procedure = Procedure(_data(blocks, "procedure", path), path)
    return Scheme(
        id=header.text(header.table, "id"),
        name=header.text(header.table, "name", _first_heading(blocks)),
        country=country,
        kind=header.kind(),
        governs=governs,
        authority=header.text(header.table, "authority", ""),
        discretion=bool(header.table.get("discretion", False)),
        territory=header.texts(header.table, "territory") or (country,),
        lines=header.texts(header.table, "lines"),
        statuses=header.statuses(),
        where=where,
        clauses=tuple(clauses),
        parameters=parameters,
        grants=Grants(_data(blocks, "grants", path), path).grants(governs),
        procedure=procedure.procedure() if procedure.table else {},
        procedure_citations=procedure.citations(procedure.table, needed="a procedure") if procedure.table else (),
        assumptions=Assume(_data(blocks, "assume", path), path).assumptions(parameters),
        rechecks=header.rechecks(),
        reviewed=header.text(header.table, "reviewed", ""),
        cases=tuple(_case_rows(blocks, text)),
        blocks=tuple(blocks),
        path=path,
        text=text,
        hash=hash_of(blocks),
    )


def _first_heading(blocks: list[Block]) -> str | None:
    return next((block.text for block in blocks if isinstance(block, Heading) and block.level == 1), None)


def write_scheme(scheme: Scheme) -> str:
    """A scheme as a file in canonical form; reading it back gives the same scheme."""
    return write_blocks(canonical_blocks(scheme.blocks))


def _data(blocks: list[Block], kind: str, path: str, *, needed: bool = False) -> Data:
    found = [block for block in blocks if isinstance(block, Data) and block.kind == kind]
    if len(found) > 1:
        raise SchemeError(f"there are two `toml {kind}` blocks", Place(path, found[1].line), "Join them into one.")
    if found:
        return found[0]
    if needed:
        raise SchemeError(
            f"this file has no `toml {kind}` block",
            Place(path, 1, 1, 1, ""),
            "`frihavn scheme new cc/name` shows one.",
        )
    return Data(kind, {}, "", 1)


def _clauses(
    blocks: list[Block], path: str, governs: str, where: list[str], eras: dict[str, list[Span]]
) -> list[Clause]:
    clauses: list[Clause] = []
    title, prose = "", ""
    for block in blocks:
        match block:
            case Heading(_, text):
                title, prose = text, ""
            case Prose(text):
                prose = text
            case RuleText():
                reader = _ClauseReader(block, path, where)
                clause = reader.clause(title, prose, governs)
                clauses.extend(replace(clause, span=span) for span in reader.spans(eras))
                prose = ""
            case _:
                pass
    return clauses


class _ClauseReader:
    """Reads one fenced rule."""

    def __init__(self, block: RuleText, path: str, where: list[str]) -> None:
        self.block = block
        self.path = path
        self.where = where
        self.single: dict[str, tuple[str, int]] = {}
        self.citations: list[Citation] = []
        self.unless: list[tuple[Expression, list[Citation]]] = []
        self.presumptions: list[tuple[str, Expression, list[Citation]]] = []

    def error(self, line: int, message: str, hint: str = "", text: str = "") -> SchemeError:
        return SchemeError(message, Place(self.path, line, 1, max(1, len(text)), text), hint)

    def read_keys(self) -> None:
        """Read the lines under the expression; a `cite` belongs to what stands above it."""
        block = self.block
        current = self.citations
        for key, value, line in block.keys:
            word, _, name = key.partition(" ")
            text = f"{key}: {value.splitlines()[0] if value else ''}"
            if word not in KEYS:
                raise self.error(
                    line,
                    f"a rule has no entry {word!r}",
                    nearest(word, KEYS) or f"Known here: {', '.join(KEYS)}.",
                    text,
                )
            if word == "cite":
                current.append(read_citation(value, partial(self.citation_error, line, text)))
            elif word == "unless":
                self.unless.append((self.part(value, line), current := []))
            elif word == "presume":
                if not name:
                    raise self.error(
                        line, "a presumption needs a name", "Write for example: presume ez-nexus: ...", text
                    )
                self.presumptions.append((name, self.part(value, line), current := []))
            elif word in self.single:
                raise self.error(line, f"{word!r} stands twice in this rule", "", text)
            else:
                self.single[word] = (value, line)
        for what, cited in self.cited():
            if not cited:
                raise self.error(
                    block.line,
                    f"{what} has no citation",
                    f"Add a line cite: ... {EXAMPLE}",
                    f"```{block.kind} {block.name}",
                )

    def citation_error(self, line: int, text: str, message: str, hint: str) -> SchemeError:
        return self.error(line, message, hint, text)

    def clause(self, title: str, prose: str, governs: str) -> Clause:
        block = self.block
        expression = parse(block.expression, path=self.path, first_line=block.expression_line)
        self.read_keys()
        return Clause(
            name=block.name,
            role=Role(block.kind),
            expression=expression,
            citations=tuple(self.citations),
            title=title,
            paraphrase=prose,
            span=Span(),
            governs=self.single.get("governs", (governs, 0))[0],
            where=self.where_name(),
            unless=tuple(Unless(part, tuple(cited)) for part, cited in self.unless),
            presumptions=tuple(Presumption(name, part, tuple(cited)) for name, part, cited in self.presumptions),
            note=self.single.get("note", ("", 0))[0],
            line=block.line,
        )

    def cited(self) -> list[tuple[str, list[Citation]]]:
        wanted = [(f"the {self.block.kind} {self.block.name!r}", self.citations)]
        wanted += [("an exception (unless)", cited) for _, cited in self.unless]
        return wanted + [(f"the presumption {name!r}", cited) for name, _, cited in self.presumptions]

    def part(self, value: str, line: int) -> Expression:
        # an expression may begin on the key's own line or on the next
        lines_above = 0 if value and not value.startswith(" ") else 1
        return parse(value, path=self.path, first_line=line + lines_above)

    def day(self, key: str) -> date | None:
        if key not in self.single:
            return None
        value, line = self.single[key]
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.error(line, f"{value!r} is not a day", "Write it as 2022-03-17.", f"{key}: {value}") from None

    def spans(self, eras: dict[str, list[Span]]) -> list[Span]:
        """When this text governs: an era by name, or from/to."""
        span = Span(self.day("from"), self.day("to"), self.day("known"), self.day("known_to"))
        if "era" not in self.single:
            return [span]
        value, line = self.single["era"]
        if value not in eras or span != Span():
            message = (
                f"no [[era]] is called {value!r}" if value not in eras else "a rule has an era or from/to, not both"
            )
            raise self.error(line, message, nearest(value, eras), f"era: {value}")
        return eras[value]

    def where_name(self) -> str:
        value, line = self.single.get("where", (self.where[0], self.block.line))
        if value not in self.where:
            raise self.error(
                line,
                f"no [[where]] is called {value!r}",
                nearest(value, self.where) or f"There are: {', '.join(self.where)}.",
                f"where: {value}",
            )
        return value


def _check_clauses(clauses: list[Clause], path: str) -> None:
    by_name: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_name.setdefault(clause.name, []).append(clause)
    for name, versions in by_name.items():
        if len({version.role for version in versions}) > 1:
            raise SchemeError(f"rule {name!r} has versions of different kinds", Place(path, versions[1].line))
        last = versions[-1]
        check_overlaps(
            [version.span for version in versions],
            f"the eras of rule {name!r}",
            lambda message, day, line=last.line, name=name: SchemeError(
                message,
                Place(path, line, 1, 1, f"```{name} ({day})"),
                "Give each version from: and to:, so that every day has one text.",
            ),
        )


def _case_rows(blocks: list[Block], text: str) -> list[CaseRow]:
    lines = text.splitlines()
    found = []
    for block in blocks:
        if isinstance(block, CaseTable):
            for offset, row in enumerate(block.rows):
                number = block.line + 2 + offset
                cells = dict(zip(block.columns[1:], row[1:], strict=True))
                found.append(CaseRow(row[0], cells, number, lines[number - 1]))
    return found
