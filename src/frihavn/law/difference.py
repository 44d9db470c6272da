"""What changed in a scheme between two days: status, texts, parameters, grants, lines of authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from frihavn.law.citation import write_citation
from frihavn.law.expression import write
from frihavn.law.proof import plain
from frihavn.law.reading import listed
from frihavn.law.scheme import LAW_DAY, Scheme
from frihavn.law.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Args:
        what: "status", "rule NAME", "parameter NAME", "grant" or "line ID".
        governs: The date that decides which text applies.
        before, after: As they read; "" where there was or is none.
    """

    what: str
    governs: str
    before: str
    after: str


def differences(
    scheme: Scheme, words: Vocabulary, first: date, second: date, known_at: date = date.max
) -> list[Change]:
    """Every difference between the scheme as it governs on `first` and on `second`."""
    found = []
    for what, governs, before, after in (
        *_statuses(scheme, first, second, known_at),
        *_rules(scheme, first, second, known_at),
        *_parameters(scheme, first, second, known_at),
        *_grants(scheme, first, second, known_at),
        *_lines(scheme, words, first, second, known_at),
    ):
        if before != after:
            found.append(Change(what, governs, before, after))
    return found


Row = tuple[str, str, str, str]


def _statuses(scheme: Scheme, first: date, second: date, known_at: date) -> list[Row]:
    before, after = scheme.status_on(first, known_at), scheme.status_on(second, known_at)
    return [("status", LAW_DAY, before.status.value if before else "", after.status.value if after else "")]


def _rules(scheme: Scheme, first: date, second: date, known_at: date) -> list[Row]:
    def text(name: str, day: date) -> str:
        for clause in scheme.versions(name):
            if clause.span.holds(day, known_at):
                cited = "; ".join(write_citation(citation) for citation in clause.citations)
                return f"{write(clause.expression)}\n[{cited}]"
        return ""

    return [
        (
            f"{scheme.versions(name)[0].role.value} {name}",
            scheme.versions(name)[0].governs,
            text(name, first),
            text(name, second),
        )
        for name in scheme.rule_names()
    ]


def _parameters(scheme: Scheme, first: date, second: date, known_at: date) -> list[Row]:
    found = []
    for parameter in scheme.parameters.values():
        values = []
        for day in (first, second):
            held = next((value for value in parameter.values if value.span.holds(day, known_at)), None)
            values.append("" if held is None else str(plain(held.value)))
        found.append((f"parameter {parameter.name}: {parameter.says}", parameter.governs, values[0], values[1]))
    return found


def _grants(scheme: Scheme, first: date, second: date, known_at: date) -> list[Row]:
    def text(day: date) -> str:
        held = [grant for grant in scheme.grants if grant.span.holds(day, known_at)]
        keys = ("kind", "months", "until", "renewable")
        return "\n".join(
            ", ".join(f"{key}: {plain(grant.fields[key])}" for key in keys if key in grant.fields) for grant in held
        )

    governs = scheme.grants[0].governs if scheme.grants else LAW_DAY
    return [("grant", governs, text(first), text(second))]


def _lines(scheme: Scheme, words: Vocabulary, first: date, second: date, known_at: date) -> list[Row]:
    found = []
    if scheme.lines:
        for line in words.lines.values():
            if listed(scheme, line):
                before, after = (line.says if line.stands(day, known_at) else "" for day in (first, second))
                found.append((f"line {line.id} ({line.court}, {line.docket})", LAW_DAY, before, after))
    return found
