"""The page of one scheme in docs/reference/schemes: the file as a reader wants it, in the order it was written."""

from __future__ import annotations

from typing import Any

from frihavn.law.blocks import CaseTable, Data, Heading, Prose, RuleText
from frihavn.law.citation import read_citation
from frihavn.law.errors import SchemeError
from frihavn.law.expression import write
from frihavn.law.lawbook import LawBook
from frihavn.law.proof import plain
from frihavn.law.reading import listed
from frihavn.law.scheme import LAW_DAY, Clause, Scheme, Span
from tools.markdown import cited, code, page, table

UP = "../"
KINDS = {
    "scheme": "a scheme people can use",
    "definition": "a definition that schemes refer to, not an offer",
    "overlay": "a warning; it changes no verdict",
    "bar": "a bar, not an offer",
}
ROLES = {
    "rule": "Rule",
    "ground": "Ground",
    "exclusion": "Exclusion",
    "finding": "Finding",
    "indicator": "Indicator (makes an officer ask; changes no verdict)",
    "warning": "Warning (changes no verdict)",
    "promise": "Promise (whom the scheme may never turn away; checked by lint)",
}


def scheme_page(scheme: Scheme, book: LawBook) -> str:
    """The page of a scheme."""
    parts = [_facts(scheme), "## Standing over time", _statuses(scheme), "## Where somebody must be", _where(scheme)]
    if scheme.helped:
        helped = [
            ("not known" if one.people is None else one.people, one.last, one.says, cited(one.citations, UP))
            for one in scheme.helped
        ]
        parts += ["## Whom it has helped", table(("people", "last", "who and how", "source"), helped)]
    lines = [line.id for line in book.vocabulary.lines.values() if listed(scheme, line)]
    if lines:
        parts += ["## Lines of authority", ", ".join(f"[{id_}]({UP}lines.md#{id_})" for id_ in lines) + "."]
    parts += _eras(scheme)
    if scheme.rechecks:
        again = [(one.by.isoformat(), one.why) for one in scheme.rechecks]
        parts += ["## To be looked at again", table(("by", "why"), again)]
    parts += ["## The text"]
    for block in scheme.blocks:
        match block:
            case Heading(1, _):
                pass
            case Heading(level, text):
                parts.append(f"{'#' * (level + 1)} {text}")
            case Prose(text):
                parts.append(text)
            case RuleText():
                parts.append(_rule([clause for clause in scheme.clauses if clause.line == block.line]))
            case CaseTable(columns, rows):
                parts.append(
                    table(columns, ((row[0], *(code(cell) if cell else "" for cell in row[1:])) for row in rows))
                )
            case Data(kind):
                parts.append(_data(kind, scheme))
    return page(scheme.name, *parts)


def _facts(scheme: Scheme) -> str:
    territory = ", ".join(scheme.territory)
    rows = [
        ("id", code(scheme.id)),
        ("kind", KINDS[scheme.kind.value]),
        ("country", scheme.country + (f" (territory: {territory})" if territory != scheme.country else "")),
        ("authority", scheme.authority or "none named"),
        ("versions chosen by", _governs(scheme.governs)),
        ("discretion", "yes: nobody has a right to the result" if scheme.discretion else "no"),
        ("reviewed by", scheme.reviewed or "no lawyer yet; see *Read against the sources* at the end"),
        ("file", code(scheme.path)),
    ]
    return table(("", ""), rows)


def _governs(name: str) -> str:
    return "the day on which the law is read" if name == LAW_DAY else f"the date `{name}`"


def _statuses(scheme: Scheme) -> str:
    rows = [
        (_span(one.span), one.status.value.replace("_", " "), cited(one.citations, UP), one.note)
        for one in scheme.statuses
    ]
    return table(("when", "standing", "source", "note"), rows)


def _where(scheme: Scheme) -> str:
    rows = [
        (code(one.name), " or ".join(place.value.replace("_", " ") for place in one.places), cited(one.citations, UP))
        for one in scheme.where.values()
    ]
    return table(("who", "from", "source"), rows)


def _eras(scheme: Scheme) -> list[str]:
    """Named eras, which stand in the header only."""
    header = next(block for block in scheme.blocks if isinstance(block, Data) and block.kind == "scheme")
    rows = []
    for era in header.table.get("era", ()):
        span = Span(era.get("from"), era.get("to"), era.get("known"), era.get("known_to"))
        texts = [era["cite"]] if isinstance(era["cite"], str) else era["cite"]
        sources = [read_citation(text, lambda message, hint: SchemeError(message, hint=hint)) for text in texts]
        rows.append((code(era["name"]), _span(span), cited(sources, UP)))
    return ["## Named eras", table(("era", "holds", "source"), rows)] if rows else []


def _span(span: Span) -> str:
    if span.start and span.end:
        text = f"{span.start.isoformat()} to {span.end.isoformat()}"
    elif span.start:
        text = f"from {span.start.isoformat()}"
    elif span.end:
        text = f"until {span.end.isoformat()}"
    else:
        text = "always"
    known = [f"since {span.known.isoformat()}"] if span.known else []
    known += [f"until {span.known_to.isoformat()}"] if span.known_to else []
    return text + (f" (public {' '.join(known)})" if known else "")


def _rule(versions: list[Clause]) -> str:
    clause = versions[0]
    lines = [f"**{ROLES[clause.role.value]}** `{clause.name}`", f"```text\n{write(clause.expression)}\n```"]
    facts = [f"* Source: {cited(clause.citations, UP)}"]
    spans = [_span(one.span) for one in versions]
    if spans != ["always"]:
        facts.append(f"* Text: {'; '.join(spans)}; chosen by {_governs(clause.governs)}")
    if clause.role.value == "ground":
        facts.append(f"* Where: `{clause.where}`")
    facts += [f"* Unless: `{_flat(one.expression)}`; {cited(one.citations, UP)}" for one in clause.unless]
    facts += [
        f"* Presumption `{one.name}`, in the presumed reading only: `{_flat(one.premise)}`; {cited(one.citations, UP)}"
        for one in clause.presumptions
    ]
    if clause.note:
        facts.append(f"* Note: {clause.note}")
    return "\n\n".join((*lines, "\n".join(facts)))


def _flat(expression: Any) -> str:
    return " ".join(write(expression).split())


def _data(kind: str, scheme: Scheme) -> str:
    match kind:
        case "params":
            return _parameters(scheme)
        case "assume":
            rows = [
                (code(one.name), one.says, ", ".join(f"`{key}` = {_value(value)}" for key, value in one.values.items()))
                for one in scheme.assumptions.values()
            ]
            return table(("assumption", "says", "fills"), rows)
        case "grants":
            return _grants(scheme)
        case "procedure":
            entries = [(key.replace("_", " "), _value(value)) for key, value in scheme.procedure.items()]
            return table(("procedure", ""), [*entries, ("source", cited(scheme.procedure_citations, UP))])
        case _:
            return ""


def _parameters(scheme: Scheme) -> str:
    rows = []
    for one in scheme.parameters.values():
        name = f"`{one.name}`: {one.says}"
        rows += [
            (
                name,
                _value(value.value),
                f"{_span(value.span)}; chosen by {_governs(one.governs)}",
                cited(value.citations, UP),
            )
            for value in one.values
        ]
        if not one.values:
            rows.append((name, "**open**", one.open_note, ""))
    return table(("parameter", "value", "when", "source"), rows)


def _grants(scheme: Scheme) -> str:
    rows = []
    for one in scheme.grants:
        gives = "; ".join(f"{key.replace('_', ' ')}: {_value(value)}" for key, value in one.fields.items())
        rows.append((f"{_span(one.span)}; chosen by {_governs(one.governs)}", gives, cited(one.citations, UP)))
    return table(("when", "gives", "source"), rows)


def _value(value: Any) -> str:
    match plain(value):
        case bool(yes):
            return "yes" if yes else "no"
        case list(items):
            return ", ".join(_value(item) for item in items)
        case dict(entries):
            return ", ".join(f"{key}: {_value(item)}" for key, item in entries.items())
        case other:
            return str(other)
