"""`frihavn check`: read the law for one case, or for many, one a line."""

from __future__ import annotations

import json
import sys
from datetime import date

import click

from frihavn.app.answer import check_json
from frihavn.app.casefile import read_case_file, read_case_lines
from frihavn.app.context import (
    EXIT_BAD_INPUT,
    Context,
    Day,
    in_context,
    json_option,
    lang_option,
    on_option,
    today,
)
from frihavn.app.show import Page
from frihavn.law.check import check_all
from frihavn.law.errors import LawError, nearest
from frihavn.law.reading import Question


@click.command(
    epilog="\b\nExample:\n  frihavn check frihavn-examples/almaty.json --scheme un/refugee --why --on 2026-02-01",
)
@click.argument("path", metavar="CASE.json|yaml|toml|jsonl")
@on_option
@click.option("--known-at", type=Day(), default=None, help="Use only what was known on that day.")
@click.option("--scheme", "ids", multiple=True, metavar="ID", help="Only this scheme (may be repeated).")
@click.option("--line", "lines", multiple=True, metavar="ID", help="Only this line of authority (may be repeated).")
@click.option(
    "--assume",
    multiple=True,
    metavar="NAME",
    help="Fill a proposal's open parameters in the presumed reading.",
)
@click.option("--why", is_flag=True, help="Show the reasons of every scheme.")
@lang_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    path: str,
    on: date | None,
    known_at: date | None,
    ids: tuple[str, ...],
    lines: tuple[str, ...],
    assume: tuple[str, ...],
    why: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Read every scheme for a case, and show why.

    A fact that is absent is unknown, and unknown neither grants nor refuses. CASE "-" reads standard input as JSON.
    A .jsonl file holds one case a line; one answer a line comes out, in order.
    """
    context = in_context(ctx)
    context.warn_of_troubles()
    _known_lines(context, lines)
    question = Question(on or today(), known_at, assume, lines=lines or None)
    if path.casefold().endswith(".jsonl"):
        ctx.exit(_many(context, path, question, ids))
    case = read_case_file(path, context.book.vocabulary)
    found = check_all(case, context.book, question, ids or None)
    if as_json:
        click.echo(json.dumps(check_json(case, found, question, context.book), ensure_ascii=False))
    else:
        Page(context.out, context.book, context.language(lang)).answer(case, found, question, why=why)


def _known_lines(context: Context, lines: tuple[str, ...]) -> None:
    for line in lines:
        if line not in context.book.vocabulary.lines:
            known = context.book.vocabulary.lines
            raise LawError(
                f"there is no line of authority {line!r}",
                hint=nearest(line, known) or f"There are {', '.join(known)}.",
            )


def _many(context: Context, path: str, question: Question, ids: tuple[str, ...]) -> int:
    """Answer a file of cases; the exit code says whether a line was bad."""
    bad = 0
    progress = sys.stderr.isatty()
    for count, line in enumerate(read_case_lines(path, context.book.vocabulary), start=1):
        if line.case is None:
            bad += 1
            click.echo(json.dumps({"error": line.error.rendered() if line.error else ""}, ensure_ascii=False))
        else:
            found = check_all(line.case, context.book, question, ids or None)
            click.echo(json.dumps(check_json(line.case, found, question, context.book), ensure_ascii=False))
        if progress and count % 100 == 0:
            click.echo(f"\r{count} cases", nl=False, err=True)
    if progress:
        click.echo("\r\033[K", nl=False, err=True)
    if bad:
        click.echo(
            f"{bad} line{'s' if bad > 1 else ''} could not be read; each has its error in its place.",
            err=True,
        )
    return EXIT_BAD_INPUT if bad else 0
