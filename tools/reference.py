"""The pages of docs/reference, made from the program and the law that comes with it. Writes nothing itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import click

from frihavn.app.main import cli
from frihavn.law.lawbook import LawBook
from frihavn.law.links import citations_of
from frihavn.law.proof import plain
from frihavn.law.reading import listed
from frihavn.law.scheme import Scheme
from frihavn.law.values import GRADE_WORDS
from frihavn.law.vocabulary import Fact, Finding, Line, Point
from frihavn.routes.place import Place
from tools.markdown import cited, code, grade_words, page, table
from tools.places_page import countries_page, places_page
from tools.protocol_page import protocol_page

COLUMNS = 88
MANY = 30
Pages = dict[str, str]


def pages(book: LawBook, places: Mapping[str, Place]) -> Pages:
    """Every page but those of single schemes, by file name."""
    found = {
        "commands.md": _commands(),
        "facts.md": _facts(book),
        "findings-and-points.md": _findings(book),
        "lines.md": _lines(book),
        "sources.md": _sources(book, places),
        "decided-mapping.md": _mapping(),
        "countries.md": countries_page(book, places),
        "places.md": places_page(places),
        "keyholder-protocol.md": protocol_page(),
    }
    return {"README.md": _index(found, book), **found}


def _index(found: Pages, book: LawBook) -> str:
    titles = [(name, text.split("\n", 1)[0].removeprefix("# ")) for name, text in found.items()]
    schemes = [(f"schemes/{scheme_file(one)}", one.name) for one in book.schemes.values()]
    general = "\n".join(f"* [{title}]({name})" for name, title in titles)
    law = "\n".join(f"* [{title}]({name})" for name, title in schemes)
    return page(
        "Reference",
        "Everything here is made from the program and the law files by `make docs`; nobody edits it by hand.",
        general,
        "## Schemes",
        law,
    )


def scheme_file(scheme: Scheme) -> str:
    """The file name of a scheme's page."""
    return scheme.id.replace("/", "-") + ".md"


# ------------------------------------------------------------------------------------------------ commands


def _commands() -> str:
    settings = {**cli.context_settings, "terminal_width": COLUMNS, "max_content_width": COLUMNS}
    root = click.Context(cli, info_name="frihavn", **settings)
    intro = "What `--help` says, for every command. Exit 0: done. 1: a check failed. 2: the input is wrong."
    return page("Commands", intro, *_help(cli, root))


def _help(command: click.Command, ctx: click.Context) -> Iterable[str]:
    yield f"## {ctx.command_path}\n\n```text\n{command.get_help(ctx)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield from _help(
                    below,
                    click.Context(below, info_name=name, parent=ctx, terminal_width=COLUMNS, max_content_width=COLUMNS),
                )


# --------------------------------------------------------------------------------------------------- words


def _values(word: Fact | Point) -> str:
    """What an answer can be."""
    if not word.values:
        low, high = getattr(word, "minimum", None), getattr(word, "maximum", None)
        span = f", {plain(low)} to {plain(high)}" if low is not None and high is not None else ""
        return {"bool": "yes or no", "date": "date", "int": "whole number"}[word.type.value] + span
    several = "any of: " if word.type.value == "set" else ""
    if len(word.values) > MANY:
        first = "`none`, or " if word.values[0] == "none" else ""
        return f"{several}{first}a country by its ISO 3166-1 code"
    if not word.value_labels:
        return several + ", ".join(map(code, word.values))
    labelled = zip(word.values, word.value_labels, strict=True)
    return several + "; ".join(f"`{value}` {label}" for value, label in labelled)


def _facts(book: LawBook) -> str:
    intro = (
        "One answer serves every scheme. A fact that nobody answered is unknown, never a no. In a case file an answer "
        "may be a value, `one_of`, `after`/`before` (both exclusive), `includes`/`excludes`, or "
        '`{"unknown": "does_not_know"}` (also `declined`, `not_asked`).'
    )
    sensitivity = table(
        ("sensitivity", "means"),
        (
            ("`safe`", "may be asked of anybody"),
            ("`refusal`", "only where the person is known to read in safety; no date, unit or place"),
            ("`identity`", "says who somebody is; never asked in writing of the public"),
            ("`incriminating`", "could be used against somebody; never asked in writing of the public"),
        ),
    )
    by_file: dict[str, list[Fact]] = {}
    for fact in book.vocabulary.facts.values():
        by_file.setdefault(fact.where.rpartition(":")[0], []).append(fact)
    parts = []
    for path, facts in by_file.items():
        rows = [
            (
                code(fact.id),
                f"{fact.question} *{fact.why}*",
                _values(fact),
                fact.sensitivity.value,
                fact.asked_of.value + (", governs versions" if fact.governing else ""),
            )
            for fact in facts
        ]
        parts += [
            f"## {path}",
            table(("fact", "question, and *why we ask*", "values", "sensitivity", "asked of"), rows),
        ]
    return page("Facts", intro, sensitivity, *parts)


def _presumed(finding: Finding) -> str:
    if finding.gift:
        return "nothing: it is the State's to give"
    return "yes" if finding.favour else "no"


def _findings(book: LawBook) -> str:
    words = book.vocabulary
    findings = table(
        ("finding", "question", "who finds it", "presumed reading takes"),
        ((code(one.id), one.question, one.who, _presumed(one)) for one in words.findings.values()),
    )
    points = []
    for point in words.points.values():
        readings = [
            (
                f"[{line.id}](lines.md#{line.id})",
                _read_as(point, line.reads[point.id].value),
                cited([line.reads[point.id].citation]),
            )
            for line in words.lines.values()
            if point.id in line.reads
        ]
        points += [
            f"### {point.id}",
            f"{point.question} Values: {_values(point)}.",
            table(("line", "reads it as", "source"), readings),
        ]
    return page(
        "Findings and open points",
        "## Findings",
        "A finding is a person's. Until one is recorded it is unknown, and the verdict stays open because of it.",
        findings,
        "## Open points",
        "Courts and agencies read these differently. A line that does not read a point leaves it unknown.",
        *points,
    )


def _read_as(point: Point, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return point.value_labels[point.values.index(text)] if point.value_labels else text


def _lines(book: LawBook) -> str:
    parts = []
    for line in book.vocabulary.lines.values():
        until = f", until {line.end.isoformat()}" if line.end else ""
        rows = [
            (
                f"[{point}](findings-and-points.md#{point})",
                _read_as(book.vocabulary.points[point], one.value),
                cited([one.citation]),
            )
            for point, one in line.reads.items()
        ]
        parts.append(
            "\n\n".join(
                (
                    f"## {line.id}",
                    f"{line.court}, {line.docket}; decided {line.decided or 'on a day not known'}; stands from "
                    f"{line.start.isoformat()}{until}. {_listed_by(line, book)}",
                    line.says,
                    table(("open point", "reads it as", "source"), rows) or "It reads none of the open points.",
                )
            )
        )
    return page(
        "Lines of authority",
        "A line is one court or agency and its readings of open points. Lines are never mixed: each reads alone.",
        *parts,
    )


def _listed_by(line: Line, book: LawBook) -> str:
    names = [f"[{one.id}](schemes/{scheme_file(one)})" for one in book.schemes.values() if listed(one, line)]
    return f"Listed by {', '.join(names)}." if names else "No scheme lists it."


def _sources(book: LawBook, places: Mapping[str, Place]) -> str:
    users = _users(book, places)
    parts = []
    for source in book.vocabulary.sources.values():
        facts = [
            f"Dated {source.dated}" if source.dated else "Undated",
            f"read {source.seen.isoformat()}" if source.seen else "not read",
            grade_words(source),
        ]
        address = f" <{source.address}>" if source.address else ""
        used = ", ".join(users.get(source.id, ())) or "nothing yet"
        parts.append(
            f"### {source.id}\n\n{source.title}.{address} {'; '.join(facts)}.\n\n"
            + (f"{source.note}\n\n" if source.note else "")
            + f"Cited by {used}."
        )
    words = table(
        ("grade", "readers see", "means"),
        (
            ("A", GRADE_WORDS_BY_LETTER["A"], "the statute or another official text was read"),
            ("B", GRADE_WORDS_BY_LETTER["B"], "a court's or agency's own publication was read"),
            ("C", GRADE_WORDS_BY_LETTER["C"], "known from press, organisations or other second hands"),
            ("M", GRADE_WORDS_BY_LETTER["M"], "nobody has seen it; it says so wherever it is shown"),
        ),
    )
    return page("Sources", "A clause is never graded stronger than its source.", words, *parts)


GRADE_WORDS_BY_LETTER = {grade.value: words for grade, words in GRADE_WORDS.items()}


def _users(book: LawBook, places: Mapping[str, Place]) -> dict[str, list[str]]:
    """Who cites a source: schemes, lines and places, each once."""
    found: dict[str, dict[str, None]] = {}
    for scheme in book.schemes.values():
        citations = [one for clause in scheme.clauses for one in citations_of(clause)]
        citations += [one for status in scheme.statuses for one in status.citations]
        citations += [one for where in scheme.where.values() for one in where.citations]
        citations += [one for grant in scheme.grants for one in grant.citations]
        citations += [
            one for parameter in scheme.parameters.values() for value in parameter.values for one in value.citations
        ]
        citations += scheme.procedure_citations
        citations += [one for helped in scheme.helped for one in helped.citations]
        for citation in citations:
            found.setdefault(citation.source, {})[f"[{scheme.id}](schemes/{scheme_file(scheme)})"] = None
    for line in book.vocabulary.lines.values():
        for reading in line.reads.values():
            found.setdefault(reading.citation.source, {})[f"[{line.id}](lines.md#{line.id})"] = None
    for place in places.values():
        for said in (*place.dangers, *place.duties, *place.openings):
            for citation in said.citations:
                link = f"[{place.name}](places.md#{place.code.lower()})"
                found.setdefault(citation.source, {})[link] = None
    return {source: list(names) for source, names in found.items()}


# ------------------------------------------------------------------------------------------- decided cases


def _mapping() -> str:
    raw: dict[str, Any] = tomllib.loads(files("frihavn.app").joinpath("decided.toml").read_text(encoding="utf-8"))

    def said(entry: dict[str, Any]) -> str:
        return ", ".join(f"`{name}` = {_plain_words(value)}" for name, value in entry.items()) or "nothing"

    def rows(part: str) -> list[tuple[str, str, str]]:
        return [
            (code(key), code(value), said(entry))
            for key, values in raw[part].items()
            for value, entry in values.items()
        ]

    def element(name: str, entry: dict[str, Any]) -> tuple[str, str, str, str, str]:
        presumed = "" if "presume" not in entry else ("yes" if entry["presume"] else "no")
        finding = code(entry["finding"]) if "finding" in entry else ""
        return code(name), code(entry["is"]), finding, presumed, ", ".join(map(code, entry.get("restated_by", ())))

    elements = [element(name, entry) for name, entry in raw["elements"].items()]
    implied = [(code(one["by"]), code(one["rule"])) for one in raw["implied"]]
    composite = [(code(one["rule"]), ", ".join(map(code, one["all"]))) for one in raw["composite"]]
    countries = ", ".join(f"{name} `{value}`" for name, value in raw["countries"].items())
    return page(
        "How decided cases lead to our words",
        "`frihavn decided` reads cases with this table and nothing else. Free text is never parsed: what has no entry "
        "here is unknown and is listed under `unread`. *Nothing*: read, and it says nothing in our words. Where two "
        "entries speak of the same fact, what is left is what both allow. How to write a case down: "
        "[add a decided case](../how-to/add-a-decided-case.md).",
        "## Facts",
        table(("fact of the case", "its value", "says"), rows("facts")),
        "## Facts that are findings here",
        table(("fact of the case", "its value", "says"), rows("findings")),
        "## Elements",
        "What the court found on each element, and where that stands with us; the finding an officer would record "
        "where it stands as a rule; the value taken for an element that nobody contested; and the facts that only say "
        "it again, which are set aside where the court left the element open.",
        table(("element", "stands as", "as a finding", "presumed", "said again by"), elements),
        "## Elements that settle a rule where the court found them",
        table(("element", "settles"), implied),
        "## Elements that together are one rule",
        table(("rule", "elements"), composite),
        "## Countries",
        countries + ".",
    )


def _plain_words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value)) or "none"
        case dict():
            return "; ".join(f"{key.replace('_', ' ')} {_plain_words(item)}" for key, item in value.items())
        case _:
            return str(value)
