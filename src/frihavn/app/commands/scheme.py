"""`frihavn scheme`: show, lint, diff, new, alarms."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import click
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from frihavn.app.answer import scheme_json
from frihavn.app.context import EXIT_FAILED, Context, Day, build, counted, in_context, json_option, on_option, today
from frihavn.app.writing import write_folder, write_whole
from frihavn.law.alarms import alarms as alarms_of
from frihavn.law.blocks import Block
from frihavn.law.canonical import blocks_to_json
from frihavn.law.check import scheme_named
from frihavn.law.difference import differences
from frihavn.law.errors import LawError
from frihavn.law.lint import lint as lint_of
from frihavn.law.scheme import Scheme
from frihavn.law.schemefile import write_scheme
from frihavn.law.skeleton import new_scheme

FOLDERS_UP = 3
"""How far above a file its law folder is looked for: country/name/scheme.md."""


@click.group()
def scheme() -> None:
    """Look at schemes, check them, compare their versions, begin a new one."""


@scheme.command(epilog="\b\nExample:\n  frihavn scheme show dk/special-act-ukraine")
@click.argument("id_", metavar="ID")
@click.option("--raw", is_flag=True, help="Print the file as it stands.")
@json_option
@click.pass_context
def show(ctx: click.Context, id_: str, raw: bool, as_json: bool) -> None:
    """Read a scheme: paraphrase, rules, citations, cases."""
    context = in_context(ctx)
    context.warn_of_troubles()
    found = scheme_named(context.book, id_)
    if as_json:
        standing = found.status_on(today(), date.max)
        data = scheme_json(found, standing.status.value if standing else "none", found.name)
        blocks: list[Block] = list(found.blocks)
        click.echo(json.dumps({**data, "file": blocks_to_json(blocks)}, ensure_ascii=False))
    elif raw:
        click.echo(found.text, nl=False)
    else:
        context.out.print(Markdown(found.text))


@scheme.command(epilog="\b\nExample:\n  frihavn scheme lint src/frihavn/schemes/dk/special-act-ukraine.md")
@click.argument("paths", nargs=-1, metavar="[FILE...]")
@click.option("--format", "rewrite", is_flag=True, help="Write files in their canonical form.")
@json_option
@click.pass_context
def lint(ctx: click.Context, paths: tuple[str, ...], rewrite: bool, as_json: bool) -> None:
    """Check scheme files: readable, cited, cases hold, every rule tried. Without FILE: all of them."""
    context = in_context(ctx)
    chosen, failed = _chosen(context, paths)
    messages = [(True, trouble) for trouble in failed]
    for found, law in chosen:
        if rewrite and found.text != write_scheme(found):
            click.echo(f"wrote {_rewrite(law, found)}", err=as_json)
        else:
            messages += [
                (one.error, one.trouble)
                for one in lint_of(found, law.book, today=today())
                if not (rewrite and "canonical" in one.trouble.message)
            ]
    errors = sum(error for error, _ in messages)
    if as_json:
        rows = [
            {"error": error, "message": one.message, "place": str(one.place or ""), "hint": one.hint}
            for error, one in messages
        ]
        click.echo(
            json.dumps(
                {"schemes": [found.id for found, _ in chosen], "errors": errors, "messages": rows},
                ensure_ascii=False,
            )
        )
    else:
        for error, trouble in messages:
            context.out.print(Text(trouble.rendered(), style="red" if error else "yellow"))
        count = sum(len(found.cases) for found, _ in chosen)
        advice = len(messages) - errors
        numbers = [counted(len(chosen), "scheme"), counted(count, "case"), counted(errors, "error")]
        context.out.print(", ".join([*numbers, counted(advice, "piece of advice", "pieces of advice")]))
    ctx.exit(EXIT_FAILED if errors else 0)


def _chosen(context: Context, paths: tuple[str, ...]) -> tuple[list[tuple[Scheme, Context]], list[LawError]]:
    """The schemes of the named files, each with the law it is read in, and what keeps files from being used."""
    if not paths:
        return [(found, context) for found in context.book.schemes.values()], list(context.book.troubles)
    schemes: list[tuple[Scheme, Context]] = []
    failed: list[LawError] = []
    for path in paths:
        file, law = Path(path).resolve(), context
        if not file.is_file():
            raise LawError(f"there is no file {path}")
        here, troubles = _of_file(law, file)
        if not here and not troubles:
            law = _law_around(file)
            here, troubles = _of_file(law, file)
        if not here and not troubles:
            raise LawError(f"{path} holds no scheme", hint="A scheme file is Markdown with a ```toml scheme block.")
        schemes += [(found, law) for found in here]
        failed += troubles
    return schemes, failed


def _of_file(context: Context, path: Path) -> tuple[list[Scheme], list[LawError]]:
    """The schemes and errors of exactly this file."""
    here = [found for found in context.book.schemes.values() if context.file_of(found.path) == path]
    troubles = [one for one in context.book.troubles if one.place and context.file_of(one.place.path) == path]
    return here, troubles


def _law_around(path: Path) -> Context:
    """The law folder a file stands in; beside the bundled law, or instead of it where it defines the same."""
    near = [one for one in path.parents[:FOLDERS_UP] if [*one.glob("*.toml"), *one.glob("*/*.toml")]]
    folder = str(near[0] if near else path.parent)
    found = build((folder,))
    if any("defined twice" in one.message or "also stands in" in one.message for one in found.book.troubles):
        return build((folder,), bundled=False)
    return found


def _rewrite(context: Context, found: Scheme) -> Path:
    target = context.file_of(found.path)
    if target is None:
        raise LawError(f"the file of {found.id} was not found")
    write_whole(target, write_scheme(found).encode("utf-8"))
    return target


@scheme.command(epilog="\b\nExample:\n  frihavn scheme diff eu/qualification 2026-06-11 2026-06-12")
@click.argument("id_", metavar="ID")
@click.argument("first", type=Day())
@click.argument("second", type=Day())
@click.option("--known-at", type=Day(), default=None, help="Use only what was known on that day.")
@json_option
@click.pass_context
def diff(ctx: click.Context, id_: str, first: date, second: date, known_at: date | None, as_json: bool) -> None:
    """Show what changed in a scheme between two days."""
    context = in_context(ctx)
    context.warn_of_troubles()
    found = scheme_named(context.book, id_)
    changes = differences(found, context.book.vocabulary, first, second, known_at or date.max)
    if as_json:
        rows = [
            {"what": change.what, "governs": change.governs, "before": change.before, "after": change.after}
            for change in changes
        ]
        click.echo(
            json.dumps(
                {"id": found.id, "from": first.isoformat(), "to": second.isoformat(), "changes": rows},
                ensure_ascii=False,
            )
        )
        return
    if not changes:
        context.out.print(f"{found.id}: nothing changed between {first} and {second}.")
    for change in changes:
        context.out.print(Text.assemble((change.what, "bold"), (f"  (governed by: {change.governs})", "dim")))
        for mark, text, colour in (("-", change.before, "red"), ("+", change.after, "green")):
            for line in text.splitlines():
                context.out.print(Text(f"  {mark} {line}", style=colour))
        context.out.print()


@scheme.command(epilog="\b\nExample:\n  frihavn scheme new no/quiet-harbour --into my-law")
@click.argument("id_", metavar="CC/NAME")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("law"),
    help="The law folder (default: ./law).",
)
@click.pass_context
def new(ctx: click.Context, id_: str, into: Path) -> None:
    """Begin a scheme: one folder with its text, words and sources, ready to lint."""
    context = in_context(ctx)
    context.warn_of_troubles()
    day = today()
    files = new_scheme(id_, day=day.isoformat(), recheck=(day + timedelta(days=180)).isoformat())
    hint = "Nothing was written. Choose another name or folder."
    if id_ in context.book.schemes:
        raise LawError(f"a scheme {id_!r} is already there", hint=hint)
    if (into / id_).exists():
        raise LawError(f"{into / id_} is already there", hint=hint)
    write_folder(into / id_, {Path(name).name: text for name, text in files.items()})
    for name in files:
        click.echo(f"wrote {into / name}")
    main_file = into / next(name for name in files if name.endswith(".md"))
    click.echo(f"\nNow edit {main_file}, then try:")
    click.echo(f"  frihavn --law {into} scheme lint {main_file}\n  frihavn --law {into} schemes")


@scheme.command(epilog="\b\nExample:\n  frihavn scheme alarms --within 60")
@click.option("--within", type=click.IntRange(0, 3650), default=60, show_default=True, help="Days to look ahead.")
@on_option
@json_option
@click.pass_context
def alarms(ctx: click.Context, within: int, on: date | None, as_json: bool) -> None:
    """List what ends soon or must be looked at again."""
    context = in_context(ctx)
    context.warn_of_troubles()
    day = on or today()
    found = [alarm for one in context.book.schemes.values() for alarm in alarms_of(one, day, within)]
    found.sort(key=lambda alarm: (alarm.day, alarm.scheme))
    if as_json:
        rows = [
            {"day": one.day.isoformat(), "scheme": one.scheme, "what": one.what, "overdue": one.overdue}
            for one in found
        ]
        click.echo(json.dumps({"on": day.isoformat(), "within_days": within, "alarms": rows}, ensure_ascii=False))
        return
    if not found:
        context.out.print(f"Nothing is due within {within} days of {day}.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("day", "scheme", "what"):
        table.add_column(column, overflow="fold")
    for alarm in found:
        table.add_row(
            Text(alarm.day.isoformat(), style="bold red" if alarm.overdue else "yellow"),
            alarm.scheme,
            alarm.what,
        )
    context.out.print(table)
