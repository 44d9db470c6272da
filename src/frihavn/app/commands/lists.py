"""`frihavn facts` and `frihavn schemes`: what can be asked, and what law there is."""

from __future__ import annotations

import json
from datetime import date

import click
from rich.table import Table
from rich.text import Text

from frihavn.app.answer import fact_json, scheme_json
from frihavn.app.context import in_context, json_option, lang_option, on_option, today
from frihavn.law.scheme import Kind, Scheme, Status
from frihavn.law.vocabulary import Sensitivity

_SENSITIVE = {
    Sensitivity.SAFE: "green",
    Sensitivity.REFUSAL: "yellow",
    Sensitivity.IDENTITY: "red",
    Sensitivity.INCRIMINATING: "red",
}


@click.command(epilog="\b\nExample:\n  frihavn facts --lang ru")
@click.option("--findings", is_flag=True, help="Show also the findings that only a person makes.")
@lang_option
@json_option
@click.pass_context
def facts(ctx: click.Context, findings: bool, lang: str, as_json: bool) -> None:
    """List the shared questions: one answer serves every scheme."""
    context = in_context(ctx)
    language = context.language(lang)
    words = context.book.vocabulary
    context.warn_of_troubles()
    if as_json:
        found = [fact_json(fact, language.fact(fact, "question")) for fact in words.facts.values()]
        made = [
            {"id": finding.id, "favour": finding.favour, "who": finding.who, "question": finding.question}
            for finding in words.findings.values()
        ]
        click.echo(json.dumps({"facts": found, "findings": made}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("fact", "question", "values", "sensitivity"):
        table.add_column(column, overflow="fold")
    for fact in words.facts.values():
        shown = (
            ", ".join(fact.values[:6]) + (f" … ({len(fact.values)})" if len(fact.values) > 6 else "")
            if fact.values
            else fact.type.value
        )
        table.add_row(
            fact.id,
            language.fact(fact, "question"),
            Text(shown, style="dim"),
            Text(fact.sensitivity.value, style=_SENSITIVE[fact.sensitivity]),
        )
    if findings:
        for finding in words.findings.values():
            table.add_row(
                finding.id,
                language.of(f"finding:{finding.id}:question", finding.question),
                Text(finding.who, style="dim"),
                "finding",
            )
    context.out.print(table)


@click.command(epilog="\b\nExample:\n  frihavn schemes --on 2022-03-20 --country DK")
@on_option
@click.option("--country", default=None, metavar="CC", help="Only this country, or EU or UN.")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    default=None,
    help="Only this standing.",
)
@lang_option
@json_option
@click.pass_context
def schemes(
    ctx: click.Context, on: date | None, country: str | None, status: str | None, lang: str, as_json: bool
) -> None:
    """List the schemes that have text on a day, and their standing."""
    context = in_context(ctx)
    language, day = context.language(lang), on or today()
    context.warn_of_troubles()
    rows: list[tuple[Scheme, Status]] = []
    for scheme in context.book.schemes.values():
        standing = scheme.status_on(day, date.max)
        if (
            standing is None
            or (country and scheme.country != country.upper())
            or (status and standing.status.value != status)
        ):
            continue
        rows.append((scheme, standing.status))
    if as_json:
        found = [scheme_json(one, held.value, language.of(f"scheme:{one.id}:name", one.name)) for one, held in rows]
        click.echo(json.dumps({"schemes": found}, ensure_ascii=False))
        return
    if not rows:
        context.out.print(
            f"No scheme has text on {language.day(day)} with these filters. "
            "`frihavn schemes` without filters lists all."
        )
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("id", language.say("column.scheme"), language.say("column.status")):
        table.add_column(column, overflow="fold")
    for scheme, status_now in rows:
        text = Text(
            language.say(f"status.{status_now.value}"),
            style="green" if status_now is Status.IN_FORCE else "yellow",
        )
        if scheme.kind is not Kind.SCHEME:
            text.append(f" ({language.say('kind.' + scheme.kind.value)})", style="dim")
        table.add_row(scheme.id, language.of(f"scheme:{scheme.id}:name", scheme.name), text)
    context.out.print(table)
