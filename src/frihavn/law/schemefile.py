"""Read a scheme file: blocks in, a checked Scheme out. References to other files are checked later, in `links`."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    file = _File(path, text.splitlines())
    clauses = _clauses(blocks, file, governs, list(where), header.eras())
    _check_clauses(clauses, file)
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
        helped=header.helped(),
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


@dataclass(frozen=True, slots=True)
class _File:
    """The file that is being read, line by line, so that an error can show the line it names."""

    path: str
    lines: list[str]

    def error(self, line: int, message: str, hint: str = "") -> SchemeError:
        text = self.lines[line - 1]
        return SchemeError(message, Place(self.path, line, 1, max(1, len(text)), text), hint)


def _clauses(
    blocks: list[Block], file: _File, governs: str, where: list[str], eras: dict[str, list[Span]]
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
                reader = _ClauseReader(block, file, where)
                clause = reader.clause(title, prose, governs)
                clauses.extend(replace(clause, span=span) for span in reader.spans(eras))
                prose = ""
            case _:
                pass
    return clauses


class _ClauseReader:
    """Reads one fenced rule."""

    def __init__(self, block: RuleText, file: _File, where: list[str]) -> None:
        self.block = block
        self.file = file
        self.where = where
        self.single: dict[str, tuple[str, int]] = {}
        self.citations: list[Citation] = []
        self.unless: list[tuple[Expression, list[Citation]]] = []
        self.presumptions: list[tuple[str, Expression, list[Citation]]] = []

    def read_keys(self) -> None:
        """Read the lines under the expression; a `cite` belongs to what stands above it."""
        current = self.citations
        for key, value, line in self.block.keys:
            word, _, name = key.partition(" ")
            error = partial(self.file.error, line)
            if word not in KEYS:
                hint = nearest(word, KEYS) or f"Known here: {', '.join(KEYS)}."
                raise error(f"a rule has no entry {word!r}", hint)
            if word == "cite":
                current.append(read_citation(value, error))
            elif word == "unless":
                self.unless.append((self.part(value, line), current := []))
            elif word == "presume":
                if not name:
                    raise error("a presumption needs a name", "Write for example: presume ez-nexus: ...")
                self.presumptions.append((name, self.part(value, line), current := []))
            elif word in self.single:
                raise error(f"{word!r} stands twice in this rule", "Leave one of them out.")
            else:
                self.single[word] = (value, line)
        for what, cited in self.cited():
            if not cited:
                raise self.file.error(self.block.line, f"{what} has no citation", f"Add a line cite: ... {EXAMPLE}")

    def clause(self, title: str, prose: str, governs: str) -> Clause:
        block = self.block
        expression = parse(block.expression, path=self.file.path, first_line=block.expression_line)
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
        """A condition that begins on the entry's own line or below it."""
        whole, first = self.file.lines[line - 1], value.partition("\n")[0]
        before = whole[: whole.index(":") + 1] if not first else whole[: whole.rindex(first)]
        return parse(value, path=self.file.path, first_line=line, before=before)

    def day(self, key: str) -> date | None:
        if key not in self.single:
            return None
        value, line = self.single[key]
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.file.error(line, f"{value!r} is not a day", "Write it as 2022-03-17.") from None

    def spans(self, eras: dict[str, list[Span]]) -> list[Span]:
        """When this text governs: an era by name, or from/to."""
        span = Span(self.day("from"), self.day("to"), self.day("known"), self.day("known_to"))
        if span.start and span.end and span.end < span.start:
            raise self.file.error(self.single["to"][1], "this span ends before it begins", "`to` is its last day.")
        if "era" not in self.single:
            return [span]
        value, line = self.single["era"]
        if value not in eras:
            hint = nearest(value, eras) or f"There are: {', '.join(eras) or 'none'}."
            raise self.file.error(line, f"no [[era]] is called {value!r}", hint)
        if span != Span():
            raise self.file.error(line, "a rule has an era or from/to, not both", "Leave one of them out.")
        return eras[value]

    def where_name(self) -> str:
        value, line = self.single.get("where", (self.where[0], self.block.line))
        if value not in self.where:
            hint = nearest(value, self.where) or f"There are: {', '.join(self.where)}."
            raise self.file.error(line, f"no [[where]] is called {value!r}", hint)
        return value


def _check_clauses(clauses: list[Clause], file: _File) -> None:
    by_name: dict[str, list[Clause]] = {}
    for clause in clauses:
        by_name.setdefault(clause.name, []).append(clause)
    for name, versions in by_name.items():
        other = next((version for version in versions if version.role is not versions[0].role), None)
        if other:
            raise file.error(
                other.line,
                f"rule {name!r} has versions of different kinds",
                f"On line {versions[0].line} it is a {versions[0].role.value}.",
            )
        last = versions[-1]
        check_overlaps(
            [version.span for version in versions],
            f"the eras of rule {name!r}",
            lambda message, _, line=last.line: file.error(
                line, message, "Give each version from: and to:, so that every day has one text."
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
