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
from frihavn.app.context import EXIT_FAILED, Context, Day, build, in_context, json_option, on_option, today
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
    for found in chosen:
        if rewrite and found.text != write_scheme(found):
            _rewrite(found, paths)
        else:
            messages += [
                (one.error, one.trouble)
                for one in lint_of(found, context.book, today=today())
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
                {"schemes": [found.id for found in chosen], "errors": errors, "messages": rows},
                ensure_ascii=False,
            )
        )
    else:
        for error, trouble in messages:
            context.out.print(Text(trouble.rendered(), style="red" if error else "yellow"))
        count = sum(len(found.cases) for found in chosen)
        plural = "" if len(chosen) == 1 else "s"
        advice = len(messages) - errors
        context.out.print(f"{len(chosen)} scheme{plural}, {count} cases, {errors} errors, {advice} pieces of advice")
    ctx.exit(EXIT_FAILED if errors else 0)


def _chosen(context: Context, paths: tuple[str, ...]) -> tuple[list[Scheme], list[LawError]]:
    """The schemes of the named files, and what keeps files from being used."""
    if not paths:
        return list(context.book.schemes.values()), list(context.book.troubles)
    schemes, failed = [], []
    for path in paths:
        if not Path(path).exists():
            raise LawError(f"there is no file {path}")
        name = Path(path).resolve()
        here = [found for found in context.book.schemes.values() if _same_file(found.path, name)]
        troubles = [
            trouble for trouble in context.book.troubles if trouble.place and _same_file(trouble.place.path, name)
        ]
        if not here and not troubles:
            folder = _law_folder(name)
            other = build((str(folder),), bundled="frihavn/schemes" not in name.as_posix())
            here = [found for found in other.book.schemes.values() if _same_file(found.path, name)]
            troubles = [
                trouble for trouble in other.book.troubles if trouble.place and _same_file(trouble.place.path, name)
            ]
            context.book = other.book
        if not here and not troubles:
            raise LawError(f"{path} holds no scheme", hint="A scheme file is Markdown with a ```toml scheme block.")
        schemes += here
        failed += troubles
    return schemes, failed


def _same_file(stored: str, path: Path) -> bool:
    return path.as_posix().endswith("/" + stored)


def _law_folder(path: Path) -> Path:
    """The folder that holds a file together with its words: the nearest one with TOML beside or below."""
    for folder in path.parents:
        if any(folder.glob("*.toml")) or any(folder.glob("*/*.toml")):
            return folder
    return path.parent


def _rewrite(found: Scheme, paths: tuple[str, ...]) -> None:
    import frihavn.schemes

    roots = [Path(frihavn.schemes.__path__[0]).parent]
    candidates = [Path(path) for path in paths if _same_file(found.path, Path(path).resolve())] + [
        root / found.path for root in roots
    ]
    target = next((candidate for candidate in candidates if candidate.is_file()), None)
    if target is None:
        raise LawError(f"the file of {found.id} was not found")
    part = target.with_suffix(".part")
    part.write_text(write_scheme(found), encoding="utf-8")
    part.replace(target)  # whole or not at all
    click.echo(f"wrote {target}")


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
    in_context(ctx)
    day = today()
    files = new_scheme(id_, day=day.isoformat(), recheck=(day + timedelta(days=180)).isoformat())
    there = [name for name in files if (into / name).exists()]
    if there:
        raise LawError(
            f"{into / there[0]} is already there", hint="Nothing was written. Choose another name or folder."
        )
    for name, text in files.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text(text, encoding="utf-8")
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
